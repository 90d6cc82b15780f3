/* key_rows: the numbers of a batch's rows in an index of keys. */
#ifndef LEAT_SHARED_KEY_ROWS_H
#define LEAT_SHARED_KEY_ROWS_H

#include <leat/plugin.h>

#define KEY_NONE LEAT_NOWHERE

/* Zeroed is empty and ready. */
struct key_rows {
    uint32_t *numbers; /* a row each of the batch last numbered; KEY_NONE: not in the index */
    int64_t room;
};

/* Numbers the rows by their values in the columns, adding to the index what is not there: new keys
 * get the next numbers, in the order of the rows. Without columns all rows have number 0. *index is
 * made when it is NULL; leat_index_free. */
int key_rows_add(struct leat_step *step, struct key_rows *rows, struct leat_index **index,
                 struct leat_batch *batch, const int32_t *columns, size_t count);

/* The same without adding: any number of threads, each with rows of its own. An index that is NULL
 * has no keys. */
int key_rows_find(struct leat_step *step, struct key_rows *rows, const struct leat_index *index,
                  struct leat_batch *batch, const int32_t *columns);

void key_rows_free(struct leat_step *step, struct key_rows *rows);

#endif
