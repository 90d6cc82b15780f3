/* workers: threads that do pieces of work, whose order is for whoever waits for them to keep.
 *
 * Why the sink has threads of its own: a row's number stands in each of its cells, and is known
 * only when the rows before it have come, in write. What the runner does on many threads, encode,
 * comes before that. */
#ifndef LEAT_EXCEL_WORKERS_H
#define LEAT_EXCEL_WORKERS_H

#include <stdbool.h>
#include <stdint.h>

/* A piece of work; the first member of whatever holds what it is about. */
struct work_piece {
    /* Does it. worker: who it is, from 0; one piece at a time for each. */
    void (*run)(struct work_piece *piece, int32_t worker);
    bool is_done; /* for workers.c, as is the next */
    struct work_piece *next;
};

struct workers;

/* count: how many may be at work at once, whoever waits among them, as worker 0. Where the system
 * gives fewer threads, fewer work. NULL: no memory. */
struct workers *workers_new(int32_t count);

/* Gives the piece to whoever is free. It must stay until workers_wait has answered. */
void workers_give(struct workers *workers, struct work_piece *piece);

/* Returns when the piece is done, and does pieces meanwhile. [one thread] */
void workers_wait(struct workers *workers, struct work_piece *piece);

/* Ends the threads, and leaves undone what none has begun. NULL: nothing. */
void workers_free(struct workers *workers);

#endif
