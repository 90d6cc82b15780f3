/* text_view: the 16 bytes that stand for one text in a column. */
#ifndef LEAT_BATCH_TEXT_VIEW_H
#define LEAT_BATCH_TEXT_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { TEXT_INLINE = 12 }; /* longer texts stand in a buffer */

/* Of an inline text, prefix, number and offset are its bytes, the rest of them 0. */
struct text_view {
    int32_t size;
    uint32_t prefix;
    int32_t number, offset;
};

_Static_assert(sizeof(struct text_view) == 16, "Arrow's layout");
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__,
               "views are put together lowest byte first");

static inline uint32_t text_word(const char *data) {
    uint32_t word;
    memcpy(&word, data, sizeof word);
    return word;
}

static inline uint64_t text_wide_word(const char *data) {
    uint64_t word;
    memcpy(&word, data, sizeof word);
    return word;
}

/* Up to 8 bytes as a word, the rest 0. Reads that overlap need no loop and do not pass the end. */
static inline uint64_t text_part(const char *data, size_t size) {
    if (size >= 4) {
        return text_word(data) | (uint64_t)text_word(data + size - 4) << 8 * (size - 4);
    }
    if (size == 0) {
        return 0;
    }
    const unsigned char *bytes = (const unsigned char *)data;
    return bytes[0] | (uint64_t)bytes[size / 2] << 8 * (size / 2) |
           (uint64_t)bytes[size - 1] << 8 * (size - 1);
}

/* The view of a text; number and offset say where it stands if it is long. */
static inline struct text_view text_view_of(const char *data, size_t size, int32_t number,
                                            size_t offset) {
    struct text_view view = {.size = (int32_t)size};
    if (size > TEXT_INLINE) {
        view.prefix = text_word(data);
        view.number = number;
        view.offset = (int32_t)offset;
    } else if (size > 4) {
        const uint64_t rest = text_part(data + 4, size - 4);
        view.prefix = text_word(data);
        memcpy(&view.number, &rest, sizeof rest);
    } else {
        view.prefix = (uint32_t)text_part(data, size);
    }
    return view;
}

static inline struct text_view text_view_get(const void *views, size_t row) {
    struct text_view view;
    memcpy(&view, (const char *)views + row * sizeof view, sizeof view);
    return view;
}

static inline void text_view_set(void *views, size_t row, struct text_view view) {
    memcpy((char *)views + row * sizeof view, &view, sizeof view);
}

/* Of an inline text: bytes 4 to 11, with the prefix its whole. */
static inline uint64_t text_view_rest(struct text_view view) {
    return (uint32_t)view.number | (uint64_t)(uint32_t)view.offset << 32;
}

static inline bool text_view_is_ascii(struct text_view view) {
    return ((view.prefix & UINT32_C(0x80808080)) |
            (text_view_rest(view) & UINT64_C(0x8080808080808080))) == 0;
}

#endif
