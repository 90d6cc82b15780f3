/* key_rows: see key_rows.h. */
#include "shared/key_rows.h"

enum { AHEAD = 16 };

static int make_room(struct leat_step *step, struct key_rows *rows, int64_t wanted) {
    if (wanted <= rows->room) {
        return LEAT_OK;
    }
    leat_free(step, rows->numbers);
    rows->room = 0;
    rows->numbers = leat_alloc(step, (size_t)wanted * sizeof *rows->numbers);
    if (!rows->numbers) {
        return LEAT_FAILED;
    }
    rows->room = wanted;
    return LEAT_OK;
}

/* into: NULL where nothing is added. */
static int number(struct leat_step *step, struct key_rows *rows, const struct key_table *table,
                  struct key_table *into, struct leat_batch *batch, const int32_t *columns,
                  size_t count) {
    struct leat_equal_keys keys;
    if (make_room(step, rows, batch->rows) != LEAT_OK ||
        leat_equal_keys(step, batch, columns, count, &keys) != LEAT_OK) {
        return LEAT_FAILED;
    }
    for (int64_t row = 0; row < batch->rows; row++) {
        const struct key key = key_of(&keys, row);
        if (row + AHEAD < batch->rows) {
            key_table_prefetch(table, keys.hashes[row + AHEAD]);
        }
        if (row % LEAT_BATCH_ROWS == LEAT_BATCH_ROWS - 1 && leat_stopping(step)) {
            return LEAT_STOPPED;
        }
        if (!into) {
            rows->numbers[row] = key_table_find(table, &key);
        } else if (key_table_add(step, into, &key, &rows->numbers[row]) != LEAT_OK) {
            return LEAT_FAILED;
        }
    }
    return LEAT_OK;
}

int key_rows_add(struct leat_step *step, struct key_rows *rows, struct key_table *table,
                 struct leat_batch *batch, const int32_t *columns, size_t count) {
    return number(step, rows, table, table, batch, columns, count);
}

int key_rows_find(struct leat_step *step, struct key_rows *rows, const struct key_table *table,
                  struct leat_batch *batch, const int32_t *columns, size_t count) {
    return number(step, rows, table, NULL, batch, columns, count);
}

void key_rows_free(struct leat_step *step, struct key_rows *rows) {
    leat_free(step, rows->numbers);
    *rows = (struct key_rows){0};
}
