/* number_format: a value as Excel shows it under a number format, "#,##0.0" or "mmm-yy", so that a
 * page says what the workbook beside it says.
 *
 * What a format may have:
 *   0 # ?          digits; ? leaves the room of a digit (U+2007) where it has none to show
 *   . , %          the point; thousands, or at the end a thousandth; a hundredth, times 100
 *   d m y h s      as Excel's: d dd ddd dddd, m mm mmm mmmm mmmmm, yy yyyy, h hh, ss, ss.000 and
 *                  AM/PM; m is minutes after h and before s; names of months and days are English
 *   "…" \x         as they stand, as do £ and other marks; _x is a no-break space, *x nothing
 *   [$£-809]       the mark in it; [Red] and other colours are left out
 *   a;b;c;d        for numbers above 0, below it (shown without their sign), 0, and texts
 *   [>=100]a;b     a for numbers of which the condition holds, b for others; where it holds of
 *                  numbers below 0 alone they are shown without their sign
 *   General @      plain
 * Plain are also numbers for which no condition holds, fractions (# ?/?), exponents (0.0E+00) and lengths of time
 * ([h]:mm), which it does not know; numbers under a date's format that are no day of Excel's, and
 * dates under a number's.
 *
 * Plain is: numbers with all their digits before the point, their fraction cut to 11 characters in
 * all as Excel does; 1.23457E-05 where that would leave little of it, and for reals of more than 17
 * digits; 2014-09-01; 2014-09-01T09:30:00; TRUE and FALSE; a text as it is; null is nothing.
 *
 * Numbers are rounded on their decimal digits, half away from zero: a real on the fewest that read
 * back as it. One that is shown as 0 has no minus, unless the format has a section for numbers
 * below 0, whose signs stand as it has them. */
#ifndef LEAT_SHARED_NUMBER_FORMAT_H
#define LEAT_SHARED_NUMBER_FORMAT_H

#include <leat/read.h>

enum {
    NUMBER_FORMAT_BYTES =
        127, /* the longest format that is taken; Excel's library cuts longer ones */
    /* Holds every value of every kind but text, whatever the format. */
    NUMBER_FORMAT_ROOM = 1600,
};

/* Writes the value's text to out, at most room bytes of whole characters, without a NUL; answers
 * how many bytes the whole of it has. A format without a byte, or longer than is taken, is
 * General. */
size_t number_format(const struct leat_value *value, struct leat_text format, char *out,
                     size_t room);

/* NULL, or what is wrong with a number format, to follow "the format": "is empty". */
const char *number_format_wrong(struct leat_text format);

#endif
