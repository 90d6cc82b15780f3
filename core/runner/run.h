/* run: carries rows through a plan.
 *
 * A stage runs from a head (a source, a fold's rows, or kept rows) through row-wise transforms to
 * folds, sinks and kept rows. Threads take parcels of a stage's input (a piece, a batch), carry
 * each as far as order does not matter, and hand it in; parcels are then finished strictly in their
 * order, by whichever thread is there: rows are written, kept, and given to transforms that need
 * order; rejects are counted; failures are told. So results, rejects and messages do not depend on
 * the number of threads.
 *
 *   run.c          the whole: stages in turn, sinks finished; outputs.c: outputs opened and
 *                  committed
 *   stages_make.c  which steps run together in a stage
 *   stage.c        one stage: threads take parcels of its head, hand_in puts them back in order
 *   carry.c        one batch through the steps of its stage
 *   run_step.c     a step's handles and parts, and its start and end; fold.c: its merging;
 *                  sink.c: its inputs in turn
 *   work.c         one callback of a plugin: what it may use, and what it left: the rows that it
 *                  rejected are counted once each and taken out
 *   books.c        what became of each step's rows, and whether all are accounted for
 *   reject.c       the run's rejects: counted against the limit and shown; reject_file.c: kept
 *   host.c         the table of struct leat_host; host_rows.c: reading, editing and building
 *                  batches, host_keep.c: keeping and comparing them, host_gather.c: picking their
 *                  rows, host_run.c: runs, on disk where memory is short, host_eval.c: expressions
 *                  and measures. Calls that tell of rows are in work.c, those that need no rows in
 *                  plan/handle.c and plan/bind.c
 *   cell.c         a cell as text, for messages; shortage.c: who held the memory, where it ended
 *   receipt.c      the closing lines, and the progress line
 *
 * Batches are lent to what carries them: who made one releases it, after whatever is to outlive the
 * call has shared it (put off, kept, given to a plugin's leat_share). */
#ifndef LEAT_RUNNER_RUN_H
#define LEAT_RUNNER_RUN_H

#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

#include "base/clock.h"
#include "base/interrupt.h"
#include "plan/plan.h"
#include "runner/books.h"
#include "runner/work.h"

enum { WINDOW_A_THREAD = 4, REJECTS_SHOWN = 10 };

/* A batch's sequence is its parcel's number and, below that many bits, its own among those that
 * descend from the parcel. */
enum { SEQUENCE_BITS = 32 };

/* What becomes of a step's rows at one of its readers. */
enum edge_kind { EDGE_PROCESS, EDGE_ADD, EDGE_WRITE };

struct edge {
    enum edge_kind kind;
    int32_t to, input; /* the reader, and which of its inputs */
};

/* Rows kept in order: batches with the columns of a step's out. */
struct kept {
    struct batch **batches;
    size_t count, room;
};
void kept_add(struct kept *kept, struct batch *batch); /* takes the hold */
void kept_free(struct kept *kept);

/* One step while it runs. */
struct run_step {
    struct step *step;
    bool is_ordered; /* its process is called in order, by one handle */
    bool was_started;
    struct handle **handles; /* one a thread; for what comes in order the last: ordered_handle */
    int32_t handle_count;
    int32_t begun; /* how many of them; end is for those */
    void **parts;  /* of the handles, in their order */

    struct edge *edges; /* readers in the same stage */
    size_t edge_count;
    bool keeps; /* some reader wants its rows kept */
    struct kept kept;
    struct batch **tables; /* by input: all rows of INPUT_WHOLE */

    size_t streams; /* folds: as arrange said */

    bool is_wanted; /* by what is run */
    struct sink_input {
        bool is_done; /* no more rows will come */
        row_count taken;
        struct kept early;
    } * sink_inputs; /* sinks: by input */
    size_t sink_now; /* the input that is being written */

    struct books books;
};

enum head_kind { HEAD_SOURCE, HEAD_FOLD, HEAD_KEPT };

struct stage {
    enum head_kind head;
    int32_t step;     /* the source or fold; HEAD_KEPT: the reader */
    int32_t input;    /* HEAD_KEPT: which of its inputs */
    struct edge edge; /* HEAD_KEPT: how the reader takes it */
    int32_t *members; /* row-wise transforms in it, in order */
    size_t member_count;
    int32_t *folds; /* that are filled by it */
    size_t fold_count;
    struct {
        int32_t step, input;
    } * writes; /* sink inputs that it feeds */
    size_t write_count;
    bool *after; /* by stage number: that one comes first */
    bool is_done;
};

/* A row that could not be used. */
struct reject {
    struct row_place place;
    int32_t step;
    char *column, *value, *message; /* column and value may be NULL */
    uint64_t serial;                /* the order it was told in within its parcel */
    const void *rule;               /* as struct told has it */
    bool is_first;                  /* of its row: further reasons for one row are not */
};

struct rejects {
    struct reject *list;
    size_t count, room;
};
void rejects_add(struct rejects *rejects, struct reject reject);
void rejects_free(struct rejects *rejects);

/* Where the run's rejects go. */
struct reject_log {
    int64_t limit, count; /* rows */
    bool is_json, has_file;
    struct output *output;
    struct string pending;
    char *room;           /* for a record, once one was looked for */
    struct rejects first; /* of the run, to be shown if the limit is passed */
};

struct run {
    struct plan *plan;
    int32_t threads;
    bool check_batches;
    struct run_step *steps; /* by step number */
    struct stage *stages;
    size_t stage_count;
    struct reject_log rejects;
    struct problems *problems;
    atomic_bool stopping; /* no more rows are wanted: the run has failed, or was interrupted */
    int32_t preview_step; /* only what this step needs is run, and its first rows are kept; -1: no
                             preview */
    int64_t preview_rows; /* how many */
    atomic_bool has_enough;
    struct output **outputs; /* that are open, lent by their steps and by `rejects` */
    size_t output_count;
    bool is_committed; /* all outputs are in their places */
    int64_t began;     /* by clock_now */
};

struct run_request {
    int32_t threads; /* 0: as many as there are processors */
    bool check_batches;
    int32_t preview_step; /* -1: run the whole plan */
    int64_t preview_rows;
};

/* Runs the plan; problems tell what went wrong, and then every target is as it was. */
struct run *run_new(struct plan *plan, const struct run_request *request,
                    struct problems *problems);
void run_plan(struct run *run);
void run_free(struct run *run);

/* Whether no more rows are wanted, so that a plugin that would give them for ever is left. */
static inline bool run_is_over(const struct run *run) {
    return atomic_load(&run->stopping) || interrupt_signal;
}

/* -- Between the runner's own files ----------------------------------------------------------- */

void stages_make(struct run *run);
void stages_free(struct run *run);

/* Runs one stage to its end. false: it failed, or the run is stopping. */
bool stage_run(struct run *run, struct stage *stage);

/* What is put off until a parcel's turn comes. */
struct item {
    enum { ITEM_WRITE, ITEM_PROCESS, ITEM_KEEP } kind;
    int32_t step, input; /* the reader; ITEM_KEEP: whose rows */
    struct batch *batch;
    struct string blob; /* ITEM_WRITE: what encode made of it */
};

/* One piece of a stage's input on its way. */
struct parcel {
    uint64_t number;
    uint64_t next_index; /* of the batches that descend from it */
    struct item *items;  /* what is left to do in order */
    size_t item_count, item_room;
    struct rejects rejects;
    struct problems problems;
    struct batch *batch; /* what the head gave, until it is carried */
    struct piece *piece;
    size_t stream;      /* folds of several streams */
    int64_t rows_given; /* by its piece or stream so far */
};

/* How a batch is being carried. */
struct carry {
    struct run *run;
    int32_t thread;
    struct parcel *parcel;
    bool in_order; /* the parcel's turn has come: nothing needs to be put off */
};

/* Gives a step's rows (columns as its `out` has them) to all its readers in the stage. false: it
 * failed; the parcel's problems say why, or the run is stopping. The batch stays the caller's. */
bool carry_rows(struct carry *carry, int32_t step, struct batch *batch);

/* Gives rows to one reader. */
bool carry_edge(struct carry *carry, const struct edge *edge, struct batch *batch);

/* Does what was put off. */
bool carry_items(struct carry *carry);

/* Takes a plugin's batch of the step's own columns on: chooses those that come out, numbers it,
 * counts, and carries it.
 */
bool carry_own(struct carry *carry, int32_t step, struct batch *own);

/* After the stage's last parcel: merge and rest of the row-wise transforms. */
bool carry_rest(struct carry *carry, int32_t step);

/* Folds: seal, merge, arrange. */
bool fold_finish(struct run *run, int32_t step);

/* Sinks. Rows become bytes where the sink has encode; they are written, or kept until their input's
 * turn; no more rows will come for an input. */
bool sink_encode(struct handle *handle, struct parcel *parcel, int32_t input, struct batch *batch,
                 struct string *blob);
bool sink_write(struct carry *carry, int32_t step, int32_t input, struct batch *batch,
                const struct string *blob);
bool sink_input_done(struct run *run, int32_t step, int32_t input);

/* Makes a step's handles and parts, its tables, and calls start and begin. */
bool run_step_start(struct run *run, int32_t step);
void run_step_end(struct run *run, int32_t step); /* end for each handle; may be called again */

/* The handle of callbacks that come in order, or once. */
static inline struct handle *ordered_handle(const struct run_step *step) {
    return step->handles[step->handle_count - 1];
}

/* Rejects of a parcel, in order: to the log, the file and the count. false: over the limit,
 * told. */
bool rejects_commit(struct run *run, struct rejects *rejects);
/* Their file: readied; one is added; what waits is written, if it is much or the last; ended. false:
 * a problem was told. */
void rejects_begin(struct run *run);
bool reject_write(struct run *run, const struct reject *reject);
bool rejects_flush(struct run *run, bool is_last);
bool rejects_finish(struct run *run);

/* The outputs of the steps that are wanted, and that of the rejects: opened, synced, copied where
 * they are standard output, committed. false: a problem was told, or the run is to stop. */
bool run_outputs_open(struct run *run);
bool run_outputs_sync(struct run *run);
bool run_outputs_copy(struct run *run);
bool run_outputs_commit(struct run *run);

/* One as a problem: file, line, column, value, reason. */
void reject_tell(const struct run *run, const struct reject *reject, struct problems *problems);
void rejects_tell(const struct run *run, struct problems *problems); /* the first ones */

/* Says with the problems that are for want of memory which step held most of it, and what to do. */
void run_tell_shortage(struct run *run);

extern const struct leat_host host_table;

#endif
