/* inject: stands before the C library in a run (LD_PRELOAD) and lets calls fail. See inject.h.
 *
 * A FILE makes its calls inside the C library, where nobody can stand before them; so those that
 * are opened by fopen are given out as streams over our own read, write, lseek and close, which
 * behave as the C library's do. */
#include "inject.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static struct inject *inject;

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv(INJECT_FILE);
    int fd = path ? (int)syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC, 0) : -1;
    if (fd < 0)
        return;
    void *map = mmap(NULL, sizeof *inject, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    syscall(SYS_close, fd);
    inject = map == MAP_FAILED ? NULL : map;
}

/* The fault of this call, or 0: it is to be made. */
static int fault_of(int call) {
    if (!inject)
        return 0;
    uint64_t number = atomic_fetch_add(&inject->made[call], 1) + 1;
    if (inject->call != call || inject->at == 0 || number < inject->at ||
        (number > inject->at && !inject->is_last))
        return 0;
    atomic_fetch_add(&inject->injected, 1);
    if (inject->fault == FAULT_KILL)
        kill(getpid(), SIGKILL);
    if (inject->fault > 0)
        errno = inject->fault;
    return inject->fault;
}

/* Whether the call fails; a fault that it does not know is none. */
static bool fails(int call) { return fault_of(call) > 0; }

/* How much of `size` is to be read or written; -1: it fails. */
static ssize_t part_of(int call, size_t size) {
    int fault = fault_of(call);
    return fault > 0 ? -1 : fault == FAULT_SHORT ? (ssize_t)(size / 2 + (size < 2)) : (ssize_t)size;
}

/* The C library's own function; a pointer to data is no pointer to a function, in C's eyes. */
static void find_own(const char *symbol, void *function) {
    void *found = dlsym(RTLD_NEXT, symbol);
    memcpy(function, &found, sizeof found);
}

#define SHOWN __attribute__((visibility("default")))

/* -- Descriptors ------------------------------------------------------------------------------ */

static int open_at(int folder, const char *path, int flags, mode_t mode) {
    return fails(CALL_OPEN) ? -1 : (int)syscall(SYS_openat, folder, path, flags, mode);
}

static mode_t mode_of(int flags, va_list rest) {
    return flags & (O_CREAT | __O_TMPFILE) ? va_arg(rest, mode_t) : 0;
}

#define OPEN(name)                                                                                 \
    SHOWN int name(const char *path, int flags, ...) {                                             \
        va_list rest;                                                                              \
        va_start(rest, flags);                                                                     \
        mode_t mode = mode_of(flags, rest);                                                        \
        va_end(rest);                                                                              \
        return open_at(AT_FDCWD, path, flags, mode);                                               \
    }
OPEN(open)
OPEN(open64)

#define OPENAT(name)                                                                               \
    SHOWN int name(int folder, const char *path, int flags, ...) {                                 \
        va_list rest;                                                                              \
        va_start(rest, flags);                                                                     \
        mode_t mode = mode_of(flags, rest);                                                        \
        va_end(rest);                                                                              \
        return open_at(folder, path, flags, mode);                                                 \
    }
OPENAT(openat)
OPENAT(openat64)

int __open_2(const char *path, int flags);
SHOWN int __open_2(const char *path, int flags) { return open_at(AT_FDCWD, path, flags, 0); }
int __openat_2(int folder, const char *path, int flags);
SHOWN int __openat_2(int folder, const char *path, int flags) {
    return open_at(folder, path, flags, 0);
}

/* The C library opens it by a call of its own. */
SHOWN int mkostemp(char *path, int flags) {
    int (*own)(char *, int);
    find_own("mkostemp", &own);
    return fails(CALL_OPEN) ? -1 : own(path, flags);
}

SHOWN ssize_t read(int fd, void *into, size_t size) {
    ssize_t part = part_of(CALL_READ, size);
    return part < 0 ? -1 : syscall(SYS_read, fd, into, part);
}
ssize_t __read_chk(int fd, void *into, size_t size, size_t room);
SHOWN ssize_t __read_chk(int fd, void *into, size_t size, size_t room) {
    return size <= room ? read(fd, into, size) : (abort(), -1);
}

SHOWN ssize_t pread(int fd, void *into, size_t size, off_t at) {
    ssize_t part = part_of(CALL_READ, size);
    return part < 0 ? -1 : syscall(SYS_pread64, fd, into, part, at);
}
SHOWN ssize_t pread64(int fd, void *into, size_t size, off64_t at) {
    return pread(fd, into, size, at);
}
ssize_t __pread_chk(int fd, void *into, size_t size, off_t at, size_t room);
SHOWN ssize_t __pread_chk(int fd, void *into, size_t size, off_t at, size_t room) {
    return size <= room ? pread(fd, into, size, at) : (abort(), -1);
}

SHOWN ssize_t write(int fd, const void *from, size_t size) {
    ssize_t part = part_of(CALL_WRITE, size);
    return part < 0 ? -1 : syscall(SYS_write, fd, from, part);
}
SHOWN ssize_t pwrite(int fd, const void *from, size_t size, off_t at) {
    ssize_t part = part_of(CALL_WRITE, size);
    return part < 0 ? -1 : syscall(SYS_pwrite64, fd, from, part, at);
}
SHOWN ssize_t pwrite64(int fd, const void *from, size_t size, off64_t at) {
    return pwrite(fd, from, size, at);
}

SHOWN off_t lseek(int fd, off_t at, int whence) {
    return fails(CALL_SEEK) ? -1 : syscall(SYS_lseek, fd, at, whence);
}
SHOWN off64_t lseek64(int fd, off64_t at, int whence) { return lseek(fd, at, whence); }

/* The descriptor is closed even so, as it is on Linux. */
SHOWN int close(int fd) {
    int fault = fault_of(CALL_CLOSE), why = errno, result = (int)syscall(SYS_close, fd);
    errno = fault > 0 ? why : errno;
    return fault > 0 ? -1 : result;
}

SHOWN int fsync(int fd) { return fails(CALL_SYNC) ? -1 : (int)syscall(SYS_fsync, fd); }
SHOWN int fdatasync(int fd) { return fails(CALL_SYNC) ? -1 : (int)syscall(SYS_fdatasync, fd); }
SHOWN int ftruncate(int fd, off_t size) {
    return fails(CALL_TRUNCATE) ? -1 : (int)syscall(SYS_ftruncate, fd, size);
}
SHOWN int ftruncate64(int fd, off64_t size) { return ftruncate(fd, size); }
SHOWN int flock(int fd, int how) {
    return fails(CALL_FLOCK) ? -1 : (int)syscall(SYS_flock, fd, how);
}

/* -- Names ------------------------------------------------------------------------------------ */

SHOWN int rename(const char *from, const char *to) {
    return fails(CALL_RENAME) ? -1 : (int)syscall(SYS_rename, from, to);
}
SHOWN int renameat2(int from_folder, const char *from, int to_folder, const char *to,
                    unsigned flags) {
    return fails(CALL_RENAME)
               ? -1
               : (int)syscall(SYS_renameat2, from_folder, from, to_folder, to, flags);
}
SHOWN int unlink(const char *path) {
    return fails(CALL_UNLINK) ? -1 : (int)syscall(SYS_unlink, path);
}
SHOWN int unlinkat(int folder, const char *path, int flags) {
    return fails(CALL_UNLINK) ? -1 : (int)syscall(SYS_unlinkat, folder, path, flags);
}
SHOWN int mkdir(const char *path, mode_t mode) {
    return fails(CALL_MKDIR) ? -1 : (int)syscall(SYS_mkdirat, AT_FDCWD, path, mode);
}
SHOWN int stat(const char *restrict path, struct stat *restrict status) {
    return fstatat(AT_FDCWD, path, status, 0);
}
SHOWN int lstat(const char *restrict path, struct stat *restrict status) {
    return fstatat(AT_FDCWD, path, status, AT_SYMLINK_NOFOLLOW);
}
SHOWN int fstatat(int folder, const char *restrict path, struct stat *restrict status, int flags) {
    return fails(CALL_STAT) ? -1 : (int)syscall(SYS_newfstatat, folder, path, status, flags);
}
SHOWN int fstat(int fd, struct stat *status) {
    return fails(CALL_FSTAT) ? -1 : (int)syscall(SYS_newfstatat, fd, "", status, AT_EMPTY_PATH);
}

SHOWN DIR *opendir(const char *path) {
    DIR *(*own)(const char *);
    find_own("opendir", &own);
    return fails(CALL_OPENDIR) ? NULL : own(path);
}
SHOWN DIR *fdopendir(int fd) {
    DIR *(*own)(int);
    find_own("fdopendir", &own);
    return fails(CALL_OPENDIR) ? NULL : own(fd);
}
SHOWN struct dirent *readdir(DIR *stream) {
    struct dirent *(*own)(DIR *);
    find_own("readdir", &own);
    return fails(CALL_READDIR) ? NULL : own(stream);
}

/* -- Streams ---------------------------------------------------------------------------------- */

static ssize_t stream_read(void *stream, char *into, size_t size) {
    return read((int)(intptr_t)stream, into, size);
}
static ssize_t stream_write(void *stream, const char *from, size_t size) {
    ssize_t written = write((int)(intptr_t)stream, from, size);
    return written < 0 ? 0 : written;
}
static int stream_seek(void *stream, off64_t *at, int whence) {
    *at = lseek((int)(intptr_t)stream, *at, whence);
    return *at < 0 ? -1 : 0;
}
static int stream_close(void *stream) { return close((int)(intptr_t)stream); }

static FILE *stream_open(const char *path, const char *mode) {
    static const cookie_io_functions_t functions = {stream_read, stream_write, stream_seek,
                                                    stream_close};
    int flags = *mode == 'r' ? 0 : *mode == 'w' ? O_CREAT | O_TRUNC : O_CREAT | O_APPEND;
    flags |= strchr(mode, '+') ? O_RDWR : *mode == 'r' ? O_RDONLY : O_WRONLY;
    int fd = open_at(AT_FDCWD, path, flags | (strchr(mode, 'e') ? O_CLOEXEC : 0), 0666);
    return fd < 0 ? NULL : fopencookie((void *)(intptr_t)fd, mode, functions);
}
SHOWN FILE *fopen(const char *restrict path, const char *restrict mode) {
    return stream_open(path, mode);
}
SHOWN FILE *fopen64(const char *restrict path, const char *restrict mode) {
    return stream_open(path, mode);
}
