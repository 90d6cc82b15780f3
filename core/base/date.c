/* date: the calendar, and dates written. See date.h; ISO dates are read in date_iso.c, others in
 * date_pattern.c. */
#include "date.h"

#include "date_read.h"

static const int64_t DAY_MICROS = INT64_C(86400000000);

/* Counting years from 1 March puts the leap day last, so that the months before it have the same
 * lengths in every year: from March on, the first of month m (0 is March) is day (153 m + 2) / 5.
 * The four hundred years after which the calendar repeats itself have 146097 days; EPOCH is
 * 1970-01-01 counted from 0000-03-01. */
enum { ERA_DAYS = 146097, EPOCH = 719468 };

static bool is_leap(int year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

int date_month_days(int year, int month) {
    static const int8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return days[month - 1] + (month == 2 && is_leap(year));
}

bool date_valid(int year, int month, int day) {
    return year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 &&
           day <= date_month_days(year, month);
}

int32_t date_from(int year, int month, int day) {
    const int march_year = month > 2 ? year : year - 1,
              march_month = month > 2 ? month - 3 : month + 9;
    const int year_day = (153 * march_month + 2) / 5 + day - 1;
    return march_year * 365 + march_year / 4 - march_year / 100 + march_year / 400 + year_day -
           EPOCH;
}

void date_civil(int32_t days, struct civil *out) {
    const int since = days + EPOCH; /* above 0 for every day of DATE_MIN..DATE_MAX */
    const int era = since / ERA_DAYS, era_day = since % ERA_DAYS;
    /* Taking the leap days out leaves years of 365 days. */
    const int era_year = (era_day - era_day / 1460 + era_day / 36524 - era_day / 146096) / 365;
    const int year_day = era_day - (365 * era_year + era_year / 4 - era_year / 100);
    const int march_month = (5 * year_day + 2) / 153;
    const int month = march_month < 10 ? march_month + 3 : march_month - 9;
    *out = (struct civil){
        .year = era * 400 + era_year + (month <= 2),
        .month = month,
        .day = year_day - (153 * march_month + 2) / 5 + 1,
    };
}

/* The day a moment falls on, and the microseconds since its midnight. */
static int32_t split_day(int64_t micros, int64_t *within) {
    int64_t days = micros / DAY_MICROS;
    *within = micros % DAY_MICROS;
    if (*within < 0) {
        *within += DAY_MICROS;
        days--;
    }
    return (int32_t)days;
}

void timestamp_civil(int64_t micros, struct civil *out) {
    int64_t within;
    date_civil(split_day(micros, &within), out);
    out->microsecond = (int)(within % 1000000);
    out->second = (int)(within / 1000000 % 60);
    out->minute = (int)(within / 60000000 % 60);
    out->hour = (int)(within / INT64_C(3600000000));
}

int64_t timestamp_from(const struct civil *civil) {
    const int64_t seconds = civil->hour * 3600 + civil->minute * 60 + civil->second;
    return date_from(civil->year, civil->month, civil->day) * DAY_MICROS + seconds * 1000000 +
           civil->microsecond;
}

int date_weekday(int32_t days) {
    const int since_monday = (days + 3) % 7; /* 1970-01-01 was a Thursday */
    return (since_monday < 0 ? since_monday + 7 : since_monday) + 1;
}

int date_year_day(int32_t days) {
    struct civil civil;
    date_civil(days, &civil);
    return days - date_from(civil.year, 1, 1) + 1;
}

/* A week belongs to the year that its Thursday is in, and the first one has that year's first
 * Thursday. */
int date_iso_week(int32_t days, int *iso_year) {
    struct civil civil;
    const int32_t thursday = days - date_weekday(days) + 4;
    if (thursday > DATE_MAX) { /* the last days of 9999 */
        *iso_year = 10000;
        return 1;
    }
    date_civil(thursday, &civil);
    *iso_year = civil.year;
    return (thursday - date_from(civil.year, 1, 1)) / 7 + 1;
}

/* -- writing --------------------------------------------------------------------------------- */

static char *put_digits(char *at, int value, int count) {
    for (int i = count - 1; i >= 0; i--, value /= 10) {
        at[i] = (char)('0' + value % 10);
    }
    return at + count;
}

static char *put_date(char *at, const struct civil *civil) {
    at = put_digits(at, civil->year, 4);
    *at++ = '-';
    at = put_digits(at, civil->month, 2);
    *at++ = '-';
    return put_digits(at, civil->day, 2);
}

size_t date_format(int32_t days, char *out) {
    struct civil civil;
    date_civil(days, &civil);
    return (size_t)(put_date(out, &civil) - out);
}

size_t timestamp_format(int64_t micros, char *out) {
    struct civil civil;
    timestamp_civil(micros, &civil);
    char *at = put_date(out, &civil);
    *at++ = 'T';
    at = put_digits(at, civil.hour, 2);
    *at++ = ':';
    at = put_digits(at, civil.minute, 2);
    *at++ = ':';
    at = put_digits(at, civil.second, 2);
    if (civil.microsecond != 0) {
        *at++ = '.';
        at = put_digits(at, civil.microsecond, 6);
        while (at[-1] == '0') {
            at--;
        }
    }
    return (size_t)(at - out);
}
