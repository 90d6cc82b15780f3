/* key_rows: see key_rows.h. */
#include "shared/key_rows.h"

static int make_room(struct leat_step *step, struct key_rows *rows, int64_t wanted) {
    if (wanted <= rows->room) {
        return LEAT_OK;
    }
    leat_free(step, rows->numbers);
    rows->numbers = leat_alloc(step, (size_t)wanted * sizeof *rows->numbers);
    rows->room = rows->numbers ? wanted : 0;
    return rows->numbers ? LEAT_OK : LEAT_FAILED;
}

static struct leat_index *make_index(struct leat_step *step, struct leat_batch *batch,
                                     const int32_t *columns, size_t count) {
    struct leat_type *types = leat_alloc(step, count * sizeof *types);
    if (!types) {
        return NULL;
    }
    for (size_t i = 0; i < count; i++) {
        types[i] = leat_read(step, batch, columns[i]).type;
    }
    struct leat_index *index = leat_index_new(step, types, count);
    leat_free(step, types);
    return index;
}

int key_rows_add(struct leat_step *step, struct key_rows *rows, struct leat_index **index,
                 struct leat_batch *batch, const int32_t *columns, size_t count) {
    if (make_room(step, rows, batch->rows) != LEAT_OK) {
        return LEAT_FAILED;
    }
    if (count == 0) {
        memset(rows->numbers, 0, (size_t)batch->rows * sizeof *rows->numbers);
        return LEAT_OK;
    }
    if (!*index) {
        *index = make_index(step, batch, columns, count);
    }
    return *index ? leat_index_add(step, *index, batch, columns, rows->numbers) : LEAT_FAILED;
}

int key_rows_find(struct leat_step *step, struct key_rows *rows, const struct leat_index *index,
                  struct leat_batch *batch, const int32_t *columns) {
    if (make_room(step, rows, batch->rows) != LEAT_OK) {
        return LEAT_FAILED;
    }
    if (!index) {
        memset(rows->numbers, 0xff, (size_t)batch->rows * sizeof *rows->numbers);
        return LEAT_OK;
    }
    return leat_index_find(step, index, batch, columns, rows->numbers);
}

void key_rows_free(struct leat_step *step, struct key_rows *rows) {
    leat_free(step, rows->numbers);
    *rows = (struct key_rows){0};
}
