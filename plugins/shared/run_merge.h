/* run_merge: rows of many runs (leat_run), each in order, merged: of each run one batch is in
 * memory, and a heap says whose row is next.
 *
 * A run's batches should be of few rows, RUN_ROWS, since one of each run is held at a time; so
 * should what is given of them be, RUN_MERGED_ROWS, since several batches are on their way at once.
 * One thread at a time; all answer as callbacks do. */
#ifndef LEAT_SHARED_RUN_MERGE_H
#define LEAT_SHARED_RUN_MERGE_H

#include <leat/plugin.h>

#include "shared/key_sort.h"

enum { RUN_ROWS = 256, RUN_MERGED_ROWS = 8192 };

/* Where the merging is in a run. */
struct run_cursor {
    size_t number;            /* the run's: 0, 1, 2 … */
    struct leat_batch *batch; /* held; NULL: the run is at its end */
    struct key_batch keys;    /* its rows', by which they are in order; owned */
    size_t at;                /* the row that is next */
    uint32_t slot;            /* the batch's number among those taken from, or LEAT_NOWHERE */
};

/* Sets the cursor's batch to its run's next, held, and keys to its rows'; or the batch to NULL. */
typedef int run_loader(struct leat_step *step, struct run_cursor *cursor);

/* Whether a's next row comes before b's, which has the same key. */
typedef bool run_tie(struct leat_step *step, const struct run_cursor *a,
                     const struct run_cursor *b);

/* Zeroed is empty and ready. */
struct run_merge {
    struct run_cursor *cursors;
    size_t count;
    size_t *heap; /* numbers of cursors, the one whose row is next first */
    size_t heap_count;
    run_loader *load;
    run_tie *tie;
};

int run_merge_begin(struct leat_step *step, struct run_merge *merge, size_t count, run_loader *load,
                    run_tie *tie);
void run_merge_free(struct leat_step *step, struct run_merge *merge);

/* The cursor whose row is next; NULL: there are no more. */
const struct run_cursor *run_merge_next(const struct run_merge *merge);

/* The batches that rows were taken from, for leat_gather. Zeroed is empty and ready. */
struct run_taken {
    struct leat_batch **batches;
    struct run_cursor **of; /* whose each still is; NULL: its rows are all taken */
    size_t count, room;
};

/* Takes the row that is next, and says where it stands. */
int run_merge_take(struct leat_step *step, struct run_merge *merge, struct run_taken *taken,
                   struct leat_pick *pick);

/* The batches are done with: to be called before the callback returns. */
void run_taken_free(struct leat_step *step, struct run_taken *taken);

#endif
