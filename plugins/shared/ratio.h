/* ratio: exact numbers, and percentages of exact ratios, rounded once, half away from zero.
 *
 * All of it is whole-number arithmetic on the columns' units: part / 10^a over whole / 10^b, times
 * 100, at `decimals` digits, is part * 10^(2 + decimals + b - a) / whole. */
#ifndef LEAT_SHARED_RATIO_H
#define LEAT_SHARED_RATIO_H

#include <leat/read.h>

__extension__ typedef unsigned __int128 uint128;
__extension__ typedef __int128 int128;

/* The kinds of columns that have units, for leat_option.kinds. */
#define EXACT_NUMBERS (LEAT_KINDS(LEAT_INTEGER) | LEAT_KINDS(LEAT_DECIMAL))

enum { EXACT_DIGITS = 38 };

uint128 exact_power(int digits); /* 10^digits, digits at most EXACT_DIGITS */

/* The units of an integer or a decimal; below 10^38 but for their sign. */
int128 exact_units(const struct leat_view *view, int64_t row);

static inline uint128 exact_size(int128 units) {
    return units < 0 ? 0 - (uint128)units : (uint128)units;
}

static inline struct leat_decimal exact_decimal(int128 units) {
    const struct leat_decimal decimal = {(uint64_t)(uint128)units, (int64_t)(units >> 64)};
    return decimal;
}

/* -- Percentages ------------------------------------------------------------------------------ */

/* Digits before the point: a part more than ten thousand million times its whole is no percentage
 * of anything. */
enum { RATIO_DIGITS = 12, RATIO_DECIMALS = 10 };

/* How a percentage is worked out of columns of these types, and its own type. */
struct ratio_form {
    struct leat_type type;
    int shift;    /* 2 + decimals + b - a */
    uint128 most; /* the highest units of the type */
};
struct ratio_form ratio_form(struct leat_type part, struct leat_type whole, int decimals);

/* A part of its whole: both below 10^38, the part of a difference up to twice that. */
struct ratio {
    uint128 part, whole; /* without their signs; whole is not 0 */
    bool is_negative;
};

static inline struct ratio ratio_of(int128 part, int128 whole) {
    const struct ratio ratio = {exact_size(part), exact_size(whole), (part < 0) != (whole < 0)};
    return ratio;
}

/* (now - before) of before. */
struct ratio ratio_change(int128 now, int128 before);

/* The percentage's units; false: it has more than RATIO_DIGITS before the point. */
bool ratio_percent(struct ratio ratio, const struct ratio_form *form, int128 *units);

/* The same for now less before, in percentage points: from both exact ratios, rounded once. */
bool ratio_points(struct ratio now, struct ratio before, const struct ratio_form *form,
                  int128 *units);

#endif
