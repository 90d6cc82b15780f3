/* field_number: integers, reals and decimals as people and programs write them. See field.h.
 *
 *     [sign] [currency [gap] [sign]] digits [point digits] [exponent] [gap] [% | currency]
 *
 * where the digits before the point may stand in groups of three, if the field says what stands
 * between them. */
#include "batch/field_parts.h"

#include <string.h>

#include "base/decimal.h"
#include "base/real.h"

/* The part with the digits, without its sign. */
struct body {
    const char *text;
    size_t size;
    bool negative, has_point, has_exponent;
    char copy[512]; /* where separators had to be left out */
};

static bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }

size_t field_gap(const char *text, size_t size) {
    if (size > 0 && text[0] == ' ') {
        return 1;
    }
    if (size >= 2 && memcmp(text, "\xc2\xa0", 2) == 0) {
        return 2;
    }
    return size >= 3 && memcmp(text, "\xe2\x80\xaf", 3) == 0 ? 3 : 0;
}

size_t field_gap_before(const char *text, size_t size) {
    for (size_t length = 1; length <= 3 && length <= size; length++) {
        if (field_gap(text + size - length, length) == length) {
            return length;
        }
    }
    return 0;
}

static void cut_front(struct body *body, size_t size) {
    body->text += size;
    body->size -= size;
}

static bool take_sign(struct body *body) {
    if (body->size == 0 || (body->text[0] != '-' && body->text[0] != '+')) {
        return false;
    }
    body->negative = body->text[0] == '-';
    cut_front(body, 1);
    return true;
}

/* Takes away all that is not the number itself: sign, currency, percent sign. */
static void strip(const struct field *field, struct body *body) {
    const bool is_signed = take_sign(body);
    const size_t currency = field->currency != NULL ? strlen(field->currency) : 0;
    const bool before =
        currency > 0 && body->size > currency && memcmp(body->text, field->currency, currency) == 0;
    if (before) {
        cut_front(body, currency);
        cut_front(body, field_gap(body->text, body->size));
        if (!is_signed) {
            take_sign(body);
        }
    }
    size_t after = 0;
    if (field->percent && body->size > 1 && body->text[body->size - 1] == '%') {
        after = 1;
    } else if (currency > 0 && !before && body->size > currency &&
               memcmp(body->text + body->size - currency, field->currency, currency) == 0) {
        after = currency;
    }
    if (after > 0) {
        body->size -= after;
        body->size -= field_gap_before(body->text, body->size);
    }
}

/* The bytes of the separator that text begins with; 0: none. */
static size_t separator_size(const struct field *field, const char *text, size_t size) {
    if (field->thousands == 0 || size == 0) {
        return 0;
    }
    return field->thousands == ' ' ? field_gap(text, size) : text[0] == field->thousands;
}

/* Copies the digits before the point without their separators; false: they do not stand in groups
 * of three. */
static bool take_groups(const struct field *field, struct body *body, size_t *used) {
    const char *text = body->text;
    const size_t size = body->size;
    size_t at = 0, count = 0, group = 0, groups = 0, step;
    while (at < size) {
        if (is_digit(text[at])) {
            if (count < sizeof body->copy) {
                body->copy[count] = text[at];
            }
            count++;
            at++;
            group++;
        } else if ((step = separator_size(field, text + at, size - at)) > 0 && at + step < size &&
                   is_digit(text[at + step])) {
            if (group == 0 || group > 3 || (groups > 0 && group != 3)) {
                return false;
            }
            groups++;
            group = 0;
            at += step;
        } else {
            break;
        }
    }
    *used = at;
    if (groups == 0) {
        return true;
    }
    if (group != 3 || count + (size - at) > sizeof body->copy) {
        return false;
    }
    memcpy(body->copy + count, text + at, size - at);
    body->text = body->copy;
    body->size = count + (size - at);
    *used = count;
    return true;
}

/* Where a digit is left out beside the point, as in ".5" and "5.", puts a nought there. */
static bool complete(struct body *body, size_t whole, char point) {
    const bool front =
        whole == 0 && body->size > 1 && body->text[0] == point && is_digit(body->text[1]);
    const bool back = whole > 0 && body->size == whole + 1 && body->text[whole] == point;
    if (!front && !back) {
        return whole > 0;
    }
    if (body->size == sizeof body->copy) {
        return false;
    }
    memmove(body->copy + front, body->text, body->size);
    body->copy[front ? 0 : body->size] = '0';
    body->text = body->copy;
    body->size++;
    return true;
}

/* The body as decimal_parse and real_parse want it; false: it is no number. */
static bool prepare(const struct field *field, struct leat_text text, struct body *body) {
    size_t whole;
    body->text = text.data;
    body->size = text.size;
    body->negative = body->has_point = body->has_exponent = false;
    strip(field, body);
    if (!take_groups(field, body, &whole) || !complete(body, whole, field->point)) {
        return false;
    }
    body->has_point = memchr(body->text, field->point, body->size) != NULL;
    body->has_exponent =
        memchr(body->text, 'e', body->size) != NULL || memchr(body->text, 'E', body->size) != NULL;
    return true;
}

static enum field_number read_decimal(const struct field *field, const struct body *body,
                                      struct leat_value *out) {
    int128 units = 0;
    switch (decimal_parse(body->text, body->size, field->point, true, field->type.precision,
                          field->type.scale, &units)) {
    case DECIMAL_READ:
        break;
    case DECIMAL_TOO_LARGE:
        return FIELD_NUMBER_LARGE;
    case DECIMAL_INEXACT:
        return FIELD_NUMBER_INEXACT;
    default:
        return FIELD_NUMBER_FORM;
    }
    units = body->negative ? -units : units;
    out->as.decimal.low = (uint64_t)units;
    out->as.decimal.high = (int64_t)(units >> 64);
    return FIELD_NUMBER_READ;
}

static enum field_number read_real(const struct field *field, const struct body *body,
                                   struct leat_value *out) {
    double value = 0;
    switch (real_parse(body->text, body->size, field->point, &value)) {
    case REAL_READ:
        out->as.real = body->negative ? -value : value;
        return FIELD_NUMBER_READ;
    case REAL_TOO_LARGE:
        return FIELD_NUMBER_LARGE;
    default:
        return FIELD_NUMBER_FORM;
    }
}

/* A number with a fraction or an exponent is told apart from what is no number. */
static enum field_number read_integer(const struct field *field, const struct body *body,
                                      struct leat_value *out) {
    double real;
    if (body->has_point || body->has_exponent) {
        return real_parse(body->text, body->size, field->point, &real) == REAL_NO_NUMBER
                   ? FIELD_NUMBER_FORM
               : body->has_exponent ? FIELD_NUMBER_EXPONENT
                                    : FIELD_NUMBER_POINT;
    }
    const uint64_t most = (uint64_t)INT64_MAX + body->negative;
    uint64_t value = 0;
    bool fits = true;
    for (size_t i = 0; i < body->size; i++) {
        if (!is_digit(body->text[i])) {
            return FIELD_NUMBER_FORM;
        }
        const uint64_t digit = (uint64_t)(body->text[i] - '0');
        fits = fits && value <= (most - digit) / 10;
        value = fits ? value * 10 + digit : value;
    }
    out->as.integer = (int64_t)(body->negative ? 0 - value : value);
    return fits ? FIELD_NUMBER_READ : FIELD_NUMBER_LARGE;
}

enum field_number field_number_read(const struct field *field, struct leat_text text,
                                    struct leat_value *out) {
    struct body body;
    if (!prepare(field, text, &body)) {
        return FIELD_NUMBER_FORM;
    }
    switch (field->type.kind) {
    case LEAT_INTEGER:
        return read_integer(field, &body, out);
    case LEAT_DECIMAL:
        return read_decimal(field, &body, out);
    default:
        return read_real(field, &body, out);
    }
}
