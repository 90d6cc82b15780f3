/* json, the sink: rows as JSON, written as they come.
 *
 *   records   an array with an object a row, each on its own line (so that two files compare line
 *             by line)
 *   lines     JSON Lines: an object a line, nothing round them
 *   columns   one object with an array a column; held in memory until the last row
 *
 * Numbers are exact and as short as can be; a null is null; dates and timestamps are texts in ISO
 * 8601. Many threads make the text of records and lines, a batch each. */
#include <leat/plugin.h>

#include "shared/rows.h"

static const char *const layouts[] = {
    [ROWS_RECORDS] = "records", [ROWS_COLUMNS] = "columns", [ROWS_LINES] = "lines", NULL};

enum symbols { SYMBOLS_NULL, SYMBOLS_TEXT, SYMBOLS_COMPANION };
static const char *const symbol_words[] = {"null", "text", "companion", NULL};

struct state {
    struct leat_text path;
    int32_t layout, symbols;

    struct rows_json rows;
    struct bytes *arrays; /* in the layout columns: each key's so far */
    struct sink_file file;
};

static const struct leat_option rows[] = {
    {LEAT_OPTION(struct state, path, PATH_OUT, "path"),
     .help = "the file to write; - is standard output"},
    {LEAT_OPTION(struct state, layout, CHOICE, "layout"), .fallback = "\"records\"",
     .choices = layouts,
     .help =
         "records: an array of objects; columns: an object of arrays; lines: an object a line (JSON Lines)"},
    {LEAT_OPTION(struct state, symbols, CHOICE, "symbols"), .fallback = "\"null\"",
     .choices = symbol_words,
     .help =
         "what a symbol that stands for an absent number becomes: null; text, in the number's place; companion, null "
         "with a key NAME_symbol beside it"},
};
static const struct leat_options options = LEAT_OPTIONS(struct state, rows);

static const char help[] =
    "{ \"sink\": \"json\", \"path\": \"out/schools.json\" }\n"
    "\n"
    "Writes an array with an object a row, each on a line of its own. Keys stand in the order of the columns.\n"
    "Integers and decimals are exact, a decimal without the zeros at its end: 76, not 76.0. (Many readers of JSON\n"
    "take numbers as reals, which carry whole numbers to 9007199254740992.) A real is the shortest text that\n"
    "reads back as the same real. Dates are \"2014-09-01\", timestamps \"2014-09-01T09:30:00\" in UTC.\n"
    "No value is null, and so is a symbol that stands for a number, such as x. With \"symbols\": \"text\" it is written\n"
    "in the number's place, \"x\"; with \"companion\" each column that may carry symbols has a further key, absent_symbol\n"
    "beside absent, with the symbol, or null where there is none.";

/* -- The step --------------------------------------------------------------------------------- */

/* The key for the column's symbols, where it may carry any. */
static int make_companion(struct leat_step *step, struct leat_bind *bind, int32_t column) {
    struct state *self = step->state;
    static const char suffix[] = "_symbol";
    const struct leat_text name = leat_column_name(bind, 0, column);
    if (self->symbols != SYMBOLS_COMPANION || leat_column_symbol(bind, 0, column, 0).size == 0) {
        return LEAT_OK;
    }
    char *text = leat_alloc(step, name.size + sizeof suffix);
    if (!text) {
        return LEAT_FAILED;
    }
    memcpy(text, name.data, name.size);
    memcpy(text + name.size, suffix, sizeof suffix);
    const struct leat_text companion = {text, name.size + sizeof suffix - 1};
    int result = LEAT_OK;
    if (leat_find(bind, 0, companion) >= 0) {
        result = leat_fail_option(
            step, &self->symbols,
            "there is a column '%s' already, so the symbols of '%s' cannot stand under that key; "
            "rename it in a select step, or set \"symbols\" to \"text\" or \"null\"",
            text, name.data);
    } else if (!rows_json_key(step, &self->rows, column, true, companion)) {
        result = LEAT_FAILED;
    }
    leat_free(step, text);
    return result;
}

static int json_open(struct leat_step *step, struct leat_bind *bind) {
    struct state *self = step->state;
    const int32_t columns = leat_columns(bind, 0);
    self->rows.layout = self->layout;
    self->rows.has_symbols = self->symbols == SYMBOLS_TEXT;
    if (!rows_json_open(step, &self->rows, 2 * columns)) {
        return LEAT_FAILED;
    }
    for (int32_t column = 0; column < columns; column++) {
        if (!rows_json_key(step, &self->rows, column, false, leat_column_name(bind, 0, column)) ||
            make_companion(step, bind, column) != LEAT_OK) {
            return LEAT_FAILED;
        }
    }
    self->arrays = leat_alloc(step, ((size_t)self->rows.count + 1) * sizeof *self->arrays);
    return self->arrays ? LEAT_OK : LEAT_FAILED;
}

static int json_start(struct leat_step *step) {
    struct state *self = step->state;
    return sink_file_open(step, &self->path, &self->file) ? LEAT_OK : LEAT_FAILED;
}

static int json_begin(struct leat_step *step) {
    const struct state *self = step->state;
    return rows_begin(step, step->part, self->rows.count) ? LEAT_OK : LEAT_FAILED;
}

static void json_end(struct leat_step *step) { rows_end(step, step->part); }

static int json_encode(struct leat_step *step, int32_t input, struct leat_batch *batch) {
    (void)input;
    const struct state *self = step->state;
    struct rows_part *part = step->part;
    if (self->layout == ROWS_COLUMNS) {
        return LEAT_OK;
    }
    part->text.size = 0;
    part->rows = 0;
    if (!rows_json_add(step, &self->rows, part, batch)) {
        return LEAT_FAILED;
    }
    leat_counted(step, part->rows);
    return leat_blob(step, batch, part->text.data, part->text.size);
}

static bool write_columns(struct leat_step *step, struct leat_batch *batch) {
    const struct state *self = step->state;
    int64_t values = 0;
    for (int32_t i = 0; i < self->rows.count; i++) {
        const struct rows_key *key = &self->rows.keys[i];
        struct bytes *array = &self->arrays[i];
        const struct leat_view view = leat_read(step, batch, key->column);
        for (int64_t row = 0; row < batch->rows; row++) {
            if ((array->size > 0 && !bytes_add(step, array, ", ", 2)) ||
                !rows_json_value(step, &self->rows, array, batch, key, &view, row)) {
                return false;
            }
            values++;
        }
    }
    leat_counted(step, self->rows.count > 0 ? values / self->rows.count : batch->rows);
    return true;
}

static int json_write(struct leat_step *step, int32_t input, struct leat_batch *batch) {
    (void)input;
    struct state *self = step->state;
    if (batch->rows == 0) {
        return LEAT_OK;
    }
    const bool done = self->layout == ROWS_COLUMNS ? write_columns(step, batch)
                                                   : rows_json_write(step, &self->rows, &self->file,
                                                                     leat_blob_bytes(step, batch));
    return done ? LEAT_OK : LEAT_FAILED;
}

static bool finish_columns(struct leat_step *step) {
    struct state *self = step->state;
    bool added = sink_file_add(step, &self->file, "{", 1);
    for (int32_t i = 0; added && i < self->rows.count; i++) {
        const struct bytes *before = &self->rows.keys[i].before;
        added = sink_file_add(step, &self->file, before->data, before->size) &&
                sink_file_add(step, &self->file, self->arrays[i].data, self->arrays[i].size) &&
                sink_file_add(step, &self->file, "]", 1);
    }
    return added && sink_file_add(step, &self->file, "\n}\n", 3);
}

static int json_finish(struct leat_step *step) {
    struct state *self = step->state;
    const bool done = self->layout == ROWS_COLUMNS
                          ? finish_columns(step)
                          : rows_json_finish(step, &self->rows, &self->file);
    return done && sink_file_flush(step, &self->file) ? LEAT_OK : LEAT_FAILED;
}

static void json_close(struct leat_step *step) {
    struct state *self = step->state;
    for (int32_t i = 0; self->arrays && i < self->rows.count; i++) {
        bytes_free(step, &self->arrays[i]);
    }
    leat_free(step, self->arrays);
    rows_json_close(step, &self->rows);
    sink_file_close(step, &self->file);
}

static const struct leat_sink sink = {
    .size = sizeof sink,
    .encode = json_encode,
    .write = json_write,
    .finish = json_finish,
};

extern const struct leat_role json_sink;
const struct leat_role json_sink = {
    .size = sizeof json_sink,
    .name = "json",
    .summary = "writes rows as JSON: records, columns or lines",
    .help = help,
    .options = &options,
    .state_size = sizeof(struct state),
    .part_size = sizeof(struct rows_part),
    .open = json_open,
    .start = json_start,
    .begin = json_begin,
    .end = json_end,
    .close = json_close,
    .sink = &sink,
};
