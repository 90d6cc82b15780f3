/* See output.h. The unfinished files stand in a table that a signal handler can read, and the
 * process that this one was forked from: fixed slots, in shared memory, each filled before the file
 * is made and freed after it is gone. */
#include "output/output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/path.h"

enum { UNFINISHED_MOST = 1024, PATH_ROOM = 4096 + 64, TRIES = 100 };

struct unfinished {
    atomic_int state;
    char path[PATH_ROOM], target[PATH_ROOM];
};
enum { SLOT_FREE, SLOT_TAKEN, SLOT_FILLED };

static struct table {
    atomic_size_t used; /* slots from there on were never taken */
    struct unfinished slots[UNFINISHED_MOST];
} * table;

bool output_begin(void) {
    if (table)
        return true;
    void *made = mmap(NULL, sizeof *table, PROT_READ | PROT_WRITE,
                      MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    table = made == MAP_FAILED ? NULL : made;
    return table != NULL;
}

static size_t slots_used(void) { return table ? atomic_load(&table->used) : 0; }

/* false, with errno: there is no room for it. */
static bool unfinished_register(const char *path, const char *target) {
    size_t path_size = strlen(path) + 1, target_size = strlen(target) + 1;
    errno = path_size > PATH_ROOM || target_size > PATH_ROOM ? ENAMETOOLONG : EMFILE;
    if (errno == ENAMETOOLONG || !output_begin())
        return false;
    for (size_t i = 0; i < UNFINISHED_MOST; i++) {
        struct unfinished *slot = &table->slots[i];
        int state = SLOT_FREE;
        if (!atomic_compare_exchange_strong(&slot->state, &state, SLOT_TAKEN))
            continue;
        memcpy(slot->path, path, path_size);
        memcpy(slot->target, target, target_size);
        for (size_t used = slots_used(); used <= i;)
            if (atomic_compare_exchange_weak(&table->used, &used, i + 1))
                break;
        atomic_store(&slot->state, SLOT_FILLED);
        return true;
    }
    return false;
}

static void unfinished_forget(const char *path) {
    for (size_t i = 0; i < slots_used(); i++)
        if (atomic_load(&table->slots[i].state) == SLOT_FILLED &&
            strcmp(table->slots[i].path, path) == 0)
            atomic_store(&table->slots[i].state, SLOT_FREE);
}

void output_remove_unfinished(void) {
    for (size_t i = 0; i < slots_used(); i++)
        if (atomic_load(&table->slots[i].state) == SLOT_FILLED)
            unlink(table->slots[i].path);
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
static int create_beside(const char *folder, const char *name, const char *target, char **path) {
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789";
    static atomic_uint_fast64_t serial;
    for (int attempt = 0; attempt < TRIES; attempt++) {
        uint64_t mixed = ((uint64_t)getpid() << 20 ^ atomic_fetch_add(&serial, 1)) *
                         UINT64_C(0x9e3779b97f4a7c15);
        char tail[7] = "";
        for (int i = 0; i < 6; i++, mixed /= 36)
            tail[i] = letters[mixed % 36];
        *path = memory_format("%s/.%.200s.leat-%s", folder, name, tail);
        if (!unfinished_register(*path, target)) {
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
                           target, &path);
    if (fd < 0)
        problem_add(problems, STATUS_WORLD, place, "cannot write into the folder %s: %s", folder,
                    strerror(errno));
    memory_free(folder);
    if (fd < 0)
        return NULL;
    struct output *output = memory_alloc(sizeof *output);
    *output = (struct output){.target = memory_copy(target), .unfinished = path, .fd = fd};
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

static void sync_folder(const char *target) {
    char *folder = folder_of(target);
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        /* Some file systems know no fsync of folders; the rename itself stands either way. */
        (void)fsync(fd);
        close(fd);
    }
    memory_free(folder);
}

bool output_commit(struct output *output, struct problems *problems) {
    if (strcmp(output->target, "-") == 0)
        return copy_to_standard_output(output, problems);
    if (rename(output->unfinished, output->target) != 0) {
        problem_add(problems, STATUS_WORLD, NULL, "cannot put %s in its place: %s", output->target,
                    strerror(errno));
        return false;
    }
    sync_folder(output->target);
    return output_is_in_place(output, problems);
}

bool output_is_in_place(struct output *output, struct problems *problems) {
    (void)problems;
    if (!output->unfinished || strcmp(output->target, "-") == 0)
        return true; /* what went to standard output is removed by output_free */
    unfinished_forget(output->unfinished);
    memory_free(output->unfinished);
    output->unfinished = NULL;
    return true;
}

/* Standard output is first, as in a run. */
bool output_commit_all(struct problems *problems) {
    bool sound = true;
    for (int turn = 0; turn < 2; turn++)
        for (size_t i = 0; sound && i < slots_used(); i++) {
            struct unfinished *slot = &table->slots[i];
            bool is_standard = strcmp(slot->target, "-") == 0;
            if (atomic_load(&slot->state) != SLOT_FILLED || is_standard != (turn == 0))
                continue;
            struct output output = {.target = slot->target, .unfinished = memory_copy(slot->path)};
            output.fd = is_standard ? open(slot->path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW) : -1;
            sound = output_commit(&output, problems);
            memory_free(output.unfinished);
            if (output.fd >= 0)
                close(output.fd);
        }
    return sound;
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
    memory_free(output);
}
