/* rows_json: rows as JSON. See rows.h. */
#include "rows.h"

#include "format.h"

bool rows_begin(struct leat_step *step, struct rows_part *part, int32_t columns) {
    part->views = leat_alloc(step, ((size_t)columns + 1) * sizeof *part->views);
    return part->views != NULL;
}

void rows_end(struct leat_step *step, struct rows_part *part) {
    if (part->views) {
        leat_free(step, part->views);
        part->views = NULL;
    }
    bytes_free(step, &part->text);
}

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

static bool add_absent(struct leat_step *step, const struct rows_json *rows, struct bytes *bytes,
                       struct leat_batch *batch, const struct rows_key *key, int64_t row) {
    if (rows->has_symbols || key->is_companion) {
        const struct leat_text symbol = leat_symbol(step, batch, key->column, row);
        if (symbol.size > 0) {
            return add_string(step, bytes, symbol);
        }
    }
    return bytes_add(step, bytes, "null", 4);
}

bool rows_json_value(struct leat_step *step, const struct rows_json *rows, struct bytes *bytes,
                     struct leat_batch *batch, const struct rows_key *key,
                     const struct leat_view *view, int64_t row) {
    if (key->is_companion || leat_is_null(view, row)) {
        return add_absent(step, rows, bytes, batch, key, row);
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

/* -- Rows ------------------------------------------------------------------------------------- */

bool rows_json_open(struct leat_step *step, struct rows_json *rows, int32_t keys) {
    rows->keys = leat_alloc(step, ((size_t)keys + 1) * sizeof *rows->keys);
    return rows->keys != NULL;
}

/* The keys are alike in every row, so they are escaped once, with all that stands round them. */
bool rows_json_key(struct leat_step *step, struct rows_json *rows, int32_t column,
                   bool is_companion, struct leat_text name) {
    static const char *const before[] = {
        [ROWS_RECORDS] = ", ", [ROWS_COLUMNS] = ",\n  ", [ROWS_LINES] = ","};
    static const char *const after[] = {
        [ROWS_RECORDS] = ": ", [ROWS_COLUMNS] = ": [", [ROWS_LINES] = ":"};
    const char *const first = rows->layout == ROWS_COLUMNS ? before[ROWS_COLUMNS] + 1 : "";
    const struct leat_text opening = leat_text_of(rows->count > 0 ? before[rows->layout] : first);
    const struct leat_text closing = leat_text_of(after[rows->layout]);
    struct rows_key *key = &rows->keys[rows->count++];
    key->column = column;
    key->is_companion = is_companion;
    return bytes_add(step, &key->before, opening.data, opening.size) &&
           add_string(step, &key->before, name) &&
           bytes_add(step, &key->before, closing.data, closing.size);
}

static bool add_row(struct leat_step *step, const struct rows_json *rows, struct rows_part *part,
                    struct leat_batch *batch, int64_t row) {
    const bool is_line = rows->layout == ROWS_LINES;
    /* The first row's comma is left out by write, which alone knows that it is the first. */
    bool added =
        is_line ? bytes_add(step, &part->text, "{", 1) : bytes_add(step, &part->text, ",\n  {", 5);
    for (int32_t i = 0; added && i < rows->count; i++) {
        const struct rows_key *key = &rows->keys[i];
        added = bytes_add(step, &part->text, key->before.data, key->before.size) &&
                rows_json_value(step, rows, &part->text, batch, key, &part->views[i], row);
    }
    return added && bytes_add(step, &part->text, "}\n", is_line ? 2 : 1);
}

bool rows_json_add(struct leat_step *step, const struct rows_json *rows, struct rows_part *part,
                   struct leat_batch *batch) {
    for (int32_t i = 0; i < rows->count; i++) {
        part->views[i] = leat_read(step, batch, rows->keys[i].column);
    }
    for (int64_t row = 0; row < batch->rows; row++) {
        if (!add_row(step, rows, part, batch, row)) {
            return false;
        }
        part->rows++;
    }
    return true;
}

bool rows_json_write(struct leat_step *step, struct rows_json *rows, struct sink_file *file,
                     struct leat_text text) {
    if (text.size == 0) {
        return true;
    }
    if (rows->layout == ROWS_RECORDS && !rows->has_rows) {
        text.data++;
        text.size--;
        if (!sink_file_add(step, file, "[", 1)) {
            return false;
        }
    }
    rows->has_rows = true;
    return sink_file_add(step, file, text.data, text.size);
}

bool rows_json_finish(struct leat_step *step, struct rows_json *rows, struct sink_file *file) {
    return rows->layout != ROWS_RECORDS ||
           sink_file_add(step, file, rows->has_rows ? "\n]\n" : "[]\n", 3);
}

void rows_json_close(struct leat_step *step, struct rows_json *rows) {
    for (int32_t i = 0; i < rows->count; i++) {
        bytes_free(step, &rows->keys[i].before);
    }
    if (rows->keys) {
        leat_free(step, rows->keys);
    }
    *rows = (struct rows_json){0};
}
