/* place: one output put in its place, and taken back. Nothing here takes memory: in the middle of a
 * commit there must be none to run out of. */
#ifndef LEAT_OUTPUT_PLACE_H
#define LEAT_OUTPUT_PLACE_H

#include "output/output.h"

/* Renames, over whatever is there. 0, or -1: errno says why. */
int place_move(const char *from, const char *to);

/* Puts the output in its place; keeps_old: the old file is kept until place_settle, where the file
 * system can. false: errno says why, and nothing has changed. */
bool place_put(struct output *output, bool keeps_old);

/* The target as it was. false: it is not, and errno says why. */
bool place_take_back(struct output *output);

/* The old file is not wanted any more. */
void place_settle(struct output *output);

/* false: errno says why. File systems that know no sync of folders are content. */
bool place_sync_folder(const char *folder);

#endif
