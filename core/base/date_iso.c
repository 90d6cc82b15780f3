/* date_iso: dates and timestamps read as ISO 8601 has them. See date.h. */
#include "date_read.h"

#include <string.h>

bool date_read_digits(struct date_text *from, int least, int most, int *out) {
    int value = 0, count = 0;
    for (; count < most && from->at < from->size; count++, from->at++) {
        const char digit = from->text[from->at];
        if (digit < '0' || digit > '9') {
            break;
        }
        value = value * 10 + (digit - '0');
    }
    *out = value;
    return count >= least;
}

bool date_read_any(struct date_text *from, const char *bytes) {
    if (from->at == from->size || from->text[from->at] == '\0' ||
        strchr(bytes, from->text[from->at]) == NULL) {
        return false;
    }
    from->at++;
    return true;
}

static const char *day_reason(const struct civil *civil) {
    static const char *const reasons[] = {
        "no such day: January has 31 days",   "no such day: February has 28 days in that year",
        "no such day: March has 31 days",     "no such day: April has 30 days",
        "no such day: May has 31 days",       "no such day: June has 30 days",
        "no such day: July has 31 days",      "no such day: August has 31 days",
        "no such day: September has 30 days", "no such day: October has 31 days",
        "no such day: November has 30 days",  "no such day: December has 31 days",
    };
    if (civil->day == 0) {
        return "no such day: days count from 1";
    }
    return date_month_days(civil->year, civil->month) == 29
               ? "no such day: February has 29 days in that year"
               : reasons[civil->month - 1];
}

bool date_check(const struct civil *civil, const char **reason) {
    if (civil->year < 1 || civil->year > 9999) {
        *reason = "no such year: they count from 0001 to 9999";
    } else if (civil->month < 1 || civil->month > 12) {
        *reason = "no such month: there are 12";
    } else if (!date_valid(civil->year, civil->month, civil->day)) {
        *reason = day_reason(civil);
    } else if (civil->hour > 23) {
        *reason = "no such hour: they count from 00 to 23";
    } else if (civil->minute > 59) {
        *reason = "no such minute: they count from 00 to 59";
    } else if (civil->second > 59) {
        *reason = "no such second: they count from 00 to 59";
    } else {
        return true;
    }
    return false;
}

static bool read_date(struct date_text *from, struct civil *out) {
    return date_read_digits(from, 4, 4, &out->year) && date_read_any(from, "-") &&
           date_read_digits(from, 2, 2, &out->month) && date_read_any(from, "-") &&
           date_read_digits(from, 2, 2, &out->day);
}

bool date_parse_iso(const char *text, size_t size, int32_t *out, const char **reason) {
    struct date_text from = {.text = text, .size = size};
    struct civil civil = {0};
    if (!read_date(&from, &civil) || from.at != size) {
        *reason = "not a date as 2015-09-01";
        return false;
    }
    if (!date_check(&civil, reason)) {
        return false;
    }
    *out = date_from(civil.year, civil.month, civil.day);
    return true;
}

/* Up to six digits; more, when they are zeros, as databases with finer clocks write them. */
static bool read_fraction(struct date_text *from, int *micros, const char **reason) {
    const size_t start = from->at;
    if (!date_read_digits(from, 1, 6, micros)) {
        return false;
    }
    for (size_t digits = from->at - start; digits < 6; digits++) {
        *micros *= 10;
    }
    while (date_read_any(from, "0")) {
    }
    if (from->at < from->size && from->text[from->at] >= '1' && from->text[from->at] <= '9') {
        *reason = "finer than a microsecond";
        return false;
    }
    return true;
}

static bool read_time(struct date_text *from, struct civil *out, const char **reason) {
    if (!date_read_digits(from, 2, 2, &out->hour) || !date_read_any(from, ":") ||
        !date_read_digits(from, 2, 2, &out->minute)) {
        return false;
    }
    if (!date_read_any(from, ":")) {
        return true;
    }
    return date_read_digits(from, 2, 2, &out->second) &&
           (!date_read_any(from, ".") || read_fraction(from, &out->microsecond, reason));
}

/* Reads [Z|+-hh[:mm]]: how many minutes the clock is ahead of UTC. */
static bool read_offset(struct date_text *from, int *minutes, const char **reason) {
    int hour, minute = 0;
    if (from->at == from->size || date_read_any(from, "Z")) {
        return true;
    }
    const bool behind = from->text[from->at] == '-';
    if (!date_read_any(from, "+-") || !date_read_digits(from, 2, 2, &hour) ||
        (date_read_any(from, ":") && !date_read_digits(from, 2, 2, &minute))) {
        return false;
    }
    if (hour > 15 || minute > 59) {
        *reason = "no such offset from UTC: it is below 16 hours";
        return false;
    }
    *minutes = behind ? -(hour * 60 + minute) : hour * 60 + minute;
    return true;
}

bool timestamp_parse_iso(const char *text, size_t size, int64_t *out, const char **reason) {
    struct date_text from = {.text = text, .size = size};
    struct civil civil = {0};
    int offset = 0;
    *reason = "not a moment as 2015-09-01T09:30:00";
    if (!read_date(&from, &civil)) {
        return false;
    }
    if (from.at < size && (!date_read_any(&from, "T ") || !read_time(&from, &civil, reason) ||
                           !read_offset(&from, &offset, reason) || from.at != size)) {
        return false;
    }
    if (!date_check(&civil, reason)) {
        return false;
    }
    const int64_t micros = timestamp_from(&civil) - offset * INT64_C(60000000);
    const int64_t day = INT64_C(86400000000);
    if (micros < DATE_MIN * day || micros >= (DATE_MAX + 1) * day) {
        *reason = "outside the years 0001 to 9999 once told in UTC";
        return false;
    }
    *out = micros;
    return true;
}
