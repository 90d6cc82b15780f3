/* The rows in the order they came in, with their new columns. See window.h. */
#include <math.h>

#include "window.h"

/* What one new column is built with, for one batch. */
struct giving {
    struct leat_step *step;
    struct leat_batch *batch; /* that comes out */
    const struct made *made;
    struct leat_builder *to;
    uint32_t own;             /* the kept batch whose rows these are */
    size_t base;              /* the number of its first row */
    struct leat_view *values; /* by kept batch, once one was asked for */
    struct leat_view *wholes;
};

static const struct kept_rows *kept_of(const struct giving *giving) {
    return &((const struct window *)giving->step->state)->kept;
}

/* A view of a kept batch; views: values or wholes. */
static const struct leat_view *view_of(struct giving *giving, struct leat_view *views,
                                       int32_t column, uint32_t batch) {
    if (views[batch].type.kind == LEAT_NONE) {
        views[batch] = leat_read(giving->step, kept_of(giving)->batches[batch], column);
    }
    return &views[batch];
}

/* -- Absent values ---------------------------------------------------------------------------- */

/* Adds the weightier of two symbols, or a null where there is none. */
static void add_absent(struct giving *giving, uint32_t a, uint32_t b) {
    const uint32_t symbol = a < b ? a : b;
    if (symbol == NO_SYMBOL) {
        leat_add_null(giving->to);
    } else {
        leat_add_symbol(giving->to, giving->made->symbols[symbol]);
    }
}

static uint32_t symbol_of(const struct giving *giving, int32_t column, struct leat_pick cell) {
    return window_symbol(giving->step, giving->made, column, cell);
}

/* A cell of the column, by kept batch and row; NULL: there is no value. */
static const struct leat_view *value_of(struct giving *giving, struct leat_view *views,
                                        int32_t column, struct leat_pick cell) {
    if (cell.batch == LEAT_NOWHERE) {
        return NULL;
    }
    const struct leat_view *view = view_of(giving, views, column, cell.batch);
    return leat_is_null(view, cell.row) ? NULL : view;
}

/* -- Values ----------------------------------------------------------------------------------- */

static void refuse(struct giving *giving, int64_t row, const char *reason) {
    leat_add_null(giving->to);
    leat_reject(giving->step, giving->batch, row, giving->made->column, "%s", reason);
}

static void refuse_percentage(struct giving *giving, int64_t row, const char *what) {
    leat_add_null(giving->to);
    leat_reject(giving->step, giving->batch, row, giving->made->column,
                "%s has more than %d digits before the point; is this the right column?", what,
                RATIO_DIGITS);
}

static void give_change(struct giving *giving, int64_t row, const struct leat_view *now,
                        uint32_t now_row, const struct leat_view *before, uint32_t before_row) {
    struct leat_builder *to = giving->to;
    switch (giving->made->from.kind) {
    case LEAT_DATE:
        leat_add_integer(to, (int64_t)leat_date(now, now_row) - leat_date(before, before_row));
        return;
    case LEAT_REAL: {
        const double change = leat_real(now, now_row) - leat_real(before, before_row);
        if (isfinite(change)) {
            leat_add_real(to, change);
        } else {
            refuse(giving, row, "the change since the row before is too large for a real");
        }
        return;
    }
    case LEAT_INTEGER: {
        int64_t change;
        if (!__builtin_sub_overflow(leat_integer(now, now_row), leat_integer(before, before_row),
                                    &change)) {
            leat_add_integer(to, change);
        } else {
            refuse(
                giving, row,
                "the change since the row before is too large for an integer; cast the column to decimal(20,0) first, in a derive step");
        }
        return;
    }
    default: {
        int128 change;
        if (!__builtin_sub_overflow(exact_units(now, now_row), exact_units(before, before_row),
                                    &change) &&
            exact_size(change) < exact_power(EXACT_DIGITS)) {
            leat_add_decimal(to, exact_decimal(change));
        } else {
            refuse(giving, row, "the change since the row before has more than 38 digits");
        }
    }
    }
}

/* previous, change, change_percent */
static void give_beside_before(struct giving *giving, int64_t row, struct leat_pick own,
                               struct leat_pick cell) {
    const struct made *made = giving->made;
    const struct leat_view *before = value_of(giving, giving->values, made->column, cell);
    if (made->operation == PREVIOUS) {
        if (before) {
            leat_add_from(giving->to, before, cell.row);
        } else {
            add_absent(giving, symbol_of(giving, made->column, cell), NO_SYMBOL);
        }
        return;
    }
    const struct leat_view *now = value_of(giving, giving->values, made->column, own);
    if (!now || !before) {
        add_absent(giving, symbol_of(giving, made->column, own),
                   symbol_of(giving, made->column, cell));
        return;
    }
    if (made->operation == CHANGE) {
        give_change(giving, row, now, own.row, before, cell.row);
        return;
    }
    const int128 old = exact_units(before, cell.row);
    int128 units;
    if (old == 0) {
        leat_add_null(giving->to);
    } else if (ratio_percent(ratio_change(exact_units(now, own.row), old), &made->form, &units)) {
        leat_add_decimal(giving->to, exact_decimal(units));
    } else {
        refuse_percentage(giving, row, "the change in per cent");
    }
}

/* change_points: part and whole, now and before. */
static void give_points(struct giving *giving, int64_t row, struct leat_pick own,
                        struct leat_pick cell) {
    const struct made *made = giving->made;
    const struct {
        struct leat_view *views;
        int32_t column;
        struct leat_pick cell;
    } wanted[4] = {{giving->values, made->column, own},
                   {giving->wholes, made->whole, own},
                   {giving->values, made->column, cell},
                   {giving->wholes, made->whole, cell}};
    uint32_t symbol = NO_SYMBOL;
    int128 units[4];
    bool is_absent = false;
    for (size_t i = 0; i < 4; i++) {
        const struct leat_view *view =
            value_of(giving, wanted[i].views, wanted[i].column, wanted[i].cell);
        is_absent |= !view;
        units[i] = view ? exact_units(view, wanted[i].cell.row) : 0;
        const uint32_t its = symbol_of(giving, wanted[i].column, wanted[i].cell);
        symbol = its < symbol ? its : symbol;
    }
    int128 points;
    if (is_absent) {
        add_absent(giving, symbol, NO_SYMBOL);
    } else if (units[1] == 0 || units[3] == 0) {
        leat_add_null(giving->to);
    } else if (ratio_points(ratio_of(units[0], units[1]), ratio_of(units[2], units[3]), &made->form,
                            &points)) {
        leat_add_decimal(giving->to, exact_decimal(points));
    } else {
        refuse_percentage(giving, row, "the change in percentage points");
    }
}

static void give_share(struct giving *giving, int64_t row, struct leat_pick own) {
    const struct made *made = giving->made;
    const struct window *self = giving->step->state;
    const struct sum *sum = &made->sums[self->groups[giving->base + own.row]];
    const struct leat_view *value = value_of(giving, giving->values, made->column, own);
    int128 units;
    if (!value || sum->symbol != NO_SYMBOL) {
        add_absent(giving, symbol_of(giving, made->column, own), sum->symbol);
    } else if (sum->is_too_large) {
        refuse(giving, row, "the sum that this is a share of has more than 38 digits");
    } else if (sum->is_empty || sum->units == 0) {
        leat_add_null(giving->to);
    } else if (ratio_percent(ratio_of(exact_units(value, own.row), sum->units), &made->form,
                             &units)) {
        leat_add_decimal(giving->to, exact_decimal(units));
    } else {
        refuse_percentage(giving, row, "the share");
    }
}

static void give_running_sum(struct giving *giving, int64_t row, const struct sum *sum) {
    const struct made *made = giving->made;
    if (sum->symbol != NO_SYMBOL) {
        add_absent(giving, sum->symbol, NO_SYMBOL);
    } else if (sum->is_empty) {
        leat_add_null(giving->to);
    } else if (sum->is_too_large) {
        refuse(
            giving, row,
            made->type.kind == LEAT_INTEGER
                ? "the sum down to this row is too large for an integer; cast the column to decimal(20,0) first, in a derive step"
                : "the sum down to this row has more than 38 digits");
    } else if (made->type.kind == LEAT_INTEGER) {
        leat_add_integer(giving->to, (int64_t)sum->units);
    } else {
        leat_add_decimal(giving->to, exact_decimal(sum->units));
    }
}

static void give_cell(struct giving *giving, int64_t row) {
    const struct made *made = giving->made;
    const size_t number = giving->base + (size_t)row;
    const struct leat_pick own = {giving->own, (uint32_t)row};
    switch (made->operation) {
    case SHARE:
        give_share(giving, row, own);
        break;
    case RUNNING_SUM:
        give_running_sum(giving, row, &made->sums[number]);
        break;
    case RANK:
        leat_add_integer(giving->to, made->ranks[number]);
        break;
    case CHANGE_POINTS:
        give_points(giving, row, own, made->befores[number]);
        break;
    default:
        give_beside_before(giving, row, own, made->befores[number]);
    }
}

/* -- Columns and batches ---------------------------------------------------------------------- */

static int give_column(struct giving *giving, int32_t number) {
    struct leat_step *step = giving->step;
    const size_t batches = kept_of(giving)->batch_count;
    giving->values = leat_alloc(step, batches * sizeof *giving->values);
    giving->wholes = leat_alloc(step, batches * sizeof *giving->wholes);
    int result = LEAT_FAILED;
    if (giving->values && giving->wholes) {
        giving->to = leat_build(step, giving->batch, number);
        for (int64_t row = 0; row < giving->batch->rows; row++) {
            give_cell(giving, row);
        }
        result = leat_put(step, giving->batch, giving->to);
    }
    leat_free(step, giving->values);
    leat_free(step, giving->wholes);
    /* The value of a total came along with its mark; but this row is no total for that. */
    return result == LEAT_OK && giving->made->operation == PREVIOUS
               ? leat_grouping(step, giving->batch, number, NULL)
               : result;
}

/* All rows of one kept batch, as they stood. */
static int gather_batch(struct leat_step *step, uint32_t number, struct leat_batch *batch) {
    const struct kept_rows *kept = &((const struct window *)step->state)->kept;
    struct leat_batch *from = kept->batches[number];
    struct leat_pick *picks = leat_alloc(step, (size_t)from->rows * sizeof *picks);
    if (!picks) {
        return LEAT_FAILED;
    }
    for (int64_t row = 0; row < from->rows; row++) {
        picks[row] = (struct leat_pick){0, (uint32_t)row};
    }
    const int result = leat_gather(step, batch, &from, 1, picks, (size_t)from->rows);
    leat_free(step, picks);
    return result;
}

int window_give(struct leat_step *step, size_t stream, struct leat_batch *batch) {
    const struct window *self = step->state;
    struct stream *at = &self->streams[stream];
    if (at->given || self->kept.row_count == 0) {
        return LEAT_END;
    }
    at->given = true;
    int result = gather_batch(step, at->batch, batch);
    for (size_t i = 0; result == LEAT_OK && i < self->columns.count; i++) {
        struct giving giving = {.step = step,
                                .batch = batch,
                                .made = &self->made[i],
                                .own = at->batch,
                                .base = self->bases[at->batch]};
        result = give_column(&giving, self->first + (int32_t)i);
    }
    return result;
}
