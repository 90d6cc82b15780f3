/* aggregate: what its files share. Groups are those of shared/group_by.h; what is aggregate's own is
 *
 *   aggregate.c  options, open and the callbacks
 *   totals.c     totals over keys, and their labels
 *   order.c      declared orders, and that of first appearance
 *   spill.c      where memory is short: what a part holds goes into a run, which the runner keeps on
 *                disk
 *   merge.c      the runs, merged as the rows are given */
#ifndef LEAT_AGGREGATE_H
#define LEAT_AGGREGATE_H

#include "shared/group_by.h"
#include "shared/run_merge.h"

enum { TOTALS_MOST = 8 };

struct declared {
    struct leat_list values; /* of struct leat_value */
};

/* Rows as they will come out, totals among them, in their order: what one part held. Each has its
 * keys' cells and then these. */
enum { RUN_TOTALLED, RUN_SEQUENCE, RUN_ROW, RUN_MEASURES, RUN_COLUMNS };

struct aggregate_run {
    struct leat_run *rows;
    size_t batches; /* that are still to be read */

    /* Of the batch where the merge is; RUN_ROWS of each. */
    struct group_row *given;
    struct group *groups;
    size_t *ends;      /* where each row's measures end in … */
    uint8_t *measures; /* … these bytes */
    size_t room;
};

struct aggregate_runs {
    struct aggregate_run *list;
    size_t count, room;
};

struct aggregate_part {
    struct group_by_part grouped; /* first */
    struct aggregate_runs runs;
};

struct aggregate {
    struct leat_list by;
    struct leat_measures *measures;
    struct leat_map totals; /* column to label, of struct leat_value */
    struct leat_map order;  /* column to struct declared */
    int32_t symbols;        /* enum leat_symbols */
    bool first_seen;

    struct group_by groups;          /* whose total_of is the entry of `totals` */
    const struct declared **ordered; /* by key: its declared order, or NULL */
    size_t total_sets;               /* of totalled keys: a set's number has a bit for each entry */
    struct groups *totalled;         /* partition by partition, set by set; from seal on */

    struct aggregate_runs runs; /* from seal on; where there are any all groups are in them */
    struct run_merge merge;
    struct leat_batch *labels; /* of totals; NULL: there are none */
    uint8_t *key;              /* of the group that is being merged */
    size_t key_size, key_room;
};

static inline const struct leat_value *aggregate_label(const struct aggregate *self, size_t total) {
    return &LEAT_ITEM(self->totals, struct leat_value, total);
}

/* A set's totals of a partition, until arrange; those of the first are then all. */
static inline struct groups *aggregate_totals(const struct aggregate *self, size_t partition,
                                              size_t set) {
    return &self->totalled[partition * self->total_sets + set];
}

/* -- totals.c: LEAT_OK or LEAT_FAILED --------------------------------------------------------- */

/* Looks whether a key of this batch's new groups is a label as well. */
int aggregate_check_labels(struct leat_step *step, struct leat_batch *batch);

/* A partition's totals, once its groups are merged. */
int aggregate_make_totals(struct leat_step *step, const struct aggregate *self, size_t partition);

/* A group's measures as bytes (leat_measures_save). A copier is for one thread; zeroed is ready. */
struct aggregate_copier {
    void *block; /* room for a set */
    uint8_t *bytes;
    size_t size, room;
};
int aggregate_save(struct leat_step *step, const struct aggregate *self,
                   struct aggregate_copier *copier, const struct group *group);

/* Adds a copy of a group's measures to another's. */
int aggregate_copy(struct leat_step *step, const struct aggregate *self,
                   struct aggregate_copier *copier, const struct group *from,
                   const struct group *into);
void aggregate_copier_free(struct leat_step *step, struct aggregate_copier *copier);

/* The keys that stay when those of a set are totalled over: their columns in the cells. */
size_t aggregate_keys_left(const struct aggregate *self, uint32_t totalled, int32_t *columns);

/* A batch of one row with the labels of totals, where they are texts; leat_release, even where it
 * fails. */
int aggregate_make_labels(struct leat_step *step, const struct aggregate *self,
                          struct leat_batch **made);

/* All rows that come out, totals included, and the totals' labels. */
int aggregate_collect(struct leat_step *step, struct aggregate *self);

void aggregate_free_totals(struct leat_step *step, struct aggregate *self);

/* -- order.c ---------------------------------------------------------------------------------- */

/* The order that is asked for. */
group_writer *aggregate_order(const struct aggregate *self);

/* -- aggregate.c ------------------------------------------------------------------------------ */

/* Puts rows into the batch that is given: their keys and measures. */
int aggregate_put(struct leat_step *step, struct leat_batch *batch, const struct group_row *rows,
                  size_t count);

/* -- spill.c ---------------------------------------------------------------------------------- */

/* Whether groups can be put into runs, where equal keys of several runs meet since they are in order
 * by them: not if they come out by their first rows, nor if some keys may be totals of a step
 * before, which are in order apart from equal ones that are none. */
static inline bool aggregate_can_spill(const struct aggregate *self) {
    return self->groups.count > 0 && !self->first_seen && !self->groups.has_totals_before;
}

/* Puts what the part holds into one more run. */
int aggregate_spill(struct leat_step *step, struct aggregate_part *part);

/* Bytes as text and back: seven bits in each, so that it is UTF-8. */
static inline size_t packed_size(size_t size) { return (size * 8 + 6) / 7; }
static inline size_t unpacked_size(size_t size) { return size * 7 / 8; }
void aggregate_pack(const uint8_t *bytes, size_t size, char *text);
void aggregate_unpack(const char *text, size_t size, uint8_t *bytes);

/* -- merge.c ---------------------------------------------------------------------------------- */

int aggregate_runs_room(struct leat_step *step, struct aggregate_runs *runs, size_t more);
int aggregate_runs_move(struct leat_step *step, struct aggregate_runs *into,
                        struct aggregate_runs *from);
void aggregate_runs_free(struct leat_step *step, struct aggregate_runs *runs);

int aggregate_merge_begin(struct leat_step *step);
int aggregate_merge_give(struct leat_step *step, struct leat_batch *batch);
void aggregate_merge_end(struct leat_step *step);

#endif
