/* ees: what the files of the sink share: the columns of the data file, each in its role, and the
 * words that DfE's service Explore Education Statistics (EES) knows.
 *
 * The conventions are those of the guidance to open data standards for EES, and of the screener by
 * which files are checked when they are handed in: what the screener refuses is an error here, with
 * the row and its place, and what it warns of is a warning. */
#ifndef LEAT_EES_H
#define LEAT_EES_H

#include <leat/plugin.h>

#include "shared/format.h"
#include "shared/key_table.h"
#include "shared/rows.h"

/* -- words.c: geography and time --------------------------------------------------------------- */

/* What columns the rows of a geographic level have. */
enum { EES_LEVEL_COLUMNS = 3 };
struct ees_level {
    const char *name;
    /* A code, a second code or NULL, a name; the code of some levels is NULL. */
    const char *columns[EES_LEVEL_COLUMNS];
    bool may_lack_code; /* its first code may be empty: authorities of before the codes have none */
    uint32_t within;    /* a bit a level: whose rows may have these columns filled in as well */
};
enum { EES_LEVELS = 18, EES_NATIONAL = 0 };
extern const struct ees_level ees_levels[EES_LEVELS];

/* The level of that name, or -1. */
int ees_level_find(struct leat_text name);

/* Time identifiers fall into groups, and a file has those of one group. The number of the group, or
 * -1: no time identifier. *digits: how many digits its time periods have, 4 or 6. */
int ees_time_group(struct leat_text name, int *digits);

/* What is wrong with a time period of so many digits; NULL: nothing. */
const char *ees_time_period_wrong(struct leat_text period, int digits);

/* The nearest level or time identifier, for "did you mean"; data NULL: none is near. */
struct leat_text ees_suggest_level(struct leat_step *step, struct leat_text wrong);
struct leat_text ees_suggest_time(struct leat_step *step, struct leat_text wrong);

/* Whether a name looks like that of a column of geography, though EES knows none of that name. */
bool ees_looks_like_geography(struct leat_text name);

/* What is wrong with the name of a data file, without its folder; NULL: nothing. */
const char *ees_file_name_wrong(struct leat_text name);

/* The symbols for a number that is not there. */
#define EES_SYMBOLS                                                                                \
    "z (not applicable), x (not available), c (suppressed), low or k (rounds to 0), u (of low reliability)"
bool ees_is_symbol(struct leat_text text);

/* Whether it stands for no value elsewhere and is refused by EES: NULL, NA … */
bool ees_is_null_word(struct leat_text text);

static inline bool ees_is(struct leat_text text, const char *word) {
    return text.size == strlen(word) && memcmp(text.data, word, text.size) == 0;
}

/* -- columns.c: the columns, in open ----------------------------------------------------------- */

/* A column as the definition has it. */
struct ees_option {
    struct leat_text label;
    int32_t role;
    struct leat_text unit, indicator_grouping;
    int64_t decimals;
    struct leat_text filter_hint, filter_default;
    int32_t filter_grouping_column;
};
extern const struct leat_options ees_column_options;

enum ees_role { EES_TIME, EES_GEOGRAPHY, EES_FILTER, EES_INDICATOR };

/* A column of the data file. */
struct ees_column {
    int32_t number; /* of the input */
    struct leat_text name, label, unit;
    struct leat_type type;
    enum ees_role role;
    bool is_private;
    int32_t decimals;                /* -1: not known */
    const struct ees_option *option; /* NULL: the definition says nothing of it */
    char *made_label;

    /* Filters, as rows come: */
    struct bytes first; /* the first row's value */
    bool has_first, has_two, has_default, has_legacy;
};

struct ees {
    struct leat_text path, meta;
    struct leat_map options; /* of struct ees_option, by column */
    struct leat_map symbols; /* of leat_text: EES's symbol for another */
    struct leat_text null;   /* EES's symbol for no value; absent: an error */
    int32_t line_end;

    struct ees_column *columns; /* count of them, in the order of the file */
    int32_t count;
    int32_t time_period, time_identifier, level; /* places among them */
    /* Places of each level's columns, -1: it is not there. */
    int32_t level_columns[EES_LEVELS][EES_LEVEL_COLUMNS];
    struct rows_csv csv;
    struct bytes heading;
    struct sink_file data_file, meta_file;

    /* As rows come, in order: */
    int64_t rows;
    int time_group; /* of the first row */
    struct bytes first_time, key;
    struct leat_view *views;
    struct key_table keys;
    struct ees_stand *stands; /* by the key's number: where its row stood */
    size_t stands_room;
};

/* In open: the columns in their roles, in the file's order, and what is wrong with them. */
bool ees_columns_open(struct leat_step *step, struct leat_bind *bind);
void ees_columns_close(struct leat_step *step);

/* -- meta.c ------------------------------------------------------------------------------------- */

/* Writes the meta file: a line a filter and indicator. */
bool ees_meta_write(struct leat_step *step);

/* -- rows.c: the rows --------------------------------------------------------------------------- */

/* Where a key's first row stood. */
struct ees_stand {
    int64_t line;
    int32_t file;
};

/* A cell as the file has it: its value or its symbol as text, empty where there is neither. */
struct leat_text ees_cell(struct leat_step *step, struct leat_batch *batch,
                          const struct ees_column *column, const struct leat_view *view,
                          int64_t row, char room[FORMAT_ROOM]);

/* On any thread: checks each row by itself, and adds its line to the part's text. */
bool ees_rows_add(struct leat_step *step, struct rows_part *part, struct leat_batch *batch);

/* -- whole.c: what rows must be to one another -------------------------------------------------- */

/* In order: time identifiers of one group, no row twice, what the filters hold. */
bool ees_whole_add(struct leat_step *step, struct leat_batch *batch);

/* When all rows have been: filters of one value alone are errors, those without a total and the
 * like are told of. */
bool ees_whole_finish(struct leat_step *step);
void ees_whole_close(struct leat_step *step);

#endif
