/* rows_csv: rows as CSV. See rows.h. */
#include "rows.h"

#include "format.h"

/* -- One field -------------------------------------------------------------------------------- */

/* Whether it begins with one of = + - @ as East Asian keyboards give them, U+FF0B and so on, which
 * some spreadsheets take for the plain ones. */
static bool begins_wide(struct leat_text text) {
    return text.size >= 3 && memcmp(text.data, "\xEF\xBC", 2) == 0 &&
           memchr("\x8B\x8D\x9D\xA0", text.data[2], 4) != NULL;
}

/* Whether digits, and what stands between them, are all that follows a sign, but for an exponent: it is
 * then a number, which a spreadsheet does not work out. */
static bool is_number(struct leat_text text) {
    size_t at = 1;
    while (at < text.size && memchr("0123456789 .,", text.data[at], 13)) {
        at++;
    }
    if (at > 1 && at < text.size && (text.data[at] | 0x20) == 'e') {
        at++;
        at += at < text.size && (text.data[at] == '+' || text.data[at] == '-');
        while (at < text.size && text.data[at] >= '0' && text.data[at] <= '9') {
            at++;
        }
    }
    return at == text.size;
}

/* Whether a spreadsheet would work the text out. */
static bool is_formula(struct leat_text text) {
    switch (text.size > 0 ? text.data[0] : 0) {
    case '=':
    case '@':
    case '\t':
    case '\r':
    case '\n':
        return true;
    case '\xEF':
        return begins_wide(text);
    case '+':
    case '-':
        return !is_number(text);
    default:
        return false;
    }
}

static bool is_null_text(const struct rows_csv *rows, struct leat_text text) {
    return text.size == rows->null.size &&
           (text.size == 0 || memcmp(text.data, rows->null.data, text.size) == 0);
}

static bool needs_quotes(const struct rows_csv *rows, struct leat_text text) {
    if (text.size == 0 || text.data[0] == ' ' || text.data[0] == '\t' ||
        text.data[text.size - 1] == ' ' || text.data[text.size - 1] == '\t') {
        return true;
    }
    for (size_t i = 0; i < text.size; i++) {
        const char byte = text.data[i];
        if (byte == rows->separator || byte == '"' || byte == '\n' || byte == '\r') {
            return true;
        }
    }
    return is_null_text(rows, text);
}

bool rows_csv_field(struct leat_step *step, const struct rows_csv *rows, struct bytes *bytes,
                    struct leat_text text, uint64_t *formula_cells) {
    char *room = bytes_room(step, bytes, 2 * text.size + 3);
    if (!room) {
        return false;
    }
    char *at = room;
    const bool quoted = needs_quotes(rows, text);
    if (quoted) {
        *at++ = '"';
    }
    if (is_formula(text)) {
        ++*formula_cells;
        if (rows->guards_formulas) {
            *at++ = '\'';
        }
    }
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] == '"') {
            *at++ = '"';
        }
        *at++ = text.data[i];
    }
    if (quoted) {
        *at++ = '"';
    }
    bytes->size += (size_t)(at - room);
    return true;
}

void rows_csv_tell_formulas(struct leat_step *step, struct leat_text path, uint64_t cells,
                            const char *then) {
    if (cells > 0) {
        leat_log(step, LEAT_WARNING, "%llu %s of %.*s would be taken for %s by a spreadsheet%s",
                 (unsigned long long)cells, cells == 1 ? "cell" : "cells", (int)path.size,
                 path.data, cells == 1 ? "a formula" : "formulas", then);
    }
}

bool rows_csv_number(struct leat_step *step, const struct rows_csv *rows, struct bytes *bytes,
                     const struct leat_view *view, int64_t row) {
    char room[FORMAT_ROOM];
    const struct leat_text text = {room, format_value(view, row, room)};
    if (is_null_text(rows, text)) { /* null is "0", say */
        return bytes_add(step, bytes, "\"", 1) && bytes_add(step, bytes, room, text.size) &&
               bytes_add(step, bytes, "\"", 1);
    }
    return bytes_add(step, bytes, room, text.size);
}

bool rows_csv_line_end(struct leat_step *step, const struct rows_csv *rows, struct bytes *bytes) {
    return rows->is_crlf ? bytes_add(step, bytes, "\r\n", 2) : bytes_add(step, bytes, "\n", 1);
}

/* -- Rows ------------------------------------------------------------------------------------- */

static int32_t column_at(const struct rows_csv *rows, int32_t place) {
    return rows->columns ? rows->columns[place] : place;
}

static bool add_null(struct leat_step *step, const struct rows_csv *rows, struct bytes *bytes) {
    if (rows->count == 1 && rows->null.size == 0) {
        leat_fail(
            step,
            "a row of one column without a value would be an empty line, which readers skip; set \"null\" of a "
            "csv step to a text that stands for no value");
        return false;
    }
    return bytes_add(step, bytes, rows->null.data, rows->null.size);
}

static bool add_value(struct leat_step *step, const struct rows_csv *rows, struct rows_part *part,
                      struct leat_batch *batch, int32_t place, int64_t row) {
    const struct leat_view *view = &part->views[place];
    if (leat_is_null(view, row)) { /* a symbol stands for itself, as it did where it was read */
        const struct leat_text symbol = leat_symbol(step, batch, column_at(rows, place), row);
        return symbol.size > 0
                   ? rows_csv_field(step, rows, &part->text, symbol, &part->formula_cells)
                   : add_null(step, rows, &part->text);
    }
    return view->type.kind == LEAT_TEXT
               ? rows_csv_field(step, rows, &part->text, leat_text_at(view, row),
                                &part->formula_cells)
               : rows_csv_number(step, rows, &part->text, view, row);
}

static bool add_row(struct leat_step *step, const struct rows_csv *rows, struct rows_part *part,
                    struct leat_batch *batch, int64_t row) {
    for (int32_t place = 0; place < rows->count; place++) {
        if ((place > 0 && !bytes_add(step, &part->text, &rows->separator, 1)) ||
            !add_value(step, rows, part, batch, place, row)) {
            return false;
        }
    }
    return rows_csv_line_end(step, rows, &part->text);
}

bool rows_csv_heading(struct leat_step *step, const struct rows_csv *rows, struct leat_bind *bind,
                      int32_t input, struct bytes *bytes, uint64_t *formula_cells) {
    for (int32_t place = 0; place < rows->count; place++) {
        const struct leat_text name = leat_column_name(bind, input, column_at(rows, place));
        if ((place > 0 && !bytes_add(step, bytes, &rows->separator, 1)) ||
            !rows_csv_field(step, rows, bytes, name, formula_cells)) {
            return false;
        }
    }
    return rows_csv_line_end(step, rows, bytes);
}

bool rows_csv_add(struct leat_step *step, const struct rows_csv *rows, struct rows_part *part,
                  struct leat_batch *batch) {
    for (int32_t place = 0; place < rows->count; place++) {
        part->views[place] = leat_read(step, batch, column_at(rows, place));
    }
    for (int64_t row = 0; row < batch->rows; row++) {
        if (!add_row(step, rows, part, batch, row)) {
            return false;
        }
        part->rows++;
    }
    return true;
}
