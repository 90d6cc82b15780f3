/* period: the year, quarter or week that a day lies in, as a number and as text. See calendar.h. */
#include "calendar.h"

#include "shared/format.h"

enum { APRIL = 4, MONDAY_BEFORE_1970 = -3 };

/* Days from 1 March to the first of a month. */
enum { APRIL_SINCE_MARCH = 31, SEPTEMBER_SINCE_MARCH = 184 };

/* Years counted from March begin 59 or, in leap years, 60 days after January does, and end 306 days
 * after they began. */
static int day_of_year(struct format_day day) {
    const bool is_leap = (day.year % 4 == 0 && day.year % 100 != 0) || day.year % 400 == 0;
    return day.month > 2 ? 59 + is_leap + day.since_march + 1 : day.since_march - 306 + 1;
}

int calendar_day_of_year(int32_t date) { return day_of_year(format_day_of(date)); }

/* Weeks since that of 1970-01-01; rounded down. Under a null there may be any number. */
static inline int32_t week_of(int32_t date) {
    const int64_t days = (int64_t)date - MONDAY_BEFORE_1970;
    return (int32_t)((days - (days < 0 ? 6 : 0)) / 7);
}

static inline int32_t monday_of_week(int32_t week) { return 7 * week + MONDAY_BEFORE_1970; }

int32_t calendar_monday(int32_t date) { return monday_of_week(week_of(date)); }

/* -- numbers ---------------------------------------------------------------------------------- */

/* The year that a day is in, where years begin so many days after 1 March: of the March before it,
 * or one less. */
static inline int32_t year_since(int32_t date, int days) {
    const struct format_day day = format_day_of(date);
    return day.march_year - (day.since_march < days);
}

/* The year that a day is in, where years begin on the first of that month. */
static inline int32_t year_from(struct format_day day, int month) {
    return day.month >= month ? day.year : day.year - 1;
}

/* A quarter is numbered four times its year and on. */
static inline int32_t quarter_from(struct format_day day, int month) {
    return 4 * year_from(day, month) + (day.month + 12 - month) % 12 / 3;
}

/* One loop for each word, so that a compiler can do many dates at a time. */
#define EACH(value)                                                                                \
    for (size_t i = 0; i < count; i++) {                                                           \
        const int32_t date = dates[i];                                                             \
        periods[i] = (value);                                                                      \
    }                                                                                              \
    break

void calendar_periods(enum word is, const int32_t *dates, size_t count, int32_t *periods) {
    switch (is) {
    case ACADEMIC_YEAR:
        EACH(year_since(date, SEPTEMBER_SINCE_MARCH));
    case FINANCIAL_YEAR:
        EACH(year_since(date, APRIL_SINCE_MARCH));
    case QUARTER:
        EACH(quarter_from(format_day_of(date), 1));
    case FINANCIAL_QUARTER:
        EACH(quarter_from(format_day_of(date), APRIL));
    default:
        EACH(week_of(date));
    }
}

/* -- texts ------------------------------------------------------------------------------------ */

static size_t put_digits(int value, int digits, char *to) {
    for (int i = digits; i-- > 0; value /= 10) {
        to[i] = (char)('0' + value % 10);
    }
    return (size_t)digits;
}

/* 2014: "2014/15" or "201415". */
static size_t put_years(int year, enum form form, char *to) {
    size_t at = put_digits(year, 4, to);
    if (form == WITH_SLASH) {
        to[at++] = '/';
    }
    return at + put_digits((year + 1) % 100, 2, to + at);
}

/* Behind a year: " Q3". */
static size_t put_quarter(int32_t period, char *to) {
    to[0] = ' ';
    to[1] = 'Q';
    to[2] = (char)('1' + period % 4);
    return 3;
}

/* "2014-W36": a week belongs to the year of its Thursday, and is counted by Thursdays there. */
static size_t put_iso_week(int32_t week, char *to) {
    const struct format_day thursday = format_day_of(monday_of_week(week) + 3);
    size_t at = put_digits(thursday.year, 4, to);
    to[at++] = '-';
    to[at++] = 'W';
    return at + put_digits((day_of_year(thursday) - 1) / 7 + 1, 2, to + at);
}

size_t calendar_period_text(const struct entry *entry, int32_t period, char *to) {
    size_t size = 0;
    switch ((enum word)entry->is) {
    case ACADEMIC_YEAR:
    case FINANCIAL_YEAR:
        return put_years(period, (enum form)entry->form, to);
    case QUARTER:
        size = put_digits(period / 4, 4, to);
        return size + put_quarter(period, to + size);
    case FINANCIAL_QUARTER:
        size = put_years(period / 4, WITH_SLASH, to);
        return size + put_quarter(period, to + size);
    default:
        return put_iso_week(period, to);
    }
}
