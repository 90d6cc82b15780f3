/* number: how decimals and reals are written in text, [+-]digits[.digits][e[+-]digits], told apart
 * into its parts. */
#ifndef LEAT_BASE_NUMBER_H
#define LEAT_BASE_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct number {
    bool negative;
    const char *whole, *fraction; /* digits, lent by the text */
    size_t whole_size, fraction_size;
    int64_t exponent; /* as written; one that no text could make up for stays near +-10^17 */
    size_t first,
        past; /* the digits that count: from the first to the last that is not 0; equal for zero */
    int64_t zeros; /* those digits, times 10^zeros, are the value */
};

/* false: the text, to its exact end, is no such number. exponent: whether one may be there. */
bool number_read(const char *text, size_t size, char point, bool exponent, struct number *out);

/* The digit at, counted over whole and fraction together. */
static inline int number_digit(const struct number *number, size_t at) {
    return (at < number->whole_size ? number->whole[at]
                                    : number->fraction[at - number->whole_size]) -
           '0';
}

#endif
