/* Runs are merged as the rows are given: of each run one batch is in memory, and a heap says whose
 * row is next. See sort.h. */
#include "sort.h"

/* Goes on to the run's next batch, if there is one. What was there before is another's. */
static int load(struct leat_step *step, struct sort_cursor *cursor) {
    const struct sort *self = step->state;
    struct leat_batch *rows = leat_run_next(step, cursor->run->rows),
                      *order = leat_run_next(step, cursor->run->order);
    struct leat_keys keys;
    cursor->batch = NULL;
    cursor->at = cursor->rows = 0;
    cursor->slot = LEAT_NOWHERE;
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
            cursor->order[(int64_t)column * RUN_ROWS + row] = leat_integer(&view, row);
        }
    }
    cursor->batch = leat_share(step, rows);
    cursor->rows = (size_t)rows->rows;
    return cursor->batch ? LEAT_OK : LEAT_FAILED;
}

/* -- The heap --------------------------------------------------------------------------------- */

static bool comes_before(const struct sort_cursor *a, const struct sort_cursor *b) {
    const uint8_t *left = a->keys.bytes + a->keys.offsets[a->at],
                  *right = b->keys.bytes + b->keys.offsets[b->at];
    const size_t size_a = (size_t)(a->keys.offsets[a->at + 1] - a->keys.offsets[a->at]),
                 size_b = (size_t)(b->keys.offsets[b->at + 1] - b->keys.offsets[b->at]);
    const int order = memcmp(left, right, size_a < size_b ? size_a : size_b);
    if (order != 0 || size_a != size_b) {
        return order != 0 ? order < 0 : size_a < size_b;
    }
    const uint64_t sequence_a = (uint64_t)a->order[a->at], sequence_b = (uint64_t)b->order[b->at];
    return sequence_a != sequence_b ? sequence_a < sequence_b
                                    : a->order[RUN_ROWS + a->at] < b->order[RUN_ROWS + b->at];
}

static void sink(struct sort *self, size_t at) {
    for (;;) {
        size_t least = at;
        for (size_t child = 2 * at + 1; child <= 2 * at + 2 && child < self->heap_count; child++) {
            if (comes_before(&self->cursors[self->heap[child]],
                             &self->cursors[self->heap[least]])) {
                least = child;
            }
        }
        if (least == at) {
            return;
        }
        const size_t moved = self->heap[at];
        self->heap[at] = self->heap[least];
        self->heap[least] = moved;
        at = least;
    }
}

int merge_begin(struct leat_step *step) {
    struct sort *self = step->state;
    const size_t count = self->runs.count;
    self->cursors = leat_alloc(step, count * sizeof *self->cursors);
    self->heap = leat_alloc(step, count * sizeof *self->heap);
    if (!self->cursors || !self->heap) {
        return LEAT_FAILED;
    }
    for (size_t i = 0; i < count; i++) {
        struct sort_cursor *cursor = &self->cursors[i];
        cursor->run = &self->runs.list[i];
        cursor->order = leat_alloc(step, (size_t)2 * RUN_ROWS * sizeof *cursor->order);
        const int result = cursor->order ? load(step, cursor) : LEAT_FAILED;
        if (result != LEAT_OK) {
            return result;
        }
        if (cursor->batch) {
            self->heap[self->heap_count++] = i;
        }
    }
    for (size_t at = self->heap_count / 2; at-- > 0;) {
        sink(self, at);
    }
    return LEAT_OK;
}

/* -- Giving ----------------------------------------------------------------------------------- */

/* Batches that rows are being picked from. Those that are done with are released in the end. */
struct picking {
    struct leat_batch **batches;
    struct sort_cursor **of; /* whose each still is; NULL: done with */
    struct leat_pick *picks;
    size_t batch_count, room, count;
};

static int add_batch(struct leat_step *step, struct picking *picking, struct sort_cursor *cursor) {
    if (picking->batch_count == picking->room) {
        const size_t room = picking->room * 2 + 64;
        struct leat_batch **batches = leat_realloc(step, picking->batches, room * sizeof *batches);
        if (!batches) {
            return LEAT_FAILED;
        }
        picking->batches = batches;
        struct sort_cursor **of = leat_realloc(step, picking->of, room * sizeof *of);
        if (!of) {
            return LEAT_FAILED;
        }
        picking->of = of;
        picking->room = room;
    }
    cursor->slot = (uint32_t)picking->batch_count;
    picking->batches[picking->batch_count] = cursor->batch;
    picking->of[picking->batch_count++] = cursor;
    return LEAT_OK;
}

/* Picks the row that is next, and goes on in its run. */
static int pick_one(struct leat_step *step, struct picking *picking) {
    struct sort *self = step->state;
    struct sort_cursor *cursor = &self->cursors[self->heap[0]];
    if (cursor->slot == LEAT_NOWHERE && add_batch(step, picking, cursor) != LEAT_OK) {
        return LEAT_FAILED;
    }
    picking->picks[picking->count++] = (struct leat_pick){cursor->slot, (uint32_t)cursor->at++};
    if (cursor->at == cursor->rows) {
        picking->of[cursor->slot] = NULL;
        key_batch_free(step, &cursor->keys);
        const int result = load(step, cursor);
        if (result != LEAT_OK) {
            return result;
        }
        if (!cursor->batch) {
            self->heap[0] = self->heap[--self->heap_count];
        }
    }
    sink(self, 0);
    return LEAT_OK;
}

static void picking_free(struct leat_step *step, struct picking *picking) {
    for (size_t i = 0; i < picking->batch_count; i++) {
        if (picking->of[i]) {
            picking->of[i]->slot = LEAT_NOWHERE;
        } else {
            leat_release(step, picking->batches[i]);
        }
    }
    leat_free(step, picking->batches);
    leat_free(step, picking->of);
    leat_free(step, picking->picks);
}

int merge_give(struct leat_step *step, struct leat_batch *batch) {
    const struct sort *self = step->state;
    struct picking picking = {0};
    if (self->heap_count == 0) {
        return LEAT_END;
    }
    picking.picks = leat_alloc(step, MERGED_ROWS * sizeof *picking.picks);
    int result = picking.picks ? LEAT_OK : LEAT_FAILED;
    while (result == LEAT_OK && picking.count < MERGED_ROWS && self->heap_count > 0) {
        result = pick_one(step, &picking);
    }
    if (result == LEAT_OK) {
        result = leat_gather(step, batch, picking.batches, picking.batch_count, picking.picks,
                             picking.count);
    }
    picking_free(step, &picking);
    return result;
}

void merge_free(struct leat_step *step) {
    struct sort *self = step->state;
    for (size_t i = 0; self->cursors && i < self->runs.count; i++) {
        struct sort_cursor *cursor = &self->cursors[i];
        leat_release(step, cursor->batch);
        key_batch_free(step, &cursor->keys);
        leat_free(step, cursor->order);
    }
    leat_free(step, self->cursors);
    leat_free(step, self->heap);
}
