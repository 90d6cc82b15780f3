/* group_by: rows into groups by the values of key columns, each with its measures; for folds.
 *
 *   group_by.c        open and close; groups by their keys, with their blocks of measures
 *   group_by_add.c    rows into this thread's groups
 *   group_by_merge.c  all threads' groups into partitions, by their hash
 *   group_by_order.c  the order in which rows come out
 *   group_by_give.c   groups as rows
 *   group_by_totals.c totals of a step before, beside their parts
 *
 * A group's block holds one or more sets of measures: a row's values go into one of them. Values of
 * keys are not worked out from the keys' bytes but kept as cells: in add, a batch of one's own with
 * the keys of the groups that each batch brought; in merge, one batch for each partition.
 *
 * A plugin has a struct group_by in its state, and each part begins with a struct group_by_part. Its
 * callbacks call those below of the same name, and do between them what is its own. Functions answer
 * as callbacks do, unless said otherwise. */
#ifndef LEAT_SHARED_GROUP_BY_H
#define LEAT_SHARED_GROUP_BY_H

#include <leat/plugin.h>

#include "shared/key_rows.h"
#include "shared/key_sort.h"

struct group {
    void *block;       /* its measures; NULL: there are none, or they are another group's by now */
    uint64_t sequence; /* of its first row … */
    uint32_t row;      /* … and that row */
    bool has_rows;     /* else all that came were rejected */
    struct leat_pick cell; /* where its keys stand */
};

/* Groups by number, as their index numbers their keys; without keys, number 0 alone. Zeroed is empty
 * and ready. */
struct groups {
    struct leat_index *index; /* NULL: none yet, or there are no keys */
    struct group *list;
    size_t count, room;
    char **chunks; /* the memory of blocks, by number; NULL where that is another's */
    size_t chunk_count;
};

/* One row that comes out. */
struct group_row {
    const struct group *group;
    uint32_t totalled; /* bits, by total_of: the keys that this row is a total over */
};

struct group_by {
    const int32_t *columns; /* the keys: count of them and of the lists that follow */
    size_t count;
    struct leat_type *types;
    int32_t *places; /* 0, 1, 2 …: the keys' columns in batches of cells, and as they come out */
    const char **names;
    bool *is_private;
    bool has_totals_before; /* some keys may be marked as totals of a step before */
    /* Its bit in `totalled`, or -1, as open leaves it. Whoever sets one gives a batch of one row
     * with the labels, in the place of such keys, behind the cells. */
    int32_t *total_of;
    int32_t *watched; /* columns, no keys, whose values may be totals: watched_count of them */
    const char **watched_names;
    size_t watched_count;
    struct leat_measures *measures; /* NULL: none */
    size_t measure_count;
    size_t set_size;      /* bytes of a set of measures */
    size_t set_count;     /* sets in a block */
    size_t block_size;    /* of all its sets */
    unsigned chunk_shift; /* 1 << chunk_shift blocks stand in a chunk */

    /* From seal on. */
    struct leat_batch **kept; /* the parts' batches of cells, all together */
    size_t kept_count;
    struct groups *parts; /* the memory of the parts' blocks alone; part_count of them */
    size_t part_count;
    struct groups *partitions; /* whose blocks stand there */
    size_t partition_count;
    /* What groups' cells stand in: cell_count batches, of a partition each, and one more with
     * labels, or NULL. */
    struct leat_batch **cells;
    size_t cell_count;

    /* From arrange on. */
    struct group_row *rows;
    size_t row_count;
    bool has_totals; /* among the rows */
    bool *given;     /* a stream each */
};

/* One thread's groups, and room for one batch's rows. */
struct group_by_part {
    struct groups groups;
    struct leat_batch **kept; /* the cells of groups' keys */
    size_t kept_count, kept_room;
    uint32_t first_kept;  /* the number of its first among all parts' */
    struct key_rows keys; /* the rows' groups; KEY_NONE: the row is left out */
    void **blocks;
    size_t with_rows;       /* how many of its groups have rows */
    uint64_t next_sequence; /* all of these are in batches before this one */
    uint32_t *fresh;        /* rows of the last batch that are the first of their group … */
    size_t fresh_count;
    int64_t room;
    unsigned char *seen; /* by watched column: whether there were totals and parts; NULL: no rows */
};

/* -- group_by.c ------------------------------------------------------------------------------- */

/* The option "symbols": its choices, by enum leat_symbols, and its help. */
extern const char *const group_by_symbols[];
#define GROUP_BY_SYMBOLS_HELP                                                                                          \
    "what becomes of symbols in a measured column: they are left out (ignore), stand in place of the measure (pass), " \
    "or reject their rows (fail); by_measure: counts ignore them, other measures pass them"

/* In open: passes the columns of `by` on, and readies the measures, with `sets` of them in a block.
 * What comes out for the measures is for the plugin to announce. */
int group_by_open(struct leat_step *step, struct leat_bind *bind, struct group_by *self,
                  const struct leat_list *by, struct leat_measures *measures, int32_t symbols,
                  size_t sets);
void group_by_close(struct leat_step *step, struct group_by *self);

/* What open made, without any groups: for groups that are to be kept elsewhere (group_by_take). It
 * is given back by group_by_drop, and the other by group_by_close after it. */
struct group_by group_by_copy(const struct group_by *self);

/* Gives back all that there is from seal on. */
void group_by_drop(struct leat_step *step, struct group_by *self);

/* The key's position in `by` of a column of the input; -1: it is none. */
int32_t group_by_find(const struct group_by *self, int32_t column);

/* Makes the groups that are missing to `count` of them, which is how many keys the index now has. With
 * a block each if `blocks` is set. */
int groups_follow(struct leat_step *step, const struct group_by *self, struct groups *groups,
                  size_t count, bool blocks);

/* Where the measures of a group that has a block of its own stand. A chunk's first block begins a
 * line of the caches, so that most blocks lie within one. */
enum { CACHE_LINE = 64 };
static inline char *groups_block(const struct group_by *self, const struct groups *groups,
                                 uint32_t number) {
    char *chunk = groups->chunks[number >> self->chunk_shift];
    const size_t to_line = ((size_t)0 - (uintptr_t)chunk) & (CACHE_LINE - 1);
    return chunk + to_line + (number & (((uint32_t)1 << self->chunk_shift) - 1)) * self->block_size;
}

void groups_free(struct leat_step *step, const struct group_by *self, struct groups *groups);

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

/* Drops what the group's measures hold; its block is then gone. */
void group_drop(struct leat_step *step, const struct group_by *self, struct group *group);

/* Adds another group's measures to a group's; the other's block is then gone. */
int group_merge(struct leat_step *step, const struct group_by *self, struct group *into,
                struct group *from);

/* -- group_by_totals.c ------------------------------------------------------------------------ */

/* A row that is a total over a column, and rows that are its parts, must not come into one group:
 * they are told apart by the column, which is a key, or `apart` (else -1), or the step fails. In
 * open, after group_by_open; for each batch (group_by_add does); in seal. */
int group_by_watch(struct leat_step *step, struct leat_bind *bind, struct group_by *self,
                   int32_t apart);
int group_by_look(struct leat_step *step, const struct group_by *self, struct leat_batch *batch);
int group_by_check(struct leat_step *step, const struct group_by *self, void *const *parts,
                   size_t count);

/* -- The callbacks: add and end --------------------------------------------------------------- */

#define GROUP_BY_NO_SET KEY_NONE

/* Adds the batch's rows to this thread's groups. sets: the set of measures that each row goes into,
 * or GROUP_BY_NO_SET: the row makes no group and counts nowhere; NULL: all go into the first. Rows
 * that are rejected make no group. */
int group_by_add(struct leat_step *step, const struct group_by *self, struct leat_batch *batch,
                 const uint32_t *sets);
void group_by_end(struct leat_step *step, const struct group_by *self);

/* Frees the cells of a part whose groups are gone. */
void group_by_forget(struct leat_step *step, struct group_by_part *part);

/* -- seal and merge --------------------------------------------------------------------------- */

int group_by_seal(struct leat_step *step, struct group_by *self, void *const *parts, size_t count,
                  size_t *partitions);
int group_by_merge(struct leat_step *step, const struct group_by *self, void *const *parts,
                   size_t count, size_t partition);

/* First in arrange: the parts' groups are those of partitions now, and what they were found by is of
 * no more use. */
void group_by_merged(struct leat_step *step, const struct group_by *self, void *const *parts,
                     size_t count);

/* Takes all groups of one part, which then has none, as the only partition, whose blocks are its
 * own. In place of seal and merge, for a part that is to be kept elsewhere. */
int group_by_take(struct leat_step *step, struct group_by *self, struct group_by_part *part);

/* -- arrange ---------------------------------------------------------------------------------- */

/* All groups as rows, in no order, with room for `more`. Without keys there is one group, even over
 * no rows at all. */
int group_by_collect(struct leat_step *step, struct group_by *self, size_t more);
void group_by_append(struct group_by *self, const struct groups *groups, uint32_t totalled);

/* What a row is put into order by: bytes that its writer puts, one after another. */
struct group_order {
    struct leat_step *step;
    const struct group_by *group_by;
    struct key_batch *keys; /* of the cells: batch by batch, key by key */
    struct leat_view *views;
    const uint8_t **marks; /* of totals; NULL: none */
    uint8_t *bytes;        /* NULL: they are only counted */
    size_t size;
};
typedef void group_writer(struct group_order *order, const struct group_row *row);

/* Ascending by keys, nulls last; then rows that were totals before they came here, then totals. */
void group_by_ascending(struct group_order *order, const struct group_row *row);

/* For writers. put_key begins with a byte of one of the others: what a writer puts in its place, to
 * come before them, begins with one of GROUP_BEFORE. */
enum { GROUP_BEFORE = 0, GROUP_ASCENDING = 1, GROUP_MARKED = 2, GROUP_TOTAL = 3 };
void group_order_put(struct group_order *order, uint8_t byte);
void group_order_put_number(struct group_order *order, uint64_t number, int bytes);
void group_order_put_key(struct group_order *order, const struct group_row *row, size_t key);
static inline const struct leat_view *group_order_view(const struct group_order *order,
                                                       const struct group_row *row, size_t key) {
    return &order->views[row->group->cell.batch * order->group_by->count + key];
}

/* The bytes of some rows, whose groups' cells stand in these batches; key_batch_free. */
int group_order_keys(struct leat_step *step, const struct group_by *self, group_writer *write,
                     struct leat_batch *const *cells, size_t batches, const struct group_row *rows,
                     size_t count, struct key_batch *keys);

/* Puts the rows into order and says how many streams they come out in. */
int group_by_arrange(struct leat_step *step, struct group_by *self, group_writer *write,
                     size_t *streams);

/* -- give ------------------------------------------------------------------------------------- */

static inline bool group_is_total(const struct group_by *self, const struct group_row *row,
                                  size_t key) {
    return self->total_of[key] >= 0 && row->totalled >> self->total_of[key] & 1;
}

/* The stream's next rows: `count` of them from *rows on. LEAT_END: there are none (left). */
int group_by_next(const struct group_by *self, size_t stream, const struct group_row **rows,
                  size_t *count);

/* Gives rows their key columns. */
int group_by_give_keys(struct leat_step *step, const struct group_by *self,
                       struct leat_batch *batch, const struct group_row *rows, size_t count);

/* Gives one measure of one set as a column. Where it cannot be worked out, the message names the
 * group and then `of`, which says what set it is: ", as_at = 2014-09-01". */
int group_by_give_measure(struct leat_step *step, const struct group_by *self,
                          struct leat_batch *batch, int32_t column, size_t set, const char *of,
                          size_t measure, const struct group_row *rows, size_t count);

#endif
