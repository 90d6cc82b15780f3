/* number_format: values under number formats. See number_format.h. */
#include "shared/number_format/number_format.h"

#include <string.h>

#include "shared/format.h"
#include "shared/number_format/parts.h"

__extension__ typedef unsigned __int128 uint128;

#define NO_DIGIT "\xe2\x80\x87" /* U+2007, as wide as a digit */

/* -- a section for numbers ------------------------------------------------------------------- */

struct shape {
    int whole, places;         /* marks of digits before the point, and after it */
    int whole_zero, last_zero; /* the highest place of a 0 before the point, -1: none; the number of
                                  the last one after it, 0: none */
    int thousands, percents;
    bool has_point, is_grouped, is_moment, has_general, is_plain;
};

static struct shape shape_of(struct leat_text section) {
    struct shape shape = {.whole_zero = -1};
    int commas = 0, first_zero = -1;
    bool has_slash = false;
    for (size_t at = 0;;) {
        const struct format_token token = format_next(section, &at);
        if (token.mark == FORMAT_COMMA) {
            commas += shape.whole + shape.places > 0;
            continue;
        }
        if (token.mark == FORMAT_DIGIT && !shape.has_point) {
            shape.is_grouped = shape.is_grouped || commas > 0;
            first_zero = first_zero < 0 && token.letter == '0' ? shape.whole : first_zero;
            shape.whole++;
        } else {
            shape.thousands += commas;
        }
        commas = 0;
        switch (token.mark) {
        case FORMAT_DIGIT:
            shape.places += shape.has_point;
            shape.last_zero =
                shape.has_point && token.letter == '0' ? shape.places : shape.last_zero;
            break;
        case FORMAT_POINT:
            shape.has_point = true;
            break;
        case FORMAT_PERCENT:
            shape.percents++;
            break;
        case FORMAT_SLASH:
            has_slash = true;
            break;
        case FORMAT_DATE:
        case FORMAT_HALF:
            shape.is_moment = true;
            break;
        case FORMAT_GENERAL:
        case FORMAT_VALUE:
            shape.has_general = true;
            break;
        case FORMAT_UNKNOWN:
        case FORMAT_OPEN:
        case FORMAT_BARE:
        case FORMAT_LETTER:
            shape.is_plain = true;
            break;
        case FORMAT_END:
            shape.whole_zero = first_zero < 0 ? -1 : shape.whole - 1 - first_zero;
            shape.is_plain = shape.is_plain || (has_slash && !shape.is_moment && shape.whole > 0);
            return shape;
        default:
            break;
        }
    }
}

static void put_whole_digit(struct format_out *out, const struct shape *shape, char digit,
                            int place) {
    format_put(out, &digit, 1);
    format_put(out, ",", shape->is_grouped && place > 0 && place % 3 == 0);
}

/* The mark of a digit before the point; the first takes all digits that have no mark. */
static void put_whole(struct format_out *out, const struct shape *shape,
                      const struct digits *digits, char mark, int place) {
    if (place == shape->whole - 1) {
        for (int above = digits->point - 1; above > place; above--) {
            put_whole_digit(out, shape, digits_at(digits, above), above);
        }
    }
    if (place < digits->point || place <= shape->whole_zero) {
        put_whole_digit(out, shape, digits_at(digits, place), place);
    } else if (mark == '?') {
        format_put(out, NO_DIGIT, 3);
        format_put(out, NO_DIGIT, shape->is_grouped && place > 0 && place % 3 == 0 ? 3 : 0);
    }
}

static void put_fraction(struct format_out *out, const struct shape *shape,
                         const struct digits *digits, char mark, int number) {
    const char digit = digits_at(digits, -number);
    if (number <= shape->last_zero || number <= digits->count - digits->point) {
        format_put(out, &digit, 1);
    } else if (mark == '?') {
        format_put(out, NO_DIGIT, 3);
    }
}

/* The point; it is text where there are no digits. */
static void put_point(struct format_out *out, const struct shape *shape,
                      const struct digits *digits) {
    if (shape->whole == 0 && shape->places > 0) {
        digits_put(out, digits, digits->point - 1, 0);
    }
    format_put(out, ".", 1);
}

static void put_digit_mark(struct format_out *out, const struct shape *shape,
                           const struct digits *digits, char mark, int number) {
    if (number < shape->whole) {
        put_whole(out, shape, digits, mark, shape->whole - 1 - number);
    } else {
        put_fraction(out, shape, digits, mark, number - shape->whole + 1);
    }
}

static void put_section(struct format_out *out, struct leat_text section, const struct shape *shape,
                        const struct digits *digits, bool is_real) {
    int number = 0;
    bool past_point = false, past_general = false;
    for (size_t at = 0; at < section.size;) {
        const struct format_token token = format_next(section, &at);
        switch (token.mark) {
        case FORMAT_DIGIT:
            put_digit_mark(out, shape, digits, token.letter, number++);
            break;
        case FORMAT_POINT:
            if (past_point) {
                format_put(out, ".", 1);
            } else {
                put_point(out, shape, digits);
            }
            past_point = true;
            break;
        case FORMAT_GENERAL:
        case FORMAT_VALUE:
            if (!past_general) { /* once, so that every number has room enough */
                digits_put_general(out, *digits, is_real);
            }
            past_general = true;
            break;
        case FORMAT_GAP:
            format_put(out, FORMAT_GAP_TEXT, 2);
            break;
        case FORMAT_NOTHING:
        case FORMAT_CONDITION:
        case FORMAT_COMMA:
            break;
        default:
            format_put(out, token.text.data, token.text.size);
            break;
        }
    }
}

/* -- days of Excel's ------------------------------------------------------------------------- */

enum { EXCEL_LAST_DAY = 2958465, EXCEL_NO_DAY = 60, EXCEL_OF_1970 = 25569, EXCEL_PLACES = 15 };

/* Excel counts days from 1 January 1900, and a 29 February of that year that there was not. */
static bool excel_moment(const struct digits *digits, int64_t *micros) {
    static const int64_t day_micros = INT64_C(86400000000);
    static const uint64_t unit = UINT64_C(1000000000000000); /* 10^EXCEL_PLACES */
    int64_t day = 0;
    uint64_t fraction = 0;
    if (digits->point > 7 || (digits->is_negative && digits->count > 0)) {
        return false;
    }
    for (int place = digits->point - 1; place >= 0; place--) {
        day = day * 10 + (digits_at(digits, place) - '0');
    }
    for (int place = -1; place >= -EXCEL_PLACES; place--) {
        fraction = fraction * 10 + (uint64_t)(digits_at(digits, place) - '0');
    }
    if (day > EXCEL_LAST_DAY || day == EXCEL_NO_DAY) {
        return false;
    }
    day += (day < EXCEL_NO_DAY) - EXCEL_OF_1970;
    *micros =
        day * day_micros + (int64_t)(((uint128)fraction * (uint64_t)day_micros + unit / 2) / unit);
    return true;
}

/* -- values ---------------------------------------------------------------------------------- */

/* A number as conditions have it, "-12.5"; the text's rest is no matter. */
static double plain_number(struct leat_text text) {
    double value = 0, place = 0;
    const bool is_negative = text.size > 0 && text.data[0] == '-';
    for (size_t at = is_negative; at < text.size; at++) {
        const char letter = text.data[at];
        if (letter == '.') {
            place = 1;
        } else if (letter >= '0' && letter <= '9') {
            value = value * 10 + (letter - '0');
            place *= 10;
        }
    }
    value = place > 1 ? value / place : value;
    return is_negative ? -value : value;
}

/* The condition of a section, as ">=100", or the first of a format; data NULL: it has none. */
static struct leat_text condition_of(struct leat_text section) {
    for (size_t at = 0; at < section.size;) {
        const struct format_token token = format_next(section, &at);
        if (token.mark == FORMAT_CONDITION) {
            return token.text;
        }
    }
    return (struct leat_text){NULL, 0};
}

static bool has_condition(struct leat_text format) { return condition_of(format).data != NULL; }

/* What a condition says: the signs, and the number after them. */
struct condition {
    bool less, equal, more;
    double number;
};

static struct condition condition_read(struct leat_text text) {
    struct condition condition = {0};
    size_t at = 0;
    for (; at < text.size && strchr("<>=", text.data[at]); at++) {
        condition.less |= text.data[at] == '<';
        condition.more |= text.data[at] == '>';
        condition.equal |= text.data[at] == '=';
    }
    condition.number = plain_number((struct leat_text){text.data + at, text.size - at});
    return condition;
}

static bool condition_holds(const struct condition *condition, double number) {
    return number < condition->number   ? condition->less
           : number > condition->number ? condition->more
                                        : condition->equal;
}

/* What a section says itself, or else by its place: the first is for numbers above 0, the second of
 * three for those below, and the last takes what is left. */
static struct condition condition_in(struct leat_text format, int at, int sections) {
    int all;
    const struct leat_text text = condition_of(format_section(format, at, &all));
    if (text.data) {
        return condition_read(text);
    }
    const bool is_last = at == sections - 1 || at == 2;
    return (struct condition){
        .less = is_last || at == 1, .equal = is_last, .more = is_last || at == 0};
}

/* Whether it holds of numbers below 0 alone: they are then shown without their sign. */
static bool is_below_only(const struct condition *condition) {
    return !condition->more &&
           (condition->number < 0 || (condition->number == 0 && !condition->equal));
}

/* Which section shows a number, and whether with its sign; -1: none does. */
static int choose_section(struct leat_text format, double number, bool *has_sign) {
    int sections;
    format_section(format, 0, &sections);
    for (int at = 0; at < sections && at < 3; at++) {
        struct condition condition = condition_in(format, at, sections);
        /* Of two sections without conditions the first shows 0 as well. */
        condition.equal |= sections == 2 && at == 0 && !has_condition(format);
        if (condition_holds(&condition, number)) {
            *has_sign = !is_below_only(&condition) && !(at == 1 && !has_condition(format));
            return at;
        }
    }
    return -1;
}

static void put_number(struct format_out *out, const struct leat_value *value,
                       struct leat_text format) {
    char text[FORMAT_ROOM];
    const size_t size = format_plain_text(value, text);
    struct digits digits = digits_read(text, size);
    int sections;
    bool has_sign;
    const double number = value->type.kind == LEAT_REAL
                              ? value->as.real
                              : plain_number((struct leat_text){text, size});
    const int used = choose_section(format, number, &has_sign);
    const struct leat_text section = format_section(format, used, &sections);
    const struct shape shape = shape_of(section);
    int64_t micros;
    if (used < 0 || shape.is_plain || (shape.is_moment && !excel_moment(&digits, &micros))) {
        format_put_plain(out, value);
    } else if (shape.is_moment) {
        format_put_moment(out, section, micros);
    } else {
        const bool is_real = value->type.kind == LEAT_REAL, had_digits = digits.count > 0;
        if (had_digits) {
            digits.point += 2 * shape.percents - 3 * shape.thousands;
        }
        if (!shape.has_general) {
            digits_round(&digits, shape.places);
        }
        format_put(out, "-", has_sign && digits.is_negative && digits.count > 0);
        put_section(out, section, &shape, &digits, is_real);
    }
}

static void put_day(struct format_out *out, const struct leat_value *value,
                    struct leat_text format) {
    int sections;
    const struct leat_text section = format_section(format, 0, &sections);
    const struct shape shape = shape_of(section);
    if (shape.is_plain || !shape.is_moment) {
        format_put_plain(out, value);
        return;
    }
    const bool is_date = value->type.kind == LEAT_DATE;
    format_put_moment(out, section,
                      is_date ? value->as.date * INT64_C(86400000000) : value->as.integer);
}

/* The fourth section is for texts, or the only one where it has an @. */
static void put_text(struct format_out *out, struct leat_text text, struct leat_text format) {
    int sections;
    struct leat_text section = format_section(format, 3, &sections);
    const bool has_section = sections == 4 || (sections == 1 && format.size > 0 &&
                                               memchr(format.data, '@', format.size));
    section = sections == 1 ? format : section;
    for (size_t at = 0; has_section && at < section.size;) {
        const struct format_token token = format_next(section, &at);
        if (token.mark == FORMAT_VALUE || token.mark == FORMAT_GENERAL) {
            format_put(out, text.data, text.size);
        } else if (token.mark == FORMAT_GAP) {
            format_put(out, FORMAT_GAP_TEXT, 2);
        } else if (token.mark != FORMAT_CONDITION) {
            format_put(out, token.text.data, token.text.size);
        }
    }
    if (!has_section) {
        format_put(out, text.data, text.size);
    }
}

size_t number_format(const struct leat_value *value, struct leat_text format, char *out,
                     size_t room) {
    static const struct leat_text general = {"General", 7};
    struct format_out to = {.data = out, .room = room};
    const struct leat_text used =
        format.size > 0 && format.size <= NUMBER_FORMAT_BYTES ? format : general;
    if (value->is_null) {
        return 0;
    }
    switch (value->type.kind) {
    case LEAT_INTEGER:
    case LEAT_REAL:
    case LEAT_DECIMAL:
        put_number(&to, value, used);
        break;
    case LEAT_DATE:
    case LEAT_TIMESTAMP:
        put_day(&to, value, used);
        break;
    case LEAT_BOOLEAN:
        format_put(&to, value->as.boolean ? "TRUE" : "FALSE", value->as.boolean ? 4 : 5);
        break;
    case LEAT_TEXT:
        put_text(&to, value->as.text, used);
        break;
    default:
        break;
    }
    return to.size;
}
