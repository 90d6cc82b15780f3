/* excel, the sink: a workbook of one sheet or several, each from a step.
 *
 *   excel.c      the life of the step (sheet.h: a sheet). What the definition says of the return,
 *                and how its columns are shown, is in shared/report
 *   check.c      what Excel would refuse of a sheet, found before the first row
 *   book.c       a workbook opened, styled, closed and proved
 *   put.c        a value becomes a cell; hold.c: which number, if one
 *   layout.c     what stands round a table: the head above it, widths, the printed page
 *   table.c      the layout of rows as they are; crosstab.c: that of rows turned round
 *   letters.c    what Excel takes for a name, and how wide a text is
 *   temporary.c  temporary files, and reread.c the workbook read again: no row is lost without a
 *                word */
#include <leat/plugin.h>

#include "book.h"
#include "check.h"
#include "letters.h"
#include "shared/report/crosstab.h"
#include "shared/twins.h"

enum large_numbers { LARGE_FAIL, LARGE_TEXT };
static const char *const large_words[] = {"fail", "text", NULL};

struct state {
    struct report report;
    struct leat_text path;
    int32_t large_numbers;
    struct leat_list twin_list;

    struct twins twins;
    struct sheet *sheets; /* one a section */
    char *name;           /* of the one sheet of a definition that lists none */
    struct book book;
};

static const struct leat_option rows[] = {
    {LEAT_OPTION(struct state, path, PATH_OUT, "path"),
     .help = "the workbook to write, .xlsx; - is standard output"},
    REPORT_OPTIONS(struct state),
    {LEAT_OPTION(struct state, large_numbers, CHOICE, "large_numbers"), .fallback = "\"fail\"",
     .choices = large_words,
     .help =
         "numbers past 9007199254740992, which a workbook cannot hold exactly: fail, or write them as text"},
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
    "are rounded to that. Text beyond 32,767 characters, more than 1,048,576 rows or 16,384 columns end the run with\n"
    "the cell's name. Totals are bold. A percentage is a number in percent: 76.\n"
    "A twin holds the rows of a sheet for programs: \"twins\": [ { \"sheet\": \"KPI 14\", \"json\": \"out/kpi14.json\" } ]\n"
    "The same rows make the same bytes: the file's date is SOURCE_DATE_EPOCH, or 1 January 2000.";

/* -- Opening ---------------------------------------------------------------------------------- */

/* The name of a section's sheet. That of the one sheet of a definition that lists none is the
 * file's, where Excel takes that for a name. */
static bool name_sheet(struct leat_step *step, struct sheet *sheet) {
    struct state *self = step->state;
    const struct leat_text name = sheet->section->name;
    sheet->name = name;
    if (sheet->section->options) {
        return true;
    }
    if (letters_name_wrong(name) || (name.size == 1 && *name.data == '-')) {
        sheet->name = leat_text_of("Sheet1");
        return true;
    }
    self->name = leat_alloc(step, name.size + 1);
    if (self->name) {
        memcpy(self->name, name.data, name.size);
        sheet->name.data = self->name;
    }
    return self->name != NULL;
}

static bool open_twins(struct leat_step *step, struct leat_bind *bind) {
    struct state *self = step->state;
    struct twins_sheet *sheets = leat_alloc(step, self->report.count * sizeof *sheets);
    if (!sheets) {
        return false;
    }
    for (size_t i = 0; i < self->report.count; i++) {
        const struct section *section = &self->report.sections[i];
        sheets[i] = (struct twins_sheet){self->sheets[i].name, section->input};
    }
    const bool done =
        twins_open(step, bind, &self->twins, &self->twin_list, sheets, self->report.count);
    leat_free(step, sheets);
    return done;
}

static int excel_open(struct leat_step *step, struct leat_bind *bind) {
    struct state *self = step->state;
    struct report *report = &self->report;
    if (!check_text(step, &report->title, TITLE_CODES, "the workbook's title") ||
        !report_open(step, bind, report, self->path) || !report_number_notes(step, report)) {
        return LEAT_FAILED;
    }
    self->sheets = leat_alloc(step, report->count * sizeof *self->sheets);
    for (size_t i = 0; self->sheets && i < report->count; i++) {
        const struct section *section = &report->sections[i];
        struct sheet *sheet = &self->sheets[i];
        *sheet = sheet_of_name(section->name);
        sheet->section = section;
        sheet->columns = section->columns;
        sheet->count = section->count;
        if (!name_sheet(step, sheet) || !check_sheet(step, self->sheets, i)) {
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

static int excel_start(struct leat_step *step) {
    struct state *self = step->state;
    struct leat_output output;
    self->book.report = &self->report;
    self->book.large_as_text = self->large_numbers == LARGE_TEXT;
    if (leat_output(step, &self->path, &output) != LEAT_OK ||
        !book_open(step, &self->book, output.path, book_title(self))) {
        return LEAT_FAILED;
    }
    for (size_t i = 0; i < self->report.count; i++) {
        struct sheet *sheet = &self->sheets[i];
        if (!book_add_sheet(step, &self->book, sheet)) {
            return LEAT_FAILED;
        }
        if (section_is_crosstab(sheet->section)) {
            sheet->crosstab = crosstab_new(step, sheet->section);
        }
        if (section_is_crosstab(sheet->section) ? !sheet->crosstab
                                                : !table_begin(step, &self->book, sheet)) {
            return LEAT_FAILED;
        }
    }
    return twins_start(step, &self->twins) ? LEAT_OK : LEAT_FAILED;
}

static struct sheet *sheet_of(const struct state *self, int32_t input) {
    const struct section *section = report_section(&self->report, input);
    return section ? &self->sheets[section - self->report.sections] : NULL;
}

static int excel_write(struct leat_step *step, int32_t input, struct leat_batch *batch) {
    struct state *self = step->state;
    struct sheet *sheet = sheet_of(self, input);
    if (!sheet) {
        return LEAT_OK;
    }
    const bool done = sheet->crosstab ? crosstab_add(step, sheet->crosstab, batch)
                                      : table_write(step, &self->book, sheet, batch);
    return done && book_check(step, &self->book, LXW_NO_ERROR) &&
                   twins_write(step, &self->twins, input, batch)
               ? LEAT_OK
               : LEAT_FAILED;
}

static int excel_input_end(struct leat_step *step, int32_t input) {
    struct state *self = step->state;
    struct sheet *sheet = sheet_of(self, input);
    if (!sheet) {
        return LEAT_OK;
    }
    const bool done = sheet->crosstab ? put_crosstab(step, &self->book, sheet)
                                      : table_end(step, &self->book, sheet);
    crosstab_free(step, sheet->crosstab);
    sheet->crosstab = NULL;
    return done ? LEAT_OK : LEAT_FAILED;
}

static int excel_finish(struct leat_step *step) {
    struct state *self = step->state;
    return book_finish(step, &self->book) && twins_finish(step, &self->twins) ? LEAT_OK
                                                                              : LEAT_FAILED;
}

static void excel_close(struct leat_step *step) {
    struct state *self = step->state;
    book_close(step, &self->book);
    twins_close(step, &self->twins);
    for (size_t i = 0; self->sheets && i < self->report.count; i++) {
        struct sheet *sheet = &self->sheets[i];
        crosstab_free(step, sheet->crosstab);
        leat_free(step, sheet->widths);
    }
    leat_free(step, self->sheets);
    leat_free(step, self->name);
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
