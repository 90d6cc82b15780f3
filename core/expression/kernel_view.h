/* kernel: texts looked at by their views alone, as two words. For core/expression alone. */
#ifndef LEAT_EXPRESSION_KERNEL_VIEW_H
#define LEAT_EXPRESSION_KERNEL_VIEW_H

#include "expression/kernel.h"

/* head: size, and the first four bytes above it; tail: the rest of a short text, or where a long
 * one stands. */
struct view_words {
    uint64_t head, tail;
};

static inline struct view_words view_words_at(const void *views, size_t row) {
    struct view_words words;
    memcpy(&words, (const char *)views + row * sizeof words, sizeof words);
    return words;
}

static inline struct view_words view_words_of(const struct vector *vector, size_t row) {
    return view_words_at(vector->values, vector->is_constant ? 0 : row);
}

static inline bool view_is_short(struct view_words view) {
    return (uint32_t)view.head <= TEXT_INLINE;
}

/* Sets a short text, whose bytes stand in `bytes`, the first lowest, zeros after the last. */
static inline void view_set_short(struct vector *out, int32_t row, uint128 bytes, int size) {
    const struct view_words view = {(uint32_t)size | (uint64_t)bytes << 32,
                                    (uint64_t)(bytes >> 32)};
    memcpy((char *)out->values + (size_t)row * sizeof view, &view, sizeof view);
}

static inline bool view_equal(struct view_words a, struct view_words b) {
    return ((a.head ^ b.head) | (a.tail ^ b.tail)) == 0;
}

/* Of rows views, those that are a short text's: a bit each. */
static inline uint64_t view_equal_word(const void *views, struct view_words wanted, int32_t rows) {
    uint64_t equal;
    KERNEL_BITS(equal, rows, view_equal(view_words_at(views, (size_t)i), wanted));
    return equal;
}

/* Those whose heads agree with `wanted` in the bits of the mask. */
static inline uint64_t view_head_word(const void *views, uint64_t wanted, uint64_t mask,
                                      int32_t rows) {
    uint64_t equal;
    KERNEL_BITS(equal, rows, ((view_words_at(views, (size_t)i).head ^ wanted) & mask) == 0);
    return equal;
}

#endif
