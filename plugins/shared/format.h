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

/* A day as people count: year 1 to 9999, month and day from 1; and the last 1 March: its year, and
 * the days since. */
struct format_day {
    int year, month, day;
    int march_year, since_march;
};

/* Counted from 1 March of year 0, so that the leap day ends its year. 400 years are 146,097 days, a
 * century's share (4 n + 3) / 146,097; a year's in it is (4 n + 3) / 1461, which is a product with
 * 2^32 / 1461, rounded up: its lower half has the day of the year. Months from March on have 2^16 /
 * 2141 days. */
static inline struct format_day format_day_of(int32_t days) {
    const uint32_t quarters = 4 * ((uint32_t)days + 719468) + 3, century = quarters / 146097;
    const uint64_t years = UINT64_C(2939745) * (quarters % 146097 | 3);
    const uint32_t march_year = 100 * century + (uint32_t)(years >> 32);
    const uint32_t day_of_year = (uint32_t)years / (4 * 2939745);
    const uint32_t months = 2141 * day_of_year + 197913;
    const bool next_year = day_of_year >= 306; /* January and February */
    const struct format_day day = {
        .year = (int)(march_year + next_year),
        .month = (int)((months >> 16) - (next_year ? 12 : 0)),
        .day = (int)(months % 65536 / 2141 + 1),
        .march_year = (int)march_year,
        .since_march = (int)day_of_year,
    };
    return day;
}

#endif
