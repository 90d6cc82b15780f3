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

#include "shared/bytes.h"
#include "shared/format.h"

enum layout { LAYOUT_RECORDS, LAYOUT_COLUMNS, LAYOUT_LINES };
static const char *const layouts[] = {"records", "columns", "lines", NULL};

enum symbols { SYMBOLS_NULL, SYMBOLS_TEXT, SYMBOLS_COMPANION };
static const char *const symbol_words[] = {"null", "text", "companion", NULL};

struct state {
    struct leat_text path;
    int32_t layout, symbols;

    int32_t columns, count;
    struct key *keys; /* one a column, and its companion's */
    struct sink_file file;
    bool has_rows;
};

/* What stands under one key. */
struct key {
    int32_t column;
    bool is_companion;   /* the column's symbols alone */
    struct bytes before; /* what stands before its value in an object, or before its array */
    struct bytes values; /* in the layout columns: its array so far */
};

/* A thread's own. */
struct part {
    struct leat_view *views;
    struct bytes text;
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

/* -- One value -------------------------------------------------------------------------------- */

/* What stands for a byte in a JSON string: itself, or an escape; out has room for 6 bytes. */
static size_t put_escaped(unsigned char byte, char *out) {
    static const char hex[] = "0123456789abcdef";
    /* By control character; others are written as \u00.. */
    static const char letters[32] = {
        ['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f', ['\r'] = 'r'};
    if (byte == '"' || byte == '\\' || (byte < 0x20 && letters[byte])) {
        out[0] = '\\';
        out[1] = byte < 0x20 ? letters[byte] : (char)byte;
        return 2;
    }
    out[0] = '\\';
    out[1] = 'u';
    out[2] = out[3] = '0';
    out[4] = hex[byte >> 4];
    out[5] = hex[byte & 15];
    return 6;
}

static bool add_string(struct leat_step *step, struct bytes *bytes, struct leat_text text) {
    char *room = bytes_room(step, bytes, 6 * text.size + 2);
    if (!room) {
        return false;
    }
    char *at = room;
    *at++ = '"';
    for (size_t i = 0; i < text.size; i++) {
        const unsigned char byte = (unsigned char)text.data[i];
        if (byte < 0x20 || byte == '"' || byte == '\\') {
            at += put_escaped(byte, at);
        } else {
            *at++ = (char)byte;
        }
    }
    *at++ = '"';
    bytes->size += (size_t)(at - room);
    return true;
}

static bool add_absent(struct leat_step *step, struct bytes *bytes, struct leat_batch *batch,
                       const struct key *key, int64_t row) {
    const struct state *self = step->state;
    if (self->symbols == SYMBOLS_TEXT || key->is_companion) {
        const struct leat_text symbol = leat_symbol(step, batch, key->column, row);
        if (symbol.size > 0) {
            return add_string(step, bytes, symbol);
        }
    }
    return bytes_add(step, bytes, "null", 4);
}

static bool add_value(struct leat_step *step, struct bytes *bytes, struct leat_batch *batch,
                      const struct key *key, const struct leat_view *view, int64_t row) {
    if (key->is_companion || leat_is_null(view, row)) {
        return add_absent(step, bytes, batch, key, row);
    }
    if (view->type.kind == LEAT_TEXT) {
        return add_string(step, bytes, leat_text_at(view, row));
    }
    char *room = bytes_room(step, bytes, FORMAT_ROOM + 2);
    if (!room) {
        return false;
    }
    const bool quoted = view->type.kind == LEAT_DATE || view->type.kind == LEAT_TIMESTAMP;
    size_t size = format_value(view, row, room + quoted);
    if (quoted) {
        room[0] = room[size + 1] = '"';
        size += 2;
    }
    bytes->size += size;
    return true;
}

/* -- The step --------------------------------------------------------------------------------- */

/* The keys are alike in every row, so they are escaped once, with all that stands round them. */
static bool make_key(struct leat_step *step, int32_t column, bool is_companion,
                     struct leat_text name) {
    struct state *self = step->state;
    static const char *const before[] = {
        [LAYOUT_RECORDS] = ", ", [LAYOUT_COLUMNS] = ",\n  ", [LAYOUT_LINES] = ","};
    static const char *const after[] = {
        [LAYOUT_RECORDS] = ": ", [LAYOUT_COLUMNS] = ": [", [LAYOUT_LINES] = ":"};
    const char *const first = self->layout == LAYOUT_COLUMNS ? before[LAYOUT_COLUMNS] + 1 : "";
    const struct leat_text opening = leat_text_of(self->count > 0 ? before[self->layout] : first);
    const struct leat_text closing = leat_text_of(after[self->layout]);
    struct key *key = &self->keys[self->count++];
    key->column = column;
    key->is_companion = is_companion;
    return bytes_add(step, &key->before, opening.data, opening.size) &&
           add_string(step, &key->before, name) &&
           bytes_add(step, &key->before, closing.data, closing.size);
}

/* The key for the column's symbols, where it may carry any. */
static int make_companion(struct leat_step *step, struct leat_bind *bind, int32_t column) {
    const struct state *self = step->state;
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
    } else if (!make_key(step, column, true, companion)) {
        result = LEAT_FAILED;
    }
    leat_free(step, text);
    return result;
}

static int json_open(struct leat_step *step, struct leat_bind *bind) {
    struct state *self = step->state;
    self->columns = leat_columns(bind, 0);
    self->keys = leat_alloc(step, (2 * (size_t)self->columns + 1) * sizeof *self->keys);
    if (!self->keys) {
        return LEAT_FAILED;
    }
    for (int32_t column = 0; column < self->columns; column++) {
        if (!make_key(step, column, false, leat_column_name(bind, 0, column)) ||
            make_companion(step, bind, column) != LEAT_OK) {
            return LEAT_FAILED;
        }
    }
    return LEAT_OK;
}

static int json_start(struct leat_step *step) {
    struct state *self = step->state;
    return sink_file_open(step, &self->path, &self->file) ? LEAT_OK : LEAT_FAILED;
}

static int json_begin(struct leat_step *step) {
    const struct state *self = step->state;
    struct part *part = step->part;
    part->views = leat_alloc(step, ((size_t)self->columns + 1) * sizeof *part->views);
    return part->views ? LEAT_OK : LEAT_FAILED;
}

static void json_end(struct leat_step *step) {
    struct part *part = step->part;
    if (part->views) {
        leat_free(step, part->views);
    }
    bytes_free(step, &part->text);
}

static bool add_row(struct leat_step *step, struct part *part, struct leat_batch *batch,
                    int64_t row) {
    const struct state *self = step->state;
    const bool is_line = self->layout == LAYOUT_LINES;
    /* The first row's comma is left out by write, which alone knows that it is the first. */
    bool added =
        is_line ? bytes_add(step, &part->text, "{", 1) : bytes_add(step, &part->text, ",\n  {", 5);
    for (int32_t i = 0; added && i < self->count; i++) {
        const struct key *key = &self->keys[i];
        added = bytes_add(step, &part->text, key->before.data, key->before.size) &&
                add_value(step, &part->text, batch, key, &part->views[key->column], row);
    }
    return added && bytes_add(step, &part->text, "}\n", is_line ? 2 : 1);
}

static int json_encode(struct leat_step *step, int32_t input, struct leat_batch *batch) {
    (void)input;
    const struct state *self = step->state;
    struct part *part = step->part;
    if (self->layout == LAYOUT_COLUMNS) {
        return LEAT_OK;
    }
    for (int32_t column = 0; column < self->columns; column++) {
        part->views[column] = leat_read(step, batch, column);
    }
    part->text.size = 0;
    for (int64_t row = 0; row < batch->rows; row++) {
        if (!add_row(step, part, batch, row)) {
            return LEAT_FAILED;
        }
    }
    return leat_blob(step, batch, part->text.data, part->text.size);
}

static int write_columns(struct leat_step *step, struct leat_batch *batch) {
    const struct state *self = step->state;
    for (int32_t i = 0; i < self->count; i++) {
        struct key *key = &self->keys[i];
        const struct leat_view view = leat_read(step, batch, key->column);
        for (int64_t row = 0; row < batch->rows; row++) {
            if ((key->values.size > 0 && !bytes_add(step, &key->values, ", ", 2)) ||
                !add_value(step, &key->values, batch, key, &view, row)) {
                return LEAT_FAILED;
            }
        }
    }
    return LEAT_OK;
}

static int json_write(struct leat_step *step, int32_t input, struct leat_batch *batch) {
    (void)input;
    struct state *self = step->state;
    if (batch->rows == 0) {
        return LEAT_OK;
    }
    if (self->layout == LAYOUT_COLUMNS) {
        return write_columns(step, batch);
    }
    struct leat_text text = leat_blob_bytes(step, batch);
    if (self->layout == LAYOUT_RECORDS && !self->has_rows) {
        text.data++;
        text.size--;
        if (!sink_file_add(step, &self->file, "[", 1)) {
            return LEAT_FAILED;
        }
    }
    self->has_rows = true;
    return sink_file_add(step, &self->file, text.data, text.size) ? LEAT_OK : LEAT_FAILED;
}

static bool finish_columns(struct leat_step *step) {
    struct state *self = step->state;
    bool added = sink_file_add(step, &self->file, "{", 1);
    for (int32_t i = 0; added && i < self->count; i++) {
        const struct key *key = &self->keys[i];
        added = sink_file_add(step, &self->file, key->before.data, key->before.size) &&
                sink_file_add(step, &self->file, key->values.data, key->values.size) &&
                sink_file_add(step, &self->file, "]", 1);
    }
    return added && sink_file_add(step, &self->file, "\n}\n", 3);
}

static int json_finish(struct leat_step *step) {
    struct state *self = step->state;
    bool done = true;
    if (self->layout == LAYOUT_COLUMNS) {
        done = finish_columns(step);
    } else if (self->layout == LAYOUT_RECORDS) {
        done = sink_file_add(step, &self->file, self->has_rows ? "\n]\n" : "[]\n", 3);
    }
    return done && sink_file_flush(step, &self->file) ? LEAT_OK : LEAT_FAILED;
}

static void json_close(struct leat_step *step) {
    struct state *self = step->state;
    for (int32_t i = 0; i < self->count; i++) {
        bytes_free(step, &self->keys[i].before);
        bytes_free(step, &self->keys[i].values);
    }
    if (self->keys) {
        leat_free(step, self->keys);
    }
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
    .part_size = sizeof(struct part),
    .open = json_open,
    .start = json_start,
    .begin = json_begin,
    .end = json_end,
    .close = json_close,
    .sink = &sink,
};
