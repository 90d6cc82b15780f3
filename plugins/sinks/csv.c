/* csv, the sink: rows as comma-separated values (RFC 4180), written as they come.
 *
 * What is written reads back as it was: a null is an empty field, an empty text is "", and fields
 * are quoted only where that is needed. Lines end in LF unless asked otherwise, as every file does
 * that is kept under version control; readers take both. Many threads make the text, a batch each.
 *
 * A text cell such as =HYPERLINK(...) is run as a formula by spreadsheets that open the file. To
 * put an apostrophe before it is the usual guard, but it changes the data for every other reader,
 * and undeclared columns are text; so that is done when asked for, and otherwise the run says how
 * many cells there are. */
#include <leat/plugin.h>

#include "shared/rows.h"

enum line_end { LINE_LF, LINE_CRLF };
static const char *const line_ends[] = {"lf", "crlf", NULL};

enum formulas { FORMULAS_GUARD, FORMULAS_WARN, FORMULAS_KEEP };
static const char *const formula_words[] = {"guard", "warn", "keep", NULL};

struct state {
    struct leat_text path, delimiter, null;
    bool header, bom;
    int32_t line_end, formulas;

    struct rows_csv rows;
    struct bytes heading;
    struct sink_file file;
    uint64_t formula_cells;
};

static const struct leat_option rows[] = {
    {LEAT_OPTION(struct state, path, PATH_OUT, "path"),
     .help = "the file to write; - is standard output"},
    {LEAT_OPTION(struct state, delimiter, TEXT, "delimiter"), .fallback = "\",\"",
     .help = "the character between fields, or \"tab\""},
    {LEAT_OPTION(struct state, header, BOOLEAN, "header"), .fallback = "true",
     .help = "whether the first line holds the names of the columns"},
    {LEAT_OPTION(struct state, null, TEXT, "null"), .fallback = "\"\"",
     .help = "the text for a value that is not there; an empty text is always written as \"\""},
    {LEAT_OPTION(struct state, line_end, CHOICE, "line_end"), .fallback = "\"lf\"",
     .choices = line_ends, .help = "lf, or crlf as on Windows"},
    {LEAT_OPTION(struct state, bom, BOOLEAN, "bom"), .fallback = "false",
     .help = "whether a byte order mark stands first, by which Excel knows that the file is UTF-8"},
    {LEAT_OPTION(struct state, formulas, CHOICE, "formulas"), .fallback = "\"guard\"",
     .choices = formula_words,
     .help =
         "texts that a spreadsheet would take for formulas: guard them by an apostrophe, warn of them, or keep them"},
};
static const struct leat_options options = LEAT_OPTIONS(struct state, rows);

static const char help[] =
    "{ \"sink\": \"csv\", \"path\": \"out/schools.csv\" }\n"
    "\n"
    "Writes UTF-8. A field is quoted where it holds the delimiter, a quote, a line's end or a space at either end,\n"
    "and where it would be taken for no value. A symbol that stands for a number, such as x, is written as it is.\n"
    "For Excel: \"bom\": true, \"line_end\": \"crlf\".\n"
    "Texts that begin with = + - @, in full width as well (＝ ＋ － ＠), or with a tab or a line's end get an apostrophe\n"
    "before them: a spreadsheet that opens the file would work them out, whoever wrote them. Numbers never get one, nor\n"
    "do texts that look like numbers (-5, +44 1752 668000). A run that finds such texts says how many there are; where\n"
    "only programs read the file, \"formulas\": \"keep\" writes them as they came.";

/* -- The step --------------------------------------------------------------------------------- */

/* Numbers and dates are never searched for the delimiter, so it must be none of their
 * characters. */
static int check_options(struct leat_step *step) {
    struct state *self = step->state;
    const bool is_tab =
        strcmp(self->delimiter.data, "tab") == 0 || strcmp(self->delimiter.data, "\\t") == 0;
    const char delimiter = is_tab ? '\t' : self->delimiter.data[0];
    if ((!is_tab && self->delimiter.size != 1) || (delimiter != '\t' && delimiter < ' ') ||
        delimiter == 0x7f || strchr("\"'.:+-", delimiter) ||
        (delimiter >= '0' && delimiter <= '9') ||
        ((delimiter | 0x20) >= 'a' && (delimiter | 0x20) <= 'z')) {
        return leat_fail_option(
            step, &self->delimiter,
            "the delimiter must be \"tab\" or one character such as , ; | ^ or ~, not a letter, a digit, a quote or one of . : + -");
    }
    self->rows.separator = delimiter;
    if (memchr(self->null.data, delimiter, self->null.size) ||
        memchr(self->null.data, '"', self->null.size) ||
        memchr(self->null.data, '\n', self->null.size) ||
        memchr(self->null.data, '\r', self->null.size)) {
        return leat_fail_option(
            step, &self->null, "the text for no value must hold no delimiter, quote or line's end");
    }
    return LEAT_OK;
}

static int csv_open(struct leat_step *step, struct leat_bind *bind) {
    struct state *self = step->state;
    if (check_options(step) != LEAT_OK ||
        !bytes_add(step, &self->heading, "\xEF\xBB\xBF", self->bom ? 3 : 0)) {
        return LEAT_FAILED;
    }
    self->rows.count = leat_columns(bind, 0);
    self->rows.null = self->null;
    self->rows.is_crlf = self->line_end == LINE_CRLF;
    self->rows.guards_formulas = self->formulas == FORMULAS_GUARD;
    return !self->header || rows_csv_heading(step, &self->rows, bind, 0, &self->heading,
                                             &self->formula_cells)
               ? LEAT_OK
               : LEAT_FAILED;
}

static int csv_start(struct leat_step *step) {
    struct state *self = step->state;
    return sink_file_open(step, &self->path, &self->file) &&
                   sink_file_add(step, &self->file, self->heading.data, self->heading.size)
               ? LEAT_OK
               : LEAT_FAILED;
}

static int csv_begin(struct leat_step *step) {
    const struct state *self = step->state;
    return rows_begin(step, step->part, self->rows.count) ? LEAT_OK : LEAT_FAILED;
}

static void csv_end(struct leat_step *step) { rows_end(step, step->part); }

/* The blob is the number of formulas, then the lines. */
static int csv_encode(struct leat_step *step, int32_t input, struct leat_batch *batch) {
    (void)input;
    const struct state *self = step->state;
    struct rows_part *part = step->part;
    part->formula_cells = 0;
    part->text.size = 0;
    part->rows = 0;
    if (!bytes_add(step, &part->text, (const char *)&part->formula_cells,
                   sizeof part->formula_cells) ||
        !rows_csv_add(step, &self->rows, part, batch)) {
        return LEAT_FAILED;
    }
    memcpy(part->text.data, &part->formula_cells, sizeof part->formula_cells);
    leat_counted(step, part->rows);
    return leat_blob(step, batch, part->text.data, part->text.size);
}

static int csv_write(struct leat_step *step, int32_t input, struct leat_batch *batch) {
    (void)input;
    struct state *self = step->state;
    const struct leat_text text = leat_blob_bytes(step, batch);
    uint64_t formula_cells = 0;
    if (text.size < sizeof formula_cells) {
        return LEAT_OK;
    }
    memcpy(&formula_cells, text.data, sizeof formula_cells);
    self->formula_cells += formula_cells;
    return sink_file_add(step, &self->file, text.data + sizeof formula_cells,
                         text.size - sizeof formula_cells)
               ? LEAT_OK
               : LEAT_FAILED;
}

static int csv_finish(struct leat_step *step) {
    struct state *self = step->state;
    if (!sink_file_flush(step, &self->file)) {
        return LEAT_FAILED;
    }
    if (self->formulas == FORMULAS_GUARD) {
        rows_csv_tell_formulas(
            step, self->path, self->formula_cells,
            ", so an apostrophe stands before the text; set \"formulas\" to \"keep\" if only "
            "programs read the file");
    } else if (self->formulas == FORMULAS_WARN) {
        rows_csv_tell_formulas(
            step, self->path, self->formula_cells,
            "; set \"formulas\" to \"guard\" to put an apostrophe before the text, or to \"keep\" if "
            "only programs read the file");
    }
    return LEAT_OK;
}

static void csv_close(struct leat_step *step) {
    struct state *self = step->state;
    bytes_free(step, &self->heading);
    sink_file_close(step, &self->file);
}

static const struct leat_sink sink = {
    .size = sizeof sink,
    .encode = csv_encode,
    .write = csv_write,
    .finish = csv_finish,
};

extern const struct leat_role csv_sink;
const struct leat_role csv_sink = {
    .size = sizeof csv_sink,
    .name = "csv",
    .summary = "writes rows as comma-separated values",
    .help = help,
    .options = &options,
    .state_size = sizeof(struct state),
    .part_size = sizeof(struct rows_part),
    .open = csv_open,
    .start = csv_start,
    .begin = csv_begin,
    .end = csv_end,
    .close = csv_close,
    .sink = &sink,
};
