/* add: rows into this thread's groups. See aggregate.h. */
#include "aggregate.h"

static int make_room(struct leat_step *step, int64_t wanted) {
    struct part *part = step->part;
    if (wanted <= part->room) {
        return LEAT_OK;
    }
    const size_t count = (size_t)wanted;
    leat_free(step, part->hashes);
    leat_free(step, part->numbers);
    leat_free(step, part->blocks);
    leat_free(step, part->fresh);
    part->room = 0;
    part->hashes = leat_alloc(step, count * sizeof *part->hashes);
    part->numbers = leat_alloc(step, count * sizeof *part->numbers);
    part->blocks = leat_alloc(step, count * sizeof *part->blocks);
    part->fresh = leat_alloc(step, count * sizeof *part->fresh);
    if (!part->hashes || !part->numbers || !part->blocks || !part->fresh) {
        return LEAT_FAILED;
    }
    part->room = wanted;
    return LEAT_OK;
}

/* Each row's group, and its block. */
static int find_groups(struct leat_step *step, struct leat_batch *batch) {
    const struct aggregate *self = step->state;
    struct part *part = step->part;
    struct leat_keys keys;
    const bool has_keys = self->by.count > 0;
    if (has_keys &&
        (leat_hash(step, batch, aggregate_by(self), self->by.count, part->hashes) != LEAT_OK ||
         leat_sort_keys(step, batch, aggregate_by(self), NULL, self->by.count, &keys) != LEAT_OK)) {
        return LEAT_FAILED;
    }
    for (int64_t row = 0; row < batch->rows; row++) {
        const struct key key = has_keys ? key_of(part->hashes, &keys, row) : key_of_all();
        if (groups_number(step, &part->groups, &key, true, &part->numbers[row]) != LEAT_OK) {
            return LEAT_FAILED;
        }
        part->blocks[row] = part->groups.list[part->numbers[row]].block;
    }
    return LEAT_OK;
}

/* A label that is a real value as well would make two different rows look alike. */
static int check_label(struct leat_step *step, size_t key, const struct leat_view *view,
                       size_t count) {
    const struct aggregate *self = step->state;
    const struct part *part = step->part;
    const struct leat_value *label =
        self->total_of[key] < 0 ? NULL : aggregate_label(self, (size_t)self->total_of[key]);
    for (size_t i = 0; label && !label->is_null && i < count; i++) {
        const struct leat_text text = leat_text_at(view, part->fresh[i]);
        if (!leat_is_null(view, part->fresh[i]) && text.size == label->as.text.size &&
            memcmp(text.data, label->as.text.data, text.size) == 0) {
            return leat_fail_option(
                step, label,
                "the column '%s' has the value '%s' itself, so a total could not be told from it; choose "
                "another label, or filter those rows out first",
                self->names[key], label->as.text.data);
        }
    }
    return LEAT_OK;
}

/* Keeps the keys of the groups whose first row is in this batch: `count` rows of it, in
 * part->fresh. */
static int keep_cells(struct leat_step *step, struct leat_batch *batch, size_t count) {
    const struct aggregate *self = step->state;
    struct part *part = step->part;
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
    struct leat_batch *cells = leat_batch_new(step, self->types, self->by.count);
    if (!cells) {
        return LEAT_FAILED;
    }
    part->kept[part->kept_count++] = cells;
    for (size_t key = 0; key < self->by.count; key++) {
        const struct leat_view view = leat_read(step, batch, aggregate_by(self)[key]);
        struct leat_builder *to = leat_build(step, cells, self->places[key]);
        for (size_t i = 0; i < count; i++) {
            leat_add_from(to, &view, part->fresh[i]);
        }
        if (check_label(step, key, &view, count) != LEAT_OK ||
            leat_put(step, cells, to) != LEAT_OK) {
            return LEAT_FAILED;
        }
    }
    return LEAT_OK;
}

static bool has_bit(const uint8_t *bits, int64_t row) {
    return bits && bits[row >> 3] >> (row & 7) & 1;
}

/* Notes the rows that were added, now that it is known which were rejected. */
static int note_rows(struct leat_step *step, struct leat_batch *batch) {
    const struct aggregate *self = step->state;
    struct part *part = step->part;
    const uint8_t *rejected = leat_rejected(step, batch);
    size_t count = 0;
    for (int64_t row = 0; row < batch->rows; row++) {
        struct group *group = &part->groups.list[part->numbers[row]];
        if (!has_bit(rejected, row) && group_note(group, batch->sequence, (uint32_t)row)) {
            group->cell = (struct leat_pick){(uint32_t)part->kept_count, (uint32_t)count};
            part->fresh[count++] = (uint32_t)row;
        }
    }
    return count > 0 && self->by.count > 0 ? keep_cells(step, batch, count) : LEAT_OK;
}

int aggregate_add(struct leat_step *step, struct leat_batch *batch) {
    const struct aggregate *self = step->state;
    const struct part *part = step->part;
    if (batch->rows == 0) {
        return LEAT_OK;
    }
    if (make_room(step, batch->rows) != LEAT_OK || find_groups(step, batch) != LEAT_OK) {
        return LEAT_FAILED;
    }
    const int result =
        self->measures ? leat_measures_add(step, self->measures, batch, part->blocks) : LEAT_OK;
    return result == LEAT_OK ? note_rows(step, batch) : result;
}

void aggregate_end(struct leat_step *step) {
    struct part *part = step->part;
    groups_free(step, &part->groups);
    for (size_t i = 0; i < part->kept_count; i++) {
        leat_release(step, part->kept[i]);
    }
    leat_free(step, part->kept);
    leat_free(step, part->hashes);
    leat_free(step, part->numbers);
    leat_free(step, part->blocks);
    leat_free(step, part->fresh);
}
