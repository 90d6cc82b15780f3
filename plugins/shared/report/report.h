/* report: a return as the definition has it, whatever it becomes: a workbook, a page.
 *
 * A return has sections, each the rows of one step under headings, with a title and notes.
 * What the definition says of them stands here once, for every sink that writes a return; such a
 * sink puts `struct report` into its state, REPORT_OPTIONS into its option table, and calls
 * report_open.
 *
 *   options.c    the option tables
 *   report.c     what is worked out of them and of the schemas: columns, headings, formats
 *   check.c      what nobody can mean, told with its place
 *   notes.c      notes numbered in reading order
 *   seen.h       what the rows turn out to hold: symbols, blanks, exceptions
 *   chart.h      the points of a chart
 *   cell.c       a value on its way to paper
 *   crosstab.h   rows turned round, kept and arranged
 *   theme.h      colours and contrast; logo.h: the picture on the first page
 *   shorthand.c  what symbols stand for */
#ifndef LEAT_REPORT_REPORT_H
#define LEAT_REPORT_REPORT_H

#include <leat/plugin.h>

#include "shared/bytes.h"
#include "shared/report/cell.h"
#include "shared/report/chart.h"
#include "shared/report/seen.h"
#include "shared/report/theme.h"

enum layout { LAYOUT_TABLE, LAYOUT_CROSSTAB };
enum combinations { COMBINATIONS_ALL, COMBINATIONS_PRESENT };

/* -- As the definition has it ----------------------------------------------------------------- */

/* A line of a crosstab. */
struct measure {
    int32_t column;
    struct leat_text label, format;
};

/* What is said beneath a title, or of one column. */
struct note_options {
    struct leat_text text;
    int32_t column; /* -1: of the whole section */
};

struct section_options {
    struct leat_text name;
    int32_t from; /* the input */
    int32_t layout;
    struct leat_text title, subtitle, period, lead, source;
    struct leat_text blank;   /* why cells are blank */
    struct leat_list notes;   /* of struct note_options */
    struct leat_map headings; /* of leat_text, by column */
    struct leat_map formats;  /* of leat_text, by column */
    struct leat_map widths;   /* of double, by column */
    struct leat_list across;  /* of int32_t */
    struct leat_list down;    /* of struct measure */
    struct leat_text corner;
    int32_t combinations;
    int32_t status, travel, link; /* columns, or -1 */
    bool exceptions;              /* its rows that are not Green stand in the summary */
    struct leat_list charts;      /* of struct chart_options */
};

/* -- As it is to be shown --------------------------------------------------------------------- */

/* A column of a section. */
struct column {
    int32_t number; /* of the input */
    struct leat_type type;
    struct leat_text heading;
    const char *format; /* a number format; NULL: as it is */
    double width;       /* in characters; 0: from the content */
    bool is_private;
    bool is_status, is_travel, is_link;
};

struct section {
    const struct section_options *options; /* NULL: the one of a definition that lists none */
    struct leat_text name;                 /* as the definition has it */
    int32_t input;
    struct column *columns; /* those of the input, in their order */
    int32_t count;
    /* The columns of the section as a plain table. For the layout crosstab those across, then those
     * down with their labels as headings; for the layout table they are `columns`. */
    struct column *flat;
    int32_t flat_count;
    struct seen seen;     /* filled by seen_add */
    struct chart *charts; /* as many as the options list */
};

/* The part of a sink's state that is about the return. */
struct report {
    struct leat_text title, organisation, period;
    struct leat_list about; /* of struct leat_text, a paragraph each */
    struct leat_text contact, published, next_update, language;
    struct leat_map shorthand; /* of struct leat_text, by symbol */
    struct theme_options theme_options;
    struct leat_list list; /* of struct section_options */

    struct theme theme;
    struct section *sections;
    size_t count;
    int32_t *note_numbers; /* see notes.c */
};

extern const struct leat_options report_section_options;

/* The rows of an option table whose state has a `struct report report`. */
#define REPORT_OPTIONS(state)                                                                      \
    {LEAT_OPTION(state, report.title, TEXT, "title"), .flags = LEAT_OPTIONAL,                      \
     .help = "the title of the whole; the first sheet's title unless given"},                      \
        {LEAT_OPTION(state, report.organisation, TEXT, "organisation"), .flags = LEAT_OPTIONAL,    \
         .help = "whose return it is"},                                                            \
        {LEAT_OPTION(state, report.period, TEXT, "period"), .flags = LEAT_OPTIONAL,                \
         .help = "the time that it is about"},                                                     \
        {LEAT_OPTION_LIST(state, report.about, TEXT, "about"),                                     \
         .flags = LEAT_OPTIONAL | LEAT_ONE_OR_MANY,                                                \
         .help = "what a reader must know of the whole, a paragraph each"},                        \
        {LEAT_OPTION(state, report.contact, TEXT, "contact"), .flags = LEAT_OPTIONAL,              \
         .help = "whom to ask: an address, a role"},                                               \
        {LEAT_OPTION(state, report.published, TEXT, "published"), .flags = LEAT_OPTIONAL,          \
         .help = "when it is published"},                                                          \
        {LEAT_OPTION(state, report.next_update, TEXT, "next_update"), .flags = LEAT_OPTIONAL,      \
         .help = "when the next one is due"},                                                      \
        {LEAT_OPTION(state, report.language, TEXT, "language"), .fallback = "\"en-GB\"",           \
         .help = "the language of its texts, as BCP 47 has it"},                                   \
        {LEAT_OPTION_MAP(state, report.shorthand, TEXT, "shorthand"), .flags = LEAT_OPTIONAL,      \
         .help =                                                                                   \
             "what symbols mean, by symbol: {\"c\": \"confidential\"}; common ones are known"},    \
        {LEAT_OPTION_NESTED(state, report.theme_options, "theme"), .flags = LEAT_OPTIONAL,         \
         .items = &theme_option_table, .help = "colours and font"},                                \
    {                                                                                              \
        LEAT_OPTION_LIST(state, report.list, TABLE, "sheets"),                                     \
            .flags = LEAT_OPTIONAL, .least = 1, .most = 255, .items = &report_section_options,     \
            .help = "the sheets, in their order; without it one sheet, a table of the rows above"  \
    }

/* Fills sections from the options and the schemas, and checks them. path: names the one section of
 * a definition that lists none. false: told. */
bool report_open(struct leat_step *step, struct leat_bind *bind, struct report *report,
                 struct leat_text path);

/* Gives back what report_open took; also after it failed. */
void report_close(struct leat_step *step, struct report *report);

/* The section that an input is for, or NULL. */
struct section *report_section(const struct report *report, int32_t input);

/* The title of the whole, data NULL where there is none. */
struct leat_text report_title(const struct report *report);

static inline bool section_is_crosstab(const struct section *section) {
    return section->options && section->options->layout == LAYOUT_CROSSTAB;
}

static inline size_t section_charts(const struct section *section) {
    return section->options ? section->options->charts.count : 0;
}

/* An option's text of a section, absent where the definition lists no sheets. */
#define SECTION_TEXT(section, field)                                                               \
    ((section)->options ? (section)->options->field : (struct leat_text){NULL, 0})

/* What a symbol in a section's cells stands for, by the definition or by custom: "not available".
 * false: nobody says, which is told. */
bool report_shorthand(struct leat_step *step, const struct report *report,
                      const struct section *section, struct leat_text symbol,
                      struct leat_text *meaning);

/* The section whose rows give the summary its exceptions, or NULL; what the summary says instead
 * where none of them is one. */
struct section *report_exceptional(const struct report *report);
const char *report_no_exceptions(const struct section *section);

/* Why cells of a section are blank, by the definition or in general. */
struct leat_text report_blank_reason(const struct section *section);

/* The section of that name, or NULL. */
const struct section *report_named(const struct report *report, struct leat_text name);

/* Takes what is seen in a batch of the section's rows, and the points of its charts. */
bool report_watch(struct leat_step *step, const struct report *report, struct section *section,
                  struct leat_batch *batch);

/* Whether a section has something to be watched, whatever it becomes. */
static inline bool section_is_watched(const struct section *section) {
    const struct section_options *set = section->options;
    return set && (set->charts.count > 0 || set->status >= 0 || set->travel >= 0 || set->link >= 0);
}

/* -- notes.c ---------------------------------------------------------------------------------- */

/* Notes of columns have their numbers in the headings. Those of a whole section stand under its
 * title as they are, or are numbered too, in the title, where all notes stand in one place. */
enum numbered { NUMBERED_OF_COLUMNS, NUMBERED_ALL };

/* Numbers notes from 1 in reading order; a text that was there before keeps its number. */
bool report_number_notes(struct leat_step *step, struct report *report, enum numbered numbered);

/* How many numbers there are, and the text of one. */
int32_t report_note_count(const struct report *report);
struct leat_text report_note_text(const struct report *report, int32_t number);

/* The number of note `at` of a section's list; 0: it has none. */
int32_t section_note_number(const struct report *report, const struct section *section, size_t at);

/* Adds to out " [note 1] [note 2]" for the notes of a column of the input; -1: those of the whole
 * section. */
bool section_note_marks(struct leat_step *step, const struct report *report,
                        const struct section *section, int32_t column, struct bytes *out);

#endif
