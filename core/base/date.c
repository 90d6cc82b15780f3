/* date: the calendar, and dates written. See date.h; ISO dates are read in date_iso.c, others in
 * date_pattern.c. */
#include "date.h"

#include "civil.h"
#include "date_read.h"

static const int64_t DAY_MICROS = INT64_C(86400000000);

int date_month_days(int year, int month) {
    static const int8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return days[month - 1] + (month == 2 && civil_is_leap((uint32_t)year));
}

bool date_valid(int year, int month, int day) {
    return year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 &&
           day <= date_month_days(year, month);
}

int32_t date_from(int year, int month, int day) {
    return civil_first((uint32_t)year, (uint32_t)month) + day - 1;
}

void date_civil(int32_t days, struct civil *out) {
    const struct civil_day civil = civil_day_of(days);
    *out =
        (struct civil){.year = (int)civil.year, .month = (int)civil.month, .day = (int)civil.day};
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

int date_weekday(int32_t days) { return (int)civil_weekday(days) + 1; }

int date_year_day(int32_t days) { return (int)civil_since_january(civil_day_of(days)) + 1; }

/* A week belongs to the year that its Thursday is in, and the first one has that year's first
 * Thursday. */
int date_iso_week(int32_t days, int *iso_year) {
    const struct civil_day thursday = civil_day_of(days - (int32_t)civil_weekday(days) + 3);
    *iso_year = (int)thursday.year;
    return (int)civil_since_january(thursday) / 7 + 1;
}

/* -- writing --------------------------------------------------------------------------------- */

static char *put_digits(char *at, int value, int count) {
    for (int i = count - 1; i >= 0; i--, value /= 10) {
        at[i] = (char)('0' + value % 10);
    }
    return at + count;
}

static char *put_two(char *at, int value) {
    at[0] = (char)('0' + value / 10);
    at[1] = (char)('0' + value % 10);
    return at + 2;
}

static char *put_date(char *at, const struct civil *civil) {
    at = put_two(put_two(at, civil->year / 100), civil->year % 100);
    *at++ = '-';
    at = put_two(at, civil->month);
    *at++ = '-';
    return put_two(at, civil->day);
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
    at = put_two(at, civil.hour);
    *at++ = ':';
    at = put_two(at, civil.minute);
    *at++ = ':';
    at = put_two(at, civil.second);
    if (civil.microsecond != 0) {
        *at++ = '.';
        at = put_digits(at, civil.microsecond, 6);
        while (at[-1] == '0') {
            at--;
        }
    }
    return (size_t)(at - out);
}
