/* kernel: decimals, as whole numbers of units of 128 bits. Units of valid rows have no more than 38
 * digits; under a null there may be anything, so nothing is worked out that could be undefined. */
#include "expression/kernel.h"

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

static inline uint128 magnitude(int128 units) {
    return units < 0 ? 0 - (uint128)units : (uint128)units;
}

/* a / b in whole numbers that fit into 128 bits, rounded half away from zero; b is not 0. */
static inline int128 divide_small(uint128 a, uint128 b, bool is_negative) {
    uint128 quotient, rest;
    if ((a | b) >> 64 == 0) {
        quotient = (uint64_t)a / (uint64_t)b;
        rest = (uint64_t)a % (uint64_t)b;
    } else {
        quotient = a / b;
        rest = a - quotient * b;
    }
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
    const uint128 size = magnitude(a);
    if (shift < DECIMAL_DIGITS && size < (uint128)decimal_power(DECIMAL_DIGITS - shift)) {
        *z = divide_small(size * (uint128)decimal_power(shift), magnitude(b), (a < 0) != (b < 0));
    } else if (!decimal_divide(a, b, shift, z)) {
        frame_fail(frame, node, out, row, overflow);
    }
}

bool kernel_decimal_divide(struct frame *frame, const struct node *node, const uint64_t *active,
                           struct vector *out) {
    const struct vector *a = frame_arg(frame, node, 0), *b = frame_arg(frame, node, 1);
    for (struct walk walk = walk_start(frame, active); walk_next(&walk);) {
        divide_row(frame, node, out, walk.row, vector_decimal(a, walk.row),
                   vector_decimal(b, walk.row));
    }
    return true;
}

bool kernel_integer_divide(struct frame *frame, const struct node *node, const uint64_t *active,
                           struct vector *out) {
    const struct vector *a = frame_arg(frame, node, 0), *b = frame_arg(frame, node, 1);
    for (struct walk walk = walk_start(frame, active); walk_next(&walk);) {
        divide_row(frame, node, out, walk.row, vector_integer(a, walk.row),
                   vector_integer(b, walk.row));
    }
    return true;
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
KERNEL_UNARY(absolute, int128, int128, z = (int128)magnitude(x))
KERNEL_UNARY(sign, int128, int128, z = (x > 0) - (x < 0))
KERNEL_PLAIN(kernel_decimal_negate, negate)
KERNEL_PLAIN(kernel_decimal_abs, absolute)
KERNEL_PLAIN(kernel_decimal_sign, sign)

bool kernel_decimal_rescale(struct frame *frame, const struct node *node, const uint64_t *active,
                            struct vector *out) {
    const struct vector *a = frame_arg(frame, node, 0);
    const int from = node->args[0]->type.scale, to = node->type.scale,
              precision = node->type.precision;
    for (struct walk walk = walk_start(frame, active); walk_next(&walk);) {
        int128 *z = (int128 *)out->values + walk.row;
        if (!decimal_rescale(vector_decimal(a, walk.row), from, to, z) ||
            !decimal_fits(*z, precision)) {
            frame_fail(frame, node, out, walk.row, "more than %d digits before the point",
                       precision - to);
        }
    }
    return true;
}

/* -- rounding -------------------------------------------------------------------------------- */

enum way { CUT, FLOOR, CEIL, HALF };

/* units without their last `digits` digits. */
static int128 shorten(int128 units, int digits, enum way way) {
    if (digits > DECIMAL_DIGITS) {
        return way == FLOOR && units < 0 ? -1 : way == CEIL && units > 0 ? 1 : 0;
    }
    const int128 power = decimal_power(digits), rest = units % power;
    int128 whole = units / power;
    whole -= way == FLOOR && rest < 0;
    whole += way == CEIL && rest > 0;
    if (way == HALF && magnitude(rest) >= magnitude(power) - magnitude(rest)) {
        whole += units < 0 ? -1 : 1;
    }
    return whole;
}

static bool shorten_all(struct frame *frame, const struct node *node, const uint64_t *active,
                        struct vector *out, enum way way) {
    const int digits = node->args[0]->type.scale - node->type.scale;
    for (struct walk walk = walk_start(frame, active); walk_next(&walk);) {
        const int128 units = vector_decimal(frame_arg(frame, node, 0), walk.row);
        ((int128 *)out->values)[walk.row] = shorten(units, digits, way);
    }
    return true;
}

bool kernel_decimal_cut(struct frame *frame, const struct node *node, const uint64_t *active,
                        struct vector *out) {
    return shorten_all(frame, node, active, out, CUT);
}

bool kernel_decimal_floor(struct frame *frame, const struct node *node, const uint64_t *active,
                          struct vector *out) {
    return shorten_all(frame, node, active, out, FLOOR);
}

bool kernel_decimal_ceil(struct frame *frame, const struct node *node, const uint64_t *active,
                         struct vector *out) {
    return shorten_all(frame, node, active, out, CEIL);
}

/* Rounds to a number of digits that each row says, and keeps the scale. */
static bool round_all(struct frame *frame, const struct node *node, const uint64_t *active,
                      struct vector *out, enum way way) {
    const int scale = node->args[0]->type.scale;
    for (struct walk walk = walk_start(frame, active); walk_next(&walk);) {
        const int128 units = vector_decimal(frame_arg(frame, node, 0), walk.row);
        const int64_t digits = vector_integer(frame_arg(frame, node, 1), walk.row);
        int128 *z = (int128 *)out->values + walk.row;
        *z = units;
        if (digits >= scale) {
            continue;
        }
        const int away = digits < -100 ? 100 : scale - (int)digits;
        const int128 whole = shorten(units, away, way);
        if (whole == 0) {
            *z = 0;
        } else if (!decimal_multiply(whole, decimal_power(away), 0, z) ||
                   !decimal_fits(*z, node->type.precision)) {
            frame_fail(frame, node, out, walk.row, overflow);
        }
    }
    return true;
}

bool kernel_decimal_round(struct frame *frame, const struct node *node, const uint64_t *active,
                          struct vector *out) {
    return round_all(frame, node, active, out, HALF);
}

bool kernel_decimal_trunc(struct frame *frame, const struct node *node, const uint64_t *active,
                          struct vector *out) {
    return round_all(frame, node, active, out, CUT);
}
