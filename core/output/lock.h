/* lock: files that say of themselves whether a living process holds them, by flock. The lock goes
 * with the process, however that ends, so that nobody waits for the dead. */
#ifndef LEAT_OUTPUT_LOCK_H
#define LEAT_OUTPUT_LOCK_H

#include <stdbool.h>
#include <sys/stat.h>
#include <sys/types.h>

/* Makes a new file, open for reading and writing, and locks it. -1: errno says why. Where the file
 * system knows no locks it is not locked. */
int lock_new(const char *path, mode_t mode);

/* Locks an existing file that nobody holds, open for reading; -1: held, gone, or not to be had. */
int lock_dead(const char *path);

enum lock_state {
    LOCK_GONE,    /* there is no such file */
    LOCK_HELD,    /* a living process holds it */
    LOCK_FREE,    /* none does */
    LOCK_UNKNOWN, /* it cannot be told: no regular file, not to be opened, no locks here */
};
/* Looks without disturbing. *status: of the file, where it is held or free. */
enum lock_state lock_look(const char *path, struct stat *status);

#endif
