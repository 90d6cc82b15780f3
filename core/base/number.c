/* number: the parts of a number as written. See number.h. */
#include "number.h"

static bool is_sign(const char *text, size_t size) {
    return size > 0 && (text[0] == '-' || text[0] == '+');
}

static size_t count_digits(const char *text, size_t size) {
    size_t count = 0;
    while (count < size && text[count] >= '0' && text[count] <= '9') {
        count++;
    }
    return count;
}

/* Reads [+-]digits to the end of the text. */
static bool read_exponent(const char *text, size_t size, int64_t *out) {
    const size_t start = is_sign(text, size);
    if (start == size || count_digits(text + start, size - start) != size - start) {
        return false;
    }
    int64_t exponent = 0;
    for (size_t i = start; i < size; i++) {
        exponent = exponent < INT64_MAX / 100 ? exponent * 10 + (text[i] - '0') : exponent;
    }
    *out = text[0] == '-' ? -exponent : exponent;
    return true;
}

static void find_digits(struct number *number) {
    number->past = number->whole_size + number->fraction_size;
    while (number->first < number->past && number_digit(number, number->first) == 0) {
        number->first++;
    }
    while (number->past > number->first && number_digit(number, number->past - 1) == 0) {
        number->past--;
    }
    number->zeros = number->exponent + (int64_t)number->whole_size - (int64_t)number->past;
}

bool number_read(const char *text, size_t size, char point, bool exponent, struct number *out) {
    size_t at = is_sign(text, size);
    *out = (struct number){.negative = at == 1 && text[0] == '-', .whole = text + at};
    out->whole_size = count_digits(text + at, size - at);
    at += out->whole_size;
    if (out->whole_size == 0) {
        return false;
    }
    if (at < size && text[at] == point) {
        at++;
        out->fraction = text + at;
        out->fraction_size = count_digits(text + at, size - at);
        at += out->fraction_size;
        if (out->fraction_size == 0) {
            return false;
        }
    }
    if (exponent && at < size && (text[at] == 'e' || text[at] == 'E')) {
        at++;
        if (!read_exponent(text + at, size - at, &out->exponent)) {
            return false;
        }
        at = size;
    }
    find_digits(out);
    return at == size;
}
