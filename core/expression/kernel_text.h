/* kernel: what the kernels over texts share. For core/expression alone. */
#ifndef LEAT_EXPRESSION_KERNEL_TEXT_H
#define LEAT_EXPRESSION_KERNEL_TEXT_H

#include "expression/kernel.h"

/* The bytes of the first `count` code points; all when there are fewer. */
static inline size_t text_first(struct leat_text text, int64_t count) {
    size_t at = 0;
    if (count >= (int64_t)text.size) {
        return text.size;
    }
    for (; at < text.size; at++) {
        if (((unsigned char)text.data[at] & 0xc0) != 0x80 && count-- == 0) {
            break;
        }
    }
    return at;
}

/* The bytes before the last `count` code points; 0 when there are fewer. */
static inline size_t text_before_last(struct leat_text text, int64_t count) {
    size_t at = text.size;
    while (at > 0 && count > 0) {
        at--;
        count -= ((unsigned char)text.data[at] & 0xc0) != 0x80;
    }
    return at;
}

/* The bytes of the code point at `at`. */
static inline size_t text_step(struct leat_text text, size_t at) {
    const size_t start = at++;
    while (at < text.size && ((unsigned char)text.data[at] & 0xc0) == 0x80) {
        at++;
    }
    return at - start;
}

/* Code points: bytes that do not go on with one, eight at a time. */
static inline int64_t text_count(struct leat_text text) {
    const uint64_t ones = UINT64_C(0x0101010101010101);
    uint64_t word = 0;
    size_t at = 0;
    int more = 0;
    for (; at + sizeof word <= text.size; at += sizeof word) {
        memcpy(&word, text.data + at, sizeof word);
        more += __builtin_popcountll((word >> 7) & (~word >> 6) & ones); /* bytes 10xxxxxx */
    }
    for (; at < text.size; at++) {
        more += ((unsigned char)text.data[at] & 0xc0) == 0x80;
    }
    return (int64_t)text.size - more;
}

/* Where `part` first stands at or after `from`, in bytes; SIZE_MAX: nowhere. */
size_t text_find(struct leat_text text, struct leat_text part, size_t from);

/* Fails the row if a text would be too long. */
static inline bool text_too_long(struct frame *frame, const struct node *node, struct vector *out,
                                 int32_t row, size_t size) {
    if (size > NODE_TEXT_MOST) {
        frame_fail(frame, node, out, row, "a text of more than 64 MiB");
    }
    return size > NODE_TEXT_MOST;
}

/* Writes text in small letters into out, which has room for text_case_room(size) bytes; returns the
 * bytes written. */
static inline size_t text_case_room(size_t size) { return size + size / 2 + 4; }
size_t text_lower(struct leat_text text, char *out);

/* A text being made of pieces, whose whole size is known: short ones here, long ones where views
 * can point. */
struct text_making {
    char few[TEXT_INLINE];
    char *at, *start; /* NULL: no memory */
    size_t size;
    int32_t number, offset;
};
void text_make(struct frame *frame, const struct node *node, size_t size,
               struct text_making *making);
static inline void text_add(struct text_making *making, struct leat_text piece) {
    if (piece.size > 0) {
        memcpy(making->at, piece.data, piece.size);
        making->at += piece.size;
    }
}
void text_made(struct text_making *making, struct vector *out, int32_t row);

#endif
