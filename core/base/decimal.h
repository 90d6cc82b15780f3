/* decimal: exact numbers of up to 38 digits, as a scaled 128-bit integer.
 *
 * A decimal is an int128 `units` and, kept apart in its column's type, a scale: the value is units
 * / 10^scale. Precision is at most 38, so |units| < 10^38. Every function that may overflow returns
 * false and leaves *out alone. Rounding is half away from zero everywhere, as SQL's numeric
 * rounds. */
#ifndef LEAT_BASE_DECIMAL_H
#define LEAT_BASE_DECIMAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

__extension__ typedef __int128 int128;
__extension__ typedef unsigned __int128 uint128;

enum { DECIMAL_DIGITS = 38 };

int128 decimal_power(int scale);                /* 10^scale, 0 <= scale <= 38 */
bool decimal_fits(int128 units, int precision); /* |units| < 10^precision */
int decimal_digits(int128 units);               /* digits of |units|; 1 for 0 */

/* units at scale `from`, written at scale `to`; rounds when to < from. false: more than 38
 * digits. */
bool decimal_rescale(int128 units, int from, int to, int128 *out);

bool decimal_add(int128 a, int128 b, int128 *out);      /* equal scales */
bool decimal_subtract(int128 a, int128 b, int128 *out); /* equal scales */
bool decimal_multiply(int128 a, int128 b, int drop,
                      int128 *out); /* a*b / 10^drop, rounded once from the full product */

/* a / b * 10^shift, rounded once from the exact ratio, for any shift of 0 to 76 (the product is
 * kept in 256 bits). b must not be 0. */
bool decimal_divide(int128 a, int128 b, int shift, int128 *out);

/* The remainder of a / b with the sign of a, at the larger of the scales, exact; b not 0. */
int128 decimal_modulo(int128 a, int scale_a, int128 b, int scale_b);

/* Compares values of different scales exactly: <0, 0, >0. */
int decimal_compare(int128 a, int scale_a, int128 b, int scale_b);

/* Reads [+-]digits[.digits] or, when exponent is set, also an exponent, to the exact end of the
 * text, at the given scale. point is '.' or ','. More fraction digits than the scale: read when
 * those beyond it are zeros, else DECIMAL_INEXACT. */
enum decimal_read { DECIMAL_READ, DECIMAL_NO_NUMBER, DECIMAL_TOO_LARGE, DECIMAL_INEXACT };
enum decimal_read decimal_parse(const char *text, size_t size, char point, bool exponent,
                                int precision, int scale, int128 *out);

/* The number rounded to the scale; false: it has more than 38 digits there. */
struct number;
bool decimal_from_number(const struct number *number, int scale, int128 *out);

/* Writes the value in full ("-0.50" at scale 2; with short_form set, "-0.5"); returns the bytes
 * written, no NUL. out has room for DECIMAL_TEXT bytes. */
enum { DECIMAL_TEXT = 48 };
size_t decimal_format(int128 units, int scale, bool short_form, char *out);

/* The real nearest to units / 10^scale, correctly rounded (ties to even). */
double decimal_to_real(int128 units, int scale);

/* A finite real as a decimal, rounded once from the real's shortest decimal form: 2.675 at scale 2
 * is 2.68, and 0.1 is 0.1 at any scale. */
bool decimal_from_real(double real, int precision, int scale, int128 *out);

/* Total order of an int64 and a real, a decimal and a real, exactly, without rounding either. NaN
 * is not allowed. */
int decimal_compare_real(int128 units, int scale, double real);

#endif
