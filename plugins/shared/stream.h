/* stream: an input file as UTF-8 text, block by block, with the way back from the text to the
 * file's bytes.
 *
 *     if (stream_open(step, &stream, file, &self->encoding, -1) != LEAT_OK)
 *         return LEAT_FAILED;
 *     while (stream_more(step, &stream) == LEAT_OK) {
 *         ... look at stream_text(&stream), stream_size(&stream) bytes of it ...
 *         stream_take(&stream, used);
 *     }
 *     stream_close(step, &stream);
 *
 * or, for those who keep the text elsewhere, by stream_read.
 *
 * Which encoding: what the file's byte order mark says, else what was declared, else UTF-8. A mark
 * that is at odds with what was declared is an error. UTF-8 is passed on as it is, so that its
 * users can tell a bad byte's line; in other encodings STREAM_BAD stands for each byte that is no
 * character. */
#ifndef LEAT_PLUGINS_SHARED_STREAM_H
#define LEAT_PLUGINS_SHARED_STREAM_H

#include <iconv.h>

#include "leat/plugin.h"

/* How much is read at once. Tests of what happens at a block's edge compile with a small one. */
#ifndef STREAM_BLOCK
#define STREAM_BLOCK ((size_t)128 * 1024)
#endif

/* What may be read of a pipe, and read again. */
#define STREAM_HEAD ((int64_t)64 * 1024)

#define STREAM_BAD ((char)0xff)

struct stream {
    const struct leat_file *file;
    char *data; /* text not taken yet: data[start] to data[end - 1] */
    size_t start, end, room;
    int64_t byte;    /* where data[start] stands in the file; -1: unknown */
    int64_t offset;  /* bytes read of the file */
    int64_t limit;   /* bytes to read at most; -1: all */
    bool is_over;    /* the file ends at data[end] */
    bool is_guessed; /* UTF-8, though neither a mark nor the definition says so */
    bool is_utf8;    /* passed on as it is, not converted */
    bool is_lent;    /* the text is somebody else's (stream_lend) */
    char name[40];   /* the encoding, for messages */
    int unit;        /* the bytes of a code point in the file: 1, 2 (UTF-16), 4; 0: it varies */
    iconv_t converter;
    char *raw; /* bytes read but not converted */
    size_t raw_size;
};

/* Opens a file and reads its first block. encoding is the option's field; `limit` bytes are read at
 * most (-1: all). The stream is zeroed or was closed. LEAT_OK, also for an empty file;
 * LEAT_FAILED. */
int stream_open(struct leat_step *step, struct stream *stream, const struct leat_file *file,
                const struct leat_text *encoding, int64_t limit);

/* Brings more text, at least one byte. It may move what is there. LEAT_OK; LEAT_END: there is no
 * more (or the limit was reached: then is_over is false); LEAT_FAILED. */
int stream_more(struct leat_step *step, struct stream *stream);

static inline const char *stream_text(const struct stream *stream) {
    return stream->data + stream->start;
}
static inline size_t stream_size(const struct stream *stream) {
    return stream->end - stream->start;
}

/* Takes bytes off the text's start. */
void stream_take(struct stream *stream, size_t size);

/* Brings the next text into other memory: *got bytes of it, at least one, at most room (at least
 * 64). What a stream has to itself already comes first; UTF-8 is then read straight to its place.
 * LEAT_OK; LEAT_END: there is no more; LEAT_FAILED. */
int stream_read(struct leat_step *step, struct stream *stream, char *into, size_t room,
                size_t *got);

/* Puts text back that was read, all before anything that has been read since; byte: where in the
 * file it stands. LEAT_OK or LEAT_FAILED. */
int stream_unread(struct leat_step *step, struct stream *stream, const char *text, size_t size,
                  int64_t byte);

/* Of text that was read last, `size` bytes that stand at *byte of the file (-1: unknown), puts back
 * what stands behind `end`, and moves *byte there. LEAT_OK or LEAT_FAILED. */
int stream_keep(struct leat_step *step, struct stream *stream, const char *text, size_t size,
                size_t end, int64_t *byte);

/* A stream over text that was read before, by a stream of the same file, which is never written to
 * and must outlive it; is_over: the file ends with it. It brings no more, and need not be closed. */
struct stream stream_lend(const struct stream *of, char *text, size_t size, int64_t byte,
                          bool is_over);

/* Bytes of the stream's file as text, or (into_file) text as bytes of the file: *got of them, at
 * most room. Of the file's bytes, STREAM_BAD stands for each that is no character. LEAT_OK;
 * LEAT_END: there are more, or the encoding has no such character; LEAT_FAILED. */
int stream_recode(struct leat_step *step, const struct stream *of, bool into_file, const char *from,
                  size_t size, char *into, size_t room, size_t *got);

/* The bytes of the file that some of its text takes; -1: unknown. */
int64_t stream_width(const struct stream *stream, const char *text, size_t size);

/* Where in the file the byte `ahead` of the text stands; -1: unknown. */
int64_t stream_byte(const struct stream *stream, size_t ahead);

/* How much of a file open may read: all of it, or the head of a pipe. */
static inline int64_t stream_limit(const struct leat_file *file) {
    return file->bytes < 0 ? STREAM_HEAD : -1;
}

/* Whether it was opened and not closed. */
static inline bool stream_is_open(const struct stream *stream) { return stream->file != NULL; }

void stream_close(struct leat_step *step,
                  struct stream *stream); /* zeroed again; nothing if it was not open */

#endif
