/* field_explain_date: why a text is no date of its field, and the pattern that it seems to be
 * written in. */
#include <stdio.h>
#include <string.h>

#include "batch/field_parts.h"

/* A text taken apart into runs of digits, runs of letters, and single bytes. */
struct part {
    char sort; /* 'n' digits, 'a' letters, else the byte itself */
    const char *text;
    size_t size;
};
enum { PARTS = 20 };

static char sort_of(char byte) {
    return byte >= '0' && byte <= '9'                                     ? 'n'
           : (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ? 'a'
                                                                          : byte;
}

static size_t take_apart(struct leat_text text, struct part *parts) {
    size_t count = 0;
    for (size_t at = 0; at < text.size; count++) {
        const char sort = sort_of(text.data[at]);
        const size_t start = at++;
        while (at < text.size && (sort == 'n' || sort == 'a') && sort_of(text.data[at]) == sort) {
            at++;
        }
        if (count == PARTS) {
            return 0;
        }
        parts[count] = (struct part){.sort = sort, .text = text.data + start, .size = at - start};
    }
    return count;
}

/* -- a pattern from the parts and the order of day, month and year --------------------------- */

struct guess {
    char *out;
    size_t size;
};

static void put(struct guess *guess, char letter, size_t times) {
    for (; times > 0 && guess->size + 1 < FIELD_PATTERN; times--) {
        guess->out[guess->size++] = letter;
    }
    guess->out[guess->size] = '\0';
}

/* Letters: the month's name, or the weekday's where a month's comes later; a T between day and
 * hour. */
static bool put_letters(struct guess *guess, const struct part *part, bool is_weekday) {
    if (part->size == 1) {
        put(guess, part->text[0], 1);
        return part->text[0] == 'T';
    }
    put(guess, is_weekday ? 'd' : 'm', part->size == 3 ? 3 : 4);
    return true;
}

static bool put_number(struct guess *guess, char letter, size_t digits) {
    if (digits > 4 || digits == 3 || (letter != 'y' && digits > 2) ||
        (letter == 'y' && digits == 1)) {
        return false;
    }
    put(guess, letter, digits);
    return true;
}

/* order: what the numbers mean, one letter each: "dmy". Once they are used up, the time of day
 * follows. */
static bool write_pattern(const struct part *parts, size_t count, const char *order, size_t names,
                          struct guess *guess) {
    const char *time = "hms";
    size_t name = 0;
    guess->size = 0;
    put(guess, ' ', 0);
    for (size_t i = 0; i < count; i++) {
        const struct part *part = &parts[i];
        if (part->sort == 'a') {
            name += part->size > 1;
            if (!put_letters(guess, part, name < names)) {
                return false;
            }
        } else if (part->sort != 'n') {
            put(guess, part->sort, 1);
        } else if (*order != '\0') {
            if (!put_number(guess, *order++, part->size)) {
                return false;
            }
        } else if (*time != '\0') {
            if (part->size != 2 && (*time != 'h' || part->size != 1)) {
                return false;
            }
            put(guess, *time++, part->size);
        } else if (part->size <= 6 && parts[i - 1].sort == '.') {
            put(guess, 'f', part->size);
        } else {
            return false;
        }
    }
    return *order == '\0' && *time != 'm';
}

static bool reads(struct leat_text text, const char *pattern, struct date_pattern *compiled) {
    const char *ignored;
    int64_t micros;
    return date_pattern_compile(pattern, strlen(pattern), compiled, &ignored) &&
           timestamp_parse(compiled, 1950, text.data, text.size, &micros, &ignored);
}

bool field_guess_pattern(struct leat_text text, char out[FIELD_PATTERN],
                         struct date_pattern *compiled) {
    static const char *const numbers[] = {"dmy", "ymd", "mdy", "my", "ym", NULL};
    static const char *const named[] = {"dy", "yd", "y", NULL};
    struct part parts[PARTS];
    const size_t count = take_apart(text, parts);
    if (count == 1 && parts[0].sort == 'n' && parts[0].size == 8) {
        snprintf(out, FIELD_PATTERN, "yyyymmdd");
        return reads(text, out, compiled);
    }
    size_t names = 0;
    for (size_t i = 0; i < count; i++) {
        names += parts[i].sort == 'a' && parts[i].size > 1;
    }
    if (count < 3 || names > 2) {
        return false;
    }
    for (const char *const *order = names > 0 ? named : numbers; *order != NULL; order++) {
        struct guess guess = {.out = out};
        if (write_pattern(parts, count, *order, names, &guess) && reads(text, out, compiled)) {
            return true;
        }
    }
    return false;
}

/* -- reasons ---------------------------------------------------------------------------------- */

/* A spreadsheet's number of a day: 20000 is in 1954, 60000 in 2064. */
static bool is_serial(struct leat_text text) {
    for (size_t i = 0; i < text.size; i++) {
        if (sort_of(text.data[i]) != 'n') {
            return false;
        }
    }
    return text.size == 5 && text.data[0] >= '2' && text.data[0] <= '5';
}

/* What a text that reads by `pattern` asks of a field. */
static void advise_pattern(const struct field *field, const char *pattern,
                           const struct date_pattern *compiled, const char *wrong,
                           char reason[FIELD_REASON]) {
    const bool is_date = field->type.kind == LEAT_DATE;
    const char *years =
        compiled->two_digit_year && field->pivot == 0 ? " and \"two_digit_years\": 1950, say" : "";
    if (is_date && compiled->has_time) {
        snprintf(reason, FIELD_REASON,
                 "has a time of day; set \"kind\": \"timestamp\" and \"date\": \"%s\"%s", pattern,
                 years);
    } else if (field->has_pattern) {
        snprintf(reason, FIELD_REASON, "%s; \"date\": \"%s\"%s would read it", wrong, pattern,
                 years);
    } else {
        snprintf(reason, FIELD_REASON, "%s; set \"date\": \"%s\"%s", wrong, pattern, years);
    }
}

/* Whether it has the form that is asked for, but a day that its month has not: 29 February. Read in
 * another order it would be quite another day. A number past 31 is no day at all. */
static bool is_day_too_late(struct leat_text text, const char *wrong) {
    struct part parts[PARTS];
    const size_t count = take_apart(text, parts);
    bool is_late = strncmp(wrong, "no such day", strlen("no such day")) == 0;
    for (size_t i = 0; i < count && is_late; i++) {
        is_late = parts[i].sort != 'n' || parts[i].size != 2 || memcmp(parts[i].text, "31", 2) <= 0;
    }
    return is_late;
}

void field_explain_date(const struct field *field, struct leat_text text, const char *wrong,
                        char reason[FIELD_REASON]) {
    const size_t before = text_space_before(text.data, text.size);
    struct date_pattern compiled;
    char pattern[FIELD_PATTERN];
    const char *ignored;
    int64_t micros;
    int32_t days;
    if (before > 0 || text_space_after(text.data, text.size) > 0) {
        snprintf(reason, FIELD_REASON, "has a space %s it; set \"trim\": true",
                 before > 0 ? "before" : "after");
    } else if (field->has_pattern && field->pattern.two_digit_year && field->pivot == 0) {
        snprintf(reason, FIELD_REASON,
                 "has a two-digit year; set \"two_digit_years\" to the first year it may mean "
                 "(1950: from 1950 to 2049)");
    } else if (field->has_pattern && is_day_too_late(text, wrong)) {
        snprintf(reason, FIELD_REASON, "%s", wrong);
    } else if (field->has_pattern && date_parse_iso(text.data, text.size, &days, &ignored)) {
        snprintf(reason, FIELD_REASON, "%s; \"date\": \"yyyy-mm-dd\" would read it", wrong);
    } else if (field->type.kind == LEAT_DATE &&
               timestamp_parse_iso(text.data, text.size, &micros, &ignored)) {
        snprintf(reason, FIELD_REASON, "has a time of day; declare the column as timestamp%s",
                 field->has_pattern ? " without \"date\"" : "");
    } else if (field_guess_pattern(text, pattern, &compiled)) {
        advise_pattern(field, pattern, &compiled, wrong, reason);
    } else if (is_serial(text)) {
        snprintf(reason, FIELD_REASON,
                 "%s but a spreadsheet's number of a day; declare the column as integer and derive "
                 "date '1899-12-30' + it",
                 wrong);
    } else if (field_may_mean_none(text)) {
        snprintf(reason, FIELD_REASON, "%s; " FIELD_NONE_ADVICE, wrong);
    } else {
        snprintf(reason, FIELD_REASON, "%s", wrong);
    }
}
