/* wide: unsigned whole numbers of 256 bits. See wide.h. */
#include "wide.h"

static uint128 high_half(uint128 value) { return value >> 64; }

static uint128 low_half(uint128 value) { return value & UINT64_MAX; }

int uint128_bits(uint128 value) {
    const uint64_t high = (uint64_t)(value >> 64), low = (uint64_t)value;
    return high != 0 ? 128 - __builtin_clzll(high) : low != 0 ? 64 - __builtin_clzll(low) : 0;
}

/* Long multiplication in digits of 64 bits: no sum here can pass 128 bits. */
struct wide wide_product(uint128 a, uint128 b) {
    const uint128 low = low_half(a) * low_half(b);
    const uint128 one = high_half(a) * low_half(b) + high_half(low);
    const uint128 two = low_half(a) * high_half(b) + low_half(one);
    const uint128 high = high_half(a) * high_half(b) + high_half(one) + high_half(two);
    return (struct wide){.high = high, .low = two << 64 | low_half(low)};
}

bool wide_multiply(struct wide value, uint128 factor, struct wide *out) {
    const struct wide low = wide_product(value.low, factor);
    const struct wide high = wide_product(value.high, factor);
    struct wide sum = {.low = low.low};
    if (high.high != 0 || __builtin_add_overflow(high.low, low.high, &sum.high)) {
        return false;
    }
    *out = sum;
    return true;
}

/* One digit of a long division: (*rest * 2^64 + digit) / divisor, where *rest < divisor and the
 * divisor's top bit is set. The guess from the top halves is too large by two at the most (Knuth,
 * volume 2, 4.3.1, algorithm D). */
static uint64_t divide_digit(uint128 *rest, uint64_t digit, uint128 divisor) {
    const uint128 top = high_half(divisor), bottom = low_half(divisor);
    uint128 guess = *rest / top, left = *rest % top;
    while (high_half(guess) != 0 || guess * bottom > (left << 64 | digit)) {
        guess--;
        left += top;
        if (high_half(left) != 0) {
            break;
        }
    }
    *rest = (*rest << 64 | digit) -
            guess * divisor; /* both past 128 bits alike; their difference is not */
    return (uint64_t)guess;
}

/* (*rest * 2^128 + low) / divisor, where *rest < divisor, so that the quotient fits. */
static uint128 divide_low(uint128 *rest, uint128 low, uint128 divisor) {
    if (high_half(divisor) == 0) {
        const uint128 one = *rest << 64 | high_half(low);
        const uint128 two = one % divisor << 64 | low_half(low);
        *rest = two % divisor;
        return one / divisor << 64 | two / divisor;
    }
    const int shift = 128 - uint128_bits(divisor);
    divisor <<= shift;
    *rest = shift == 0 ? *rest : *rest << shift | low >> (128 - shift);
    low <<= shift;
    const uint128 one = divide_digit(rest, (uint64_t)high_half(low), divisor);
    const uint128 two = divide_digit(rest, (uint64_t)low_half(low), divisor);
    *rest >>= shift;
    return one << 64 | two;
}

struct wide wide_divide(struct wide value, uint128 divisor, uint128 *remainder) {
    if (value.high == 0) { /* nearly always; and then nearly always one word is enough for each */
        const bool short_words = high_half(value.low | divisor) == 0;
        const uint128 result =
            short_words ? (uint64_t)value.low / (uint64_t)divisor : value.low / divisor;
        *remainder = value.low - result * divisor;
        return (struct wide){.low = result};
    }
    struct wide quotient = {.high = value.high / divisor};
    *remainder = value.high % divisor;
    quotient.low = divide_low(remainder, value.low, divisor);
    return quotient;
}

struct wide wide_shift(struct wide value, int by) {
    if (by == 0) {
        return value;
    }
    if (by >= 128) {
        return (struct wide){.high = value.low << (by - 128)};
    }
    return (struct wide){.high = value.high << by | value.low >> (128 - by),
                         .low = value.low << by};
}

int wide_compare(struct wide a, struct wide b) {
    if (a.high != b.high) {
        return a.high < b.high ? -1 : 1;
    }
    return (a.low > b.low) - (a.low < b.low);
}
