/* work: one callback of a plugin: what it was given, what it borrowed, and what it said. */
#ifndef LEAT_RUNNER_WORK_H
#define LEAT_RUNNER_WORK_H

#include "batch/builder.h"
#include "batch/key.h"
#include "plan/handle.h"

struct run;
struct parcel;

/* The runner's side of leat_piece. */
struct piece {
    struct leat_piece api; /* first */
    struct buffer *buffer; /* what api.data is in; held by the columns that point into it */
    size_t room;           /* of the buffer; api.room is the plugin's copy */
};

struct told {    /* a row that the callback rejected */
    int64_t row; /* as it was given; -1: place says where */
    struct leat_place place;
    char *column, *value, *message;
    const void *rule; /* what options_place knows of what was asked of it; NULL: the step */
};

/* Rows that led to a row out, over all calls of process for one batch: a bit a row; NULL while no
 * call chose rows. */
struct use {
    uint8_t *used;
    bool all;
};

/* What a callback did with the rows of its batch. */
struct settled {
    int64_t rows;     /* that it was given, or filled in; at LEAT_END those that are not used do
                         not count */
    int64_t dropped;  /* of them: marked as rejected, by this call and those before for one input */
    int64_t rejected; /* rows that this call told of, each once … */
    int64_t outside;  /* … among them those that never got into a batch */
};

/* Hangs on handle->work; kept from one callback to the next for its room. */
struct work {
    struct handle *handle;
    struct run *run;
    const char *callback;  /* its name */
    struct parcel *parcel; /* whose callback this is; NULL: none (start, finish …) */
    struct batch *batch;   /* what the callback was given, as it edits it; NULL: none */
    struct batch *given;   /* the batch as it was before leat_rows; NULL: not changed */
    uint32_t *chosen;      /* the list of leat_rows */
    size_t chosen_count, chosen_room;
    bool has_chosen;
    bool has_left; /* dropped columns are not in `batch`, as they were not asked for since */
    struct leat_batch before;  /* the batch's fields at the start, which plugins could write */
    bool is_source;            /* it is a source giving rows */
    bool fills;                /* it fills the batch from nothing: sources, folds' give, rest */
    bool encodes;              /* it is encode, which may leave a blob */
    bool checks;               /* what it puts is proved: the plugin is not leat's own */
    struct builder **builders; /* begun by this callback */
    size_t builder_count, builder_room;
    struct column **lent; /* given back when the callback ends */
    size_t lent_count, lent_room;
    struct batch **lent_batches;
    size_t lent_batch_count, lent_batch_room;
    struct told *told;
    size_t told_count, told_room;
    struct told failed; /* the row that ends the run, where handle->failure_of_row says so */
    const void *rule;   /* what leat_rule said, of rows rejected from then on */
    uint8_t *rejected;  /* what leat_rejected last answered */
    uint8_t *seen;      /* a bit a row given: rejected, by all calls of process for one input */
    const struct leat_batch *evaluated; /* whose rows an expression is being worked out for */
    const void *evaluating;             /* which one; NULL: measures */
    struct evaluation evaluation;
    bool *put;             /* by number: the columns that were put into batch */
    const struct use *use; /* process: rows that earlier calls for the same input gave */
    struct key_set *keys; /* key_count of them are lent until the callback ends; the first keeps its
                             room for the next */
    size_t key_count, key_room;
    uint32_t *where;
    size_t where_room;
    int64_t held; /* bytes that its callbacks kept, as far as can be said: shortage.c tells them */
    int64_t balance;           /* memory_balance at the callback's begin, and … */
    int64_t apart;             /* … what of it is counted otherwise: batches that are kept */
    const struct string *blob; /* write: what encode made */
    struct string made;        /* encode: what it makes */
    struct piece *piece;
    struct spool *spool; /* of the runs that it put on disk, or NULL */
};

/* Gives a handle its work; the run is NULL for open and close. */
void work_attach(struct handle *handle);

/* Before a callback, "process" and the like: parcel and batch may be NULL. */
struct work *work_begin(struct handle *handle, const char *callback, struct parcel *parcel,
                        struct batch *batch);

/* After it: gives back what it borrowed and passes its rejects on. For callbacks that edit or build
 * a batch, takes the rejected rows out of it. answer: what it answered; a failure is added to the
 * parcel's problems, or the run's. Answers false where the callback failed. settled may be NULL. */
bool work_end(struct handle *handle, int answer, bool edits, struct settled *settled);

/* Rows of the given batch, as told, for whatever reason. */
void work_tell(struct work *work, struct told told);

/* Says which cell of the row is at fault, and what stands there. */
void work_name_cell(const struct work *work, struct told *told, int32_t column);

/* host_tell.c: the calls of struct leat_host that tell of rows. */
void host_reject(struct leat_step *step, struct leat_batch *batch, int64_t row, int32_t column,
                 const char *message, size_t size);
void host_reject_at(struct leat_step *step, const struct leat_place *place, const char *message,
                    size_t size);

const uint8_t *host_rejected(struct leat_step *step, struct leat_batch *batch);
int host_fail_row(struct leat_step *step, struct leat_batch *batch, int64_t row, int32_t column,
                  const char *message, size_t size);
struct leat_place host_place(struct leat_step *step, struct leat_batch *batch, int64_t row);
struct leat_text host_file_name(struct leat_step *step, int32_t file);
void host_counted(struct leat_step *step, int64_t rows);
void host_rule(struct leat_step *step, const void *field);

/* The value of a cell as text for a message, or the symbol in its place (memory_free); NULL:
 * none. */
char *cell_text(const struct column *column, int64_t row);

#endif
