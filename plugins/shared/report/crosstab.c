/* crosstab: its rows, kept. See crosstab.h. */
#include "shared/report/crosstab.h"

struct crosstab *crosstab_new(struct leat_step *step, const struct section *section) {
    struct crosstab *crosstab = leat_alloc(step, sizeof *crosstab);
    if (crosstab) {
        crosstab->section = section;
        crosstab->levels = (int32_t)section->options->across.count;
        crosstab->measures = (int32_t)section->options->down.count;
    }
    return crosstab;
}

/* -- Rows ------------------------------------------------------------------------------------- */

static bool keep_column(struct leat_step *step, struct crosstab *crosstab, struct leat_batch *batch,
                        int32_t column, int32_t place) {
    const struct leat_view view = leat_read(step, batch, column);
    const uint8_t *totals = leat_totals(step, batch, column);
    for (int64_t row = 0; row < batch->rows; row++) {
        struct cell *cell = &crosstab_row(crosstab, crosstab->rows + (int32_t)row)[place];
        *cell = cell_of(step, batch, column, &view, row);
        cell->is_total = totals && (totals[row >> 3] >> (row & 7) & 1);
        if (!cell_keep(step, cell)) {
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

bool crosstab_add(struct leat_step *step, struct crosstab *crosstab, struct leat_batch *batch) {
    const struct section *section = crosstab->section;
    if (batch->rows > CROSSTAB_COLUMNS - crosstab->rows) {
        leat_fail(
            step,
            "sheet \"%.*s\": more than 16,383 rows, each of which would be a column of the crosstab; a sheet has no "
            "more",
            (int)section->name.size, section->name.data);
        return false;
    }
    bool kept = make_room(step, crosstab, crosstab->rows + (int32_t)batch->rows);
    for (int32_t i = 0; kept && i < crosstab->levels + crosstab->measures; i++) {
        kept = keep_column(step, crosstab, batch, section->flat[i].number, i);
    }
    crosstab->rows += (int32_t)batch->rows;
    return kept;
}

/* -- What stands where ------------------------------------------------------------------------ */

bool crosstab_same_group(const struct crosstab *crosstab, int32_t place, int32_t other,
                         int32_t level) {
    const struct place *a = &crosstab->places[place], *b = &crosstab->places[other];
    for (int32_t i = 0; i <= level; i++) {
        if (a->ranks[i] != b->ranks[i]) {
            return false;
        }
    }
    return true;
}

const struct cell *crosstab_heading(const struct crosstab *crosstab, int32_t place, int32_t level) {
    return &crosstab->headings[level][crosstab->places[place].ranks[level]];
}

int32_t crosstab_rows(const struct crosstab *crosstab) {
    int32_t rows = 0;
    for (int32_t place = 0; place < crosstab->count; place++) {
        rows += crosstab->places[place].row >= 0;
    }
    return rows;
}

bool crosstab_is_total(const struct crosstab *crosstab, int32_t place) {
    for (int32_t level = 0; level < crosstab->levels; level++) {
        if (crosstab_heading(crosstab, place, level)->is_total) {
            return true;
        }
    }
    return false;
}

const struct cell *crosstab_cell(const struct crosstab *crosstab, int32_t place, int32_t measure) {
    static const struct cell none = {.value.is_null = 1};
    const int32_t row = crosstab->places[place].row;
    return row < 0 ? &none : &crosstab_row(crosstab, row)[crosstab->levels + measure];
}

/* -- Giving back ------------------------------------------------------------------------------ */

static void give_back(struct leat_step *step, void *block) {
    if (block) {
        leat_free(step, block);
    }
}

void crosstab_free(struct leat_step *step, struct crosstab *crosstab) {
    if (!crosstab) {
        return;
    }
    const size_t cells = (size_t)crosstab->rows * (size_t)(crosstab->levels + crosstab->measures);
    for (size_t i = 0; crosstab->cells && i < cells; i++) {
        cell_free(step, &crosstab->cells[i]);
    }
    for (int32_t level = 0; level < crosstab->levels; level++) {
        give_back(step, crosstab->headings[level]);
    }
    give_back(step, crosstab->cells);
    give_back(step, crosstab->ranks);
    give_back(step, crosstab->places);
    leat_free(step, crosstab);
}
