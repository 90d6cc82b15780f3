/* group_by_add: rows into this thread's groups. See group_by.h. */
#include "shared/group_by.h"

/* So many rows ahead a key is looked for in the far caches. */
enum { AHEAD = 16 };

static int make_room(struct leat_step *step, int64_t wanted) {
    struct group_by_part *part = step->part;
    if (wanted <= part->room) {
        return LEAT_OK;
    }
    const size_t count = (size_t)wanted;
    leat_free(step, part->numbers);
    leat_free(step, part->blocks);
    leat_free(step, part->fresh);
    part->room = 0;
    part->numbers = leat_alloc(step, count * sizeof *part->numbers);
    part->blocks = leat_alloc(step, count * sizeof *part->blocks);
    part->fresh = leat_alloc(step, count * sizeof *part->fresh);
    if (!part->numbers || !part->blocks || !part->fresh) {
        return LEAT_FAILED;
    }
    part->room = wanted;
    return LEAT_OK;
}

/* The number of each row's key. */
static int find_numbers(struct leat_step *step, const struct group_by *self,
                        const struct leat_equal_keys *keys, int64_t rows, const uint32_t *sets) {
    struct group_by_part *part = step->part;
    struct key_table *table = &part->groups.table;
    for (int64_t row = 0; row < rows; row++) {
        if (row + AHEAD < rows && keys) {
            key_table_prefetch(table, keys->hashes[row + AHEAD]);
        }
        if (sets && sets[row] == GROUP_BY_NO_SET) {
            part->numbers[row] = KEY_NONE;
            continue;
        }
        const struct key key = keys ? key_of(keys, row) : key_of_all();
        part->numbers[row] = key_table_find(table, &key);
        if (part->numbers[row] == KEY_NONE &&
            groups_number(step, self, &part->groups, &key, true, &part->numbers[row]) != LEAT_OK) {
            return LEAT_FAILED;
        }
    }
    return LEAT_OK;
}

/* Each row's group, and where in its block the row's values go. */
static int find_groups(struct leat_step *step, const struct group_by *self,
                       struct leat_batch *batch, const uint32_t *sets) {
    const struct group_by_part *part = step->part;
    struct leat_equal_keys keys;
    if ((self->count > 0 &&
         leat_equal_keys(step, batch, self->columns, self->count, &keys) != LEAT_OK) ||
        find_numbers(step, self, self->count > 0 ? &keys : NULL, batch->rows, sets) != LEAT_OK) {
        return LEAT_FAILED;
    }
    const struct group *groups = part->groups.list;
    for (int64_t row = 0; self->measures && row < batch->rows; row++) {
        part->blocks[row] = part->numbers[row] == KEY_NONE
                                ? NULL
                                : (char *)groups[part->numbers[row]].block +
                                      (sets ? sets[row] * self->set_size : 0);
    }
    return LEAT_OK;
}

/* Keeps the keys of the groups whose first row is in this batch: the rows in part->fresh. */
static int keep_cells(struct leat_step *step, const struct group_by *self,
                      struct leat_batch *batch) {
    struct group_by_part *part = step->part;
    if (part->kept_count == part->kept_room) {
        const size_t room = part->kept_room > 0 ? part->kept_room * 2 : 16;
        struct leat_batch **kept =
            leat_realloc(step, part->kept, room * sizeof(struct leat_batch *));
        if (!kept) {
            return LEAT_FAILED;
        }
        part->kept = kept;
        part->kept_room = room;
    }
    struct leat_batch *cells = leat_batch_new(step, self->types, self->count);
    if (!cells) {
        return LEAT_FAILED;
    }
    part->kept[part->kept_count++] = cells;
    for (size_t key = 0; key < self->count; key++) {
        const struct leat_view view = leat_read(step, batch, self->columns[key]);
        struct leat_builder *to = leat_build(step, cells, self->places[key]);
        for (size_t i = 0; i < part->fresh_count; i++) {
            leat_add_from(to, &view, part->fresh[i]);
        }
        if (leat_put(step, cells, to) != LEAT_OK) {
            return LEAT_FAILED;
        }
    }
    return LEAT_OK;
}

static bool has_bit(const uint8_t *bits, int64_t row) {
    return bits && bits[row >> 3] >> (row & 7) & 1;
}

/* Notes the rows that were added, now that it is known which were rejected. */
static int note_rows(struct leat_step *step, const struct group_by *self,
                     struct leat_batch *batch) {
    struct group_by_part *part = step->part;
    const uint8_t *rejected = leat_rejected(step, batch);
    size_t count = 0;
    if (part->noted == part->groups.table.count && batch->sequence > part->last_sequence) {
        part->last_sequence = batch->sequence;
        return LEAT_OK; /* all groups have rows, and before these */
    }
    for (int64_t row = 0; row < batch->rows; row++) {
        if (part->numbers[row] == KEY_NONE || has_bit(rejected, row)) {
            continue;
        }
        struct group *group = &part->groups.list[part->numbers[row]];
        part->noted += !group->has_rows;
        if (group_note(group, batch->sequence, (uint32_t)row)) {
            group->cell = (struct leat_pick){(uint32_t)part->kept_count, (uint32_t)count};
            part->fresh[count++] = (uint32_t)row;
        }
    }
    if (batch->sequence > part->last_sequence) {
        part->last_sequence = batch->sequence;
    }
    part->fresh_count = count;
    return count > 0 && self->count > 0 ? keep_cells(step, self, batch) : LEAT_OK;
}

int group_by_add(struct leat_step *step, const struct group_by *self, struct leat_batch *batch,
                 const uint32_t *sets) {
    struct group_by_part *part = step->part;
    part->fresh_count = 0;
    if (batch->rows == 0) {
        return LEAT_OK;
    }
    if (make_room(step, batch->rows) != LEAT_OK ||
        find_groups(step, self, batch, sets) != LEAT_OK) {
        return LEAT_FAILED;
    }
    const int result = leat_measures_add(step, self->measures, batch, part->blocks);
    return result == LEAT_OK ? note_rows(step, self, batch) : result;
}

void group_by_end(struct leat_step *step, const struct group_by *self) {
    struct group_by_part *part = step->part;
    groups_free(step, self, &part->groups);
    for (size_t i = 0; i < part->kept_count; i++) {
        leat_release(step, part->kept[i]);
    }
    leat_free(step, part->kept);
    leat_free(step, part->numbers);
    leat_free(step, part->blocks);
    leat_free(step, part->fresh);
}
