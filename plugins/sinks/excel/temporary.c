/* temporary: files that remember their errors. See temporary.h. */
#include "temporary.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <xlsxwriter.h>

static _Thread_local struct temporary *current;

void temporary_begin(struct temporary *temporary) { current = temporary; }
void temporary_end(void) { current = NULL; }

struct cookie {
    int fd;
    struct temporary *owner;
};

static void remember(struct cookie *cookie) {
    if (cookie->owner->error == 0) {
        cookie->owner->error = errno;
    }
}

static ssize_t cookie_read(void *opaque, char *into, size_t size) {
    struct cookie *cookie = opaque;
    ssize_t got;
    do {
        got = read(cookie->fd, into, size);
    } while (got < 0 && errno == EINTR);
    if (got < 0) {
        remember(cookie);
    }
    return got;
}

static ssize_t cookie_write(void *opaque, const char *from, size_t size) {
    struct cookie *cookie = opaque;
    size_t done = 0;
    while (done < size) {
        const ssize_t written = write(cookie->fd, from + done, size - done);
        if (written >= 0) {
            done += (size_t)written;
        } else if (errno != EINTR) {
            remember(cookie);
            return 0; /* what fopencookie wants for an error */
        }
    }
    return (ssize_t)size;
}

static int cookie_seek(void *opaque, off64_t *offset, int whence) {
    struct cookie *cookie = opaque;
    const off64_t at = lseek64(cookie->fd, *offset, whence);
    if (at < 0) {
        remember(cookie);
        return -1;
    }
    *offset = at;
    return 0;
}

static int cookie_close(void *opaque) {
    struct cookie *cookie = opaque;
    const int result = cookie->fd < 0 ? 0 : close(cookie->fd);
    free(cookie);
    return result;
}

/* A file without a name, which vanishes with the process however it ends; where the file system has none such, a name
 * that is gone at once. */
static int open_nameless(const char *folder) {
    const int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != ENOENT)) {
        return fd;
    }
    char path[4096];
    const int size = snprintf(path, sizeof path, "%s/leat-XXXXXX", folder);
    if (size < 0 || (size_t)size >= sizeof path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    const int named = mkostemp(path, O_CLOEXEC);
    if (named >= 0) {
        unlink(path);
    }
    return named;
}

/* Called by libxlsxwriter in place of its own. A file that cannot be had is handed out all the same, and takes nothing:
 * the library prints on standard error when it gets none, and who asked sees the error either way. */
__attribute__((visibility("default"))) FILE *lxw_tmpfile(char *folder) {
    static const cookie_io_functions_t functions = {cookie_read, cookie_write, cookie_seek, cookie_close};
    struct cookie *cookie = current ? malloc(sizeof *cookie) : NULL;
    if (!cookie) {
        return NULL;
    }
    const char *const set = getenv("TMPDIR");
    const char *const place = folder ? folder : set && *set ? set : "/tmp";
    *cookie = (struct cookie){.fd = open_nameless(place), .owner = current};
    current->made++;
    if (cookie->fd < 0) {
        remember(cookie);
    }
    FILE *file = fopencookie(cookie, "w+", functions);
    if (!file) {
        remember(cookie);
        cookie_close(cookie);
    }
    return file;
}
