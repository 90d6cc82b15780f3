/* kernel: casts between kinds of fixed width. */
#include "expression/kernel.h"

#include <math.h>

#include "base/date.h"

static const int64_t DAY = INT64_C(86400000000);

/* -- from integers --------------------------------------------------------------------------- */

bool kernel_integer_to_decimal(struct frame *frame, const struct node *node, const uint64_t *active,
                               struct vector *out) {
    const int128 power = decimal_power(node->type.scale);
    const struct vector *a = frame_arg(frame, node, 0);
    int128 *to = out->values;
    if (node->type.precision - node->type.scale >= 19) { /* every integer fits */
        const int64_t *from = a->values;
        const ptrdiff_t step = a->is_constant ? 0 : 1;
        for (int32_t row = 0; power <= INT64_MAX && row < frame->rows; row++) {
            to[row] = (int128)from[row * step] * (int64_t)power; /* one product of the machine's */
        }
        for (int32_t row = 0; power > INT64_MAX && row < frame->rows; row++) {
            to[row] = (int128)((uint128)from[row * step] * (uint128)power);
        }
        return true;
    }
    for (struct walk walk = walk_start(frame, active); walk_next(&walk);) {
        const int64_t value = vector_integer(a, walk.row);
        if (!decimal_fits(value, node->type.precision - node->type.scale)) {
            frame_fail(frame, node, out, walk.row, "more than %d digits before the point",
                       node->type.precision - node->type.scale);
        } else {
            to[walk.row] = value * power;
        }
    }
    return true;
}

KERNEL_UNARY(integer_to_real, int64_t, double, z = (double)x)
KERNEL_PLAIN(kernel_integer_to_real, integer_to_real)

bool kernel_integer_to_boolean(struct frame *frame, const struct node *node, const uint64_t *active,
                               struct vector *out) {
    (void)active;
    memset(out->value_words, 0, sizeof out->value_words);
    for (int32_t row = 0; row < frame->rows; row++) {
        out->value_words[row / 64] |=
            (uint64_t)(vector_integer(frame_arg(frame, node, 0), row) != 0) << (row & 63);
    }
    return true;
}

bool kernel_boolean_to_integer(struct frame *frame, const struct node *node, const uint64_t *active,
                               struct vector *out) {
    (void)active;
    const uint64_t *bits = frame_arg(frame, node, 0)->values;
    for (int32_t row = 0; row < frame->rows; row++) {
        ((int64_t *)out->values)[row] = words_bit(bits, row);
    }
    return true;
}

/* -- from decimals --------------------------------------------------------------------------- */

bool kernel_decimal_to_real(struct frame *frame, const struct node *node, const uint64_t *active,
                            struct vector *out) {
    const struct vector *a = frame_arg(frame, node, 0);
    for (struct walk walk = walk_start(frame, active); walk_next(&walk);) {
        const int128 units = vector_decimal(a, walk.row);
        ((double *)out->values)[walk.row] = decimal_to_real(units, node->args[0]->type.scale);
    }
    return true;
}

/* -- from reals ------------------------------------------------------------------------------ */

bool kernel_real_to_integer(struct frame *frame, const struct node *node, const uint64_t *active,
                            struct vector *out) {
    const struct vector *a = frame_arg(frame, node, 0);
    for (struct walk walk = walk_start(frame, active); walk_next(&walk);) {
        const double whole =
            nearbyint(vector_real(a, walk.row)); /* a half to even, as PostgreSQL casts */
        /* cppcheck-suppress incorrectLogicOperator ; it takes -0x1p63 for a positive number */
        if (whole >= -0x1p63 && whole < 0x1p63) {
            ((int64_t *)out->values)[walk.row] = (int64_t)whole;
        } else {
            frame_fail(frame, node, out, walk.row, "too large for an integer");
        }
    }
    return true;
}

/* By the shortest decimal that stands for the real: 2.675 is rounded to 2.68, though its binary
 * value is a little less.
 */
bool kernel_real_to_decimal(struct frame *frame, const struct node *node, const uint64_t *active,
                            struct vector *out) {
    const struct vector *a = frame_arg(frame, node, 0);
    const int precision = node->type.precision, scale = node->type.scale;
    for (struct walk walk = walk_start(frame, active); walk_next(&walk);) {
        const double value = vector_real(a, walk.row);
        int128 *z = (int128 *)out->values + walk.row;
        double units;
        bool fits;
        if (kernel_round_units(value, scale, true, &units)) {
            *z = (int64_t)units;
            fits = decimal_fits(*z, precision);
        } else {
            fits = decimal_from_real(value, precision, scale, z);
        }
        if (!fits) {
            frame_fail(frame, node, out, walk.row, "more than %d digits before the point",
                       precision - scale);
        }
    }
    return true;
}

/* -- dates and timestamps -------------------------------------------------------------------- */

/* Under a null there may be any number. */
KERNEL_UNARY(date_to_timestamp, int32_t, int64_t, z = (int64_t)((uint64_t)x * (uint64_t)DAY))
KERNEL_UNARY(timestamp_to_date, int64_t, int32_t, z = (int32_t)(x / DAY - (x % DAY < 0)))
KERNEL_PLAIN(kernel_date_to_timestamp, date_to_timestamp)
KERNEL_PLAIN(kernel_timestamp_to_date, timestamp_to_date)
