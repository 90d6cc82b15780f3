/* Percentages against exact rationals: of every random pair, the figure is the one whole number of
 * units nearest to the ratio, half away from zero. Proved by multiplication alone, with more digits
 * than any of it has; nothing is divided. */
#include <criterion/criterion.h>
#include <string.h>

#include "random.h"
#include "shared/ratio.h"

/* -- whole numbers of 1024 bits ------------------------------------------------------------------ */

enum { LIMBS = 32 };

struct big {
    uint32_t limbs[LIMBS]; /* the lowest first */
};

static struct big big_of(uint128 value) {
    struct big big = {{0}};
    for (int i = 0; i < 4; i++) {
        big.limbs[i] = (uint32_t)(value >> 32 * i);
    }
    return big;
}

static struct big big_add(struct big a, struct big b) {
    uint64_t carry = 0;
    for (int i = 0; i < LIMBS; i++) {
        carry += (uint64_t)a.limbs[i] + b.limbs[i];
        a.limbs[i] = (uint32_t)carry;
        carry >>= 32;
    }
    return a;
}

static struct big big_times(const struct big *a, uint128 factor) {
    const struct big b = big_of(factor);
    struct big product = {{0}};
    for (int i = 0; i < 4; i++) {
        uint64_t carry = 0;
        for (int k = 0; b.limbs[i] && k + i < LIMBS; k++) {
            carry += product.limbs[k + i] + (uint64_t)a->limbs[k] * b.limbs[i];
            product.limbs[k + i] = (uint32_t)carry;
            carry >>= 32;
        }
    }
    return product;
}

static int big_compare(const struct big *a, const struct big *b) {
    for (int i = LIMBS - 1; i >= 0; i--) {
        if (a->limbs[i] != b->limbs[i]) {
            return a->limbs[i] < b->limbs[i] ? -1 : 1;
        }
    }
    return 0;
}

/* Whether above / below, rounded half away from zero, is at least `units`: 2 above + below >= 2
 * below units. */
static bool reaches(const struct big *above, const struct big *below, uint128 units) {
    const struct big left = big_add(big_add(*above, *above), *below);
    struct big right = big_times(below, units);
    right = big_add(right, right);
    return big_compare(&left, &right) >= 0;
}

/* above / below * 10^shift is what was answered. */
static bool is_right(struct big above, struct big below, const struct ratio_form *form,
                     bool answered, int128 units, bool is_negative) {
    if (form->shift >= 0) { /* up to 50, in two halves */
        above = big_times(&above, exact_power(form->shift / 2));
        above = big_times(&above, exact_power(form->shift - form->shift / 2));
    } else {
        below = big_times(&below, exact_power(-form->shift));
    }
    if (!answered) {
        return reaches(&above, &below, form->most + 1);
    }
    const uint128 size = exact_size(units);
    return (units == 0 || (units < 0) == is_negative) && size <= form->most &&
           reaches(&above, &below, size) && !reaches(&above, &below, size + 1);
}

/* -- random pairs ------------------------------------------------------------------------------- */

/* Of any number of digits, seldom 0, and now and then a half, a whole or nearly one of `other`. */
static int128 random_units(uint64_t *state, int digits, int128 other) {
    const uint128 below = exact_power(1 + (int)random_below(state, (uint64_t)digits));
    const uint128 bits = (uint128)random_next(state) << 64 | random_next(state);
    int128 units = (int128)(bits % below);
    switch (random_below(state, 8)) {
    case 0:
        units = other / 2 + (int128)random_below(state, 3) - 1;
        break;
    case 1:
        units = other / 200 * (int128)random_below(state, 301); /* up to half as much again */
        break;
    default:
        break;
    }
    units %= (int128)exact_power(digits);
    return random_below(state, 4) == 0 ? -units : units;
}

static struct leat_type random_type(uint64_t *state) {
    const struct leat_type type = {.kind = LEAT_DECIMAL,
                                   .precision = EXACT_DIGITS,
                                   .scale = (uint8_t)random_below(state, EXACT_DIGITS + 1)};
    const struct leat_type integer = {.kind = LEAT_INTEGER};
    return random_below(state, 2) ? integer : type;
}

enum { PAIRS = 1000000 };

/* Counts as the returns have them, and numbers of every size and scale. */
Test(ratio, a_million_percentages) {
    uint64_t state = 1;
    for (int i = 0; i < PAIRS; i++) {
        const bool is_small = i % 4 > 0;
        const int digits = is_small ? 9 : EXACT_DIGITS;
        const struct leat_type integer = {.kind = LEAT_INTEGER};
        const struct ratio_form form = ratio_form(
            is_small ? integer : random_type(&state), is_small ? integer : random_type(&state),
            (int)random_below(&state, is_small ? 4 : RATIO_DECIMALS + 1));
        int128 whole = random_units(&state, digits, 1000);
        whole += whole == 0;
        const int128 part = random_units(&state, digits, whole);
        int128 units = 0;
        const bool answered = ratio_percent(ratio_of(part, whole), &form, &units);
        cr_assert(is_right(big_of(exact_size(part)), big_of(exact_size(whole)), &form, answered,
                           units, (part < 0) != (whole < 0)),
                  "pair %d of the seed", i);
    }
}

Test(ratio, changes) {
    uint64_t state = 2;
    for (int i = 0; i < PAIRS / 10; i++) {
        const struct leat_type type = random_type(&state);
        const struct ratio_form form =
            ratio_form(type, type, (int)random_below(&state, RATIO_DECIMALS + 1));
        int128 before = random_units(&state, EXACT_DIGITS, 1000);
        before += before == 0;
        const int128 now = random_units(&state, EXACT_DIGITS, before);
        int128 units = 0;
        const bool answered = ratio_percent(ratio_change(now, before), &form, &units);
        cr_assert(is_right(big_of(now < before ? (uint128)before - (uint128)now
                                               : (uint128)now - (uint128)before),
                           big_of(exact_size(before)), &form, answered, units,
                           (now < before) != (before < 0)),
                  "pair %d of the seed", i);
    }
}

/* A difference of two percentages is rounded once, from both ratios: (a d - c b) / (b d). */
Test(ratio, points) {
    uint64_t state = 3;
    for (int i = 0; i < PAIRS / 10; i++) {
        const struct leat_type type = {.kind = LEAT_INTEGER};
        const struct ratio_form form =
            ratio_form(type, type, (int)random_below(&state, RATIO_DECIMALS + 1));
        int128 numbers[4];
        for (int k = 0; k < 4; k++) {
            numbers[k] = random_units(&state, i % 2 ? 8 : 18, k % 2 ? 1000 : 100000);
            numbers[k] = (int128)exact_size(numbers[k]);
            numbers[k] += numbers[k] == 0;
        }
        const int128 ad = numbers[0] * numbers[3], cb = numbers[2] * numbers[1],
                     bd = numbers[1] * numbers[3];
        int128 units = 0;
        const bool answered = ratio_points(ratio_of(numbers[0], numbers[1]),
                                           ratio_of(numbers[2], numbers[3]), &form, &units);
        cr_assert(is_right(big_of(exact_size(ad - cb)), big_of(exact_size(bd)), &form, answered,
                           units, ad < cb),
                  "pair %d of the seed", i);
    }
}

/* Parts or wholes below zero: their ratios may lie on both sides of it. */
Test(ratio, points_across_zero) {
    const struct leat_type type = {.kind = LEAT_INTEGER};
    const struct ratio_form form = ratio_form(type, type, 0);
    static const int known[][5] = {
        {1, 10, -5, 10, 60},  {-5, 10, 1, 10, -60},  {5, 10, -1, 10, 60},  {-1, 10, 5, 10, -60},
        {-1, 10, -5, 10, 40}, {-5, 10, -1, 10, -40}, {5, -10, 1, 10, -60}, {1, 10, 5, -10, 60},
        {-5, -10, 1, 10, 40}, {-1, 10, -1, 10, 0},   {0, 10, -1, 10, 10},  {0, 10, 1, 10, -10}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        const int *row = known[i];
        int128 units = -99;
        cr_assert(ratio_points(ratio_of(row[0], row[1]), ratio_of(row[2], row[3]), &form, &units));
        cr_expect(units == row[4], "from %d of %d to %d of %d", row[2], row[3], row[0], row[1]);
    }
}

Test(ratio, halves_go_away_from_zero) {
    const struct leat_type type = {.kind = LEAT_INTEGER};
    const struct ratio_form form = ratio_form(type, type, 0);
    static const int known[][3] = {{7, 8, 88},    {1, 8, 13},  {-1, 8, -13}, {1, 200, 1},
                                   {-1, 200, -1}, {1, 201, 0}, {0, 5, 0},    {1, 3, 33}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        int128 units = -99;
        cr_assert(ratio_percent(ratio_of(known[i][0], known[i][1]), &form, &units));
        cr_expect(units == known[i][2], "%d of %d", known[i][0], known[i][1]);
    }
}
