/* Exact decimals, against the arithmetic learnt at school: digit by digit, in base ten, as long as
 * it takes. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/decimal.h"
#include "base/real.h"
#include "base/wide.h"
#include "random.h"

/* -- school arithmetic ----------------------------------------------------------------------- */

/* A whole number without sign: its digits, the lowest first, and zeros above them. */
enum { LONG = 1600 };
struct school {
    int8_t digits[LONG];
};

static struct school school_of(int128 units) {
    struct school number = {{0}};
    for (int i = 0; units != 0; i++, units /= 10) {
        number.digits[i] = (int8_t)abs((int)(units % 10));
    }
    return number;
}

static int school_size(const struct school *number) {
    int size = LONG;
    while (size > 0 && number->digits[size - 1] == 0) {
        size--;
    }
    return size;
}

static int school_compare(const struct school *a, const struct school *b) {
    for (int i = LONG - 1; i >= 0; i--) {
        if (a->digits[i] != b->digits[i]) {
            return a->digits[i] < b->digits[i] ? -1 : 1;
        }
    }
    return 0;
}

static struct school school_shift(const struct school *number, int zeros) {
    struct school shifted = {{0}};
    for (int i = 0; i < LONG; i++) {
        if (number->digits[i] != 0 && i + zeros >= 0) {
            shifted.digits[i + zeros] = number->digits[i];
        }
    }
    return shifted;
}

static void school_carry(struct school *number, int *sums) {
    int carry = 0;
    for (int i = 0; i < LONG; i++) {
        const int sum = sums[i] + carry;
        number->digits[i] = (int8_t)(sum % 10);
        carry = sum / 10;
    }
}

static struct school school_multiply(const struct school *a, const struct school *b) {
    int sums[LONG] = {0};
    const int size_a = school_size(a), size_b = school_size(b);
    for (int i = 0; i < size_a; i++) {
        for (int j = 0; j < size_b; j++) {
            sums[i + j] += a->digits[i] * b->digits[j];
        }
    }
    struct school product;
    school_carry(&product, sums);
    return product;
}

static void school_subtract(struct school *from, const struct school *what) {
    int borrowed = 0;
    for (int i = 0; i < LONG; i++) {
        int digit = from->digits[i] - what->digits[i] - borrowed;
        borrowed = digit < 0;
        from->digits[i] = (int8_t)(digit + 10 * borrowed);
    }
}

/* a / b, rounded up from a half. */
static struct school school_divide(const struct school *a, const struct school *b) {
    struct school quotient = {{0}}, rest = {{0}};
    for (int i = school_size(a); i >= 0; i--) {
        rest = school_shift(&rest, 1);
        rest.digits[0] = a->digits[i];
        while (school_compare(&rest, b) >= 0) {
            school_subtract(&rest, b);
            quotient.digits[i]++;
        }
    }
    const struct school two = school_of(2), twice = school_multiply(&rest, &two);
    if (school_compare(&twice, b) >= 0) {
        int sums[LONG];
        for (int i = 0; i < LONG; i++) {
            sums[i] = quotient.digits[i] + (i == 0);
        }
        school_carry(&quotient, sums);
    }
    return quotient;
}

/* What the text says, which may have an exponent, times 10^zeros; *whole: nothing was cut off, else
 * *half says whether the first digit cut off is 5 or more. */
static struct school school_of_text(const char *text, int zeros, bool *whole, bool *half) {
    const char *point = text + strcspn(text, ".e"), *end = text + strcspn(text, "e");
    struct school number = {{0}};
    *whole = true;
    *half = false;
    zeros += *end == 'e' ? (int)strtol(end + 1, NULL, 10) : 0;
    for (const char *at = text; at < end; at++) {
        const int place = (int)(point - at) + zeros - (at < point);
        if (at == point || *at == '0') {
            continue;
        }
        if (place >= 0) {
            number.digits[place] = (int8_t)(*at - '0');
        } else {
            *whole = false;
            *half |= place == -1 && *at >= '5';
        }
    }
    return number;
}

/* The exact value of a finite real's size, as the C library writes it out. */
static struct school school_of_real(double real, int zeros, bool *whole, bool *half) {
    static char text[1600];
    snprintf(text, sizeof text, "%.1100f", fabs(real));
    return school_of_text(text, zeros, whole, half);
}

static bool same(bool given, int128 units, const struct school *expected, bool negative) {
    const struct school got = school_of(units);
    if (school_size(expected) > DECIMAL_DIGITS) {
        return !given;
    }
    return given && school_compare(&got, expected) == 0 && (units == 0 || (units < 0) == negative);
}

/* Of any number of digits, often with edges: runs of 9, 0, powers of ten and of two. */
static int128 random_units(uint64_t *random) {
    const int digits = (int)random_below(random, DECIMAL_DIGITS + 1);
    uint128 units =
        ((uint128)random_next(random) << 64 | random_next(random)) % (uint128)decimal_power(digits);
    switch (random_below(random, 6)) {
    case 0:
        units = (uint128)decimal_power(digits) - 1;
        break;
    case 1:
        units = digits < DECIMAL_DIGITS ? (uint128)decimal_power(digits) : 5;
        break;
    case 2:
        units = digits < DECIMAL_DIGITS ? (uint128)decimal_power(digits) * 5 : 2;
        break;
    case 3:
        units = ((uint128)1 << random_below(random, 126)) - random_below(random, 2);
        break;
    default:
        break;
    }
    units %= (uint128)decimal_power(DECIMAL_DIGITS);
    return random_below(random, 2) == 0 ? (int128)units : -(int128)units;
}

/* -- arithmetic ------------------------------------------------------------------------------ */

Test(base_decimal, powers_fits_and_digits) {
    int128 power = 1;
    for (int scale = 0; scale <= DECIMAL_DIGITS;
         scale++, power *= scale <= DECIMAL_DIGITS ? 10 : 1) {
        cr_assert(decimal_power(scale) == power);
        cr_assert(!decimal_fits(power, scale) && !decimal_fits(-power, scale));
        cr_assert(decimal_fits(power - 1, scale) && decimal_fits(1 - power, scale));
        cr_assert(decimal_digits(power) == scale + 1);
        cr_assert(decimal_digits(-power) == scale + 1);
        cr_assert(decimal_digits(power - 1) == (scale == 0 ? 1 : scale));
    }
    cr_assert_eq(decimal_digits(0), 1);
    cr_assert_eq(decimal_digits(INT64_MIN), 19);
}

Test(base_decimal, wide_numbers_by_school) {
    uint64_t random = 11;
    for (int round = 0; round < 3000; round++) {
        uint128 a = (uint128)random_next(&random) << 64 | random_next(&random),
                b = a ^ random_next(&random);
        a >>= random_below(&random, 128);
        b >>= random_below(&random, 128);
        uint128 divisor = ((uint128)random_next(&random) << 64 | random_next(&random)) >>
                          random_below(&random, 127);
        if (round % 3 == 0) { /* where a guessed digit of the quotient is wrong most often */
            divisor = ((uint128)1 << 127) | (random_next(&random) >> random_below(&random, 63));
        }
        divisor += divisor == 0;
        /* (a b + r) / d, multiplied out, must give a b again */
        const struct wide product = wide_product(a, b);
        uint128 remainder;
        const struct wide quotient = wide_divide(product, divisor, &remainder);
        struct wide back;
        cr_assert(remainder < divisor);
        cr_assert(wide_multiply(quotient, divisor, &back));
        back.low += remainder;
        back.high += back.low < remainder;
        cr_assert(wide_compare(back, product) == 0, "round %d", round);
        /* and the product itself, in base ten */
        const uint128 part = (uint128)decimal_power(18);
        const struct school sa = school_of((int128)(a % part)), sb = school_of((int128)(b % part));
        const struct school by_school = school_multiply(&sa, &sb);
        const struct school ours = school_of((int128)wide_product(a % part, b % part).low);
        cr_assert(school_compare(&by_school, &ours) == 0);
    }
    struct wide out = {.low = 1};
    cr_assert_not(wide_multiply((struct wide){.high = (uint128)1 << 127}, 2, &out));
    cr_assert(wide_multiply((struct wide){.high = (uint128)1 << 126}, 3, &out));
    cr_assert_not(wide_multiply((struct wide){.high = (uint128)1 << 127, .low = (uint128)-1},
                                (uint128)-1, &out));
    for (int by = 0; by < 256; by++) {
        struct wide shifted = wide_shift((struct wide){.low = 1}, by), doubled = {.low = 1};
        for (int i = 0; i < by; i++) {
            cr_assert(wide_multiply(doubled, 2, &doubled));
        }
        cr_assert_eq(wide_compare(shifted, doubled), 0);
        shifted = wide_shift(wide_shift((struct wide){.low = 1}, by / 2), by - by / 2);
        cr_assert_eq(wide_compare(shifted, doubled), 0);
    }
}

Test(base_decimal, products_by_school) {
    uint64_t random = 12;
    int given = 0;
    for (int round = 0; round < 6000; round++) {
        const int128 a = random_units(&random), b = random_units(&random);
        const int drop = (int)random_below(&random, 77);
        const struct school sa = school_of(a), sb = school_of(b),
                            product = school_multiply(&sa, &sb);
        const struct school one = school_of(1), power = school_shift(&one, drop);
        const struct school expected = school_divide(&product, &power);
        int128 out = 42;
        const bool done = decimal_multiply(a, b, drop, &out);
        cr_assert(same(done, out, &expected, (a < 0) != (b < 0)), "round %d", round);
        cr_assert(done || out == 42);
        given += done;
    }
    cr_assert(given > 1000 && given < 6000);
}

Test(base_decimal, quotients_by_school) {
    uint64_t random = 13;
    int given = 0;
    for (int round = 0; round < 6000; round++) {
        const int128 a = random_units(&random), b = random_units(&random);
        const int shift = (int)random_below(&random, round % 2 == 0 ? 77 : 20);
        if (b == 0) {
            continue;
        }
        const struct school sa = school_of(a), sb = school_of(b),
                            shifted = school_shift(&sa, shift);
        const struct school expected = school_divide(&shifted, &sb);
        int128 out = 42;
        const bool done = decimal_divide(a, b, shift, &out);
        cr_assert(same(done, out, &expected, (a < 0) != (b < 0)), "round %d", round);
        cr_assert(done || out == 42);
        given += done;
    }
    cr_assert(given > 1000 && given < 6000);
}

Test(base_decimal, rescaling_by_school) {
    uint64_t random = 14;
    for (int round = 0; round < 4000; round++) {
        const int128 units = random_units(&random);
        const int from = (int)random_below(&random, 39), to = (int)random_below(&random, 39);
        const struct school number = school_of(units), one = school_of(1);
        const struct school up = school_shift(&number, to > from ? to - from : 0);
        const struct school power = school_shift(&one, from > to ? from - to : 0);
        const struct school expected = school_divide(&up, &power);
        int128 out = 42;
        const bool done = decimal_rescale(units, from, to, &out);
        cr_assert(same(done, out, &expected, units < 0), "round %d", round);
    }
}

Test(base_decimal, half_is_rounded_away_from_zero) {
    int128 out;
    cr_assert(decimal_rescale(25, 1, 0, &out) && out == 3);
    cr_assert(decimal_rescale(decimal_power(38) - 1, 39, 0, &out) &&
              out == 0); /* scales that no column has */
    cr_assert(decimal_rescale(-1, 77, 0, &out) && out == 0);
    cr_assert(decimal_rescale(0, 0, 39, &out) && out == 0);
    cr_assert_not(decimal_rescale(1, 0, 39, &out));
    cr_assert(decimal_rescale(-25, 1, 0, &out) && out == -3);
    cr_assert(decimal_rescale(249, 2, 0, &out) && out == 2);
    cr_assert(decimal_rescale(5, 1, 0, &out) && out == 1);
    cr_assert(decimal_rescale(-5, 1, 0, &out) && out == -1);
    cr_assert(decimal_rescale(49, 2, 0, &out) && out == 0);
    cr_assert(decimal_rescale(-49, 2, 0, &out) && out == 0);
    cr_assert(decimal_divide(7, 8, 2, &out) && out == 88); /* 87.5 percent */
    cr_assert(decimal_divide(-7, 8, 2, &out) && out == -88);
    cr_assert(decimal_divide(1, 3, 38, &out) && out == decimal_power(38) / 3);
    cr_assert(decimal_divide(2, 3, 38, &out) && out == decimal_power(38) / 3 * 2 + 1);
    cr_assert(decimal_multiply(15, 5, 1, &out) && out == 8);
    cr_assert(decimal_multiply(-15, 5, 1, &out) && out == -8);
    cr_assert(decimal_divide(0, 3, 76, &out) && out == 0);
    cr_assert(decimal_divide(1, decimal_power(38) - 1, 76, &out) == false); /* 10^38 and a little */
    cr_assert(decimal_divide(1, decimal_power(38) - 1, 75, &out) && out == decimal_power(37));
    cr_assert(decimal_multiply(decimal_power(37), decimal_power(37), 76, &out) && out == 0);
    cr_assert(decimal_multiply(decimal_power(37) * 9, decimal_power(37) * 9, 76, &out) && out == 1);
}

Test(base_decimal, sums_stop_at_38_digits) {
    const int128 most = decimal_power(38) - 1;
    int128 out = 42;
    cr_assert(decimal_add(most - 1, 1, &out) && out == most);
    out = 42;
    cr_assert_not(decimal_add(most, 1, &out));
    cr_assert_not(decimal_add(-most, -1, &out));
    cr_assert_not(decimal_add(most, most, &out));
    cr_assert_not(decimal_subtract(-most, 1, &out));
    cr_assert_not(decimal_subtract(-most, most, &out));
    cr_assert(out == 42);
    cr_assert(decimal_subtract(1 - most, 1, &out) && out == -most);
    cr_assert(decimal_subtract(5, 7, &out) && out == -2);
}

Test(base_decimal, the_remainder_has_the_sign_of_the_dividend) {
    cr_assert(decimal_modulo(7, 0, 3, 0) == 1);
    cr_assert(decimal_modulo(-7, 0, 3, 0) == -1);
    cr_assert(decimal_modulo(7, 0, -3, 0) == 1);
    cr_assert(decimal_modulo(-7, 0, -3, 0) == -1);
    cr_assert(decimal_modulo(decimal_power(38) - 1, 0, -1, 0) == 0);
}

Test(base_decimal, remainders_by_school) {
    uint64_t random = 21;
    for (int round = 0; round < 4000; round++) {
        const int128 a = random_units(&random), b = random_units(&random);
        const int scale_a = (int)random_below(&random, 39),
                  scale_b = (int)random_below(&random, 39);
        if (b == 0) {
            continue;
        }
        const struct school sa = school_of(a), sb = school_of(b);
        struct school rest = school_shift(&sa, scale_b > scale_a ? scale_b - scale_a : 0);
        struct school divisor = school_shift(&sb, scale_a > scale_b ? scale_a - scale_b : 0);
        for (int zeros = school_size(&rest) - school_size(&divisor); zeros >= 0; zeros--) {
            const struct school shifted = school_shift(&divisor, zeros);
            while (school_compare(&rest, &shifted) >= 0) {
                school_subtract(&rest, &shifted);
            }
        }
        cr_assert(same(true, decimal_modulo(a, scale_a, b, scale_b), &rest, a < 0));
    }
}

Test(base_decimal, different_scales_are_compared_by_school) {
    uint64_t random = 15;
    int equal = 0;
    for (int round = 0; round < 5000; round++) {
        int128 a = random_units(&random), b = random_units(&random);
        int scale_a = (int)random_below(&random, 39), scale_b = (int)random_below(&random, 39);
        if (round % 3 == 0 && decimal_rescale(a, scale_a, scale_b, &b)) { /* equal, or nearly so */
            b += (int128)random_below(&random, 3) - 1;
        }
        const struct school sa = school_of(a), sb = school_of(b);
        const struct school x = school_shift(&sa, 38 - scale_a),
                            y = school_shift(&sb, 38 - scale_b);
        int expected = school_compare(&x, &y) * (a < 0 ? -1 : 1);
        expected = (a < 0) != (b < 0) && a != 0 && b != 0 ? (a < 0 ? -1 : 1)
                   : a == 0                               ? (b < 0) - (b > 0)
                                                          : expected;
        const int got = decimal_compare(a, scale_a, b, scale_b),
                  back = decimal_compare(b, scale_b, a, scale_a);
        cr_assert(got == expected && back == -expected, "round %d: %d not %d", round, got,
                  expected);
        equal += got == 0;
    }
    cr_assert_gt(equal, 20);
}

/* -- text ------------------------------------------------------------------------------------ */

static void assert_read(const char *text, int precision, int scale, enum decimal_read expected,
                        int128 units) {
    char *copy =
        malloc(strlen(text) + (*text == '\0')); /* no NUL after it: a step past the end is seen */
    memcpy(copy, text, strlen(text));
    int128 out = 42;
    const enum decimal_read got =
        decimal_parse(copy, strlen(text), '.', true, precision, scale, &out);
    free(copy);
    cr_assert(got == expected, "%s gave %d", text, (int)got);
    cr_assert(out == (got == DECIMAL_READ ? units : 42), "%s", text);
}

Test(base_decimal, numbers_read) {
    assert_read("0", 5, 2, DECIMAL_READ, 0);
    assert_read("-0.00", 5, 2, DECIMAL_READ, 0);
    assert_read("1", 5, 2, DECIMAL_READ, 100);
    assert_read("+1.5", 5, 2, DECIMAL_READ, 150);
    assert_read("-123.45", 5, 2, DECIMAL_READ, -12345);
    assert_read("000000000000000000000000000000000000000000123.45", 5, 2, DECIMAL_READ, 12345);
    assert_read("1.50000000000000000000000000000000000000000000000", 5, 2, DECIMAL_READ, 150);
    assert_read("1.505", 5, 2, DECIMAL_INEXACT, 0);
    assert_read("0.001", 5, 2, DECIMAL_INEXACT, 0);
    assert_read("999.99", 5, 2, DECIMAL_READ, 99999);
    assert_read("1000", 5, 2, DECIMAL_TOO_LARGE, 0);
    assert_read("1000.001", 5, 2, DECIMAL_TOO_LARGE, 0);
    assert_read("1e2", 5, 2, DECIMAL_READ, 10000);
    assert_read("12345e-2", 5, 2, DECIMAL_READ, 12345);
    assert_read("1.2345E+2", 7, 2, DECIMAL_READ, 12345);
    assert_read("1.2345e2", 7, 1, DECIMAL_INEXACT, 0);
    assert_read("1e3", 5, 2, DECIMAL_TOO_LARGE, 0);
    assert_read("1e99999999999999999999999999", 5, 2, DECIMAL_TOO_LARGE, 0);
    assert_read("1e-99999999999999999999999999", 5, 2, DECIMAL_INEXACT, 0);
    assert_read("0e99999999999999999999999999", 5, 2, DECIMAL_READ, 0);
    assert_read("99999999999999999999999999999999999999", 38, 0, DECIMAL_READ,
                decimal_power(38) - 1);
    assert_read("100000000000000000000000000000000000000", 38, 0, DECIMAL_TOO_LARGE, 0);
    assert_read("0.00000000000000000000000000000000000001", 38, 38, DECIMAL_READ, 1);
}

Test(base_decimal, what_is_no_number) {
    static const char *const wrong[] = {"",      "-",   "+",     ".",     ".5",  "5.",  "1.e5",
                                        "e5",    "1e",  "1e+",   "1e5.0", " 1",  "1 ",  "1,5",
                                        "--1",   "+-1", "1.2.3", "0x1",   "1_0", "nan", "inf",
                                        "1e5e5", "½",   "1-",    "1e 5"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_read(wrong[i], 38, 5, DECIMAL_NO_NUMBER, 0);
    }
    int128 out;
    cr_assert_eq(decimal_parse("1e5", 3, '.', false, 38, 5, &out), DECIMAL_NO_NUMBER);
    cr_assert_eq(decimal_parse("1.5", 3, ',', false, 38, 5, &out), DECIMAL_NO_NUMBER);
    cr_assert_eq(decimal_parse("1,5", 3, ',', false, 38, 5, &out), DECIMAL_READ);
    cr_assert(out == 150000);
    cr_assert_eq(decimal_parse("12", 1, ',', false, 38, 0, &out),
                 DECIMAL_READ); /* its first byte alone */
    cr_assert(out == 1);
    cr_assert_eq(decimal_parse("1\0", 2, ',', false, 38, 0, &out), DECIMAL_NO_NUMBER);
}

static void assert_written(int128 units, int scale, const char *in_full, const char *short_form) {
    char text[DECIMAL_TEXT + 1];
    text[decimal_format(units, scale, false, text)] = '\0';
    cr_assert_str_eq(text, in_full);
    text[decimal_format(units, scale, true, text)] = '\0';
    cr_assert_str_eq(text, short_form);
}

Test(base_decimal, numbers_written) {
    assert_written(0, 0, "0", "0");
    assert_written(0, 2, "0.00", "0");
    assert_written(-50, 2, "-0.50", "-0.5");
    assert_written(5, 3, "0.005", "0.005");
    assert_written(1200, 0, "1200", "1200");
    assert_written(1200, 2, "12.00", "12");
    assert_written(-1234567, 4, "-123.4567", "-123.4567");
    assert_written(decimal_power(38) - 1, 0, "99999999999999999999999999999999999999",
                   "99999999999999999999999999999999999999");
    assert_written(1 - decimal_power(38), 38, "-0.99999999999999999999999999999999999999",
                   "-0.99999999999999999999999999999999999999");
    assert_written(-1, 38, "-0.00000000000000000000000000000000000001",
                   "-0.00000000000000000000000000000000000001");
    assert_written(decimal_power(20), 1, "10000000000000000000.0", "10000000000000000000");
}

Test(base_decimal, what_is_written_is_read_again) {
    uint64_t random = 16;
    for (int round = 0; round < 200000; round++) {
        const int128 units = random_units(&random);
        const int scale = (int)random_below(&random, 39);
        char text[DECIMAL_TEXT];
        int128 back;
        size_t size = decimal_format(units, scale, round % 2 == 0, text);
        cr_assert(size <= sizeof text);
        cr_assert(decimal_parse(text, size, '.', false, 38, scale, &back) == DECIMAL_READ &&
                  back == units);
    }
}

/* -- reals ----------------------------------------------------------------------------------- */

Test(base_decimal, to_the_nearest_real) {
    uint64_t random = 17;
    for (int round = 0; round < 300000; round++) {
        int128 units = random_units(&random);
        const int scale = (int)random_below(&random, 39);
        if (round % 4 == 0) { /* at the middle between two reals, or next to it */
            const uint64_t mantissa = random_next(&random) >> 11 | UINT64_C(1) << 52;
            units = ((int128)(2 * mantissa + 1) << random_below(&random, 70)) +
                    (int128)random_below(&random, 3) - 1;
            units %= decimal_power(38);
        }
        char text[DECIMAL_TEXT + 1];
        text[decimal_format(units, scale, false, text)] = '\0';
        const double expected = strtod(text, NULL), got = decimal_to_real(units, scale);
        cr_assert(got == expected, "%s gave %a, not %a", text, got, expected);
    }
    cr_assert(decimal_to_real(0, 38) == 0);
    cr_assert(decimal_to_real(0, 0) == 0);
    cr_assert(decimal_to_real(((int128)1 << 53) + 1, 0) == 0x1p53);
    cr_assert(decimal_to_real(((int128)1 << 53) + 3, 0) == 0x1p53 + 4);
    cr_assert(decimal_to_real(-(((int128)1 << 53) + 1), 0) == -0x1p53);
}

/* Of every size, and often those that decimals can be near to. */
static double random_real(uint64_t *random) {
    double real;
    uint64_t bits = random_next(random);
    do {
        memcpy(&real, &bits, sizeof real);
        bits = random_next(random);
    } while (!isfinite(real));
    switch (random_below(random, 4)) {
    case 0:
        return real;
    case 1:
        return (double)(int64_t)random_next(random) * 0x1p-40;
    case 2: /* halves of small powers of ten */
        return (double)(int64_t)(random_next(random) >> 44) * 0.5 *
               (random_below(random, 2) == 0 ? 1 : -1);
    default:
        return ldexp((double)(int64_t)random_next(random), (int)random_below(random, 220) - 140);
    }
}

Test(base_decimal, from_a_real_by_its_shortest_form) {
    uint64_t random = 18;
    int given = 0;
    for (int round = 0; round < 6000; round++) {
        const double real = random_real(&random);
        const int scale = (int)random_below(&random, 39),
                  precision = 1 + (int)random_below(&random, 38);
        bool whole, half;
        char text[REAL_TEXT + 1];
        text[real_format(fabs(real), text)] = '\0';
        struct school expected = school_of_text(text, scale, &whole, &half);
        if (half) {
            int sums[LONG];
            for (int i = 0; i < LONG; i++) {
                sums[i] = expected.digits[i] + (i == 0);
            }
            school_carry(&expected, sums);
        }
        int128 out = 42;
        const bool done = decimal_from_real(real, precision, scale, &out);
        cr_assert(done == (school_size(&expected) <= precision), "%a to %d, %d", real, precision,
                  scale);
        cr_assert(done ? same(done, out, &expected, real < 0) : out == 42, "%a to %d, %d", real,
                  precision, scale);
        given += done;
    }
    cr_assert(given > 1000 && given < 6000);
}

Test(base_decimal, known_reals) {
    int128 out;
    cr_assert(decimal_from_real(2.675, 38, 2, &out) && out == 268); /* exactly a little less */
    cr_assert(decimal_from_real(0.125, 38, 2, &out) && out == 13);
    cr_assert(decimal_from_real(-0.125, 38, 2, &out) && out == -13);
    cr_assert(decimal_from_real(0.5, 38, 0, &out) && out == 1);
    cr_assert(decimal_from_real(-0.5, 38, 0, &out) && out == -1);
    cr_assert(decimal_from_real(nextafter(0.5, 0), 38, 0, &out) && out == 0);
    cr_assert(decimal_from_real(0, 1, 38, &out) && out == 0);
    cr_assert(decimal_from_real(-0.0, 1, 0, &out) && out == 0);
    cr_assert(decimal_from_real(0x1p-1074, 1, 38, &out) && out == 0);
    cr_assert(decimal_from_real(9.5, 1, 0, &out) == false); /* would be 10 */
    cr_assert(decimal_from_real(1.7e308, 38, 0, &out) == false);
    cr_assert(decimal_from_real(0x1p127, 38, 0, &out) == false);
    cr_assert(decimal_from_real(0x1p62, 38, 0, &out) && out == 4611686018427388000);
    cr_assert(decimal_from_real(0.1, 38, 38, &out) && out == decimal_power(37));
    cr_assert(decimal_from_real(0.1 + 0.2, 38, 20, &out) &&
              out == (int128)30000000000000004 * 1000);
}

Test(base_decimal, compared_with_reals_by_exact_value) {
    uint64_t random = 19;
    int equal = 0;
    for (int round = 0; round < 20000; round++) {
        double real = random_real(&random);
        int128 units = random_units(&random);
        const int scale = (int)random_below(&random, 39);
        if (round % 3 == 0) { /* the nearest decimal: equal, or as near as can be */
            real = round % 2 == 0 ? real : (double)(int64_t)(random_next(&random) >> 16) * 0.25;
            decimal_from_real(real, 38, scale, &units);
        } else if (round % 3 == 1) { /* the nearest real */
            real = decimal_to_real(units, scale);
        }
        bool whole, half;
        const struct school value = school_of_real(real, scale, &whole, &half),
                            number = school_of(units);
        int expected = school_compare(&number, &value);
        expected =
            expected == 0 && !whole ? -1 : expected; /* what was cut off makes the real larger */
        const int sign = (units > 0) - (units < 0), real_sign = (real > 0) - (real < 0);
        expected = sign != real_sign ? (sign < real_sign ? -1 : 1)
                   : sign < 0        ? -expected
                                     : expected;
        const int got = decimal_compare_real(units, scale, real);
        cr_assert(got == expected, "round %d: %d, not %d, for %a", round, got, expected, real);
        equal += got == 0;
    }
    cr_assert_gt(equal, 100);
    cr_assert_eq(decimal_compare_real(decimal_power(38) - 1, 0, INFINITY), -1);
    cr_assert_eq(decimal_compare_real(1 - decimal_power(38), 0, -INFINITY), 1);
    cr_assert_eq(decimal_compare_real(0, 0, -0.0), 0);
    cr_assert_eq(decimal_compare_real(INT64_MAX, 0, 0x1p63), -1);
    cr_assert_eq(decimal_compare_real(INT64_MIN, 0, -0x1p63), 0);
    cr_assert_eq(decimal_compare_real(1, 1, 0.1), -1); /* 0.1 the real is a little more */
    cr_assert_eq(decimal_compare_real(3, 1, 0.3), 1);  /* and 0.3 a little less */
    cr_assert_eq(decimal_compare_real(1, 38, 0x1p-1074), 1);
}
