/* key_sort: puts rows into the order of their keys (leat_sort_keys), equal ones into the order they
 * came in. */
#ifndef LEAT_SHARED_KEY_SORT_H
#define LEAT_SHARED_KEY_SORT_H

#include <leat/plugin.h>

/* The keys of one batch's rows. */
struct key_batch {
    const uint8_t *bytes;
    const uint64_t *offsets; /* row i has the bytes from offsets[i] to offsets[i + 1] */
    uint64_t sequence;       /* the batch's */
};

/* A row: where it is, and how its key begins, so that the key itself is seldom looked at. */
struct key_row {
    uint64_t prefix;
    uint32_t batch, row;
};

/* A copy of a batch's keys in memory of one's own, for longer than they are lent. LEAT_OK or
 * LEAT_FAILED. */
int key_batch_copy(struct leat_step *step, const struct leat_keys *keys, int64_t rows,
                   struct key_batch *copy);
void key_batch_free(struct leat_step *step, struct key_batch *copy);

struct key_row key_row_of(const struct key_batch *batches, uint32_t batch, uint32_t row);

/* Whether the rows have equal keys. */
bool key_same(const struct key_batch *batches, const struct key_row *a, const struct key_row *b);

/* Sorts; spare has room for as many rows. LEAT_OK, or LEAT_STOPPED. */
int key_sort(struct leat_step *step, const struct key_batch *batches, struct key_row *rows,
             size_t count, struct key_row *spare);

/* Brings two sorted lists together in `into`. */
void key_merge(const struct key_batch *batches, const struct key_row *a, size_t a_count,
               const struct key_row *b, size_t b_count, struct key_row *into);

#endif
