/* hidden: the names of leat's own files in the folders of outputs.
 *
 *   .NAME.leat-PROCESS-TIME   the output NAME until it is whole, and its lock (lock.h)
 *   .leat-PROCESS-TIME        what a commit has to put in place (journal.h)
 *
 * PROCESS and TIME say whose they are: the number of the process, and when it began, in
 * microseconds since 1970. Of a name too long for a file's, the rest is put into a number. */
#ifndef LEAT_OUTPUT_HIDDEN_H
#define LEAT_OUTPUT_HIDDEN_H

#include "base/memory.h"

struct hidden_owner {
    int64_t process, since;
};

/* This process; the same each time. */
struct hidden_owner hidden_self(void);

/* By when they began: below, at or above 0. */
int hidden_compare(struct hidden_owner a, struct hidden_owner b);

/* "process 1234, since 2026-01-31 09:30:00 UTC" (memory_free). */
char *hidden_tell(struct hidden_owner owner);

/* The name of a path's file in its folder. */
const char *hidden_name(const char *path);

/* The paths of these files (memory_free). */
char *hidden_output(const char *folder, const char *name, struct hidden_owner owner);
char *hidden_journal(const char *folder, struct hidden_owner owner);

/* Whether a file's name is that of such a file: for the output `name`; of a journal. */
bool hidden_is_output(const char *file, const char *name, struct hidden_owner *owner);
bool hidden_is_journal(const char *file, struct hidden_owner *owner);

#endif
