/* Loops that take short ways, against ways that take none: dates, lists, texts and choices, over
 * random columns with anything under their nulls. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "expression_vectors.h"

/* -- dates ----------------------------------------------------------------------------------- */

static void draw_day(uint64_t *random, void *to) {
    static const int32_t edges[] = {DATE_MIN, DATE_MIN + 1, DATE_MIN + 59, -1,           0,
                                    11016,    11017,        DATE_MAX - 3,  DATE_MAX - 1, DATE_MAX};
    const int32_t day = random_below(random, 4) == 0
                            ? edges[random_below(random, sizeof edges / sizeof *edges)]
                            : DATE_MIN + (int32_t)random_below(random, DATE_MAX - DATE_MIN + 1);
    memcpy(to, &day, sizeof day);
}

static void draw_moment(uint64_t *random, void *to) {
    static const int64_t edges[] = {0, 1, 59999999, 60000000, 3599999999, 86399999999};
    int32_t day;
    draw_day(random, &day);
    const int64_t time = random_below(random, 2) == 0 ? edges[random_below(random, 6)]
                                                      : (int64_t)random_below(random, 86400000000);
    const int64_t moment = day * INT64_C(86400000000) + time;
    memcpy(to, &moment, sizeof moment);
}

static int64_t part_of(const char *part, int32_t day, const struct civil *civil) {
    int iso_year;
    const int week = date_iso_week(day, &iso_year);
    const struct {
        const char *name;
        int64_t value;
    } parts[] = {{"year", civil->year},
                 {"month", civil->month},
                 {"day", civil->day},
                 {"quarter", (civil->month - 1) / 3 + 1},
                 {"week", week},
                 {"isoyear", iso_year},
                 {"dow", date_weekday(day) % 7},
                 {"isodow", date_weekday(day)},
                 {"doy", date_year_day(day)},
                 {"hour", civil->hour},
                 {"minute", civil->minute}};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (strcmp(parts[i].name, part) == 0) {
            return parts[i].value;
        }
    }
    cr_assert_fail("%s", part);
    return 0;
}

static int32_t day_of(int64_t moment) {
    const int64_t day = INT64_C(86400000000);
    return (int32_t)((moment - (moment % day + day) % day) / day);
}

Test(expression_fast, parts_of_days_and_moments) {
    static const char *const names[] = {"year", "month",  "day", "quarter", "week",  "isoyear",
                                        "dow",  "isodow", "doy", "hour",    "minute"};
    uint64_t random = 11;
    for (int nulls = 0; nulls < 2; nulls++) {
        struct vectors vectors = {0};
        const struct column *days =
            vectors_add(&vectors, "d", type_of(LEAT_DATE), &random, nulls, draw_day);
        const struct column *moments =
            vectors_add(&vectors, "m", type_of(LEAT_TIMESTAMP), &random, nulls, draw_moment);
        for (size_t i = 0; i < 2 * sizeof names / sizeof *names; i++) {
            const char *const name = names[i / 2];
            const bool of_day = i % 2 == 0;
            if (of_day && (strcmp(name, "hour") == 0 || strcmp(name, "minute") == 0)) {
                continue;
            }
            struct column *got =
                vectors_eval(&vectors, NULL, "extract(%s from %s)", name, of_day ? "d" : "m");
            for (int64_t row = 0; row < VECTOR_ROWS; row++) {
                struct civil civil;
                cr_assert(vectors_null(got, row) == vectors_null(of_day ? days : moments, row));
                if (vectors_null(got, row)) {
                    continue;
                }
                const int64_t moment = ((const int64_t *)moments->values)[row];
                const int32_t day = of_day ? ((const int32_t *)days->values)[row] : day_of(moment);
                if (of_day) {
                    date_civil(day, &civil);
                } else {
                    timestamp_civil(moment, &civil);
                }
                cr_assert(((const int64_t *)got->values)[row] == part_of(name, day, &civil),
                          "%s of %d", name, day);
            }
            column_release(got);
        }
        vectors_free(&vectors);
    }
}

static int64_t cut_moment(const char *unit, int64_t moment) {
    const int32_t day = day_of(moment);
    struct civil civil;
    timestamp_civil(moment, &civil);
    civil.microsecond = 0;
    civil.second = strcmp(unit, "second") == 0 ? civil.second : 0;
    civil.minute = strcmp(unit, "second") == 0 || strcmp(unit, "minute") == 0 ? civil.minute : 0;
    if (strcmp(unit, "second") == 0 || strcmp(unit, "minute") == 0 || strcmp(unit, "hour") == 0) {
        return timestamp_from(&civil);
    }
    if (strcmp(unit, "week") == 0) {
        return (day - (date_weekday(day) - 1)) * INT64_C(86400000000);
    }
    const struct civil cut = {.year = civil.year,
                              .month = strcmp(unit, "year") == 0 ? 1
                                       : strcmp(unit, "quarter") == 0
                                           ? (civil.month - 1) / 3 * 3 + 1
                                           : civil.month,
                              .day = strcmp(unit, "day") == 0 ? civil.day : 1};
    return timestamp_from(&cut);
}

Test(expression_fast, days_and_moments_cut_off) {
    static const char *const units[] = {"year", "quarter", "month",  "week",
                                        "day",  "hour",    "minute", "second"};
    uint64_t random = 12;
    struct vectors vectors = {0};
    const struct column *days =
        vectors_add(&vectors, "d", type_of(LEAT_DATE), &random, true, draw_day);
    const struct column *moments =
        vectors_add(&vectors, "m", type_of(LEAT_TIMESTAMP), &random, true, draw_moment);
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        struct column *got = vectors_eval(&vectors, NULL, "date_trunc('%s', m)", units[i]);
        struct column *got_day =
            i < 5 ? vectors_eval(&vectors, NULL, "date_trunc('%s', d)", units[i]) : NULL;
        for (int64_t row = 0; row < VECTOR_ROWS; row++) {
            const int64_t moment = ((const int64_t *)moments->values)[row];
            const int32_t day = ((const int32_t *)days->values)[row];
            cr_assert(vectors_null(moments, row) ||
                          ((const int64_t *)got->values)[row] == cut_moment(units[i], moment),
                      "%s of %lld", units[i], (long long)moment);
            cr_assert(i >= 5 || vectors_null(days, row) ||
                          ((const int32_t *)got_day->values)[row] ==
                              day_of(cut_moment(units[i], day * INT64_C(86400000000))),
                      "%s of %d", units[i], day);
        }
        column_release(got);
        column_release(got_day);
    }
    vectors_free(&vectors);
}

/* -- lists and texts ------------------------------------------------------------------------- */

/* Short ones, long ones, and those that differ in their last bytes or their size alone. */
static const char *const words[] = {"",
                                    "a",
                                    "b",
                                    "aa",
                                    "Primary",
                                    "Primarx",
                                    "Primary1",
                                    "abcdefghijkl",
                                    "abcdefghijkm",
                                    "abcdefghijklm",
                                    "abcdefghijkln",
                                    "abcdxxxxxxxxxxxxxxxxxxxxxxx",
                                    "abcdxxxxxxxxxxxxxxxxxxxxxxy",
                                    "Pupil referral unit",
                                    "Pupil referral uniu",
                                    "\xc3\xa9t\xc3\xa9",
                                    "Secondary"};
enum { WORDS = sizeof words / sizeof *words };

static bool same(struct leat_text text, const char *word) {
    return text.size == strlen(word) && memcmp(text.data, word, text.size) == 0;
}

/* A list of words, as SQL has it. */
static void write_list(uint64_t chosen, size_t padding, char *out) {
    for (size_t i = 0; i < WORDS; i++) {
        if (chosen >> i & 1) {
            out += sprintf(out, "'%s', ", words[i]);
        }
    }
    for (size_t i = 0; i < padding; i++) {
        out += sprintf(out, "'p%zu', ", i);
    }
    strcpy(out, "'no word'");
}

Test(expression_fast, texts_in_lists) {
    uint64_t random = 13;
    for (int round = 0; round < 60; round++) {
        struct vectors vectors = {0};
        const struct column *texts =
            vectors_add_texts(&vectors, "t", &random, round % 2 == 0, words, WORDS);
        char list[8192];
        const uint64_t chosen = random_next(&random) & random_next(&random);
        write_list(chosen, round % 5 == 0 ? random_below(&random, 300) : 0, list);
        struct column *got = vectors_eval(&vectors, NULL, "case when t in (%s) then 1 end", list);
        for (int64_t row = 0; row < VECTOR_ROWS; row++) {
            bool expected = false;
            for (size_t i = 0; i < WORDS && !vectors_null(texts, row); i++) {
                expected |= (chosen >> i & 1) != 0 && same(vectors_text(texts, row), words[i]);
            }
            cr_assert(vectors_null(got, row) == !expected, "row %lld", (long long)row);
        }
        column_release(got);
        vectors_free(&vectors);
    }
}

static void draw_integer(uint64_t *random, void *to) {
    static const int64_t edges[] = {INT64_MIN, INT64_MAX, -1, 0, 1, 63, 64, 65, 4095, 4096};
    const int64_t value = random_below(random, 3) == 0 ? edges[random_below(random, 10)]
                                                       : (int64_t)random_below(random, 130) - 3;
    memcpy(to, &value, sizeof value);
}

Test(expression_fast, integers_in_lists) {
    static const int64_t lists[][4] = {{1, 2, 3, 3},           {0, 63, 64, 65},
                                       {0, 4095, 7, 64},       {0, 4096, 1, 2},
                                       {-1, INT64_MAX, 0, 64}, {-9223372036854775807, 5, 6, 7}};
    uint64_t random = 14;
    struct vectors vectors = {0};
    const struct column *column =
        vectors_add(&vectors, "n", type_of(LEAT_INTEGER), &random, true, draw_integer);
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        const int64_t *list = lists[i];
        struct column *got = vectors_eval(
            &vectors, NULL, "case when n in (%lld, %lld, %lld, %lld) then 1 end",
            (long long)list[0], (long long)list[1], (long long)list[2], (long long)list[3]);
        for (int64_t row = 0; row < VECTOR_ROWS; row++) {
            const int64_t value = ((const int64_t *)column->values)[row];
            const bool expected =
                !vectors_null(column, row) &&
                (value == list[0] || value == list[1] || value == list[2] || value == list[3]);
            cr_assert(vectors_null(got, row) == !expected, "list %zu: %lld", i, (long long)value);
        }
        column_release(got);
    }
    vectors_free(&vectors);
}

Test(expression_fast, texts_that_are_equal_or_begin_so) {
    uint64_t random = 15;
    struct vectors vectors = {0};
    const struct column *a = vectors_add_texts(&vectors, "a", &random, true, words, WORDS);
    const struct column *b = vectors_add_texts(&vectors, "b", &random, false, words, WORDS);
    struct column *equal = vectors_eval(&vectors, NULL, "case when a = b then 1 end");
    for (int64_t row = 0; row < VECTOR_ROWS; row++) {
        const bool expected = !vectors_null(a, row) &&
                              vectors_text(a, row).size == vectors_text(b, row).size &&
                              memcmp(vectors_text(a, row).data, vectors_text(b, row).data,
                                     vectors_text(a, row).size) == 0;
        cr_assert(vectors_null(equal, row) == !expected, "row %lld", (long long)row);
    }
    column_release(equal);
    for (size_t i = 0; i < WORDS; i++) {
        equal = vectors_eval(&vectors, NULL, "case when a = '%s' then 1 end", words[i]);
        struct column *begins =
            vectors_eval(&vectors, NULL, "case when a like '%s%%' then 1 end", words[i]);
        for (int64_t row = 0; row < VECTOR_ROWS; row++) {
            const struct leat_text text =
                vectors_null(a, row) ? (struct leat_text){"?", 1} : vectors_text(a, row);
            const size_t size = strlen(words[i]);
            const bool is = !vectors_null(a, row) && same(text, words[i]);
            const bool has = !vectors_null(a, row) && text.size >= size &&
                             memcmp(text.data, words[i], size) == 0;
            cr_assert(vectors_null(equal, row) == !is, "row %lld", (long long)row);
            cr_assert(vectors_null(begins, row) == !has, "row %lld", (long long)row);
        }
        column_release(equal);
        column_release(begins);
    }
    vectors_free(&vectors);
}

/* -- choices --------------------------------------------------------------------------------- */

static void draw_percent(uint64_t *random, void *to) {
    const int64_t value = (int64_t)random_below(random, 100);
    memcpy(to, &value, sizeof value);
}

static void draw_decimal(uint64_t *random, void *to) {
    const int128 value = (int128)random_next(random) * 1000 - (int128)random_next(random);
    memcpy(to, &value, sizeof value);
}

static void draw_real(uint64_t *random, void *to) {
    const double value = (double)random_next(random) / 3;
    memcpy(to, &value, sizeof value);
}

/* Whether the row has in `got` what it has in `from`, which is of the same type. */
static bool has_same(const struct column *got, const struct column *from, int64_t row) {
    if (vectors_null(from, row) || vectors_null(got, row)) {
        return vectors_null(from, row) == vectors_null(got, row);
    }
    if (got->type.kind == LEAT_TEXT) {
        const struct leat_text x = vectors_text(got, row), y = vectors_text(from, row);
        return x.size == y.size && memcmp(x.data, y.data, x.size) == 0;
    }
    const size_t at = column_size(got->type, row);
    return memcmp((const char *)got->values + at, (const char *)from->values + at,
                  column_size(got->type, 1)) == 0;
}

static void check_choices(struct vectors *vectors, const struct column *percent,
                          const struct column *a, const struct column *b) {
    static const int shares[] = {0, 1, 5, 50, 95, 100};
    for (size_t i = 0; i < sizeof shares / sizeof *shares; i++) {
        struct column *got =
            vectors_eval(vectors, NULL, "case when percent < %d then a else b end", shares[i]);
        for (int64_t row = 0; row < VECTOR_ROWS; row++) {
            const bool first = ((const int64_t *)percent->values)[row] < shares[i];
            cr_assert(has_same(got, first ? a : b, row), "%d: row %lld", shares[i], (long long)row);
        }
        column_release(got);
    }
    struct column *got = vectors_eval(vectors, NULL, "coalesce(a, b)");
    for (int64_t row = 0; row < VECTOR_ROWS; row++) {
        cr_assert(has_same(got, vectors_null(a, row) ? b : a, row), "row %lld", (long long)row);
    }
    column_release(got);
}

Test(expression_fast, choices_between_columns_of_every_width) {
    static const struct {
        enum leat_kind kind;
        void (*draw)(uint64_t *random, void *to);
    } kinds[] = {{LEAT_INTEGER, draw_integer}, {LEAT_REAL, draw_real},        {LEAT_DATE, draw_day},
                 {LEAT_DECIMAL, draw_decimal}, {LEAT_TIMESTAMP, draw_moment}, {LEAT_TEXT, NULL}};
    uint64_t random = 16;
    for (size_t i = 0; i < 2 * sizeof kinds / sizeof *kinds; i++) {
        const enum leat_kind kind = kinds[i / 2].kind;
        const struct leat_type type = kind == LEAT_DECIMAL ? type_decimal(38, 2) : type_of(kind);
        struct vectors vectors = {0};
        const struct column *percent =
            vectors_add(&vectors, "percent", type_of(LEAT_INTEGER), &random, false, draw_percent);
        const struct column *both[2];
        for (int k = 0; k < 2; k++) {
            const bool nulls = (i + (size_t)k) % 2 == 0;
            const char *const name = k == 0 ? "a" : "b";
            both[k] = kind == LEAT_TEXT
                          ? vectors_add_texts(&vectors, name, &random, nulls, words, WORDS)
                          : vectors_add(&vectors, name, type, &random, nulls, kinds[i / 2].draw);
        }
        check_choices(&vectors, percent, both[0], both[1]);
        vectors_free(&vectors);
    }
}

Test(expression_fast, greatest_and_least) {
    uint64_t random = 17;
    struct vectors vectors = {0};
    const struct column *a =
        vectors_add(&vectors, "a", type_of(LEAT_INTEGER), &random, true, draw_integer);
    const struct column *b =
        vectors_add(&vectors, "b", type_of(LEAT_INTEGER), &random, true, draw_integer);
    for (int least = 0; least < 2; least++) {
        struct column *got = vectors_eval(&vectors, NULL, "%s(a, b)", least ? "least" : "greatest");
        for (int64_t row = 0; row < VECTOR_ROWS; row++) {
            const int64_t x = ((const int64_t *)a->values)[row],
                          y = ((const int64_t *)b->values)[row];
            const bool first =
                vectors_null(b, row) || (!vectors_null(a, row) && (least ? x < y : x > y));
            cr_assert(has_same(got, first ? a : b, row), "row %lld", (long long)row);
        }
        column_release(got);
    }
    vectors_free(&vectors);
}
