/* journal: what a commit of several files has to put in place, so that a run that is killed between
 * two of them can be finished by the next.
 *
 * It stands in each folder of the files (hidden.h), before the first of them is renamed and until
 * all are. It lists all of them by their paths, with the inode numbers that tell which of two files
 * of one name is which; where the unfinished file lies follows from the path. Its writer holds its
 * lock. A journal is believed only when nobody but its reader could have written it. */
#ifndef LEAT_OUTPUT_JOURNAL_H
#define LEAT_OUTPUT_JOURNAL_H

#include "base/problem.h"
#include "output/hidden.h"
#include "output/output.h"

/* One that this process has written, until journal_remove. */
struct journal_own {
    char *path; /* NULL: none */
    int fd;     /* holds its lock */
};

/* Writes one into the folder and syncs it. false: errno says why, and there is none. */
bool journal_write(struct journal_own *own, const char *folder, struct output *const *outputs,
                   size_t count);
/* Takes no memory. journal_close leaves the file to the next run. */
void journal_remove(struct journal_own *own);
void journal_close(struct journal_own *own);

enum journal_about {
    JOURNAL_OTHERS, /* it does not list the target, or is not to be believed or read */
    JOURNAL_IT,     /* it lists the target */
    JOURNAL_BROKEN, /* its writer was killed over it, before anything was renamed */
};
enum journal_about journal_look(const char *path, const char *target);

/* Does what is left to do by the journal of a dead process, says so, and removes it. false: a
 * problem was added, and it stays. */
bool journal_finish(const char *folder, struct hidden_owner owner, struct problems *problems);

#endif
