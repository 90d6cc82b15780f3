/* kernel: integers, and dates as numbers of days. */
#include "expression/kernel.h"

#include "base/date.h"

static const char overflow[] = "too large for an integer",
                  no_date[] = "no date: the years are 0001 to 9999";

/* -- arithmetic ------------------------------------------------------------------------------ */

/* The sign bit of flag is set where a sum has another sign than both its parts have. */
KERNEL_BINARY(add, int64_t, int64_t, int64_t, {
    z = (int64_t)((uint64_t)x + (uint64_t)y);
    flag |= (uint64_t)((x ^ z) & (y ^ z)) >> 63;
})
KERNEL_BINARY(subtract, int64_t, int64_t, int64_t, {
    z = (int64_t)((uint64_t)x - (uint64_t)y);
    flag |= (uint64_t)((x ^ y) & (x ^ z)) >> 63;
})
KERNEL_BINARY(multiply, int64_t, int64_t, int64_t, { flag |= __builtin_mul_overflow(x, y, &z); })
KERNEL_BINARY(modulo, int64_t, int64_t, int64_t, {
    flag |= y == 0;
    if ((uint64_t)(x | y) >> 32 == 0) { /* as it nearly always is, and much faster */
        z = y == 0 ? 0 : (uint32_t)x % (uint32_t)y;
    } else { /* the least integer % -1 is 0, though the machine cannot work it out */
        z = y == 0 || y == -1 ? 0 : x % y;
    }
})

static inline bool add_wrong(int64_t x, int64_t y) {
    return __builtin_add_overflow(x, y, &(int64_t){0});
}
static inline bool subtract_wrong(int64_t x, int64_t y) {
    return __builtin_sub_overflow(x, y, &(int64_t){0});
}
static inline bool multiply_wrong(int64_t x, int64_t y) {
    return __builtin_mul_overflow(x, y, &(int64_t){0});
}

#define INTEGERS int64_t, vector_integer, int64_t, vector_integer
#define CHECKED(name, loop, operands, wrong, reason)                                               \
    KERNEL_CHECKED(name, loop, operands, wrong, reason)

CHECKED(kernel_integer_add, add, INTEGERS, add_wrong(x, y), overflow)
CHECKED(kernel_integer_subtract, subtract, INTEGERS, subtract_wrong(x, y), overflow)
CHECKED(kernel_integer_multiply, multiply, INTEGERS, multiply_wrong(x, y), overflow)

bool kernel_integer_modulo(struct frame *frame, const struct node *node, const uint64_t *active,
                           struct vector *out) {
    if (modulo_loop(frame, node, out) == 0) {
        return true;
    }
    for (struct walk walk = walk_start(frame, active); walk_next(&walk);) {
        if (vector_integer(frame_arg(frame, node, 1), walk.row) == 0) {
            frame_fail(frame, node, out, walk.row, "division by zero");
        }
    }
    return true;
}

/* -- of one integer -------------------------------------------------------------------------- */

KERNEL_UNARY(negate, int64_t, int64_t, {
    flag |= x == INT64_MIN;
    z = (int64_t)(0 - (uint64_t)x);
})
KERNEL_UNARY(absolute, int64_t, int64_t, {
    flag |= x == INT64_MIN;
    z = x < 0 ? (int64_t)(0 - (uint64_t)x) : x;
})
KERNEL_UNARY(sign, int64_t, int64_t, z = (x > 0) - (x < 0))

/* The least integer has no counterpart. */
static void fail_least(struct frame *frame, const struct node *node, const uint64_t *active,
                       struct vector *out) {
    for (struct walk walk = walk_start(frame, active); walk_next(&walk);) {
        if (vector_integer(frame_arg(frame, node, 0), walk.row) == INT64_MIN) {
            frame_fail(frame, node, out, walk.row, overflow);
        }
    }
}

bool kernel_integer_negate(struct frame *frame, const struct node *node, const uint64_t *active,
                           struct vector *out) {
    if (negate_loop(frame, node, out) != 0) {
        fail_least(frame, node, active, out);
    }
    return true;
}

bool kernel_integer_abs(struct frame *frame, const struct node *node, const uint64_t *active,
                        struct vector *out) {
    if (absolute_loop(frame, node, out) != 0) {
        fail_least(frame, node, active, out);
    }
    return true;
}

KERNEL_PLAIN(kernel_integer_sign, sign)

/* -- rounding to tens, hundreds … ------------------------------------------------------------ */

/* x rounded to digits after the point: where they are negative, before it. false: too large. */
static bool round_integer(int64_t x, int64_t digits, bool half_up, int64_t *out) {
    if (digits >= 0) {
        *out = x;
        return true;
    }
    if (digits < -19) {
        *out = 0;
        return true;
    }
    const int128 power = decimal_power((int)-digits), rest = (int128)x % power;
    int128 whole = (int128)x - rest;
    if (half_up && (rest < 0 ? -rest : rest) * 2 >= power) {
        whole += rest < 0 ? -power : power;
    }
    *out = (int64_t)whole;
    return whole >= INT64_MIN && whole <= INT64_MAX;
}

static bool round_integers(struct frame *frame, const struct node *node, const uint64_t *active,
                           struct vector *out, bool half_up) {
    for (struct walk walk = walk_start(frame, active); walk_next(&walk);) {
        const int64_t x = vector_integer(frame_arg(frame, node, 0), walk.row);
        const int64_t digits = vector_integer(frame_arg(frame, node, 1), walk.row);
        if (!round_integer(x, digits, half_up, (int64_t *)out->values + walk.row)) {
            frame_fail(frame, node, out, walk.row, overflow);
        }
    }
    return true;
}

bool kernel_integer_round(struct frame *frame, const struct node *node, const uint64_t *active,
                          struct vector *out) {
    return round_integers(frame, node, active, out, true);
}

bool kernel_integer_trunc(struct frame *frame, const struct node *node, const uint64_t *active,
                          struct vector *out) {
    return round_integers(frame, node, active, out, false);
}

/* -- days ------------------------------------------------------------------------------------ */

static inline bool date_sum(int32_t date, int64_t days, int32_t *out) {
    const bool fits = days >= DATE_MIN - (int64_t)date && days <= DATE_MAX - (int64_t)date;
    *out = fits ? (int32_t)(date + days) : date;
    return fits;
}

static inline bool date_rest(int32_t date, int64_t days, int32_t *out) {
    const bool fits = days >= date - (int64_t)DATE_MAX && days <= date - (int64_t)DATE_MIN;
    *out = fits ? (int32_t)(date - days) : date;
    return fits;
}

KERNEL_BINARY(days_add, int32_t, int64_t, int32_t, flag |= !date_sum(x, y, &z))
KERNEL_BINARY(days_subtract, int32_t, int64_t, int32_t, flag |= !date_rest(x, y, &z))
KERNEL_BINARY(days_between, int32_t, int32_t, int64_t, z = (int64_t)x - y)

#define DATE_AND_DAYS int32_t, vector_date, int64_t, vector_integer
CHECKED(kernel_date_add, days_add, DATE_AND_DAYS, !date_sum(x, y, &(int32_t){0}), no_date)
CHECKED(kernel_date_subtract, days_subtract, DATE_AND_DAYS, !date_rest(x, y, &(int32_t){0}),
        no_date)
KERNEL_PLAIN(kernel_date_difference, days_between)
