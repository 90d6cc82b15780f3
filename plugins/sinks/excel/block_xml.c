/* block_xml: see block_xml.h. */
#include "block_xml.h"

#include <stdlib.h>

#include "escape.h"
#include "shown.h"

/* -- Room ------------------------------------------------------------------------------------- */

enum { CELL_ROOM = 256 + FORMAT_ROOM, ROW_ROOM = 128 }; /* without its text; with attributes */

/* Room for `more` bytes at the end; NULL: no memory. */
static char *room_for(struct block_text *out, size_t more) {
    if (out->room - out->size < more) {
        const size_t room = (out->room + more) * 2;
        char *data = realloc(out->data, room);
        if (!data) {
            return NULL;
        }
        out->data = data;
        out->room = room;
    }
    return out->data + out->size;
}

/* What one block's column is so far. A number is wider than all before it only when it has more
 * digits, so few are measured: by sign, the most that were. */
struct widths {
    double *widest;
    int64_t (*measured)[2]; /* of each column; -1: none was */
};

static char *add(char *to, const char *text, size_t size) {
    memcpy(to, text, size);
    return to + size;
}
#define ADD(to, literal) add(to, literal, sizeof(literal) - 1)

/* -- Numbers ---------------------------------------------------------------------------------- */

/* A real's text has its exponent after a small e, where Excel writes a capital. */
static size_t real_text(double value, char *out) {
    const size_t size = format_real(value, out);
    char *const exponent = memchr(out, 'e', size);
    if (exponent) {
        *exponent = 'E';
    }
    return size;
}

/* Digits beyond what any real holds are of no use to who reads them. */
static size_t decimal_text(const struct leat_value *value, double nearest, char *out) {
    enum { MOST = 17 + 2 }; /* with point and sign */
    const size_t size = format_decimal(value->as.decimal, value->type.scale, out);
    return size <= MOST ? size : real_text(nearest, out);
}

static size_t number_text(const struct leat_value *value, double number, char *out) {
    switch (value->type.kind) {
    case LEAT_INTEGER:
        return format_integer(value->as.integer, out);
    case LEAT_DATE:
        return format_integer((int64_t)number, out);
    case LEAT_DECIMAL:
        return decimal_text(value, number, out);
    default:
        return real_text(number, out);
    }
}

/* -- Widths ----------------------------------------------------------------------------------- */

static void widen(const struct block_frame *frame, struct widths *widths, int32_t at,
                  const struct cell *cell, uint32_t look) {
    const double width = measure_cell(frame->book, cell, &frame->columns[at], look),
                 most = width < frame->widest ? width : frame->widest;
    widths->widest[at] = widths->widest[at] > most ? widths->widest[at] : most;
}

/* By what a number's width grows: under a format the digits before the point, else all. Days are
 * all as wide; of a decimal with more digits than were written nothing is known. */
static int64_t digits_of(const struct column *column, const struct leat_value *value,
                         struct leat_text number) {
    enum { MOST_SCALE = 15 };
    const struct leat_type type = value->type;
    if (type.kind == LEAT_DATE || type.kind == LEAT_TIMESTAMP) {
        return 0;
    }
    if (type.kind == LEAT_DECIMAL && type.scale > MOST_SCALE) {
        return INT64_MAX;
    }
    const bool has_format = column->format && strcmp(column->format, "General") != 0;
    const char *point = has_format ? memchr(number.data, '.', number.size) : NULL;
    return point ? point - number.data : (int64_t)number.size;
}

/* The width of a cell; `number` is what was written of one. A bold one is measured always. */
static void note_width(const struct block_frame *frame, struct widths *widths, int32_t at,
                       const struct cell *cell, const struct shown *shown, struct leat_text number,
                       uint32_t look) {
    if (shown->kind == SHOWN_BLANK) {
        return;
    }
    if (shown->kind == SHOWN_NUMBER && !(look & LOOK_BOLD)) {
        int64_t *measured = &widths->measured[at][*number.data == '-'];
        const int64_t digits = digits_of(&frame->columns[at], &cell->value, number);
        if (digits <= *measured) {
            return;
        }
        *measured = digits < INT64_MAX ? digits : *measured;
    }
    if (shown->kind == SHOWN_TEXT && cell_has_text(cell) &&
        measure_most(frame->book, shown->text.size, look) <= widths->widest[at]) {
        return;
    }
    if (widths->widest[at] < frame->widest) {
        widen(frame, widths, at, cell, look);
    }
}

/* -- Cells ------------------------------------------------------------------------------------ */

static enum cell_form form_of(const struct shown *shown, bool wraps) {
    if (shown->format) {
        return FORM_FORMAT;
    }
    const int status =
        shown->status == STATUS_NONE ? FORM_PLAIN : FORM_STATUS + 2 * ((int)shown->status - 1);
    return (enum cell_form)(status + wraps);
}

static char *add_text(char *to, const char *before, struct leat_text text, const char *after) {
    const char first = *before ? *before : text.data[0],
               last = *after ? *after : text.data[text.size - 1];
    const bool has_edge = first == ' ' || first == '\n' || first == '\t' || last == ' ' ||
                          last == '\n' || last == '\t';
    to = ADD(to, " t=\"inlineStr\"><is><t");
    if (has_edge) {
        to = ADD(to, " xml:space=\"preserve\"");
    }
    *to++ = '>';
    to = stpcpy(to, before);
    to = escape_xml(to, text.data, text.size);
    to = stpcpy(to, after);
    return ADD(to, "</t></is></c>");
}

/* A symbol in its brackets, the word of travel after its arrow, any other text as it is; NULL: a
 * cell cannot hold it. */
static char *add_words(char *to, const struct shown *shown) {
    const bool is_bare = shown->kind == SHOWN_SYMBOL && !text_is_bracketed(shown->text);
    const char *arrow = shown->kind == SHOWN_TRAVEL ? theme_arrow(shown->text) : NULL;
    char before[16] = "";
    if (arrow) {
        stpcpy(stpcpy(before, arrow), " ");
    }
    if (!text_fits(shown->text, is_bare || arrow ? 2 : 0)) {
        return NULL;
    }
    return add_text(to, is_bare ? "[" : before, shown->text, is_bare ? "]" : "");
}

/* What comes after the cell's name and style; NULL: a workbook cannot hold it. number: where a
 * number was written. */
static char *add_value(char *to, const struct cell *cell, const struct shown *shown,
                       struct leat_text *number) {
    switch (shown->kind) {
    case SHOWN_BLANK:
        return ADD(to, "/>");
    case SHOWN_NUMBER:
        to = ADD(to, "><v>");
        *number = (struct leat_text){to, number_text(&cell->value, shown->number, to)};
        to += number->size;
        return ADD(to, "</v></c>");
    case SHOWN_BOOLEAN:
        return shown->boolean ? ADD(to, " t=\"b\"><v>1</v></c>") : ADD(to, " t=\"b\"><v>0</v></c>");
    default:
        return shown->is_too_large ? NULL : add_words(to, shown);
    }
}

struct row {
    const struct cell *cells;
    enum row_state state;
    char number[16]; /* as in the name of its cells */
    size_t digits;
};

/* Adds a cell; false: no memory, or its fault was found. lines: of the row so far. */
static bool add_cell(const struct block_frame *frame, struct block *block, struct block_text *out,
                     struct widths *widths, const struct row *row, int32_t at, double *lines) {
    char room[FORMAT_ROOM];
    const struct cell *const cell = &row->cells[at];
    const struct column *const column = &frame->columns[at];
    const struct block_column *const of = &frame->of[at];
    const struct shown shown = shown_of(frame->book, cell, column, room);
    const struct table_look look = table_look(frame->book, frame->widest, column, cell, row->state);
    const size_t letters = shown.kind > SHOWN_BOOLEAN ? shown.text.size * ESCAPE_MOST : 0;
    char *to = room_for(out, CELL_ROOM + letters);
    struct leat_text number = {NULL, 0};
    if (!to) {
        return false;
    }
    to = ADD(to, "<c r=\"");
    to = add(to, of->letters, of->letter_count);
    to = add(to, row->number, row->digits);
    to = ADD(to, "\" s=\"");
    to += format_integer(of->styles[row->state][form_of(&shown, look.wraps)], to);
    *to++ = '"';
    to = add_value(to, cell, &shown, &number);
    if (!to) {
        block->fault = cell - block->cells;
        return false;
    }
    out->size = (size_t)(to - out->data);
    *lines = look.lines > *lines ? look.lines : *lines;
    note_width(frame, widths, at, cell, &shown, number, look.bold);
    return true;
}

/* The beginning of a row, in room that its cells follow; higher where it has several lines. */
static size_t row_begin(const struct block_frame *frame, const struct row *row, double lines,
                        char *out) {
    char *to = ADD(out, "<row r=\"");
    to = add(to, row->number, row->digits);
    *to++ = '"';
    if (lines > 1) {
        to = ADD(to, " ht=\"");
        to += format_real(put_height_of(frame->book, lines), to);
        to = ADD(to, "\" customHeight=\"1\"");
    }
    *to++ = '>';
    return (size_t)(to - out);
}

static bool add_row(const struct block_frame *frame, struct block *block, struct block_text *out,
                    struct widths *widths, uint32_t number) {
    struct row row = {.cells = block->cells + (size_t)number * (size_t)frame->count,
                      .state = (enum row_state)block->states[number]};
    row.digits = format_integer((int64_t)block->first + number + 1, row.number);
    /* How high it is is known after its cells: most rows have one line, others move a little. */
    char begin[ROW_ROOM];
    const size_t start = out->size, guessed = row_begin(frame, &row, 1, begin);
    double lines = 1;
    if (!room_for(out, ROW_ROOM)) {
        return false;
    }
    out->size = (size_t)(add(out->data + start, begin, guessed) - out->data);
    for (int32_t at = 0; at < frame->count; at++) {
        if (!add_cell(frame, block, out, widths, &row, at, &lines)) {
            return false;
        }
    }
    char *to = room_for(out, (size_t)2 * ROW_ROOM);
    if (!to) {
        return false;
    }
    if (lines > 1) {
        const size_t size = row_begin(frame, &row, lines, begin);
        char *const from = out->data + start;
        memmove(from + size, from + guessed, out->size - start - guessed);
        memcpy(from, begin, size);
        out->size += size - guessed;
        to = out->data + out->size;
    }
    out->size = (size_t)(ADD(to, "</row>") - out->data);
    return true;
}

bool block_xml(const struct block_frame *frame, struct block *block, struct block_text *out) {
    struct widths widths = {block->widths, malloc((size_t)frame->count * sizeof *widths.measured)};
    bool done = widths.measured != NULL;
    block->fault = -1;
    out->size = 0;
    for (int32_t at = 0; done && at < frame->count; at++) {
        widths.widest[at] = 0;
        widths.measured[at][0] = widths.measured[at][1] = -1;
    }
    for (uint32_t row = 0; done && row < block->rows; row++) {
        done = add_row(frame, block, out, &widths, row);
    }
    free(widths.measured);
    return done || block->fault >= 0;
}
