/* run_merge: see run_merge.h. */
#include "shared/run_merge.h"

/* -- The heap --------------------------------------------------------------------------------- */

static bool comes_before(struct leat_step *step, const struct run_merge *merge,
                         const struct run_cursor *a, const struct run_cursor *b) {
    const uint8_t *left = a->keys.bytes + a->keys.offsets[a->at],
                  *right = b->keys.bytes + b->keys.offsets[b->at];
    const size_t size_a = (size_t)(a->keys.offsets[a->at + 1] - a->keys.offsets[a->at]),
                 size_b = (size_t)(b->keys.offsets[b->at + 1] - b->keys.offsets[b->at]);
    const int order = memcmp(left, right, size_a < size_b ? size_a : size_b);
    if (order != 0 || size_a != size_b) {
        return order != 0 ? order < 0 : size_a < size_b;
    }
    return merge->tie(step, a, b);
}

static void sink(struct leat_step *step, struct run_merge *merge, size_t at) {
    for (;;) {
        size_t least = at;
        for (size_t child = 2 * at + 1; child <= 2 * at + 2 && child < merge->heap_count; child++) {
            if (comes_before(step, merge, &merge->cursors[merge->heap[child]],
                             &merge->cursors[merge->heap[least]])) {
                least = child;
            }
        }
        if (least == at) {
            return;
        }
        const size_t moved = merge->heap[at];
        merge->heap[at] = merge->heap[least];
        merge->heap[least] = moved;
        at = least;
    }
}

/* Goes on to the run's next batch; who holds the one that was there is another's business. */
static int load(struct leat_step *step, const struct run_merge *merge, struct run_cursor *cursor) {
    cursor->batch = NULL;
    cursor->at = 0;
    cursor->slot = LEAT_NOWHERE;
    return merge->load(step, cursor);
}

int run_merge_begin(struct leat_step *step, struct run_merge *merge, size_t count,
                    run_loader *loader, run_tie *tie) {
    *merge = (struct run_merge){.load = loader, .tie = tie};
    merge->cursors = leat_alloc(step, (count + 1) * sizeof *merge->cursors);
    merge->heap = leat_alloc(step, (count + 1) * sizeof *merge->heap);
    if (!merge->cursors || !merge->heap) {
        return LEAT_FAILED;
    }
    merge->count = count;
    for (size_t i = 0; i < count; i++) {
        struct run_cursor *cursor = &merge->cursors[i];
        cursor->number = i;
        const int result = load(step, merge, cursor);
        if (result != LEAT_OK) {
            return result;
        }
        if (cursor->batch) {
            merge->heap[merge->heap_count++] = i;
        }
    }
    for (size_t at = merge->heap_count / 2; at-- > 0;) {
        sink(step, merge, at);
    }
    return LEAT_OK;
}

void run_merge_free(struct leat_step *step, struct run_merge *merge) {
    for (size_t i = 0; i < merge->count; i++) {
        leat_release(step, merge->cursors[i].batch);
        key_batch_free(step, &merge->cursors[i].keys);
    }
    leat_free(step, merge->cursors);
    leat_free(step, merge->heap);
    *merge = (struct run_merge){0};
}

const struct run_cursor *run_merge_next(const struct run_merge *merge) {
    return merge->heap_count > 0 ? &merge->cursors[merge->heap[0]] : NULL;
}

/* -- Taking rows ------------------------------------------------------------------------------ */

static int add_batch(struct leat_step *step, struct run_taken *taken, struct run_cursor *cursor) {
    if (taken->count == taken->room) {
        const size_t room = taken->room * 2 + 64;
        struct leat_batch **batches = leat_realloc(step, taken->batches, room * sizeof *batches);
        if (!batches) {
            return LEAT_FAILED;
        }
        taken->batches = batches;
        struct run_cursor **of = leat_realloc(step, taken->of, room * sizeof *of);
        if (!of) {
            return LEAT_FAILED;
        }
        taken->of = of;
        taken->room = room;
    }
    cursor->slot = (uint32_t)taken->count;
    taken->batches[taken->count] = cursor->batch;
    taken->of[taken->count++] = cursor;
    return LEAT_OK;
}

int run_merge_take(struct leat_step *step, struct run_merge *merge, struct run_taken *taken,
                   struct leat_pick *pick) {
    struct run_cursor *cursor = &merge->cursors[merge->heap[0]];
    if (cursor->slot == LEAT_NOWHERE && add_batch(step, taken, cursor) != LEAT_OK) {
        return LEAT_FAILED;
    }
    *pick = (struct leat_pick){cursor->slot, (uint32_t)cursor->at++};
    if (cursor->at == cursor->keys.rows) {
        taken->of[cursor->slot] = NULL;
        key_batch_free(step, &cursor->keys);
        const int result = load(step, merge, cursor);
        if (result != LEAT_OK) {
            return result;
        }
        if (!cursor->batch) {
            merge->heap[0] = merge->heap[--merge->heap_count];
        }
    }
    sink(step, merge, 0);
    return LEAT_OK;
}

void run_taken_free(struct leat_step *step, struct run_taken *taken) {
    for (size_t i = 0; i < taken->count; i++) {
        if (taken->of[i]) {
            taken->of[i]->slot = LEAT_NOWHERE;
        } else {
            leat_release(step, taken->batches[i]);
        }
    }
    leat_free(step, taken->batches);
    leat_free(step, taken->of);
    *taken = (struct run_taken){0};
}
