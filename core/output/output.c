/* See output.h. */
#include "output/output.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/interrupt.h"
#include "base/io.h"
#include "base/path.h"
#include "output/claim.h"
#include "output/unfinished.h"

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

struct output *output_open(const char *target, const struct place *place,
                           struct problems *problems) {
    if (!output_check(target, place, problems))
        return NULL;
    char *folder = claim_folder(target), *path = NULL;
    int fd = -1;
    if (make_folders(folder))
        fd = claim_take(target, folder, place, &path, problems);
    else
        problem_add(problems, STATUS_WORLD, place, "cannot write into the folder %s: %s",
                    path_from_here(folder), strerror(errno));
    if (fd < 0) {
        memory_free(folder);
        return NULL;
    }
    struct output *output = memory_alloc(sizeof *output);
    *output = (struct output){
        .target = memory_copy(target), .folder = folder, .unfinished = path, .fd = fd};
    snprintf(output->again, sizeof output->again, "/proc/self/fd/%d", fd);
    return output;
}

/* Somebody may have taken the file away, as programs do that clean up folders. */
static bool is_still_there(const struct output *output, const struct stat *own) {
    struct stat there;
    return lstat(output->unfinished, &there) == 0 && there.st_dev == own->st_dev &&
           there.st_ino == own->st_ino;
}

bool output_sync(struct output *output, struct problems *problems) {
    struct stat status;
    const char *shown = path_from_here(output->target);
    if (!io_sync(output->fd) || fstat(output->fd, &status) != 0) {
        problem_add(problems, STATUS_WORLD, NULL, "cannot write %s: %s", shown, strerror(errno));
        return false;
    }
    output->bytes = status.st_size;
    output->inode = status.st_ino;
    if (is_still_there(output, &status))
        return true;
    problem_add(problems, STATUS_WORLD, NULL,
                "cannot write %s: its unfinished file %s was taken away by another program", shown,
                path_from_here(output->unfinished));
    return false;
}

bool output_copy(struct output *output, struct problems *problems) {
    char block[65536];
    for (int64_t at = 0; !interrupt_signal;) {
        ssize_t got = io_read_at(output->fd, block, sizeof block, at);
        if (got == 0)
            return true;
        for (ssize_t put = 0; got > 0 && put < got && !interrupt_signal;) {
            ssize_t written = write(STDOUT_FILENO, block + put, (size_t)(got - put));
            if (written < 0 && errno != EINTR)
                got = -1;
            else if (written > 0)
                put += written;
        }
        if (got < 0) {
            problem_add(problems, STATUS_WORLD, NULL, "cannot write to standard output: %s",
                        strerror(errno));
            return false;
        }
        at += got;
    }
    return false;
}

void output_free(struct output *output) {
    if (!output)
        return;
    if (output->unfinished) {
        unlink(output->unfinished);
        unfinished_drop(output->unfinished);
        memory_free(output->unfinished);
    }
    /* Only now, so that nobody takes the file for a dead process's. */
    close(output->fd);
    memory_free(output->folder);
    memory_free(output->target);
    memory_free(output);
}
