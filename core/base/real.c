/* real: binary64 read, written and rounded. See real.h; sums are in real_sum.c. */
#include "real.h"

#include <inttypes.h>
#include <locale.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "number.h"

/* Powers of ten that are reals without rounding. */
static const double exact_powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                      1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                      1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
enum { EXACT_POWER = 22, EXACT_DIGITS = 15, MOST_DIGITS = 17 };

/* -- reading --------------------------------------------------------------------------------- */

static locale_t plain_locale;

static void make_plain_locale(void) { plain_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0); }

/* strtod as the C locale has it, even where a library has set another one. */
static double plain_strtod(const char *text) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, make_plain_locale);
    return plain_locale != (locale_t)0 ? strtod_l(text, NULL, plain_locale) : strtod(text, NULL);
}

/* Both factors are reals without rounding, so that one operation rounds once (Clinger's exact
 * case). */
static double exact_real(int64_t digits, int64_t power) {
    return power < 0 ? (double)digits / exact_powers[-power] : (double)digits * exact_powers[power];
}

static bool is_exact(size_t count, int64_t power) {
    return count <= EXACT_DIGITS && power >= -EXACT_POWER && power <= EXACT_POWER;
}

/* All digits, for the C library to round: it does so rightly for any number of them. */
static double rounded_real(const struct number *number) {
    char room[128];
    const size_t count = number->past - number->first;
    char *text = count + 32 <= sizeof room ? room : memory_alloc(count + 32);
    for (size_t i = 0; i < count; i++) {
        text[i] = (char)('0' + number_digit(number, number->first + i));
    }
    snprintf(text + count, 32, "e%" PRId64, number->zeros);
    const double value = plain_strtod(text);
    if (text != room) {
        memory_free(text);
    }
    return value;
}

enum real_read real_parse(const char *text, size_t size, char point, double *out) {
    struct number number;
    if (!number_read(text, size, point, true, &number)) {
        return REAL_NO_NUMBER;
    }
    double value = 0;
    const size_t count = number.past - number.first;
    if (is_exact(count, number.zeros)) {
        int64_t digits = 0;
        for (size_t i = number.first; i < number.past; i++) {
            digits = digits * 10 + number_digit(&number, i);
        }
        value = exact_real(digits, number.zeros);
    } else if (count > 0) {
        value = rounded_real(&number);
    }
    if (isinf(value)) {
        return REAL_TOO_LARGE;
    }
    *out = number.negative ? -value : value;
    return REAL_READ;
}

/* -- the shortest digits --------------------------------------------------------------------- */

/* A value above 0 as digits, the first not 0, with the point after the first, times 10^exponent. */
struct shortest {
    char digits[MOST_DIGITS + 1];
    int count, exponent;
};

/* What the digits say, read again. */
static double shortest_value(const struct shortest *shortest) {
    const int power = shortest->exponent - shortest->count + 1;
    if (is_exact((size_t)shortest->count, power)) {
        int64_t digits = 0;
        for (int i = 0; i < shortest->count; i++) {
            digits = digits * 10 + (shortest->digits[i] - '0');
        }
        return exact_real(digits, power);
    }
    char text[48];
    snprintf(text, sizeof text, "%.*se%d", shortest->count, shortest->digits, power);
    return plain_strtod(text);
}

/* Adds one to the last of the digits. */
static void count_up(struct shortest *shortest) {
    int at = shortest->count - 1;
    while (at >= 0 && shortest->digits[at] == '9') {
        shortest->digits[at--] = '0';
    }
    if (at >= 0) {
        shortest->digits[at]++;
    } else { /* 99.9 and one makes 100 */
        shortest->digits[0] = '1';
        shortest->exponent++;
    }
}

static void drop_zeros(struct shortest *shortest) {
    while (shortest->count > 1 && shortest->digits[shortest->count - 1] == '0') {
        shortest->count--;
    }
}

/* Most numbers that people write have few digits: then some power of ten makes a whole number of
 * them, and the division by it, which rounds once, gives the value again. Of 15 digits or fewer no
 * two sequences mean one real, so these are the shortest. */
static bool find_few_digits(double value, struct shortest *out) {
    for (int power = 0; power <= EXACT_POWER; power++) {
        const double product = value * exact_powers[power];
        if (product >= 1e15) {
            return false;
        }
        const double whole = nearbyint(product);
        if (whole / exact_powers[power] == value) {
            char text[24];
            const int count = snprintf(text, sizeof text, "%" PRId64, (int64_t)whole);
            memcpy(out->digits, text, (size_t)count);
            out->count = count;
            out->exponent = count - 1 - power;
            drop_zeros(out);
            return true;
        }
    }
    return false;
}

/* The nearest number of count digits. */
static void nearest_digits(double value, int count, struct shortest *out) {
    char text[48];
    snprintf(text, sizeof text, "%.*e", count - 1, value);
    const char *at = text;
    for (out->count = 0; *at != 'e'; at++) {
        if (*at >= '0' && *at <= '9') { /* whatever the locale has for a point */
            out->digits[out->count++] = *at;
        }
    }
    out->exponent = (int)strtol(at + 1, NULL, 10);
}

static struct shortest find_shortest(double value) {
    struct shortest shortest = {.count = 0};
    if (find_few_digits(value, &shortest)) {
        return shortest;
    }
    /* Reals below the normal ones have fewer digits than 15. */
    for (int count = value < 0x1p-1022 ? 1 : EXACT_DIGITS; count < MOST_DIGITS; count++) {
        nearest_digits(value, count, &shortest);
        if (shortest_value(&shortest) == value) {
            drop_zeros(&shortest);
            return shortest;
        }
        /* Just above a power of two, reals lie twice as close below as above: the next digits up
         * may do. */
        count_up(&shortest);
        if (shortest_value(&shortest) == value) {
            return shortest;
        }
    }
    nearest_digits(value, MOST_DIGITS, &shortest);
    return shortest;
}

/* -- writing --------------------------------------------------------------------------------- */

static size_t add_zeros(char *out, int count) {
    if (count <= 0) {
        return 0;
    }
    memset(out, '0', (size_t)count);
    return (size_t)count;
}

static size_t add_digits(char *out, const char *digits, int count) {
    memcpy(out, digits, (size_t)count);
    return (size_t)count;
}

size_t real_format(double value, char *out) {
    if (value == 0) {
        out[0] = '0';
        return 1;
    }
    const struct shortest shortest = find_shortest(fabs(value));
    const char *digits = shortest.digits;
    const int count = shortest.count, exponent = shortest.exponent;
    const bool in_full = exponent >= -4 && exponent < MOST_DIGITS;
    const int whole = !in_full ? 1 : exponent < 0 ? 0 : exponent + 1; /* digits before the point */
    size_t at = 0;
    if (value < 0) {
        out[at++] = '-';
    }
    if (whole == 0) {
        out[at++] = '0';
    }
    at += add_digits(out + at, digits, count < whole ? count : whole);
    at += add_zeros(out + at, whole - count);
    if (count > whole) {
        out[at++] = '.';
        at += add_zeros(out + at, whole == 0 ? -exponent - 1 : 0);
        at += add_digits(out + at, digits + whole, count - whole);
    }
    if (!in_full) {
        at += (size_t)snprintf(out + at, 8, "e%d", exponent);
    }
    return at;
}

double real_round(double value, int digits) {
    if (value == 0) {
        return 0;
    }
    struct shortest shortest = find_shortest(fabs(value));
    const int64_t kept = (int64_t)shortest.exponent + 1 + digits;
    if (kept >= shortest.count) {
        return value;
    }
    if (kept < 0 || (kept == 0 && shortest.digits[0] < '5')) {
        return 0;
    }
    const bool up = shortest.digits[kept] >= '5';
    if (kept == 0) { /* up to the first digit of what was rounded to */
        shortest.digits[0] = '0';
        shortest.count = 1;
        shortest.exponent++;
    } else {
        shortest.count = (int)kept;
    }
    if (up) {
        count_up(&shortest);
    }
    const double rounded = shortest_value(&shortest);
    if (isinf(rounded)) {
        return value;
    }
    return value < 0 ? -rounded : rounded;
}
