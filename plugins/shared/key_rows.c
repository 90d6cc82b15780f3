/* key_rows: see key_rows.h. The runner's keys know of nulls alone, so a row with symbols gets them
 * behind its key, which does not begin any other. */
#include "shared/key_rows.h"

static int make_room(struct leat_step *step, struct key_rows *rows, int64_t wanted) {
    if (wanted <= rows->room) {
        return LEAT_OK;
    }
    leat_free(step, rows->numbers);
    leat_free(step, rows->hashes);
    rows->room = 0;
    rows->numbers = leat_alloc(step, (size_t)wanted * sizeof *rows->numbers);
    rows->hashes = leat_alloc(step, (size_t)wanted * sizeof *rows->hashes);
    if (!rows->numbers || !rows->hashes) {
        return LEAT_FAILED;
    }
    rows->room = wanted;
    return LEAT_OK;
}

/* What a row's key is made of. */
struct source {
    struct leat_step *step;
    struct key_rows *rows;
    struct leat_batch *batch;
    const int32_t *columns;
    size_t count;
    struct leat_view *views; /* of the columns */
    struct leat_keys keys;
};

static int append(struct source *from, struct key *key, const void *bytes, size_t size) {
    struct key_rows *rows = from->rows;
    const bool is_begun = key->bytes == rows->bytes;
    if (rows->bytes_room < key->size + size) {
        const size_t room = 2 * (key->size + size);
        uint8_t *grown = leat_realloc(from->step, rows->bytes, room);
        if (!grown) {
            return LEAT_FAILED;
        }
        rows->bytes = grown;
        rows->bytes_room = room;
    }
    if (!is_begun) {
        memcpy(rows->bytes, key->bytes, key->size);
    }
    memcpy(rows->bytes + key->size, bytes, size);
    key->bytes = rows->bytes;
    key->size += size;
    return LEAT_OK;
}

/* Adds the symbol in one of the columns, if there is one, to the key. */
static int add_symbol(struct source *from, int64_t row, size_t at, struct key *key) {
    const struct leat_text symbol = leat_symbol(from->step, from->batch, from->columns[at], row);
    const size_t head[] = {at, symbol.size};
    if (symbol.size == 0) {
        return LEAT_OK;
    }
    for (size_t i = 0; i < symbol.size; i++) {
        key->hash = (key->hash ^ (uint8_t)symbol.data[i] ^ at << 8) * UINT64_C(0x9e3779b97f4a7c15);
    }
    key->hash ^= key->hash >> 32;
    return append(from, key, head, sizeof head) == LEAT_OK
               ? append(from, key, symbol.data, symbol.size)
               : LEAT_FAILED;
}

static int make_key(struct source *from, int64_t row, struct key *key) {
    *key = key_of(from->rows->hashes, &from->keys, row);
    for (size_t i = 0; i < from->count; i++) {
        if (leat_is_null(&from->views[i], row) && add_symbol(from, row, i, key) != LEAT_OK) {
            return LEAT_FAILED;
        }
    }
    return LEAT_OK;
}

/* into: NULL where nothing is added. */
static int number_rows(struct source *from, const struct key_table *table, struct key_table *into) {
    struct leat_step *step = from->step;
    struct key_rows *rows = from->rows;
    for (size_t i = 0; i < from->count; i++) {
        from->views[i] = leat_read(step, from->batch, from->columns[i]);
    }
    for (int64_t row = 0; row < from->batch->rows; row++) {
        struct key key;
        if (row % LEAT_BATCH_ROWS == LEAT_BATCH_ROWS - 1 && leat_stopping(step)) {
            return LEAT_STOPPED;
        }
        if (make_key(from, row, &key) != LEAT_OK) {
            return LEAT_FAILED;
        }
        if (!into) {
            rows->numbers[row] = key_table_find(table, &key);
        } else if (key_table_add(step, into, &key, &rows->numbers[row]) != LEAT_OK) {
            return LEAT_FAILED;
        }
    }
    return LEAT_OK;
}

static int number(struct source *from, const struct key_table *table, struct key_table *into) {
    struct leat_step *step = from->step;
    if (make_room(step, from->rows, from->batch->rows) != LEAT_OK ||
        leat_hash(step, from->batch, from->columns, from->count, from->rows->hashes) != LEAT_OK ||
        leat_sort_keys(step, from->batch, from->columns, NULL, from->count, &from->keys) !=
            LEAT_OK) {
        return LEAT_FAILED;
    }
    from->views = leat_alloc(step, (from->count + 1) * sizeof *from->views);
    const int result = from->views ? number_rows(from, table, into) : LEAT_FAILED;
    leat_free(step, from->views);
    return result;
}

int key_rows_add(struct leat_step *step, struct key_rows *rows, struct key_table *table,
                 struct leat_batch *batch, const int32_t *columns, size_t count) {
    struct source from = {step, rows, batch, columns, count, NULL, {0}};
    return number(&from, table, table);
}

int key_rows_find(struct leat_step *step, struct key_rows *rows, const struct key_table *table,
                  struct leat_batch *batch, const int32_t *columns, size_t count) {
    struct source from = {step, rows, batch, columns, count, NULL, {0}};
    return number(&from, table, NULL);
}

void key_rows_free(struct leat_step *step, struct key_rows *rows) {
    leat_free(step, rows->numbers);
    leat_free(step, rows->hashes);
    leat_free(step, rows->bytes);
    memset(rows, 0, sizeof *rows);
}
