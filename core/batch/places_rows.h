/* places_rows: the counted row maps between a batch and its places. For the batch floor alone. */
#ifndef LEAT_BATCH_PLACES_ROWS_H
#define LEAT_BATCH_PLACES_ROWS_H

#include "batch/batch.h"

/* count rows, held once, not set; NULL: no memory. */
uint32_t *place_rows_try(size_t count);
uint32_t *place_rows_share(uint32_t *rows); /* NULL is allowed */
void place_rows_release(uint32_t *rows);    /* NULL is allowed */

/* The places of all rows of several batches, one batch after the other; else as places_gather. */
struct places *places_concat(struct batch *const *batches, size_t count, bool *failed);

/* The places of all rows of one batch, made anew without a row map. */
struct places *places_compact(const struct batch *batch, bool *failed);

#endif
