/* output: files that appear whole or not at all.
 *
 * What a run writes goes to an unfinished file in the target's own folder; when everything has been
 * written, each is synced and renamed into place, and the folders synced. Until then the targets
 * are as they were. A run that fails, is interrupted or runs out of memory leaves no unfinished
 * file behind. */
#ifndef LEAT_OUTPUT_OUTPUT_H
#define LEAT_OUTPUT_OUTPUT_H

#include "base/problem.h"

struct output {
    char *target;     /* where it shall be; "-": standard output */
    char *unfinished; /* where it is written */
    int fd;           /* open for reading and writing */
    int64_t bytes;    /* its size, once committed */
};

/* Makes the memory that the names of unfinished files are shared in, for a process that is to be
 * forked. false: there is none. */
bool output_begin(void);

/* Whether output_open can be expected to succeed, found out without changing anything. false: a
 * problem was added (STATUS_WORLD): the target is a folder or a device, its folder cannot be
 * written … */
bool output_check(const char *target, const struct place *place, struct problems *problems);

/* Makes the unfinished file (and the target's folder, if it is missing). NULL: a problem was added,
 * as by output_check. place: where the definition names it; may be NULL. */
struct output *output_open(const char *target, const struct place *place,
                           struct problems *problems);

/* Syncs the contents. false: a problem was added. */
bool output_sync(struct output *output, struct problems *problems);

/* Puts it in place: rename and folder sync; or, for "-", copies it to standard output. Call it once
 * for each, when all are synced. false: a problem was added. */
bool output_commit(struct output *output, struct problems *problems);

/* The output was put in its place by another process, by output_commit_all. Answers true, as
 * output_commit does. */
bool output_is_in_place(struct output *output, struct problems *problems);

/* As output_commit for all that is unfinished, standard output first: for the process that the one
 * which wrote it was forked from. */
bool output_commit_all(struct problems *problems);

/* Closes; removes the unfinished file unless it was committed. NULL is allowed. */
void output_free(struct output *output);

/* Removes all unfinished files of this process and of those forked from it since output_begin;
 * async-signal-safe: for signal handlers and for the
 * end of memory. */
void output_remove_unfinished(void);

#endif
