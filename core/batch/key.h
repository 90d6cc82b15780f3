/* key: equality, order and hash of rows, the same for every plugin.
 *
 * Order: booleans false before true; numbers by value; text by code point (which is by bytes in
 * UTF-8); dates and timestamps by time; nulls last, or first where asked. A null equals a null where
 * both have the same symbol in their place, or none; among nulls those without a symbol come first,
 * then the symbols by code point. -0.0 and 0.0 are one value. */
#ifndef LEAT_BATCH_KEY_H
#define LEAT_BATCH_KEY_H

#include "batch/column.h"
#include "leat/plugin.h"

/* Rows' keys as bytes that compare by memcmp (shorter first) as the rows do. orders:
 * LEAT_DESCENDING, LEAT_NULLS_FIRST; NULL: none. Zeroed `keys` is ready; its room is used again by
 * the next call. false: no memory. */
struct key_set {
    uint8_t *bytes; /* and 8 more at their end, not set */
    size_t bytes_room;
    uint64_t *offsets; /* rows + 1 */
    size_t rows_room;
};
bool keys_make(struct key_set *keys, const struct column *const *columns, const uint32_t *orders,
               size_t count, int64_t rows);
void keys_free(struct key_set *keys);

/* A hash a row; equal rows hash alike whatever batch they are in. */
void keys_hash(const struct column *const *columns, size_t count, int64_t rows, uint64_t *hashes);

/* <0, 0, >0 for row_a of columns a and row_b of columns b, of the same types pairwise. */
int keys_compare(const struct column *const *a, int64_t row_a, const struct column *const *b,
                 int64_t row_b, const uint32_t *orders, size_t count);

#endif
