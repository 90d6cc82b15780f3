/* process: rows, and what the other step has for them. See lookup.h. */
#include "lookup.h"

static int make_room(struct leat_step *step, int64_t wanted) {
    struct part *part = step->part;
    if (wanted <= part->room) {
        return LEAT_OK;
    }
    leat_free(step, part->hashes);
    leat_free(step, part->picks);
    leat_free(step, part->kept);
    part->room = 0;
    part->hashes = leat_alloc(step, (size_t)wanted * sizeof *part->hashes);
    part->picks = leat_alloc(step, (size_t)wanted * sizeof *part->picks);
    part->kept = leat_alloc(step, (size_t)wanted * sizeof *part->kept);
    if (!part->hashes || !part->picks || !part->kept) {
        return LEAT_FAILED;
    }
    part->room = wanted;
    return LEAT_OK;
}

/* The other step's row for a row of the batch, or what else becomes of it. */
static uint32_t find_row(struct leat_step *step, struct leat_batch *batch, int64_t row,
                         const struct key *key, bool is_null) {
    const struct lookup *self = step->state;
    const uint32_t number = is_null ? KEY_NONE : key_table_find(&self->table, key);
    char shown[LOOKUP_KEY];
    if (number != KEY_NONE) {
        return self->rows[number];
    }
    if (self->missing == MISSING_FAIL) {
        lookup_show_key(step, batch, self->keys, row, shown);
        leat_reject(
            step, batch, row, self->on.count == 1 ? self->keys[0] : -1,
            "the looked-up step has no row with %s; mend the data, or set \"missing\" to \"null\" or \"drop\"",
            shown);
    }
    return self->missing == MISSING_DROP ? ROW_DROP : ROW_NULL;
}

/* Fills picks and kept; answers how many rows are kept. */
static size_t find_rows(struct leat_step *step, struct leat_batch *batch,
                        const struct leat_keys *keys, const struct leat_view *views) {
    const struct lookup *self = step->state;
    const struct part *part = step->part;
    size_t count = 0;
    for (int64_t row = 0; row < batch->rows; row++) {
        const struct key key = key_of(part->hashes, keys, row);
        const uint32_t found =
            find_row(step, batch, row, &key, lookup_has_null(views, self->on.count, row));
        if (found != ROW_DROP) {
            part->kept[count] = (uint32_t)row;
            part->picks[count++] = (struct leat_pick){found == ROW_NULL ? LEAT_NOWHERE : 0,
                                                      found == ROW_NULL ? 0 : found};
        }
    }
    return count;
}

int lookup_process(struct leat_step *step, struct leat_batch *batch) {
    const struct lookup *self = step->state;
    const struct part *part = step->part;
    struct leat_view views[KEYS_MOST];
    struct leat_batch *const table = leat_table(step, self->with);
    struct leat_keys keys;
    if (!table || make_room(step, batch->rows) != LEAT_OK ||
        leat_hash(step, batch, self->keys, self->on.count, part->hashes) != LEAT_OK ||
        leat_sort_keys(step, batch, self->keys, NULL, self->on.count, &keys) != LEAT_OK) {
        return LEAT_FAILED;
    }
    lookup_read_keys(step, batch, self->keys, views);
    const size_t count = find_rows(step, batch, &keys, views);
    int result = count < (size_t)batch->rows ? leat_rows(step, batch, part->kept, count) : LEAT_OK;
    for (size_t i = 0; result == LEAT_OK && i < self->brought; i++) {
        if (leat_needed(step, self->numbers[i])) {
            result = leat_gather_column(step, batch, self->numbers[i], &table, 1,
                                        self->other_numbers[i], part->picks, count);
        }
    }
    return result;
}

void lookup_end(struct leat_step *step) {
    struct part *part = step->part;
    leat_free(step, part->hashes);
    leat_free(step, part->picks);
    leat_free(step, part->kept);
}
