/* receipt: what a run says of itself: how far it is, on a terminal, and its closing lines. */
#ifndef LEAT_RUNNER_RECEIPT_H
#define LEAT_RUNNER_RECEIPT_H

#include "runner/run.h"

/* The closing lines: rows read, used, filtered and rejected by each step, what was written, the
 * time. */
void run_receipt(const struct run *run, FILE *out);

/* A line on the terminal, from the bytes read, for anything longer than a second. */
struct progress {
    const struct run *run;
    int64_t before; /* bytes that earlier runs of this process read */
    bool is_over, is_shown;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    pthread_t thread;
};
void progress_begin(struct progress *progress, const struct run *run);
void progress_end(struct progress *progress);

#endif
