/* kernel: comparisons of values of fixed width: a bit a row. */
#include "expression/kernel.h"

/* One word of bits from 64 rows, or fewer at the end. */
#define COMPARE(name, T, relation)                                                                 \
    KERNEL_INLINE uint64_t name##_word(const T *restrict a, const T *restrict b, int32_t rows) {   \
        uint64_t word;                                                                             \
        KERNEL_BITS(word, rows, a[i] relation b[i]);                                               \
        return word;                                                                               \
    }                                                                                              \
    bool name(struct frame *frame, const struct node *node, const uint64_t *active,                \
              struct vector *out) {                                                                \
        (void)active;                                                                              \
        const struct vector *va = frame_arg(frame, node, 0), *vb = frame_arg(frame, node, 1);      \
        T room_a[KERNEL_ROWS], room_b[KERNEL_ROWS];                                                \
        const T *a = kernel_operand(va, room_a, sizeof *a),                                        \
                *b = kernel_operand(vb, room_b, sizeof *b);                                        \
        const uint64_t flip = node->numbers[1] ? UINT64_MAX : 0;                                   \
        int32_t row = 0;                                                                           \
        for (; row + KERNEL_ROWS <= frame->rows; row += KERNEL_ROWS) {                             \
            const uint64_t word = name##_word(va->is_constant ? a : a + row,                       \
                                              vb->is_constant ? b : b + row, KERNEL_ROWS);         \
            out->value_words[row / 64] = word ^ flip;                                              \
        }                                                                                          \
        if (row < frame->rows) {                                                                   \
            const uint64_t word = name##_word(va->is_constant ? a : a + row,                       \
                                              vb->is_constant ? b : b + row, frame->rows - row);   \
            out->value_words[row / 64] = word ^ flip;                                              \
        }                                                                                          \
        return true;                                                                               \
    }

COMPARE(kernel_integer_equal, int64_t, ==)
COMPARE(kernel_integer_less, int64_t, <)
COMPARE(kernel_real_equal, double, ==)
COMPARE(kernel_real_less, double, <)
COMPARE(kernel_decimal_equal, int128, ==)
COMPARE(kernel_decimal_less, int128, <)
COMPARE(kernel_date_equal, int32_t, ==)
COMPARE(kernel_date_less, int32_t, <)

bool kernel_boolean_equal(struct frame *frame, const struct node *node, const uint64_t *active,
                          struct vector *out) {
    (void)active;
    const uint64_t *a = frame_arg(frame, node, 0)->values, *b = frame_arg(frame, node, 1)->values;
    const uint64_t flip = node->numbers[1] ? UINT64_MAX : 0;
    for (int w = 0; w < CHUNK_WORDS; w++) {
        out->value_words[w] = ~(a[w] ^ b[w]) ^ flip;
    }
    return true;
}

bool kernel_boolean_less(struct frame *frame, const struct node *node, const uint64_t *active,
                         struct vector *out) {
    (void)active;
    const uint64_t *a = frame_arg(frame, node, 0)->values, *b = frame_arg(frame, node, 1)->values;
    const uint64_t flip = node->numbers[1] ? UINT64_MAX : 0;
    for (int w = 0; w < CHUNK_WORDS; w++) {
        out->value_words[w] = (~a[w] & b[w]) ^ flip;
    }
    return true;
}

/* -- decimals of different scales, too long to be written at one ------------------------------ */

static void compare_scaled(const struct frame *frame, const struct node *node,
                           const uint64_t *active, struct vector *out, bool less) {
    const struct vector *a = frame_arg(frame, node, 0), *b = frame_arg(frame, node, 1);
    const int scale_a = node->args[0]->type.scale, scale_b = node->args[1]->type.scale;
    memset(out->value_words, node->numbers[1] ? 0xff : 0, sizeof out->value_words);
    for (struct walk walk = walk_start(frame, active); walk_next(&walk);) {
        const int order = decimal_compare(vector_decimal(a, walk.row), scale_a,
                                          vector_decimal(b, walk.row), scale_b);
        if (less ? order < 0 : order == 0) {
            out->value_words[walk.word] ^= UINT64_C(1) << (walk.row & 63);
        }
    }
}

bool kernel_scaled_equal(struct frame *frame, const struct node *node, const uint64_t *active,
                         struct vector *out) {
    compare_scaled(frame, node, active, out, false);
    return true;
}

bool kernel_scaled_less(struct frame *frame, const struct node *node, const uint64_t *active,
                        struct vector *out) {
    compare_scaled(frame, node, active, out, true);
    return true;
}
