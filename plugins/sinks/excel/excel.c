/* excel, the sink: a workbook of one sheet or several, each from a step.
 *
 *   excel.c      the life of the step (sheet.h: a sheet). What the definition says of the return,
 *                and how its columns are shown, is in shared/report
 *   limits.c     what Excel would refuse of a sheet, found before the first row
 *   book.c       a workbook opened, closed and proved; style.c: how its cells look
 *   measure.c    how wide what it shows is; arial.c: the letters of Arial
 *   shown.c      what a sheet shows for a value; hold.c: which number, if one
 *   put.c        the library's writer of cells; text.c: of texts; escape.c: what these may not hold
 *   blocks.c     our own writer of the rows of large sheets: blocks of them become XML
 *                (block_xml.c, block_frame.c) and are compressed (packed.c) on many threads
 *                (workers.c)
 *   joined.c     what the library wrote and our rows joined into one workbook
 *   layout.c     what stands round a table: the head above it, widths, the printed page
 *   table.c      the layout of rows as they are; crosstab.c: that of rows turned round
 *   board.c      the summary of a workbook for a board; charts.c: its charts
 *   accessible.c the sheets of a workbook for everybody
 *   letters.c    what Excel takes for a name, and how wide a text is
 *   temporary.c  temporary files, and reread.c the workbook read again: no row is lost without a
 *                word */
#include <strings.h>

#include <leat/plugin.h>

#include "book.h"
#include "limits.h"
#include "letters.h"
#include "shared/report/crosstab.h"
#include "shared/twins.h"

enum large_numbers { LARGE_FAIL, LARGE_TEXT };
static const char *const profile_words[] = {"plain", "board", "accessible", NULL};
static const char *const large_words[] = {"fail", "text", NULL};
enum too_many { TOO_MANY_FAIL, TOO_MANY_SHEETS };
static const char *const too_many_words[] = {"fail", "sheets", NULL};

struct state {
    struct report report;
    struct leat_text path;
    int32_t profile, large_numbers, too_many_rows;
    int64_t compression;
    struct leat_list twin_list;

    struct twins twins;
    struct sheet *sheets; /* one a section */
    struct book book;
};

static const struct leat_option rows[] = {
    {LEAT_OPTION(struct state, path, PATH_OUT, "path"),
     .help = "the workbook to write, .xlsx; - is standard output"},
    {LEAT_OPTION(struct state, profile, CHOICE, "profile"), .fallback = "\"plain\"",
     .choices = profile_words,
     .help =
         "plain: the sheets alone; board: with a summary, footers and a quiet look, to be printed; accessible: cover, contents, notes and one marked-up table a sheet, which everybody can read"},
    REPORT_OPTIONS(struct state),
    {LEAT_OPTION(struct state, large_numbers, CHOICE, "large_numbers"), .fallback = "\"fail\"",
     .choices = large_words,
     .help =
         "numbers past 9007199254740992, which a workbook cannot hold exactly: fail, or write them as text"},
    {LEAT_OPTION(struct state, too_many_rows, CHOICE, "too_many_rows"), .fallback = "\"fail\"",
     .choices = too_many_words,
     .help =
         "more rows than the 1,048,576 of a sheet: fail, or go on in further sheets, \"NAME (2)\", at the workbook's end"},
    {LEAT_OPTION(struct state, compression, INTEGER, "compression"), .fallback = "6", .least = 0,
     .most = 9,
     .help =
         "how much time to spend on a smaller file: 0, none, to 9; 1 is faster than 6 and makes it larger by about a quarter"},
    {LEAT_OPTION_LIST(struct state, twin_list, TABLE, "twins"), .flags = LEAT_OPTIONAL,
     .most = TWINS_MOST, .items = &twins_options, .help = TWINS_HELP},
};
static const struct leat_options options = LEAT_OPTIONS(struct state, rows);

static const char help[] =
    "{ \"sink\": \"excel\", \"path\": \"out/kpi14.xlsx\", \"sheets\": [\n"
    "    { \"name\": \"KPI 14\", \"from\": \"by_phase\", \"layout\": \"crosstab\", \"across\": [\"phase\", "
    "\"as_at\"],\n"
    "      \"formats\": { \"as_at\": \"mmm-yy\" },\n"
    "      \"down\": [ { \"column\": \"good\", \"label\": \"Good / Outstanding\" }, \"total\", \"percent\" ] } ] }\n"
    "\n"
    "Texts stay texts, whatever they begin with, and numbers numbers. Dates before 1 March 1900, which Excel counts\n"
    "wrongly, are texts such as 1899-12-31. Reals are written with 16 digits, of which Excel shows 15, and decimals\n"
    "are rounded to that; in a sheet of many rows (16,384 cells and more) with all the 17 that a number of a workbook\n"
    "may have. Text beyond 32,767 characters and more than 16,384 columns end the run with the cell's name,\n"
    "and so do more than 1,048,576 rows unless \"too_many_rows\" says otherwise. Totals are bold. A percentage is a number in percent: 76.\n"
    "\n"
    "For a board: \"profile\": \"board\". A summary comes first, with the rows of the sheet that has \"exceptions\": true\n"
    "whose \"status\" is Amber or Red; a column of \"link\" leads to the sheets that it names; \"charts\" stand beneath the\n"
    "rows, and their figures in \"Chart data\"; each page has its number and its headings.\n"
    "For everybody: \"profile\": \"accessible\", by the checklist of the Government Analysis Function: a cover, contents\n"
    "with links, notes, and one marked-up table a sheet, a crosstab as the plain table that it is made of. Symbols are\n"
    "explained from \"shorthand\", blank cells from \"blank\". Charts and the logo are left out, and its cells stay in\n"
    "memory until the end.\n"
    "\n"
    "A twin holds the rows of a sheet for programs: \"twins\": [ { \"sheet\": \"KPI 14\", \"json\": \"out/kpi14.json\" } ]\n"
    "A sheet of many rows is made on all threads; \"compression\": 1 makes it sooner, and the file larger.\n"
    "The same rows make the same bytes: the file's date is SOURCE_DATE_EPOCH, or 1 January 2000.";

/* -- Opening ---------------------------------------------------------------------------------- */

/* The name of a section's sheet. That of the one sheet of a definition that lists none is the
 * file's, where Excel takes that for a name. */
static bool name_sheet(struct leat_step *step, struct sheet *sheet) {
    const struct leat_text name = sheet->section->name;
    if (sheet->section->options) {
        return true;
    }
    if (letters_name_wrong(name) || (name.size == 1 && *name.data == '-')) {
        sheet->name = leat_text_of("Sheet1");
        return true;
    }
    sheet->own_name = leat_alloc(step, name.size + 1);
    if (sheet->own_name) {
        memcpy(sheet->own_name, name.data, name.size);
        sheet->name.data = sheet->own_name;
    }
    return sheet->own_name != NULL;
}

static bool open_twins(struct leat_step *step, struct leat_bind *bind) {
    struct state *self = step->state;
    struct twins_sheet *sheets = leat_alloc(step, self->report.count * sizeof *sheets);
    if (!sheets) {
        return false;
    }
    for (size_t i = 0; i < self->report.count; i++) {
        const struct section *section = &self->report.sections[i];
        /* An accessible workbook's own names are not the definition's. */
        const struct leat_text name = section->options ? section->name : self->sheets[i].name;
        sheets[i] = (struct twins_sheet){name, section->input};
    }
    const bool done =
        twins_open(step, bind, &self->twins, &self->twin_list, sheets, self->report.count);
    leat_free(step, sheets);
    return done;
}

static bool open_sheet(struct leat_step *step, size_t at) {
    struct state *self = step->state;
    struct section *section = &self->report.sections[at];
    struct sheet *sheet = &self->sheets[at];
    *sheet = sheet_of_name(section->name);
    sheet->section = section;
    sheet->columns = section->columns;
    sheet->count = section->count;
    /* An accessible workbook gives its sheets names that no page has. */
    const bool is_accessible = self->profile == PROFILE_ACCESSIBLE;
    const uint32_t pages =
        is_accessible ? 0 : book_pages(&self->report, (enum profile)self->profile);
    if (!name_sheet(step, sheet) || !limits_sheet(step, self->sheets, at, pages)) {
        return false;
    }
    if (!is_accessible) {
        return true;
    }
    sheet->columns = section->flat;
    sheet->count = section->flat_count;
    sheet->is_free = true;
    return accessible_name(step, self->sheets, at) && accessible_check(step, &self->report, sheet);
}

/* One table a sheet is all there is of it, and its cells stay in memory. */
static bool check_too_many(struct leat_step *step) {
    struct state *self = step->state;
    const bool good = self->profile != PROFILE_ACCESSIBLE || self->too_many_rows != TOO_MANY_SHEETS;
    if (!good) {
        leat_fail_option(step, &self->too_many_rows,
                         "an accessible workbook has each table on one sheet; leave this out, or "
                         "choose fewer rows");
    }
    return good;
}

/* Excel warns of a workbook that is called otherwise, or does not open it. */
static bool check_name(struct leat_step *step) {
    const struct state *self = step->state;
    const char *ending = strrchr(self->path.data, '.');
    const bool good = !ending || strchr(ending, '/') || strncasecmp(ending, ".xl", 3) != 0 ||
                      strcasecmp(ending, ".xlsx") == 0;
    if (!good) {
        leat_fail_option(
            step, &self->path,
            "a workbook is written as .xlsx, and Excel does not trust one called %.16s; "
            "call it .xlsx",
            ending);
    }
    return good;
}

static int excel_open(struct leat_step *step, struct leat_bind *bind) {
    struct state *self = step->state;
    struct report *report = &self->report;
    const enum numbered numbered =
        self->profile == PROFILE_ACCESSIBLE ? NUMBERED_ALL : NUMBERED_OF_COLUMNS;
    if (!check_name(step) || !check_too_many(step) ||
        !limits_text(step, &report->title, TITLE_CODES, "the workbook's title") ||
        !limits_text(step, &report->organisation, TITLE_CODES, "the organisation") ||
        !limits_text(step, &report->language, TITLE_CODES, "the language") ||
        !report_open(step, bind, report, self->path) ||
        !report_number_notes(step, report, numbered)) {
        return LEAT_FAILED;
    }
    self->sheets = leat_alloc(step, report->count * sizeof *self->sheets);
    for (size_t i = 0; self->sheets && i < report->count; i++) {
        if (!open_sheet(step, i)) {
            return LEAT_FAILED;
        }
    }
    return self->sheets && open_twins(step, bind) ? LEAT_OK : LEAT_FAILED;
}

/* -- Running ---------------------------------------------------------------------------------- */

/* A sheet's title may be longer than a property, and of several lines. */
static const char *book_title(const struct state *self) {
    const struct leat_text title = report_title(&self->report);
    const bool may_stand =
        title.size > 0 && title.size <= TITLE_CODES && !letters_has_control(title);
    return may_stand ? title.data : NULL;
}

static bool add_pages(struct leat_step *step, uint32_t pages) {
    struct state *self = step->state;
    bool done = true;
    for (int page = 0; done && page < PAGE_COUNT; page++) {
        done = !(pages >> page & 1) || book_add_page(step, &self->book, (enum page)page);
    }
    return done;
}

/* A table is written as its rows come; rows of other sheets are kept until all are there. */
static bool begin_sheet(struct leat_step *step, struct sheet *sheet) {
    struct state *self = step->state;
    if (self->profile == PROFILE_ACCESSIBLE) {
        sheet->kept = leat_run_new(step);
        return sheet->kept != NULL;
    }
    if (section_is_crosstab(sheet->section)) {
        sheet->crosstab = crosstab_new(step, sheet->section);
        return sheet->crosstab != NULL;
    }
    return layout_head(step, &self->book, sheet) && table_begin(step, &self->book, sheet);
}

static bool add_sheets(struct leat_step *step) {
    struct state *self = step->state;
    bool done = true;
    for (size_t i = 0; done && i < self->report.count; i++) {
        struct sheet *sheet = &self->sheets[i];
        done = book_add_sheet(step, &self->book, sheet) && begin_sheet(step, sheet);
    }
    return done;
}

static int excel_start(struct leat_step *step) {
    struct state *self = step->state;
    struct leat_output output;
    self->book.report = &self->report;
    self->book.profile = (enum profile)self->profile;
    self->book.has_further_sheets = self->too_many_rows == TOO_MANY_SHEETS;
    self->book.compression = (int)self->compression;
    self->book.large_as_text = self->large_numbers == LARGE_TEXT;
    if (leat_output(step, &self->path, &output) != LEAT_OK ||
        !book_open(step, &self->book, output.path, book_title(self))) {
        return LEAT_FAILED;
    }
    const uint32_t pages = book_pages(&self->report, self->book.profile),
                   ahead = pages & ~(1U << PAGE_CHARTS);
    const bool done =
        add_pages(step, ahead) && add_sheets(step) && add_pages(step, pages & 1U << PAGE_CHARTS);
    return done && twins_start(step, &self->twins) ? LEAT_OK : LEAT_FAILED;
}

static struct sheet *sheet_of(const struct state *self, int32_t input) {
    const struct section *section = report_section(&self->report, input);
    return section ? &self->sheets[section - self->report.sections] : NULL;
}

static bool write_rows(struct leat_step *step, struct sheet *sheet, struct leat_batch *batch) {
    struct state *self = step->state;
    if (sheet->kept) {
        return leat_run_put(step, sheet->kept, batch) == LEAT_OK;
    }
    return sheet->crosstab ? crosstab_add(step, sheet->crosstab, batch)
                           : table_write(step, &self->book, sheet, batch);
}

static int excel_write(struct leat_step *step, int32_t input, struct leat_batch *batch) {
    struct state *self = step->state;
    struct sheet *sheet = sheet_of(self, input);
    if (!sheet) {
        return LEAT_OK;
    }
    const bool is_watched = self->profile != PROFILE_PLAIN || section_is_watched(sheet->section);
    const bool done = (!is_watched || report_watch(step, &self->report, sheet->section, batch)) &&
                      write_rows(step, sheet, batch) && book_check(step, &self->book, LXW_NO_ERROR);
    return done && twins_write(step, &self->twins, input, batch) ? LEAT_OK : LEAT_FAILED;
}

/* What its symbols stand for, beneath the rows of a sheet for a board. */
static bool put_legend(struct leat_step *step, struct sheet *sheet) {
    struct state *self = step->state;
    sheet->row += sheet->section->seen.symbol_count > 0;
    return layout_shorthand(step, &self->book, sheet, LOOK_NOTE);
}

static bool end_sheet(struct leat_step *step, struct sheet *sheet) {
    struct state *self = step->state;
    if (sheet->kept) {
        return accessible_sheet(step, &self->book, sheet);
    }
    const uint32_t headings = sheet->crosstab ? (uint32_t)sheet->crosstab->levels : 1;
    return table_end(step, &self->book, sheet) &&
           (!sheet->crosstab || put_crosstab(step, &self->book, sheet)) &&
           (self->profile != PROFILE_BOARD || put_legend(step, sheet)) &&
           charts_put(step, &self->book, sheet) && layout_end(step, &self->book, sheet, headings);
}

/* Nothing of what a sheet has kept is wanted any more. */
static void drop_kept(struct leat_step *step, struct sheet *sheet) {
    crosstab_free(step, sheet->crosstab);
    sheet->crosstab = NULL;
    leat_run_free(step, sheet->kept);
    sheet->kept = NULL;
}

static int excel_input_end(struct leat_step *step, int32_t input) {
    struct sheet *sheet = sheet_of(step->state, input);
    if (!sheet) {
        return LEAT_OK;
    }
    const bool done = end_sheet(step, sheet);
    drop_kept(step, sheet);
    return done ? LEAT_OK : LEAT_FAILED;
}

static int excel_finish(struct leat_step *step) {
    struct state *self = step->state;
    struct book *book = &self->book;
    const bool done = book->profile == PROFILE_BOARD        ? board_finish(step, book)
                      : book->profile == PROFILE_ACCESSIBLE ? accessible_finish(step, book)
                                                            : true;
    return done && charts_finish(step, book) && book_finish(step, book) &&
                   twins_finish(step, &self->twins)
               ? LEAT_OK
               : LEAT_FAILED;
}

static void excel_close(struct leat_step *step) {
    struct state *self = step->state;
    book_close(step, &self->book);
    twins_close(step, &self->twins);
    for (size_t i = 0; self->sheets && i < self->report.count; i++) {
        struct sheet *sheet = &self->sheets[i];
        drop_kept(step, sheet);
        leat_free(step, sheet->widths);
        leat_free(step, sheet->own_name);
    }
    leat_free(step, self->sheets);
    report_close(step, &self->report);
}

static const struct leat_sink sink = {
    .size = sizeof sink,
    .write = excel_write,
    .input_end = excel_input_end,
    .finish = excel_finish,
};

static const struct leat_role role = {
    .size = sizeof role,
    .name = "excel",
    .summary = "writes a workbook of one sheet or several, as tables or crosstabs",
    .help = help,
    .flags = LEAT_FRAIL, /* libxlsxwriter asks of few blocks whether it got them */
    .options = &options,
    .state_size = sizeof(struct state),
    .open = excel_open,
    .start = excel_start,
    .close = excel_close,
    .sink = &sink,
};

static const struct leat_plugin plugin = {
    .size = sizeof plugin, .abi = LEAT_ABI, .version = "1.0.0", .sink = &role};

const struct leat_plugin *leat_plugin_entry(void) { return &plugin; }
