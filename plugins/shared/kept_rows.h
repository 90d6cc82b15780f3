/* kept_rows: all rows of a fold, kept and put into the order of some columns; equal ones stay in
 * the order they came in.
 *
 *   add      kept_add      keeps the batch and its rows' keys, in this thread's part
 *   seal     kept_seal     numbers the batches of all parts
 *   merge    kept_sort     sorts one part's rows; the parts at once
 *   arrange  kept_merge    brings the parts' rows together, two and two
 *
 * A plugin's part is, or begins with, a struct kept_part. All answer as callbacks do. */
#ifndef LEAT_SHARED_KEPT_ROWS_H
#define LEAT_SHARED_KEPT_ROWS_H

#include <leat/plugin.h>

#include "shared/key_sort.h"

/* One thread's. Zeroed is empty and ready. */
struct kept_part {
    struct leat_batch **batches;
    struct key_batch *keys; /* their rows', copied */
    size_t count, room;
    uint32_t first;       /* the number of its first batch among all parts' */
    struct key_row *rows; /* sorted, from merge on */
    size_t row_count;
};

/* All parts' together. Zeroed is empty and ready. */
struct kept_rows {
    struct leat_batch **batches; /* the parts' */
    struct key_batch *keys;      /* the parts' */
    size_t batch_count, row_count;
    struct key_row *sorted; /* from arrange on */
};

int kept_add(struct leat_step *step, struct leat_batch *batch, const int32_t *columns,
             const uint32_t *orders, size_t count);
int kept_seal(struct leat_step *step, struct kept_rows *kept, void *const *parts, size_t count);
int kept_sort(struct leat_step *step, const struct kept_rows *kept, struct kept_part *part);
int kept_merge(struct leat_step *step, struct kept_rows *kept, void *const *parts, size_t count);

void kept_part_free(struct leat_step *step, struct kept_part *part);
void kept_free(struct leat_step *step, struct kept_rows *kept);

#endif
