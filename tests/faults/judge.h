/* judge: whether what a run left is one of the outcomes that it may have. */
#ifndef LEAT_TESTS_FAULTS_JUDGE_H
#define LEAT_TESTS_FAULTS_JUDGE_H

#include "files.h"

#include <stdbool.h>

/* Of all runs of a kind. */
struct tally {
    long runs, faults, untouched, whole, wrong, left;
    long told; /* of what was wrong; set to 0, a few more are told in full */
};

/* One that is wrong. */
void judge_tell(struct tally *tally, const char *what, int status, const struct states *states,
                const char *why);

/* The two outcomes, after which every file is made old again. must_succeed: only the second is one. */
void judge_run(struct tally *tally, const char *what, int status, bool must_succeed,
               bool may_leave);

/* The same after a kill: each file by itself is old or new, and the next run mends the rest. */
void judge_kill(struct tally *tally, const char *what, int status);

/* Prints the line of a kind, and one of figures. It is sound when nothing was wrong and at least so
 * many faults came. */
bool judge_all(const struct tally *tally, const char *name, const char *kind, long least);

#endif
