/* table: the layout that shows rows as they are, under one line of headings. */
#include "book.h"
#include "shared/bytes.h"

/* The lines that a heading takes; where the definition sets the column's width, that says it. */
static double heading_lines(const struct book *book, const struct column *column) {
    return column->width > 0 ? measure_lines(book, column->heading, column->width, LOOK_BOLD)
                             : put_heading_lines(book, column->heading);
}

bool table_heading(struct leat_step *step, const struct book *book, const struct sheet *sheet,
                   int32_t at, struct bytes *out) {
    const struct column *column = &sheet->columns[at];
    return bytes_add(step, out, column->heading.data, column->heading.size) &&
           (!sheet->section ||
            section_note_marks(step, book->report, sheet->section, column->number, out));
}

static bool put_column_heading(struct leat_step *step, struct book *book, struct sheet *sheet,
                               int32_t at) {
    const uint32_t look = LOOK_BOLD | LOOK_WRAP | LOOK_LINE_UNDER | layout_side(sheet, at);
    struct bytes text = {0};
    const bool done = table_heading(step, book, sheet, at, &text) &&
                      put_heading(step, book, sheet, sheet->row, at,
                                  (struct leat_text){text.data, text.size}, look);
    bytes_free(step, &text);
    return done;
}

bool table_begin(struct leat_step *step, struct book *book, struct sheet *sheet) {
    double most = 1;
    for (int32_t at = 0; at < sheet->count; at++) {
        const double lines = heading_lines(book, &sheet->columns[at]);
        if (!put_column_heading(step, book, sheet, at)) {
            return false;
        }
        most = lines > most ? lines : most;
    }
    /* The library's plain letters have their two lines from the program. */
    const double found = book->profile == PROFILE_PLAIN ? 2 : 1;
    const uint32_t written = sheet->row++;
    return most <= found || put_height(step, book, sheet, written, most);
}

/* Marks the rows of the batch that are totals over any column. */
static bool find_totals(struct leat_step *step, const struct sheet *sheet, struct leat_batch *batch,
                        uint8_t **totals) {
    const size_t bytes = ((size_t)batch->rows + 7) / 8;
    *totals = NULL;
    for (int32_t at = 0; at < sheet->count; at++) {
        const uint8_t *bits = leat_totals(step, batch, sheet->columns[at].number);
        if (bits && !*totals && !(*totals = leat_alloc(step, bytes + 1))) {
            return false;
        }
        for (size_t i = 0; bits && i < bytes; i++) {
            (*totals)[i] |= bits[i];
        }
    }
    return true;
}

/* The lines that a cell takes in its column, which is never wider than this. */
static double lines_of(const struct book *book, const struct sheet *sheet, const struct cell *cell,
                       const struct column *column, uint32_t look) {
    const double own = column->width > 0 ? column->width : book_widest(book, sheet);
    return cell_has_text(cell) ? measure_lines(book, cell->value.as.text, own, look) : 1;
}

/* The sheet is full: its rows go on in another, under the same head. */
static bool go_on(struct leat_step *step, struct book *book, struct sheet *sheet) {
    return layout_end(step, book, sheet, 1) && book_continue(step, book, sheet) &&
           layout_head(step, book, sheet) && table_begin(step, book, sheet);
}

bool table_put_row(struct leat_step *step, struct book *book, struct sheet *sheet,
                   const struct cell *cells, bool is_total) {
    const uint32_t bold = is_total ? LOOK_BOLD : 0,
                   rule = book->profile == PROFILE_BOARD ? LOOK_RULE | LOOK_MIDDLE : LOOK_TOP,
                   over = is_total && !sheet->in_totals ? LOOK_LINE_OVER : 0;
    double most = 1;
    if (sheet->row == LXW_ROW_MAX && book->has_further_sheets && !go_on(step, book, sheet)) {
        return false;
    }
    sheet->in_totals = is_total;
    for (int32_t at = 0; at < sheet->count; at++) {
        const struct column *column = &sheet->columns[at];
        const double lines = lines_of(book, sheet, &cells[at], column, bold);
        /* Where others may widen and narrow columns as they need, all texts wrap. */
        const bool may_wrap = book->profile == PROFILE_ACCESSIBLE && cell_has_text(&cells[at]);
        const uint32_t wraps = lines > 1 || may_wrap ? LOOK_WRAP : 0;
        if (!put_cell(step, book, sheet, sheet->row, at, &cells[at], column,
                      bold | rule | over | layout_side(sheet, at) | wraps)) {
            return false;
        }
        most = lines > most ? lines : most;
    }
    const uint32_t written = sheet->row++;
    return most <= 1 || put_height(step, book, sheet, written, most);
}

bool table_write(struct leat_step *step, struct book *book, struct sheet *sheet,
                 struct leat_batch *batch) {
    const size_t count = (size_t)sheet->count + 1;
    uint8_t *totals = NULL;
    struct leat_view *views = leat_alloc(step, count * sizeof *views);
    struct cell *cells = leat_alloc(step, count * sizeof *cells);
    bool done = views && cells && find_totals(step, sheet, batch, &totals);
    for (int32_t at = 0; done && at < sheet->count; at++) {
        views[at] = leat_read(step, batch, sheet->columns[at].number);
    }
    for (int64_t row = 0; done && row < batch->rows; row++) {
        for (int32_t at = 0; at < sheet->count; at++) {
            cells[at] = cell_of(step, batch, sheet->columns[at].number, &views[at], row);
        }
        done =
            table_put_row(step, book, sheet, cells, totals && (totals[row >> 3] >> (row & 7) & 1));
    }
    leat_free(step, views);
    leat_free(step, cells);
    leat_free(step, totals);
    return done;
}
