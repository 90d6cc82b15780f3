/* claim: a target taken for this run: its unfinished file, made and locked. */
#ifndef LEAT_OUTPUT_CLAIM_H
#define LEAT_OUTPUT_CLAIM_H

#include "base/problem.h"

/* Where the output is written until it is whole: its target's folder; for "-" that of temporary
 * files (memory_free). */
char *claim_folder(const char *target);

/* Makes and locks the unfinished file in the folder, which is there. What earlier runs left of this
 * target is finished (journal.h) or taken away. Its descriptor, and *path (memory_free); -1: a
 * problem was added. */
int claim_take(const char *target, const char *folder, const struct place *place, char **path,
               struct problems *problems);

#endif
