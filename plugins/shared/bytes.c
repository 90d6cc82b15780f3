/* bytes: text that grows, and files. See bytes.h. */
#include "bytes.h"

#include <errno.h>
#include <unistd.h>

enum { FIRST_ROOM = 256, FILE_ROOM = 65536 };

char *bytes_room(struct leat_step *step, struct bytes *bytes, size_t more) {
    if (!bytes->data || bytes->room - bytes->size < more) {
        const size_t needed = bytes->size + more, doubled = bytes->room * 2;
        const size_t room = needed < FIRST_ROOM ? FIRST_ROOM : needed < doubled ? doubled : needed;
        char *data = bytes->data ? leat_realloc(step, bytes->data, room) : leat_alloc(step, room);
        if (!data) {
            return NULL;
        }
        bytes->data = data;
        bytes->room = room;
    }
    return bytes->data + bytes->size;
}

bool bytes_add(struct leat_step *step, struct bytes *bytes, const char *text, size_t size) {
    if (size == 0) { /* then text may be NULL */
        return true;
    }
    char *room = bytes_room(step, bytes, size);
    if (!room) {
        return false;
    }
    memcpy(room, text, size);
    bytes->size += size;
    return true;
}

void bytes_free(struct leat_step *step, struct bytes *bytes) {
    if (bytes->data) {
        leat_free(step, bytes->data);
    }
    *bytes = (struct bytes){0};
}

bool sink_file_open(struct leat_step *step, const struct leat_text *path, struct sink_file *file) {
    struct leat_output output;
    if (leat_output(step, path, &output) != LEAT_OK) {
        return false;
    }
    file->name = *path;
    file->fd = output.fd;
    return bytes_room(step, &file->waiting, FILE_ROOM) != NULL;
}

/* A write may take a part, and may be interrupted; neither is an error. */
static bool write_whole(struct leat_step *step, const struct sink_file *file, const char *text,
                        size_t size) {
    while (size > 0) {
        const ssize_t written = write(file->fd, text, size);
        if (written >= 0) {
            text += written;
            size -= (size_t)written;
        } else if (errno != EINTR) {
            char reason[128];
            leat_fail_world(step, "cannot write %.*s: %s", (int)file->name.size, file->name.data,
                            strerror_r(errno, reason, sizeof reason));
            return false;
        }
    }
    return true;
}

bool sink_file_flush(struct leat_step *step, struct sink_file *file) {
    const size_t size = file->waiting.size;
    file->waiting.size = 0;
    return write_whole(step, file, file->waiting.data, size);
}

bool sink_file_add(struct leat_step *step, struct sink_file *file, const char *text, size_t size) {
    if (file->waiting.room - file->waiting.size < size && !sink_file_flush(step, file)) {
        return false;
    }
    if (file->waiting.room < size) {
        return write_whole(step, file, text, size);
    }
    return bytes_add(step, &file->waiting, text, size);
}

void sink_file_close(struct leat_step *step, struct sink_file *file) {
    bytes_free(step, &file->waiting);
}
