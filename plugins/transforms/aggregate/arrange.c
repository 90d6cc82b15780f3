/* arrange: which rows come out, and in which order. See aggregate.h. */
#include "aggregate.h"

/* Brings the totals of all partitions together in the first's. */
static int join_totals(struct leat_step *step) {
    struct aggregate *self = step->state;
    for (size_t set = 1; set < self->total_sets; set++) {
        struct groups *all = &self->partitions[0].totals[set];
        for (size_t from = 1; from < self->partition_count; from++) {
            const struct groups *some = &self->partitions[from].totals[set];
            for (size_t i = 0; i < some->table.count; i++) {
                struct group *group = &some->list[i];
                uint32_t number;
                if (groups_number(step, all, &some->table.keys[i], true, &number) != LEAT_OK) {
                    return LEAT_FAILED;
                }
                if (group_note(&all->list[number], group->sequence, group->row)) {
                    all->list[number].cell = group->cell;
                }
                if (group_merge(step, &all->list[number], group) != LEAT_OK) {
                    return LEAT_FAILED;
                }
            }
        }
    }
    return LEAT_OK;
}

/* Over no rows at all there is still one row over everything, if one is asked for: a count of 0. */
static int add_grand_total(struct leat_step *step) {
    struct aggregate *self = step->state;
    struct partition *first = &self->partitions[0];
    const struct key key = key_of_all();
    uint32_t number;
    if (self->by.count == 0) {
        return groups_number(step, &first->groups, &key, true, &number);
    }
    if (self->total_sets > 1 && self->totals.count == self->by.count) {
        return groups_number(step, &first->totals[self->total_sets - 1], &key, true, &number);
    }
    return LEAT_OK;
}

static void add_results(struct aggregate *self, const struct groups *groups, uint32_t totalled) {
    for (size_t i = 0; i < groups->table.count; i++) {
        self->results[self->result_count++] = (struct result){&groups->list[i], totalled};
    }
}

static int collect(struct leat_step *step) {
    struct aggregate *self = step->state;
    size_t count = 0;
    for (size_t i = 0; i < self->partition_count; i++) {
        count += self->partitions[i].groups.table.count;
    }
    if (count == 0 && add_grand_total(step) != LEAT_OK) {
        return LEAT_FAILED;
    }
    count += self->partitions[0].groups.table.count;
    for (size_t set = 1; set < self->total_sets; set++) {
        count += self->partitions[0].totals[set].table.count;
    }
    self->results = leat_alloc(step, (count + 1) * sizeof *self->results);
    if (!self->results) {
        return LEAT_FAILED;
    }
    for (size_t i = 0; i < self->partition_count; i++) {
        add_results(self, &self->partitions[i].groups, 0);
    }
    for (size_t set = 1; set < self->total_sets; set++) {
        add_results(self, &self->partitions[0].totals[set], (uint32_t)set);
    }
    return LEAT_OK;
}

/* A batch of one row with the labels of totals, where they are texts. */
static int make_labels(struct leat_step *step) {
    struct aggregate *self = step->state;
    struct leat_batch *labels = leat_batch_new(step, self->types, self->by.count);
    if (!labels) {
        return LEAT_FAILED;
    }
    self->cells[self->partition_count] = labels;
    for (size_t key = 0; key < self->by.count; key++) {
        struct leat_builder *to = leat_build(step, labels, self->places[key]);
        const struct leat_value *label =
            self->total_of[key] < 0 ? NULL : aggregate_label(self, (size_t)self->total_of[key]);
        if (label && !label->is_null) {
            leat_add_text(to, label->as.text);
        } else {
            leat_add_null(to);
        }
        if (leat_put(step, labels, to) != LEAT_OK) {
            return LEAT_FAILED;
        }
    }
    return LEAT_OK;
}

int aggregate_arrange(struct leat_step *step, void *const *parts, size_t count, size_t *streams) {
    struct aggregate *self = step->state;
    (void)parts;
    (void)count;
    if (join_totals(step) != LEAT_OK || collect(step) != LEAT_OK) {
        return LEAT_FAILED;
    }
    if (self->by.count > 0 && make_labels(step) != LEAT_OK) {
        return LEAT_FAILED;
    }
    const int result = self->result_count > 1 ? aggregate_order(step) : LEAT_OK;
    if (result != LEAT_OK) {
        return result;
    }
    if (self->result_count > LEAT_BATCH_ROWS) {
        *streams = (self->result_count + LEAT_BATCH_ROWS - 1) / LEAT_BATCH_ROWS;
    }
    self->given = leat_alloc(step, *streams * sizeof *self->given);
    return self->given ? LEAT_OK : LEAT_FAILED;
}
