/* table: the layout that shows rows as they are, under one line of headings; and what both layouts
 * have round them. */
#include "book.h"
#include "letters.h"

/* -- Round the table -------------------------------------------------------------------------- */

bool layout_head(struct leat_step *step, struct book *book, struct sheet *sheet) {
    const struct sheet_options *options = sheet->options;
    const uint32_t first = sheet->row;
    if (!options) {
        return true;
    }
    bool done = put_line(step, book, sheet, sheet->row, options->title, LOOK_TITLE);
    sheet->row += options->title.size > 0;
    done = done && put_line(step, book, sheet, sheet->row, options->subtitle, LOOK_NOTE);
    sheet->row += options->subtitle.size > 0;
    for (size_t i = 0; done && i < options->notes.count; i++) {
        done = put_line(step, book, sheet, sheet->row++,
                        LEAT_ITEM(options->notes, struct leat_text, i), LOOK_NOTE);
    }
    sheet->row += sheet->row > first;
    sheet->top = sheet->row;
    return done;
}

/* A column is as wide as what stands in it, with some air; the library adds to it what Excel wants
 * for its edges. */
static double padded(double width) { return (width < 5 ? 5 : width) + 1.5; }

static bool is_table(const struct sheet *sheet) { return !sheet->crosstab; }

/* Text stands at the left, all else at the right, and headings above what they head. Text that
 * follows figures is set in, or the two would touch. */
static uint32_t side(const struct sheet *sheet, int32_t at) {
    const uint8_t kind = sheet->columns[at].type.kind,
                  before = at > 0 ? sheet->columns[at - 1].type.kind : LEAT_TEXT;
    if (kind == LEAT_TEXT) {
        return before == LEAT_TEXT || before == LEAT_BOOLEAN ? LOOK_LEFT : LOOK_LEFT | LOOK_INDENT;
    }
    return kind == LEAT_BOOLEAN ? LOOK_CENTRE : LOOK_RIGHT;
}

/* 0: the column has neither cells nor a width of its own. */
static double width_of(const struct sheet *sheet, int32_t at) {
    const bool of_table = is_table(sheet) && at < sheet->count;
    const double set = of_table ? sheet->columns[at].width : 0;
    if (set > 0 || sheet->widths[at] <= 0) {
        return set;
    }
    const double inset = of_table && side(sheet, at) & LOOK_INDENT ? 1.5 : 0;
    return padded(sheet->widths[at] + inset);
}

static bool set_widths(struct leat_step *step, struct book *book, struct sheet *sheet) {
    for (int32_t at = 0; at < sheet->room; at++) {
        const double width = width_of(sheet, at);
        if (width > 0 && !book_check(step, book,
                                     worksheet_set_column(sheet->worksheet, (lxw_col_t)at,
                                                          (lxw_col_t)at, width, NULL))) {
            return false;
        }
    }
    return true;
}

/* On how many pages side by side its columns stand. On one, unless it would have to shrink to less
 * than half its size, when nobody could read it; then the first column stands on each of them. */
static uint16_t pages_wide(const struct sheet *sheet) {
    enum { PAGE = 280 }; /* characters on A4 across, at half their size */
    const double first = sheet->room > 0 ? width_of(sheet, 0) : 0;
    double rest = 0;
    for (int32_t at = 1; at < sheet->room; at++) {
        rest += width_of(sheet, at);
    }
    if (first + rest <= PAGE || first >= PAGE / 2.0) {
        return (uint16_t)((first + rest) / PAGE + 1);
    }
    return (uint16_t)(rest / (PAGE - first) + 1);
}

/* The rows, and with several pages the column, that stand on each page. The library gives a sheet's
 * name without quotes where Excel would take it for a cell, and then repairs the workbook: such a
 * name is given here. */
static lxw_error set_titles(struct book *book, const struct sheet *sheet, uint32_t headings,
                            bool has_column) {
    const uint32_t first = sheet->top, last = sheet->top + headings - 1;
    if (!letters_name_misleads(sheet->name)) {
        const lxw_error answer = worksheet_repeat_rows(sheet->worksheet, first, last);
        return answer || !has_column ? answer : worksheet_repeat_columns(sheet->worksheet, 0, 0);
    }
    char name[NAME_UNITS + 32], range[2 * NAME_UNITS + 64], column[NAME_UNITS + 16] = "";
    if (has_column) {
        snprintf(column, sizeof column, "'%s'!$A:$A,", sheet->name.data);
    }
    snprintf(name, sizeof name, "'%s'!_xlnm.Print_Titles", sheet->name.data);
    snprintf(range, sizeof range, "=%s'%s'!$%u:$%u", column, sheet->name.data, first + 1, last + 1);
    return workbook_define_name(book->workbook, name, range);
}

static bool set_page(struct leat_step *step, struct book *book, const struct sheet *sheet,
                     uint32_t headings) {
    enum { PAPER_A4 = 9 };
    const uint16_t pages = pages_wide(sheet);
    worksheet_set_paper(sheet->worksheet, PAPER_A4);
    worksheet_set_landscape(sheet->worksheet);
    worksheet_fit_to_pages(sheet->worksheet, pages, 0); /* as many high as it takes */
    return book_check(step, book, set_titles(book, sheet, headings, pages > 1));
}

bool layout_end(struct leat_step *step, struct book *book, struct sheet *sheet, uint32_t headings) {
    return set_page(step, book, sheet, headings) && set_widths(step, book, sheet);
}

/* -- The table -------------------------------------------------------------------------------- */

enum { HEADING_LINES = 2 };

/* The lines that a heading takes where the definition sets the column's width; a width that follows
 * from the heading leaves it no more than HEADING_LINES, whose height programs find themselves. */
static double heading_lines(const struct column *column) {
    const double bold = 1.1; /* how much wider than plain letters */
    return column->width > 0 ? letters_lines(column->heading, column->width / bold) : 1;
}

bool table_begin(struct leat_step *step, struct book *book, struct sheet *sheet) {
    if (!layout_head(step, book, sheet)) {
        return false;
    }
    double most = 1;
    for (int32_t at = 0; at < sheet->count; at++) {
        const struct column *column = &sheet->columns[at];
        const uint32_t look = LOOK_BOLD | LOOK_WRAP | LOOK_LINE_UNDER | side(sheet, at);
        const double lines = heading_lines(column);
        if (!put_heading(step, book, sheet, sheet->row, at, column->heading, look)) {
            return false;
        }
        most = lines > most ? lines : most;
    }
    const uint32_t written = sheet->row++;
    return most <= HEADING_LINES || put_height(step, book, sheet, written, most);
}

/* Marks the rows of the batch that are totals over any column. */
static bool find_totals(struct leat_step *step, const struct sheet *sheet, struct leat_batch *batch,
                        uint8_t **totals) {
    const size_t bytes = ((size_t)batch->rows + 7) / 8;
    *totals = NULL;
    for (int32_t at = 0; at < sheet->count; at++) {
        const uint8_t *bits = leat_totals(step, batch, at);
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
static double lines_of(const struct cell *cell, const struct column *column) {
    const double width = column->width > 0 ? column->width : WIDEST;
    return cell_has_text(cell) ? letters_lines(cell->value.as.text, width) : 1;
}

static bool put_row(struct leat_step *step, struct book *book, struct sheet *sheet,
                    struct leat_batch *batch, const struct leat_view *views, int64_t row,
                    bool is_total) {
    const uint32_t look = LOOK_TOP | (is_total ? LOOK_BOLD : 0) |
                          (is_total && !sheet->in_totals ? LOOK_LINE_OVER : 0);
    double most = 1;
    sheet->in_totals = is_total;
    for (int32_t at = 0; at < sheet->count; at++) {
        const struct column *column = &sheet->columns[at];
        const struct cell cell = cell_of(step, batch, at, &views[at], row);
        const double lines = lines_of(&cell, column);
        const uint32_t wraps = lines > 1 ? LOOK_WRAP : 0;
        if (!put_cell(step, book, sheet, sheet->row, at, &cell, column,
                      look | side(sheet, at) | wraps)) {
            return false;
        }
        most = lines > most ? lines : most;
    }
    const uint32_t written = sheet->row++;
    return most <= 1 || put_height(step, book, sheet, written, most);
}

bool table_write(struct leat_step *step, struct book *book, struct sheet *sheet,
                 struct leat_batch *batch) {
    uint8_t *totals = NULL;
    struct leat_view *views = leat_alloc(step, ((size_t)sheet->count + 1) * sizeof *views);
    bool done = views && find_totals(step, sheet, batch, &totals);
    for (int32_t at = 0; done && at < sheet->count; at++) {
        views[at] = leat_read(step, batch, at);
    }
    for (int64_t row = 0; done && row < batch->rows; row++) {
        done = put_row(step, book, sheet, batch, views, row,
                       totals && (totals[row >> 3] >> (row & 7) & 1));
    }
    if (views) {
        leat_free(step, views);
    }
    if (totals) {
        leat_free(step, totals);
    }
    return done;
}

bool table_end(struct leat_step *step, struct book *book, struct sheet *sheet) {
    return layout_end(step, book, sheet, 1);
}
