/* What each row needs of the others in its run. See window.h. */
#include "window.h"

/* Room for one thing a row; one more, so that there is always some. */
static void *alloc_rows(struct leat_step *step, size_t size) {
    const struct window *self = step->state;
    return leat_alloc(step, (self->kept.row_count + 1) * size);
}

static size_t number_of(const struct window *self, const struct key_row *row) {
    return self->bases[row->batch] + row->row;
}

struct leat_view *window_views(struct leat_step *step, int32_t column) {
    const struct kept_rows *kept = &((const struct window *)step->state)->kept;
    struct leat_view *views = leat_alloc(step, (kept->batch_count + 1) * sizeof *views);
    for (size_t i = 0; views && i < kept->batch_count; i++) {
        views[i] = leat_read(step, kept->batches[i], column);
    }
    return views;
}

/* -- The row before --------------------------------------------------------------------------- */

static int fill_befores(struct leat_step *step, struct made *made) {
    const struct window *self = step->state;
    const struct key_row *sorted = self->kept.sorted;
    for (const struct made *other = self->made; other < made; other++) {
        if (other->befores && other->back == made->back) {
            made->befores = other->befores;
            return LEAT_OK;
        }
    }
    made->befores = alloc_rows(step, sizeof *made->befores);
    made->is_lender = true;
    for (size_t run = 0; made->befores && run < self->run_count; run++) {
        const size_t from = self->runs[run].from, to = self->runs[run + 1].from;
        for (size_t i = from; i < to; i++) {
            struct leat_pick before = {LEAT_NOWHERE, 0};
            if (i - from >= made->back) {
                before.batch = sorted[i - made->back].batch;
                before.row = sorted[i - made->back].row;
            }
            made->befores[number_of(self, &sorted[i])] = before;
        }
    }
    return made->befores ? LEAT_OK : LEAT_FAILED;
}

/* -- Ranks ------------------------------------------------------------------------------------ */

static int fill_ranks(struct leat_step *step, struct made *made) {
    const struct window *self = step->state;
    const struct kept_rows *kept = &self->kept;
    made->ranks = alloc_rows(step, sizeof *made->ranks);
    for (size_t run = 0; made->ranks && run < self->run_count; run++) {
        const size_t from = self->runs[run].from, to = self->runs[run + 1].from;
        int64_t rank = 0, dense = 0;
        for (size_t i = from; i < to; i++) {
            const int64_t row = (int64_t)(i - from) + 1;
            if (i == from || !key_same(kept->keys, &kept->sorted[i - 1], &kept->sorted[i])) {
                rank = row;
                dense++;
            }
            made->ranks[number_of(self, &kept->sorted[i])] = made->rank == RANK_ROW     ? row
                                                             : made->rank == RANK_DENSE ? dense
                                                                                        : rank;
        }
    }
    return made->ranks ? LEAT_OK : LEAT_FAILED;
}

/* -- Sums ------------------------------------------------------------------------------------- */

/* A sum on its way, in 192 bits, so that no order of rows makes it overflow. */
struct tally {
    int64_t high; /* high * 2^128 + low */
    uint128 low;
    uint32_t symbol;
    bool has_values;
};

static const struct tally empty_tally = {.symbol = NO_SYMBOL};

static void add_to_tally(struct leat_step *step, const struct made *made,
                         const struct leat_view *views, const struct key_row *row,
                         struct tally *tally) {
    const struct leat_view *view = &views[row->batch];
    if (!leat_is_null(view, row->row)) {
        const int128 units = exact_units(view, row->row);
        tally->low += (uint128)units;
        tally->high += (tally->low < (uint128)units) - (units < 0);
        tally->has_values = true;
    } else if (tally->symbol > 0) {
        const struct leat_pick cell = {row->batch, row->row};
        const uint32_t symbol = window_symbol(step, made, made->column, cell);
        tally->symbol = symbol < tally->symbol ? symbol : tally->symbol;
    }
}

static struct sum sum_of(const struct tally *tally, bool of_integers) {
    const int128 units = (int128)tally->low;
    const bool fits =
        tally->high == -(int64_t)(units < 0) &&
        (of_integers ? units == (int64_t)units : exact_size(units) < exact_power(EXACT_DIGITS));
    const struct sum sum = {.units = units,
                            .symbol = tally->symbol,
                            .is_empty = !tally->has_values,
                            .is_too_large = !fits};
    return sum;
}

static int fill_running_sums(struct leat_step *step, struct made *made) {
    const struct window *self = step->state;
    const struct key_row *sorted = self->kept.sorted;
    struct leat_view *views = window_views(step, made->column);
    made->sums = alloc_rows(step, sizeof *made->sums);
    for (size_t run = 0; views && made->sums && run < self->run_count; run++) {
        struct tally tally = empty_tally;
        for (size_t i = self->runs[run].from; i < self->runs[run + 1].from; i++) {
            add_to_tally(step, made, views, &sorted[i], &tally);
            made->sums[number_of(self, &sorted[i])] =
                sum_of(&tally, made->type.kind == LEAT_INTEGER);
        }
    }
    leat_free(step, views);
    return views && made->sums ? LEAT_OK : LEAT_FAILED;
}

/* The sums of the groups, without rows that are totals. */
static int fill_shares(struct leat_step *step, struct made *made) {
    struct window *self = step->state;
    const struct key_row *sorted = self->kept.sorted;
    struct leat_view *views = window_views(step, made->column);
    made->sums = leat_alloc(step, (self->group_count + 1) * sizeof *made->sums);
    self->groups = self->groups ? self->groups : alloc_rows(step, sizeof *self->groups);
    const bool has_room = views && made->sums && self->groups;
    struct tally tally = empty_tally;
    for (size_t run = 0; has_room && run < self->run_count; run++) {
        const struct run *at = &self->runs[run];
        for (size_t i = at->from; i < at[1].from; i++) {
            self->groups[number_of(self, &sorted[i])] = at->group;
            if (!at->is_totals) {
                add_to_tally(step, made, views, &sorted[i], &tally);
            }
        }
        if (run + 1 == self->run_count || at[1].group != at->group) {
            made->sums[at->group] = sum_of(&tally, false);
            tally = empty_tally;
        }
    }
    leat_free(step, views);
    return has_room ? LEAT_OK : LEAT_FAILED;
}

int window_fill(struct leat_step *step) {
    struct window *self = step->state;
    int result = LEAT_OK;
    for (size_t i = 0; result == LEAT_OK && i < self->columns.count; i++) {
        struct made *made = &self->made[i];
        switch (made->operation) {
        case SHARE:
            result = fill_shares(step, made);
            break;
        case RUNNING_SUM:
            result = fill_running_sums(step, made);
            break;
        case RANK:
            result = fill_ranks(step, made);
            break;
        default:
            result = fill_befores(step, made);
        }
        if (result == LEAT_OK && leat_stopping(step)) {
            return LEAT_STOPPED;
        }
    }
    return result;
}
