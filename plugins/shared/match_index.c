/* match_index: which of the other step's rows have which key. See match.h. */
#include "shared/match.h"

/* A key with a null in it equals none: its rows get no number. */
static void leave_nulls_out(struct leat_step *step, const struct match *match,
                            struct leat_batch *table, uint32_t *numbers) {
    for (size_t i = 0; i < match->on.count; i++) {
        const struct leat_view view = leat_read(step, table, match->other_keys[i]);
        for (int64_t row = 0; row < table->rows; row++) {
            numbers[row] = leat_is_null(&view, row) ? KEY_NONE : numbers[row];
        }
    }
}

/* Lays the rows out key by key: counts each key's, then puts each row into the next of its key's
 * places. While that goes on starts[number] is where the key's next row belongs. */
static int lay_out(struct leat_step *step, struct match *match, const uint32_t *numbers,
                   int64_t count) {
    const size_t keys = leat_index_count(step, match->index);
    match->key_count = keys;
    match->starts = leat_alloc(step, (keys + 2) * sizeof *match->starts);
    match->rows = leat_alloc(step, ((size_t)count + 1) * sizeof *match->rows);
    if (!match->starts || !match->rows) {
        return LEAT_FAILED;
    }
    uint64_t *const next = match->starts + 1;
    for (int64_t row = 0; row < count; row++) {
        if (numbers[row] != KEY_NONE) {
            next[numbers[row] + 1]++;
        }
    }
    for (size_t number = 0; number < keys; number++) {
        next[number + 1] += next[number];
    }
    for (int64_t row = 0; row < count; row++) {
        if (numbers[row] != KEY_NONE) {
            match->rows[next[numbers[row]]++] = (uint32_t)row;
        }
    }
    return LEAT_OK;
}

int match_start(struct leat_step *step, struct match *match) {
    struct leat_batch *table = leat_table(step, match->with);
    struct key_rows numbered = {0};
    if (!table) {
        return LEAT_FAILED;
    }
    int result =
        key_rows_add(step, &numbered, &match->index, table, match->other_keys, match->on.count);
    if (result == LEAT_OK) {
        leave_nulls_out(step, match, table, numbered.numbers);
        result = lay_out(step, match, numbered.numbers, table->rows);
    }
    key_rows_free(step, &numbered);
    return result;
}

int match_find(struct leat_step *step, const struct match *match, struct key_rows *part,
               struct leat_batch *batch) {
    const int result = key_rows_find(step, part, match->index, batch, match->keys);
    for (int64_t row = 0; result == LEAT_OK && row < batch->rows; row++) {
        if (match_count(match, part->numbers[row]) == 0) {
            part->numbers[row] = KEY_NONE;
        }
    }
    return result;
}
