/* real: binary64 read and written without loss, and added without error.
 *
 * No NaN and no infinity exists in any batch; a text that says one is no number, and a value too
 * large is an error. */
#ifndef LEAT_BASE_REAL_H
#define LEAT_BASE_REAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Reads [+-]digits[.digits][e[+-]digits] to the exact end of the text, correctly rounded, whatever
 * the locale.
 * Too large is REAL_TOO_LARGE; too small becomes 0 of its sign. */
enum real_read { REAL_READ, REAL_NO_NUMBER, REAL_TOO_LARGE };
enum real_read real_parse(const char *text, size_t size, char point, double *out);

/* The shortest text that reads back as the same real: "0.1", "1e+300" as "1e300", "-0" as "0",
 * whole numbers below 1e17 without exponent. Returns the bytes written, no NUL; out has room for
 * REAL_TEXT bytes. */
enum { REAL_TEXT = 32 };
size_t real_format(double value, char *out);

/* Rounds to digits after the point (negative: before it), half away from zero of the real's exact
 * binary value's shortest decimal form (so 2.675 to 2 digits is 2.68, as a reader of that number
 * expects). What would pass the largest real stays as it is. */
double real_round(double value, int digits);

/* An exact sum of finite reals: any number of them (below 2^60) in any order and grouping gives the
 * same bits. Zeroed is an empty sum. A fixed-size value without pointers: it may be copied, saved
 * and loaded as bytes. */
struct real_sum {
    int64_t limbs[68]; /* base 2^32, carry kept lazily */
    int64_t pending;   /* additions since the carries were last settled */
};
void real_sum_add(struct real_sum *sum, double value);
void real_sum_merge(struct real_sum *into, const struct real_sum *from);
bool real_sum_give(const struct real_sum *sum,
                   double *out); /* rounded once, ties to even; false: too large */

/* The exact sum divided by count (> 0), rounded once. false: too large. */
bool real_sum_mean(const struct real_sum *sum, int64_t count, double *out);

#endif
