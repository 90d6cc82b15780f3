/* digits: eight decimal digits at once, in a word whose lowest byte is the first of them. */
#ifndef LEAT_BASE_DIGITS_H
#define LEAT_BASE_DIGITS_H

#include <stdbool.h>
#include <stdint.h>

#define DIGITS_ZERO UINT64_C(0x3030303030303030) /* "00000000" */

/* Whether all eight bytes are digits: their upper half is 3, and is still with 6 added. */
static inline bool digits_are(uint64_t bytes) {
    const uint64_t upper = UINT64_C(0xf0f0f0f0f0f0f0f0);
    return ((bytes & upper) ^ DIGITS_ZERO) == 0 &&
           (((bytes + UINT64_C(0x0606060606060606)) & upper) ^ DIGITS_ZERO) == 0;
}

/* Their value: neighbours are put together, then pairs, then fours. Each product has the left one
 * times 10, 100 or 10000 beside the right one. */
static inline uint32_t digits_value(uint64_t bytes) {
    bytes = (bytes & UINT64_C(0x0f0f0f0f0f0f0f0f)) * (10 * 256 + 1) >> 8;
    bytes = (bytes & UINT64_C(0x00ff00ff00ff00ff)) * (100 * 65536 + 1) >> 16;
    return (uint32_t)((bytes & UINT64_C(0x0000ffff0000ffff)) * ((UINT64_C(10000) << 32) + 1) >> 32);
}

/* The digits of a value below 10^8, zeros before it: taken apart the other way. x * 10486 >> 20 is
 * x / 100 for x below 10000, and x * 103 >> 10 is x / 10 for x below 100. */
static inline uint64_t digits_of(uint32_t value) {
    const uint64_t fours = value / 10000 | (uint64_t)(value % 10000) << 32;
    const uint64_t hundreds = (fours * 10486 >> 20) & UINT64_C(0x0000007f0000007f);
    const uint64_t pairs = hundreds | (fours - 100 * hundreds) << 16;
    const uint64_t tens = (pairs * 103 >> 10) & UINT64_C(0x000f000f000f000f);
    return (tens | (pairs - 10 * tens) << 8) + DIGITS_ZERO;
}

/* How many zeros they begin with, the last digit not counted. */
static inline int digits_leading(uint64_t bytes) {
    return __builtin_ctzll((bytes - DIGITS_ZERO) | UINT64_C(1) << 56) / 8;
}

#endif
