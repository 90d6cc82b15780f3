/* field_quick: the plain forms of a value, which nearly every cell has, read in a few instructions.
 *
 * Each answers false for what it does not know, right or wrong, and then field_read is asked: what
 * is read here has the same value there. They read words of eight bytes, so there must be eight
 * bytes behind the text that may be read. For core/batch/builder_slices.c alone. */
#ifndef LEAT_BATCH_FIELD_QUICK_H
#define LEAT_BATCH_FIELD_QUICK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/civil.h"
#include "batch/text_view.h"
#include "leat/plugin.h"

enum { QUICK_INTEGER_DIGITS = 18, QUICK_REAL_DIGITS = 15 };

#define QUICK_EACH UINT64_C(0x0101010101010101)

/* Whether each byte, once '0' was taken off it, is a digit. */
static inline bool quick_are_digits(uint64_t bytes) {
    return ((bytes | (bytes + QUICK_EACH * 6)) & QUICK_EACH * 0xf0) == 0;
}

/* Eight digits, the first in the lowest byte, as a number: pairs, then fours, then all. */
static inline uint64_t quick_eight(uint64_t digits) {
    const uint64_t pairs = UINT64_C(0x000000ff000000ff);
    digits = digits * 10 + (digits >> 8);
    return ((digits & pairs) * (UINT64_C(100) + (UINT64_C(1000000) << 32)) +
            (digits >> 16 & pairs) * (UINT64_C(1) + (UINT64_C(10000) << 32))) >>
           32;
}

/* 1 to 8 digits. */
static inline bool quick_short(const char *text, size_t size, uint64_t *out) {
    const unsigned spare = 64 - 8 * (unsigned)size;
    const uint64_t digits = (text_wide_word(text) ^ QUICK_EACH * '0') << spare;
    *out = quick_eight(digits);
    return quick_are_digits(digits);
}

/* Digits with at most one point among them, which neither begins nor ends them. */
struct quick_number {
    uint64_t digits;
    size_t count, after; /* digits in all, and those behind the point */
};

static inline bool quick_number(const char *text, size_t size, size_t most,
                                struct quick_number *out) {
    uint64_t value = 0;
    size_t point = size;
    if (size == 0 || size > most + 1) {
        return false;
    }
    for (size_t i = 0; i < size; i++) {
        const unsigned digit = (unsigned)(unsigned char)text[i] - '0';
        if (digit <= 9) {
            value = value * 10 + digit;
        } else if (text[i] == '.' && point == size && i > 0 && i + 1 < size) {
            point = i;
        } else {
            return false;
        }
    }
    out->digits = value;
    out->after = point == size ? 0 : size - point - 1;
    out->count = point == size ? size : size - 1;
    return out->count <= most;
}

static inline bool quick_integer(const char *text, size_t size, int64_t *out) {
    const bool negative = *text == '-';
    uint64_t value = 0;
    text += negative;
    size -= negative;
    if (size == 0 || size > QUICK_INTEGER_DIGITS) {
        return false;
    }
    if (size > 8) {
        uint64_t last = 0;
        for (size_t front = size - 8; front > 0; front--, text++) {
            const unsigned digit = (unsigned)(unsigned char)*text - '0';
            if (digit > 9) {
                return false;
            }
            value = value * 10 + digit;
        }
        if (!quick_short(text, 8, &last)) {
            return false;
        }
        value = value * 100000000 + last;
    } else if (!quick_short(text, size, &value)) {
        return false;
    }
    *out = negative ? -(int64_t)value : (int64_t)value;
    return true;
}

/* YYYY-MM-DD. The digits alone are put together first: the year's in four bytes, then the month's and
 * the day's in two each. */
static inline bool quick_date(const char *text, size_t size, int32_t *out) {
    static const uint8_t lengths[] = {0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const uint64_t front = text_wide_word(text), back = text_wide_word(text + 2);
    const uint64_t digits =
        ((front & UINT64_C(0x00000000ffffffff)) | (front >> 8 & UINT64_C(0x0000ffff00000000)) |
         (back & UINT64_C(0xffff000000000000))) ^
        QUICK_EACH * '0';
    const uint64_t dashes = UINT64_C(0xff0000ff00000000);
    if (size != 10 || (front & dashes) != (QUICK_EACH * '-' & dashes) ||
        !quick_are_digits(digits)) {
        return false;
    }
    const uint64_t pairs = digits * 10 + (digits >> 8); /* in the lower byte of each pair */
    const uint32_t year = (uint32_t)(pairs & 0xff) * 100 + (uint32_t)(pairs >> 16 & 0xff),
                   month = (uint32_t)(pairs >> 32 & 0xff), day = (uint32_t)(pairs >> 48 & 0xff);
    if (year == 0 || month > 12 || day - 1 >= lengths[month] ||
        (month == 2 && day == 29 && !civil_is_leap(year))) {
        return false;
    }
    *out = civil_first(year, month) + (int32_t)day - 1;
    return true;
}

/* A real of up to 15 digits is a whole number divided by a power of ten, both exact, so the division
 * rounds once and rightly (Clinger's exact case). */
static inline bool quick_real(const char *text, size_t size, double *out) {
    static const double powers[] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                    1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
    const bool negative = *text == '-';
    struct quick_number number;
    if (!quick_number(text + negative, size - negative, QUICK_REAL_DIGITS, &number)) {
        return false;
    }
    const double value = (double)number.digits / powers[number.after];
    *out = negative ? -value : value;
    return true;
}

/* A decimal that needs no rounding and fits. */
static inline bool quick_decimal(const char *text, size_t size, struct leat_type type,
                                 struct leat_decimal *out) {
    static const int64_t powers[] = {1,
                                     10,
                                     100,
                                     1000,
                                     10000,
                                     100000,
                                     1000000,
                                     10000000,
                                     100000000,
                                     1000000000,
                                     10000000000,
                                     100000000000,
                                     1000000000000,
                                     10000000000000,
                                     100000000000000,
                                     1000000000000000,
                                     10000000000000000,
                                     100000000000000000,
                                     1000000000000000000};
    const bool negative = *text == '-';
    struct quick_number number;
    if (type.precision > QUICK_INTEGER_DIGITS ||
        !quick_number(text + negative, size - negative, QUICK_INTEGER_DIGITS, &number) ||
        number.after > type.scale ||
        number.count - number.after > (size_t)(type.precision - type.scale)) {
        return false;
    }
    const int64_t units = (int64_t)number.digits * powers[type.scale - number.after];
    *out = (struct leat_decimal){.low = (uint64_t)(negative ? -units : units),
                                 .high = negative && units > 0 ? -1 : 0};
    return true;
}

#endif
