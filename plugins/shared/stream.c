/* See stream.h. The encodings themselves are in encoding.c. */
#include "stream.h"

#include <errno.h>

#include "encoding.h"
#include "utf8.h"

/* The most bytes that wait for the next block: more than any encoding's longest character. */
#define STREAM_REST ((size_t)16)

/* Makes room for `more` bytes behind the text. */
static int make_room(struct leat_step *step, struct stream *stream, size_t more) {
    if (stream->room - stream->end >= more)
        return LEAT_OK;
    const size_t size = stream_size(stream);
    if (stream->start > 0 && size > 0)
        memmove(stream->data, stream->data + stream->start, size);
    stream->start = 0;
    stream->end = size;
    if (stream->room - size >= more)
        return LEAT_OK;
    const size_t room = (size + more) * 2;
    char *data = leat_realloc(step, stream->data, room);
    if (!data)
        return LEAT_FAILED;
    stream->data = data;
    stream->room = room;
    return LEAT_OK;
}

/* Reads the next bytes of the file: *got of them, 0 at its end or at the limit. */
static int read_block(struct leat_step *step, struct stream *stream, char *into, size_t size,
                      size_t *got) {
    *got = 0;
    if (stream->limit >= 0 && (int64_t)size > stream->limit - stream->offset)
        size = (size_t)(stream->limit - stream->offset);
    if (size == 0)
        return LEAT_OK;
    const int64_t count = leat_read_at(step, stream->file, stream->offset, into, size);
    if (count < 0)
        return LEAT_FAILED;
    stream->is_over = count == 0;
    stream->offset += count;
    *got = (size_t)count;
    return LEAT_OK;
}

/* Converts what it can of the raw bytes; is_last: no more will come. The room behind the text takes
 * all of it. */
static void convert(struct stream *stream, bool is_last) {
    char *from = stream->raw, *to = stream->data + stream->end;
    size_t left = stream->raw_size, room = stream->room - stream->end;
    while (left > 0 && room >= 8) {
        if (iconv(stream->converter, &from, &left, &to, &room) != (size_t)-1 || errno == E2BIG)
            break;
        if (errno == EINVAL && !is_last) /* a character goes on in the next block */
            break;
        const size_t width = stream->unit > 1 ? (size_t)stream->unit : 1;
        const size_t bad = width < left ? width : left;
        from += bad;
        left -= bad;
        *to++ = STREAM_BAD;
        room--;
    }
    if (is_last && left == 0) /* what a stateful encoding holds back */
        iconv(stream->converter, NULL, NULL, &to, &room);
    memmove(stream->raw, from, left);
    stream->raw_size = left;
    stream->end = (size_t)(to - stream->data);
}

/* Most often nothing stays behind but the beginning of a character; what else could not be
 * converted yet comes first.
 */
static int more_converted(struct leat_step *step, struct stream *stream) {
    for (;;) {
        if (make_room(step, stream, 4 * (STREAM_BLOCK + STREAM_REST)) != LEAT_OK)
            return LEAT_FAILED;
        const size_t end = stream->end;
        size_t got = 0;
        if (stream->raw_size <= STREAM_REST) {
            if (read_block(step, stream, stream->raw + stream->raw_size, STREAM_BLOCK, &got) !=
                LEAT_OK)
                return LEAT_FAILED;
            if (got == 0 && !stream->is_over)
                return LEAT_END;
        }
        stream->raw_size += got;
        convert(stream, stream->is_over);
        if (stream->end > end)
            return LEAT_OK;
        if (stream->is_over && stream->raw_size == 0)
            return LEAT_END;
    }
}

int stream_more(struct leat_step *step, struct stream *stream) {
    if (stream->is_lent || (stream->is_over && stream->raw_size == 0))
        return LEAT_END;
    if (!stream->is_utf8)
        return more_converted(step, stream);
    if (make_room(step, stream, STREAM_BLOCK) != LEAT_OK)
        return LEAT_FAILED;
    size_t got = 0;
    if (read_block(step, stream, stream->data + stream->end, STREAM_BLOCK, &got) != LEAT_OK)
        return LEAT_FAILED;
    stream->end += got;
    return got > 0 ? LEAT_OK : LEAT_END;
}

/* The raw bytes stay where they are for a converted file; UTF-8's become the first of the text. */
static int begin_text(struct leat_step *step, struct stream *stream, size_t mark) {
    stream->byte = stream->unit > 0 ? (int64_t)mark : -1;
    stream->raw_size -= mark;
    if (make_room(step, stream, STREAM_MARK + STREAM_BLOCK) != LEAT_OK)
        return LEAT_FAILED;
    char *rest = stream->is_utf8 ? stream->data : stream->raw;
    memmove(rest, stream->raw + mark, stream->raw_size);
    if (stream->is_utf8) {
        stream->end = stream->raw_size;
        stream->raw_size = 0;
    }
    return LEAT_OK;
}

int stream_open(struct leat_step *step, struct stream *stream, const struct leat_file *file,
                const struct leat_text *encoding, int64_t limit) {
    *stream = (struct stream){.file = file, .limit = limit, .converter = (iconv_t)-1};
    stream->raw = leat_alloc(step, STREAM_BLOCK + STREAM_REST);
    if (!stream->raw)
        return LEAT_FAILED;
    while (stream->raw_size < STREAM_MARK) {
        size_t got = 0;
        if (read_block(step, stream, stream->raw + stream->raw_size, STREAM_MARK - stream->raw_size,
                       &got) != LEAT_OK)
            return LEAT_FAILED;
        if (got == 0)
            break;
        stream->raw_size += got;
    }
    size_t mark = 0;
    if (encoding_choose(step, stream, encoding, &mark) != LEAT_OK ||
        begin_text(step, stream, mark) != LEAT_OK)
        return LEAT_FAILED;
    stream->is_over = false; /* told when what is at hand has been taken */
    return LEAT_OK;
}

int64_t stream_width(const struct stream *stream, const char *text, size_t size) {
    if (stream->is_utf8)
        return (int64_t)size;
    if (stream->unit == 0)
        return -1;
    size_t units = utf8_length(text, size);
    if (stream->unit == 2) /* four bytes of UTF-8 are a pair of surrogates; STREAM_BAD is none */
        for (size_t i = 0; i < size; i++)
            units += (unsigned char)text[i] >= 0xf0 && text[i] != STREAM_BAD;
    return (int64_t)units * stream->unit;
}

int64_t stream_byte(const struct stream *stream, size_t ahead) {
    return stream->byte < 0 ? -1 : stream->byte + stream_width(stream, stream_text(stream), ahead);
}

void stream_take(struct stream *stream, size_t size) {
    stream->byte = stream_byte(stream, size);
    stream->start += size;
    if (stream->start == stream->end)
        stream->start = stream->end = 0;
}

/* -- text kept elsewhere ---------------------------------------------------------------------- */

int stream_read(struct leat_step *step, struct stream *stream, char *into, size_t room,
                size_t *got) {
    *got = 0;
    if (stream_size(stream) == 0 && stream->is_utf8 && !stream->is_lent) {
        if (!stream->is_over && read_block(step, stream, into, room, got) != LEAT_OK)
            return LEAT_FAILED;
        if (stream->byte >= 0)
            stream->byte += (int64_t)*got;
        return *got > 0 ? LEAT_OK : LEAT_END;
    }
    if (stream_size(stream) == 0) {
        const int result = stream_more(step, stream);
        if (result != LEAT_OK)
            return result;
    }
    *got = stream_size(stream) < room ? stream_size(stream) : room;
    memcpy(into, stream_text(stream), *got);
    stream_take(stream, *got);
    return LEAT_OK;
}

int stream_unread(struct leat_step *step, struct stream *stream, const char *text, size_t size,
                  int64_t byte) {
    if (stream_size(stream) == 0)
        stream->start = stream->end = stream->room;
    if (stream->start < size) {
        const size_t rest = stream_size(stream), room = (size + rest) * 2;
        char *data = leat_alloc(step, room);
        if (!data)
            return LEAT_FAILED;
        if (rest > 0)
            memcpy(data + size, stream_text(stream), rest);
        leat_free(step, stream->data);
        stream->data = data;
        stream->room = room;
        stream->start = size;
        stream->end = size + rest;
    }
    stream->start -= size;
    stream->byte = byte;
    if (size > 0)
        memcpy(stream->data + stream->start, text, size);
    return LEAT_OK;
}

int stream_keep(struct leat_step *step, struct stream *stream, const char *text, size_t size,
                size_t end, int64_t *byte) {
    if (*byte >= 0)
        *byte += stream_width(stream, text, end);
    return end == size ? LEAT_OK : stream_unread(step, stream, text + end, size - end, *byte);
}

struct stream stream_lend(const struct stream *of, char *text, size_t size, int64_t byte,
                          bool is_over) {
    struct stream lent = *of;
    lent.data = text;
    lent.start = 0;
    lent.end = lent.room = size;
    lent.byte = byte;
    lent.is_over = is_over;
    lent.is_lent = true;
    lent.converter = (iconv_t)-1;
    lent.raw = NULL;
    lent.raw_size = 0;
    return lent;
}

/* Converts it all, with STREAM_BAD for what is no character where that may be. */
static int recode(iconv_t converter, size_t bad_width, char *from, size_t left, char *into,
                  size_t room, size_t *got) {
    char *to = into;
    while (left > 0 && iconv(converter, &from, &left, &to, &room) == (size_t)-1) {
        if (errno == E2BIG || bad_width == 0 || room == 0)
            return LEAT_END;
        const size_t bad = bad_width < left ? bad_width : left;
        from += bad;
        left -= bad;
        *to++ = STREAM_BAD;
        room--;
    }
    *got = (size_t)(to - into);
    return LEAT_OK;
}

int stream_recode(struct leat_step *step, const struct stream *of, bool into_file, const char *from,
                  size_t size, char *into, size_t room, size_t *got) {
    if (of->is_utf8) {
        if (size > room)
            return LEAT_END;
        memcpy(into, from, size);
        *got = size;
        return LEAT_OK;
    }
    const iconv_t converter =
        into_file ? iconv_open(of->name, "UTF-8") : iconv_open("UTF-8", of->name);
    if (converter == (iconv_t)-1)
        return leat_fail(step, "the converter for %s cannot be had: %s", of->name, strerror(errno));
    const size_t unit = of->unit > 1 ? (size_t)of->unit : 1;
    const int result =
        recode(converter, into_file ? 0 : unit, (char *)(uintptr_t)from, size, into, room, got);
    iconv_close(converter);
    return result;
}

void stream_close(struct leat_step *step, struct stream *stream) {
    if (!stream->file)
        return;
    if (stream->converter != (iconv_t)-1)
        iconv_close(stream->converter);
    leat_free(step, stream->raw);
    if (!stream->is_lent)
        leat_free(step, stream->data);
    *stream = (struct stream){.file = NULL};
}
