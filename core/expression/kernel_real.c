/* kernel: reals. None is ever infinite or not a number: a row whose result would be fails. */
#include "expression/kernel.h"

#include <math.h>

#include "base/real.h"

static const char overflow[] = "too large for a real";

/* -- arithmetic ------------------------------------------------------------------------------ */

KERNEL_BINARY(add, double, double, double, {
    z = x + y;
    flag |= (uint64_t)!isfinite(z);
})
KERNEL_BINARY(subtract, double, double, double, {
    z = x - y;
    flag |= (uint64_t)!isfinite(z);
})
KERNEL_BINARY(multiply, double, double, double, {
    z = x * y;
    flag |= (uint64_t)!isfinite(z);
})

#define REALS double, vector_real, double, vector_real
#define CHECKED(name, loop, operands, wrong, reason) KERNEL_CHECKED(name, loop, operands, wrong, reason)
CHECKED(kernel_real_add, add, REALS, !isfinite(x + y), overflow)
CHECKED(kernel_real_subtract, subtract, REALS, !isfinite(x - y), overflow)
CHECKED(kernel_real_multiply, multiply, REALS, !isfinite(x * y), overflow)

KERNEL_BINARY(divide, double, double, double, {
    z = x / (y == 0 ? 1 : y);
    flag |= (uint64_t)(y == 0 || !isfinite(z));
})

static inline bool divide_wrong(double x, double y) { return y == 0 || !isfinite(x / y); }
CHECKED(kernel_real_divide, divide, REALS, divide_wrong(x, y), y == 0 ? "division by zero" : overflow)

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

bool kernel_real_sqrt(struct frame *frame, const struct node *node, const uint64_t *active, struct vector *out) {
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

bool kernel_real_power(struct frame *frame, const struct node *node, const uint64_t *active, struct vector *out) {
    for (struct walk walk = walk_start(frame, active); walk_next(&walk);) {
        const double x = vector_real(frame_arg(frame, node, 0), walk.row);
        const double y = vector_real(frame_arg(frame, node, 1), walk.row);
        double *z = (double *)out->values + walk.row;
        *z = 0;
        if (x == 0 && y < 0) {
            frame_fail(frame, node, out, walk.row, "zero to a negative power");
        } else if (x < 0 && y != floor(y)) {
            frame_fail(frame, node, out, walk.row, "a negative number to a power that is not whole");
        } else {
            *z = pow(x, y);
            if (!isfinite(*z)) {
                frame_fail(frame, node, out, walk.row, overflow);
            }
        }
    }
    return true;
}

/* -- rounding -------------------------------------------------------------------------------- */

bool kernel_real_round(struct frame *frame, const struct node *node, const uint64_t *active, struct vector *out) {
    for (struct walk walk = walk_start(frame, active); walk_next(&walk);) {
        const int64_t digits = vector_integer(frame_arg(frame, node, 1), walk.row);
        const int near = digits > 400 ? 400 : digits < -400 ? -400 : (int)digits;
        ((double *)out->values)[walk.row] = real_round(vector_real(frame_arg(frame, node, 0), walk.row), near);
    }
    return true;
}

/* Cuts by the shortest decimal that stands for the real, so that trunc(0.3, 1) is 0.3. */
static double cut_real(double value, int digits) {
    const double near = real_round(value, digits);
    if (fabs(near) <= fabs(value)) {
        return near;
    }
    /* One unit of the last digit nearer to zero. */
    const double unit = real_round(pow(10, -digits), digits);
    return real_round(value < 0 ? near + unit : near - unit, digits);
}

bool kernel_real_trunc(struct frame *frame, const struct node *node, const uint64_t *active, struct vector *out) {
    for (struct walk walk = walk_start(frame, active); walk_next(&walk);) {
        const double x = vector_real(frame_arg(frame, node, 0), walk.row);
        const int64_t digits = vector_integer(frame_arg(frame, node, 1), walk.row);
        double *z = (double *)out->values + walk.row;
        if (digits == 0) {
            *z = trunc(x);
        } else if (digits > 400) {
            *z = x;
        } else {
            *z = digits < -400 ? 0 : cut_real(x, (int)digits);
        }
    }
    return true;
}
