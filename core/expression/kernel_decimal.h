/* kernel: decimals that have 64 bits at the most, as nearly all have, divided. For core/expression
 * alone. */
#ifndef LEAT_EXPRESSION_KERNEL_DECIMAL_H
#define LEAT_EXPRESSION_KERNEL_DECIMAL_H

#include "expression/kernel.h"

static inline uint128 decimal_size(int128 units) {
    return units < 0 ? 0 - (uint128)units : (uint128)units;
}

/* A number that many are divided by: division becomes a product with its inverse, which is 2^64
 * times 2^shift divided by it, cut; 2^shift is the largest power of two that is not above it. Of a
 * power of two the inverse would have 65 bits, and is 1 less. */
struct divider {
    uint64_t divisor, inverse;
    int shift;
};

static inline struct divider divider_of(uint64_t divisor) {
    const int shift = 63 - __builtin_clzll(divisor);
    const uint128 inverse = ((uint128)1 << 64 << shift) / divisor;
    return (struct divider){divisor, inverse > UINT64_MAX ? UINT64_MAX : (uint64_t)inverse, shift};
}

/* The inverse is at most 1 too small, which takes less than value / 2^64 / 2^shift from the
 * quotient, so less than 1: cut, it is right or 1 too small. */
static inline uint64_t divider_divide(struct divider by, uint64_t value, uint64_t *rest) {
    uint64_t quotient = (uint64_t)((uint128)value * by.inverse >> 64) >> by.shift;
    *rest = value - quotient * by.divisor;
    const bool more = *rest >= by.divisor;
    *rest -= more ? by.divisor : 0;
    return quotient + more;
}

#endif
