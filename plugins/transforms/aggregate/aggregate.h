/* aggregate: what its files share.
 *
 *   aggregate.c  options and open
 *   groups.c     groups by their keys, with their blocks of measures
 *   add.c        rows into this thread's groups
 *   merge.c      all threads' groups into partitions, by their hash; totals of each partition
 *   arrange.c    totals of all partitions; the order in which groups come out
 *   give.c       groups as rows
 *
 * Values of keys are not worked out from the keys' bytes but kept as cells: in add, a batch of
 * one's own with the keys of the groups that each batch brought; in merge, one batch for each
 * partition. */
#ifndef LEAT_AGGREGATE_H
#define LEAT_AGGREGATE_H

#include <leat/plugin.h>

#include "shared/key_sort.h"
#include "shared/key_table.h"

enum { TOTALS_MOST = 8 };

struct group {
    void *block; /* its measures; NULL: there are none, or they were merged into another group's */
    uint64_t sequence;     /* of its first row … */
    uint32_t row;          /* … and that row */
    bool has_rows;         /* else all that came were rejected */
    struct leat_pick cell; /* where its keys stand */
};

/* Groups by number, as key_table numbers their keys. Zeroed is empty and ready. */
struct groups {
    struct key_table table;
    struct group *list;
    size_t room;
    struct chunk *chunks; /* blocks, the newest first; none where the blocks are another's */
};

/* A partition's groups, whose blocks are the parts'; and its totals, a set of groups for each set
 * of totalled keys. */
struct partition {
    struct groups groups;
    struct groups *totals;
};

/* One row that comes out. */
struct result {
    const struct group *group;
    uint32_t totalled; /* a bit for each entry of `totals` whose key this row is a total over */
};

struct declared {
    struct leat_list values; /* of struct leat_value */
};

struct aggregate {
    struct leat_list by;
    struct leat_measures *measures;
    struct leat_map totals; /* column to label, of struct leat_value */
    struct leat_map order;  /* column to struct declared */
    int32_t symbols;        /* enum leat_symbols */
    bool first_seen;

    struct leat_type *types; /* the keys': by.count of them */
    int32_t *places;         /* 0, 1, 2 …: the keys' columns in batches of cells */
    const char **names;
    bool *is_private;
    int32_t *total_of;               /* by key: the entry of `totals`, or -1 */
    const struct declared **ordered; /* by key: its declared order, or NULL */
    size_t measure_count, block_size, total_sets;

    /* From seal on. */
    struct leat_batch **kept; /* the parts' batches of cells, all together */
    size_t kept_count;
    struct partition *partitions;
    size_t partition_count;
    struct leat_batch **cells; /* a batch for each partition, and one more with the labels */
    struct result *results;    /* in order */
    size_t result_count;
    bool *given; /* a stream each */
};

/* One thread's groups, and room for one batch's rows. */
struct part {
    struct groups groups;
    struct leat_batch **kept; /* the cells of groups' keys */
    size_t kept_count, kept_room;
    uint32_t first_kept; /* the number of its first among all parts' */
    uint64_t *hashes;
    uint32_t *numbers; /* the rows' groups */
    void **blocks;
    uint32_t *fresh; /* rows that are the first of their group */
    int64_t room;
};

static inline const int32_t *aggregate_by(const struct aggregate *self) { return self->by.items; }
static inline const struct leat_value *aggregate_label(const struct aggregate *self, size_t total) {
    return &LEAT_ITEM(self->totals, struct leat_value, total);
}

/* -- groups.c: LEAT_OK or LEAT_FAILED --------------------------------------------------------- */

/* The number of the key's group, which is added when it is not there; with a block of its own if
 * `block` is set. */
int groups_number(struct leat_step *step, struct groups *groups, const struct key *key, bool block,
                  uint32_t *number);

/* Notes that a row, or another group with that first row, belongs to the group; true: it is now the
 * group's first. */
static inline bool group_note(struct group *group, uint64_t sequence, uint32_t row) {
    if (group->has_rows &&
        (group->sequence < sequence || (group->sequence == sequence && group->row <= row))) {
        return false;
    }
    group->has_rows = true;
    group->sequence = sequence;
    group->row = row;
    return true;
}

/* Adds another group's measures to a group's; the other's block is then gone. */
int group_merge(struct leat_step *step, struct group *into, struct group *from);

void groups_free(struct leat_step *step, struct groups *groups);

/* The key of no columns, which all rows have. */
static inline struct key key_of_all(void) {
    const struct key key = {0, NULL, 0};
    return key;
}

/* -- the callbacks ---------------------------------------------------------------------------- */

int aggregate_add(struct leat_step *step, struct leat_batch *batch);
void aggregate_end(struct leat_step *step);
int aggregate_seal(struct leat_step *step, void *const *parts, size_t count, size_t *partitions);
int aggregate_merge(struct leat_step *step, void *const *parts, size_t count, size_t partition);
int aggregate_arrange(struct leat_step *step, void *const *parts, size_t count, size_t *streams);
int aggregate_give(struct leat_step *step, size_t stream, struct leat_batch *batch);

/* Puts self->results into the order that is asked for. */
int aggregate_order(struct leat_step *step);

#endif
