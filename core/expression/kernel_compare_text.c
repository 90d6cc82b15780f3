/* kernel: comparisons of texts, by code point, which in UTF-8 is by bytes. */
#include "expression/kernel_view.h"

/* Texts of equal size and prefix, both long. */
static bool long_equal(const struct frame *frame, const struct vector *a, const struct vector *b,
                       int32_t row) {
    const struct leat_text x = vector_text(frame, a, row), y = vector_text(frame, b, row);
    return memcmp(x.data, y.data, x.size) == 0;
}

/* Equality of a word's rows, neither a constant: short texts are equal when their views are; long
 * ones that may be are set in *maybe. */
static uint64_t equal_word(const void *a, const void *b, int32_t rows, uint64_t *maybe) {
    uint64_t equal, is_long;
    KERNEL_BITS(equal, rows, view_equal(view_words_at(a, (size_t)i), view_words_at(b, (size_t)i)));
    KERNEL_BITS(is_long, rows, !view_is_short(view_words_at(a, (size_t)i)));
    *maybe = 0;
    if (is_long != 0) {
        uint64_t same;
        KERNEL_BITS(same, rows,
                    view_words_at(a, (size_t)i).head == view_words_at(b, (size_t)i).head);
        *maybe = same & is_long;
    }
    return equal & ~is_long;
}

/* The same with one that is a constant. */
static uint64_t equal_constant(const void *a, struct view_words wanted, int32_t rows,
                               uint64_t *maybe) {
    if (view_is_short(wanted)) {
        *maybe = 0;
        return view_equal_word(a, wanted, rows);
    }
    *maybe = view_head_word(a, wanted.head, UINT64_MAX, rows);
    return 0;
}

bool kernel_text_equal(struct frame *frame, const struct node *node, const uint64_t *active,
                       struct vector *out) {
    const struct vector *a = frame_arg(frame, node, 0), *b = frame_arg(frame, node, 1);
    const uint64_t flip = node->numbers[1] ? UINT64_MAX : 0;
    struct view_words room[KERNEL_ROWS];
    if (a->is_constant) {
        const struct vector *other = a;
        a = b;
        b = other;
    }
    const char *views = kernel_operand(a, room, sizeof *room);
    for (int32_t row = 0; row < frame->rows; row += KERNEL_ROWS) {
        const int32_t rows = frame->rows - row < KERNEL_ROWS ? frame->rows - row : KERNEL_ROWS;
        const char *from = a->is_constant ? views : views + (size_t)row * sizeof *room;
        uint64_t maybe;
        uint64_t equal =
            b->is_constant ? equal_constant(from, view_words_of(b, 0), rows, &maybe)
                           : equal_word(from, (const char *)b->values + (size_t)row * sizeof *room,
                                        rows, &maybe);
        maybe &= active == NULL ? UINT64_MAX
                                : active[row / 64]; /* other rows' views may point anywhere */
        for (; maybe != 0; maybe &= maybe - 1) {
            const int at = __builtin_ctzll(maybe);
            equal |= (uint64_t)long_equal(frame, a, b, row + at) << at;
        }
        out->value_words[row / 64] = equal ^ flip;
    }
    return true;
}

static inline uint32_t prefix_of(const struct vector *vector, int32_t row) {
    return __builtin_bswap32((uint32_t)(view_words_of(vector, (size_t)row).head >> 32));
}

bool kernel_text_less(struct frame *frame, const struct node *node, const uint64_t *active,
                      struct vector *out) {
    const struct vector *a = frame_arg(frame, node, 0), *b = frame_arg(frame, node, 1);
    memset(out->value_words, node->numbers[1] ? 0xff : 0, sizeof out->value_words);
    for (struct walk walk = walk_start(frame, active); walk_next(&walk);) {
        const uint32_t prefix_a = prefix_of(a, walk.row), prefix_b = prefix_of(b, walk.row);
        bool less = prefix_a < prefix_b;
        if (prefix_a == prefix_b) {
            const struct leat_text x = vector_text(frame, a, walk.row),
                                   y = vector_text(frame, b, walk.row);
            const int order = memcmp(x.data, y.data, x.size < y.size ? x.size : y.size);
            less = order < 0 || (order == 0 && x.size < y.size);
        }
        out->value_words[walk.word] ^= (uint64_t)less << (walk.row & 63);
    }
    return true;
}
