/* files: a folder and all below it, in memory. */
#ifndef CASES_FILES_H
#define CASES_FILES_H

#include <stdbool.h>
#include <stddef.h>

#include "workbook/pool.h"

struct file {
    const char *path; /* from the folder; "expected/out.csv" */
    const char *bytes;
    size_t size;
};

struct files {
    struct pool *pool; /* all is in it */
    struct file *list; /* in the order of their paths, once read or sorted */
    size_t count, room;
};

/* Ends the program with status 2, what could not be done and errno. */
_Noreturn void die(const char *what);

/* A whole file, with a NUL behind it; false: there is none. */
bool file_read(struct pool *pool, const char *path, struct file *file);
void file_write(const char *path, const char *bytes, size_t size);

struct files files_new(struct pool *pool);
void files_add(struct files *files, const char *path, const char *bytes, size_t size);
void files_sort(struct files *files);

/* The regular files of a folder; none where there is no such folder. */
struct files files_read(struct pool *pool, const char *folder);

/* Makes the folder, and those below it that the files want. */
void files_write(const struct files *files, const char *folder);

const struct file *files_find(const struct files *files, const char *path); /* or NULL */
bool files_same(const struct files *one, const struct files *other);

/* With all below it; one that is not there is no mistake. */
void folder_remove(const char *folder);
void folder_make(const char *folder);

#endif
