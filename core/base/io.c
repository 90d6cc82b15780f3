/* See io.h. */
#include "io.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "interrupt.h"

int io_open(const char *path, int flags, mode_t mode) {
    for (;;) {
        const int fd = open(path, flags, mode);
        if (fd >= 0 || errno != EINTR || interrupt_signal != 0) {
            return fd;
        }
    }
}

bool io_write(int fd, const void *bytes, size_t size) {
    const char *from = bytes;
    while (size > 0) {
        const ssize_t written = write(fd, from, size);
        if (written >= 0) {
            from += written;
            size -= (size_t)written;
        } else if (errno != EINTR) {
            return false;
        }
    }
    return true;
}

ssize_t io_read_at(int fd, void *into, size_t size, off_t at) {
    size_t done = 0;
    while (done < size) {
        const ssize_t got = pread(fd, (char *)into + done, size - done, at + (off_t)done);
        if (got == 0) {
            break;
        }
        if (got < 0 && errno != EINTR) {
            return -1;
        }
        done += got > 0 ? (size_t)got : 0;
    }
    return (ssize_t)done;
}

bool io_sync(int fd) {
    while (fsync(fd) != 0) {
        if (errno != EINTR) {
            return false;
        }
    }
    return true;
}

int io_lock(int fd, int how) {
    int result;
    do {
        result = flock(fd, how);
    } while (result != 0 && errno == EINTR);
    return result;
}
