/* table: the layout that shows rows as they are, under one line of headings. */
#include "book.h"
#include "blocks.h"
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

struct table_look table_look(const struct book *book, double widest, const struct column *column,
                             const struct cell *cell, enum row_state state) {
    struct table_look look = {.lines = 1, .bold = state == ROW_PLAIN ? 0 : LOOK_BOLD};
    if (cell_has_text(cell)) {
        const double own = column->width > 0 ? column->width : widest;
        look.lines = measure_lines(book, cell->value.as.text, own, look.bold);
        /* Where others may widen and narrow columns as they need, all texts wrap. */
        look.wraps = look.lines > 1 || book->profile == PROFILE_ACCESSIBLE;
    }
    return look;
}

uint32_t table_style(const struct book *book, uint32_t side, enum row_state state, bool wraps) {
    return side | (book->profile == PROFILE_BOARD ? LOOK_RULE | LOOK_MIDDLE : LOOK_TOP) |
           (state == ROW_PLAIN ? 0 : LOOK_BOLD) | (state == ROW_FIRST_TOTAL ? LOOK_LINE_OVER : 0) |
           (wraps ? LOOK_WRAP : 0);
}

bool table_go_on(struct leat_step *step, struct book *book, struct sheet *sheet) {
    return layout_end(step, book, sheet, 1) && book_continue(step, book, sheet) &&
           layout_head(step, book, sheet) && table_begin(step, book, sheet);
}

bool table_put_row(struct leat_step *step, struct book *book, struct sheet *sheet,
                   const struct cell *cells, bool is_total) {
    const enum row_state state = !is_total          ? ROW_PLAIN
                                 : sheet->in_totals ? ROW_TOTAL
                                                    : ROW_FIRST_TOTAL;
    const double widest = book_widest(book, sheet);
    double most = 1;
    if (sheet->row == LXW_ROW_MAX && book->has_further_sheets && !table_go_on(step, book, sheet)) {
        return false;
    }
    sheet->in_totals = is_total;
    for (int32_t at = 0; at < sheet->count; at++) {
        const struct column *column = &sheet->columns[at];
        const struct table_look look = table_look(book, widest, column, &cells[at], state);
        if (!put_cell(step, book, sheet, sheet->row, at, &cells[at], column,
                      table_style(book, layout_side(sheet, at), state, look.wraps))) {
            return false;
        }
        most = look.lines > most ? look.lines : most;
    }
    const uint32_t written = sheet->row++;
    return most <= 1 || put_height(step, book, sheet, written, most);
}

/* A link is a mark of its own outside the rows: those of such a table are the library's. */
static bool has_links(const struct sheet *sheet) {
    bool found = false;
    for (int32_t at = 0; at < sheet->count; at++) {
        found = found || sheet->columns[at].is_link;
    }
    return found;
}

bool table_write(struct leat_step *step, struct book *book, struct sheet *sheet,
                 struct leat_batch *batch) {
    const size_t count = (size_t)sheet->count + 1;
    int64_t written = 0;
    uint8_t *totals = NULL;
    struct leat_view *views = leat_alloc(step, count * sizeof *views);
    struct cell *cells = leat_alloc(step, count * sizeof *cells);
    bool done = views && cells && find_totals(step, sheet, batch, &totals);
    bool (*const put)(struct leat_step *, struct book *, struct sheet *, const struct cell *,
                      bool) = sheet->count == 0 || has_links(sheet) ? table_put_row : blocks_add;
    for (int32_t at = 0; done && at < sheet->count; at++) {
        views[at] = leat_read(step, batch, sheet->columns[at].number);
    }
    for (int64_t row = 0; done && row < batch->rows; row++) {
        for (int32_t at = 0; at < sheet->count; at++) {
            cells[at] = cell_of(step, batch, sheet->columns[at].number, &views[at], row);
        }
        done = put(step, book, sheet, cells, totals && (totals[row >> 3] >> (row & 7) & 1));
        written += done;
    }
    leat_counted(step, written);
    leat_free(step, views);
    leat_free(step, cells);
    leat_free(step, totals);
    return done;
}

bool table_end(struct leat_step *step, struct book *book, struct sheet *sheet) {
    return blocks_end(step, book, sheet);
}
