/* format: values as text, the same in every sink.
 *
 * Each function writes at most FORMAT_ROOM bytes to out, without a NUL, and answers how many. The
 * text reads back as the same value, in any locale. */
#ifndef LEAT_SHARED_FORMAT_H
#define LEAT_SHARED_FORMAT_H

#include <leat/read.h>

enum { FORMAT_ROOM = 64 };

size_t format_integer(int64_t value, char *out);

/* Zeros at the end of the fraction are left out: 76.00 is "76", 2.500 is "2.5". */
size_t format_decimal(struct leat_decimal value, int scale, char *out);

/* The shortest text that reads back as the same real: "0.1", "100", "1e300"; both zeros are "0". */
size_t format_real(double value, char *out);

size_t format_date(int32_t days, char *out); /* "2014-09-01" */
size_t
format_timestamp(int64_t micros,
                 char *out); /* "2014-09-01T09:30:00", and ".25" only where there is a fraction */

/* A value of any kind but text; booleans are "true" and "false". */
size_t format_value(const struct leat_view *view, int64_t row, char *out);

/* A day as people count: year 1 to 9999, month and day from 1. */
struct format_day {
    int year, month, day;
};
struct format_day format_day_of(int32_t days);

#endif
