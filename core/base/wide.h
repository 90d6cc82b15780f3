/* wide: unsigned whole numbers of 256 bits, for the products that exact decimals need on their
 * way. */
#ifndef LEAT_BASE_WIDE_H
#define LEAT_BASE_WIDE_H

#include "decimal.h"

struct wide {
    uint128 high, low; /* high * 2^128 + low */
};

int uint128_bits(uint128 value); /* how many bits it takes; 0 for 0 */

struct wide wide_product(uint128 a, uint128 b);

/* value * factor; false: more than 256 bits. */
bool wide_multiply(struct wide value, uint128 factor, struct wide *out);

/* value / divisor (not 0), and what remains. */
struct wide wide_divide(struct wide value, uint128 divisor, uint128 *remainder);

/* value * 2^by, for 0 <= by < 256 where nothing is lost by it. */
struct wide wide_shift(struct wide value, int by);

int wide_compare(struct wide a, struct wide b); /* -1, 0, 1 */

#endif
