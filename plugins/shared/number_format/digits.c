/* digits: a number's digits, rounded and shown plain. See parts.h. */
#include "shared/number_format/parts.h"

#include <string.h>

#include "shared/format.h"

size_t format_plain_text(const struct leat_value *value, char *out) {
    const struct leat_view view = {.values = &value->as, .rows = 1, .type = value->type};
    return format_value(&view, 0, out);
}

/* -- digits ---------------------------------------------------------------------------------- */

static void tidy(struct digits *digits) {
    int zeros = 0;
    while (zeros < digits->count && digits->digit[zeros] == '0') {
        zeros++;
    }
    digits->count -= zeros;
    digits->point -= zeros;
    memmove(digits->digit, digits->digit + zeros, (size_t)digits->count);
    while (digits->count > 0 && digits->digit[digits->count - 1] == '0') {
        digits->count--;
    }
    digits->point = digits->count > 0 ? digits->point : 0;
}

struct digits digits_read(const char *text, size_t size) {
    struct digits digits = {0};
    bool is_whole = true;
    for (size_t i = 0; i < size; i++) {
        if (text[i] == '-') {
            digits.is_negative = true;
        } else if (text[i] == '.') {
            is_whole = false;
        } else if (text[i] == 'e') {
            const bool is_small = text[++i] == '-';
            int exponent = 0;
            for (i += is_small; i < size; i++) {
                exponent = exponent * 10 + (text[i] - '0');
            }
            digits.point += is_small ? -exponent : exponent;
        } else {
            digits.digit[digits.count++] = text[i];
            digits.point += is_whole;
        }
    }
    tidy(&digits);
    return digits;
}

void digits_round(struct digits *digits, int places) {
    const int kept = digits->point + places;
    if (kept >= digits->count) {
        return;
    }
    const bool is_up = kept >= 0 && digits->digit[kept] >= '5';
    digits->count = kept < 0 ? 0 : kept;
    if (is_up) {
        int at = digits->count;
        while (at > 0 && digits->digit[at - 1] == '9') {
            at--;
        }
        digits->count = at;
        if (at > 0) {
            digits->digit[at - 1]++;
        } else {
            digits->digit[0] = '1';
            digits->count = 1;
            digits->point++;
        }
    }
    tidy(digits);
}

char digits_at(const struct digits *digits, int place) {
    const int at = digits->point - 1 - place;
    return at >= 0 && at < digits->count ? digits->digit[at] : '0';
}

/* -- plain ----------------------------------------------------------------------------------- */

enum { PLAIN_DIGITS = 10, PLAIN_LONGEST = 17, PLAIN_MANTISSA = 6, PLAIN_LEAST = -3 };

void digits_put(struct format_out *out, const struct digits *digits, int from, int to) {
    for (int place = from; place >= to; place--) {
        const char digit = digits_at(digits, place);
        format_put(out, ".", place == -1);
        format_put(out, &digit, 1);
    }
}

/* 1.23457E-05 */
static void put_power(struct format_out *out, struct digits digits) {
    digits_round(&digits, PLAIN_MANTISSA - digits.point);
    int exponent = digits.point - 1;
    digits.point = 1;
    digits_put(out, &digits, 0, 1 - digits.count);
    format_put(out, exponent < 0 ? "E-" : "E+", 2);
    exponent = exponent < 0 ? -exponent : exponent;
    char text[FORMAT_ROOM];
    format_put(out, "0", exponent < 10);
    format_put(out, text, format_integer(exponent, text));
}

void digits_put_general(struct format_out *out, struct digits digits, bool is_real) {
    const int whole = digits.point > 1 ? digits.point : 1;
    const int most = whole < PLAIN_DIGITS ? PLAIN_DIGITS - whole : 0;
    const bool is_tiny =
        digits.count > 0 && digits.point < PLAIN_LEAST && digits.count - digits.point > most;
    if (is_tiny || (is_real && digits.point > PLAIN_LONGEST)) {
        put_power(out, digits);
        return;
    }
    digits_round(&digits, most);
    const int places = digits.count - digits.point;
    digits_put(out, &digits, digits.point > 1 ? digits.point - 1 : 0, places > 0 ? -places : 0);
}

void format_put_plain(struct format_out *out, const struct leat_value *value) {
    char text[FORMAT_ROOM];
    const size_t size = format_plain_text(value, text);
    const enum leat_kind kind = (enum leat_kind)value->type.kind;
    if (kind != LEAT_INTEGER && kind != LEAT_DECIMAL && kind != LEAT_REAL) {
        format_put(out, text, size);
        return;
    }
    const struct digits digits = digits_read(text, size);
    format_put(out, "-", digits.is_negative);
    digits_put_general(out, digits, kind == LEAT_REAL);
}
