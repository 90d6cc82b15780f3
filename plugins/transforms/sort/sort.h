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

/* A run is in order, and of batches of few rows, since one of each run is in memory while they are
 * merged; what is given then are batches of few rows too, since several are on their way at once. */
enum { RUN_ROWS = 256, MERGED_ROWS = 8192 };

/* Rows in order, and beside them where each had come in: its batch's sequence, its row there. Equal
 * rows of several runs are put in order by that. */
struct sort_run {
    struct leat_run *rows, *order;
};

struct sort_runs {
    struct sort_run *list;
    size_t count, room;
};

struct sort_part {
    struct kept_part kept; /* first */
    struct sort_runs runs;
};

/* Where the merging is in a run. */
struct sort_cursor {
    struct sort_run *run;
    struct leat_batch *batch; /* held; NULL: the run is at its end */
    struct key_batch keys;    /* its rows' */
    int64_t *order;           /* the sequences of its rows, then their numbers; RUN_ROWS of each */
    size_t at, rows;
    uint32_t slot; /* its number among the batches that are being picked from, or LEAT_NOWHERE */
};

struct sort {
    struct leat_list by; /* of struct order_by */

    int32_t *columns;
    uint32_t *orders;

    struct kept_rows kept; /* from seal on */
    bool *given;           /* a stream each */

    struct sort_runs runs; /* from seal on; where there are any all rows are in them */
    struct sort_cursor *cursors;
    size_t *heap; /* numbers of cursors, the one whose row is next first */
    size_t heap_count;
};

/* Sorts what the part holds into one more run. All answer as callbacks do. */
int sort_spill(struct leat_step *step, struct sort_part *part);
int sort_runs_move(struct leat_step *step, struct sort_runs *into, struct sort_runs *from);
void sort_runs_free(struct leat_step *step, struct sort_runs *runs);

int merge_begin(struct leat_step *step);
int merge_give(struct leat_step *step, struct leat_batch *batch);
void merge_free(struct leat_step *step);

#endif
