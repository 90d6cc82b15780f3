/* group_by: the keys and measures of a step, and groups by their keys, each with a block of
 * measures. See group_by.h. */
#include "shared/group_by.h"

const char *const group_by_symbols[] = {"by_measure", "ignore", "pass", "fail", NULL};

enum { FIRST_ROOM = 16, CHUNK_BYTES = 1 << 14 };

/* -- open and close --------------------------------------------------------------------------- */

static int make_lists(struct leat_step *step, struct group_by *self) {
    const size_t count = self->count + 1;
    self->types = leat_alloc(step, count * sizeof *self->types);
    self->places = leat_alloc(step, count * sizeof *self->places);
    self->names = leat_alloc(step, count * sizeof *self->names);
    self->is_private = leat_alloc(step, count * sizeof *self->is_private);
    self->total_of = leat_alloc(step, count * sizeof *self->total_of);
    return self->types && self->places && self->names && self->is_private && self->total_of
               ? LEAT_OK
               : LEAT_FAILED;
}

static void open_keys(struct leat_bind *bind, struct group_by *self) {
    for (size_t key = 0; key < self->count; key++) {
        const int32_t column = self->columns[key];
        struct leat_hint hint = {.size = sizeof hint};
        leat_column_hint(bind, 0, column, &hint);
        self->types[key] = leat_column_type(bind, 0, column);
        self->names[key] = leat_column_name(bind, 0, column).data;
        self->is_private[key] = hint.is_private != 0;
        self->has_totals_before |= hint.has_totals != 0;
        self->total_of[key] = -1;
        self->places[key] = leat_out_pass(bind, 0, column);
    }
}

int group_by_open(struct leat_step *step, struct leat_bind *bind, struct group_by *self,
                  const struct leat_list *by, struct leat_measures *measures, int32_t symbols,
                  size_t sets) {
    self->columns = by->items;
    self->count = by->count;
    self->measures = measures;
    self->set_count = sets;
    if (make_lists(step, self) != LEAT_OK) {
        return LEAT_FAILED;
    }
    open_keys(bind, self);
    if (leat_measures_symbols(step, measures, (enum leat_symbols)symbols) != LEAT_OK) {
        return LEAT_FAILED;
    }
    self->measure_count = leat_measures_count(step, measures);
    self->set_size = (leat_measures_size(step, measures) + 15) / 16 * 16;
    self->block_size = self->set_size * sets;
    while (self->block_size << (self->chunk_shift + 1) <= CHUNK_BYTES && self->block_size > 0) {
        self->chunk_shift++;
    }
    return LEAT_OK;
}

struct group_by group_by_copy(const struct group_by *self) {
    struct group_by copy = *self;
    copy.kept = copy.cells = NULL;
    copy.parts = copy.partitions = NULL;
    copy.rows = NULL;
    copy.given = NULL;
    copy.has_totals = false;
    copy.kept_count = copy.part_count = copy.partition_count = copy.cell_count = copy.row_count = 0;
    return copy;
}

void group_by_drop(struct leat_step *step, struct group_by *self) {
    for (size_t i = 0; self->partitions && i < self->partition_count; i++) {
        groups_free(step, self, &self->partitions[i]);
    }
    for (size_t i = 0; self->parts && i < self->part_count; i++) {
        groups_free(step, self, &self->parts[i]);
    }
    for (size_t i = 0; self->cells && i <= self->cell_count; i++) {
        if (self->cells[i]) {
            leat_release(step, self->cells[i]);
        }
    }
    leat_free(step, self->partitions);
    leat_free(step, self->parts);
    leat_free(step, self->cells);
    leat_free(step, self->kept);
    leat_free(step, self->rows);
    leat_free(step, self->given);
    *self = group_by_copy(self);
}

void group_by_close(struct leat_step *step, struct group_by *self) {
    group_by_drop(step, self);
    leat_free(step, self->watched);
    leat_free(step, self->watched_names);
    leat_free(step, self->types);
    leat_free(step, self->places);
    leat_free(step, self->names);
    leat_free(step, self->is_private);
    leat_free(step, self->total_of);
}

int32_t group_by_find(const struct group_by *self, int32_t column) {
    for (size_t key = 0; key < self->count; key++) {
        if (self->columns[key] == column) {
            return (int32_t)key;
        }
    }
    return -1;
}

/* -- Blocks ----------------------------------------------------------------------------------- */

static void *set_of(const struct group_by *self, void *block, size_t set) {
    return (char *)block + set * self->set_size;
}

static void drop_sets(struct leat_step *step, const struct group_by *self, void *block,
                      size_t first, size_t end) {
    for (size_t set = first; set < end; set++) {
        leat_measures_drop(step, self->measures, set_of(self, block, set));
    }
}

/* Room for one more group's block. */
static int make_chunk(struct leat_step *step, const struct group_by *self, struct groups *groups) {
    if (groups->count < groups->chunk_count << self->chunk_shift) {
        return LEAT_OK;
    }
    const size_t count = groups->chunk_count;
    if ((count & (count - 1)) == 0) { /* it doubles */
        char **chunks =
            leat_realloc(step, groups->chunks, (count > 0 ? 2 * count : 1) * sizeof *chunks);
        if (!chunks) {
            return LEAT_FAILED;
        }
        groups->chunks = chunks;
    }
    groups->chunks[count] = leat_alloc(step, (self->block_size << self->chunk_shift) + CACHE_LINE);
    groups->chunk_count += groups->chunks[count] != NULL;
    return groups->chunks[count] ? LEAT_OK : LEAT_FAILED;
}

/* A block for the next group, started; NULL: it could not be had. */
static void *new_block(struct leat_step *step, const struct group_by *self, struct groups *groups) {
    if (make_chunk(step, self, groups) != LEAT_OK) {
        return NULL;
    }
    void *block = groups_block(self, groups, (uint32_t)groups->count);
    for (size_t set = 0; set < self->set_count; set++) {
        if (leat_measures_start(step, self->measures, set_of(self, block, set)) != LEAT_OK) {
            drop_sets(step, self, block, 0, set);
            return NULL;
        }
    }
    return block;
}

/* -- Groups ----------------------------------------------------------------------------------- */

static int make_room(struct leat_step *step, struct groups *groups, size_t wanted) {
    if (wanted <= groups->room) {
        return LEAT_OK;
    }
    size_t room = groups->room > 0 ? groups->room * 2 : FIRST_ROOM;
    room = room > wanted ? room : wanted;
    struct group *list = leat_realloc(step, groups->list, room * sizeof *list);
    if (!list) {
        return LEAT_FAILED;
    }
    groups->list = list;
    groups->room = room;
    return LEAT_OK;
}

int groups_follow(struct leat_step *step, const struct group_by *self, struct groups *groups,
                  size_t count, bool blocks) {
    if (make_room(step, groups, count) != LEAT_OK) {
        return LEAT_FAILED;
    }
    while (groups->count < count) {
        struct group *group = &groups->list[groups->count];
        memset(group, 0, sizeof *group);
        if (blocks && self->measures) {
            group->block = new_block(step, self, groups);
            if (!group->block) {
                return LEAT_FAILED;
            }
        }
        groups->count++;
    }
    return LEAT_OK;
}

void group_drop(struct leat_step *step, const struct group_by *self, struct group *group) {
    if (group->block) {
        drop_sets(step, self, group->block, 0, self->set_count);
        group->block = NULL;
    }
}

int group_merge(struct leat_step *step, const struct group_by *self, struct group *into,
                struct group *from) {
    void *block = from->block;
    from->block = NULL;
    for (size_t set = 0; self->measures && set < self->set_count; set++) {
        const int result = leat_measures_merge(step, self->measures, set_of(self, into->block, set),
                                               set_of(self, block, set));
        if (result != LEAT_OK) {
            drop_sets(step, self, block, set + 1, self->set_count);
            return result;
        }
    }
    return LEAT_OK;
}

void groups_free(struct leat_step *step, const struct group_by *self, struct groups *groups) {
    for (size_t i = 0; i < groups->count; i++) {
        group_drop(step, self, &groups->list[i]);
    }
    for (size_t i = 0; i < groups->chunk_count; i++) {
        leat_free(step, groups->chunks[i]);
    }
    leat_free(step, groups->chunks);
    leat_free(step, groups->list);
    leat_index_free(step, groups->index);
    memset(groups, 0, sizeof *groups);
}
