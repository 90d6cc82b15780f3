/* rows: the cells of a batch as rows. See unpivot.h.
 *
 * Cells are gone through in order, row by row and in each the listed columns, and given as many at a
 * time as a batch may have rows. */
#include "unpivot.h"

__extension__ typedef unsigned __int128 uint128;
__extension__ typedef __int128 int128;

int unpivot_begin(struct leat_step *step) {
    const struct unpivot *self = step->state;
    struct part *part = step->part;
    part->rows = leat_alloc(step, LEAT_BATCH_ROWS * sizeof *part->rows);
    part->places = leat_alloc(step, LEAT_BATCH_ROWS * sizeof *part->places);
    part->views = leat_alloc(step, self->columns.count * sizeof *part->views);
    return part->rows && part->places && part->views ? LEAT_OK : LEAT_FAILED;
}

/* Whether there is nothing in the cell, not even a symbol. */
static bool is_empty(struct leat_step *step, struct leat_batch *batch, size_t place, int64_t row) {
    const struct unpivot *self = step->state;
    const struct part *part = step->part;
    return leat_is_null(&part->views[place], row) &&
           leat_symbol(step, batch, unpivot_listed(self, place)->column, row).size == 0;
}

/* The next cells that come out, at most a batch's rows of them; answers how many. */
static size_t choose_cells(struct leat_step *step, struct leat_batch *batch) {
    const struct unpivot *self = step->state;
    struct part *part = step->part;
    size_t count = 0;
    for (; part->row < batch->rows; part->row++, part->column = 0) {
        for (; part->column < self->columns.count; part->column++) {
            if (self->nulls == DROP && is_empty(step, batch, part->column, part->row)) {
                continue;
            }
            if (count == LEAT_BATCH_ROWS) {
                return count;
            }
            part->rows[count] = (uint32_t)part->row;
            part->places[count++] = (uint32_t)part->column;
        }
    }
    return count;
}

/* An integer or a decimal at the scale of the values, in which open has seen that it fits. */
static struct leat_decimal rescale(const struct leat_view *view, int64_t row, int scale) {
    uint128 units;
    if (view->type.kind == LEAT_INTEGER) {
        units = (uint128)(int128)leat_integer(view, row);
    } else {
        const struct leat_decimal decimal = leat_decimal_at(view, row);
        units = (uint128)(uint64_t)decimal.high << 64 | decimal.low;
    }
    for (int digits = scale - view->type.scale; digits > 0; digits--) {
        units *= 10;
    }
    return (struct leat_decimal){(uint64_t)units, (int64_t)(uint64_t)(units >> 64)};
}

/* A cell whose column is not of the values' own type. */
static void add_other(struct leat_step *step, struct leat_batch *batch, uint32_t place, int64_t row,
                      struct leat_builder *to) {
    const struct unpivot *self = step->state;
    const struct part *part = step->part;
    const struct leat_view *view = &part->views[place];
    if (!leat_is_null(view, row)) {
        leat_add_decimal(to, rescale(view, row, self->type.scale));
        return;
    }
    const struct leat_text symbol =
        leat_symbol(step, batch, unpivot_listed(self, place)->column, row);
    if (symbol.size > 0) {
        leat_add_symbol(to, symbol);
    } else {
        leat_add_null(to);
    }
}

static struct leat_builder *build_values(struct leat_step *step, struct leat_batch *batch,
                                         size_t count) {
    const struct unpivot *self = step->state;
    const struct part *part = step->part;
    struct leat_builder *to = leat_build(step, batch, self->value_column);
    for (size_t i = 0; i < count; i++) {
        const uint32_t place = part->places[i];
        if (unpivot_is_same(part->views[place].type, self->type)) {
            leat_add_from(to, &part->views[place], part->rows[i]);
        } else {
            add_other(step, batch, place, part->rows[i], to);
        }
    }
    return to;
}

static struct leat_builder *build_names(struct leat_step *step, struct leat_batch *batch,
                                        size_t count) {
    const struct unpivot *self = step->state;
    const struct part *part = step->part;
    struct leat_builder *to = leat_build(step, batch, self->name_column);
    for (size_t i = 0; i < count; i++) {
        leat_add_text(to, self->labels[part->places[i]]);
    }
    return to;
}

/* Both columns are built before the batch's rows are others. */
int unpivot_process(struct leat_step *step, struct leat_batch *batch) {
    const struct unpivot *self = step->state;
    struct part *part = step->part;
    for (size_t i = 0; i < self->columns.count; i++) {
        part->views[i] = leat_read(step, batch, unpivot_listed(self, i)->column);
    }
    const size_t count = choose_cells(step, batch);
    const bool is_over = part->row == batch->rows;
    struct leat_builder *names = build_names(step, batch, count),
                        *values = build_values(step, batch, count);
    if (is_over) {
        part->row = 0;
    }
    if (leat_rows(step, batch, part->rows, count) != LEAT_OK ||
        leat_put(step, batch, names) != LEAT_OK || leat_put(step, batch, values) != LEAT_OK) {
        return LEAT_FAILED;
    }
    return is_over ? LEAT_OK : LEAT_MORE;
}

void unpivot_end(struct leat_step *step) {
    struct part *part = step->part;
    leat_free(step, part->rows);
    leat_free(step, part->places);
    leat_free(step, part->views);
}
