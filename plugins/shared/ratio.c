/* ratio: see ratio.h. */
#include "shared/ratio.h"

uint128 exact_power(int digits) {
    uint128 value = 1;
    for (; digits > 0; digits--) {
        value *= 10;
    }
    return value;
}

int128 exact_units(const struct leat_view *view, int64_t row) {
    if (view->type.kind == LEAT_INTEGER) {
        return leat_integer(view, row);
    }
    const struct leat_decimal decimal = leat_decimal_at(view, row);
    return (int128)((uint128)(uint64_t)decimal.high << 64 | decimal.low);
}

/* -- 256 bits: products of two numbers below 10^38, sums of two such products ----------------- */

struct wide {
    uint128 high, low; /* high * 2^128 + low */
};

static struct wide wide_product(uint128 a, uint128 b) {
    const uint64_t a_high = (uint64_t)(a >> 64), a_low = (uint64_t)a, b_high = (uint64_t)(b >> 64),
                   b_low = (uint64_t)b;
    const uint128 low = (uint128)a_low * b_low, cross = (uint128)a_high * b_low,
                  other = (uint128)a_low * b_high;
    const uint128 middle = (low >> 64) + (uint64_t)cross + (uint64_t)other;
    const struct wide product = {(uint128)a_high * b_high + (cross >> 64) + (other >> 64) +
                                     (middle >> 64),
                                 middle << 64 | (uint64_t)low};
    return product;
}

static struct wide wide_add(struct wide a, struct wide b) {
    const uint128 low = a.low + b.low;
    const struct wide sum = {a.high + b.high + (low < a.low), low};
    return sum;
}

static struct wide wide_subtract(struct wide a, struct wide b) {
    const struct wide difference = {a.high - b.high - (a.low < b.low), a.low - b.low};
    return difference;
}

static bool wide_reaches(struct wide a, struct wide b) { /* a >= b */
    return a.high != b.high ? a.high > b.high : a.low >= b.low;
}

/* A bit at a time as on paper; the quotient is known to fit. */
static uint128 wide_divide(struct wide value, struct wide by, struct wide *rest) {
    uint128 quotient = 0;
    *rest = (struct wide){0, 0};
    for (int bit = 255; bit >= 0; bit--) {
        const uint128 half = bit >= 128 ? value.high : value.low;
        *rest = wide_add(*rest, *rest);
        rest->low |= half >> (bit & 127) & 1;
        quotient <<= 1;
        if (wide_reaches(*rest, by)) {
            *rest = wide_subtract(*rest, by);
            quotient |= 1;
        }
    }
    return quotient;
}

/* -- Percentages ------------------------------------------------------------------------------ */

struct ratio_form ratio_form(struct leat_type part, struct leat_type whole, int decimals) {
    const struct ratio_form form = {.type = {.kind = LEAT_DECIMAL,
                                             .precision = (uint8_t)(RATIO_DIGITS + decimals),
                                             .scale = (uint8_t)decimals},
                                    .shift = 2 + decimals + whole.scale - part.scale,
                                    .most = exact_power(RATIO_DIGITS + decimals) - 1};
    return form;
}

/* value * 10^digits, a digit at a time, of what is left after a division; *rest is what then
 * remains. False: it has outgrown most. */
static bool add_digits(uint128 *value, int digits, struct wide whole, uint128 most,
                       struct wide *rest) {
    for (; digits > 0 && *value <= most; digits--) {
        struct wide tenfold = {0, 0};
        unsigned digit = 0;
        for (int i = 0; i < 10; i++) {
            tenfold = wide_add(tenfold, *rest);
            if (wide_reaches(tenfold, whole)) {
                tenfold = wide_subtract(tenfold, whole);
                digit++;
            }
        }
        *value = *value * 10 + digit;
        *rest = tenfold;
    }
    return *value <= most;
}

/* part * 10^shift / whole, rounded. part / whole is below 2^128. */
static bool work_out(struct wide part, struct wide whole, const struct ratio_form *form,
                     uint128 *result) {
    enum { SHORT = 18 }; /* digits that with 64 bits make at most 128 */
    const bool is_narrow = part.high == 0 && whole.high == 0;
    struct wide rest;
    if (is_narrow && form->shift >= 0 && form->shift <= SHORT &&
        part.low <= UINT64_MAX) { /* nearly always: the product fits */
        const uint128 product = part.low * exact_power(form->shift), left = product % whole.low;
        *result = product / whole.low + (left >= whole.low - left);
        return *result <= form->most;
    }
    if (is_narrow) {
        *result = part.low / whole.low;
        rest = (struct wide){0, part.low % whole.low};
    } else {
        *result = wide_divide(part, whole, &rest);
    }
    if (form->shift >= 0) {
        if (!add_digits(result, form->shift, whole, form->most, &rest)) {
            return false;
        }
        *result += wide_reaches(rest, wide_subtract(whole, rest));
        return *result <= form->most;
    }
    /* The quotient is cut down by a power of ten. That is even, so the quotient's own rest never
     * decides. */
    const uint128 by = exact_power(-form->shift);
    *result = *result / by + (2 * (*result % by) >= by);
    return *result <= form->most;
}

static bool signed_result(uint128 size, bool is_negative, int128 *units) {
    *units = is_negative ? -(int128)size : (int128)size;
    return true;
}

struct ratio ratio_change(int128 now, int128 before) {
    const bool falls = now < before;
    const struct ratio ratio = {falls ? (uint128)before - (uint128)now
                                      : (uint128)now - (uint128)before,
                                exact_size(before), falls != (before < 0)};
    return ratio;
}

bool ratio_percent(struct ratio ratio, const struct ratio_form *form, int128 *units) {
    const struct wide part = {0, ratio.part}, whole = {0, ratio.whole};
    uint128 size;
    return work_out(part, whole, form, &size) && signed_result(size, ratio.is_negative, units);
}

bool ratio_points(struct ratio now, struct ratio before, const struct ratio_form *form,
                  int128 *units) {
    const struct wide a = wide_product(now.part, before.whole),
                      b = wide_product(before.part, now.whole),
                      whole = wide_product(now.whole, before.whole);
    const bool same_sign = now.is_negative == before.is_negative, falls = !wide_reaches(a, b);
    const struct wide part = !same_sign ? wide_add(a, b)
                             : falls    ? wide_subtract(b, a)
                                        : wide_subtract(a, b);
    uint128 size;
    return work_out(part, whole, form, &size) &&
           signed_result(size, now.is_negative != (same_sign && falls), units);
}
