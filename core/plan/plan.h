/* plan: definition + plugins → steps bound to one another, every column and expression checked.
 *
 * Making a plan is all that `leat check` does and the first half of `leat run`: what the one
 * passes, the other accepts.
 *
 *   plan.c        the steps of a definition, and of those it takes in by `pipeline`, one by one
 *   step.c        one step: its plugin found, its options read, opened; steps and plans freed
 *                 (step.h: what a step is)
 *   like.c        what it takes over from an earlier step
 *   input.c       what it reads: the steps above, their columns brought together; its files' names
 *   file.c        input files found and read
 *   handle.c      what a plugin knows as struct leat_step, and its calls that need no rows
 *   held.c        what a plugin from elsewhere has taken and not given back
 *   bind.c        what open may ask, and how it says which columns come out
 *   crosscheck.c  what can be judged when all steps are there: rows nobody reads, outputs that clash
 *   patch.c       a file with some of its records corrected; correction.h: which, for `leat replay`
 *   needed.c      which columns are needed */
#ifndef LEAT_PLAN_PLAN_H
#define LEAT_PLAN_PLAN_H

#include "plan/step.h"

/* An output of this run or of one before it in the same command. */
struct written {
    char *real;             /* path_real of its target */
    const char *definition; /* whose it is, as messages name it */
};

/* What a plan is made for. All but the definition is lent until plan_free. */
struct plan_request {
    struct definition *definition; /* taken; NULL where it could not be read, which was told */
    const char *out_folder;        /* --out, absolute; or NULL */
    struct plugins *plugins;
    const struct leat_host *host;
    const struct written *written; /* by the definitions before this one in the command */
    size_t written_count;
    bool is_preview; /* an unfinished definition will do: nobody need read a step's rows */
    void (*attach)(struct handle *handle); /* gives a new handle what the host's calls need;
                                              handle_free takes it back */
};

/* Where rows can come from: an input file, or a step that makes rows anew. Places speak of them by
 * number. */
struct origin {
    const char *name;  /* the file's name, or the step's label; lent by the plan */
    struct file *file; /* NULL: it is a step */
    struct step *step; /* whose file it is */
};

struct plan {
    struct plan_request request;
    struct step **steps; /* in the order they run in: each reads only those before it */
    int32_t count;
    struct definition *
        *definitions; /* the one asked for first, then those it takes in by `pipeline` */
    size_t definition_count;
    struct origin *origins;
    int32_t origin_count;
    struct arena *arena; /* what steps take over from others, as nodes */
    char *rejects_path;  /* absolute; NULL: none are kept */
    struct problems *problems;
};

/* Never NULL. It may be run only when problems_status is STATUS_DONE. */
struct plan *plan_make(const struct plan_request *request, struct problems *problems);
void plan_free(struct plan *plan);

/* The outputs of the plan, the file of rejects among them: *count entries (memory_free, and each
 * one's real). */
struct written *plan_written(const struct plan *plan, size_t *count);

/* Says that every column of a step's rows is wanted: for looking at them. The plan must be
 * sound. */
void plan_need_rows(struct plan *plan, int32_t step);

#endif
