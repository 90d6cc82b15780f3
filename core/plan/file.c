/* See file.h. Inputs are read with pread into the caller's buffer, never mapped: a file cut short
 * under a running program is then an error and not a signal. */
#include "plan/file.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/interrupt.h"
#include "base/io.h"

static atomic_int_fast64_t bytes_read;

int64_t files_bytes_read(void) { return atomic_load(&bytes_read); }

/* The nearest file name in the folder that a missing path names. */
static void suggest_file(struct problem *problem, const char *path) {
    const char *slash = strrchr(path, '/');
    if (!slash)
        return;
    char *pattern = memory_format("%.*s/*", (int)(slash - path), path);
    glob_t found;
    if (glob(pattern, GLOB_NOSORT, NULL, &found) == 0) {
        const char **names = memory_array(found.gl_pathc, sizeof *names);
        for (size_t i = 0; i < found.gl_pathc; i++)
            names[i] = strrchr(found.gl_pathv[i], '/') + 1;
        const char *near = text_nearest(slash + 1, names, found.gl_pathc);
        if (near)
            problem_advise(problem, "did you mean '%s'?", near);
        memory_free(names);
        globfree(&found);
    }
    memory_free(pattern);
}

static bool add_file(const char *path, const char *shown, const struct leat_text *field,
                     const struct place *place, struct file **files, size_t *count,
                     struct problems *problems) {
    struct stat status = {0};
    bool is_standard = strcmp(path, "-") == 0;
    if (is_standard ? fstat(STDIN_FILENO, &status) != 0 : stat(path, &status) != 0) {
        struct problem *problem =
            problem_add(problems, STATUS_WORLD, place, "cannot read %s: %s", shown,
                        errno == ENOENT ? "there is no such file" : strerror(errno));
        suggest_file(problem, path);
        return false;
    }
    if (S_ISDIR(status.st_mode)) {
        struct problem *problem =
            problem_add(problems, STATUS_WORLD, place, "cannot read %s: it is a folder", shown);
        problem_advise(
            problem, "name a file in it, or all of a kind with a pattern such as %s/*.csv", shown);
        return false;
    }
    if (!is_standard && access(path, R_OK) != 0) {
        problem_add(problems, STATUS_WORLD, place, "cannot read %s: %s", shown, strerror(errno));
        return false;
    }
    *files = memory_resize(*files, (*count + 1) * sizeof **files);
    struct file *file = &(*files)[(*count)++];
    char *name = memory_copy(is_standard ? "-" : shown);
    *file = (struct file){
        .api = {.name = {name, strlen(name)},
                .bytes = S_ISREG(status.st_mode) && !is_standard ? status.st_size : -1},
        .field = field,
        .path = memory_copy(path),
        .fd = -1,
        .lock = PTHREAD_MUTEX_INITIALIZER,
        .device = status.st_dev,
        .inode = status.st_ino,
        .type = status.st_mode & S_IFMT,
    };
    return true;
}

/* What a pattern found is shown as the pattern was written, with the folder of the definition left
 * out. */
static const char *shown_name(const char *found, const char *path, const char *shown) {
    size_t whole = strlen(path), tail = strlen(shown);
    bool ends = tail <= whole && strcmp(path + whole - tail, shown) == 0;
    return ends && strncmp(found, path, whole - tail) == 0 ? found + (whole - tail) : found;
}

bool files_find(const char *path, const char *shown, const struct leat_text *field,
                const struct place *place, struct file **files, size_t *count,
                struct problems *problems) {
    struct stat status;
    bool is_pattern = strpbrk(path, "*?[") != NULL && stat(path, &status) != 0;
    if (!is_pattern)
        return add_file(path, shown, field, place, files, count, problems);
    glob_t found;
    int answer = glob(path, 0, NULL, &found);
    if (answer != 0) {
        struct problem *problem =
            problem_add(problems, STATUS_WORLD, place, "no file matches the pattern %s", shown);
        problem_advise(problem, "a * stands for any part of one name; folders are not searched");
        return false;
    }
    /* glob sorts by the locale's order; leat never sets a locale, so this is the order of the
     * bytes. */
    bool all = true;
    for (size_t i = 0; i < found.gl_pathc; i++)
        all &= add_file(found.gl_pathv[i], shown_name(found.gl_pathv[i], path, shown), field, place,
                        files, count, problems);
    globfree(&found);
    return all;
}

static bool file_open(struct file *file, char **failure) {
    if (file->fd >= 0)
        return true;
    bool is_standard = strcmp(file->path, "-") == 0;
    /* Opening a pipe without O_NONBLOCK waits for its writer, deaf to the other threads' signals; one
     * may have taken the place of a file. */
    const int flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
    file->fd = is_standard ? STDIN_FILENO : io_open(file->path, flags, 0);
    if (file->fd < 0) {
        *failure = memory_format("cannot read %s: %s", file->api.name.data, strerror(errno));
        return false;
    }
    struct stat status;
    if (!is_standard && fstat(file->fd, &status) == 0 &&
        (status.st_dev != file->device || status.st_ino != file->inode ||
         (status.st_mode & S_IFMT) != file->type)) {
        *failure =
            memory_format("cannot read %s: it was replaced by another file while leat was running",
                          file->api.name.data);
        close(file->fd);
        file->fd = -1;
        return false;
    }
    return true;
}

static int64_t read_fully(struct file *file, int64_t offset, char *into, size_t size,
                          char **failure) {
    size_t done = 0;
    while (done < size) {
        bool can_seek = file->api.bytes >= 0;
        if (!can_seek && !interrupt_wait(file->fd))
            return -1;
        ssize_t got = can_seek ? pread(file->fd, into + done, size - done, offset + (int64_t)done)
                               : read(file->fd, into + done, size - done);
        if (got < 0 && (errno == EINTR || errno == EAGAIN))
            continue;
        if (got < 0) {
            *failure = memory_format("cannot read %s: %s", file->api.name.data, strerror(errno));
            return -1;
        }
        if (got == 0)
            break;
        done += (size_t)got;
    }
    atomic_fetch_add(&bytes_read, (int64_t)done);
    return (int64_t)done;
}

/* A file that cannot seek: from the kept head while it lasts, then in order. */
static int64_t read_in_order(struct file *file, int64_t offset, char *into, size_t size,
                             char **failure) {
    if (!file->head) {
        file->head = memory_alloc(FILE_HEAD);
        int64_t got = read_fully(file, 0, file->head, FILE_HEAD, failure);
        if (got < 0)
            return -1;
        file->head_size = (size_t)got;
        file->position = got;
    }
    size_t from_head = 0;
    if (offset < (int64_t)file->head_size) {
        from_head = file->head_size - (size_t)offset;
        from_head = from_head < size ? from_head : size;
        memcpy(into, file->head + offset, from_head);
    }
    if (from_head == size || file->head_size < FILE_HEAD)
        return (int64_t)from_head;
    if (offset + (int64_t)from_head != file->position) {
        *failure = memory_format("%s can only be read once, in order", file->api.name.data);
        return -1;
    }
    int64_t got = read_fully(file, 0, into + from_head, size - from_head, failure);
    if (got < 0)
        return -1;
    file->position += got;
    return got + (int64_t)from_head;
}

/* Of the file itself, whatever patches there are. */
static int64_t read_own(struct file *file, int64_t offset, char *into, size_t size,
                        char **failure) {
    if (!file_open(file, failure))
        return -1;
    if (file->api.bytes < 0)
        return read_in_order(file, offset, into, size, failure);
    int64_t got = read_fully(file, offset, into, size, failure);
    if (got >= 0 && got < (int64_t)size &&
        offset + got < file->api.bytes - patches_shift(&file->patches)) {
        *failure = memory_format("cannot read %s: it became shorter while leat was reading it",
                                 file->api.name.data);
        return -1;
    }
    /* At its end a file is closed, so that a pattern of thousands of files needs no thousands of
     * descriptors. */
    if (got >= 0 && got < (int64_t)size && file->fd != STDIN_FILENO) {
        close(file->fd);
        file->fd = -1;
    }
    return got;
}

static int64_t read_locked(struct file *file, int64_t offset, char *into, size_t size,
                           char **failure) {
    size_t done = 0;
    if (file->patches.count == 0)
        return read_own(file, offset, into, size, failure);
    while (done < size) {
        int64_t at = offset + (int64_t)done;
        size_t part = size - done;
        const char *text = patches_part(&file->patches, &at, &part);
        int64_t got = (int64_t)part;
        if (text)
            memcpy(into + done, text, part);
        else
            got = read_own(file, at, into + done, part, failure);
        if (got < 0)
            return -1;
        done += (size_t)got;
        if (got < (int64_t)part)
            break;
    }
    return (int64_t)done;
}

bool file_patch(struct file *file, struct patches *patches) {
    bool sound = patches_settle(patches);
    file->api.bytes += patches_shift(patches);
    file->patches = *patches;
    *patches = (struct patches){0};
    return sound;
}

int64_t file_read_at(struct file *file, int64_t offset, void *into, size_t size, char **failure) {
    pthread_mutex_lock(&file->lock);
    int64_t got = read_locked(file, offset, into, size, failure);
    pthread_mutex_unlock(&file->lock);
    return got;
}

void file_close(struct file *file) {
    if (file->fd > STDIN_FILENO)
        close(file->fd);
    memory_free((char *)file->api.name.data);
    memory_free(file->path);
    memory_free(file->head);
    patches_free(&file->patches);
}

void files_close(struct file *files, size_t count) {
    for (size_t i = 0; i < count; i++)
        file_close(&files[i]);
    memory_free(files);
}
