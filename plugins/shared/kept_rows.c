/* kept_rows: see kept_rows.h. */
#include "shared/kept_rows.h"

static int make_room(struct leat_step *step, struct kept_part *part) {
    if (part->count < part->room) {
        return LEAT_OK;
    }
    const size_t room = part->room > 0 ? part->room * 2 : 16;
    struct leat_batch **batches =
        leat_realloc(step, part->batches, room * sizeof(struct leat_batch *));
    if (!batches) {
        return LEAT_FAILED;
    }
    part->batches = batches;
    struct key_batch *keys = leat_realloc(step, part->keys, room * sizeof *keys);
    if (!keys) {
        return LEAT_FAILED;
    }
    part->keys = keys;
    part->room = room;
    return LEAT_OK;
}

int kept_add(struct leat_step *step, struct leat_batch *batch, const int32_t *columns,
             const uint32_t *orders, size_t count) {
    struct kept_part *part = step->part;
    struct leat_keys keys;
    if (batch->rows == 0) {
        return LEAT_OK;
    }
    if (make_room(step, part) != LEAT_OK ||
        leat_sort_keys(step, batch, columns, orders, count, &keys) != LEAT_OK ||
        key_batch_copy(step, &keys, batch->rows, &part->keys[part->count]) != LEAT_OK) {
        return LEAT_FAILED;
    }
    part->keys[part->count].sequence = batch->sequence;
    part->batches[part->count] = leat_share(step, batch);
    if (!part->batches[part->count]) {
        key_batch_free(step, &part->keys[part->count]);
        return LEAT_FAILED;
    }
    part->row_count += (size_t)batch->rows;
    part->count++;
    return LEAT_OK;
}

int kept_seal(struct leat_step *step, struct kept_rows *kept, void *const *parts, size_t count) {
    for (size_t i = 0; i < count; i++) {
        struct kept_part *part = parts[i];
        part->first = (uint32_t)kept->batch_count;
        kept->batch_count += part->count;
        kept->row_count += part->row_count;
    }
    kept->batches = leat_alloc(step, (kept->batch_count + 1) * sizeof *kept->batches);
    kept->keys = leat_alloc(step, (kept->batch_count + 1) * sizeof *kept->keys);
    if (!kept->batches || !kept->keys) {
        return LEAT_FAILED;
    }
    for (size_t i = 0; i < count; i++) {
        const struct kept_part *part = parts[i];
        for (size_t batch = 0; batch < part->count; batch++) {
            kept->batches[part->first + batch] = part->batches[batch];
            kept->keys[part->first + batch] = part->keys[batch];
        }
    }
    return LEAT_OK;
}

int kept_sort(struct leat_step *step, const struct kept_rows *kept, struct kept_part *part) {
    size_t at = 0;
    part->rows = leat_alloc(step, (part->row_count + 1) * sizeof *part->rows);
    struct key_row *spare = leat_alloc(step, (part->row_count + 1) * sizeof *spare);
    if (!part->rows || !spare) {
        leat_free(step, spare);
        return LEAT_FAILED;
    }
    for (size_t batch = 0; batch < part->count; batch++) {
        for (int64_t row = 0; row < part->batches[batch]->rows; row++) {
            part->rows[at++] = key_row_of(kept->keys, part->first + (uint32_t)batch, (uint32_t)row);
        }
    }
    const int result = key_sort(step, kept->keys, part->rows, part->row_count, spare);
    leat_free(step, spare);
    return result;
}

/* Merges two parts' rows into the first. */
static int merge_parts(struct leat_step *step, const struct kept_rows *kept, struct kept_part *into,
                       struct kept_part *from) {
    if (from->row_count == 0) {
        return LEAT_OK;
    }
    struct key_row *both = leat_alloc(step, (into->row_count + from->row_count) * sizeof *both);
    if (!both) {
        return LEAT_FAILED;
    }
    key_merge(kept->keys, into->rows, into->row_count, from->rows, from->row_count, both);
    leat_free(step, into->rows);
    leat_free(step, from->rows);
    into->rows = both;
    into->row_count += from->row_count;
    from->rows = NULL;
    from->row_count = 0;
    return LEAT_OK;
}

int kept_merge(struct leat_step *step, struct kept_rows *kept, void *const *parts, size_t count) {
    for (size_t width = 1; width < count; width *= 2) {
        for (size_t i = 0; i + width < count; i += 2 * width) {
            if (leat_stopping(step)) {
                return LEAT_STOPPED;
            }
            if (merge_parts(step, kept, parts[i], parts[i + width]) != LEAT_OK) {
                return LEAT_FAILED;
            }
        }
    }
    struct kept_part *first = parts[0];
    kept->sorted = first->rows;
    first->rows = NULL;
    return LEAT_OK;
}

void kept_part_free(struct leat_step *step, struct kept_part *part) {
    for (size_t i = 0; i < part->count; i++) {
        leat_release(step, part->batches[i]);
        key_batch_free(step, &part->keys[i]);
    }
    leat_free(step, part->batches);
    leat_free(step, part->keys);
    leat_free(step, part->rows);
}

void kept_free(struct leat_step *step, struct kept_rows *kept) {
    leat_free(step, kept->batches);
    leat_free(step, kept->keys);
    leat_free(step, kept->sorted);
}
