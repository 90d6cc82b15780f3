/* merge: all threads' groups into partitions, and each partition's totals. See aggregate.h. */
#include "aggregate.h"

/* Fewer groups than this are merged faster than they are shared out. */
enum { FEW_GROUPS = 8192, PARTITIONS = 64 };

int aggregate_seal(struct leat_step *step, void *const *parts, size_t count, size_t *partitions) {
    struct aggregate *self = step->state;
    size_t groups = 0;
    for (size_t i = 0; i < count; i++) {
        struct part *part = parts[i];
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
        const struct part *part = parts[i];
        for (size_t batch = 0; batch < part->kept_count; batch++) {
            self->kept[part->first_kept + batch] = part->kept[batch];
        }
    }
    return LEAT_OK;
}

/* Takes one part's group into the partition: its block as it is, if it is the first with this
 * key. */
static int take_group(struct leat_step *step, struct partition *partition, const struct part *part,
                      uint32_t from_number) {
    struct group *from = &part->groups.list[from_number];
    const struct leat_pick cell = {from->cell.batch + part->first_kept, from->cell.row};
    const size_t before = partition->groups.table.count;
    uint32_t number;
    if (groups_number(step, &partition->groups, &part->groups.table.keys[from_number], false,
                      &number) != LEAT_OK) {
        return LEAT_FAILED;
    }
    struct group *into = &partition->groups.list[number];
    if (partition->groups.table.count > before) {
        *into = *from;
        into->cell = cell;
        return LEAT_OK;
    }
    if (group_note(into, from->sequence, from->row)) {
        into->cell = cell;
    }
    return group_merge(step, into, from);
}

/* Brings the partition's keys together in one batch, in the order of its groups, which then point
 * there. */
static int gather_cells(struct leat_step *step, struct partition *partition, size_t number) {
    const struct aggregate *self = step->state;
    const size_t count = partition->groups.table.count;
    self->cells[number] = leat_batch_new(step, self->types, self->by.count);
    struct leat_pick *picks = leat_alloc(step, (count + 1) * sizeof *picks);
    int result = self->cells[number] && picks ? LEAT_OK : LEAT_FAILED;
    for (size_t i = 0; result == LEAT_OK && i < count; i++) {
        picks[i] = partition->groups.list[i].cell;
        partition->groups.list[i].cell = (struct leat_pick){(uint32_t)number, (uint32_t)i};
    }
    for (size_t key = 0; result == LEAT_OK && count > 0 && key < self->by.count; key++) {
        result = leat_gather_column(step, self->cells[number], self->places[key], self->kept,
                                    self->kept_count, self->places[key], picks, count);
    }
    leat_free(step, picks);
    return result;
}

/* -- Totals ----------------------------------------------------------------------------------- */

/* A copy of a group's measures goes into a total. */
struct copier {
    void *block; /* room for a block */
    char *bytes;
    size_t room;
};

static int add_copy(struct leat_step *step, struct copier *copier, const struct group *from,
                    struct group *into) {
    const struct aggregate *self = step->state;
    size_t size;
    if (!self->measures) {
        return LEAT_OK;
    }
    int result =
        leat_measures_save(step, self->measures, from->block, copier->bytes, copier->room, &size);
    if (result == LEAT_OK && size > copier->room) {
        leat_free(step, copier->bytes);
        copier->room = 0;
        copier->bytes = leat_alloc(step, size * 2);
        if (!copier->bytes) {
            return LEAT_FAILED;
        }
        copier->room = size * 2;
        result = leat_measures_save(step, self->measures, from->block, copier->bytes, copier->room,
                                    &size);
    }
    if (result == LEAT_OK) {
        result = leat_measures_load(step, self->measures, copier->block, copier->bytes, size);
    }
    return result == LEAT_OK ? leat_measures_merge(step, self->measures, into->block, copier->block)
                             : result;
}

/* The keys that stay when those of a set are totalled over: their columns in the cells. */
static size_t keys_left(const struct aggregate *self, uint32_t totalled, int32_t *columns) {
    size_t count = 0;
    for (size_t key = 0; key < self->by.count; key++) {
        if (self->total_of[key] < 0 || !(totalled >> self->total_of[key] & 1)) {
            columns[count++] = self->places[key];
        }
    }
    return count;
}

/* The totals over one set of keys: its number is the set itself, a bit for each entry of
 * "totals". */
static int total_over(struct leat_step *step, struct partition *partition, size_t number,
                      uint32_t totalled, struct copier *copier, uint64_t *hashes,
                      int32_t *columns) {
    const struct aggregate *self = step->state;
    struct groups *totals = &partition->totals[totalled];
    const size_t left = keys_left(self, totalled, columns);
    struct leat_keys keys;
    if (left > 0 &&
        (leat_hash(step, self->cells[number], columns, left, hashes) != LEAT_OK ||
         leat_sort_keys(step, self->cells[number], columns, NULL, left, &keys) != LEAT_OK)) {
        return LEAT_FAILED;
    }
    for (size_t i = 0; i < partition->groups.table.count; i++) {
        const struct group *group = &partition->groups.list[i];
        const struct key key = left > 0 ? key_of(hashes, &keys, (int64_t)i) : key_of_all();
        uint32_t into;
        if (groups_number(step, totals, &key, true, &into) != LEAT_OK) {
            return LEAT_FAILED;
        }
        if (group_note(&totals->list[into], group->sequence, group->row)) {
            totals->list[into].cell = group->cell;
        }
        if (add_copy(step, copier, group, &totals->list[into]) != LEAT_OK) {
            return LEAT_FAILED;
        }
    }
    return LEAT_OK;
}

static int make_totals(struct leat_step *step, struct partition *partition, size_t number) {
    const struct aggregate *self = step->state;
    const size_t count = partition->groups.table.count;
    struct copier copier = {.block = leat_alloc(step, self->block_size + 1)};
    uint64_t *hashes = leat_alloc(step, (count + 1) * sizeof *hashes);
    int32_t *columns = leat_alloc(step, self->by.count * sizeof *columns);
    partition->totals = leat_alloc(step, self->total_sets * sizeof *partition->totals);
    int result = copier.block && hashes && columns && partition->totals ? LEAT_OK : LEAT_FAILED;
    for (uint32_t totalled = 1; result == LEAT_OK && count > 0 && totalled < self->total_sets;
         totalled++) {
        result = total_over(step, partition, number, totalled, &copier, hashes, columns);
    }
    leat_free(step, copier.block);
    leat_free(step, copier.bytes);
    leat_free(step, hashes);
    leat_free(step, columns);
    return result;
}

int aggregate_merge(struct leat_step *step, void *const *parts, size_t count, size_t number) {
    const struct aggregate *self = step->state;
    struct partition *partition = &self->partitions[number];
    for (size_t i = 0; i < count; i++) {
        const struct part *part = parts[i];
        for (uint32_t group = 0; group < part->groups.table.count; group++) {
            const bool is_here =
                (part->groups.table.keys[group].hash >> 32) % self->partition_count == number;
            if (is_here && part->groups.list[group].has_rows &&
                take_group(step, partition, part, group) != LEAT_OK) {
                return LEAT_FAILED;
            }
        }
        if (leat_stopping(step)) {
            return LEAT_STOPPED;
        }
    }
    if (self->by.count > 0 && gather_cells(step, partition, number) != LEAT_OK) {
        return LEAT_FAILED;
    }
    return self->total_sets > 1 ? make_totals(step, partition, number) : LEAT_OK;
}
