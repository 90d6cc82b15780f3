/* See place.h. */
#include "output/place.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/io.h"

int place_move(const char *from, const char *to) {
    int result;
    do {
        result = rename(from, to);
    } while (result != 0 && errno == EINTR);
    return result;
}

static int exchange(const char *a, const char *b) {
    int result;
    do {
        result = renameat2(AT_FDCWD, a, AT_FDCWD, b, RENAME_EXCHANGE);
    } while (result != 0 && errno == EINTR);
    return result;
}

/* Whether the file stands there: a server may have renamed it though its answer was lost. */
static bool stands_at(const struct output *output, const char *path) {
    struct stat there, own;
    return lstat(path, &there) == 0 && fstat(output->fd, &own) == 0 && there.st_dev == own.st_dev &&
           there.st_ino == own.st_ino;
}

bool place_put(struct output *output, bool keeps_old) {
    if (keeps_old) {
        if (exchange(output->unfinished, output->target) == 0) {
            output->placed = PLACED_EXCHANGED;
            return true;
        }
        if (errno != ENOENT && errno != EINVAL && errno != ENOSYS && errno != EOPNOTSUPP)
            return false;
    }
    struct stat old;
    bool is_new = lstat(output->target, &old) != 0 && errno == ENOENT;
    if (place_move(output->unfinished, output->target) != 0) {
        int why = errno;
        if (!stands_at(output, output->target)) {
            errno = why;
            return false;
        }
    }
    output->placed = is_new ? PLACED_NEW : PLACED_OVER;
    return true;
}

bool place_take_back(struct output *output) {
    bool done = output->placed == PLACED_NOT;
    if (output->placed == PLACED_EXCHANGED)
        done = exchange(output->unfinished, output->target) == 0;
    else if (output->placed == PLACED_NEW)
        done = place_move(output->target, output->unfinished) == 0;
    if (done)
        output->placed = PLACED_NOT;
    return done;
}

void place_settle(struct output *output) {
    if (output->placed == PLACED_EXCHANGED)
        unlink(output->unfinished);
}

bool place_sync_folder(const char *folder) {
    int fd = io_open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
    /* A folder that may be written but not read cannot be synced. */
    if (fd < 0)
        return errno == EACCES;
    bool synced = io_sync(fd) || errno == EINVAL || errno == ENOTSUP || errno == EBADF;
    int why = errno;
    close(fd);
    errno = why;
    return synced;
}
