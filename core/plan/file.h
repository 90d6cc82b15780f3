/* file: the input files of a step: found, counted, and read in order or at any offset. */
#ifndef LEAT_PLAN_FILE_H
#define LEAT_PLAN_FILE_H

#include <pthread.h>
#include <stdatomic.h>
#include <sys/types.h>

#include "base/problem.h"
#include "leat/plugin.h"
#include "plan/patch.h"

struct file {
    struct leat_file api;          /* what the plugin sees; number is its origin */
    const struct leat_text *field; /* the option that names it */
    char *path;                    /* absolute, or "-" */
    int fd;                        /* -1: not open now */
    pthread_mutex_t lock;          /* of what follows and fd: decode may read from many threads */
    dev_t device;
    ino_t inode;
    mode_t type; /* S_IFREG …: a new file may have the number of the one that was removed */
    /* Files that cannot seek are read once, in order; the first bytes are kept for open's look at
     * the head. */
    char *head;
    size_t head_size;
    int64_t position;       /* bytes taken from it so far */
    struct patches patches; /* read in place of some of its records; api.bytes is with them */
};

enum { FILE_HEAD = 65536 };

/* The files that a path stands for: itself, or where it holds * ? or [ and no file has that very
 * name, all that match, sorted by the bytes of their names. They are added to *files
 * (memory_resize), numbers not set. shown: the path as the definition has it. false: there are
 * none, or one cannot be read: a problem with STATUS_WORLD was added. */
bool files_find(const char *path, const char *shown, const struct leat_text *field,
                const struct place *place, struct file **files, size_t *count,
                struct problems *problems);

/* Reads as leat_read_at does; -1: *failure says why (memory_free), or is
 * left alone where a signal ended the wait for a pipe. Bytes count towards
 * files_bytes_read. */
int64_t file_read_at(struct file *file, int64_t offset, void *into, size_t size, char **failure);

/* Has the patches, which are taken, read in place of the file's own records, from now on. The file
 * can seek. false: two of them stand in the same bytes. */
bool file_patch(struct file *file, struct patches *patches);

/* Closes one and frees all it holds; or several, and their array. */
void file_close(struct file *file);
void files_close(struct file *files, size_t count);

/* Bytes read from input files so far, by all runs of this process: for the progress line. */
int64_t files_bytes_read(void);

#endif
