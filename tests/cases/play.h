/* play: runs leat on a case, in a copy of its folder. */
#ifndef CASES_PLAY_H
#define CASES_PLAY_H

#include "cases/files.h"

enum { ARGUMENTS_MOST = 64, VARIABLES_MOST = 16, NO_THREADS = 0 };

/* A case as its folder has it; see run.sh. */
struct golden {
    const char *name, *folder;
    struct files given;    /* the inputs */
    struct files expected; /* and what is to come of them */
    const char *stdin_path;
    const char *arguments[ARGUMENTS_MOST]; /* for leat; NULL ends them */
    const char *variables[VARIABLES_MOST]; /* NAME=value; NULL ends them */
    bool is_once;
};

/* What a run made. */
struct outcome {
    struct files made;    /* what it made or changed; workbooks as they are */
    struct file out, err; /* err as `neutral` leaves it */
    struct file status;   /* its number, on a line */
    bool failed;          /* the status is not 0 */
};

/* false: there is no such case, or its arguments are no shell words. */
bool golden_read(struct pool *pool, const char *name, struct golden *golden);

/* The folder of a case's own work, where reports of sanitizers lie too: WORK/NAME. */
const char *golden_work(struct pool *pool, const struct golden *golden);

/* threads: NO_THREADS runs it as it stands. */
struct outcome play(struct pool *pool, const struct golden *golden, int threads);

/* What the sanitizers reported in the runs of this case; "" for nothing. */
const char *play_reports(struct pool *pool, const struct golden *golden);

/* A variable that run.sh sets; without it the program ends. */
const char *setting(const char *name);

#endif
