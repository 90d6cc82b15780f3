/* permissions: what replaces a file may be read and written by those who could do so before. */
#ifndef LEAT_OUTPUT_PERMISSIONS_H
#define LEAT_OUTPUT_PERMISSIONS_H

#include <sys/types.h>

/* The mode to make a file with that is to replace the target: the umask's, where there is none. */
mode_t permissions_first(const char *target);

/* Gives the open file, made with that mode, the target's owner, group, mode and access control list
 * as far as this user may; what cannot be given leaves fewer people who may read it, never more. */
void permissions_take_over(int fd, const char *target);

#endif
