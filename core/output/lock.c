/* See lock.h. */
#include "output/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "base/io.h"

enum { TRIES = 100, PAUSE = 10000000 /* nanoseconds: all of them are a second */ };

static void pause_shortly(void) {
    const struct timespec time = {.tv_nsec = PAUSE};
    nanosleep(&time, NULL);
}

static bool knows_no_locks(int why) {
    return why == ENOLCK || why == ENOSYS || why == EOPNOTSUPP || why == EINVAL || why == EBADF;
}

/* Locks the new file: who looks at it meanwhile holds it for a moment. 1: it was taken for a dead
 * one's and removed; -1: errno says why. */
static int lock_made(int fd) {
    struct stat status;
    int result = -1;
    for (int i = 0; i < TRIES && result != 0; i++) {
        if (i > 0)
            pause_shortly();
        result = io_lock(fd, LOCK_EX | LOCK_NB);
        if (result != 0 && knows_no_locks(errno))
            return 0;
        if (result != 0 && errno != EWOULDBLOCK)
            return -1;
    }
    if (result != 0 || fstat(fd, &status) != 0)
        return -1;
    return status.st_nlink == 0;
}

int lock_new(const char *path, mode_t mode) {
    for (int i = 0; i < TRIES; i++) {
        int fd = io_open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
        if (fd < 0)
            return -1;
        int result = lock_made(fd), why = errno;
        if (result == 0)
            return fd;
        if (result < 0)
            unlink(path);
        close(fd);
        errno = why;
        if (result < 0)
            return -1;
    }
    errno = EBUSY;
    return -1;
}

static int open_to_look(const char *path) {
    return io_open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0);
}

int lock_dead(const char *path) {
    struct stat status;
    int fd = open_to_look(path);
    for (int i = 0; fd >= 0 && i < TRIES / 10; i++) {
        if (io_lock(fd, LOCK_EX | LOCK_NB) == 0) {
            if (fstat(fd, &status) == 0 && status.st_nlink > 0)
                return fd;
            break;
        }
        if (errno != EWOULDBLOCK)
            break;
        pause_shortly();
    }
    if (fd >= 0)
        close(fd);
    return -1;
}

enum lock_state lock_look(const char *path, struct stat *status) {
    int fd = open_to_look(path);
    if (fd < 0)
        return errno == ENOENT ? LOCK_GONE : LOCK_UNKNOWN;
    enum lock_state state = LOCK_UNKNOWN;
    if (fstat(fd, status) == 0 && S_ISREG(status->st_mode)) {
        /* Shared, so that two that look do not take each other for the holder. */
        int result = io_lock(fd, LOCK_SH | LOCK_NB);
        state = result == 0 ? LOCK_FREE : errno == EWOULDBLOCK ? LOCK_HELD : LOCK_UNKNOWN;
    }
    close(fd);
    return state;
}
