/* kernel: decimals, as whole numbers of units of 128 bits. Units of valid rows have no more than 38
 * digits; under a null there may be anything, so nothing is worked out that could be undefined. */
#include "expression/kernel_decimal.h"

static const char overflow[] = "more than 38 digits";

typedef __typeof__(decimal_add) decimal_function;

/* -- adding and multiplying ------------------------------------------------------------------ */

KERNEL_BINARY(add, int128, int128, int128, z = (int128)((uint128)x + (uint128)y))
KERNEL_BINARY(subtract, int128, int128, int128, z = (int128)((uint128)x - (uint128)y))
KERNEL_BINARY(multiply, int128, int128, int128, z = (int128)((uint128)x * (uint128)y))

/* Works out each active row by a function that knows when there are too many digits. */
KERNEL_INLINE bool each_checked(struct frame *frame, const struct node *node,
                                const uint64_t *active, struct vector *out,
                                decimal_function *function) {
    const struct vector *a = frame_arg(frame, node, 0), *b = frame_arg(frame, node, 1);
    for (struct walk walk = walk_start(frame, active); walk_next(&walk);) {
        if (!function(vector_decimal(a, walk.row), vector_decimal(b, walk.row),
                      (int128 *)out->values + walk.row)) {
            frame_fail(frame, node, out, walk.row, overflow);
        }
    }
    return true;
}

bool kernel_decimal_add(struct frame *frame, const struct node *node, const uint64_t *active,
                        struct vector *out) {
    if (node->numbers[0]) {
        return each_checked(frame, node, active, out, decimal_add);
    }
    add_loop(frame, node, out);
    return true;
}

bool kernel_decimal_subtract(struct frame *frame, const struct node *node, const uint64_t *active,
                             struct vector *out) {
    if (node->numbers[0]) {
        return each_checked(frame, node, active, out, decimal_subtract);
    }
    subtract_loop(frame, node, out);
    return true;
}

static bool multiply_whole(int128 a, int128 b, int128 *out) {
    return decimal_multiply(a, b, 0, out);
}

bool kernel_decimal_multiply(struct frame *frame, const struct node *node, const uint64_t *active,
                             struct vector *out) {
    if (node->numbers[0]) {
        return each_checked(frame, node, active, out, multiply_whole);
    }
    multiply_loop(frame, node, out);
    return true;
}

/* -- dividing -------------------------------------------------------------------------------- */

/* a / b in whole numbers that fit into 128 bits, rounded half away from zero; b is not 0. */
static inline int128 divide_small(uint128 a, uint128 b, bool is_negative) {
    uint128 quotient = a / b;
    const uint128 rest = a - quotient * b;
    quotient += rest >= b - rest;
    return is_negative ? -(int128)quotient : (int128)quotient;
}

static void divide_row(struct frame *frame, const struct node *node, struct vector *out,
                       int32_t row, int128 a, int128 b) {
    const int shift = (int)node->numbers[0];
    int128 *z = (int128 *)out->values + row;
    if (b == 0) {
        frame_fail(frame, node, out, row, "division by zero");
        return;
    }
    const uint128 size = decimal_size(a);
    if (shift < DECIMAL_DIGITS && size < (uint128)decimal_power(DECIMAL_DIGITS - shift)) {
        *z =
            divide_small(size * (uint128)decimal_power(shift), decimal_size(b), (a < 0) != (b < 0));
    } else if (!decimal_divide(a, b, shift, z)) {
        frame_fail(frame, node, out, row, overflow);
    }
}

/* What the dividends of a node are multiplied with, and the most that then has no more than 64
 * bits; 0: none. */
struct growth {
    uint64_t power, most;
};

static struct growth growth_of(const struct node *node) {
    const int shift = (int)node->numbers[0];
    const int128 power = decimal_power(shift < DECIMAL_DIGITS ? shift : DECIMAL_DIGITS);
    struct growth growth = {0};
    if (power <= UINT64_MAX) {
        growth.power = (uint64_t)power;
        growth.most = UINT64_MAX / growth.power;
    }
    return growth;
}

/* Both have 64 bits at the most, and the dividend still has when it has grown. */
static inline bool divides_small(uint128 a, uint128 b, struct growth growth) {
    return a <= growth.most && growth.most > 0 && b <= UINT64_MAX && b != 0;
}

static inline int128 signed_of(uint64_t size, bool is_negative) {
    return is_negative ? -(int128)size : (int128)size;
}

/* Divides by one number: `divisor`, of 2 at least. */
KERNEL_INLINE void divide_by_one(struct frame *frame, const struct node *node,
                                 const uint64_t *active, struct vector *out, int128 divisor,
                                 int128 (*read)(const struct vector *vector, int32_t row)) {
    const struct vector *a = frame_arg(frame, node, 0);
    const struct growth growth = growth_of(node);
    const struct divider by = divider_of((uint64_t)decimal_size(divisor));
    int128 *to = out->values;
    for (struct walk walk = walk_start(frame, active); walk_next(&walk);) {
        const int128 x = read(a, walk.row);
        const uint128 size = decimal_size(x);
        if (divides_small(size, by.divisor, growth)) {
            uint64_t rest;
            uint64_t quotient = divider_divide(by, (uint64_t)size * growth.power, &rest);
            quotient += rest >= by.divisor - rest;
            to[walk.row] = signed_of(quotient, (x < 0) != (divisor < 0));
        } else {
            divide_row(frame, node, out, walk.row, x, divisor);
        }
    }
}

KERNEL_INLINE bool divide_rows(struct frame *frame, const struct node *node, const uint64_t *active,
                               struct vector *out,
                               int128 (*read)(const struct vector *vector, int32_t row)) {
    const struct vector *a = frame_arg(frame, node, 0), *b = frame_arg(frame, node, 1);
    const struct growth growth = growth_of(node);
    int128 *to = out->values;
    if (b->is_constant && !vector_is_null(b, 0) && decimal_size(read(b, 0)) - 2 < UINT64_MAX - 2) {
        divide_by_one(frame, node, active, out, read(b, 0), read);
        return true;
    }
    for (struct walk walk = walk_start(frame, active); walk_next(&walk);) {
        const int128 x = read(a, walk.row), y = read(b, walk.row);
        if (divides_small(decimal_size(x), decimal_size(y), growth)) {
            const uint64_t grown = (uint64_t)decimal_size(x) * growth.power,
                           divisor = (uint64_t)decimal_size(y);
            const uint64_t rest = grown % divisor;
            to[walk.row] =
                signed_of(grown / divisor + (rest >= divisor - rest), (x < 0) != (y < 0));
        } else {
            divide_row(frame, node, out, walk.row, x, y);
        }
    }
    return true;
}

static inline int128 read_decimal(const struct vector *vector, int32_t row) {
    return vector_decimal(vector, row);
}

static inline int128 read_integer(const struct vector *vector, int32_t row) {
    return vector_integer(vector, row);
}

bool kernel_decimal_divide(struct frame *frame, const struct node *node, const uint64_t *active,
                           struct vector *out) {
    return divide_rows(frame, node, active, out, read_decimal);
}

bool kernel_integer_divide(struct frame *frame, const struct node *node, const uint64_t *active,
                           struct vector *out) {
    return divide_rows(frame, node, active, out, read_integer);
}

bool kernel_decimal_modulo(struct frame *frame, const struct node *node, const uint64_t *active,
                           struct vector *out) {
    const struct vector *a = frame_arg(frame, node, 0), *b = frame_arg(frame, node, 1);
    for (struct walk walk = walk_start(frame, active); walk_next(&walk);) {
        const int128 divisor = vector_decimal(b, walk.row);
        if (divisor == 0) {
            frame_fail(frame, node, out, walk.row, "division by zero");
        } else {
            ((int128 *)out->values)[walk.row] =
                decimal_modulo(vector_decimal(a, walk.row), node->args[0]->type.scale, divisor,
                               node->args[1]->type.scale);
        }
    }
    return true;
}

/* -- of one decimal -------------------------------------------------------------------------- */

KERNEL_UNARY(negate, int128, int128, z = (int128)(0 - (uint128)x))
KERNEL_UNARY(absolute, int128, int128, z = (int128)decimal_size(x))
KERNEL_UNARY(sign, int128, int128, z = (x > 0) - (x < 0))
KERNEL_PLAIN(kernel_decimal_negate, negate)
KERNEL_PLAIN(kernel_decimal_abs, absolute)
KERNEL_PLAIN(kernel_decimal_sign, sign)
