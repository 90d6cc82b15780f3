/* buffer_set: each buffer once, numbered as it is first met. For the batch floor alone.
 *
 * Zeroed is empty and ready. */
#ifndef LEAT_BATCH_BUFFER_SET_H
#define LEAT_BATCH_BUFFER_SET_H

#include "batch/column.h"

struct buffer_slot {
    const struct buffer *buffer; /* NULL: free */
    int32_t number;
};

struct buffer_set {
    const struct buffer *last; /* the one asked for last, most often asked for again */
    int32_t last_number;
    int32_t count;
    size_t room; /* of slots, a power of two */
    struct buffer_slot *slots;
    struct buffer_slot few[16];
};

/* The buffer's number; a new one is the count so far, and *is_new then says so. -1: no memory. */
int32_t buffer_set_add(struct buffer_set *set, const struct buffer *buffer, bool *is_new);
void buffer_set_free(struct buffer_set *set);

/* The number that the buffer has in a column being made, which then holds it; the set is the
 * column's own. -1: no memory. */
static inline int32_t buffer_set_hold(struct buffer_set *set, struct column *column,
                                      struct buffer *buffer) {
    if (set->last == buffer) {
        return set->last_number;
    }
    bool is_new = false;
    const int32_t number = buffer_set_add(set, buffer, &is_new);
    return number < 0 || !is_new ? number : column_try_hold(column, buffer);
}

#endif
