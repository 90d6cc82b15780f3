/* Runs are merged as the rows are given (shared/run_merge.h). See sort.h. */
#include "sort.h"

/* Of rows that are equal the one that came in first comes first. */
static bool came_before(struct leat_step *step, const struct run_cursor *a,
                        const struct run_cursor *b) {
    const struct sort *self = step->state;
    const int64_t *left = self->runs.list[a->number].came, *right = self->runs.list[b->number].came;
    const uint64_t sequence_a = (uint64_t)left[a->at], sequence_b = (uint64_t)right[b->at];
    return sequence_a != sequence_b ? sequence_a < sequence_b
                                    : left[RUN_ROWS + a->at] < right[RUN_ROWS + b->at];
}

static int load(struct leat_step *step, struct run_cursor *cursor) {
    const struct sort *self = step->state;
    const struct sort_run *run = &self->runs.list[cursor->number];
    struct leat_batch *rows = leat_run_next(step, run->rows),
                      *order = leat_run_next(step, run->order);
    struct leat_keys keys;
    if (!rows || !order) {
        return leat_stopping(step) ? LEAT_STOPPED : rows == order ? LEAT_OK : LEAT_FAILED;
    }
    if (leat_sort_keys(step, rows, self->columns, self->orders, self->by.count, &keys) != LEAT_OK ||
        key_batch_copy(step, &keys, rows->rows, &cursor->keys) != LEAT_OK) {
        return LEAT_FAILED;
    }
    for (int32_t column = 0; column < 2; column++) {
        const struct leat_view view = leat_read(step, order, column);
        for (int64_t row = 0; row < order->rows; row++) {
            run->came[(int64_t)column * RUN_ROWS + row] = leat_integer(&view, row);
        }
    }
    cursor->batch = leat_share(step, rows);
    return cursor->batch ? LEAT_OK : LEAT_FAILED;
}

int sort_merge_begin(struct leat_step *step) {
    struct sort *self = step->state;
    for (size_t i = 0; i < self->runs.count; i++) {
        struct sort_run *run = &self->runs.list[i];
        run->came = leat_alloc(step, (size_t)2 * RUN_ROWS * sizeof *run->came);
        if (!run->came) {
            return LEAT_FAILED;
        }
    }
    return run_merge_begin(step, &self->merge, self->runs.count, load, came_before);
}

int sort_merge_give(struct leat_step *step, struct leat_batch *batch) {
    struct sort *self = step->state;
    struct run_taken taken = {0};
    size_t count = 0;
    if (!run_merge_next(&self->merge)) {
        return LEAT_END;
    }
    struct leat_pick *picks = leat_alloc(step, RUN_MERGED_ROWS * sizeof *picks);
    int result = picks ? LEAT_OK : LEAT_FAILED;
    while (result == LEAT_OK && count < RUN_MERGED_ROWS && run_merge_next(&self->merge)) {
        result = run_merge_take(step, &self->merge, &taken, &picks[count++]);
    }
    if (result == LEAT_OK) {
        result = leat_gather(step, batch, taken.batches, taken.count, picks, count);
    }
    run_taken_free(step, &taken);
    leat_free(step, picks);
    return result;
}
