/* See output.h. The unfinished files stand in a table that a signal handler can read: fixed slots,
 * each a pointer that is set before the file is made and cleared after it is gone. */
#include "output/output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/path.h"

enum { UNFINISHED_MOST = 1024, TRIES = 100 };
static _Atomic(char *) unfinished_paths[UNFINISHED_MOST];

static bool unfinished_register(char *path) {
    for (size_t i = 0; i < UNFINISHED_MOST; i++) {
        char *none = NULL;
        if (atomic_compare_exchange_strong(&unfinished_paths[i], &none, path))
            return true;
    }
    return false;
}

static void unfinished_forget(const char *path) {
    for (size_t i = 0; i < UNFINISHED_MOST; i++)
        if (atomic_load(&unfinished_paths[i]) == path)
            atomic_store(&unfinished_paths[i], NULL);
}

void output_remove_unfinished(void) {
    for (size_t i = 0; i < UNFINISHED_MOST; i++) {
        char *path = atomic_load(&unfinished_paths[i]);
        if (path)
            unlink(path);
    }
}

/* The folder part of a path, without its last '/'; "." where there is none. */
static char *folder_of(const char *path) {
    const char *slash = strrchr(path, '/');
    if (!slash)
        return memory_copy(".");
    return slash == path ? memory_copy("/") : memory_copy_part(path, (size_t)(slash - path));
}

static bool make_folders(const char *folder) {
    char *path = memory_copy(folder);
    bool made = true;
    for (char *at = path + 1; made; at++) {
        bool is_end = *at == '\0';
        if (*at != '/' && !is_end)
            continue;
        *at = '\0';
        made = mkdir(path, 0777) == 0 || errno == EEXIST;
        if (is_end)
            break;
        *at = '/';
    }
    memory_free(path);
    return made;
}

/* Where the output is written until it is whole: beside its target. */
static char *working_folder(const char *target) {
    const char *temporary = getenv("TMPDIR");
    if (strcmp(target, "-") != 0)
        return folder_of(target);
    return memory_copy(temporary && *temporary ? temporary : "/tmp");
}

/* Cuts the folder's path down to what there is of it. 0, or the errno of what stands in the way. */
static int cut_to_existing(char *folder, struct stat *status) {
    while (stat(folder, status) != 0) {
        char *slash = strrchr(folder, '/');
        if (errno != ENOENT || !slash || slash[1] == '\0')
            return errno;
        slash[slash == folder] = '\0';
    }
    return !S_ISDIR(status->st_mode) ? ENOTDIR : access(folder, W_OK | X_OK) != 0 ? errno : 0;
}

/* Whether the folder, or what there is of it, can take the new file. *status: of that folder. */
static bool folder_allows(const char *target, struct stat *status, const struct place *place,
                          struct problems *problems) {
    char *folder = working_folder(target), *there = memory_copy(folder);
    const char *slash = strrchr(target, '/'), *name = slash ? slash + 1 : target;
    int why = cut_to_existing(there, status);
    long most = why ? -1 : pathconf(there, _PC_NAME_MAX);
    bool too_long = most > 0 && strlen(name) > (size_t)most;
    if (why)
        problem_add(problems, STATUS_WORLD, place, "cannot write into the folder %s: %s",
                    path_from_here(folder), strerror(why));
    else if (too_long)
        problem_add(problems, STATUS_WORLD, place,
                    "cannot write %s: a file's name has at most %ld bytes here",
                    path_from_here(target), most);
    memory_free(folder);
    memory_free(there);
    return !why && !too_long;
}

/* What stands at the target must be a file that rename can replace, or nothing. folder: its
 * own. */
static bool target_allows(const char *target, const struct stat *folder, const struct place *place,
                          struct problems *problems) {
    struct stat status;
    if (lstat(target, &status) != 0)
        return true;
    uid_t self = geteuid();
    bool is_kept =
        folder->st_mode & S_ISVTX && self != 0 && self != folder->st_uid && self != status.st_uid;
    const char *what = S_ISREG(status.st_mode) && is_kept ? "another user's file"
                       : S_ISDIR(status.st_mode)          ? "a folder"
                       : S_ISFIFO(status.st_mode)         ? "a pipe"
                       : S_ISLNK(status.st_mode)          ? "a link to another file"
                       : S_ISREG(status.st_mode)          ? NULL
                                                          : "a device";
    if (!what)
        return true;
    struct problem *problem =
        problem_add(problems, STATUS_WORLD, place, "cannot write %s: there is %s of that name",
                    path_from_here(target), what);
    problem_advise(problem, "give another path, or remove it");
    return false;
}

/* A new file beside the target, "folder/.name.leat-XXXXXX". */
static int create_beside(const char *folder, const char *name, char **path) {
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789";
    static atomic_uint_fast64_t serial;
    for (int attempt = 0; attempt < TRIES; attempt++) {
        uint64_t mixed = ((uint64_t)getpid() << 20 ^ atomic_fetch_add(&serial, 1)) *
                         UINT64_C(0x9e3779b97f4a7c15);
        char tail[7] = "";
        for (int i = 0; i < 6; i++, mixed /= 36)
            tail[i] = letters[mixed % 36];
        *path = memory_format("%s/.%.200s.leat-%s", folder, name, tail);
        if (!unfinished_register(*path)) {
            errno = EMFILE;
            memory_free(*path);
            return -1;
        }
        int fd = open(*path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666);
        int why = errno;
        if (fd >= 0)
            return fd;
        unfinished_forget(*path);
        memory_free(*path);
        errno = why;
        if (why != EEXIST && why != EINTR)
            return -1;
    }
    return -1;
}

bool output_check(const char *target, const struct place *place, struct problems *problems) {
    struct stat folder;
    return folder_allows(target, &folder, place, problems) &&
           (strcmp(target, "-") == 0 || target_allows(target, &folder, place, problems));
}

struct output *output_open(const char *target, const struct place *place,
                           struct problems *problems) {
    bool to_standard = strcmp(target, "-") == 0;
    if (!output_check(target, place, problems))
        return NULL;
    char *folder = working_folder(target);
    const char *slash = strrchr(target, '/');
    char *path = NULL;
    int fd = -1;
    if (make_folders(folder))
        fd = create_beside(folder,
                           to_standard ? "standard-output"
                           : slash     ? slash + 1
                                       : target,
                           &path);
    if (fd < 0)
        problem_add(problems, STATUS_WORLD, place, "cannot write into the folder %s: %s", folder,
                    strerror(errno));
    if (fd < 0) {
        memory_free(folder);
        return NULL;
    }
    struct output *output = memory_alloc(sizeof *output);
    *output = (struct output){
        .target = memory_copy(target), .folder = folder, .unfinished = path, .fd = fd};
    return output;
}

bool output_sync(struct output *output, struct problems *problems) {
    struct stat status;
    while (fsync(output->fd) != 0) {
        if (errno == EINTR)
            continue;
        problem_add(problems, STATUS_WORLD, NULL, "cannot write %s: %s", output->target,
                    strerror(errno));
        return false;
    }
    if (fstat(output->fd, &status) == 0)
        output->bytes = status.st_size;
    return true;
}

static bool copy_to_standard_output(struct output *output, struct problems *problems) {
    char block[65536];
    int64_t at = 0;
    for (;;) {
        ssize_t got = pread(output->fd, block, sizeof block, at);
        if (got < 0 && errno == EINTR)
            continue;
        if (got == 0)
            return true;
        for (ssize_t put = 0; got > 0 && put < got;) {
            ssize_t written = write(STDOUT_FILENO, block + put, (size_t)(got - put));
            if (written < 0 && errno == EINTR)
                continue;
            if (written < 0)
                got = -1;
            else
                put += written;
        }
        if (got < 0) {
            problem_add(problems, STATUS_WORLD, NULL, "cannot write to standard output: %s",
                        strerror(errno));
            return false;
        }
        at += got;
    }
}

static void sync_folder(const char *folder) {
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        /* Some file systems know no fsync of folders; the rename itself stands either way. */
        (void)fsync(fd);
        close(fd);
    }
}

/* It asks for no memory: there may be none left, and the outputs before this one are in place. */
bool output_commit(struct output *output, struct problems *problems) {
    if (strcmp(output->target, "-") == 0)
        return copy_to_standard_output(output, problems);
    if (rename(output->unfinished, output->target) != 0) {
        problem_add(problems, STATUS_WORLD, NULL, "cannot put %s in its place: %s", output->target,
                    strerror(errno));
        return false;
    }
    unfinished_forget(output->unfinished);
    memory_free(output->unfinished);
    output->unfinished = NULL;
    sync_folder(output->folder);
    return true;
}

void output_free(struct output *output) {
    if (!output)
        return;
    if (output->fd >= 0)
        close(output->fd);
    if (output->unfinished) {
        unlink(output->unfinished);
        unfinished_forget(output->unfinished);
        memory_free(output->unfinished);
    }
    memory_free(output->target);
    memory_free(output->folder);
    memory_free(output);
}
