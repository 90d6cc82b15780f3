/* excel, the sink: a workbook of one sheet or several, each from a step.
 *
 *   excel.c      the options, and the life of the step (sheet.h: a sheet)
 *   check.c      what Excel would refuse of a sheet, found before the first row
 *   book.c       a workbook opened, styled, closed and proved
 *   put.c        a value becomes a cell
 *   table.c      the layout of rows as they are; crosstab.c, with arrange.c: that of rows turned round
 *   letters.c    what Excel takes for a name or a format, and how wide a text is
 *   temporary.c  temporary files, and reread.c the workbook read again: no row is lost without a
 *                word */
#include <leat/plugin.h>

#include "book.h"
#include "check.h"
#include "letters.h"
#include "shared/twins.h"

enum large_numbers { LARGE_FAIL, LARGE_TEXT };
static const char *const large_words[] = {"fail", "text", NULL};
static const char *const layouts[] = {"table", "crosstab", NULL};
static const char *const combination_words[] = {"all", "present", NULL};

struct state {
    struct leat_text path, title;
    struct leat_list list; /* of struct sheet_options */
    int32_t large_numbers;
    struct leat_list twin_list;

    struct twins twins;
    struct sheet *sheets;
    size_t count;
    struct book book;
};

static const struct leat_option measure_rows[] = {
    {LEAT_OPTION(struct measure, column, COLUMN, "column"), .flags = LEAT_BARE, .over = "from",
     .help = "the column whose values make this line"},
    {LEAT_OPTION(struct measure, label, TEXT, "label"), .flags = LEAT_OPTIONAL,
     .help = "what stands before the line; the column's name unless given"},
    {LEAT_OPTION(struct measure, format, TEXT, "format"), .flags = LEAT_OPTIONAL,
     .help = "a number format for this line, such as 0.0"},
};
static const struct leat_options measure_options = LEAT_OPTIONS(struct measure, measure_rows);

static const struct leat_option sheet_rows[] = {
    {LEAT_OPTION(struct sheet_options, name, TEXT, "name"),
     .help = "the sheet's name: at most 31 characters, none of [ ] : * ? / \\"},
    {LEAT_OPTION(struct sheet_options, from, STEP, "from"), .flags = LEAT_STREAM | LEAT_OPTIONAL,
     .help = "the step whose rows it shows; the step above unless given"},
    {LEAT_OPTION(struct sheet_options, layout, CHOICE, "layout"), .fallback = "\"table\"",
     .choices = layouts,
     .help =
         "table: rows under one line of headings; crosstab: rows become columns under headings of several levels"},
    {LEAT_OPTION(struct sheet_options, title, TEXT, "title"), .flags = LEAT_OPTIONAL,
     .help = "a text in the first cell, above the table"},
    {LEAT_OPTION(struct sheet_options, subtitle, TEXT, "subtitle"), .flags = LEAT_OPTIONAL,
     .help = "a smaller text under the title"},
    {LEAT_OPTION_LIST(struct sheet_options, notes, TEXT, "notes"),
     .flags = LEAT_OPTIONAL | LEAT_ONE_OR_MANY,
     .help = "lines under the title, such as the source of the figures"},
    {LEAT_OPTION_MAP(struct sheet_options, headings, TEXT, "columns"),
     .flags = LEAT_OPTIONAL | LEAT_KEYED_BY_COLUMN, .over = "from",
     .help = "headings by column; a column's name unless given"},
    {LEAT_OPTION_MAP(struct sheet_options, formats, TEXT, "formats"),
     .flags = LEAT_OPTIONAL | LEAT_KEYED_BY_COLUMN, .over = "from",
     .help =
         "Excel's number formats by column, such as 0.0, #,##0 or mmm-yy; dates are dd/mm/yyyy unless given"},
    {LEAT_OPTION_MAP(struct sheet_options, widths, REAL, "widths"),
     .flags = LEAT_OPTIONAL | LEAT_KEYED_BY_COLUMN, .over = "from",
     .help =
         "widths by column, in characters, for the layout table; from the content unless given"},
    {LEAT_OPTION(struct sheet_options, across, COLUMNS, "across"),
     .flags = LEAT_OPTIONAL | LEAT_ONE_OR_MANY, .most = 16, .over = "from",
     .help = "crosstab: the columns whose values are the headings, the outermost first"},
    {LEAT_OPTION_LIST(struct sheet_options, down, TABLE, "down"),
     .flags = LEAT_OPTIONAL | LEAT_ONE_OR_MANY, .items = &measure_options,
     .help = "crosstab: the lines, each a column of figures"},
    {LEAT_OPTION(struct sheet_options, corner, TEXT, "corner"), .flags = LEAT_OPTIONAL,
     .help = "crosstab: the heading above the lines' labels"},
    {LEAT_OPTION(struct sheet_options, combinations, CHOICE, "combinations"), .fallback = "\"all\"",
     .choices = combination_words,
     .help =
         "crosstab: all headings of a level under each one above, with empty cells where no row is; or present ones"},
};
static const struct leat_options sheet_options = LEAT_OPTIONS(struct sheet_options, sheet_rows);

static const struct leat_option rows[] = {
    {LEAT_OPTION(struct state, path, PATH_OUT, "path"),
     .help = "the workbook to write, .xlsx; - is standard output"},
    {LEAT_OPTION(struct state, title, TEXT, "title"), .flags = LEAT_OPTIONAL,
     .help = "the workbook's title, in its properties; the first sheet's title unless given"},
    {LEAT_OPTION_LIST(struct state, list, TABLE, "sheets"), .flags = LEAT_OPTIONAL, .least = 1,
     .most = 255, .items = &sheet_options,
     .help = "the sheets, in their order; without it one sheet, a table of the rows above"},
    {LEAT_OPTION(struct state, large_numbers, CHOICE, "large_numbers"), .fallback = "\"fail\"",
     .choices = large_words,
     .help =
         "whole numbers past 9007199254740992, which a workbook cannot hold exactly: fail, or write them as text"},
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

/* How a column is shown when the definition does not say. */
static const char *default_format(struct leat_type type, int32_t decimals) {
    static const char *const by_decimals[] = {"0",      "0.0",     "0.00",    "0.000",
                                              "0.0000", "0.00000", "0.000000"};
    enum { MOST_SHOWN = sizeof by_decimals / sizeof *by_decimals - 1 };
    switch (type.kind) {
    case LEAT_INTEGER:
        return by_decimals[0];
    case LEAT_DECIMAL: /* quotients have many digits, of which most say nothing: those are shown as
                          they are */
        decimals = decimals >= 0 ? decimals : type.scale;
        return decimals <= MOST_SHOWN ? by_decimals[decimals] : NULL;
    case LEAT_REAL:
        return decimals >= 0 && decimals <= MOST_SHOWN ? by_decimals[decimals] : NULL;
    case LEAT_DATE:
        return "dd/mm/yyyy";
    case LEAT_TIMESTAMP:
        return "dd/mm/yyyy hh:mm:ss";
    default:
        return NULL;
    }
}

static bool describe_columns(struct leat_step *step, struct leat_bind *bind, struct sheet *sheet) {
    sheet->count = leat_columns(bind, sheet->input);
    sheet->columns = leat_alloc(step, ((size_t)sheet->count + 1) * sizeof *sheet->columns);
    if (!sheet->columns) {
        return false;
    }
    for (int32_t at = 0; at < sheet->count; at++) {
        struct column *column = &sheet->columns[at];
        struct leat_hint hint = {.size = sizeof hint, .decimals = -1};
        leat_column_hint(bind, sheet->input, at, &hint);
        column->type = leat_column_type(bind, sheet->input, at);
        column->heading =
            hint.label.size > 0 ? hint.label : leat_column_name(bind, sheet->input, at);
        column->format = default_format(column->type, hint.decimals);
        column->is_private = hint.is_private != 0;
    }
    const struct sheet_options *set = sheet->options;
    for (size_t i = 0; set && i < set->headings.count; i++) {
        sheet->columns[set->headings.columns[i]].heading =
            LEAT_ITEM(set->headings, struct leat_text, i);
    }
    for (size_t i = 0; set && i < set->formats.count; i++) {
        sheet->columns[set->formats.columns[i]].format =
            LEAT_ITEM(set->formats, struct leat_text, i).data;
    }
    for (size_t i = 0; set && i < set->widths.count; i++) {
        sheet->columns[set->widths.columns[i]].width = LEAT_ITEM(set->widths, double, i);
    }
    return true;
}

/* The one sheet of a definition that lists none is called as the file is, where Excel takes that
 * name. */
static struct leat_text name_from_path(struct leat_step *step, struct leat_text path) {
    const char *slash = memrchr(path.data, '/', path.size);
    const char *first = slash ? slash + 1 : path.data;
    const char *dot = memrchr(first, '.', path.size - (size_t)(first - path.data));
    const size_t size = dot ? (size_t)(dot - first) : path.size - (size_t)(first - path.data);
    const struct leat_text name = {first, size};
    if (letters_name_wrong(name) || (size == 1 && *first == '-')) {
        return leat_text_of("Sheet1");
    }
    char *copy = leat_alloc(step, size + 1);
    if (copy) {
        memcpy(copy, first, size);
    }
    return (struct leat_text){copy, copy ? size : 0};
}

static bool open_twins(struct leat_step *step, struct leat_bind *bind) {
    struct state *self = step->state;
    struct twins_sheet *sheets = leat_alloc(step, self->count * sizeof *sheets);
    if (!sheets) {
        return false;
    }
    for (size_t i = 0; i < self->count; i++) {
        sheets[i] = (struct twins_sheet){self->sheets[i].name, self->sheets[i].input};
    }
    const bool done = twins_open(step, bind, &self->twins, &self->twin_list, sheets, self->count);
    leat_free(step, sheets);
    return done;
}

static int excel_open(struct leat_step *step, struct leat_bind *bind) {
    struct state *self = step->state;
    const size_t count = self->list.count > 0 ? self->list.count : 1;
    self->sheets = leat_alloc(step, count * sizeof *self->sheets);
    if (!self->sheets) {
        return LEAT_FAILED;
    }
    self->count = count;
    if (!check_text(step, &self->title, TITLE_CODES, "the workbook's title")) {
        return LEAT_FAILED;
    }
    for (size_t i = 0; i < count; i++) {
        struct sheet *sheet = &self->sheets[i];
        sheet->last_row = -1;
        if (self->list.count > 0) {
            sheet->options = &LEAT_ITEM(self->list, struct sheet_options, i);
            sheet->name = sheet->options->name;
            sheet->input = sheet->options->from;
        } else {
            sheet->name = name_from_path(step, self->path);
        }
        if (!sheet->name.data || !describe_columns(step, bind, sheet) ||
            !check_sheet(step, self->sheets, i)) {
            return LEAT_FAILED;
        }
    }
    return open_twins(step, bind) ? LEAT_OK : LEAT_FAILED;
}

/* -- Running ---------------------------------------------------------------------------------- */

static bool is_crosstab(const struct sheet *sheet) {
    return sheet->options && sheet->options->layout == LAYOUT_CROSSTAB;
}

static const char *book_title(const struct state *self) {
    const struct leat_text first =
        self->sheets[0].options ? self->sheets[0].options->title : self->title;
    /* A sheet's title may be longer than a property, and of several lines. */
    const bool may_stand =
        first.size > 0 && first.size <= TITLE_CODES && !letters_has_control(first);
    return self->title.size > 0 ? self->title.data : may_stand ? first.data : NULL;
}

static int excel_start(struct leat_step *step) {
    struct state *self = step->state;
    struct leat_output output;
    self->book.large_as_text = self->large_numbers == LARGE_TEXT;
    if (leat_output(step, &self->path, &output) != LEAT_OK ||
        !book_open(step, &self->book, output.path, book_title(self))) {
        return LEAT_FAILED;
    }
    for (size_t i = 0; i < self->count; i++) {
        struct sheet *sheet = &self->sheets[i];
        if (!book_add_sheet(step, &self->book, sheet) ||
            !(is_crosstab(sheet) ? crosstab_begin(step, sheet)
                                 : table_begin(step, &self->book, sheet))) {
            return LEAT_FAILED;
        }
    }
    return twins_start(step, &self->twins) ? LEAT_OK : LEAT_FAILED;
}

static struct sheet *sheet_of(const struct state *self, int32_t input) {
    for (size_t i = 0; i < self->count; i++) {
        if (self->sheets[i].input == input) {
            return &self->sheets[i];
        }
    }
    return NULL;
}

static int excel_write(struct leat_step *step, int32_t input, struct leat_batch *batch) {
    struct state *self = step->state;
    struct sheet *sheet = sheet_of(self, input);
    if (!sheet) {
        return LEAT_OK;
    }
    const bool done = is_crosstab(sheet) ? crosstab_write(step, sheet, batch)
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
    const bool done = is_crosstab(sheet) ? crosstab_end(step, &self->book, sheet)
                                         : table_end(step, &self->book, sheet);
    crosstab_free(step, sheet);
    return done ? LEAT_OK : LEAT_FAILED;
}

static int excel_finish(struct leat_step *step) {
    struct state *self = step->state;
    return book_finish(step, &self->book, self->sheets, self->count) &&
                   twins_finish(step, &self->twins)
               ? LEAT_OK
               : LEAT_FAILED;
}

static void excel_close(struct leat_step *step) {
    struct state *self = step->state;
    book_close(step, &self->book);
    twins_close(step, &self->twins);
    for (size_t i = 0; i < self->count; i++) {
        struct sheet *sheet = &self->sheets[i];
        crosstab_free(step, sheet);
        if (sheet->columns) {
            leat_free(step, sheet->columns);
        }
        if (sheet->widths) {
            leat_free(step, sheet->widths);
        }
        if (!sheet->options && sheet->name.data && strcmp(sheet->name.data, "Sheet1") != 0) {
            leat_free(step, (void *)sheet->name.data);
        }
    }
    if (self->sheets) {
        leat_free(step, self->sheets);
    }
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
