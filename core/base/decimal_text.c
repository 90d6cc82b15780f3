/* decimal_text: decimals read and written. See decimal.h. */
#include "decimal.h"

#include <string.h>

#include "number.h"

enum decimal_read decimal_parse(const char *text, size_t size, char point, bool exponent,
                                int precision, int scale, int128 *out) {
    struct number number;
    if (!number_read(text, size, point, exponent, &number)) {
        return DECIMAL_NO_NUMBER;
    }
    const size_t count = number.past - number.first;
    const int64_t zeros = number.zeros + scale;
    if (count == 0) {
        *out = 0;
        return DECIMAL_READ;
    }
    if (zeros + (int64_t)count > precision) {
        return DECIMAL_TOO_LARGE;
    }
    if (zeros < 0) {
        return DECIMAL_INEXACT;
    }
    int128 units = 0;
    for (size_t i = number.first; i < number.past; i++) {
        units = units * 10 + number_digit(&number, i);
    }
    units *= decimal_power((int)zeros);
    *out = number.negative ? -units : units;
    return DECIMAL_READ;
}

bool decimal_from_number(const struct number *number, int scale, int128 *out) {
    uint128 units = 0;
    const uint128 most = (uint128)decimal_power(DECIMAL_DIGITS);
    int64_t place =
        number->zeros + scale; /* of the last digit: how many units 10^place it counts */
    size_t past = number->past;
    bool up = false;
    while (past > number->first && place < 0) {
        up = number_digit(number, --past) >= 5; /* in the end of the first digit that is left out */
        place++;
    }
    up = up && place == 0; /* digits that begin further down are less than a half */
    for (size_t at = number->first; at < past; at++) {
        units = units * 10 + (unsigned)number_digit(number, at);
        if (units >= most) {
            return false;
        }
    }
    for (; place > 0 && units > 0; place--) {
        units *= 10;
        if (units >= most) {
            return false;
        }
    }
    units += up;
    if (units >= most) {
        return false;
    }
    *out = number->negative ? -(int128)units : (int128)units;
    return true;
}

/* Writes the digits of value so that they end before end; returns where they begin. */
static char *write_digits(uint128 value, char *end) {
    static const uint64_t part = UINT64_C(10000000000000000000);
    while (value > UINT64_MAX) { /* 19 digits at a time: long division is slow */
        uint64_t low = (uint64_t)(value % part);
        value /= part;
        for (int i = 0; i < 19; i++, low /= 10) {
            *--end = (char)('0' + low % 10);
        }
    }
    uint64_t rest = (uint64_t)value;
    do {
        *--end = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    return end;
}

size_t decimal_format(int128 units, int scale, bool short_form, char *out) {
    char digits[DECIMAL_TEXT];
    char *const end = digits + sizeof digits;
    char *start = write_digits(units < 0 ? 0 - (uint128)units : (uint128)units, end);
    while (end - start <= scale) { /* at least one digit before the point */
        *--start = '0';
    }
    size_t at = 0, fraction = (size_t)scale;
    const size_t whole = (size_t)(end - start) - fraction;
    while (short_form && fraction > 0 && start[whole + fraction - 1] == '0') {
        fraction--;
    }
    if (units < 0) {
        out[at++] = '-';
    }
    memcpy(out + at, start, whole);
    at += whole;
    if (fraction > 0) {
        out[at++] = '.';
        memcpy(out + at, start + whole, fraction);
        at += fraction;
    }
    return at;
}
