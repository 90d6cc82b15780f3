/* real_sum: reals added without error. See real.h.
 *
 * The sum is one whole number of 68 limbs of 32 bits, in units of 2^-1074, the smallest real: every
 * finite real is a whole number of those units, and there is room above the largest for 2^60 of
 * them. Each limb is kept in 64 signed bits, so that an addition touches three limbs and carries
 * nothing; carries are settled every 2^28 additions. Settled, all limbs but the last are from 0 to
 * 2^32 - 1, and the last has the sign. */
#include "real.h"

#include <math.h>
#include <string.h>

#include "decimal.h"

enum {
    LIMBS = 68,
    LIMB_BITS = 32,
    REAL_BITS = 53,
    LOWEST_EXPONENT = -1074,
    MOST_PENDING = 1 << 28
};

static const int64_t LIMB_MASK = UINT32_MAX;

static void settle(struct real_sum *sum) {
    int64_t carry = 0;
    for (int i = 0; i < LIMBS - 1; i++) {
        const int64_t limb = sum->limbs[i] + carry;
        sum->limbs[i] = limb & LIMB_MASK;
        carry = limb >> LIMB_BITS; /* towards minus infinity: what is left here is never negative */
    }
    sum->limbs[LIMBS - 1] += carry;
    sum->pending = 0;
}

void real_sum_add(struct real_sum *sum, double value) {
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    const unsigned exponent = (unsigned)(bits >> 52) & 0x7ff;
    const uint64_t fraction = bits & UINT64_C(0xfffffffffffff);
    const uint64_t mantissa = exponent == 0 ? fraction : fraction | UINT64_C(1) << 52;
    const unsigned place =
        exponent == 0 ? 0 : exponent - 1; /* the value is mantissa * 2^place units */
    const unsigned shift = place % LIMB_BITS;
    const uint64_t low = (mantissa & UINT32_MAX) << shift, high = (mantissa >> LIMB_BITS) << shift;
    const int64_t parts[3] = {
        (int64_t)(low & UINT32_MAX),
        (int64_t)((low >> LIMB_BITS) + (high & UINT32_MAX)),
        (int64_t)(high >> LIMB_BITS),
    };
    const int64_t negative = -(int64_t)(bits >> 63); /* 0, or all ones */
    int64_t *limbs = sum->limbs + place / LIMB_BITS;
    for (int i = 0; i < 3; i++) {
        limbs[i] += (parts[i] ^ negative) - negative;
    }
    if (++sum->pending >= MOST_PENDING) {
        settle(sum);
    }
}

void real_sum_merge(struct real_sum *into, const struct real_sum *from) {
    struct real_sum other = *from;
    settle(&other);
    settle(into);
    for (int i = 0; i < LIMBS; i++) {
        into->limbs[i] += other.limbs[i];
    }
    settle(into);
}

/* What lies below the lowest limb, compared with half of a unit. */
enum tail { TAIL_NONE, TAIL_BELOW_HALF, TAIL_HALF, TAIL_ABOVE_HALF };

/* The sum without its sign, settled. */
static struct real_sum size_of(const struct real_sum *sum, bool *negative) {
    struct real_sum size = *sum;
    settle(&size);
    *negative = size.limbs[LIMBS - 1] < 0;
    if (*negative) {
        for (int i = 0; i < LIMBS; i++) {
            size.limbs[i] = -size.limbs[i];
        }
        settle(&size);
    }
    return size;
}

/* The place of the highest bit that is set, -1 for none. */
static int top_bit(const struct real_sum *size) {
    for (int i = LIMBS - 1; i >= 0; i--) {
        if (size->limbs[i] != 0) {
            return i * LIMB_BITS + 63 - __builtin_clzll((uint64_t)size->limbs[i]);
        }
    }
    return -1;
}

static bool bit_at(const struct real_sum *size, int at) {
    return (size->limbs[at / LIMB_BITS] >> at % LIMB_BITS & 1) != 0;
}

/* The bits from place at on, as many as 96 of them. */
static uint128 bits_from(const struct real_sum *size, int at) {
    uint128 bits = 0;
    for (int i = 3; i >= 0; i--) {
        const int limb = at / LIMB_BITS + i;
        bits = bits << LIMB_BITS | (limb < LIMBS ? (uint64_t)size->limbs[limb] : 0);
    }
    return bits >> at % LIMB_BITS;
}

static bool any_bit_below(const struct real_sum *size, int at) {
    for (int i = 0; i < LIMBS && i * LIMB_BITS < at; i++) {
        const int bits = at - i * LIMB_BITS;
        const int64_t mask = bits < LIMB_BITS ? ((int64_t)1 << bits) - 1 : LIMB_MASK;
        if ((size->limbs[i] & mask) != 0) {
            return true;
        }
    }
    return false;
}

/* The real nearest to size units and what the tail says, ties to even; false: too large. */
static bool round_once(const struct real_sum *size, enum tail tail, bool negative, double *out) {
    const int top = top_bit(size);
    const int drop =
        top >= REAL_BITS ? top - REAL_BITS + 1 : 0; /* no real has bits below the lowest unit */
    uint64_t mantissa = (uint64_t)bits_from(size, drop); /* top is the last of them */
    bool half = tail == TAIL_HALF || tail == TAIL_ABOVE_HALF,
         more = tail == TAIL_BELOW_HALF || tail == TAIL_ABOVE_HALF;
    if (drop > 0) {
        half = bit_at(size, drop - 1);
        more = tail != TAIL_NONE || any_bit_below(size, drop - 1);
    }
    mantissa += half && (more || (mantissa & 1) != 0);
    const double value = ldexp((double)mantissa, drop + LOWEST_EXPONENT);
    if (isinf(value)) {
        return false;
    }
    *out = negative ? -value : value;
    return true;
}

bool real_sum_give(const struct real_sum *sum, double *out) {
    bool negative;
    const struct real_sum size = size_of(sum, &negative);
    return round_once(&size, TAIL_NONE, negative, out);
}

bool real_sum_mean(const struct real_sum *sum, int64_t count, double *out) {
    bool negative;
    struct real_sum size = size_of(sum, &negative);
    const uint64_t divisor = (uint64_t)count;
    uint64_t remainder = 0; /* below 2^63 */
    for (int i = LIMBS - 1; i >= 0; i--) {
        const uint128 digits = (uint128)remainder << LIMB_BITS | (uint64_t)size.limbs[i];
        const bool short_words = digits <= UINT64_MAX;
        size.limbs[i] = (int64_t)(short_words ? (uint64_t)digits / divisor : digits / divisor);
        remainder = (uint64_t)(digits - (uint128)size.limbs[i] * divisor);
    }
    enum tail tail = TAIL_NONE;
    if (remainder != 0) {
        const uint64_t twice = 2 * remainder;
        tail = twice < divisor ? TAIL_BELOW_HALF : twice == divisor ? TAIL_HALF : TAIL_ABOVE_HALF;
    }
    return round_once(&size, tail, negative, out);
}
