/* groups: groups of rows by their keys, each with a block of measures. See aggregate.h. */
#include "aggregate.h"

/* Blocks that stay where they are while more are added. */
struct chunk {
    struct chunk *next;
    size_t used, room; /* blocks */
    _Alignas(16) char data[];
};

enum { FIRST_BLOCKS = 16, MOST_BLOCKS = 4096 };

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

/* A block, started; NULL: it could not be had. */
static void *new_block(struct leat_step *step, struct groups *groups) {
    const struct aggregate *self = step->state;
    struct chunk *chunk = groups->chunks;
    if (!chunk || chunk->used == chunk->room) {
        const size_t room = !chunk                      ? FIRST_BLOCKS
                            : chunk->room < MOST_BLOCKS ? chunk->room * 2
                                                        : MOST_BLOCKS;
        chunk = leat_alloc(step, sizeof *chunk + room * self->block_size);
        if (!chunk) {
            return NULL;
        }
        chunk->room = room;
        chunk->next = groups->chunks;
        groups->chunks = chunk;
    }
    void *block = chunk->data + chunk->used * self->block_size;
    if (leat_measures_start(step, self->measures, block) != LEAT_OK) {
        return NULL;
    }
    chunk->used++;
    return block;
}

int groups_number(struct leat_step *step, struct groups *groups, const struct key *key, bool block,
                  uint32_t *number) {
    const struct aggregate *self = step->state;
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
        group->block = new_block(step, groups);
        return group->block ? LEAT_OK : LEAT_FAILED;
    }
    return LEAT_OK;
}

int group_merge(struct leat_step *step, struct group *into, struct group *from) {
    const struct aggregate *self = step->state;
    void *block = from->block;
    from->block = NULL;
    return self->measures ? leat_measures_merge(step, self->measures, into->block, block) : LEAT_OK;
}

void groups_free(struct leat_step *step, struct groups *groups) {
    const struct aggregate *self = step->state;
    for (size_t i = 0; groups->chunks && i < groups->table.count; i++) {
        if (groups->list[i].block) {
            leat_measures_drop(step, self->measures, groups->list[i].block);
        }
    }
    while (groups->chunks) {
        struct chunk *next = groups->chunks->next;
        leat_free(step, groups->chunks);
        groups->chunks = next;
    }
    leat_free(step, groups->list);
    key_table_free(step, &groups->table);
    memset(groups, 0, sizeof *groups);
}
