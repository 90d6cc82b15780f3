/* unfinished: the unfinished files of this process, and how far it is with putting them in their
 * places, for whoever has to remove them: a signal handler, or the process that this one was forked
 * from (output.h). */
#ifndef LEAT_OUTPUT_UNFINISHED_H
#define LEAT_OUTPUT_UNFINISHED_H

#include <stdbool.h>

#include "output/output.h"

/* Before the file is made. false: errno says why there is no room for it. */
bool unfinished_add(const char *path);

/* The file is gone, or stays for good. */
void unfinished_drop(const char *path);

/* While some may be in their places and others not, none is removed: the next run finishes. */
void unfinished_reach(enum outputs_stage stage);

#endif
