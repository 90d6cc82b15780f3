/* Reals read, written and rounded without loss, and summed without error. */
#include <criterion/criterion.h>
#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/decimal.h"
#include "base/memory.h"
#include "base/real.h"
#include "random.h"

static bool same_bits(double a, double b) { return memcmp(&a, &b, sizeof a) == 0; }

static double random_real(uint64_t *random) {
    double real;
    do {
        const uint64_t bits = random_next(random);
        memcpy(&real, &bits, sizeof real);
    } while (!isfinite(real));
    return real;
}

/* -- reading --------------------------------------------------------------------------------- */

static void assert_read(const char *text, enum real_read expected, double value) {
    char *copy =
        malloc(strlen(text) + (*text == '\0')); /* no NUL after it: a step past the end is seen */
    memcpy(copy, text, strlen(text));
    double out = 42;
    const enum real_read got = real_parse(copy, strlen(text), '.', &out);
    free(copy);
    cr_assert(got == expected, "%s gave %d", text, (int)got);
    cr_assert(same_bits(out, got == REAL_READ ? value : 42), "%s gave %a", text, out);
}

Test(base_real, numbers_read) {
    assert_read("0", REAL_READ, 0.0);
    assert_read("-0", REAL_READ, -0.0);
    assert_read("-0.000e5", REAL_READ, -0.0);
    assert_read("1", REAL_READ, 1);
    assert_read("+1.5", REAL_READ, 1.5);
    assert_read("0.1", REAL_READ, 0.1);
    assert_read("-123.456", REAL_READ, -123.456);
    assert_read("1e22", REAL_READ, 1e22);
    assert_read("1e23", REAL_READ, 1e23);
    assert_read("1E-22", REAL_READ, 1e-22);
    assert_read("00000000000000000000000000000000000000001.50000000000000000000000000000",
                REAL_READ, 1.5);
    assert_read("9007199254740993", REAL_READ, 9007199254740992.0); /* halfway: to even */
    assert_read("9007199254740993.00000000000000000000000000000000000000000000000000001", REAL_READ,
                9007199254740994.0);
    assert_read("1.7976931348623157e308", REAL_READ, DBL_MAX);
    assert_read("1.7976931348623159e308", REAL_TOO_LARGE, 0);
    assert_read("-1e309", REAL_TOO_LARGE, 0);
    assert_read("1e99999999999999999999", REAL_TOO_LARGE, 0);
    assert_read("0e99999999999999999999", REAL_READ, 0.0);
    assert_read("1e-99999999999999999999", REAL_READ, 0.0);
    assert_read("-1e-400", REAL_READ, -0.0);
    assert_read("5e-324", REAL_READ, 0x1p-1074);
    assert_read("2.4703282292062327e-324", REAL_READ, 0.0);
    assert_read("2.4703282292062328e-324", REAL_READ, 0x1p-1074);
}

Test(base_real, what_is_no_number) {
    static const char *const wrong[] = {
        "",      "-",        "+",  ".",     ".5",  "5.",  "1.e5",  "e5",        "1e",  "1e+",
        "1e5.0", " 1",       "1 ", "1,5",   "--1", "+-1", "1.2.3", "0x1",       "1_0", "nan",
        "inf",   "Infinity", "1-", "1e5e5", "1f",  "1d",  "NaN",   "-infinity", "½"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_read(wrong[i], REAL_NO_NUMBER, 0);
    }
    double out;
    cr_assert_eq(real_parse("1,5", 3, ',', &out), REAL_READ);
    cr_assert_eq(out, 1.5);
    cr_assert_eq(real_parse("1.5", 3, ',', &out), REAL_NO_NUMBER);
    cr_assert_eq(real_parse("123", 2, '.', &out), REAL_READ); /* its first two bytes alone */
    cr_assert_eq(out, 12);
    cr_assert_eq(real_parse("1\0", 2, '.', &out), REAL_NO_NUMBER);
}

Test(base_real, text_of_any_length_is_read) {
    char text[6000];
    for (size_t size = 1; size < sizeof text; size += 37) {
        double out;
        memset(text, '7', size);
        text[0] = '0';
        if (size > 2) {
            text[1] = '.';
        }
        cr_assert_eq(real_parse(text, size, '.', &out), REAL_READ);
        text[size] = '\0';
        cr_assert(same_bits(out, strtod(text, NULL)), "%zu digits", size);
    }
    cr_assert_eq(memory_used(), 0);
}

Test(base_real, reading_rounds_as_the_c_library_does) {
    uint64_t random = 21;
    for (int round = 0; round < 400000; round++) {
        char text[64];
        const int digits = 1 + (int)random_below(&random, 22);
        int at = 0;
        for (int i = 0; i < digits; i++) {
            text[at++] = (char)('0' + random_below(&random, 10));
            if (i == digits / 2 && i + 1 < digits) {
                text[at++] = '.';
            }
        }
        const int range = round % 2 == 0 ? 50 : 660;
        snprintf(text + at, sizeof text - (size_t)at, "e%d",
                 (int)random_below(&random, (uint64_t)range) - range / 2);
        double out = INFINITY;
        const enum real_read got = real_parse(text, strlen(text), '.', &out);
        const double expected = strtod(text, NULL);
        cr_assert(got == (isinf(expected) ? REAL_TOO_LARGE : REAL_READ), "%s", text);
        cr_assert(same_bits(out, expected), "%s gave %a", text, out);
    }
}

/* -- writing --------------------------------------------------------------------------------- */

static void assert_written(double value, const char *expected) {
    char text[REAL_TEXT + 1];
    text[real_format(value, text)] = '\0';
    cr_assert_str_eq(text, expected);
}

Test(base_real, numbers_written) {
    assert_written(0.0, "0");
    assert_written(-0.0, "0");
    assert_written(0.1, "0.1");
    assert_written(-0.1, "-0.1");
    assert_written(0.1 + 0.2, "0.30000000000000004");
    assert_written(1.0 / 3, "0.3333333333333333");
    assert_written(100, "100");
    assert_written(-1234567.875, "-1234567.875");
    assert_written(1e15, "1000000000000000");
    assert_written(123456789012345678.0, "1.2345678901234568e17");
    assert_written(99999999999999984.0, "99999999999999980"); /* the shortest digits, then zeros */
    assert_written(1e16, "10000000000000000");
    assert_written(1e17, "1e17");
    assert_written(9007199254740993.0, "9007199254740992");
    assert_written(1e300, "1e300");
    assert_written(-1.5e-300, "-1.5e-300");
    assert_written(0.0001, "0.0001");
    assert_written(0.00012345678901234567, "0.00012345678901234567");
    assert_written(0.00001, "1e-5");
    assert_written(1e22, "1e22");
    assert_written(1e23, "1e23");
    assert_written(1.0000000000000001e23, "1.0000000000000001e23");
    assert_written(DBL_MAX, "1.7976931348623157e308");
    assert_written(-DBL_MAX, "-1.7976931348623157e308");
    assert_written(DBL_MIN, "2.2250738585072014e-308");
    assert_written(0x1p-1074, "5e-324");
    assert_written(0x1p-1073, "1e-323");
    assert_written(0x1p-44, "5.684341886080802e-14");
    assert_written(0x1p-1022 - 0x1p-1074, "2.225073858507201e-308");
    assert_written(4.35, "4.35");
    assert_written(1.005, "1.005");
}

/* Written, a real is read again with the same bits, and no number of fewer digits is: neither the
 * nearest of those nor its neighbours. */
static void assert_shortest(double value) {
    char text[REAL_TEXT + 1], shorter[64];
    const size_t size = real_format(value, text);
    cr_assert(size <= REAL_TEXT);
    text[size] = '\0';
    double back;
    cr_assert(real_parse(text, size, '.', &back) == REAL_READ && same_bits(back, value), "%a as %s",
              value, text);
    int digits = 0, zeros = 0;
    for (const char *at = text; *at != '\0' && *at != 'e'; at++) {
        if (*at >= '0' && *at <= '9' && (digits > 0 || *at != '0')) {
            digits++;
            zeros = *at == '0' ? zeros + 1 : 0;
        }
    }
    digits -= zeros;
    if (digits <= 1) {
        return;
    }
    snprintf(shorter, sizeof shorter, "%.*e", digits - 2, value);
    const double nearest = strtod(shorter, NULL);
    const double step = pow(10, atoi(strchr(shorter, 'e') + 1) - (digits - 2));
    cr_assert(nearest != value, "%s is shorter than %s", shorter, text);
    for (int i = -1; i <= 1; i += 2) {
        snprintf(shorter, sizeof shorter, "%.*e", digits - 2, nearest + i * step);
        cr_assert(strtod(shorter, NULL) != value, "%s is shorter than %s", shorter, text);
    }
}

Test(base_real, every_real_is_written_as_shortly_as_can_be) {
    uint64_t random = 22;
    for (int round = 0; round < 150000; round++) {
        assert_shortest(random_real(&random));
        assert_shortest((double)(int64_t)random_next(&random) * 1e-4);
        assert_shortest((double)random_below(&random, 1000000) / 1000);
    }
    for (int exponent = -1074; exponent < 1024;
         exponent++) { /* where the next real below is nearer */
        assert_shortest(ldexp(1, exponent));
        assert_shortest(nextafter(ldexp(1, exponent), 0) == 0 ? 1
                                                              : nextafter(ldexp(1, exponent), 0));
        assert_shortest(nextafter(ldexp(1, exponent), INFINITY));
    }
    for (int i = 1; i < 3000; i++) {
        assert_shortest(i * 0x1p-1074);
    }
}

Test(base_real, another_locale_changes_nothing) {
    /* Where no such locale is installed this proves nothing, and nothing is lost. */
    static const char *const names[] = {"de_DE.UTF-8", "fr_FR.UTF-8", "de_DE", "ps_AF.UTF-8"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (setlocale(LC_ALL, names[i]) == NULL) {
            continue;
        }
        assert_written(0.1 + 0.2, "0.30000000000000004");
        assert_written(0.1, "0.1");
        assert_written(1e300, "1e300");
        assert_read("0.30000000000000004", REAL_READ, 0.1 + 0.2);
        assert_read("1234567890.12345678901", REAL_READ, 1234567890.12345678901);
        cr_assert(real_round(2.675, 2) == 2.68);
    }
}

/* -- rounding -------------------------------------------------------------------------------- */

Test(base_real, rounding_is_what_a_reader_of_the_number_expects) {
    static const struct {
        double value;
        int digits;
        double expected;
    } cases[] = {
        {2.675, 2, 2.68},
        {-2.675, 2, -2.68},
        {1.005, 2, 1.01},
        {0.5, 0, 1},
        {1.5, 0, 2},
        {2.5, 0, 3},
        {-0.5, 0, -1},
        {0.49999999999999994, 0, 0},
        {-0.4, 0, 0},
        {0.05, 1, 0.1},
        {0.04, 1, 0},
        {1234, -2, 1200},
        {1250, -2, 1300},
        {50, -2, 100},
        {49, -2, 0},
        {5, -2, 0},
        {999.5, 0, 1000},
        {99.95, 1, 100},
        {9.995, 2, 10},
        {0.1, 20, 0.1},
        {1e300, 5, 1e300},
        {1e300, -299, 1e300},
        {1e300, -300, 1e300},
        {1e300, -301, 0},
        {5e300, -301, 1e301},
        {DBL_MAX, -308, DBL_MAX},
        {5e-324, 323, 1e-323},
        {5e-324, 324, 5e-324},
        {1.45, 1, 1.5},
        {8.345, 2, 8.35},
        {0.0, 3, 0},
        {123.456, 2147483647, 123.456},
        {123.456, -2147483647 - 1, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const double got = real_round(cases[i].value, cases[i].digits);
        cr_assert(got == cases[i].expected, "%g to %d gave %g", cases[i].value, cases[i].digits,
                  got);
    }
    cr_assert(same_bits(real_round(-0.4, 0), 0.0));
}

Test(base_real, rounding_agrees_with_decimals_of_the_same_digits) {
    uint64_t random = 23;
    for (int round = 0; round < 200000; round++) {
        const int64_t thousandths = (int64_t)random_below(&random, 2000000000) - 1000000000;
        const int digits = (int)random_below(&random, 4);
        int128 rounded;
        cr_assert(decimal_rescale(thousandths, 3, digits, &rounded));
        const double expected = decimal_to_real(rounded, digits),
                     got = real_round((double)thousandths / 1000, digits);
        cr_assert(got == expected, "%lld thousandths to %d gave %a", (long long)thousandths, digits,
                  got);
    }
}

/* -- sums ------------------------------------------------------------------------------------ */

static double sum_of(const double *values, size_t count) {
    struct real_sum sum = {{0}, 0};
    double out = NAN;
    for (size_t i = 0; i < count; i++) {
        real_sum_add(&sum, values[i]);
    }
    cr_assert(real_sum_give(&sum, &out));
    return out;
}

Test(base_real, one_value_is_its_own_sum_and_mean) {
    uint64_t random = 24;
    for (int round = 0; round < 100000; round++) {
        const double value = random_real(&random);
        struct real_sum sum = {{0}, 0};
        double out, mean, third;
        real_sum_add(&sum, value);
        cr_assert(real_sum_give(&sum, &out) && same_bits(out, value), "%a", value);
        cr_assert(real_sum_mean(&sum, 1, &mean) && same_bits(mean, value), "%a", value);
        real_sum_add(&sum, value);
        real_sum_add(&sum, value);
        cr_assert(real_sum_mean(&sum, 3, &third) && same_bits(third, value), "%a", value);
    }
}

Test(base_real, two_values_are_summed_as_the_processor_does) {
    uint64_t random = 25;
    for (int round = 0; round < 200000; round++) {
        const double a = random_real(&random);
        const double b = round % 2 == 0 ? random_real(&random)
                                        : ldexp(a, (int)random_below(&random, 120) - 60) * 0.9;
        struct real_sum sum = {{0}, 0};
        double out = NAN;
        if (!isfinite(b)) {
            continue;
        }
        real_sum_add(&sum, a);
        real_sum_add(&sum, b);
        if (real_sum_give(&sum, &out)) {
            cr_assert(out == a + b, "%a and %a gave %a", a, b, out);
        } else {
            cr_assert(isinf(a + b), "%a and %a were too large", a, b);
        }
    }
}

Test(base_real, a_sum_is_rounded_once) {
    cr_assert_eq(sum_of((const double[]){0.1, 0.2, 0.3}, 3), 0.6);
    cr_assert_eq(sum_of((const double[]){1, 0x1p-53, 0x1p-53}, 3), 1 + 0x1p-52);
    cr_assert_eq(sum_of((const double[]){1, 0x1p-53, 0x1p-1074}, 3), 1 + 0x1p-52);
    cr_assert_eq(sum_of((const double[]){1, 0x1p-53}, 2), 1); /* a tie, to even */
    cr_assert_eq(sum_of((const double[]){1 + 0x1p-52, 0x1p-53}, 2), 1 + 0x1p-51);
    cr_assert_eq(sum_of((const double[]){1, 0x1p-53, -0x1p-1074}, 3), 1);
    cr_assert_eq(sum_of((const double[]){-1, -0x1p-53, -0x1p-1074}, 3), -1 - 0x1p-52);
    cr_assert_eq(sum_of((const double[]){DBL_MAX, DBL_MAX, -DBL_MAX, -DBL_MAX, 0x1p-1074}, 5),
                 0x1p-1074);
    cr_assert_eq(sum_of((const double[]){1e308, 1e308, 1, -1e308, -1e308}, 5), 1);
    cr_assert_eq(sum_of((const double[]){0x1p-1074, 0x1p-1074, -0x1p-1022}, 3),
                 -0x1p-1022 + 0x1p-1073);
    cr_assert(same_bits(sum_of(NULL, 0), 0.0));
    cr_assert(same_bits(sum_of((const double[]){-0.0, -0.0}, 2), 0.0));
    cr_assert(same_bits(sum_of((const double[]){1.5, -1.5}, 2), 0.0));
}

Test(base_real, a_sum_that_is_too_large_says_so_and_can_come_back) {
    struct real_sum sum = {{0}, 0};
    double out = 42;
    real_sum_add(&sum, DBL_MAX);
    real_sum_add(&sum, 0x1p969); /* just below half of the last place: rounded down */
    cr_assert(real_sum_give(&sum, &out) && out == DBL_MAX);
    real_sum_add(&sum, 0x1p969); /* the half: to even, past the largest */
    out = 42;
    cr_assert_not(real_sum_give(&sum, &out));
    cr_assert_eq(out, 42);
    double mean;
    cr_assert(real_sum_mean(&sum, 2, &mean) && mean == 0x1p1023);
    cr_assert_not(real_sum_mean(&sum, 1, &mean));
    real_sum_add(&sum, -DBL_MAX);
    cr_assert(real_sum_give(&sum, &out) && out == 0x1p970);
}

Test(base_real, ten_million_tenths_are_a_million) {
    struct real_sum sum = {{0}, 0};
    double out;
    for (int i = 0; i < 10000000; i++) {
        real_sum_add(&sum, 0.1);
    }
    cr_assert(real_sum_give(&sum, &out));
    cr_assert_eq(out, 1000000.0);
    cr_assert(real_sum_mean(&sum, 10000000, &out));
    cr_assert(same_bits(out, 0.1));
}

static void shuffle(double *values, size_t count, uint64_t *random) {
    for (size_t i = count; i > 1; i--) {
        const size_t j = random_below(random, i);
        const double other = values[j];
        values[j] = values[i - 1];
        values[i - 1] = other;
    }
}

Test(base_real, any_order_and_any_grouping_gives_the_same_bits) {
    uint64_t random = 26;
    enum { COUNT = 3000 };
    static double values[COUNT];
    for (int round = 0; round < 60; round++) {
        for (size_t i = 0; i < COUNT; i++) {
            values[i] = round % 3 == 0 ? random_real(&random) * 0x1p-20
                                       : ldexp((double)(int64_t)random_next(&random),
                                               -(int)random_below(&random, 200));
        }
        const double expected = sum_of(values, COUNT);
        double mean_expected = NAN;
        for (int again = 0; again < 4; again++) {
            shuffle(values, COUNT, &random);
            cr_assert(same_bits(sum_of(values, COUNT), expected));
            struct real_sum parts[7] = {{{0}, 0}}, all = {{0}, 0};
            for (size_t i = 0; i < COUNT; i++) {
                real_sum_add(&parts[random_below(&random, 7)], values[i]);
            }
            for (size_t i = 0; i < 7; i++) {
                real_sum_merge(&all, &parts[i]);
            }
            double out, mean;
            cr_assert(real_sum_give(&all, &out) && same_bits(out, expected));
            cr_assert(real_sum_mean(&all, COUNT, &mean));
            cr_assert(again == 0 || same_bits(mean, mean_expected));
            mean_expected = mean;
        }
    }
}

Test(base_real, sums_agree_with_whole_numbers) {
    uint64_t random = 27;
    for (int round = 0; round < 3000; round++) {
        struct real_sum sum = {{0}, 0};
        int128 whole = 0;
        const size_t count = 1 + random_below(&random, 200);
        for (size_t i = 0; i < count; i++) { /* 53 bits, moved by up to 60 */
            const int64_t mantissa = (int64_t)random_next(&random) >> 11;
            const int shift = (int)random_below(&random, 61);
            whole += (int128)mantissa * ((int128)1 << shift);
            real_sum_add(&sum, ldexp((double)mantissa, shift - 80));
        }
        double out;
        cr_assert(real_sum_give(&sum, &out));
        cr_assert(out == ldexp((double)whole, -80), "round %d",
                  round); /* the compiler's own rounding of 128 bits */
    }
}

/* |whole - mean * count| in halves of the mean's last place, exactly. */
static int128 distance(int128 whole, int64_t mean_halves, int64_t count) {
    const int128 difference = 2 * whole - (int128)mean_halves * count;
    return difference < 0 ? -difference : difference;
}

Test(base_real, no_real_is_nearer_to_the_mean) {
    uint64_t random = 28;
    int ties = 0;
    for (int round = 0; round < 100000; round++) {
        struct real_sum sum = {{0}, 0};
        const int64_t count = 1 + (int64_t)random_below(&random, round % 2 == 0 ? 8 : 100000);
        int128 whole = 0;
        for (int i = 0; i < 3; i++) { /* means from 2^52 on, so that their last place is one */
            const int64_t value = (int64_t)(random_next(&random) >> 11);
            whole += (int128)value * count;
            for (int64_t j = 0; j < 64; j++) {
                if ((count >> j & 1) != 0) {
                    real_sum_add(&sum, ldexp((double)value, (int)j));
                }
            }
        }
        const int64_t odd = (int64_t)random_below(&random, (uint64_t)count);
        whole = whole / 3 + ((int128)count << 52) / 2 + odd;
        sum = (struct real_sum){{0}, 0};
        for (int128 left = whole, place = 1; left != 0; left /= 2, place *= 2) {
            if (left % 2 != 0) {
                real_sum_add(&sum, (double)place);
            }
        }
        double mean;
        cr_assert(real_sum_mean(&sum, count, &mean));
        if (mean < 0x1p52 || mean >= 0x1p53) {
            continue;
        }
        const int64_t units = (int64_t)mean;
        const int128 here = distance(whole, 2 * units, count);
        const int128 below = distance(whole, 2 * (units - 1), count),
                     above = distance(whole, 2 * (units + 1), count);
        cr_assert(here <= below && here <= above, "round %d", round);
        if (here == below || here == above) {
            cr_assert(units % 2 == 0, "a tie goes to even");
            ties++;
        }
    }
    cr_assert_gt(ties, 1000);
}

Test(base_real, means_at_the_small_end_are_rounded_once) {
    static const struct {
        int64_t units, count, expected; /* in units of the smallest real */
    } cases[] = {
        {1, 2, 0}, {3, 2, 2}, {5, 2, 2},  {7, 2, 4},  {1, 3, 0},  {2, 3, 1},
        {4, 3, 1}, {5, 3, 2}, {10, 4, 2}, {14, 4, 4}, {11, 4, 3},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        for (int sign = -1; sign <= 1; sign += 2) {
            struct real_sum sum = {{0}, 0};
            double mean;
            for (int64_t j = 0; j < cases[i].units; j++) {
                real_sum_add(&sum, sign * 0x1p-1074);
            }
            cr_assert(real_sum_mean(&sum, cases[i].count, &mean));
            cr_assert(mean == (double)(sign * cases[i].expected) * 0x1p-1074, "%zu", i);
        }
    }
}

Test(base_real, carries_are_settled_long_before_a_limb_is_full) {
    /* The largest parts a limb can get, more often than a settling takes, and in the end all taken
     * back. */
    struct real_sum sum = {{0}, 0}, most = {{0}, 0};
    const double value = ldexp(0x1p53 - 1, 31);
    double out;
    real_sum_add(&most, value);
    for (int i = 0; i < 58; i++) { /* 2^58 times the value */
        const struct real_sum copy = most;
        real_sum_merge(&most, &copy);
    }
    cr_assert(real_sum_give(&most, &out) && out == ldexp(value, 58));
    cr_assert(real_sum_mean(&most, INT64_C(1) << 58, &out) && out == value);
    sum.pending = (1 << 28) - 2; /* as if so many zeros had been added */
    for (int i = 0; i < 5; i++) {
        real_sum_add(&sum, -value);
    }
    cr_assert_lt(sum.pending, 10);
    cr_assert(real_sum_give(&sum, &out) && out == -5 * value);
}
