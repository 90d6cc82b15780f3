/* See files.h. */
#include "cases/files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void die(const char *what) {
    fprintf(stderr, "cases: %s: %s\n", what, strerror(errno));
    exit(2);
}

bool file_read(struct pool *pool, const char *path, struct file *file) {
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT) {
        return false;
    }
    struct stat status;
    if (fd < 0 || fstat(fd, &status) != 0) {
        die(path);
    }
    const size_t size = (size_t)status.st_size;
    char *bytes = pool_get(pool, size + 1);
    size_t have = 0;
    while (have < size) {
        const ssize_t got = read(fd, bytes + have, size - have);
        if (got <= 0) {
            die(path);
        }
        have += (size_t)got;
    }
    close(fd);
    *file = (struct file){.path = path, .bytes = bytes, .size = size};
    return true;
}

void file_write(const char *path, const char *bytes, size_t size) {
    const int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (fd < 0) {
        die(path);
    }
    while (size > 0) {
        const ssize_t put = write(fd, bytes, size);
        if (put < 0) {
            die(path);
        }
        bytes += put;
        size -= (size_t)put;
    }
    if (close(fd) != 0) {
        die(path);
    }
}

struct files files_new(struct pool *pool) {
    return (struct files){.pool = pool};
}

void files_add(struct files *files, const char *path, const char *bytes, size_t size) {
    if (files->count == files->room) {
        struct file *old = files->list;
        files->room = files->room * 2 + 16;
        files->list = pool_array(files->pool, files->room, sizeof *files->list);
        if (old) {
            memcpy(files->list, old, files->count * sizeof *old);
        }
    }
    files->list[files->count++] = (struct file){path, bytes, size};
}

static int compare_paths(const void *one, const void *other) {
    return strcmp(((const struct file *)one)->path, ((const struct file *)other)->path);
}

void files_sort(struct files *files) {
    if (files->count > 0) {
        qsort(files->list, files->count, sizeof *files->list, compare_paths);
    }
}

/* Where `start` is the length of the folder's own path with its slash. */
static void add_below(struct files *files, const char *folder, size_t start) {
    DIR *stream = opendir(folder);
    if (!stream && errno == ENOENT) {
        return;
    }
    if (!stream) {
        die(folder);
    }
    for (struct dirent *entry; (entry = readdir(stream));) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) {
            continue;
        }
        const char *path = pool_format(files->pool, "%s/%s", folder, entry->d_name);
        struct stat status;
        struct file file;
        if (lstat(path, &status) != 0) {
            die(path);
        }
        if (S_ISDIR(status.st_mode)) {
            add_below(files, path, start);
        } else if (S_ISREG(status.st_mode) && file_read(files->pool, path, &file)) {
            files_add(files, path + start, file.bytes, file.size);
        }
    }
    closedir(stream);
}

struct files files_read(struct pool *pool, const char *folder) {
    struct files files = files_new(pool);
    add_below(&files, folder, strlen(folder) + 1);
    files_sort(&files);
    return files;
}

void folder_make(const char *folder) {
    if (mkdir(folder, 0755) != 0 && errno != EEXIST) {
        die(folder);
    }
}

void files_write(const struct files *files, const char *folder) {
    folder_make(folder);
    for (size_t i = 0; i < files->count; i++) {
        const struct file *file = &files->list[i];
        char *path = pool_format(files->pool, "%s/%s", folder, file->path);
        for (char *slash = path + strlen(folder) + 1; (slash = strchr(slash, '/')); slash++) {
            *slash = 0;
            folder_make(path);
            *slash = '/';
        }
        file_write(path, file->bytes, file->size);
    }
}

const struct file *files_find(const struct files *files, const char *path) {
    for (size_t i = 0; i < files->count; i++) {
        if (strcmp(files->list[i].path, path) == 0) {
            return &files->list[i];
        }
    }
    return NULL;
}

bool files_same(const struct files *one, const struct files *other) {
    bool same = one->count == other->count;
    for (size_t i = 0; same && i < one->count; i++) {
        const struct file *mine = &one->list[i], *theirs = &other->list[i];
        same = strcmp(mine->path, theirs->path) == 0 && mine->size == theirs->size &&
               memcmp(mine->bytes, theirs->bytes, mine->size) == 0;
    }
    return same;
}

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *at) {
    (void)status;
    (void)type;
    (void)at;
    return remove(path);
}

void folder_remove(const char *folder) {
    if (nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS) != 0 && errno != ENOENT) {
        die(folder);
    }
}
