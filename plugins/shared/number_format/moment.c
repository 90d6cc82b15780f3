/* moment: days and times under a number format. See number_format.h. */
#include "shared/number_format/parts.h"

#include <string.h>

#include "shared/format.h"
#include "shared/number_format/number_format.h"

enum { TOKENS = NUMBER_FORMAT_BYTES, SECOND = 1000000, SECOND_PLACES = 6 };

/* A section of a date, its m told apart: those that are minutes have become 'n'. */
struct moment_form {
    struct format_token tokens[TOKENS];
    size_t count;
    bool has_half, has_seconds;
    int places; /* of seconds */
};

/* A point and the zeros after seconds are their fraction: one token, of the letter 'f'. */
static void take_fraction(struct leat_text section, size_t *at, struct format_token *point) {
    size_t next = *at;
    struct format_token token = format_next(section, &next);
    while (token.mark == FORMAT_DIGIT && token.letter == '0' && point->count < SECOND_PLACES) {
        *point =
            (struct format_token){.mark = FORMAT_DATE, .letter = 'f', .count = point->count + 1};
        *at = next;
        token = format_next(section, &next);
    }
}

/* An m is of minutes when the date letter before it is h, or the one after it s. */
static void tell_minutes(struct moment_form *form) {
    struct format_token *waiting = NULL;
    char before = '\0';
    for (size_t i = 0; i < form->count; i++) {
        struct format_token *token = &form->tokens[i];
        if (token->mark != FORMAT_DATE) {
            continue;
        }
        if (token->letter == 's' && waiting) {
            waiting->letter = 'n';
        }
        waiting = NULL;
        if (token->letter == 'm' && token->count <= 2) {
            if (before == 'h') {
                token->letter = 'n';
            } else {
                waiting = token;
            }
        }
        before = token->letter;
    }
}

static void read_form(struct leat_text section, struct moment_form *form) {
    bool after_seconds = false;
    for (size_t at = 0; at < section.size && form->count < TOKENS;) {
        struct format_token token = format_next(section, &at);
        if (token.mark == FORMAT_POINT && after_seconds) {
            take_fraction(section, &at, &token);
            form->places = token.mark == FORMAT_DATE ? (int)token.count : form->places;
        }
        after_seconds = token.mark == FORMAT_DATE && token.letter == 's';
        form->has_seconds = form->has_seconds || after_seconds;
        form->has_half = form->has_half || token.mark == FORMAT_HALF;
        form->tokens[form->count++] = token;
    }
    tell_minutes(form);
}

/* -- putting --------------------------------------------------------------------------------- */

static const char *const months[] = {"January",   "February", "March",    "April",
                                     "May",       "June",     "July",     "August",
                                     "September", "October",  "November", "December"};
/* The first day that is counted from, 1 January 1970, was a Thursday. */
static const char *const week[] = {"Thursday", "Friday",  "Saturday", "Sunday",
                                   "Monday",   "Tuesday", "Wednesday"};

static void put_name(struct format_out *out, const char *name, size_t count) {
    format_put(out, name, count == 3 ? 3 : count == 5 ? 1 : strlen(name));
}

static void put_padded(struct format_out *out, int number, int digits) {
    char text[8];
    for (int i = digits; i-- > 0; number /= 10) {
        text[i] = (char)('0' + number % 10);
    }
    format_put(out, text, (size_t)digits);
}

/* One digit for one letter, two for more. */
static void put_number(struct format_out *out, int number, size_t count) {
    put_padded(out, number, count > 1 || number > 9 ? 2 : 1);
}

struct moment {
    int32_t days;
    struct format_day day;
    int hour, minute, second, fraction; /* a fraction of as many digits as the form shows */
};

static void put_part(struct format_out *out, const struct moment_form *form,
                     const struct format_token *token, const struct moment *moment) {
    const size_t count = token->count;
    switch (token->letter) {
    case 'd':
        if (count > 2) {
            const char *name = week[((moment->days % 7) + 7) % 7];
            put_name(out, name, count == 3 ? 3 : 4);
        } else {
            put_number(out, moment->day.day, count);
        }
        break;
    case 'm':
        if (count > 2) {
            put_name(out, months[moment->day.month - 1], count);
        } else {
            put_number(out, moment->day.month, count);
        }
        break;
    case 'y':
        if (count > 2) {
            put_padded(out, moment->day.year, 4);
        } else {
            put_padded(out, moment->day.year % 100, 2);
        }
        break;
    case 'h':
        put_number(out, form->has_half ? (moment->hour + 11) % 12 + 1 : moment->hour, count);
        break;
    case 'n':
        put_number(out, moment->minute, count);
        break;
    case 's':
        put_number(out, moment->second, count);
        break;
    default:
        format_put(out, ".", 1);
        put_padded(out, moment->fraction, (int)count);
        break;
    }
}

/* "AM" or "PM", or their first letters, as large as the format has them. */
static void put_half(struct format_out *out, struct leat_text half, int hour) {
    const size_t size = half.size / 2;
    format_put(out, hour < 12 ? half.data : half.data + half.size - size, size);
}

/* To the nearest second or part of one that is shown; where no seconds are, what is shown is what
 * has begun. */
static struct moment moment_of(int64_t micros, const struct moment_form *form) {
    static const int64_t day = INT64_C(86400) * SECOND;
    int64_t unit = SECOND;
    for (int i = 0; i < form->places; i++) {
        unit /= 10;
    }
    micros += form->has_seconds ? unit / 2 : 0;
    int64_t of_day = micros % day;
    of_day += of_day < 0 ? day : 0;
    struct moment moment = {.days = (int32_t)((micros - of_day) / day)};
    moment.day = format_day_of(moment.days);
    const int seconds = (int)(of_day / SECOND);
    moment.hour = seconds / 3600;
    moment.minute = seconds / 60 % 60;
    moment.second = seconds % 60;
    moment.fraction = (int)(of_day % SECOND / unit);
    return moment;
}

void format_put_moment(struct format_out *out, struct leat_text section, int64_t micros) {
    struct moment_form form = {0};
    read_form(section, &form);
    const struct moment moment = moment_of(micros, &form);
    for (size_t i = 0; i < form.count; i++) {
        const struct format_token *token = &form.tokens[i];
        switch (token->mark) {
        case FORMAT_DATE:
            put_part(out, &form, token, &moment);
            break;
        case FORMAT_HALF:
            put_half(out, token->text, moment.hour);
            break;
        case FORMAT_GAP:
            format_put(out, FORMAT_GAP_TEXT, 2);
            break;
        case FORMAT_NOTHING:
        case FORMAT_CONDITION:
            break;
        default:
            format_put(out, token->text.data, token->text.size);
            break;
        }
    }
}
