/* date_pattern: dates read and written by a pattern such as "dd/mm/yyyy". See date.h. */
#include "date_read.h"

#include <stdio.h>
#include <string.h>

/* What a pattern tells, each thing once. */
enum field { LITERAL, DAY, WEEKDAY, MONTH, YEAR, HOUR, MINUTE, SECOND, FRACTION, FIELDS };

/* How it is spelled there, and what a text then has: so many digits, or a name. The index is what a
 * compiled part holds. */
static const struct spelling {
    char letter;
    uint8_t count;
    enum field field;
    uint8_t least, most; /* digits; 0: a name */
    const char *expected;
} spellings[] = {
    {0, 0, LITERAL, 0, 0, "not in the form of the pattern"},
    {'d', 1, DAY, 1, 2, "the day is not one or two digits"},
    {'d', 2, DAY, 2, 2, "the day is not two digits"},
    {'d', 3, WEEKDAY, 0, 0, "not a short name of a weekday as Mon"},
    {'d', 4, WEEKDAY, 0, 0, "not the name of a weekday as Monday"},
    {'m', 1, MONTH, 1, 2, "the month is not one or two digits"},
    {'m', 2, MONTH, 2, 2, "the month is not two digits"},
    {'m', 3, MONTH, 0, 0, "not a short name of a month as Jan"},
    {'m', 4, MONTH, 0, 0, "not the name of a month as January"},
    {'y', 2, YEAR, 2, 2, "the year is not two digits"},
    {'y', 4, YEAR, 4, 4, "the year is not four digits"},
    {'h', 1, HOUR, 1, 2, "the hour is not one or two digits"},
    {'h', 2, HOUR, 2, 2, "the hour is not two digits"},
    {'m', 1, MINUTE, 1, 2,
     "the minute is not one or two digits"}, /* these two only after an hour */
    {'m', 2, MINUTE, 2, 2, "the minute is not two digits"},
    {'s', 2, SECOND, 2, 2, "the second is not two digits"},
    {'f', 1, FRACTION, 1, 1, "the fraction of a second is not one digit"},
    {'f', 2, FRACTION, 2, 2, "the fraction of a second is not two digits"},
    {'f', 3, FRACTION, 3, 3, "the fraction of a second is not three digits"},
    {'f', 4, FRACTION, 4, 4, "the fraction of a second is not four digits"},
    {'f', 5, FRACTION, 5, 5, "the fraction of a second is not five digits"},
    {'f', 6, FRACTION, 6, 6, "the fraction of a second is not six digits"},
};

enum { SPELLINGS = sizeof spellings / sizeof spellings[0] };

static char lower(char letter) {
    return letter >= 'A' && letter <= 'Z' ? (char)(letter + ('a' - 'A')) : letter;
}

/* -- compiling ------------------------------------------------------------------------------- */

static size_t run_length(const char *text, size_t size, char letter) {
    size_t count = 0;
    while (count < size && lower(text[count]) == letter) {
        count++;
    }
    return count;
}

/* The index of a spelling; 0 when there is none. */
static int find_spelling(char letter, size_t count, bool after_hour) {
    for (int i = 1; i < SPELLINGS; i++) {
        const struct spelling *spelling = &spellings[i];
        const bool fits = spelling->letter == letter && spelling->count == count;
        if (fits && (letter != 'm' || count > 2 || (spelling->field == MINUTE) == after_hour)) {
            return i;
        }
    }
    return 0;
}

static const char *spelling_reason(char letter) {
    switch (letter) {
    case 'd':
        return "a day is spelled d, dd, or by the weekday's name as ddd or dddd";
    case 'm':
        return "a month is spelled m, mm, mmm or mmmm";
    case 'y':
        return "a year is spelled yy or yyyy";
    case 'h':
        return "an hour is spelled h or hh";
    case 's':
        return "seconds are spelled ss";
    case 'n':
        return "minutes are spelled mm, after the hour";
    default:
        return "a fraction of a second is spelled .f to .ffffff";
    }
}

static bool add_part(struct date_pattern *pattern, int what, char literal, const char **reason) {
    if (pattern->count == sizeof pattern->parts / sizeof pattern->parts[0]) {
        *reason = "a pattern has at most 32 parts";
        return false;
    }
    pattern->parts[pattern->count].what = (uint8_t)what;
    pattern->parts[pattern->count].literal = literal;
    pattern->count++;
    return true;
}

static const char *missing(const bool *told) {
    if (!told[YEAR]) {
        return "no year in the pattern";
    }
    if (!told[MONTH]) {
        return "no month in the pattern";
    }
    return told[SECOND] && !told[MINUTE] ? "seconds without minutes in the pattern" : NULL;
}

/* Adds the field whose letters stand at the start of text; returns how many they are, 0 when there
 * is something wrong.
 */
static size_t add_field(struct date_pattern *pattern, bool *told, enum field *last,
                        const char *text, size_t size, const char **reason) {
    static const char *const twice[FIELDS] = {
        NULL,
        "the day is twice in the pattern",
        "the weekday is twice in the pattern",
        "the month is twice in the pattern (minutes stand right after the hour)",
        "the year is twice in the pattern",
        "the hour is twice in the pattern",
        "the minute is twice in the pattern",
        "the second is twice in the pattern",
        "the fraction is twice in the pattern",
    };
    const char letter = lower(text[0]);
    const size_t count = run_length(text, size, letter);
    const int what = find_spelling(letter, count, *last == HOUR);
    if (what == 0) {
        *reason = spelling_reason(letter);
        return 0;
    }
    const enum field field = spellings[what].field;
    if (told[field]) {
        *reason = twice[field];
        return 0;
    }
    told[field] = true;
    *last = field;
    pattern->two_digit_year |= field == YEAR && count == 2;
    pattern->has_time |= field == HOUR;
    return add_part(pattern, what, 0, reason) ? count : 0;
}

bool date_pattern_compile(const char *text, size_t size, struct date_pattern *out,
                          const char **reason) {
    bool told[FIELDS] = {false};
    enum field last = LITERAL; /* the field before, whatever literals came after it */
    *out = (struct date_pattern){0};
    for (size_t at = 0; at < size;) {
        const bool fraction = text[at] == '.' && at + 1 < size && lower(text[at + 1]) == 'f';
        if (!fraction && (text[at] == '\0' || strchr("dmyhsn", lower(text[at])) == NULL)) {
            if (!add_part(out, LITERAL, text[at++], reason)) {
                return false;
            }
            continue;
        }
        if (fraction && last != SECOND) {
            *reason = "a fraction of a second stands after ss";
            return false;
        }
        if (fraction && !add_part(out, LITERAL, text[at++], reason)) {
            return false;
        }
        const size_t count = add_field(out, told, &last, text + at, size - at, reason);
        if (count == 0) {
            return false;
        }
        at += count;
    }
    const char *lacking = missing(told);
    if (lacking != NULL) {
        *reason = lacking;
    }
    return lacking == NULL;
}

/* -- reading --------------------------------------------------------------------------------- */

static const char *const weekdays[] = {"monday", "tuesday",  "wednesday", "thursday",
                                       "friday", "saturday", "sunday",    NULL};
static const char *const months[] = {"january",  "february", "march",  "april",     "may",
                                     "june",     "july",     "august", "september", "october",
                                     "november", "december", NULL};

/* Reads one of the names, or its first three letters when short_form is set; gives its number, from
 * 1. */
static bool read_name(struct date_text *from, const char *const *names, bool short_form, int *out) {
    for (int i = 0; names[i] != NULL; i++) {
        const size_t length = short_form ? 3 : strlen(names[i]);
        size_t same = 0;
        while (same < length && from->at + same < from->size &&
               lower(from->text[from->at + same]) == names[i][same]) {
            same++;
        }
        if (same == length) {
            from->at += length;
            *out = i + 1;
            return true;
        }
    }
    return false;
}

static bool read_field(struct date_text *from, const struct spelling *spelling, int *out) {
    if (spelling->most > 0) {
        return date_read_digits(from, spelling->least, spelling->most, out);
    }
    return read_name(from, spelling->field == MONTH ? months : weekdays, spelling->count == 3, out);
}

static int year_in(int pivot, int two_digits) {
    const int year = pivot - pivot % 100 + two_digits;
    return year < pivot ? year + 100 : year;
}

static bool parse(const struct date_pattern *pattern, int pivot, const char *text, size_t size,
                  struct civil *out, const char **reason) {
    struct date_text from = {.text = text, .size = size};
    int told[FIELDS] = {[DAY] = 1}; /* a pattern without a day means the month's first */
    for (int i = 0; i < pattern->count; i++) {
        const struct spelling *spelling = &spellings[pattern->parts[i].what];
        if (from.at == size) {
            *reason = "ends before the pattern does";
            return false;
        }
        if (spelling->field == LITERAL ? text[from.at++] != pattern->parts[i].literal
                                       : !read_field(&from, spelling, &told[spelling->field])) {
            *reason = spelling->expected;
            return false;
        }
        for (int digits = spelling->most; spelling->field == FRACTION && digits < 6; digits++) {
            told[FRACTION] *= 10;
        }
    }
    if (from.at != size) {
        *reason = "goes on after the pattern's end";
        return false;
    }
    *out = (struct civil){
        .year = pattern->two_digit_year ? year_in(pivot, told[YEAR]) : told[YEAR],
        .month = told[MONTH],
        .day = told[DAY],
        .hour = told[HOUR],
        .minute = told[MINUTE],
        .second = told[SECOND],
        .microsecond = told[FRACTION],
    };
    return date_check(out, reason);
}

bool date_parse(const struct date_pattern *pattern, int pivot, const char *text, size_t size,
                int32_t *out, const char **reason) {
    struct civil civil;
    if (!parse(pattern, pivot, text, size, &civil, reason)) {
        return false;
    }
    *out = date_from(civil.year, civil.month, civil.day);
    return true;
}

bool timestamp_parse(const struct date_pattern *pattern, int pivot, const char *text, size_t size,
                     int64_t *out, const char **reason) {
    struct civil civil;
    if (!parse(pattern, pivot, text, size, &civil, reason)) {
        return false;
    }
    *out = timestamp_from(&civil);
    return true;
}

/* -- writing --------------------------------------------------------------------------------- */

static int value_of(enum field field, const struct civil *civil) {
    switch (field) {
    case DAY:
        return civil->day;
    case WEEKDAY:
        return date_weekday(date_from(civil->year, civil->month, civil->day));
    case MONTH:
        return civil->month;
    case YEAR:
        return civil->year;
    case HOUR:
        return civil->hour;
    case MINUTE:
        return civil->minute;
    case SECOND:
        return civil->second;
    default:
        return civil->microsecond;
    }
}

static size_t write_name(const char *name, bool short_form, char *out) {
    const size_t length = short_form ? 3 : strlen(name);
    memcpy(out, name, length);
    out[0] = (char)(name[0] - ('a' - 'A'));
    return length;
}

static size_t write_digits(int value, int least, char *out) {
    char digits[12];
    const int count = snprintf(digits, sizeof digits, "%0*d", least, value);
    memcpy(out, digits, (size_t)count);
    return (size_t)count;
}

static size_t write_field(const struct spelling *spelling, const struct civil *civil, char *out) {
    int value = value_of(spelling->field, civil);
    if (spelling->most == 0) {
        const char *const *names = spelling->field == MONTH ? months : weekdays;
        return write_name(names[value - 1], spelling->count == 3, out);
    }
    for (int digits = spelling->most; spelling->field == FRACTION && digits < 6; digits++) {
        value /= 10;
    }
    return write_digits(spelling->field == YEAR && spelling->count == 2 ? value % 100 : value,
                        spelling->least, out);
}

size_t date_write(const struct date_pattern *pattern, const struct civil *civil,
                  char out[DATE_WRITTEN]) {
    size_t size = 0;
    for (int i = 0; i < pattern->count; i++) {
        const struct spelling *spelling = &spellings[pattern->parts[i].what];
        if (spelling->field == LITERAL) {
            out[size++] = pattern->parts[i].literal;
        } else {
            size += write_field(spelling, civil, out + size);
        }
    }
    return size;
}
