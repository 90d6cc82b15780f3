/* totals: the rows over all values of a key. See aggregate.h. */
#include "aggregate.h"

/* -- Labels ----------------------------------------------------------------------------------- */

static const struct leat_value *label_of(const struct aggregate *self, size_t key) {
    const int32_t total = self->groups.total_of[key];
    const struct leat_value *label = total < 0 ? NULL : aggregate_label(self, (size_t)total);
    return label && !label->is_null ? label : NULL;
}

/* A label that is a real value as well would make two different rows look alike. */
int aggregate_check_labels(struct leat_step *step, struct leat_batch *batch) {
    const struct aggregate *self = step->state;
    const struct group_by_part *part = step->part;
    for (size_t key = 0; part->fresh_count > 0 && key < self->groups.count; key++) {
        const struct leat_value *label = label_of(self, key);
        if (!label) {
            continue;
        }
        const struct leat_view view = leat_read(step, batch, self->groups.columns[key]);
        for (size_t i = 0; i < part->fresh_count; i++) {
            const struct leat_text text = leat_text_at(&view, part->fresh[i]);
            if (!leat_is_null(&view, part->fresh[i]) && text.size == label->as.text.size &&
                memcmp(text.data, label->as.text.data, text.size) == 0) {
                return leat_fail_option(
                    step, label,
                    "the column '%s' has the value '%s' itself, so a total could not be told from it; choose "
                    "another label, or filter those rows out first",
                    self->groups.names[key], label->as.text.data);
            }
        }
    }
    return LEAT_OK;
}

int aggregate_make_labels(struct leat_step *step, const struct aggregate *self,
                          struct leat_batch **made) {
    const struct group_by *groups = &self->groups;
    struct leat_batch *labels = leat_batch_new(step, groups->types, groups->count);
    if (!labels) {
        return LEAT_FAILED;
    }
    *made = labels;
    for (size_t key = 0; key < groups->count; key++) {
        struct leat_builder *to = leat_build(step, labels, groups->places[key]);
        const struct leat_value *label = label_of(self, key);
        if (label) {
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

/* -- A partition's totals --------------------------------------------------------------------- */

int aggregate_save(struct leat_step *step, const struct aggregate *self,
                   struct aggregate_copier *copier, const struct group *group) {
    struct leat_measures *measures = self->measures;
    copier->size = 0;
    if (!measures) {
        return LEAT_OK;
    }
    const int result = leat_measures_save(step, measures, group->block, copier->bytes, copier->room,
                                          &copier->size);
    if (result != LEAT_OK || copier->size <= copier->room) {
        return result;
    }
    leat_free(step, copier->bytes);
    copier->room = 0;
    copier->bytes = leat_alloc(step, copier->size * 2);
    if (!copier->bytes) {
        return LEAT_FAILED;
    }
    copier->room = copier->size * 2;
    return leat_measures_save(step, measures, group->block, copier->bytes, copier->room,
                              &copier->size);
}

int aggregate_copy(struct leat_step *step, const struct aggregate *self,
                   struct aggregate_copier *copier, const struct group *from,
                   const struct group *into) {
    if (!self->measures) {
        return LEAT_OK;
    }
    if (!copier->block) {
        copier->block = leat_alloc(step, self->groups.set_size);
        if (!copier->block) {
            return LEAT_FAILED;
        }
    }
    int result = aggregate_save(step, self, copier, from);
    if (result == LEAT_OK) {
        result =
            leat_measures_load(step, self->measures, copier->block, copier->bytes, copier->size);
    }
    return result == LEAT_OK ? leat_measures_merge(step, self->measures, into->block, copier->block)
                             : result;
}

void aggregate_copier_free(struct leat_step *step, struct aggregate_copier *copier) {
    leat_free(step, copier->block);
    leat_free(step, copier->bytes);
}

size_t aggregate_keys_left(const struct aggregate *self, uint32_t totalled, int32_t *columns) {
    const struct group_by *groups = &self->groups;
    size_t count = 0;
    for (size_t key = 0; key < groups->count; key++) {
        if (groups->total_of[key] < 0 || !(totalled >> groups->total_of[key] & 1)) {
            columns[count++] = groups->places[key];
        }
    }
    return count;
}

/* The totals over one set of keys. */
static int total_over(struct leat_step *step, const struct aggregate *self, size_t partition,
                      uint32_t totalled, struct aggregate_copier *copier, struct key_rows *rows,
                      int32_t *columns) {
    const struct groups *groups = &self->groups.partitions[partition];
    struct groups *totals = aggregate_totals(self, partition, totalled);
    const size_t left = aggregate_keys_left(self, totalled, columns);
    if (key_rows_add(step, rows, &totals->index, self->groups.cells[partition], columns, left) !=
            LEAT_OK ||
        groups_follow(step, &self->groups, totals,
                      left > 0 ? leat_index_count(step, totals->index) : 1, true) != LEAT_OK) {
        return LEAT_FAILED;
    }
    for (size_t i = 0; i < groups->count; i++) {
        const struct group *group = &groups->list[i];
        struct group *into = &totals->list[rows->numbers[i]];
        if (group_note(into, group->sequence, group->row)) {
            into->cell = group->cell;
        }
        if (aggregate_copy(step, self, copier, group, into) != LEAT_OK) {
            return LEAT_FAILED;
        }
    }
    return LEAT_OK;
}

int aggregate_make_totals(struct leat_step *step, const struct aggregate *self, size_t partition) {
    const size_t count = self->groups.partitions[partition].count;
    if (count == 0 || self->total_sets == 1) {
        return LEAT_OK;
    }
    struct aggregate_copier copier = {0};
    struct key_rows rows = {0};
    int32_t *columns = leat_alloc(step, self->groups.count * sizeof *columns);
    int result = columns ? LEAT_OK : LEAT_FAILED;
    for (uint32_t totalled = 1; result == LEAT_OK && totalled < self->total_sets; totalled++) {
        result = total_over(step, self, partition, totalled, &copier, &rows, columns);
    }
    aggregate_copier_free(step, &copier);
    key_rows_free(step, &rows);
    leat_free(step, columns);
    return result;
}

/* -- All totals ------------------------------------------------------------------------------- */

/* The numbers that totals of a partition have there and now have among all. */
static int join_keys(struct leat_step *step, struct groups *all, const struct groups *some,
                     struct leat_index_pair **pairs, size_t *count) {
    if (some->index) {
        return leat_index_merge(step, all->index, some->index, 0, 1, pairs, count);
    }
    *count = some->count;
    *pairs = leat_alloc(step, sizeof **pairs); /* the one over everything */
    return *pairs ? LEAT_OK : LEAT_FAILED;
}

/* Brings a partition's totals over one set of keys together with the first's. */
static int join_set(struct leat_step *step, const struct aggregate *self, struct groups *all,
                    struct groups *some) {
    struct leat_index_pair *pairs = NULL;
    size_t count = 0;
    if (all->count == 0) {
        const struct groups none = *all;
        *all = *some;
        *some = none;
        return LEAT_OK;
    }
    int result = some->count > 0 ? join_keys(step, all, some, &pairs, &count) : LEAT_OK;
    if (result == LEAT_OK && all->index) {
        result = groups_follow(step, &self->groups, all, leat_index_count(step, all->index), true);
    }
    for (size_t i = 0; result == LEAT_OK && i < count; i++) {
        struct group *from = &some->list[pairs[i].from], *into = &all->list[pairs[i].into];
        if (group_note(into, from->sequence, from->row)) {
            into->cell = from->cell;
        }
        result = group_merge(step, &self->groups, into, from);
    }
    leat_free(step, pairs);
    return result;
}

/* Brings the totals of all partitions together in the first's. */
static int join_totals(struct leat_step *step, const struct aggregate *self) {
    int result = LEAT_OK;
    for (size_t set = 1; set < self->total_sets; set++) {
        for (size_t from = 1; result == LEAT_OK && from < self->groups.partition_count; from++) {
            result = join_set(step, self, aggregate_totals(self, 0, set),
                              aggregate_totals(self, from, set));
        }
    }
    return result;
}

/* Over no rows at all there is still one row over everything, if one is asked for: a count of 0. */
static int add_grand_total(struct leat_step *step, const struct aggregate *self) {
    struct groups *totals = aggregate_totals(self, 0, self->total_sets - 1);
    const bool is_asked = self->total_sets > 1 && self->totals.count == self->groups.count;
    return is_asked ? groups_follow(step, &self->groups, totals, 1, true) : LEAT_OK;
}

int aggregate_collect(struct leat_step *step, struct aggregate *self) {
    size_t totals = 0;
    if (join_totals(step, self) != LEAT_OK || add_grand_total(step, self) != LEAT_OK) {
        return LEAT_FAILED;
    }
    for (size_t set = 1; set < self->total_sets; set++) {
        totals += aggregate_totals(self, 0, set)->count;
    }
    if (group_by_collect(step, &self->groups, totals) != LEAT_OK) {
        return LEAT_FAILED;
    }
    for (size_t set = 1; set < self->total_sets; set++) {
        group_by_append(&self->groups, aggregate_totals(self, 0, set), (uint32_t)set);
    }
    return self->totals.count > 0
               ? aggregate_make_labels(step, self, &self->groups.cells[self->groups.cell_count])
               : LEAT_OK;
}

void aggregate_free_totals(struct leat_step *step, struct aggregate *self) {
    const size_t count = self->groups.partition_count * self->total_sets;
    for (size_t i = 0; self->totalled && i < count; i++) {
        groups_free(step, &self->groups, &self->totalled[i]);
    }
    leat_free(step, self->totalled);
    self->totalled = NULL;
}
