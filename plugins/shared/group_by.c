/* group_by: the keys and measures of a step, and groups by their keys, each with a block of
 * measures. See group_by.h. */
#include "shared/group_by.h"

const char *const group_by_symbols[] = {"by_measure", "ignore", "pass", "fail", NULL};

/* Blocks that stay where they are while more are added. */
struct group_chunk {
    struct group_chunk *next;
    size_t used, room; /* blocks */
    _Alignas(16) char data[];
};

enum { FIRST_BLOCKS = 16, MOST_BLOCKS = 4096, MOST_BYTES = 1 << 20 };

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

static void open_keys(struct leat_bind *bind, const struct group_by *self) {
    for (size_t key = 0; key < self->count; key++) {
        const int32_t column = self->columns[key];
        struct leat_hint hint = {.size = sizeof hint};
        leat_column_hint(bind, 0, column, &hint);
        self->types[key] = leat_column_type(bind, 0, column);
        self->names[key] = leat_column_name(bind, 0, column).data;
        self->is_private[key] = hint.is_private != 0;
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
    return LEAT_OK;
}

void group_by_close(struct leat_step *step, struct group_by *self) {
    for (size_t i = 0; self->partitions && i < self->partition_count; i++) {
        groups_free(step, self, &self->partitions[i]);
    }
    for (size_t i = 0; self->cells && i <= self->partition_count; i++) {
        if (self->cells[i]) {
            leat_release(step, self->cells[i]);
        }
    }
    leat_free(step, self->partitions);
    leat_free(step, self->cells);
    leat_free(step, self->kept);
    leat_free(step, self->rows);
    leat_free(step, self->given);
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

/* How many blocks the next chunk has: ever more, but large ones by and by. */
static size_t chunk_room(const struct group_chunk *newest, size_t block_size) {
    if (!newest) {
        return block_size > MOST_BYTES / FIRST_BLOCKS ? 1 : FIRST_BLOCKS;
    }
    const bool is_large = newest->room >= MOST_BLOCKS || newest->room * block_size >= MOST_BYTES;
    return is_large ? newest->room : newest->room * 2;
}

/* A block, started; NULL: it could not be had. */
static void *new_block(struct leat_step *step, const struct group_by *self, struct groups *groups) {
    const size_t block_size = self->set_size * self->set_count;
    struct group_chunk *chunk = groups->chunks;
    if (!chunk || chunk->used == chunk->room) {
        const size_t room = chunk_room(chunk, block_size);
        chunk = leat_alloc(step, sizeof *chunk + room * block_size);
        if (!chunk) {
            return NULL;
        }
        chunk->room = room;
        chunk->next = groups->chunks;
        groups->chunks = chunk;
    }
    void *block = chunk->data + chunk->used * block_size;
    for (size_t set = 0; set < self->set_count; set++) {
        if (leat_measures_start(step, self->measures, set_of(self, block, set)) != LEAT_OK) {
            drop_sets(step, self, block, 0, set);
            return NULL;
        }
    }
    chunk->used++;
    return block;
}

/* -- Groups ----------------------------------------------------------------------------------- */

static int make_room(struct leat_step *step, struct groups *groups) {
    if (groups->table.count < groups->room) {
        return LEAT_OK;
    }
    const size_t room = groups->room > 0 ? groups->room * 2 : FIRST_BLOCKS;
    struct group *list = leat_realloc(step, groups->list, room * sizeof *list);
    if (!list) {
        return LEAT_FAILED;
    }
    groups->list = list;
    groups->room = room;
    return LEAT_OK;
}

int groups_number(struct leat_step *step, const struct group_by *self, struct groups *groups,
                  const struct key *key, bool block, uint32_t *number) {
    const size_t before = groups->table.count;
    if (make_room(step, groups) != LEAT_OK ||
        key_table_add(step, &groups->table, key, number) != LEAT_OK) {
        return LEAT_FAILED;
    }
    if (groups->table.count == before) {
        return LEAT_OK;
    }
    struct group *group = &groups->list[*number];
    memset(group, 0, sizeof *group);
    if (block && self->measures) {
        group->block = new_block(step, self, groups);
        return group->block ? LEAT_OK : LEAT_FAILED;
    }
    return LEAT_OK;
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
    for (size_t i = 0; groups->chunks && i < groups->table.count; i++) {
        if (groups->list[i].block) {
            drop_sets(step, self, groups->list[i].block, 0, self->set_count);
        }
    }
    while (groups->chunks) {
        struct group_chunk *next = groups->chunks->next;
        leat_free(step, groups->chunks);
        groups->chunks = next;
    }
    leat_free(step, groups->list);
    key_table_free(step, &groups->table);
    memset(groups, 0, sizeof *groups);
}
