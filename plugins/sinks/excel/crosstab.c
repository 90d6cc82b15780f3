/* crosstab: the layout that turns rows round: each row becomes a column of figures, under as many
 * levels of headings as there are columns `across`, and each column `down` becomes a line.
 *
 *                  Primary Schools      Secondary Schools
 *                  Sep-14    Sep-15     Sep-14    Sep-15
 *     Good             51        54         12        12
 *     Total            67        70         16        16
 *
 * Headings stand in the order in which they come. Where a group lacks one that others have, its
 * cells stay empty, and the heading stands where those others have it. A sheet has 16,384 columns,
 * so there are never many rows: they are kept. */
#include "crosstab.h"
#include "letters.h"

/* -- Keeping rows ----------------------------------------------------------------------------- */

bool crosstab_begin(struct leat_step *step, struct sheet *sheet) {
    sheet->crosstab = leat_alloc(step, sizeof *sheet->crosstab);
    if (sheet->crosstab) {
        sheet->crosstab->levels = (int32_t)sheet->options->across.count;
        sheet->crosstab->measures = (int32_t)sheet->options->down.count;
    }
    return sheet->crosstab != NULL;
}

/* The cell's text, if it has one, is the batch's: it is copied. */
static bool keep_text(struct leat_step *step, struct cell *cell) {
    struct leat_text *text = &cell->value.as.text;
    if (!cell_has_text(cell)) {
        return true;
    }
    char *copy = leat_alloc(step, text->size + 1);
    if (copy && text->size > 0) {
        memcpy(copy, text->data, text->size);
    }
    text->data = copy;
    return copy != NULL;
}

static bool keep_column(struct leat_step *step, struct crosstab *crosstab, struct leat_batch *batch,
                        int32_t column, int32_t place) {
    const struct leat_view view = leat_read(step, batch, column);
    const uint8_t *totals = leat_totals(step, batch, column);
    for (int64_t row = 0; row < batch->rows; row++) {
        struct cell *cell = &crosstab_row(crosstab, crosstab->rows + (int32_t)row)[place];
        *cell = cell_of(step, batch, column, &view, row);
        cell->is_total = totals && (totals[row >> 3] >> (row & 7) & 1);
        if (!keep_text(step, cell)) {
            cell->value.is_null = 1; /* so that nothing is freed that was not kept */
            cell->is_symbol = false;
            return false;
        }
    }
    return true;
}

static bool make_room(struct leat_step *step, struct crosstab *crosstab, int32_t rows) {
    if (rows <= crosstab->room) {
        return true;
    }
    const size_t width = (size_t)(crosstab->levels + crosstab->measures) * sizeof *crosstab->cells;
    const int32_t room = rows < 2 * crosstab->room ? 2 * crosstab->room : rows;
    struct cell *cells = leat_alloc(step, (size_t)room * width);
    if (cells && crosstab->cells) {
        memcpy(cells, crosstab->cells, (size_t)crosstab->rows * width);
        leat_free(step, crosstab->cells);
    }
    if (cells) {
        crosstab->cells = cells;
        crosstab->room = room;
    }
    return cells != NULL;
}

bool crosstab_write(struct leat_step *step, struct sheet *sheet, struct leat_batch *batch) {
    struct crosstab *crosstab = sheet->crosstab;
    if (batch->rows > MOST_COLUMNS - crosstab->rows) {
        leat_fail(
            step,
            "sheet \"%.*s\": more than 16,383 rows, each of which would be a column of the crosstab; a sheet has no "
            "more",
            (int)sheet->name.size, sheet->name.data);
        return false;
    }
    bool kept = make_room(step, crosstab, crosstab->rows + (int32_t)batch->rows);
    for (int32_t level = 0; kept && level < crosstab->levels; level++) {
        kept = keep_column(step, crosstab, batch, level_column(sheet, level), level);
    }
    for (int32_t i = 0; kept && i < crosstab->measures; i++) {
        kept =
            keep_column(step, crosstab, batch, measure_at(sheet, i)->column, crosstab->levels + i);
    }
    crosstab->rows += (int32_t)batch->rows;
    return kept;
}

/* -- Writing ---------------------------------------------------------------------------------- */

/* Whether two columns stand under the same headings down to this level. */
static bool same_group(const struct place *a, const struct place *b, int32_t level) {
    for (int32_t i = 0; i <= level; i++) {
        if (a->ranks[i] != b->ranks[i]) {
            return false;
        }
    }
    return true;
}

static bool is_total(const struct crosstab *crosstab, const struct place *place) {
    for (int32_t level = 0; level < crosstab->levels; level++) {
        if (crosstab->headings[level][place->ranks[level]].is_total) {
            return true;
        }
    }
    return false;
}

/* A darker line stands between the groups of the first level. */
static uint32_t group_look(const struct crosstab *crosstab, int32_t at) {
    const bool begins = at == 0 || crosstab->levels == 1 ||
                        !same_group(&crosstab->places[at - 1], &crosstab->places[at], 0);
    return begins && crosstab->levels > 1 ? LOOK_GROUP : 0;
}

/* How wide each of the columns that a cell stands over must be for it, and how many lines it then
 * takes: no program makes a row higher for a merged cell by itself. */
static double share_of(const struct cell *cell, const struct column *column, int32_t columns,
                       bool is_bold, double *lines) {
    enum { MOST_SHARE = 20 };
    const double bold = is_bold ? 1.1 : 1;
    const double share = (double)put_shown_width(cell, column) * bold / columns;
    if (!cell_has_text(cell) || share <= MOST_SHARE) {
        return share;
    }
    const double brackets = cell->is_symbol ? 2 : 0;
    const double needed =
        letters_lines(cell->value.as.text, MOST_SHARE * columns / bold - brackets);
    *lines = needed > *lines ? needed : *lines;
    return MOST_SHARE;
}

/* The first cell of a line: it wraps where it would be cut off. */
static bool put_label(struct leat_step *step, struct book *book, struct sheet *sheet,
                      struct leat_text label, uint32_t look, double *lines) {
    const struct cell cell = cell_of_text(label);
    const double needed = label.size > 0 ? letters_lines(label, WIDEST) : 1;
    *lines = needed > *lines ? needed : *lines;
    return put_cell(step, book, sheet, sheet->row, 0, &cell, NULL,
                    look | LOOK_LEFT | LOOK_MIDDLE | LOOK_INDENT | (needed > 1 ? LOOK_WRAP : 0));
}

/* One line of headings; those above the last line are merged over what belongs to them. */
static bool put_headings(struct leat_step *step, struct book *book, struct sheet *sheet,
                         int32_t level) {
    const struct crosstab *crosstab = sheet->crosstab;
    const struct column *column = &sheet->columns[level_column(sheet, level)];
    const bool is_last = level == crosstab->levels - 1;
    const struct leat_text none = {NULL, 0};
    double lines = 1;
    bool done =
        put_label(step, book, sheet, level == 0 ? sheet->options->corner : none, LOOK_BOLD, &lines);
    for (int32_t at = 0, end; done && at < crosstab->count; at = end) {
        const struct place *place = &crosstab->places[at];
        const struct cell *heading = &crosstab->headings[level][place->ranks[level]];
        const uint32_t look = LOOK_BOLD | LOOK_WRAP | LOOK_CENTRE | LOOK_MIDDLE | LOOK_GRID |
                              group_look(crosstab, at);
        for (end = at + 1; !is_last && end < crosstab->count &&
                           same_group(place, &crosstab->places[end], level);) {
            end++;
        }
        done = put_merged(step, book, sheet, sheet->row, at + 1, end, heading, column, look) &&
               put_width(step, sheet, at + 1, share_of(heading, column, end - at, true, &lines));
    }
    return done && put_height(step, book, sheet, sheet->row++, lines);
}

static bool put_measure(struct leat_step *step, struct book *book, struct sheet *sheet,
                        int32_t number) {
    const struct crosstab *crosstab = sheet->crosstab;
    const struct measure *measure = measure_at(sheet, number);
    struct column column = sheet->columns[measure->column];
    column.format = measure->format.size > 0 ? measure->format.data : column.format;
    const struct cell none = {.value.is_null = 1};
    double lines = 1;
    bool done =
        put_label(step, book, sheet, measure->label.size > 0 ? measure->label : column.heading,
                  LOOK_GRID, &lines);
    for (int32_t at = 0; done && at < crosstab->count; at++) {
        const struct place *place = &crosstab->places[at];
        const struct cell *cell =
            place->row < 0 ? &none : &crosstab_row(crosstab, place->row)[crosstab->levels + number];
        const uint32_t bold = is_total(crosstab, place) ? LOOK_BOLD : 0;
        double own = 1;
        const double share = share_of(cell, &column, 1, bold, &own);
        done = put_merged(step, book, sheet, sheet->row, at + 1, at + 1, cell, &column,
                          LOOK_CENTRE | LOOK_MIDDLE | LOOK_GRID | group_look(crosstab, at) | bold |
                              (own > 1 ? LOOK_WRAP : 0)) &&
               put_width(step, sheet, at + 1, share);
        lines = own > lines ? own : lines;
    }
    return done && put_height(step, book, sheet, sheet->row++, lines);
}

/* Columns of figures are all as wide as the widest: so they compare best. */
static bool even_widths(struct leat_step *step, struct sheet *sheet) {
    const int32_t count = sheet->crosstab->count;
    double widest = 0;
    for (int32_t at = 1; at <= count && at < sheet->room; at++) {
        widest = sheet->widths[at] > widest ? sheet->widths[at] : widest;
    }
    for (int32_t at = 1; at <= count; at++) {
        if (!put_width(step, sheet, at, widest)) {
            return false;
        }
    }
    return true;
}

bool crosstab_end(struct leat_step *step, struct book *book, struct sheet *sheet) {
    struct crosstab *crosstab = sheet->crosstab;
    bool done = crosstab_arrange(step, sheet) && layout_head(step, book, sheet);
    for (int32_t level = 0; done && level < crosstab->levels; level++) {
        done = put_headings(step, book, sheet, level);
    }
    for (int32_t i = 0; done && i < crosstab->measures; i++) {
        done = put_measure(step, book, sheet, i);
    }
    return done && even_widths(step, sheet) &&
           layout_end(step, book, sheet, (uint32_t)crosstab->levels);
}

/* -- Giving back ------------------------------------------------------------------------------ */

static void give_back(struct leat_step *step, void *block) {
    if (block) {
        leat_free(step, block);
    }
}

void crosstab_free(struct leat_step *step, struct sheet *sheet) {
    struct crosstab *crosstab = sheet->crosstab;
    if (!crosstab) {
        return;
    }
    const size_t cells = (size_t)crosstab->rows * (size_t)(crosstab->levels + crosstab->measures);
    for (size_t i = 0; crosstab->cells && i < cells; i++) {
        const struct cell *cell = &crosstab->cells[i];
        if (cell_has_text(cell) && cell->value.as.text.data) {
            leat_free(step, (void *)cell->value.as.text.data);
        }
    }
    for (int32_t level = 0; level < crosstab->levels; level++) {
        give_back(step, crosstab->headings[level]);
    }
    give_back(step, crosstab->cells);
    give_back(step, crosstab->ranks);
    give_back(step, crosstab->places);
    leat_free(step, crosstab);
    sheet->crosstab = NULL;
}
