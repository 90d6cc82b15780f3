/* index: the keys of the other step's rows. See lookup.h. */
#include "lookup.h"

#include <stdio.h>

#include "shared/show.h"

/* "urn = 100001, phase = 'Primary'" */
void lookup_show_key(struct leat_step *step, struct leat_batch *batch, const int32_t *columns,
                     int64_t row, char out[LOOKUP_KEY]) {
    const struct lookup *self = step->state;
    size_t used = 0;
    out[0] = '\0';
    for (size_t i = 0; i < self->on.count && used < LOOKUP_KEY; i++) {
        const struct leat_view view = leat_read(step, batch, columns[i]);
        char cell[SHOW_CELL];
        const int size =
            snprintf(out + used, LOOKUP_KEY - used, "%s%s = %s", i > 0 ? ", " : "",
                     self->key_names[i], show_cell(&view, row, self->is_private[i], cell));
        used += size > 0 ? (size_t)size : 0;
    }
}

/* A second row with a key that is there already. */
static int add_again(struct leat_step *step, struct leat_batch *table, uint32_t number,
                     uint32_t row) {
    struct lookup *self = step->state;
    char key[LOOKUP_KEY];
    switch ((enum duplicate)self->duplicate) {
    case DUPLICATE_FIRST:
        break;
    case DUPLICATE_LAST:
        self->rows[number] = row;
        break;
    case DUPLICATE_NULL:
        self->rows[number] = ROW_NULL;
        break;
    case DUPLICATE_DROP:
        self->rows[number] = ROW_DROP;
        break;
    case DUPLICATE_FAIL:
        lookup_show_key(step, table, self->other_keys, row, key);
        return leat_fail_option(
            step, &self->with,
            "rows %lld and %lld of this step have the same key (%s); take one out, or set \"duplicate\" to "
            "\"first\", \"last\", \"null\" or \"drop\"",
            (long long)self->rows[number] + 1, (long long)row + 1, key);
    }
    return LEAT_OK;
}

/* A key with a null in it equals none. */
bool lookup_has_null(const struct leat_view *views, size_t count, int64_t row) {
    for (size_t i = 0; i < count; i++) {
        if (leat_is_null(&views[i], row)) {
            return true;
        }
    }
    return false;
}

void lookup_read_keys(struct leat_step *step, struct leat_batch *batch, const int32_t *columns,
                      struct leat_view *views) {
    const struct lookup *self = step->state;
    for (size_t i = 0; i < self->on.count; i++) {
        views[i] = leat_read(step, batch, columns[i]);
    }
}

static int index_rows(struct leat_step *step, struct leat_batch *table, const uint64_t *hashes,
                      struct leat_view *views) {
    struct lookup *self = step->state;
    struct leat_keys keys;
    if (leat_sort_keys(step, table, self->other_keys, NULL, self->on.count, &keys) != LEAT_OK) {
        return LEAT_FAILED;
    }
    lookup_read_keys(step, table, self->other_keys, views);
    for (int64_t row = 0; row < table->rows; row++) {
        const struct key key = key_of(hashes, &keys, row);
        const size_t before = self->table.count;
        uint32_t number;
        if (lookup_has_null(views, self->on.count, row)) {
            continue;
        }
        if (row % LEAT_BATCH_ROWS == 0 && leat_stopping(step)) {
            return LEAT_STOPPED;
        }
        if (key_table_add(step, &self->table, &key, &number) != LEAT_OK) {
            return LEAT_FAILED;
        }
        if (self->table.count > before) {
            self->rows[number] = (uint32_t)row;
        } else if (add_again(step, table, number, (uint32_t)row) != LEAT_OK) {
            return LEAT_FAILED;
        }
    }
    return LEAT_OK;
}

int lookup_start(struct leat_step *step) {
    struct lookup *self = step->state;
    struct leat_batch *table = leat_table(step, self->with);
    if (!table) {
        return LEAT_FAILED;
    }
    const size_t count = (size_t)table->rows + 1;
    uint64_t *hashes = leat_alloc(step, count * sizeof *hashes);
    struct leat_view *views = leat_alloc(step, self->on.count * sizeof *views);
    self->rows = leat_alloc(step, count * sizeof *self->rows);
    int result = LEAT_FAILED;
    if (hashes && views && self->rows) {
        result = leat_hash(step, table, self->other_keys, self->on.count, hashes);
        result = result == LEAT_OK ? index_rows(step, table, hashes, views) : result;
    }
    leat_free(step, hashes);
    leat_free(step, views);
    return result;
}
