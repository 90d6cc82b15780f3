/* group_by_merge: all threads' groups into partitions. See group_by.h. */
#include "shared/group_by.h"

/* Fewer groups than this are merged faster than they are shared out. */
enum { FEW_GROUPS = 8192, PARTITIONS = 64 };

int group_by_seal(struct leat_step *step, struct group_by *self, void *const *parts, size_t count,
                  size_t *partitions) {
    size_t groups = 0;
    for (size_t i = 0; i < count; i++) {
        struct group_by_part *part = parts[i];
        part->first_kept = (uint32_t)self->kept_count;
        self->kept_count += part->kept_count;
        groups += part->groups.table.count;
    }
    *partitions = groups < FEW_GROUPS ? 1 : PARTITIONS;
    self->partition_count = *partitions;
    self->kept = leat_alloc(step, (self->kept_count + 1) * sizeof(struct leat_batch *));
    self->partitions = leat_alloc(step, *partitions * sizeof *self->partitions);
    self->cells = leat_alloc(step, (*partitions + 1) * sizeof(struct leat_batch *));
    if (!self->kept || !self->partitions || !self->cells) {
        return LEAT_FAILED;
    }
    for (size_t i = 0; i < count; i++) {
        const struct group_by_part *part = parts[i];
        for (size_t batch = 0; batch < part->kept_count; batch++) {
            self->kept[part->first_kept + batch] = part->kept[batch];
        }
    }
    return LEAT_OK;
}

/* Takes one part's group into the partition: its block as it is, if it is the first with this
 * key. */
static int take_group(struct leat_step *step, const struct group_by *self, struct groups *partition,
                      const struct group_by_part *part, uint32_t from_number) {
    struct group *from = &part->groups.list[from_number];
    const struct leat_pick cell = {from->cell.batch + part->first_kept, from->cell.row};
    const size_t before = partition->table.count;
    uint32_t number;
    if (groups_number(step, self, partition, &part->groups.table.keys[from_number], false,
                      &number) != LEAT_OK) {
        return LEAT_FAILED;
    }
    struct group *into = &partition->list[number];
    if (partition->table.count > before) {
        *into = *from;
        into->cell = cell;
        return LEAT_OK;
    }
    if (group_note(into, from->sequence, from->row)) {
        into->cell = cell;
    }
    return group_merge(step, self, into, from);
}

/* Brings the partition's keys together in one batch, in the order of its groups, which then point
 * there. */
static int gather_cells(struct leat_step *step, const struct group_by *self, size_t number) {
    struct groups *partition = &self->partitions[number];
    const size_t count = partition->table.count;
    self->cells[number] = leat_batch_new(step, self->types, self->count);
    struct leat_pick *picks = leat_alloc(step, (count + 1) * sizeof *picks);
    int result = self->cells[number] && picks ? LEAT_OK : LEAT_FAILED;
    for (size_t i = 0; result == LEAT_OK && i < count; i++) {
        picks[i] = partition->list[i].cell;
        partition->list[i].cell = (struct leat_pick){(uint32_t)number, (uint32_t)i};
    }
    for (size_t key = 0; result == LEAT_OK && count > 0 && key < self->count; key++) {
        result = leat_gather_column(step, self->cells[number], self->places[key], self->kept,
                                    self->kept_count, self->places[key], picks, count);
    }
    leat_free(step, picks);
    return result;
}

int group_by_merge(struct leat_step *step, const struct group_by *self, void *const *parts,
                   size_t count, size_t partition) {
    for (size_t i = 0; i < count; i++) {
        const struct group_by_part *part = parts[i];
        for (uint32_t group = 0; group < part->groups.table.count; group++) {
            const bool is_here =
                (part->groups.table.keys[group].hash >> 32) % self->partition_count == partition;
            if (is_here && part->groups.list[group].has_rows &&
                take_group(step, self, &self->partitions[partition], part, group) != LEAT_OK) {
                return LEAT_FAILED;
            }
        }
        if (leat_stopping(step)) {
            return LEAT_STOPPED;
        }
    }
    return self->count > 0 ? gather_cells(step, self, partition) : LEAT_OK;
}
