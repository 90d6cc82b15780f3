/* key_rows: the numbers of a batch's rows in a table of keys (key_table.h). */
#ifndef LEAT_SHARED_KEY_ROWS_H
#define LEAT_SHARED_KEY_ROWS_H

#include "shared/key_table.h"

/* Zeroed is empty and ready. */
struct key_rows {
    uint32_t *numbers; /* a row each of the batch last numbered; KEY_NONE: not in the table */
    int64_t room;
};

/* Numbers the rows by their values in the columns, adding to the table what is not there: new keys
 * get the next numbers, in the order of the rows. Without columns all rows have number 0. */
int key_rows_add(struct leat_step *step, struct key_rows *rows, struct key_table *table,
                 struct leat_batch *batch, const int32_t *columns, size_t count);

/* The same without adding: any number of threads, each with rows of its own. */
int key_rows_find(struct leat_step *step, struct key_rows *rows, const struct key_table *table,
                  struct leat_batch *batch, const int32_t *columns, size_t count);

void key_rows_free(struct leat_step *step, struct key_rows *rows);

#endif
