/* The calendar over its whole range, and dates read and written. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "random.h"

static const int64_t DAY = INT64_C(86400000000);

/* -- the calendar ---------------------------------------------------------------------------- */

/* A calendar that only knows how to turn its leaf each morning. */
struct leaf {
    int year, month, day, weekday, year_day, week, week_year;
};

static int leaf_month_days(const struct leaf *leaf) {
    switch (leaf->month) {
    case 2:
        if (leaf->year % 400 == 0) {
            return 29;
        }
        return leaf->year % 4 == 0 && leaf->year % 100 != 0 ? 29 : 28;
    case 4:
    case 6:
    case 9:
    case 11:
        return 30;
    default:
        return 31;
    }
}

static bool leaf_is_leap(int year) {
    return leaf_month_days(&(struct leaf){.year = year, .month = 2}) == 29;
}

static void turn(struct leaf *leaf) {
    leaf->weekday = leaf->weekday % 7 + 1;
    leaf->year_day++;
    if (++leaf->day > leaf_month_days(leaf)) {
        leaf->day = 1;
        if (++leaf->month > 12) {
            leaf->month = 1;
            leaf->year++;
            leaf->year_day = 1;
        }
    }
    if (leaf->weekday == 1) { /* a week is the first of a year when 4 January is in it */
        leaf->week++;
        const bool first =
            (leaf->month == 12 && leaf->day >= 29) || (leaf->month == 1 && leaf->day <= 4);
        if (first) {
            leaf->week = 1;
            leaf->week_year = leaf->month == 12 ? leaf->year + 1 : leaf->year;
        }
    }
}

Test(base_date, every_day_from_0001_to_9999) {
    struct leaf leaf = {1, 1, 1, 1, 1, 1, 1}; /* 0001-01-01 was a Monday */
    for (int32_t days = DATE_MIN; days <= DATE_MAX; days++, turn(&leaf)) {
        struct civil civil;
        int32_t back;
        int iso_year;
        const char *reason;
        char text[DATE_TEXT], expected[24];
        date_civil(days, &civil);
        cr_assert(civil.year == leaf.year && civil.month == leaf.month && civil.day == leaf.day,
                  "day %d", days);
        cr_assert(civil.hour == 0 && civil.minute == 0 && civil.second == 0 &&
                  civil.microsecond == 0);
        cr_assert(date_from(civil.year, civil.month, civil.day) == days, "day %d", days);
        cr_assert(date_weekday(days) == leaf.weekday, "day %d", days);
        cr_assert(date_year_day(days) == leaf.year_day, "day %d", days);
        cr_assert(date_iso_week(days, &iso_year) == leaf.week, "day %d", days);
        cr_assert(iso_year == leaf.week_year, "day %d", days);
        cr_assert(date_month_days(leaf.year, leaf.month) == leaf_month_days(&leaf));
        const size_t size = date_format(days, text);
        snprintf(expected, sizeof expected, "%04d-%02d-%02d", leaf.year, leaf.month, leaf.day);
        cr_assert(size == 10 && memcmp(text, expected, 10) == 0, "day %d", days);
        cr_assert(date_parse_iso(text, size, &back, &reason) && back == days, "day %d", days);
    }
    cr_assert(leaf.year == 10000 && leaf.month == 1 && leaf.day == 1);
}

Test(base_date, days_that_are_none) {
    for (int year = -1; year <= 10001; year++) {
        for (int month = -1; month <= 14; month++) {
            for (int day = -1; day <= 33; day++) {
                const bool month_there = month >= 1 && month <= 12 && year >= 1 && year <= 9999;
                const struct leaf leaf = {.year = year, .month = month};
                const bool expected = month_there && day >= 1 && day <= leaf_month_days(&leaf);
                cr_assert(date_valid(year, month, day) == expected, "%d-%d-%d", year, month, day);
            }
        }
    }
    cr_assert(leaf_is_leap(2000) && !leaf_is_leap(1900) && leaf_is_leap(2016));
}

Test(base_date, known_days) {
    int iso_year;
    cr_assert_eq(date_from(1970, 1, 1), 0);
    cr_assert_eq(date_from(2000, 2, 29), 11016);
    cr_assert_eq(date_from(1, 1, 1), DATE_MIN);
    cr_assert_eq(date_from(9999, 12, 31), DATE_MAX);
    cr_assert_eq(date_weekday(date_from(2015, 9, 1)), 2);
    cr_assert_eq(date_iso_week(date_from(2016, 1, 3), &iso_year), 53);
    cr_assert_eq(iso_year, 2015);
    cr_assert_eq(date_iso_week(date_from(2024, 12, 30), &iso_year), 1);
    cr_assert_eq(iso_year, 2025);
}

Test(base_date, every_microsecond_has_its_day) {
    uint64_t random = 5;
    for (int i = 0; i < 1000000; i++) {
        const int32_t days = DATE_MIN + (int32_t)random_below(&random, DATE_MAX - DATE_MIN + 1);
        static const int64_t edges[] = {0,        1,          999999,     1000000,    59999999,
                                        60000000, 3599999999, 3600000000, 86399999999};
        const int64_t within = i % 2 == 0 ? edges[random_below(&random, 9)]
                                          : (int64_t)random_below(&random, 86400000000);
        const int64_t micros = days * DAY + within;
        struct civil civil, day;
        timestamp_civil(micros, &civil);
        date_civil(days, &day);
        cr_assert(civil.year == day.year && civil.month == day.month && civil.day == day.day);
        cr_assert(civil.hour >= 0 && civil.hour < 24 && civil.minute >= 0 && civil.minute < 60 &&
                  civil.second >= 0 && civil.second < 60 && civil.microsecond >= 0 &&
                  civil.microsecond < 1000000);
        cr_assert(((civil.hour * 60 + civil.minute) * INT64_C(60) + civil.second) * 1000000 +
                      civil.microsecond ==
                  within);
        cr_assert(timestamp_from(&civil) == micros);
        char text[DATE_TEXT];
        int64_t back;
        const char *reason;
        const size_t size = timestamp_format(micros, text);
        cr_assert(size <= DATE_TEXT && timestamp_parse_iso(text, size, &back, &reason) &&
                  back == micros);
    }
}

/* Without a NUL after it, so that a step past the end is one into nothing. */
static char *bare(const char *text) {
    char *copy = malloc(strlen(text) + (*text == '\0'));
    memcpy(copy, text, strlen(text));
    return copy;
}

static void assert_written(int64_t micros, const char *expected) {
    char text[DATE_TEXT + 1];
    text[timestamp_format(micros, text)] = '\0';
    cr_assert_str_eq(text, expected);
}

Test(base_date, timestamps_written) {
    assert_written(0, "1970-01-01T00:00:00");
    assert_written(-1, "1969-12-31T23:59:59.999999");
    assert_written(1500000, "1970-01-01T00:00:01.5");
    assert_written(120, "1970-01-01T00:00:00.00012");
    assert_written(DATE_MIN * DAY, "0001-01-01T00:00:00");
    assert_written((DATE_MAX + 1) * DAY - 1, "9999-12-31T23:59:59.999999");
}

/* -- ISO 8601 -------------------------------------------------------------------------------- */

static const char *iso_reason(const char *text) {
    int32_t days = -7;
    const char *reason = NULL;
    char *copy = bare(text);
    cr_assert(!date_parse_iso(copy, strlen(text), &days, &reason), "%s is a date", text);
    free(copy);
    cr_assert_eq(days, -7);
    return reason;
}

Test(base_date, what_is_no_iso_date_and_why) {
    static const char *const forms[] = {
        "",           "2015",        "2015-9-1",   "15-09-01", "2015-09-01 ", " 2015-09-01",
        "2015/09/01", "2015-09-0x",  "2015-0901",  "20150901", "+2015-09-01", "2015-09-01T00:00",
        "2015-09",    "02015-09-01", "2015-09-011"};
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        cr_assert_str_eq(iso_reason(forms[i]), "not a date as 2015-09-01");
    }
    cr_assert_str_eq(iso_reason("2015-13-01"), "no such month: there are 12");
    cr_assert_str_eq(iso_reason("2015-00-01"), "no such month: there are 12");
    cr_assert_str_eq(iso_reason("0000-01-01"), "no such year: they count from 0001 to 9999");
    cr_assert_str_eq(iso_reason("2015-04-31"), "no such day: April has 30 days");
    cr_assert_str_eq(iso_reason("2015-12-32"), "no such day: December has 31 days");
    cr_assert_str_eq(iso_reason("2015-02-29"), "no such day: February has 28 days in that year");
    cr_assert_str_eq(iso_reason("2016-02-30"), "no such day: February has 29 days in that year");
    cr_assert_str_eq(iso_reason("2015-04-00"), "no such day: days count from 1");
}

static void assert_moment(const char *text, const char *expected) {
    int64_t micros;
    const char *reason = NULL;
    char *copy = bare(text);
    cr_assert(timestamp_parse_iso(copy, strlen(text), &micros, &reason), "%s: %s", text, reason);
    free(copy);
    assert_written(micros, expected);
}

static void assert_no_moment(const char *text, const char *expected) {
    int64_t micros = -7;
    const char *reason = NULL;
    char *copy = bare(text);
    cr_assert(!timestamp_parse_iso(copy, strlen(text), &micros, &reason), "%s is a moment", text);
    free(copy);
    cr_assert_str_eq(reason, expected);
    cr_assert_eq(micros, -7);
}

Test(base_date, iso_moments) {
    assert_moment("2015-09-01", "2015-09-01T00:00:00");
    assert_moment("2015-09-01 09:30", "2015-09-01T09:30:00");
    assert_moment("2015-09-01T09:30:59", "2015-09-01T09:30:59");
    assert_moment("2015-09-01T09:30:59.5", "2015-09-01T09:30:59.5");
    assert_moment("2015-09-01T09:30:59.000001Z", "2015-09-01T09:30:59.000001");
    assert_moment("2015-09-01 09:30:59.1234560", "2015-09-01T09:30:59.123456");
    assert_moment("2015-09-01T09:30Z", "2015-09-01T09:30:00");
    assert_moment("2015-09-01T00:30+01", "2015-08-31T23:30:00");
    assert_moment("2015-08-31T23:30-01:30", "2015-09-01T01:00:00");
    assert_moment("2015-09-01T00:00:00.25+05:45", "2015-08-31T18:15:00.25");
    assert_moment("2015-09-01T15:59+15:59", "2015-09-01T00:00:00");
    assert_moment("2015-09-01 09:30:59.1234560000", "2015-09-01T09:30:59.123456");
    assert_moment("0001-01-01T02:00+02:00", "0001-01-01T00:00:00");
}

Test(base_date, what_is_no_iso_moment_and_why) {
    static const char form[] = "not a moment as 2015-09-01T09:30:00";
    static const char *const forms[] = {
        "",
        "2015-09-01T",
        "2015-09-01T09",
        "2015-09-01T9:30",
        "2015-09-01T09:30:",
        "2015-09-01T09:30:1",
        "2015-09-01T09:30:00.",
        "2015-09-01T09:30:00,5",
        "2015-09-01T09:30:00ZZ",
        "2015-09-01T09:30+1",
        "2015-09-01T09:30+01:",
        "2015-09-01T09:30 Z",
        "2015-09-01Z",
        "2015-09-01t09:30",
        "2015-09-01T09:30.5",
        "2015-09-01  09:30",
    };
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        assert_no_moment(forms[i], form);
    }
    assert_no_moment("2015-09-01T24:00", "no such hour: they count from 00 to 23");
    assert_no_moment("2015-09-01T23:60", "no such minute: they count from 00 to 59");
    assert_no_moment("2015-09-01T23:59:60", "no such second: they count from 00 to 59");
    assert_no_moment("2015-06-31T23:59:60", "no such day: June has 30 days");
    assert_no_moment("2015-09-01T09:30:59.1234561", "finer than a microsecond");
    assert_no_moment("2015-09-01T09:30+16", "no such offset from UTC: it is below 16 hours");
    assert_no_moment("2015-09-01T09:30+01:60", "no such offset from UTC: it is below 16 hours");
    assert_no_moment("0001-01-01T00:59+01", "outside the years 0001 to 9999 once told in UTC");
    assert_no_moment("9999-12-31T23:00-01", "outside the years 0001 to 9999 once told in UTC");
}

/* -- patterns -------------------------------------------------------------------------------- */

static struct date_pattern compiled(const char *text) {
    struct date_pattern pattern;
    const char *reason = NULL;
    char *copy = bare(text);
    cr_assert(date_pattern_compile(copy, strlen(text), &pattern, &reason), "%s: %s", text, reason);
    free(copy);
    return pattern;
}

static void assert_read(const char *pattern_text, const char *text, const char *expected) {
    const struct date_pattern pattern = compiled(pattern_text);
    const char *reason = NULL;
    int64_t micros;
    int32_t days;
    char *copy = bare(text);
    cr_assert(timestamp_parse(&pattern, 1930, copy, strlen(text), &micros, &reason), "%s: %s", text,
              reason);
    assert_written(micros, expected);
    cr_assert(date_parse(&pattern, 1930, copy, strlen(text), &days, &reason));
    free(copy);
    cr_assert_eq(days, (micros - ((micros % DAY + DAY) % DAY)) / DAY);
}

static void assert_not_read(const char *pattern_text, const char *text, const char *expected) {
    const struct date_pattern pattern = compiled(pattern_text);
    const char *reason = NULL;
    int64_t micros = -7;
    int32_t days = -7;
    char *copy = bare(text);
    cr_assert(!timestamp_parse(&pattern, 1930, copy, strlen(text), &micros, &reason), "%s by %s",
              text, pattern_text);
    free(copy);
    cr_assert_str_eq(reason, expected);
    reason = NULL;
    cr_assert_not(date_parse(&pattern, 1930, text, strlen(text), &days, &reason));
    cr_assert_str_eq(reason, expected);
    cr_assert(micros == -7 && days == -7);
}

Test(base_date, dates_read_by_patterns) {
    assert_read("dd/mm/yyyy", "01/09/2015", "2015-09-01T00:00:00");
    assert_read("DD/MM/YYYY", "31/12/9999", "9999-12-31T00:00:00");
    assert_read("d/m/yyyy", "1/9/2015", "2015-09-01T00:00:00");
    assert_read("d/m/yyyy", "01/09/2015", "2015-09-01T00:00:00");
    assert_read("yyyymmdd", "20150901", "2015-09-01T00:00:00");
    assert_read("d mmmm yyyy", "1 september 2015", "2015-09-01T00:00:00");
    assert_read("d mmmm yyyy", "1 May 2015", "2015-05-01T00:00:00");
    assert_read("mmm-yy", "Sep-15", "2015-09-01T00:00:00");
    assert_read("dd-mmm-yy", "01-MAR-29", "2029-03-01T00:00:00");
    assert_read("dd-mmm-yy", "01-MAR-30", "1930-03-01T00:00:00");
    assert_read("dddd, d mmmm yyyy", "Tuesday, 1 September 2015", "2015-09-01T00:00:00");
    assert_read("ddd d.m.yy", "sun 1.9.15",
                "2015-09-01T00:00:00"); /* it was a Tuesday: form alone is checked */
    assert_read("(yyyy) m/d", "(2015) 12/3", "2015-12-03T00:00:00");
}

Test(base_date, m_is_minutes_right_after_the_hour_and_the_month_elsewhere) {
    assert_read("dd/mm/yyyy hh:mm", "01/09/2015 09:30", "2015-09-01T09:30:00");
    assert_read("hh:mm dd/mm/yyyy", "09:30 01/12/2015", "2015-12-01T09:30:00");
    assert_read("hh:mm:ss mm/dd/yyyy", "09:30:15 12/01/2015", "2015-12-01T09:30:15");
    assert_read("h.m d.m.yy", "9.5 1.12.15", "2015-12-01T09:05:00");
    assert_read("hh dd/mm/yyyy", "23 01/12/2015", "2015-12-01T23:00:00");
    assert_read("yyyy-mm-ddThh:mm:ss.fff", "2015-09-01T09:30:15.250", "2015-09-01T09:30:15.25");
    assert_read("yyyymmddhhmmss.ffffff", "20150901093015.000001", "2015-09-01T09:30:15.000001");
    assert_read("hh mmm yyyy", "07 Jan 2015",
                "2015-01-01T07:00:00"); /* a name is a month even there */
    cr_assert(compiled("dd/mm/yyyy hh:mm").has_time);
    cr_assert_not(compiled("dd/mm/yyyy").has_time);
    cr_assert(compiled("dd/mm/yy").two_digit_year);
    cr_assert_not(compiled("dd/mm/yyyy").two_digit_year);
}

Test(base_date, what_a_pattern_does_not_read_and_why) {
    assert_not_read("dd/mm/yyyy", "", "ends before the pattern does");
    assert_not_read("dd/mm/yyyy", "01/09", "ends before the pattern does");
    assert_not_read("dd/mm/yyyy", "1/9/2015", "the day is not two digits");
    assert_not_read("dd/mm/yyyy", "01/9/2015", "the month is not two digits");
    assert_not_read("dd/mm/yyyy", "01/09/15", "the year is not four digits");
    assert_not_read("dd/mm/yyyy", "01-09-2015", "not in the form of the pattern");
    assert_not_read("dd/mm/yyyy", "01/09/20155", "goes on after the pattern's end");
    assert_not_read("dd/mm/yyyy", "01/09/2015 ", "goes on after the pattern's end");
    assert_not_read("dd/mm/yyyy", "31/04/2015", "no such day: April has 30 days");
    assert_not_read("dd/mm/yyyy", "04/31/2015", "no such month: there are 12");
    assert_not_read("dd/mm/yyyy", "29/02/1900", "no such day: February has 28 days in that year");
    assert_not_read("dd/mm/yyyy", "01/01/0000", "no such year: they count from 0001 to 9999");
    assert_not_read("d/m/yyyy", "x/9/2015", "the day is not one or two digits");
    assert_not_read("d/m/yyyy", "001/9/2015", "not in the form of the pattern");
    assert_not_read("d mmm yyyy", "1 Sept 2015", "not in the form of the pattern");
    assert_not_read("d mmm yyyy", "1 Spt 2015", "not a short name of a month as Jan");
    assert_not_read("d mmmm yyyy", "1 Sep 2015", "not the name of a month as January");
    assert_not_read("ddd d/m/yy", "Xyz 1/9/15", "not a short name of a weekday as Mon");
    assert_not_read("dd/mm/yyyy hh:mm", "01/09/2015 24:00",
                    "no such hour: they count from 00 to 23");
    assert_not_read("dd/mm/yyyy hh:mm", "01/09/2015 23:60",
                    "no such minute: they count from 00 to 59");
    assert_not_read("dd/mm/yyyy hh:mm:ss", "01/09/2015 23:59:60",
                    "no such second: they count from 00 to 59");
    assert_not_read("dd/mm/yyyy hh:mm:ss.ff", "01/09/2015 23:59:59.1",
                    "the fraction of a second is not two digits");
}

Test(base_date, two_digit_years_are_those_from_the_pivot_on) {
    const struct date_pattern pattern = compiled("dd/mm/yy");
    static const int pivots[] = {1, 1900, 1930, 1999, 2000, 1950, 9900};
    for (size_t i = 0; i < sizeof pivots / sizeof *pivots; i++) {
        for (int year = 0; year < 100; year++) {
            char text[32];
            int32_t days;
            const char *reason;
            struct civil civil;
            snprintf(text, sizeof text, "01/01/%02d", year);
            cr_assert(date_parse(&pattern, pivots[i], text, strlen(text), &days, &reason), "%d %d",
                      pivots[i], year);
            date_civil(days, &civil);
            cr_assert(civil.year % 100 == year && civil.year >= pivots[i] &&
                      civil.year <= pivots[i] + 99);
        }
    }
    int32_t days;
    const char *reason;
    cr_assert_not(date_parse(&pattern, 9950, "01/01/49", 8, &days, &reason)); /* 10049 */
}

static void assert_date_written(const char *pattern_text, int32_t days, const char *expected) {
    const struct date_pattern pattern = compiled(pattern_text);
    struct civil civil;
    char out[DATE_WRITTEN + 1];
    date_civil(days, &civil);
    out[date_write(&pattern, &civil, out)] = '\0';
    cr_assert_str_eq(out, expected);
}

Test(base_date, written_by_a_pattern) {
    const int32_t day = date_from(2015, 9, 1);
    assert_date_written("d mmmm yyyy", day, "1 September 2015");
    assert_date_written("dddd, dd/mm/yy", day, "Tuesday, 01/09/15");
    assert_date_written("mmm-yy", day, "Sep-15");
    assert_date_written("yyyy-mm-dd hh:mm:ss.fff", day, "2015-09-01 00:00:00.000");
    assert_date_written("ddd m/d/yyyy", date_from(900, 12, 31), "Fri 12/31/0900");
}

Test(base_date, moments_written_by_a_pattern) {
    const struct date_pattern pattern = compiled("h:mm:ss.ff d/m/yyyy");
    struct civil civil = {.year = 2015,
                          .month = 9,
                          .day = 1,
                          .hour = 9,
                          .minute = 5,
                          .second = 7,
                          .microsecond = 129999};
    char out[DATE_WRITTEN + 1];
    out[date_write(&pattern, &civil, out)] = '\0';
    cr_assert_str_eq(out, "9:05:07.12 1/9/2015");
}

static void assert_no_pattern(const char *text, const char *expected) {
    struct date_pattern pattern;
    const char *reason = NULL;
    char *copy = bare(text);
    cr_assert(!date_pattern_compile(copy, strlen(text), &pattern, &reason), "%s is a pattern",
              text);
    free(copy);
    cr_assert_str_eq(reason, expected);
}

Test(base_date, what_is_no_pattern_and_why) {
    assert_no_pattern("", "no year in the pattern");
    assert_no_pattern("dd/mm", "no year in the pattern");
    assert_no_pattern("yyyy", "no month in the pattern");
    assert_no_pattern("hh:mm yyyy", "no month in the pattern");
    assert_no_pattern("dd/mm/yyy", "a year is spelled yy or yyyy");
    assert_no_pattern("y-m-d", "a year is spelled yy or yyyy");
    assert_no_pattern("ddddd mm yyyy",
                      "a day is spelled d, dd, or by the weekday's name as ddd or dddd");
    assert_no_pattern("dd mmmmm yyyy", "a month is spelled m, mm, mmm or mmmm");
    assert_no_pattern("dd/mm/yyyy hhh", "an hour is spelled h or hh");
    assert_no_pattern("dd/mm/yyyy hh:mm:s", "seconds are spelled ss");
    assert_no_pattern("dd/mm/yyyy hh:nn", "minutes are spelled mm, after the hour");
    assert_no_pattern("dd/mm/yyyy hh:mm:ss.fffffff",
                      "a fraction of a second is spelled .f to .ffffff");
    assert_no_pattern("dd/mm.", "no year in the pattern");
    assert_no_pattern("dd/mm/yyyy.fff", "a fraction of a second stands after ss");
    assert_no_pattern("dd/mm/yyyy ss", "seconds without minutes in the pattern");
    assert_no_pattern("dd/dd/mm/yyyy", "the day is twice in the pattern");
    assert_no_pattern("mm/mmm/yyyy",
                      "the month is twice in the pattern (minutes stand right after the hour)");
    assert_no_pattern("hh dd:mm mm yyyy",
                      "the month is twice in the pattern (minutes stand right after the hour)");
    assert_no_pattern("yy/mm/yyyy", "the year is twice in the pattern");
    assert_no_pattern("dd/mm/yyyy hh hh", "the hour is twice in the pattern");
    assert_no_pattern("dd/mm/yyyy ...........................", "a pattern has at most 32 parts");
}

Test(base_date, a_pattern_of_32_parts_is_one) {
    assert_read("dd/mm/yyyy...........................", "01/09/2015...........................",
                "2015-09-01T00:00:00");
}
