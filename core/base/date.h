/* date: days and microseconds since 1970-01-01 in the proleptic Gregorian calendar, years 0001 to
 * 9999. */
#ifndef LEAT_BASE_DATE_H
#define LEAT_BASE_DATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { DATE_MIN = -719162, DATE_MAX = 2932896 }; /* 0001-01-01 and 9999-12-31 */

struct civil {
    int year, month, day;                  /* 1..9999, 1..12, 1..31 */
    int hour, minute, second, microsecond; /* 0 for a date */
};

bool date_valid(int year, int month, int day);
int32_t date_from(int year, int month, int day);  /* of a valid date */
void date_civil(int32_t days, struct civil *out); /* of DATE_MIN..DATE_MAX */
void timestamp_civil(int64_t micros, struct civil *out);
int64_t timestamp_from(const struct civil *civil);
int date_weekday(int32_t days);                 /* 1 Monday .. 7 Sunday (ISO) */
int date_year_day(int32_t days);                /* 1..366 */
int date_iso_week(int32_t days, int *iso_year); /* 1..53 */
int date_month_days(int year, int month);       /* 28..31 */

/* A compiled date pattern: what a definition calls "dd/mm/yyyy". Letters, in any case: d or dd, m
 * or mm, mmm (Jan), mmmm (January), yy, yyyy, ddd and dddd (weekday names, checked for form alone);
 * h or hh, n or nn is not used: after an hour `mm` is minutes, ss seconds, .f to .ffffff fractions.
 * Anything else stands for itself. A one-letter d, m or h reads one or two digits; a doubled one
 * reads exactly two. A pattern without a day means the month's first. The one m or mm that is
 * minutes is that next after the hour, literals between them aside. */
struct date_pattern {
    uint8_t count;
    struct {
        uint8_t what;
        char literal;
    } parts[32];
    bool two_digit_year, has_time;
};

/* false when the text is no pattern: *reason then says why (static text). */
bool date_pattern_compile(const char *text, size_t size, struct date_pattern *out,
                          const char **reason);

/* Reads text by the pattern to its exact end. A date from a pattern with a time is its day, the
 * time being checked. pivot: a two-digit year yy becomes the year in [pivot, pivot+99] that ends
 * so. reason (static text) says what is wrong: "no such day: April has 30 days". */
bool date_parse(const struct date_pattern *pattern, int pivot, const char *text, size_t size,
                int32_t *out, const char **reason);
bool timestamp_parse(const struct date_pattern *pattern, int pivot, const char *text, size_t size,
                     int64_t *out, const char **reason);

/* The date or timestamp as the pattern has it, names of months and weekdays in English with a
 * capital, fractions cut; bytes written, no NUL. */
enum { DATE_WRITTEN = 32 * 12 };
size_t date_write(const struct date_pattern *pattern, const struct civil *civil,
                  char out[DATE_WRITTEN]);

/* ISO 8601: yyyy-mm-dd; yyyy-mm-dd[T ]hh:mm[:ss[.ffffff]][Z|±hh[:mm]] (converted to UTC). A date
 * alone is a timestamp too: its midnight. A timestamp is no date. */
bool date_parse_iso(const char *text, size_t size, int32_t *out, const char **reason);
bool timestamp_parse_iso(const char *text, size_t size, int64_t *out, const char **reason);

/* ISO text, "2015-09-01" and "2015-09-01T09:30:00" (fraction only when there is one); bytes
 * written, no NUL. */
enum { DATE_TEXT = 32 };
size_t date_format(int32_t days, char *out);
size_t timestamp_format(int64_t micros, char *out);

#endif
