/* kept_rows: all rows of a fold, kept and put into the order of some columns; equal ones stay in
 * the order they came in.
 *
 *   add      kept_add      keeps the batch and its rows' keys, in this thread's part; kept_add_packed:
 *                          for who does nothing with the rows but gather them
 *   seal     kept_seal     brings the batches of all parts together, and deals their rows into ranges
 *   merge    kept_sort     sorts one range's rows; the ranges at once
 *
 * A plugin's part is, or begins with, a struct kept_part. All answer as callbacks do. */
#ifndef LEAT_SHARED_KEPT_ROWS_H
#define LEAT_SHARED_KEPT_ROWS_H

#include <leat/plugin.h>

#include "shared/key_sort.h"

struct kept_batch {
    struct leat_batch *batch;
    struct key_batch keys; /* its rows', copied */
};

/* One thread's. Zeroed is empty and ready. */
struct kept_part {
    struct kept_batch *batches;
    size_t count, room;
};

/* All parts' together, in the order they came in. Zeroed is empty and ready. */
struct kept_rows {
    struct leat_batch **batches; /* the parts' */
    struct key_batch *keys;      /* the parts' */
    size_t batch_count, row_count;
    struct key_order order;
    struct key_row *sorted; /* order.rows: all of them sorted from arrange on */
};

int kept_add(struct leat_step *step, struct leat_batch *batch, const int32_t *columns,
             const uint32_t *orders, size_t count);
int kept_add_packed(struct leat_step *step, struct leat_batch *batch, const int32_t *columns,
                    const uint32_t *orders, size_t count);
int kept_seal(struct leat_step *step, struct kept_rows *kept, void *const *parts, size_t count,
              size_t *partitions);
int kept_sort(struct leat_step *step, struct kept_rows *kept, size_t partition);

void kept_part_free(struct leat_step *step, struct kept_part *part);
void kept_free(struct leat_step *step, struct kept_rows *kept);

#endif
