/* sort: puts all rows in order. The parts of it:
 *
 *   sort.c    the options, and the way of the rows while memory lasts (shared/kept_rows.h)
 *   spill.c   where it is short: what a part holds is sorted and put into a run, which the runner
 *             keeps on disk
 *   merge.c   the runs, merged as the rows are given */
#ifndef LEAT_TRANSFORM_SORT_H
#define LEAT_TRANSFORM_SORT_H

#include <leat/plugin.h>

#include "shared/kept_rows.h"
#include "shared/run_merge.h"

/* Rows in order, and beside them where each had come in: its batch's sequence, its row there. Equal
 * rows of several runs are put in order by that. */
struct sort_run {
    struct leat_run *rows, *order;
    /* Of the batch where the merge is: the sequences of its rows, then their numbers; RUN_ROWS of
     * each. */
    int64_t *came;
};

struct sort_runs {
    struct sort_run *list;
    size_t count, room;
};

struct sort_part {
    struct kept_part kept; /* first */
    struct sort_runs runs;
};

struct sort {
    struct leat_list by; /* of struct order_by */

    int32_t *columns;
    uint32_t *orders;

    struct kept_rows kept; /* from seal on */
    bool *given;           /* a stream each */

    struct sort_runs runs; /* from seal on; where there are any all rows are in them */
    struct run_merge merge;
};

/* Sorts what the part holds into one more run. All answer as callbacks do. */
int sort_spill(struct leat_step *step, struct sort_part *part);
int sort_runs_move(struct leat_step *step, struct sort_runs *into, struct sort_runs *from);
void sort_runs_free(struct leat_step *step, struct sort_runs *runs);

int sort_merge_begin(struct leat_step *step);
int sort_merge_give(struct leat_step *step, struct leat_batch *batch);

#endif
