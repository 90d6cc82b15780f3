/* aggregate: what its files share. Groups are those of shared/group_by.h; what is aggregate's own is
 *
 *   aggregate.c  options, open and the callbacks
 *   totals.c     totals over keys, and their labels
 *   order.c      declared orders, and that of first appearance */
#ifndef LEAT_AGGREGATE_H
#define LEAT_AGGREGATE_H

#include "shared/group_by.h"

enum { TOTALS_MOST = 8 };

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

    struct group_by groups;          /* whose total_of is the entry of `totals` */
    const struct declared **ordered; /* by key: its declared order, or NULL */
    size_t total_sets;               /* of totalled keys: a set's number has a bit for each entry */
    struct groups *totalled;         /* partition by partition, set by set; from seal on */
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
int aggregate_make_totals(struct leat_step *step, size_t partition);

/* All rows that come out, totals included, and the totals' labels. */
int aggregate_collect(struct leat_step *step);

void aggregate_free_totals(struct leat_step *step);

/* -- order.c ---------------------------------------------------------------------------------- */

/* The order that is asked for. */
group_writer *aggregate_order(const struct aggregate *self);

#endif
