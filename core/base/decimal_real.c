/* decimal_real: decimals and reals turned into one another and compared. See decimal.h.
 *
 * A finite real is a whole number of 53 bits times a power of two; all that is exact here is done
 * in whole numbers. */
#include "decimal.h"

#include <math.h>

#include "number.h"
#include "real.h"
#include "wide.h"

enum { REAL_BITS = 53 };

/* real as mantissa * 2^exponent, mantissa >= 0. */
static uint64_t take_apart(double real, int *exponent) {
    const double fraction = frexp(fabs(real), exponent);
    *exponent -= REAL_BITS;
    return (uint64_t)ldexp(fraction, REAL_BITS);
}

static uint128 magnitude(int128 units) { return units < 0 ? 0 - (uint128)units : (uint128)units; }

double decimal_to_real(int128 units, int scale) {
    const uint128 size = magnitude(units), power = (uint128)decimal_power(scale);
    double real;
    if (size == 0 || (size >> REAL_BITS == 0 &&
                      scale <= 22)) { /* both are reals, and one division is rounded right */
        real = (double)(uint64_t)size / (double)power;
        return units < 0 ? -real : real;
    }
    /* A quotient with more bits than a real has; what the division leaves over matters between two
     * halves alone. */
    const int lacking = REAL_BITS + 3 + uint128_bits(power) - uint128_bits(size);
    const int shift = lacking > 0 ? lacking : 0;
    uint128 remainder;
    const uint128 quotient =
        wide_divide(wide_shift((struct wide){.low = size}, shift), power, &remainder).low;
    const int drop = uint128_bits(quotient) - REAL_BITS;
    const uint128 half = (uint128)1 << (drop - 1), tail = quotient & (half | (half - 1));
    uint64_t mantissa = (uint64_t)(quotient >> drop);
    if (tail > half || (tail == half && (remainder != 0 || (mantissa & 1) != 0))) {
        mantissa++;
    }
    real = ldexp((double)mantissa, drop - shift);
    return units < 0 ? -real : real;
}

bool decimal_from_real(double real, int precision, int scale, int128 *out) {
    char text[REAL_TEXT];
    struct number number;
    int128 units;
    const size_t size = real_format(real, text);
    if (!number_read(text, size, '.', true, &number) ||
        !decimal_from_number(&number, scale, &units) || !decimal_fits(units, precision)) {
        return false;
    }
    *out = units;
    return true;
}

/* Compares size / 10^scale with mantissa * 2^exponent, none of them 0. */
static int compare_sizes(uint128 size, int scale, uint64_t mantissa, int exponent) {
    if (exponent + REAL_BITS > 128) {
        return -1;
    }
    if (exponent >= 0) {
        const struct wide other =
            wide_product((uint128)mantissa << exponent, (uint128)decimal_power(scale));
        return wide_compare((struct wide){.low = size}, other);
    }
    if (uint128_bits(size) - exponent > 256) {
        return 1; /* the other side has 180 bits at most */
    }
    return wide_compare(wide_shift((struct wide){.low = size}, -exponent),
                        wide_product(mantissa, (uint128)decimal_power(scale)));
}

int decimal_compare_real(int128 units, int scale, double real) {
    const int sign = (units > 0) - (units < 0), real_sign = (real > 0) - (real < 0);
    if (sign != real_sign) {
        return sign < real_sign ? -1 : 1;
    }
    if (sign == 0) {
        return 0;
    }
    int exponent = INT16_MAX;
    const uint64_t mantissa = isinf(real) ? 1 : take_apart(real, &exponent);
    const int order = compare_sizes(magnitude(units), scale, mantissa, exponent);
    return sign < 0 ? -order : order;
}
