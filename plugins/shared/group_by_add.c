/* group_by_add: rows into this thread's groups. See group_by.h. */
#include "shared/group_by.h"

/* So many bytes of blocks stay in the near caches. */
enum { NEAR_BYTES = 1 << 18 };

static int make_room(struct leat_step *step, int64_t wanted) {
    struct group_by_part *part = step->part;
    if (wanted <= part->room) {
        return LEAT_OK;
    }
    const size_t count = (size_t)wanted;
    leat_free(step, part->blocks);
    leat_free(step, part->fresh);
    part->room = 0;
    part->blocks = leat_alloc(step, count * sizeof *part->blocks);
    part->fresh = leat_alloc(step, count * sizeof *part->fresh);
    if (!part->blocks || !part->fresh) {
        return LEAT_FAILED;
    }
    part->room = wanted;
    return LEAT_OK;
}

/* Where in its group's block each row's values go. Of many groups, the blocks are fetched from far
 * memory on the way. */
static void find_blocks(const struct group_by *self, struct group_by_part *part, int64_t rows,
                        const uint32_t *sets) {
    const uint32_t *numbers = part->keys.numbers;
    const bool are_far = part->groups.count * self->block_size > NEAR_BYTES;
    if (!sets) {
        for (int64_t row = 0; row < rows; row++) {
            char *block = groups_block(self, &part->groups, numbers[row]);
            part->blocks[row] = block;
            if (are_far) {
                __builtin_prefetch(block, 1);
                __builtin_prefetch(block + self->block_size - 1, 1);
            }
        }
        return;
    }
    for (int64_t row = 0; row < rows; row++) {
        part->blocks[row] =
            sets[row] == GROUP_BY_NO_SET
                ? NULL
                : groups_block(self, &part->groups, numbers[row]) + sets[row] * self->set_size;
    }
}

/* Each row's group. */
static int find_groups(struct leat_step *step, const struct group_by *self,
                       struct leat_batch *batch, const uint32_t *sets) {
    struct group_by_part *part = step->part;
    struct groups *groups = &part->groups;
    if (key_rows_add(step, &part->keys, &groups->index, batch, self->columns, self->count) !=
        LEAT_OK) {
        return LEAT_FAILED;
    }
    const size_t count = self->count > 0 ? leat_index_count(step, groups->index) : 1;
    if (groups_follow(step, self, groups, count, true) != LEAT_OK) {
        return LEAT_FAILED;
    }
    if (self->measures) {
        find_blocks(self, part, batch->rows, sets);
    }
    for (int64_t row = 0; sets && row < batch->rows; row++) {
        if (sets[row] == GROUP_BY_NO_SET) {
            part->keys.numbers[row] = KEY_NONE;
        }
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

/* Notes that the row is its group's first, and that its keys are to be kept. */
static void note_first(struct group_by_part *part, uint32_t number, uint64_t sequence,
                       int64_t row) {
    struct group *group = &part->groups.list[number];
    const bool had_rows = group->has_rows;
    if (group_note(group, sequence, (uint32_t)row)) {
        group->cell = (struct leat_pick){(uint32_t)part->kept_count, (uint32_t)part->fresh_count};
        part->fresh[part->fresh_count++] = (uint32_t)row;
        part->with_rows += !had_rows;
    }
}

/* Notes the rows that were added, now that it is known which were rejected. Groups that were there
 * `before` this batch have earlier rows, as batches come in order and groups whose rows were all
 * rejected are few: then new ones alone are looked at, which come in the order of their numbers. */
static int note_rows(struct leat_step *step, const struct group_by *self, struct leat_batch *batch,
                     size_t before, bool has_all) {
    struct group_by_part *part = step->part;
    const uint32_t *numbers = part->keys.numbers;
    const uint8_t *rejected = leat_rejected(step, batch);
    if (!rejected && has_all && part->with_rows == before &&
        batch->sequence >= part->next_sequence) {
        const size_t count = part->groups.count;
        for (int64_t row = 0; part->with_rows < count; row++) {
            if (numbers[row] == part->with_rows) {
                note_first(part, numbers[row], batch->sequence, row);
            }
        }
    } else {
        for (int64_t row = 0; row < batch->rows; row++) {
            if (numbers[row] != KEY_NONE && !has_bit(rejected, row)) {
                note_first(part, numbers[row], batch->sequence, row);
            }
        }
    }
    if (batch->sequence >= part->next_sequence) {
        part->next_sequence = batch->sequence + 1;
    }
    return part->fresh_count > 0 && self->count > 0 ? keep_cells(step, self, batch) : LEAT_OK;
}

int group_by_add(struct leat_step *step, const struct group_by *self, struct leat_batch *batch,
                 const uint32_t *sets) {
    struct group_by_part *part = step->part;
    const size_t before = part->groups.count;
    part->fresh_count = 0;
    if (batch->rows == 0) {
        return LEAT_OK;
    }
    if (make_room(step, batch->rows) != LEAT_OK || group_by_look(step, self, batch) != LEAT_OK ||
        find_groups(step, self, batch, sets) != LEAT_OK) {
        return LEAT_FAILED;
    }
    const int result = leat_measures_add(step, self->measures, batch, part->blocks);
    return result == LEAT_OK ? note_rows(step, self, batch, before, !sets) : result;
}

void group_by_forget(struct leat_step *step, struct group_by_part *part) {
    for (size_t i = 0; i < part->kept_count; i++) {
        leat_release(step, part->kept[i]);
    }
    leat_free(step, part->kept);
    part->kept = NULL;
    part->kept_count = part->kept_room = part->with_rows = 0;
}

void group_by_end(struct leat_step *step, const struct group_by *self) {
    struct group_by_part *part = step->part;
    groups_free(step, self, &part->groups);
    group_by_forget(step, part);
    key_rows_free(step, &part->keys);
    leat_free(step, part->seen);
    leat_free(step, part->blocks);
    leat_free(step, part->fresh);
}
