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

struct state {
    struct leat_text path;
    int32_t layout;

    int32_t columns;
    struct bytes
        *keys; /* one a column: what stands before its value in an object, or before its array */
    struct bytes *values; /* one a column, in the layout columns: its array so far */
    struct sink_file file;
    bool has_rows;
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
};
static const struct leat_options options = LEAT_OPTIONS(struct state, rows);

static const char help[] =
    "{ \"sink\": \"json\", \"path\": \"out/schools.json\" }\n"
    "\n"
    "Writes an array with an object a row, each on a line of its own. Keys stand in the order of the columns.\n"
    "Integers and decimals are exact, a decimal without the zeros at its end: 76, not 76.0. (Many readers of JSON\n"
    "take numbers as reals, which carry whole numbers to 9007199254740992.) A real is the shortest text that\n"
    "reads back as the same real. Dates are \"2014-09-01\", timestamps \"2014-09-01T09:30:00\" in UTC.\n"
    "No value is null, and so is a symbol that stands for a number.";

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

static bool add_value(struct leat_step *step, struct bytes *bytes, const struct leat_view *view,
                      int64_t row) {
    if (leat_is_null(view, row)) {
        return bytes_add(step, bytes, "null", 4);
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
static bool make_key(struct leat_step *step, struct leat_bind *bind, int32_t column) {
    const struct state *self = step->state;
    static const char *const before[] = {
        [LAYOUT_RECORDS] = ", ", [LAYOUT_COLUMNS] = ",\n  ", [LAYOUT_LINES] = ","};
    static const char *const after[] = {
        [LAYOUT_RECORDS] = ": ", [LAYOUT_COLUMNS] = ": [", [LAYOUT_LINES] = ":"};
    struct bytes *key = &self->keys[column];
    const char *const first = self->layout == LAYOUT_COLUMNS ? before[LAYOUT_COLUMNS] + 1 : "";
    const struct leat_text opening = leat_text_of(column > 0 ? before[self->layout] : first);
    const struct leat_text closing = leat_text_of(after[self->layout]);
    return bytes_add(step, key, opening.data, opening.size) &&
           add_string(step, key, leat_column_name(bind, 0, column)) &&
           bytes_add(step, key, closing.data, closing.size);
}

static int json_open(struct leat_step *step, struct leat_bind *bind) {
    struct state *self = step->state;
    const int32_t columns = leat_columns(bind, 0);
    self->keys = leat_alloc(step, ((size_t)columns + 1) * sizeof *self->keys);
    self->values = leat_alloc(step, ((size_t)columns + 1) * sizeof *self->values);
    if (!self->keys || !self->values) {
        return LEAT_FAILED;
    }
    self->columns = columns;
    for (int32_t column = 0; column < columns; column++) {
        if (!make_key(step, bind, column)) {
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

static bool add_row(struct leat_step *step, struct part *part, int64_t row) {
    const struct state *self = step->state;
    const bool is_line = self->layout == LAYOUT_LINES;
    /* The first row's comma is left out by write, which alone knows that it is the first. */
    bool added =
        is_line ? bytes_add(step, &part->text, "{", 1) : bytes_add(step, &part->text, ",\n  {", 5);
    for (int32_t column = 0; added && column < self->columns; column++) {
        const struct bytes *key = &self->keys[column];
        added = bytes_add(step, &part->text, key->data, key->size) &&
                add_value(step, &part->text, &part->views[column], row);
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
        if (!add_row(step, part, row)) {
            return LEAT_FAILED;
        }
    }
    return leat_blob(step, batch, part->text.data, part->text.size);
}

static int write_columns(struct leat_step *step, struct leat_batch *batch) {
    const struct state *self = step->state;
    for (int32_t column = 0; column < self->columns; column++) {
        const struct leat_view view = leat_read(step, batch, column);
        struct bytes *values = &self->values[column];
        for (int64_t row = 0; row < batch->rows; row++) {
            if ((values->size > 0 && !bytes_add(step, values, ", ", 2)) ||
                !add_value(step, values, &view, row)) {
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
    for (int32_t column = 0; added && column < self->columns; column++) {
        const struct bytes *key = &self->keys[column], *values = &self->values[column];
        added = sink_file_add(step, &self->file, key->data, key->size) &&
                sink_file_add(step, &self->file, values->data, values->size) &&
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
    for (int32_t column = 0; column < self->columns; column++) {
        bytes_free(step, &self->keys[column]);
        bytes_free(step, &self->values[column]);
    }
    if (self->keys) {
        leat_free(step, self->keys);
    }
    if (self->values) {
        leat_free(step, self->values);
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
