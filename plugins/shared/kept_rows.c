/* kept_rows: see kept_rows.h. */
#include "shared/kept_rows.h"

#include <stdlib.h>

static int make_room(struct leat_step *step, struct kept_part *part) {
    if (part->count < part->room) {
        return LEAT_OK;
    }
    const size_t room = part->room > 0 ? part->room * 2 : 16;
    struct kept_batch *batches = leat_realloc(step, part->batches, room * sizeof *batches);
    if (!batches) {
        return LEAT_FAILED;
    }
    part->batches = batches;
    part->room = room;
    return LEAT_OK;
}

/* How a batch is kept: leat_share or leat_pack. */
typedef struct leat_batch *keeper(struct leat_step *step, struct leat_batch *batch);

static int add(struct leat_step *step, struct leat_batch *batch, const int32_t *columns,
               const uint32_t *orders, size_t count, keeper *keep) {
    struct kept_part *part = step->part;
    struct leat_keys keys;
    if (batch->rows == 0) {
        return LEAT_OK;
    }
    if (make_room(step, part) != LEAT_OK) {
        return LEAT_FAILED;
    }
    struct kept_batch *kept = &part->batches[part->count];
    if (leat_sort_keys(step, batch, columns, orders, count, &keys) != LEAT_OK ||
        key_batch_copy(step, &keys, batch->rows, &kept->keys) != LEAT_OK) {
        return LEAT_FAILED;
    }
    kept->keys.sequence = batch->sequence;
    kept->batch = keep(step, batch);
    if (!kept->batch) {
        key_batch_free(step, &kept->keys);
        return LEAT_FAILED;
    }
    part->count++;
    return LEAT_OK;
}

int kept_add(struct leat_step *step, struct leat_batch *batch, const int32_t *columns,
             const uint32_t *orders, size_t count) {
    return add(step, batch, columns, orders, count, leat_share);
}

int kept_add_packed(struct leat_step *step, struct leat_batch *batch, const int32_t *columns,
                    const uint32_t *orders, size_t count) {
    return add(step, batch, columns, orders, count, leat_pack);
}

static int compare_sequences(const void *left, const void *right) {
    const struct kept_batch *a = left, *b = right;
    return (a->keys.sequence > b->keys.sequence) - (a->keys.sequence < b->keys.sequence);
}

/* The batches of all parts in the order they came in. */
static int collect(struct leat_step *step, struct kept_rows *kept, void *const *parts,
                   size_t count) {
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        kept->batch_count += ((const struct kept_part *)parts[i])->count;
    }
    struct kept_batch *all = leat_alloc(step, (kept->batch_count + 1) * sizeof *all);
    kept->batches = leat_alloc(step, (kept->batch_count + 1) * sizeof *kept->batches);
    kept->keys = leat_alloc(step, (kept->batch_count + 1) * sizeof *kept->keys);
    if (!all || !kept->batches || !kept->keys) {
        leat_free(step, all);
        return LEAT_FAILED;
    }
    for (size_t i = 0; i < count; i++) {
        const struct kept_part *part = parts[i];
        for (size_t batch = 0; batch < part->count; batch++) {
            all[at++] = part->batches[batch];
        }
    }
    qsort(all, at, sizeof *all, compare_sequences);
    for (size_t i = 0; i < at; i++) {
        kept->batches[i] = all[i].batch;
        kept->keys[i] = all[i].keys;
    }
    leat_free(step, all);
    return LEAT_OK;
}

int kept_seal(struct leat_step *step, struct kept_rows *kept, void *const *parts, size_t count,
              size_t *partitions) {
    int result = collect(step, kept, parts, count);
    if (result == LEAT_OK) {
        result = key_order_deal(step, &kept->order, kept->keys, kept->batch_count);
    }
    kept->sorted = kept->order.rows;
    kept->row_count = kept->order.count;
    *partitions = kept->order.ranges > 0 ? kept->order.ranges : 1;
    leat_counted(step, (int64_t)kept->row_count);
    return result;
}

int kept_sort(struct leat_step *step, struct kept_rows *kept, size_t partition) {
    return key_order_sort(step, &kept->order, kept->keys, partition);
}

void kept_part_free(struct leat_step *step, struct kept_part *part) {
    for (size_t i = 0; i < part->count; i++) {
        leat_release(step, part->batches[i].batch);
        key_batch_free(step, &part->batches[i].keys);
    }
    leat_free(step, part->batches);
}

void kept_free(struct leat_step *step, struct kept_rows *kept) {
    leat_free(step, kept->batches);
    leat_free(step, kept->keys);
    key_order_free(step, &kept->order);
}
