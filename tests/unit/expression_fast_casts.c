/* Casts from and to text that are worked out in words, against the C library and the readers of
 * whole texts. */
#include <criterion/criterion.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/digits.h"
#include "expression_vectors.h"

/* -- digits ---------------------------------------------------------------------------------- */

Test(expression_fast, eight_digits) {
    uint64_t random = 31;
    for (int i = 0; i < 200000; i++) {
        const uint32_t value = i < 12000 ? (uint32_t)i : (uint32_t)random_below(&random, 100000000);
        char text[9];
        uint64_t bytes;
        snprintf(text, sizeof text, "%08" PRIu32, value);
        memcpy(&bytes, text, sizeof bytes);
        cr_assert(digits_of(value) == bytes && digits_value(bytes) == value, "%s", text);
        cr_assert(digits_are(bytes));
        cr_assert(digits_leading(bytes) == (value == 0 ? 7 : (int)strspn(text, "0")));
        text[random_below(&random, 8)] =
            (char)(random_below(&random, 2) == 0 ? '/' - i % 47 : ':' + i % 198);
        memcpy(&bytes, text, sizeof bytes);
        cr_assert(!digits_are(bytes), "%s", text);
    }
}

/* -- from text ------------------------------------------------------------------------------- */

enum { TEXTS = 3000, TEXT_MOST = 32 };

/* Numbers and what looks like them, of all lengths around the edges of words. */
static void write_number(uint64_t *random, char *out) {
    static const char others[] = "0123456789.-+ e,\tx";
    const uint64_t digits = 1 + random_below(random, 19);
    size_t size = 0;
    if (random_below(random, 4) == 0) {
        out[size++] = " -+\t"[random_below(random, 4)];
    }
    const uint64_t point = random_below(random, 2) == 0 ? random_below(random, digits + 1) : 99;
    for (uint64_t i = 0; i < digits; i++) {
        if (i == point) {
            out[size++] = '.';
        }
        out[size++] = (char)('0' + random_below(random, 10));
    }
    if (point == digits) {
        out[size++] = '.';
    }
    if (random_below(random, 8) == 0) {
        out[size++] = ' ';
    }
    if (random_below(random, 4) == 0) {
        out[random_below(random, size)] = others[random_below(random, sizeof others - 1)];
    }
    out[size] = '\0';
}

static const char **make_texts(uint64_t *random, void (*write)(uint64_t *random, char *out)) {
    const char **list = memory_array(TEXTS, sizeof *list);
    for (size_t i = 0; i < TEXTS; i++) {
        char text[TEXT_MOST + 1];
        write(random, text);
        list[i] = memory_copy(text);
    }
    return list;
}

static void free_texts(const char **list) {
    for (size_t i = 0; i < TEXTS; i++) {
        memory_free((void *)(uintptr_t)list[i]);
    }
    memory_free(list);
}

/* The text without white space around it, if it is [sign] digits with perhaps a point, and no
 * digits at one of its sides at most. */
static bool is_number(struct leat_text text, char *out, bool *has_point) {
    size_t start = 0, end = text.size, digits = 0, points = 0;
    while (start < end && strchr(" \t", text.data[start]) != NULL) {
        start++;
    }
    while (end > start && strchr(" \t", text.data[end - 1]) != NULL) {
        end--;
    }
    for (size_t i = start; i < end; i++) {
        const char byte = text.data[i];
        digits += byte >= '0' && byte <= '9';
        points += byte == '.';
        if (!(byte >= '0' && byte <= '9') && byte != '.' &&
            !(i == start && (byte == '-' || byte == '+'))) {
            return false;
        }
    }
    snprintf(out, TEXT_MOST + 1, "%.*s", (int)(end - start), text.data + start);
    *has_point = points > 0;
    return digits > 0 && points < 2;
}

/* The number as units of 10^-3, rounded half away from zero. */
static int128 thousandths(const char *text) {
    const bool is_negative = *text == '-';
    int128 units = 0;
    int after = -1;
    bool up = false;
    for (text += *text == '-' || *text == '+'; *text != '\0'; text++) {
        if (*text == '.') {
            after = 0;
        } else if (after < 3) {
            units = units * 10 + (*text - '0');
            after += after >= 0;
        } else if (after++ == 3) {
            up = *text >= '5';
        }
    }
    for (after = after < 0 ? 0 : after; after < 3; after++) {
        units *= 10;
    }
    units += up;
    return is_negative ? -units : units;
}

Test(expression_fast, numbers_read) {
    uint64_t random = 32;
    for (int round = 0; round < 4; round++) {
        struct vectors vectors = {0};
        const char **list = make_texts(&random, write_number);
        const struct column *t =
            vectors_add_texts(&vectors, "t", &random, round % 2 == 1, list, TEXTS);
        size_t failed = 0;
        struct column *integers = vectors_eval(
            &vectors, &failed, "case when t like '%%e%%' then null else cast(t as integer) end");
        struct column *decimals =
            vectors_eval(&vectors, &failed,
                         "case when t like '%%e%%' then null else cast(t as decimal(15, 3)) end");
        struct column *reals = vectors_eval(
            &vectors, &failed, "case when t like '%%e%%' then null else cast(t as real) end");
        for (int64_t row = 0; row < VECTOR_ROWS; row++) {
            char number[TEXT_MOST + 1];
            bool has_point;
            if (vectors_null(t, row) || !is_number(vectors_text(t, row), number, &has_point)) {
                cr_assert(vectors_null(integers, row) && vectors_null(decimals, row) &&
                              vectors_null(reals, row),
                          "row %lld", (long long)row);
                continue;
            }
            char *end;
            errno = 0;
            const int64_t integer = strtoll(number, &end, 10);
            const bool is_integer = !has_point && errno == 0;
            const int128 units = thousandths(number);
            const double real = strtod(number, NULL);
            cr_assert(vectors_null(integers, row)
                          ? !is_integer
                          : is_integer && ((const int64_t *)integers->values)[row] == integer,
                      "'%s'", number);
            cr_assert(vectors_null(decimals, row)
                          ? !decimal_fits(units, 15)
                          : ((const int128 *)decimals->values)[row] == units,
                      "'%s'", number);
            cr_assert(!vectors_null(reals, row) &&
                          memcmp((const double *)reals->values + row, &real, sizeof real) == 0,
                      "'%s'", number);
        }
        column_release(integers);
        column_release(decimals);
        column_release(reals);
        vectors_free(&vectors);
        free_texts(list);
    }
}

static void write_date(uint64_t *random, char *out) {
    static const char others[] = "0123456789-/ :x";
    snprintf(out, TEXT_MOST, "%04d-%02d-%02d", (int)random_below(random, 10000),
             (int)random_below(random, 14), (int)random_below(random, 33));
    if (random_below(random, 4) == 0) {
        out[random_below(random, 10)] = others[random_below(random, sizeof others - 1)];
    }
    if (random_below(random, 8) == 0) {
        out[10] = ' ';
        out[11] = '\0';
    }
}

Test(expression_fast, dates_read) {
    uint64_t random = 33;
    for (int round = 0; round < 4; round++) {
        struct vectors vectors = {0};
        const char **list = make_texts(&random, write_date);
        const struct column *t =
            vectors_add_texts(&vectors, "t", &random, round % 2 == 1, list, TEXTS);
        size_t failed = 0;
        struct column *dates = vectors_eval(&vectors, &failed, "cast(t as date)");
        for (int64_t row = 0; row < VECTOR_ROWS; row++) {
            int32_t date = 0;
            const char *reason;
            bool is_date = false;
            if (!vectors_null(t, row)) {
                struct leat_text text = vectors_text(t, row);
                const size_t start = text.data[0] == ' ';
                text.size -= text.data[text.size - 1] == ' ';
                is_date = date_parse_iso(text.data + start, text.size - start, &date, &reason);
            }
            cr_assert(vectors_null(dates, row)
                          ? !is_date
                          : is_date && ((const int32_t *)dates->values)[row] == date,
                      "row %lld", (long long)row);
        }
        column_release(dates);
        vectors_free(&vectors);
        free_texts(list);
    }
}

/* -- to text --------------------------------------------------------------------------------- */

static void draw_integer(uint64_t *random, void *to) {
    static const int64_t edges[] = {0, 9, 10, 99999999, 100000000, 99999, INT64_MAX, INT64_MIN + 1};
    int64_t value = (int64_t)(random_next(random) >> random_below(random, 64));
    value = random_below(random, 4) == 0 ? edges[random_below(random, 8)] : value;
    value = random_below(random, 2) == 0 ? value : -value;
    memcpy(to, &value, sizeof value);
}

static void draw_units(uint64_t *random, void *to) {
    int64_t integer;
    draw_integer(random, &integer);
    const int128 units = integer / 10;
    memcpy(to, &units, sizeof units);
}

static void draw_day(uint64_t *random, void *to) {
    const int32_t day = DATE_MIN + (int32_t)random_below(random, DATE_MAX - DATE_MIN + 1);
    memcpy(to, &day, sizeof day);
}

static bool is_text(const struct column *column, int64_t row, const char *text) {
    const struct leat_text there = vectors_text(column, row);
    return there.size == strlen(text) && memcmp(there.data, text, there.size) == 0;
}

Test(expression_fast, integers_and_dates_written) {
    uint64_t random = 34;
    struct vectors vectors = {0};
    const struct column *n =
        vectors_add(&vectors, "n", type_of(LEAT_INTEGER), &random, true, draw_integer);
    const struct column *d =
        vectors_add(&vectors, "d", type_of(LEAT_DATE), &random, true, draw_day);
    struct column *integers = vectors_eval(&vectors, NULL, "cast(n as text)");
    struct column *days = vectors_eval(&vectors, NULL, "cast(d as text)");
    for (int64_t row = 0; row < VECTOR_ROWS; row++) {
        char text[DATE_TEXT + 1];
        cr_assert(vectors_null(integers, row) == vectors_null(n, row));
        cr_assert(vectors_null(days, row) == vectors_null(d, row));
        snprintf(text, sizeof text, "%" PRId64, ((const int64_t *)n->values)[row]);
        cr_assert(vectors_null(n, row) || is_text(integers, row, text), "%s", text);
        if (!vectors_null(d, row)) {
            text[date_format(((const int32_t *)d->values)[row], text)] = '\0';
            cr_assert(is_text(days, row, text), "%s", text);
        }
    }
    column_release(integers);
    column_release(days);
    vectors_free(&vectors);
}

Test(expression_fast, decimals_written) {
    uint64_t random = 35;
    for (int scale = 0; scale <= 9; scale++) {
        struct vectors vectors = {0};
        const struct column *d =
            vectors_add(&vectors, "d", type_decimal(18, scale), &random, true, draw_units);
        struct column *got = vectors_eval(&vectors, NULL, "cast(d as text)");
        for (int64_t row = 0; row < VECTOR_ROWS; row++) {
            char text[DECIMAL_TEXT + 1];
            if (!vectors_null(d, row)) {
                text[decimal_format(((const int128 *)d->values)[row], scale, false, text)] = '\0';
                cr_assert(is_text(got, row, text), "%s", text);
            }
        }
        column_release(got);
        vectors_free(&vectors);
    }
}
