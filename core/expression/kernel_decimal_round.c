/* kernel: decimals at other scales, and rounded.
 *
 * Where a chunk's units have 64 bits at the most, their last digits are cut off by a product. Where
 * one row's do not, all rows are worked out the long way. */
#include "expression/kernel_decimal.h"

enum way { CUT, FLOOR, CEIL, HALF };

/* The last digit that is left, one further from zero or not. */
static inline uint64_t away(enum way way, uint64_t rest, uint64_t divisor, bool is_negative) {
    switch (way) {
    case FLOOR:
        return is_negative & (rest > 0);
    case CEIL:
        return !is_negative & (rest > 0);
    case HALF:
        return rest >= divisor - rest;
    default:
        return 0;
    }
}

/* units without their last `digits` digits. */
static int128 shorten(int128 units, int digits, enum way way) {
    if (digits > DECIMAL_DIGITS) {
        return way == FLOOR && units < 0 ? -1 : way == CEIL && units > 0 ? 1 : 0;
    }
    const int128 power = decimal_power(digits), rest = units % power;
    int128 whole = units / power;
    whole -= way == FLOOR && rest < 0;
    whole += way == CEIL && rest > 0;
    if (way == HALF && decimal_size(rest) >= decimal_size(power) - decimal_size(rest)) {
        whole += units < 0 ? -1 : 1;
    }
    return whole;
}

enum { SHORTEN_MOST = 19 }; /* 10^19 has 64 bits */

static uint64_t most_of(int precision) {
    return precision > 18 ? UINT64_MAX : (uint64_t)decimal_power(precision) - 1;
}

/* Takes `digits` digits from all rows, as int128 or, with is_integer, as integers. false: there is
 * a row that it is not for, or of which more than `most` would be left; none counts then. */
KERNEL_INLINE bool shorten_chunk(const struct frame *frame, const struct node *node,
                                 struct vector *out, int digits, uint64_t most, enum way way,
                                 bool is_integer) {
    const struct vector *from = frame_arg(frame, node, 0);
    if (digits < 1 || digits > SHORTEN_MOST) {
        return false;
    }
    const struct divider by = divider_of((uint64_t)decimal_power(digits));
    const int128 *units = from->values;
    const ptrdiff_t step = from->is_constant ? 0 : 1;
    uint64_t beyond = 0;
    for (int32_t row = 0; row < frame->rows; row++) {
        const int128 x = units[row * step];
        const uint128 size = decimal_size(x);
        uint64_t rest;
        uint64_t whole = divider_divide(by, (uint64_t)size, &rest);
        whole += away(way, rest, by.divisor, x < 0);
        beyond |= (uint64_t)(size >> 64) | (whole > most);
        if (is_integer) {
            ((int64_t *)out->values)[row] = (int64_t)(x < 0 ? 0 - whole : whole);
        } else {
            ((int128 *)out->values)[row] = x < 0 ? -(int128)whole : (int128)whole;
        }
    }
    return beyond == 0;
}

/* -- at another scale ------------------------------------------------------------------------ */

/* Where all rows have room for `digits` more: none can fail. */
static bool lengthen_all(const struct frame *frame, const struct node *node, struct vector *out,
                         int digits) {
    const struct vector *from = frame_arg(frame, node, 0);
    const uint128 power = (uint128)decimal_power(digits);
    const uint128 *units = from->values;
    uint128 *to = out->values;
    const ptrdiff_t step = from->is_constant ? 0 : 1;
    if (power > UINT64_MAX) {
        for (int32_t row = 0; row < frame->rows; row++) {
            to[row] = units[row * step] * power;
        }
        return true;
    }
    const uint64_t few = (uint64_t)power;
    for (int32_t row = 0; row < frame->rows; row++) {
        to[row] = units[row * step] * few;
    }
    return true;
}

bool kernel_decimal_rescale(struct frame *frame, const struct node *node, const uint64_t *active,
                            struct vector *out) {
    const struct vector *a = frame_arg(frame, node, 0);
    const struct leat_type type = node->args[0]->type;
    const int from = type.scale, to = node->type.scale, precision = node->type.precision;
    if (to >= from && type.precision + (to - from) <= precision) {
        return lengthen_all(frame, node, out, to - from);
    }
    if (to < from && shorten_chunk(frame, node, out, from - to, most_of(precision), HALF, false)) {
        return true;
    }
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

bool kernel_decimal_to_integer(struct frame *frame, const struct node *node, const uint64_t *active,
                               struct vector *out) {
    const struct vector *a = frame_arg(frame, node, 0);
    const int scale = node->args[0]->type.scale;
    if (shorten_chunk(frame, node, out, scale, INT64_MAX, HALF, true)) {
        return true;
    }
    for (struct walk walk = walk_start(frame, active); walk_next(&walk);) {
        int128 whole = 0;
        decimal_rescale(vector_decimal(a, walk.row), scale, 0, &whole);
        ((int64_t *)out->values)[walk.row] = (int64_t)whole;
        if (whole < INT64_MIN || whole > INT64_MAX) {
            frame_fail(frame, node, out, walk.row, "too large for an integer");
        }
    }
    return true;
}

/* -- rounding -------------------------------------------------------------------------------- */

KERNEL_INLINE bool shorten_all(struct frame *frame, const struct node *node, const uint64_t *active,
                               struct vector *out, enum way way) {
    const int digits = node->args[0]->type.scale - node->type.scale;
    if (shorten_chunk(frame, node, out, digits, UINT64_MAX, way, false)) {
        return true;
    }
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
        const int gone = digits < -100 ? 100 : scale - (int)digits;
        const int128 whole = shorten(units, gone, way);
        if (whole == 0) {
            *z = 0;
        } else if (!decimal_multiply(whole, decimal_power(gone), 0, z) ||
                   !decimal_fits(*z, node->type.precision)) {
            frame_fail(frame, node, out, walk.row, "more than 38 digits");
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
