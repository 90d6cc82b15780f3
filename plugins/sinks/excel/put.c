/* put: one value becomes one cell, or the step fails with the cell's name. See book.h. */
#include <stdio.h>

#include "book.h"
#include "shared/bytes.h"
#include "shown.h"

/* -- What the cell is called, and what is wrong with it --------------------------------------- */

static bool fail_large(struct leat_step *step, const struct sheet *sheet, uint32_t row, int32_t at,
                       struct leat_text number, const struct column *column) {
    char what[256];
    const bool is_private = column && column->is_private;
    char shown[80];
    snprintf(shown, sizeof shown, LEAT_VALUE("%.*s"), is_private ? 3 : (int)number.size,
             is_private ? "***" : number.data);
    snprintf(
        what, sizeof what,
        "a workbook cannot hold %s exactly: its numbers are exact to 9007199254740992; set \"large_numbers\" to "
        "\"text\" to write such numbers as texts",
        shown);
    return text_fail(step, sheet, row, at, what);
}

/* -- Cells ------------------------------------------------------------------------------------ */

/* Each cell and each row is counted once; rows come from top to bottom. */
static void count_cells(struct sheet *sheet, uint32_t row, int32_t cells) {
    sheet->cells += (uint64_t)cells;
    if ((int64_t)row > sheet->last_row) {
        sheet->last_row = row;
        sheet->rows++;
    }
}

static bool fits_sheet(struct leat_step *step, const struct sheet *sheet, uint32_t row,
                       int32_t at) {
    if (row >= LXW_ROW_MAX) {
        leat_fail(step,
                  "sheet \"%.*s\": more than 1,048,576 rows, which is all that a sheet holds; set "
                  "\"too_many_rows\" to \"sheets\" to go on in further ones",
                  (int)sheet->name.size, sheet->name.data);
        return false;
    }
    if (at >= LXW_COL_MAX) {
        leat_fail(step, "sheet \"%.*s\": more than 16,384 columns, which is all that a sheet holds",
                  (int)sheet->name.size, sheet->name.data);
        return false;
    }
    return true;
}

/* Writes the value, which is there. */
static bool put_value(struct leat_step *step, struct book *book, struct sheet *sheet, uint32_t row,
                      int32_t at, const struct cell *cell, const struct column *column,
                      uint32_t look) {
    char room[FORMAT_ROOM];
    const struct shown shown = shown_of(book, cell, column, room);
    if (shown.is_too_large) {
        return fail_large(step, sheet, row, at, shown.text, column);
    }
    if (shown.kind == SHOWN_LINK) {
        return text_put_link(step, book, sheet, row, at, shown.text, shown.target->name, look);
    }
    lxw_worksheet *const worksheet = sheet->worksheet;
    lxw_format *const format =
        book_style(step, book, look | book_status_look(shown.status), shown.format);
    if (!format) {
        return false;
    }
    switch (shown.kind) {
    case SHOWN_NUMBER:
        return book_check(
            step, book,
            worksheet_write_number(worksheet, row, (lxw_col_t)at, shown.number, format));
    case SHOWN_BOOLEAN:
        return book_check(
            step, book,
            worksheet_write_boolean(worksheet, row, (lxw_col_t)at, shown.boolean, format));
    case SHOWN_SYMBOL:
        return text_put_symbol(step, book, sheet, row, at, shown.text, format);
    case SHOWN_TRAVEL:
        return text_put_travel(step, book, sheet, row, at, shown.text, format);
    default:
        return text_put(step, book, sheet, row, at, shown.text, format);
    }
}

static bool put_blank(struct leat_step *step, struct book *book, struct sheet *sheet, uint32_t row,
                      int32_t at, uint32_t look) {
    lxw_format *const format = book_style(step, book, look, NULL);
    return format &&
           book_check(step, book,
                      worksheet_write_blank(sheet->worksheet, row, (lxw_col_t)at, format));
}

bool put_width(struct leat_step *step, const struct book *book, struct sheet *sheet, int32_t at,
               double width) {
    if (at >= sheet->room) {
        const int32_t doubled = sheet->room * 2, room = at < 32        ? 32
                                                        : at < doubled ? doubled
                                                                       : at + 1;
        double *widths = leat_alloc(step, (size_t)room * sizeof *widths);
        if (!widths) {
            return false;
        }
        if (sheet->widths) {
            memcpy(widths, sheet->widths, (size_t)sheet->room * sizeof *widths);
            leat_free(step, sheet->widths);
        }
        sheet->widths = widths;
        sheet->room = room;
    }
    const double widest = book_widest(book, sheet), most = width < widest ? width : widest;
    sheet->widths[at] = sheet->widths[at] > most ? sheet->widths[at] : most;
    return true;
}

/* Writes the cell, whatever its width. */
static bool put_plain(struct leat_step *step, struct book *book, struct sheet *sheet, uint32_t row,
                      int32_t at, const struct cell *cell, const struct column *column,
                      uint32_t look) {
    if (!fits_sheet(step, sheet, row, at)) {
        return false;
    }
    count_cells(sheet, row, 1);
    return cell_is_blank(cell) ? put_blank(step, book, sheet, row, at, look)
                               : put_value(step, book, sheet, row, at, cell, column, look);
}

bool put_cell(struct leat_step *step, struct book *book, struct sheet *sheet, uint32_t row,
              int32_t at, const struct cell *cell, const struct column *column, uint32_t look) {
    return put_plain(step, book, sheet, row, at, cell, column, look) &&
           put_width(step, book, sheet, at, measure_cell(book, cell, column, look));
}

static const double heading_line = 14 * 1.1; /* the widest that takes one: so many bold letters */

double put_heading_lines(const struct book *book, struct leat_text heading) {
    return measure_text(book, heading, LOOK_BOLD) > heading_line ? 2 : 1;
}

bool put_heading(struct leat_step *step, struct book *book, struct sheet *sheet, uint32_t row,
                 int32_t at, struct leat_text heading, uint32_t look) {
    const struct cell cell = cell_of_text(heading);
    const double width = measure_text(book, heading, look | LOOK_BOLD),
                 word = measure_word(book, heading, look | LOOK_BOLD);
    /* Words seldom part in the middle. */
    const double line = width <= heading_line ? width : (width + 1.1) / 2 + 2.2;
    return put_plain(step, book, sheet, row, at, &cell, NULL, look) &&
           put_width(step, book, sheet, at, line > word ? line : word);
}

bool put_merged(struct leat_step *step, struct book *book, struct sheet *sheet, uint32_t row,
                int32_t first, int32_t last, const struct cell *cell, const struct column *column,
                uint32_t look) {
    if (first == last) {
        return put_plain(step, book, sheet, row, first, cell, column, look);
    }
    lxw_format *const format = book_style(step, book, look, NULL);
    if (!format || !fits_sheet(step, sheet, row, last)) {
        return false;
    }
    count_cells(sheet, row, last - first + 1);
    const lxw_error answer = worksheet_merge_range(sheet->worksheet, row, (lxw_col_t)first, row,
                                                   (lxw_col_t)last, "", format);
    return book_check(step, book, answer) &&
           (cell_is_blank(cell) || put_value(step, book, sheet, row, first, cell, column, look));
}

double put_height_of(const struct book *book, double lines) {
    enum { AIR = 3, MOST = 409 }; /* in points; the last is Excel's limit */
    static const double line[] = {
        [PROFILE_PLAIN] = 15, [PROFILE_BOARD] = 13, [PROFILE_ACCESSIBLE] = 15.5};
    const double height = lines * line[book->profile] + AIR;
    return height < MOST ? height : MOST;
}

bool put_height(struct leat_step *step, struct book *book, struct sheet *sheet, uint32_t row,
                double lines) {
    return book_check(step, book,
                      worksheet_set_row(sheet->worksheet, row, put_height_of(book, lines), NULL));
}

bool put_line(struct leat_step *step, struct book *book, struct sheet *sheet, uint32_t row,
              struct leat_text text, uint32_t look) {
    if (text.size == 0) {
        return true;
    }
    const struct cell cell = cell_of_text(text);
    const double lines = look & LOOK_TITLE ? 1.4 : 1.25; /* larger letters want more */
    const bool is_large = book->profile != PROFILE_PLAIN && look & (LOOK_TITLE | LOOK_SUBTITLE);
    return put_plain(step, book, sheet, row, 0, &cell, NULL, look) &&
           (!is_large || put_height(step, book, sheet, row, lines));
}

bool put_joined(struct leat_step *step, struct book *book, struct sheet *sheet,
                const struct leat_text *parts, size_t count, uint32_t look) {
    if (parts[count - 1].size == 0) {
        return true;
    }
    struct bytes line = {0};
    bool done = true;
    for (size_t i = 0; done && i < count; i++) {
        done = bytes_add(step, &line, parts[i].data, parts[i].size);
    }
    const struct leat_text text = {line.data, line.size};
    done = done && put_line(step, book, sheet, sheet->row++, text, look);
    bytes_free(step, &line);
    return done;
}

bool put_link(struct leat_step *step, struct book *book, struct sheet *sheet, uint32_t row,
              int32_t at, struct leat_text text, struct leat_text target, uint32_t look) {
    if (!fits_sheet(step, sheet, row, at)) {
        return false;
    }
    count_cells(sheet, row, 1);
    return text_put_link(step, book, sheet, row, at, text, target, look);
}
