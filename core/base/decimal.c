/* decimal: exact arithmetic on scaled 128-bit integers. See decimal.h; reading and writing are in
 * decimal_text.c, what touches reals is in decimal_real.c.
 *
 * Signs are taken off first and put back last, so that all else is about unsigned numbers and
 * rounding away from zero is rounding up. */
#include "decimal.h"

#include "wide.h"

/* int128 has no constants past 64 bits: they are multiplied together. */
#define E10 ((int128)10000000000)
#define NINE_POWERS(base)                                                                          \
    (base), (base)*10, (base)*100, (base)*1000, (base)*10000, (base)*100000, (base)*1000000,       \
        (base)*10000000, (base)*100000000

static const int128 powers[DECIMAL_DIGITS + 1] = {
    NINE_POWERS((int128)1),     E10 / 10,           /* to 10^9 */
    NINE_POWERS(E10),           E10 *E10 / 10,      /* to 10^19 */
    NINE_POWERS(E10 *E10),      E10 *E10 *E10 / 10, /* to 10^29 */
    NINE_POWERS(E10 *E10 *E10),                     /* to 10^38 */
};

int128 decimal_power(int scale) { return powers[scale]; }

static uint128 magnitude(int128 units) { return units < 0 ? 0 - (uint128)units : (uint128)units; }

/* Gives a result of that size and sign, when it has no more than 38 digits. */
static bool give(struct wide size, bool negative, int128 *out) {
    if (size.high != 0 || size.low >= (uint128)powers[DECIMAL_DIGITS]) {
        return false;
    }
    *out = negative ? -(int128)size.low : (int128)size.low;
    return true;
}

/* size / divisor, rounded up from a half. */
static struct wide divide_rounded(struct wide size, uint128 divisor) {
    if (divisor == 1) {
        return size;
    }
    uint128 remainder;
    struct wide quotient = wide_divide(size, divisor, &remainder);
    if (remainder >= divisor - remainder) {
        quotient.low++;
        quotient.high += quotient.low == 0;
    }
    return quotient;
}

bool decimal_fits(int128 units, int precision) {
    return units < powers[precision] && units > -powers[precision];
}

int decimal_digits(int128 units) {
    const uint128 size = magnitude(units);
    int digits = uint128_bits(size) * 1233 >>
                 12; /* log10 of 2 is a little above 1233 / 4096: never too many */
    while (digits <= DECIMAL_DIGITS && size >= (uint128)powers[digits]) {
        digits++;
    }
    return digits == 0 ? 1 : digits;
}

bool decimal_rescale(int128 units, int from, int to, int128 *out) {
    const struct wide size = {.low = magnitude(units)};
    const int change = to > from ? to - from : from - to;
    if (change > DECIMAL_DIGITS) { /* one digit away from any number that is kept */
        return (to < from || units == 0) && give((struct wide){0}, false, out);
    }
    const uint128 power = (uint128)powers[change];
    return give(to > from ? wide_product(size.low, power) : divide_rounded(size, power), units < 0,
                out);
}

bool decimal_add(int128 a, int128 b, int128 *out) {
    int128 sum;
    if (__builtin_add_overflow(a, b, &sum) || !decimal_fits(sum, DECIMAL_DIGITS)) {
        return false;
    }
    *out = sum;
    return true;
}

bool decimal_subtract(int128 a, int128 b, int128 *out) {
    int128 difference;
    if (__builtin_sub_overflow(a, b, &difference) || !decimal_fits(difference, DECIMAL_DIGITS)) {
        return false;
    }
    *out = difference;
    return true;
}

bool decimal_multiply(int128 a, int128 b, int drop, int128 *out) {
    struct wide size = wide_product(magnitude(a), magnitude(b));
    if (drop > DECIMAL_DIGITS) {
        /* Cutting off digits below those that are rounded away changes nothing: a half is a half by
         * its first digit. */
        uint128 cut;
        size = wide_divide(size, (uint128)powers[DECIMAL_DIGITS], &cut);
        drop -= DECIMAL_DIGITS;
    }
    return give(divide_rounded(size, (uint128)powers[drop]), (a < 0) != (b < 0), out);
}

bool decimal_divide(int128 a, int128 b, int shift, int128 *out) {
    const int first = shift < DECIMAL_DIGITS ? shift : DECIMAL_DIGITS;
    struct wide size = wide_product(magnitude(a), (uint128)powers[first]);
    if (!wide_multiply(size, (uint128)powers[shift - first], &size)) {
        return false; /* past 2^256 there is no b that brings it below 10^38 */
    }
    return give(divide_rounded(size, magnitude(b)), (a < 0) != (b < 0), out);
}

/* 10 * rest modulo size, where rest < size < 10^38: no sum here passes what there is room for. */
static uint128 ten_times(uint128 rest, uint128 size) {
    const uint128 two = 2 * rest % size, four = 2 * two % size, eight = 2 * four % size;
    return (two + eight) % size;
}

int128 decimal_modulo(int128 a, int scale_a, int128 b, int scale_b) {
    if (scale_a > scale_b) {
        /* A divisor that has more than 38 digits there is larger than a. */
        return decimal_rescale(b, scale_b, scale_a, &b) ? a % b : a;
    }
    if (decimal_rescale(a, scale_a, scale_b, &a)) {
        return a % b;
    }
    const uint128 size = magnitude(b);
    uint128 rest = magnitude(a) % size;
    for (int scale = scale_a; scale < scale_b; scale++) {
        rest = ten_times(rest, size);
    }
    return a < 0 ? -(int128)rest : (int128)rest;
}

int decimal_compare(int128 a, int scale_a, int128 b, int scale_b) {
    const int sign_a = (a > 0) - (a < 0), sign_b = (b > 0) - (b < 0);
    if (sign_a != sign_b || scale_a == scale_b) {
        return (a > b) - (a < b);
    }
    const int common = scale_a > scale_b ? scale_a : scale_b;
    const int order = wide_compare(wide_product(magnitude(a), (uint128)powers[common - scale_a]),
                                   wide_product(magnitude(b), (uint128)powers[common - scale_b]));
    return sign_a < 0 ? -order : order;
}
