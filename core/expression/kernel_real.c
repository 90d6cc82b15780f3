/* kernel: reals. None is ever infinite or not a number: a row whose result would be fails. */
#include "expression/kernel.h"

#include <math.h>

#include "base/real.h"

static const char overflow[] = "too large for a real", underflow[] = "too small for a real";

/* -- arithmetic ------------------------------------------------------------------------------ */

/* The bits of a real's size. Taking 1 from them, or adding to the exponent, changes the uppermost,
 * which is never set, for a zero and for an infinity or what is not a number. */
static inline uint64_t size_bits(double value) {
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits & UINT64_C(0x7fffffffffffffff);
}

static inline uint64_t if_zero(double value) { return size_bits(value) - 1; }

static inline uint64_t if_not_finite(double value) {
    return size_bits(value) + UINT64_C(0x0010000000000000);
}

KERNEL_BINARY(add, double, double, double, {
    z = x + y;
    flag |= if_not_finite(z) >> 63;
})
KERNEL_BINARY(subtract, double, double, double, {
    z = x - y;
    flag |= if_not_finite(z) >> 63;
})
KERNEL_BINARY(multiply, double, double, double, {
    z = x * y;
    flag |= (if_not_finite(z) | (if_zero(z) & ~if_zero(x) & ~if_zero(y))) >> 63;
})
KERNEL_BINARY(divide, double, double, double, {
    z = x / (y == 0 ? 1 : y);
    flag |= (if_not_finite(z) | if_zero(y) | (if_zero(z) & ~if_zero(x))) >> 63;
})

static const char *add_wrong(double x, double y) { return isfinite(x + y) ? NULL : overflow; }
static const char *subtract_wrong(double x, double y) { return isfinite(x - y) ? NULL : overflow; }

static const char *multiply_wrong(double x, double y) {
    return !isfinite(x * y) ? overflow : x * y == 0 && x != 0 && y != 0 ? underflow : NULL;
}

static const char *divide_wrong(double x, double y) {
    return y == 0                 ? "division by zero"
           : !isfinite(x / y)     ? overflow
           : x / y == 0 && x != 0 ? underflow
                                  : NULL;
}

/* The rows among those active that are wrong fail. */
static bool fail_rows(struct frame *frame, const struct node *node, const uint64_t *active,
                      struct vector *out, const char *(*wrong)(double x, double y)) {
    for (struct walk walk = walk_start(frame, active); walk_next(&walk);) {
        const char *reason = wrong(vector_real(frame_arg(frame, node, 0), walk.row),
                                   vector_real(frame_arg(frame, node, 1), walk.row));
        if (reason != NULL) {
            frame_fail(frame, node, out, walk.row, "%s", reason);
        }
    }
    return true;
}

#define CHECKED(name, loop, wrong)                                                                 \
    bool name(struct frame *frame, const struct node *node, const uint64_t *active,                \
              struct vector *out) {                                                                \
        return loop##_loop(frame, node, out) == 0 || fail_rows(frame, node, active, out, wrong);   \
    }

CHECKED(kernel_real_add, add, add_wrong)
CHECKED(kernel_real_subtract, subtract, subtract_wrong)
CHECKED(kernel_real_multiply, multiply, multiply_wrong)
CHECKED(kernel_real_divide, divide, divide_wrong)

/* -- of one real ----------------------------------------------------------------------------- */

KERNEL_UNARY(negate, double, double, z = -x)
KERNEL_UNARY(absolute, double, double, z = fabs(x))
KERNEL_UNARY(sign, double, double, z = (double)((x > 0) - (x < 0)))
KERNEL_UNARY(ceiling, double, double, z = ceil(x))
KERNEL_UNARY(flooring, double, double, z = floor(x))
KERNEL_PLAIN(kernel_real_negate, negate)
KERNEL_PLAIN(kernel_real_abs, absolute)
KERNEL_PLAIN(kernel_real_sign, sign)
KERNEL_PLAIN(kernel_real_ceil, ceiling)
KERNEL_PLAIN(kernel_real_floor, flooring)

KERNEL_UNARY(root, double, double, {
    flag |= x < 0;
    z = sqrt(x < 0 ? 0 : x);
})

bool kernel_real_sqrt(struct frame *frame, const struct node *node, const uint64_t *active,
                      struct vector *out) {
    if (root_loop(frame, node, out) == 0) {
        return true;
    }
    for (struct walk walk = walk_start(frame, active); walk_next(&walk);) {
        if (vector_real(frame_arg(frame, node, 0), walk.row) < 0) {
            frame_fail(frame, node, out, walk.row, "the square root of a negative number");
        }
    }
    return true;
}

bool kernel_real_power(struct frame *frame, const struct node *node, const uint64_t *active,
                       struct vector *out) {
    for (struct walk walk = walk_start(frame, active); walk_next(&walk);) {
        const double x = vector_real(frame_arg(frame, node, 0), walk.row);
        const double y = vector_real(frame_arg(frame, node, 1), walk.row);
        double *z = (double *)out->values + walk.row;
        *z = 0;
        if (x == 0 && y < 0) {
            frame_fail(frame, node, out, walk.row, "zero to a negative power");
        } else if (x < 0 && y != floor(y)) {
            frame_fail(frame, node, out, walk.row,
                       "a negative number to a power that is not whole");
        } else {
            *z = pow(x, y);
            if (!isfinite(*z)) {
                frame_fail(frame, node, out, walk.row, overflow);
            } else if (*z == 0 && x != 0) {
                frame_fail(frame, node, out, walk.row, underflow);
            }
        }
    }
    return true;
}

/* -- rounding -------------------------------------------------------------------------------- */

enum { EXACT_POWERS = 22 }; /* 10^22 is the last power of ten that a real is exactly */

static double exact_power(int digits) {
    static const double powers[EXACT_POWERS + 1] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                                    1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                                    1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    return powers[digits];
}

/* Whole numbers below this, and a half more, have at most 15 digits: no two such decimals are the
 * same real, so the shortest decimal that stands for a real is one of them if the real is that
 * one's nearest. Quotients of such numbers by powers of ten are the nearest reals of those
 * decimals. So they can be compared instead of the decimals themselves.
 */
static const double fifteen_digits = 1e14;

bool kernel_round_units(double value, int digits, bool half_up, double *units) {
    if (digits < 0 || digits > EXACT_POWERS) {
        return false;
    }
    const double power = exact_power(digits), size = fabs(value), near = size * power;
    if (!(near < fifteen_digits)) {
        return false;
    }
    double whole = floor(near);
    if (half_up) {
        whole += size >= (2 * whole + 1) / (2 * power);
    } else if (whole / power > size) { /* near was rounded up to it */
        whole--;
    } else {
        whole += (whole + 1) / power <= size;
    }
    *units = value < 0 ? -whole : whole;
    return true;
}

static double round_real(double value, int64_t digits) {
    double units;
    const int near = digits > 400 ? 400 : digits < -400 ? -400 : (int)digits;
    return kernel_round_units(value, near, true, &units) ? units / exact_power(near)
                                                         : real_round(value, near);
}

bool kernel_real_round(struct frame *frame, const struct node *node, const uint64_t *active,
                       struct vector *out) {
    for (struct walk walk = walk_start(frame, active); walk_next(&walk);) {
        const double value = vector_real(frame_arg(frame, node, 0), walk.row);
        const double result =
            round_real(value, vector_integer(frame_arg(frame, node, 1), walk.row));
        ((double *)out->values)[walk.row] = result;
    }
    return true;
}

/* By the shortest decimal that stands for the real, so that trunc(0.3, 1) is 0.3. */
static double cut_real(double value, int64_t digits) {
    double units;
    if (digits > 400 || digits < -400) {
        return digits < 0 ? 0 : value;
    }
    if (kernel_round_units(value, (int)digits, false, &units)) {
        return units / exact_power((int)digits);
    }
    const double near = real_round(value, (int)digits);
    if (fabs(near) <= fabs(value)) {
        return near;
    }
    const double unit = real_round(pow(10, (double)-digits),
                                   (int)digits); /* one of the last digit nearer to zero */
    return real_round(value < 0 ? near + unit : near - unit, (int)digits);
}

bool kernel_real_trunc(struct frame *frame, const struct node *node, const uint64_t *active,
                       struct vector *out) {
    for (struct walk walk = walk_start(frame, active); walk_next(&walk);) {
        const double value = vector_real(frame_arg(frame, node, 0), walk.row);
        const int64_t digits = vector_integer(frame_arg(frame, node, 1), walk.row);
        ((double *)out->values)[walk.row] = digits == 0 ? trunc(value) : cut_real(value, digits);
    }
    return true;
}
