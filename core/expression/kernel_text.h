/* kernel: what the kernels over texts share. For core/expression alone. */
#ifndef LEAT_EXPRESSION_KERNEL_TEXT_H
#define LEAT_EXPRESSION_KERNEL_TEXT_H

#include "expression/kernel.h"

static inline bool text_word_is_ascii(uint64_t word) {
    return (word & UINT64_C(0x8080808080808080)) == 0;
}

/* The bytes of the first `count` code points; all when there are fewer. Of ASCII each is one. */
static inline size_t text_first(struct leat_text text, int64_t count) {
    size_t at = 0;
    for (; count >= 8 && at + 8 <= text.size && text_word_is_ascii(text_wide_word(text.data + at));
         at += 8) {
        count -= 8;
    }
    if (count >= (int64_t)(text.size - at)) {
        return text.size;
    }
    const size_t near = text.size - at < 8 ? text.size - at : 8;
    if (count < 8 && text_word_is_ascii(text_part(text.data + at, near))) {
        return at + (size_t)(count < 0 ? 0 : count);
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
    if (count >= 0 && count <= 8 && at >= 8 &&
        text_word_is_ascii(text_wide_word(text.data + at - 8))) {
        return at - (size_t)count;
    }
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

/* How many of eight bytes are 10xxxxxx, which go on with a code point. */
static inline int64_t text_word_more(uint64_t word) {
    const uint64_t ones = UINT64_C(0x0101010101010101);
    return (int64_t)(((word >> 7) & (~word >> 6) & ones) * ones >> 56);
}

/* Code points. */
static inline int64_t text_count(struct leat_text text) {
    int64_t more = 0;
    size_t at = 0;
    for (; at + 8 <= text.size; at += 8) {
        more += text_word_more(text_wide_word(text.data + at));
    }
    return (int64_t)text.size - more - text_word_more(text_part(text.data + at, text.size - at));
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
