/* temporary: files that take up again what was interrupted, and remember their errors. See
 * temporary.h. */
#include "temporary.h"

#include <errno.h>
#include <fcntl.h>
#include <minizip/unzip.h>
#include <minizip/zip.h>
#include <stdbool.h>
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
    struct temporary *owner;              /* NULL: none, and whoever uses the file looks itself */
    struct temporary_file *next, **place; /* in the owner's list */
};

static void remember(struct temporary_file *self) {
    if (self->owner && self->owner->error == 0) {
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
    /* An interrupted close has closed. */
    const int result = self->fd < 0 || close(self->fd) == 0 || errno == EINTR ? 0 : -1;
    if (self->place) {
        *self->place = self->next;
    }
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

static int open_again(const char *path, int flags, mode_t mode) {
    int fd;
    do {
        fd = open(path, flags, mode);
    } while (fd < 0 && errno == EINTR);
    return fd;
}

/* A file without a name, which vanishes with the process however it ends; where the file system has
 * none such, a name that is gone at once. */
static int open_nameless(const char *folder) {
    const int fd = open_again(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
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

static FILE *stream_over(struct temporary_file *self, const char *mode) {
    static const cookie_io_functions_t functions = {cookie_read, cookie_write, cookie_seek,
                                                    cookie_close};
    return fopencookie(self, mode, functions);
}

/* Called by libxlsxwriter in place of its own. A file that cannot be had is handed out all the
 * same, and takes nothing: the library prints on standard error when it gets none, and who asked
 * sees the error either way. */
__attribute__((visibility("default"))) FILE *lxw_tmpfile(char *folder) {
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
    self->file = stream_over(self, "w+");
    FILE *const file = self->file;
    if (!file) {
        remember(self);
        cookie_close(self);
    }
    return file;
}

/* -- ZIP files -------------------------------------------------------------------------------- */

static voidpf open_stream(voidpf opaque, const void *path, int mode) {
    (void)opaque;
    const bool is_new = (mode & ZLIB_FILEFUNC_MODE_CREATE) != 0,
               is_read = (mode & ZLIB_FILEFUNC_MODE_READWRITEFILTER) == ZLIB_FILEFUNC_MODE_READ;
    struct temporary_file *self = calloc(1, sizeof *self);
    if (!self) {
        return NULL;
    }
    self->fd = open_again(
        path, (is_read ? O_RDONLY : O_RDWR) | (is_new ? O_CREAT | O_TRUNC : 0) | O_CLOEXEC, 0666);
    FILE *const file = self->fd < 0 ? NULL
                                    : stream_over(self, is_read  ? "r"
                                                        : is_new ? "w+"
                                                                 : "r+");
    if (!file) {
        const int why = errno;
        cookie_close(self);
        errno = why;
    }
    return file;
}

/* minizip's own, but for the opening: what it opens are FILEs. */
static zlib_filefunc64_def zip_functions(void) {
    zlib_filefunc64_def functions;
    fill_fopen64_filefunc(&functions);
    functions.zopen64_file = open_stream;
    return functions;
}

zipFile temporary_zip(const char *path) {
    zlib_filefunc64_def functions = zip_functions();
    return zipOpen2_64(path, APPEND_STATUS_CREATE, NULL, &functions);
}

unzFile temporary_unzip(const char *path) {
    zlib_filefunc64_def functions = zip_functions();
    return unzOpen2_64(path, &functions);
}

/* Called by libxlsxwriter in place of minizip's. */
__attribute__((visibility("default"))) zipFile ZEXPORT zipOpen(const char *path, int append) {
    zlib_filefunc64_def functions = zip_functions();
    return zipOpen2_64(path, append, NULL, &functions);
}
