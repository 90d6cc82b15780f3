/* bytes: text that grows, in memory that the runner counts; and a file written through a buffer.
 *
 * The functions that may fail have told why by leat_fail when they answer false or NULL. */
#ifndef LEAT_SHARED_BYTES_H
#define LEAT_SHARED_BYTES_H

#include <leat/plugin.h>

/* Zeroed is empty and ready. */
struct bytes {
    char *data;
    size_t size, room;
};

/* Room for `more` bytes at the end, to be written at once; the caller adds to size what it
 * wrote. */
char *bytes_room(struct leat_step *step, struct bytes *bytes, size_t more);
bool bytes_add(struct leat_step *step, struct bytes *bytes, const char *text, size_t size);
void bytes_free(struct leat_step *step, struct bytes *bytes); /* empty and ready again */

/* A sink's file, written in order. Zeroed, it may be closed. */
struct sink_file {
    struct leat_text name; /* for messages: the path as the definition has it */
    int fd;
    struct bytes waiting;
};

/* For the PATH_OUT option that stands in `path` in the step's state. */
bool sink_file_open(struct leat_step *step, const struct leat_text *path, struct sink_file *file);
bool sink_file_add(struct leat_step *step, struct sink_file *file, const char *text, size_t size);
bool sink_file_flush(struct leat_step *step, struct sink_file *file);
void sink_file_close(struct leat_step *step,
                     struct sink_file *file); /* the descriptor is the runner's, and stays open */

#endif
