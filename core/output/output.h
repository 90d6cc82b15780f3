/* output: files that appear whole or not at all.
 *
 * What a run writes goes to an unfinished file in the target's own folder; when everything has been
 * written, each is checked and synced, then all are renamed into place, and the folders synced.
 * Until then the targets are as they were. A run that fails, is interrupted or runs out of memory
 * leaves no unfinished file behind; what a killed one leaves the next run on the same output takes
 * away. Two runs at once on one output are refused: the unfinished file is locked.
 *
 *   output.c   opening, syncing and closing; standard output
 *   check.c    whether a target can be written at all
 *   permissions.c   the new file's, which are those of the old one
 *   claim.c    the unfinished file made and locked, and what earlier runs left beside it;
 *              unfinished.c: which there are, for whoever has to remove them
 *   commit.c   all outputs of a run put in their places, or none
 *   place.c    one of them, there and back
 *   journal.c  what a commit has to do, for the run after one that was killed in the middle
 *   lock.c     files held by living processes; hidden.c: the names of leat's own files */
#ifndef LEAT_OUTPUT_OUTPUT_H
#define LEAT_OUTPUT_OUTPUT_H

#include <sys/types.h>

#include "base/problem.h"

struct output {
    char *target;     /* where it shall be; "-": standard output */
    char *folder;     /* the target's; of the unfinished file for "-" */
    char *unfinished; /* where it is written; NULL: nothing lies there any more */
    int fd;           /* open for reading and writing */
    char again[32];   /* a path that opens the same file, whatever stands at its name meanwhile */
    int64_t bytes;    /* its size, once synced */
    ino_t inode;
    /* How the target was put in place: not yet; where nothing was; by an exchange with the old file,
     * which is the unfinished one now; or over the old file, for good. */
    enum { PLACED_NOT, PLACED_NEW, PLACED_EXCHANGED, PLACED_OVER } placed;
};

/* For a definition's outputs, which are as they were so far. The names of unfinished files stand in
 * memory that is made once, and is shared with the children that are forked after that. false:
 * there is none. */
bool outputs_begin(void);

/* Whether output_open can be expected to succeed, found out without changing anything. false: a
 * problem was added (STATUS_WORLD): the target is a folder, a device or read only, its folder
 * cannot be written … */
bool output_check(const char *target, const struct place *place, struct problems *problems);

/* Makes the unfinished file (and the target's folder, if it is missing), and locks it; first does
 * what a killed run left to do. NULL: a problem was added, as by output_check; or another run is
 * writing the target. place: where the definition names it; may be NULL. A run opens its outputs in
 * the order of their paths, so that of two runs with several in common one gets them all. */
struct output *output_open(const char *target, const struct place *place,
                           struct problems *problems);

/* Looks whether it is still there, and syncs the contents. false: a problem was added. */
bool output_sync(struct output *output, struct problems *problems);

/* Copies what was written for "-" to standard output. false: a problem was added, or the program is
 * to stop. */
bool output_copy(struct output *output, struct problems *problems);

/* Puts all that are files in their places, or none: each is synced; signals are shut out (base/
 * interrupt.h). false: a problem was added, and the targets are as they were; or it says which are
 * not, and the next run finishes. */
bool outputs_commit(struct output *const *outputs, size_t count, struct problems *problems);

/* Closes; removes the unfinished file unless it was committed. NULL is allowed. */
void output_free(struct output *output);

/* Removes all unfinished files of this process, or of one that was forked from it and is gone,
 * unless some of them may be in their places; async-signal-safe: for signal handlers and for the
 * end of memory. */
void output_remove_unfinished(void);

/* What has become of the outputs: nothing; some may be in their places, the others not; they are.
 * And in words, for a process that came to a sudden end; async-signal-safe. */
enum outputs_stage { OUTPUTS_OLD, OUTPUTS_BETWEEN, OUTPUTS_NEW };
enum outputs_stage outputs_stage(void);
const char *outputs_told(void);

#endif
