/* group_by_merge: all threads' groups into partitions. See group_by.h. */
#include "shared/group_by.h"

/* Fewer groups than this are merged faster than they are shared out; a partition of so many stays in
 * the near caches. */
enum { FEW_GROUPS = 8192, PARTITIONS_LEAST = 64, PARTITIONS_MOST = 512 };

/* How many groups ahead of its use one is fetched from far memory, and then its block. */
enum { AHEAD = 16, BLOCK_AHEAD = 8 };

static size_t partitions_for(size_t groups) {
    size_t partitions = PARTITIONS_LEAST;
    while (partitions < PARTITIONS_MOST && groups / partitions > FEW_GROUPS) {
        partitions *= 2;
    }
    return groups < FEW_GROUPS ? 1 : partitions;
}

/* Blocks pass from part to partition, and outlive the part. */
static void take_chunks(struct group_by *self, struct groups *part) {
    self->parts[self->part_count++] =
        (struct groups){.chunks = part->chunks, .chunk_count = part->chunk_count};
    part->chunks = NULL;
    part->chunk_count = 0;
}

/* Room for so many partitions, and all parts' cells. */
static int make_partitions(struct leat_step *step, struct group_by *self, void *const *parts,
                           size_t count, size_t partitions) {
    self->parts = leat_alloc(step, count * sizeof *self->parts);
    if (!self->parts) {
        return LEAT_FAILED;
    }
    for (size_t i = 0; i < count; i++) {
        struct group_by_part *part = parts[i];
        part->first_kept = (uint32_t)self->kept_count;
        self->kept_count += part->kept_count;
    }
    self->partition_count = self->cell_count = partitions;
    self->kept = leat_alloc(step, (self->kept_count + 1) * sizeof(struct leat_batch *));
    self->partitions = leat_alloc(step, partitions * sizeof *self->partitions);
    self->cells = leat_alloc(step, (partitions + 1) * sizeof(struct leat_batch *));
    if (!self->kept || !self->partitions || !self->cells) {
        return LEAT_FAILED;
    }
    for (size_t i = 0; i < count; i++) {
        struct group_by_part *part = parts[i];
        for (size_t batch = 0; batch < part->kept_count; batch++) {
            self->kept[part->first_kept + batch] = part->kept[batch];
        }
        take_chunks(self, &part->groups);
    }
    return LEAT_OK;
}

int group_by_seal(struct leat_step *step, struct group_by *self, void *const *parts, size_t count,
                  size_t *partitions) {
    size_t groups = 0;
    for (size_t i = 0; i < count; i++) {
        groups += ((const struct group_by_part *)parts[i])->groups.count;
    }
    *partitions = partitions_for(groups);
    return make_partitions(step, self, parts, count, *partitions);
}

/* Takes one part's group into the partition: its block as it is, if it is the first with this
 * key. */
static int take_group(struct leat_step *step, const struct group_by *self, struct group *into,
                      const struct group_by_part *part, struct group *from) {
    const struct leat_pick cell = {from->cell.batch + part->first_kept, from->cell.row};
    if (!into->has_rows) {
        *into = *from;
        into->cell = cell;
        from->block = NULL;
        return LEAT_OK;
    }
    if (group_note(into, from->sequence, from->row)) {
        into->cell = cell;
    }
    return group_merge(step, self, into, from);
}

/* The numbers that a partition's keys have in the part and now have in the partition. */
static int merge_keys(struct leat_step *step, const struct group_by *self, struct groups *partition,
                      const struct group_by_part *part, size_t number,
                      struct leat_index_pair **pairs, size_t *count) {
    if (self->count > 0) {
        return leat_index_merge(step, partition->index, part->groups.index, number,
                                self->partition_count, pairs, count);
    }
    *count = part->groups.count;
    *pairs = leat_alloc(step, sizeof **pairs); /* the one group, if it is there */
    return *pairs ? LEAT_OK : LEAT_FAILED;
}

/* Fetches the groups of a pair that comes soon, and the blocks of one that comes sooner. */
static void fetch(const struct groups *partition, const struct group_by_part *part,
                  const struct leat_index_pair *pairs, size_t left) {
    if (left > AHEAD) {
        __builtin_prefetch(&part->groups.list[pairs[AHEAD].from], 1);
        __builtin_prefetch(&partition->list[pairs[AHEAD].into], 1);
    }
    if (left > BLOCK_AHEAD && partition->list[pairs[BLOCK_AHEAD].into].has_rows) {
        __builtin_prefetch(partition->list[pairs[BLOCK_AHEAD].into].block, 1);
        __builtin_prefetch(part->groups.list[pairs[BLOCK_AHEAD].from].block, 1);
    }
}

static int take_part(struct leat_step *step, const struct group_by *self, size_t number,
                     const struct group_by_part *part) {
    struct groups *partition = &self->partitions[number];
    struct leat_index_pair *pairs = NULL;
    size_t count = 0;
    int result = merge_keys(step, self, partition, part, number, &pairs, &count);
    if (result == LEAT_OK) {
        const size_t groups = self->count > 0 ? leat_index_count(step, partition->index) : count;
        result = groups_follow(step, self, partition,
                               groups > partition->count ? groups : partition->count, false);
    }
    for (size_t i = 0; result == LEAT_OK && i < count; i++) {
        fetch(partition, part, pairs + i, count - i);
        struct group *from = &part->groups.list[pairs[i].from];
        if (from->has_rows) {
            result = take_group(step, self, &partition->list[pairs[i].into], part, from);
        }
    }
    leat_free(step, pairs);
    return result;
}

/* Leaves out the groups that have no rows, as all that came were rejected. */
static void leave_empty_out(struct groups *partition) {
    size_t count = 0;
    for (size_t i = 0; i < partition->count; i++) {
        if (partition->list[i].has_rows) {
            partition->list[count++] = partition->list[i];
        }
    }
    partition->count = count;
}

/* Brings the partition's keys together in one batch, in the order of its groups, which then point
 * there. */
static int gather_cells(struct leat_step *step, const struct group_by *self, size_t number) {
    struct groups *partition = &self->partitions[number];
    const size_t count = partition->count;
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
                   size_t count, size_t number) {
    struct groups *partition = &self->partitions[number];
    int result = LEAT_OK;
    if (self->count > 0) {
        partition->index = leat_index_new(step, self->types, self->count);
        result = partition->index ? LEAT_OK : LEAT_FAILED;
    }
    for (size_t i = 0; result == LEAT_OK && i < count; i++) {
        result = leat_stopping(step) ? LEAT_STOPPED : take_part(step, self, number, parts[i]);
    }
    leat_index_free(step, partition->index); /* the groups' numbers are of no more use */
    partition->index = NULL;
    leave_empty_out(partition);
    return result == LEAT_OK && self->count > 0 ? gather_cells(step, self, number) : result;
}

void group_by_merged(struct leat_step *step, const struct group_by *self, void *const *parts,
                     size_t count) {
    for (size_t i = 0; i < count; i++) {
        struct group_by_part *part = parts[i];
        groups_free(step, self, &part->groups);
    }
}

int group_by_take(struct leat_step *step, struct group_by *self, struct group_by_part *part) {
    void *const parts[] = {part};
    leat_index_free(step, part->groups.index); /* nothing is merged */
    part->groups.index = NULL;
    if (make_partitions(step, self, parts, 1, 1) != LEAT_OK) {
        return LEAT_FAILED;
    }
    self->partitions[0] = part->groups;
    memset(&part->groups, 0, sizeof part->groups);
    for (size_t i = 0; i < self->partitions[0].count; i++) {
        if (!self->partitions[0].list[i].has_rows) {
            group_drop(step, self, &self->partitions[0].list[i]);
        }
    }
    leave_empty_out(&self->partitions[0]);
    const int result = gather_cells(step, self, 0);
    group_by_forget(step, part);
    return result;
}
