/* format: values as text. See format.h. */
#include "format.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

__extension__ typedef unsigned __int128 uint128;

/* -- whole numbers and decimals -------------------------------------------------------------- */

/* Writes the digits so that they end before end; answers where they begin. */
static char *put_digits(uint64_t value, char *end) {
    do {
        *--end = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0);
    return end;
}

/* The same, with zeros before them up to count digits. */
static char *put_padded(uint64_t value, int count, char *end) {
    char *const first = end - count;
    char *at = put_digits(value, end);
    while (at > first) {
        *--at = '0';
    }
    return at;
}

size_t format_integer(int64_t value, char *out) {
    char room[24];
    char *at = put_digits(value < 0 ? 0 - (uint64_t)value : (uint64_t)value, room + sizeof room);
    if (value < 0) {
        *--at = '-';
    }
    const size_t size = (size_t)(room + sizeof room - at);
    memcpy(out, at, size);
    return size;
}

size_t format_decimal(struct leat_decimal value, int scale, char *out) {
    static const uint64_t part =
        UINT64_C(10000000000000000000); /* 19 digits fit 64 bits, whose division is fast */
    uint128 rest = (uint128)(uint64_t)value.high << 64 | value.low;
    if (value.high < 0) {
        rest = 0 - rest;
    }
    char digits[FORMAT_ROOM], *const end = digits + sizeof digits, *at = end;
    while (rest > UINT64_MAX) {
        at = put_padded((uint64_t)(rest % part), 19, at);
        rest /= part;
    }
    at = put_digits((uint64_t)rest, at);
    while (end - at <= scale) { /* a digit before the point, always */
        *--at = '0';
    }
    const size_t whole = (size_t)(end - at) - (size_t)scale;
    size_t fraction = (size_t)scale, size = 0;
    while (fraction > 0 && at[whole + fraction - 1] == '0') {
        fraction--;
    }
    if (value.high < 0) {
        out[size++] = '-';
    }
    memcpy(out + size, at, whole);
    size += whole;
    if (fraction > 0) {
        out[size++] = '.';
        memcpy(out + size, at + whole, fraction);
        size += fraction;
    }
    return size;
}

/* -- reals ----------------------------------------------------------------------------------- */

enum {
    ALWAYS_KEPT = 15,
    MOST_DIGITS = 17
}; /* digits that every real keeps; that tell every real from its neighbours */

/* A real above 0: the point stands after the first digit, times 10^exponent. */
struct digits {
    char digit[MOST_DIGITS];
    int count, exponent;
};

/* The nearest number of count digits to value. */
static void take_nearest(double value, int count, struct digits *out) {
    char text[48];
    snprintf(text, sizeof text, "%.*e", count - 1, value);
    const char *at = text;
    out->count = 0;
    for (; *at != 'e'; at++) {
        if (*at >= '0' && *at <= '9') { /* whatever stands for the point */
            out->digit[out->count++] = *at;
        }
    }
    out->exponent = (int)strtol(at + 1, NULL, 10);
}

/* Whole digits and an exponent, so that no locale's point is asked for. */
static bool reads_as(const struct digits *digits, double value) {
    char text[48];
    snprintf(text, sizeof text, "%.*se%d", digits->count, digits->digit,
             digits->exponent - digits->count + 1);
    return strtod(text, NULL) == value;
}

/* The next number of as many digits. */
static void step_up(struct digits *digits) {
    int at = digits->count - 1;
    while (at >= 0 && digits->digit[at] == '9') {
        digits->digit[at--] = '0';
    }
    if (at < 0) {
        digits->digit[0] = '1';
        digits->exponent++;
    } else {
        digits->digit[at]++;
    }
}

/* A whole number below 2^53 is its own digits: the common case, and a fast one. */
static bool take_whole(double value, struct digits *out) {
    if (value >= 0x1p53 || value != floor(value)) {
        return false;
    }
    char room[24];
    const char *const end = room + sizeof room,
                      *at = put_digits((uint64_t)value, room + sizeof room);
    out->count = (int)(end - at);
    out->exponent = out->count - 1;
    memcpy(out->digit, at, (size_t)out->count);
    return true;
}

/* The few digits that most reals have, such as 12.5 and 0.07: whole digits over a power of ten. Both
 * are reals without rounding, so that where their quotient is the value these digits read back as
 * it; and of numbers of up to 15 digits only one does. Fewer places come first, so there is no zero
 * at the end. */
static bool take_short(double value, struct digits *out) {
    enum { MOST_PLACES = 12 };
    static const double powers[] = {1e0, 1e1, 1e2, 1e3,  1e4,  1e5, 1e6,
                                    1e7, 1e8, 1e9, 1e10, 1e11, 1e12};
    for (int places = 1; places <= MOST_PLACES; places++) {
        const double whole = nearbyint(value * powers[places]);
        if (whole >= 1e15) {
            return false;
        }
        if (whole / powers[places] == value) {
            take_whole(whole, out);
            out->exponent -= places;
            return whole >= 1;
        }
    }
    return false;
}

static void take_shortest(double value, struct digits *out) {
    bool found = take_whole(value, out) || take_short(value, out);
    /* Of the reals too small to be normal, some have fewer digits than those that every other one
     * keeps. */
    for (int count = value < 0x1p-1022 ? 1 : ALWAYS_KEPT; !found && count < MOST_DIGITS; count++) {
        take_nearest(value, count, out);
        found = reads_as(out, value);
        if (!found) { /* above a power of two the neighbours lie further off than below: the next
                         number up may do */
            step_up(out);
            found = reads_as(out, value);
        }
    }
    if (!found) {
        take_nearest(value, MOST_DIGITS, out);
    }
    while (out->count > 1 && out->digit[out->count - 1] == '0') {
        out->count--;
    }
}

/* Digits in full: "1234.5", "0.00012", "12000". */
static size_t put_in_full(const struct digits *digits, char *out) {
    size_t size = 0;
    const int whole = digits->exponent + 1;
    if (whole <= 0) {
        out[size++] = '0';
        out[size++] = '.';
        for (int i = whole; i < 0; i++) {
            out[size++] = '0';
        }
    }
    for (int i = 0; i < digits->count || i < whole; i++) {
        if (i == whole && i > 0) {
            out[size++] = '.';
        }
        out[size++] = i < digits->count ? digits->digit[i] : '0';
    }
    return size;
}

size_t format_real(double value, char *out) {
    if (value == 0) {
        out[0] = '0';
        return 1;
    }
    size_t size = 0;
    if (value < 0) {
        out[size++] = '-';
    }
    struct digits digits;
    take_shortest(fabs(value), &digits);
    if (digits.exponent >= -4 && digits.exponent < MOST_DIGITS) {
        return size + put_in_full(&digits, out + size);
    }
    out[size++] = digits.digit[0];
    if (digits.count > 1) {
        out[size++] = '.';
        memcpy(out + size, digits.digit + 1, (size_t)digits.count - 1);
        size += (size_t)digits.count - 1;
    }
    return size + (size_t)snprintf(out + size, 8, "e%d", digits.exponent);
}

/* -- dates and timestamps -------------------------------------------------------------------- */

static char *put_two(int value, char *out) {
    out[0] = (char)('0' + value / 10);
    out[1] = (char)('0' + value % 10);
    return out + 2;
}

size_t format_date(int32_t days, char *out) {
    const struct format_day day = format_day_of(days);
    char *at = put_two(day.year % 100, put_two(day.year / 100, out));
    *at++ = '-';
    at = put_two(day.month, at);
    *at++ = '-';
    at = put_two(day.day, at);
    return (size_t)(at - out);
}

size_t format_timestamp(int64_t micros, char *out) {
    static const int64_t day = INT64_C(86400000000);
    int64_t of_day = micros % day;
    if (of_day < 0) {
        of_day += day;
    }
    char *at = out + format_date((int32_t)((micros - of_day) / day), out);
    const int seconds = (int)(of_day / 1000000);
    int fraction = (int)(of_day % 1000000);
    *at++ = 'T';
    at = put_two(seconds / 3600, at);
    *at++ = ':';
    at = put_two(seconds / 60 % 60, at);
    *at++ = ':';
    at = put_two(seconds % 60, at);
    if (fraction > 0) {
        *at++ = '.';
        for (int unit = 100000; fraction > 0; unit /= 10) {
            *at++ = (char)('0' + fraction / unit);
            fraction %= unit;
        }
    }
    return (size_t)(at - out);
}

/* -------------------------------------------------------------------------------------------- */

size_t format_value(const struct leat_view *view, int64_t row, char *out) {
    switch (view->type.kind) {
    case LEAT_INTEGER:
        return format_integer(leat_integer(view, row), out);
    case LEAT_REAL:
        return format_real(leat_real(view, row), out);
    case LEAT_DECIMAL:
        return format_decimal(leat_decimal_at(view, row), view->type.scale, out);
    case LEAT_DATE:
        return format_date(leat_date(view, row), out);
    case LEAT_TIMESTAMP:
        return format_timestamp(leat_timestamp(view, row), out);
    case LEAT_BOOLEAN:
        memcpy(out, leat_boolean(view, row) ? "true" : "false", 5);
        return leat_boolean(view, row) ? 4 : 5;
    default:
        return 0;
    }
}
