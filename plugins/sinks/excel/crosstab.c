/* crosstab: a sheet of that layout, written once all its rows are kept. See shared/report/crosstab.h.
 */
#include "shared/report/crosstab.h"

#include "book.h"
#include "letters.h"
#include "shared/bytes.h"

/* A darker line stands between the groups of the first level. */
static uint32_t group_look(const struct crosstab *crosstab, int32_t at) {
    const bool begins =
        at == 0 || crosstab->levels == 1 || !crosstab_same_group(crosstab, at - 1, at, 0);
    return begins && crosstab->levels > 1 ? LOOK_GROUP : 0;
}

/* How wide each of the columns that a cell stands over must be for it, and how many lines it then
 * takes: no program makes a row higher for a merged cell by itself. */
static double share_of(const struct book *book, const struct cell *cell,
                       const struct column *column, int32_t columns, uint32_t look, double *lines) {
    enum { MOST_SHARE = 20 };
    const double share = measure_cell(book, cell, column, look) / columns;
    if (!cell_has_text(cell) || share <= MOST_SHARE) {
        return share;
    }
    const double brackets = cell->is_symbol ? 2 : 0;
    const double needed =
        measure_lines(book, cell->value.as.text, MOST_SHARE * columns - brackets, look);
    *lines = needed > *lines ? needed : *lines;
    return MOST_SHARE;
}

/* The first cell of a line: it wraps where it would be cut off. */
static bool put_label(struct leat_step *step, struct book *book, struct sheet *sheet,
                      struct leat_text label, uint32_t look, double *lines) {
    const struct cell cell = cell_of_text(label);
    const double needed =
        label.size > 0 ? measure_lines(book, label, book_widest(book, sheet), look) : 1;
    *lines = needed > *lines ? needed : *lines;
    return put_cell(step, book, sheet, sheet->row, 0, &cell, NULL,
                    look | LOOK_LEFT | LOOK_MIDDLE | LOOK_INDENT | (needed > 1 ? LOOK_WRAP : 0));
}

/* One line of headings; those above the last line are merged over what belongs to them. */
static bool put_headings(struct leat_step *step, struct book *book, struct sheet *sheet,
                         int32_t level) {
    const struct crosstab *crosstab = sheet->crosstab;
    const struct column *column = level_column(crosstab, level);
    const bool is_last = level == crosstab->levels - 1;
    const struct leat_text none = {NULL, 0};
    double lines = 1;
    bool done = put_label(step, book, sheet, level == 0 ? sheet->section->options->corner : none,
                          LOOK_BOLD, &lines);
    for (int32_t at = 0, end; done && at < crosstab->count; at = end) {
        const struct cell *heading = crosstab_heading(crosstab, at, level);
        const uint32_t look = LOOK_BOLD | LOOK_WRAP | LOOK_CENTRE | LOOK_MIDDLE | LOOK_GRID |
                              group_look(crosstab, at);
        for (end = at + 1;
             !is_last && end < crosstab->count && crosstab_same_group(crosstab, at, end, level);) {
            end++;
        }
        done = put_merged(step, book, sheet, sheet->row, at + 1, end, heading, column, look) &&
               put_width(step, book, sheet, at + 1,
                         share_of(book, heading, column, end - at, LOOK_BOLD, &lines));
    }
    return done && put_height(step, book, sheet, sheet->row++, lines);
}

static bool put_measure(struct leat_step *step, struct book *book, struct sheet *sheet,
                        int32_t number) {
    const struct crosstab *crosstab = sheet->crosstab;
    const struct column *column = measure_column(crosstab, number);
    double lines = 1;
    struct bytes label = {0};
    bool done =
        bytes_add(step, &label, column->heading.data, column->heading.size) &&
        section_note_marks(step, book->report, sheet->section, column->number, &label) &&
        put_label(step, book, sheet, (struct leat_text){label.data, label.size}, LOOK_GRID, &lines);
    bytes_free(step, &label);
    for (int32_t at = 0; done && at < crosstab->count; at++) {
        const struct cell *cell = crosstab_cell(crosstab, at, number);
        const uint32_t bold = crosstab_is_total(crosstab, at) ? LOOK_BOLD : 0;
        double own = 1;
        const double share = share_of(book, cell, column, 1, bold, &own);
        done = put_merged(step, book, sheet, sheet->row, at + 1, at + 1, cell, column,
                          LOOK_CENTRE | LOOK_MIDDLE | LOOK_GRID | group_look(crosstab, at) | bold |
                              (own > 1 ? LOOK_WRAP : 0)) &&
               put_width(step, book, sheet, at + 1, share);
        lines = own > lines ? own : lines;
    }
    return done && put_height(step, book, sheet, sheet->row++, lines);
}

/* Columns of figures are all as wide as the widest: so they compare best. */
static bool even_widths(struct leat_step *step, struct book *book, struct sheet *sheet) {
    const int32_t count = sheet->crosstab->count;
    double widest = 0;
    for (int32_t at = 1; at <= count && at < sheet->room; at++) {
        widest = sheet->widths[at] > widest ? sheet->widths[at] : widest;
    }
    for (int32_t at = 1; at <= count; at++) {
        if (!put_width(step, book, sheet, at, widest)) {
            return false;
        }
    }
    return true;
}

bool put_crosstab(struct leat_step *step, struct book *book, struct sheet *sheet) {
    struct crosstab *crosstab = sheet->crosstab;
    bool done = crosstab_arrange(step, crosstab) && layout_head(step, book, sheet);
    for (int32_t level = 0; done && level < crosstab->levels; level++) {
        done = put_headings(step, book, sheet, level);
    }
    for (int32_t i = 0; done && i < crosstab->measures; i++) {
        done = put_measure(step, book, sheet, i);
    }
    leat_counted(step, crosstab_rows(crosstab));
    return done && even_widths(step, book, sheet);
}
