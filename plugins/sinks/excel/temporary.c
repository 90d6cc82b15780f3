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

struct temporary_file {
    int fd;
    FILE *file;
    struct temporary *owner;
    struct temporary_file *next, **place; /* in the owner's list */
};

static void remember(struct temporary_file *self) {
    if (self->owner->error == 0) {
        self->owner->error = errno;
    }
}

static ssize_t cookie_read(void *opaque, char *into, size_t size) {
    struct temporary_file *self = opaque;
    ssize_t got;
    do {
        got = read(self->fd, into, size);
    } while (got < 0 && errno == EINTR);
    if (got < 0) {
        remember(self);
    }
    return got;
}

static ssize_t cookie_write(void *opaque, const char *from, size_t size) {
    struct temporary_file *self = opaque;
    size_t done = 0;
    while (done < size) {
        const ssize_t written = write(self->fd, from + done, size - done);
        if (written >= 0) {
            done += (size_t)written;
        } else if (errno != EINTR) {
            remember(self);
            return 0; /* what fopencookie wants for an error */
        }
    }
    return (ssize_t)size;
}

static int cookie_seek(void *opaque, off64_t *offset, int whence) {
    struct temporary_file *self = opaque;
    const off64_t at = lseek64(self->fd, *offset, whence);
    if (at < 0) {
        remember(self);
        return -1;
    }
    *offset = at;
    return 0;
}

static int cookie_close(void *opaque) {
    struct temporary_file *self = opaque;
    const int result = self->fd < 0 ? 0 : close(self->fd);
    *self->place = self->next;
    if (self->next) {
        self->next->place = self->place;
    }
    free(self);
    return result;
}

void temporary_close(struct temporary *temporary) {
    while (temporary->open) {
        fclose(temporary->open->file); /* which takes it off the list */
    }
}

/* A file without a name, which vanishes with the process however it ends; where the file system has
 * none such, a name that is gone at once. */
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

/* The folder of temporary files. */
static const char *usual_folder(void) {
    const char *const set = getenv("TMPDIR");
    return set && *set ? set : "/tmp";
}

int temporary_open(void) { return open_nameless(usual_folder()); }

/* Called by libxlsxwriter in place of its own. A file that cannot be had is handed out all the
 * same, and takes nothing: the library prints on standard error when it gets none, and who asked
 * sees the error either way. */
__attribute__((visibility("default"))) FILE *lxw_tmpfile(char *folder) {
    static const cookie_io_functions_t functions = {cookie_read, cookie_write, cookie_seek,
                                                    cookie_close};
    struct temporary_file *self = current ? malloc(sizeof *self) : NULL;
    if (!self) {
        return NULL;
    }
    const char *const place = folder ? folder : usual_folder();
    *self = (struct temporary_file){.fd = open_nameless(place),
                                    .owner = current,
                                    .next = current->open,
                                    .place = &current->open};
    current->made++;
    current->open = self;
    if (self->next) {
        self->next->place = &self->next;
    }
    if (self->fd < 0) {
        remember(self);
    }
    self->file = fopencookie(self, "w+", functions);
    FILE *const file = self->file;
    if (!file) {
        remember(self);
        cookie_close(self);
    }
    return file;
}
