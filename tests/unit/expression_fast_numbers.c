/* Decimals that fit into 64 bits take short ways: against those that all can take. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "expression_vectors.h"

/* How large the numbers of a column are: all small, some large, or at the edges of 64 bits. */
static int digits_most;

static int128 random_units(uint64_t *random) {
    static const uint64_t edges[] = {0, 1, 4, 5, 9, 10, 49, 50, 99999, INT64_MAX, UINT64_MAX};
    const uint64_t kind = random_below(random, 10);
    const int digits = 1 + (int)random_below(random, (uint64_t)digits_most);
    int128 units =
        (int128)random_next(random) * (int128)(random_next(random) >> 4) % decimal_power(digits);
    if (kind == 0) {
        units = edges[random_below(random, sizeof edges / sizeof *edges)];
    } else if (kind == 1) { /* a half, and a little less or more */
        units = 5 * decimal_power(digits - 1) + (int128)random_below(random, 3) - 1;
    } else if (kind == 2) {
        units = decimal_power(digits) - (int128)random_below(random, 2);
    }
    units %= decimal_power(digits_most);
    return random_below(random, 2) == 0 ? units : -units;
}

static void draw_units(uint64_t *random, void *to) {
    const int128 units = random_units(random);
    memcpy(to, &units, sizeof units);
}

static void draw_whole(uint64_t *random, void *to) {
    const int64_t whole = (int64_t)(random_next(random) >> random_below(random, 64));
    const int64_t value = random_below(random, 2) == 0 ? whole : -whole;
    memcpy(to, &value, sizeof value);
}

static int128 units_at(const struct column *column, int64_t row) {
    return column->type.kind == LEAT_INTEGER ? ((const int64_t *)column->values)[row]
                                             : ((const int128 *)column->values)[row];
}

/* Whether the row has what is expected; is_there: false where it fails. */
static bool has(const struct column *got, int64_t row, bool is_there, int128 expected) {
    return vectors_null(got, row) ? !is_there : is_there && units_at(got, row) == expected;
}

enum way { CUT, FLOOR, CEIL, HALF };

/* units / 10^digits, or units where there are none to cut. */
static int128 cut(int128 units, int digits, enum way way) {
    int128 out;
    if (digits <= 0) {
        return units;
    }
    if (way == HALF) {
        cr_assert(decimal_rescale(units, digits, 0, &out));
        return out;
    }
    const int128 power = decimal_power(digits);
    out = units / power;
    return out + (way == CEIL && units > out * power) - (way == FLOOR && units < out * power);
}

static void check_rounding(const struct vectors *vectors, const struct column *d, int digits) {
    static const struct {
        const char *name;
        enum way way;
    } ways[] = {{"round", HALF}, {"trunc", CUT}, {"floor", FLOOR}, {"ceil", CEIL}};
    const int scale = d->type.scale;
    for (size_t i = 0; i < (digits == 0 ? 4 : 2); i++) {
        char more[16] = "";
        size_t failed = 0;
        if (i < 2) {
            snprintf(more, sizeof more, ", %d", digits);
        }
        struct column *got = vectors_eval(vectors, &failed, "%s(d%s)", ways[i].name, more);
        for (int64_t row = 0; row < VECTOR_ROWS; row++) {
            int128 expected = 0;
            const bool is_there =
                !vectors_null(d, row) &&
                decimal_rescale(cut(units_at(d, row), scale - digits, ways[i].way),
                                digits < scale ? digits : scale, got->type.scale, &expected) &&
                decimal_fits(expected, got->type.precision);
            cr_assert(has(got, row, is_there, expected), "%s to %d of %lld, row %lld", ways[i].name,
                      digits, (long long)units_at(d, row), (long long)row);
        }
        column_release(got);
    }
}

static void check_casts(const struct vectors *vectors, const struct column *d) {
    static const struct {
        int precision, scale;
    } types[] = {{38, 10}, {38, 2}, {20, 2}, {18, 0},  {19, 1}, {10, 2},
                 {10, 0},  {5, 5},  {3, 1},  {38, 38}, {30, 6}, {2, 0}};
    for (size_t i = 0; i <= sizeof types / sizeof *types; i++) {
        size_t failed = 0;
        const bool is_integer = i == sizeof types / sizeof *types;
        const int precision = is_integer ? 38 : types[i].precision;
        const int scale = is_integer ? 0 : types[i].scale;
        struct column *got =
            is_integer
                ? vectors_eval(vectors, &failed, "cast(d as integer)")
                : vectors_eval(vectors, &failed, "cast(d as decimal(%d, %d))", precision, scale);
        for (int64_t row = 0; row < VECTOR_ROWS; row++) {
            int128 expected = 0;
            const bool is_there =
                !vectors_null(d, row) &&
                decimal_rescale(units_at(d, row), d->type.scale, scale, &expected) &&
                decimal_fits(expected, precision) &&
                (!is_integer || (expected >= INT64_MIN && expected <= INT64_MAX));
            cr_assert(has(got, row, is_there, expected), "decimal(%d, %d), row %lld", precision,
                      scale, (long long)row);
        }
        column_release(got);
    }
}

Test(expression_fast, decimals_rounded_and_at_other_scales) {
    static const struct leat_type types[] = {
        {.kind = LEAT_DECIMAL, .precision = 10, .scale = 2},
        {.kind = LEAT_DECIMAL, .precision = 18, .scale = 6},
        {.kind = LEAT_DECIMAL, .precision = 19, .scale = 19},
        {.kind = LEAT_DECIMAL, .precision = 20, .scale = 1},
        {.kind = LEAT_DECIMAL, .precision = 38, .scale = 20},
        {.kind = LEAT_DECIMAL, .precision = 38, .scale = 2},
    };
    uint64_t random = 21;
    for (size_t i = 0; i < 2 * sizeof types / sizeof *types; i++) {
        struct vectors vectors = {0};
        const struct leat_type type = types[i / 2];
        digits_most = i % 2 == 0 && type.precision > 18 ? 18 : type.precision;
        const struct column *d = vectors_add(&vectors, "d", type, &random, i % 2 == 1, draw_units);
        for (int digits = 0; digits <= type.scale; digits++) {
            check_rounding(&vectors, d, digits);
        }
        check_casts(&vectors, d);
        vectors_free(&vectors);
    }
}

/* a / b rounded half away from zero at the result's scale. */
static void check_quotients(const struct vectors *vectors, const struct column *a,
                            const struct column *b, int128 constant, int constant_scale) {
    char digits[DECIMAL_TEXT + 1];
    size_t failed = 0;
    digits[decimal_format(constant, constant_scale, false, digits)] = '\0';
    struct column *got = b != NULL ? vectors_eval(vectors, &failed, "%s / b",
                                                  a->type.kind == LEAT_INTEGER ? "n" : "a")
                                   : vectors_eval(vectors, &failed, "%s / (%s)",
                                                  a->type.kind == LEAT_INTEGER ? "n" : "a", digits);
    const int scale_a = a->type.kind == LEAT_INTEGER ? 0 : a->type.scale;
    const int scale_b = b == NULL                      ? constant_scale
                        : b->type.kind == LEAT_INTEGER ? 0
                                                       : b->type.scale;
    for (int64_t row = 0; row < VECTOR_ROWS; row++) {
        int128 expected = 0;
        const bool is_null = vectors_null(a, row) || (b != NULL && vectors_null(b, row));
        const int128 divisor = is_null ? 0 : b == NULL ? constant : units_at(b, row);
        const bool is_there =
            divisor != 0 && decimal_divide(units_at(a, row), divisor,
                                           got->type.scale - scale_a + scale_b, &expected);
        cr_assert(has(got, row, is_there, expected), "row %lld, by %s", (long long)row, digits);
    }
    column_release(got);
}

Test(expression_fast, quotients) {
    static const int64_t constants[] = {
        1, 2, 3, -1, -7, 8, 10, 1024, 99999, 1000000007, -4294967296, INT64_MAX, -INT64_MAX};
    uint64_t random = 22;
    for (int round = 0; round < 6; round++) {
        struct vectors vectors = {0};
        digits_most = round < 2 ? 7 : round < 4 ? 18 : 30;
        const struct column *a = vectors_add(&vectors, "a", type_decimal(digits_most, 2), &random,
                                             round % 2 == 0, draw_units);
        const struct column *b = vectors_add(&vectors, "b", type_decimal(digits_most, 3), &random,
                                             round % 2 == 1, draw_units);
        const struct column *n =
            vectors_add(&vectors, "n", type_of(LEAT_INTEGER), &random, true, draw_whole);
        check_quotients(&vectors, a, b, 0, 0);
        check_quotients(&vectors, n, b, 0, 0);
        for (size_t i = 0; i < sizeof constants / sizeof *constants; i++) {
            check_quotients(&vectors, a, NULL, constants[i], 0);
            check_quotients(&vectors, a, NULL, constants[i], 1);
            check_quotients(&vectors, n, NULL, constants[i], 0);
        }
        vectors_free(&vectors);
    }
}

Test(expression_fast, remainders_of_integers) {
    uint64_t random = 23;
    struct vectors vectors = {0};
    const struct column *n =
        vectors_add(&vectors, "n", type_of(LEAT_INTEGER), &random, true, draw_whole);
    const struct column *m =
        vectors_add(&vectors, "m", type_of(LEAT_INTEGER), &random, false, draw_whole);
    size_t failed = 0, expected_failed = 0;
    struct column *got = vectors_eval(&vectors, &failed, "n %% m");
    for (int64_t row = 0; row < VECTOR_ROWS; row++) {
        const int64_t x = (int64_t)units_at(n, row), y = (int64_t)units_at(m, row);
        expected_failed += !vectors_null(n, row) && y == 0;
        cr_assert(has(got, row, !vectors_null(n, row) && y != 0, y == 0 ? 0 : (int128)x % y));
    }
    cr_assert(failed == expected_failed);
    column_release(got);
    vectors_free(&vectors);
}
