/* key_sort: puts rows into the order of their keys (leat_sort_keys), equal ones into the order they
 * came in.
 *
 * Rows are first dealt into ranges of keys, each sorted by itself, many at once if one likes. Keys
 * are compared eight bytes at a time: rows are sorted by the first eight that are not common to all,
 * those that are still equal by the next eight, and so on, so that few bytes are looked at, and
 * those of many rows one after another. */
#ifndef LEAT_SHARED_KEY_SORT_H
#define LEAT_SHARED_KEY_SORT_H

#include <leat/plugin.h>

/* The keys of one batch's rows. No key may begin another one, as is so with leat_sort_keys. */
struct key_batch {
    const uint8_t *bytes;    /* KEY_SLACK bytes may be read beyond their end */
    const uint64_t *offsets; /* row i has the bytes from offsets[i] to offsets[i + 1] */
    size_t rows;
    size_t common;     /* how many bytes all of them begin with alike */
    uint64_t sequence; /* the batch's */
};
enum { KEY_SLACK = 8 };

/* A copy of a batch's keys in memory of one's own, for longer than they are lent. LEAT_OK or
 * LEAT_FAILED. */
int key_batch_copy(struct leat_step *step, const struct leat_keys *keys, int64_t rows,
                   struct key_batch *copy);
void key_batch_free(struct leat_step *step, struct key_batch *copy);

/* How many bytes the keys begin with alike; for batches that are not copies. */
size_t key_common(const struct key_batch *batch);

/* A row: where it is, and eight bytes of its key. */
struct key_row {
    uint64_t word;
    uint32_t batch, row;
};

/* Whether the rows have equal keys. */
bool key_same(const struct key_batch *batches, const struct key_row *a, const struct key_row *b);

/* All rows of some batches. Zeroed is empty and ready. */
enum { KEY_RANGES_MOST = 64 };
struct key_order {
    struct key_row *rows; /* range by range; count of them */
    size_t count;
    size_t starts[KEY_RANGES_MOST + 1]; /* where each range begins, and the last one ends */
    size_t ranges;
    size_t common;
};

/* Deals the rows of the batches, which are in the order they came in. How many ranges there are does
 * not depend on the number of threads. LEAT_OK, LEAT_FAILED or LEAT_STOPPED. */
int key_order_deal(struct leat_step *step, struct key_order *order, const struct key_batch *batches,
                   size_t batch_count);

/* Sorts one range. LEAT_OK, LEAT_FAILED or LEAT_STOPPED. */
int key_order_sort(struct leat_step *step, struct key_order *order, const struct key_batch *batches,
                   size_t range);
void key_order_free(struct leat_step *step, struct key_order *order);

#endif
