/* kernel: texts looked at by their views alone, as two words. For core/expression alone. */
#ifndef LEAT_EXPRESSION_KERNEL_VIEW_H
#define LEAT_EXPRESSION_KERNEL_VIEW_H

#include "expression/kernel.h"

/* head: size, and the first four bytes above it; tail: the rest of a short text, or where a long
 * one stands. */
struct view_words {
    uint64_t head, tail;
};

static inline struct view_words view_words_of(const struct vector *vector, size_t row) {
    struct view_words words;
    memcpy(&words, (const char *)vector->values + (vector->is_constant ? 0 : row * sizeof words),
           sizeof words);
    return words;
}

static inline bool view_is_short(struct view_words view) {
    return (uint32_t)view.head <= TEXT_INLINE;
}

/* The rows of a vector, of rows from `first` on, whose text is a short one: a bit each. */
static inline uint64_t view_equal_word(const struct vector *a, struct view_words wanted,
                                       size_t first, int32_t rows) {
    uint64_t equal = 0;
    for (int32_t i = 0; i < rows; i++) {
        struct view_words x;
        memcpy(&x, (const char *)a->values + (first + (size_t)i) * sizeof x, sizeof x);
        equal |= (uint64_t)(((x.head ^ wanted.head) | (x.tail ^ wanted.tail)) == 0) << i;
    }
    return equal;
}

#endif
