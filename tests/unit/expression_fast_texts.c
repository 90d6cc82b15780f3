/* Functions of texts that look at several bytes at once, against loops that look at one character
 * at a time. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "expression_vectors.h"

enum { TEXTS = 800, TEXT_MOST = 48, CODES_MOST = TEXT_MOST };

/* Few letters, so that parts are found often; of all sizes around 8, 12 and 16. */
static void write_text(uint64_t *random, char *out) {
    static const char *const codes[] = {"a", "b", "A",        "z",           " ",
                                        "Z", "[", "\xc3\xa9", "\xe2\x82\xac"};
    const uint64_t variety = random_below(random, 2) == 0 ? 7 : 9;
    const uint64_t count =
        random_below(random, 4) == 0 ? random_below(random, 4) : random_below(random, 38);
    size_t size = 0;
    for (uint64_t i = 0; i < count && size + 3 <= TEXT_MOST; i++) {
        const char *code = codes[random_below(random, variety)];
        memcpy(out + size, code, strlen(code));
        size += strlen(code);
    }
    out[size] = '\0';
}

/* -- the loops ------------------------------------------------------------------------------- */

static size_t step(const char *text) {
    size_t size = 1;
    while (((unsigned char)text[size] & 0xc0) == 0x80) {
        size++;
    }
    return size;
}

/* Code points from `from` on (0 the first), `count` of them. */
static void take(const char *text, int64_t from, int64_t count, char *out) {
    for (int64_t i = 0; *text != '\0'; i++, text += step(text)) {
        if (i >= from && i < from + count) {
            memcpy(out, text, step(text));
            out += step(text);
        }
    }
    *out = '\0';
}

static int64_t length(const char *text) {
    int64_t count = 0;
    for (; *text != '\0'; text += step(text)) {
        count++;
    }
    return count;
}

static void change_case(const char *text, bool upper, char *out) {
    for (; *text != '\0'; text++) {
        const char first = upper ? 'a' : 'A';
        if (*text >= first && *text < first + 26) {
            *out++ = (char)(*text ^ 0x20);
        } else if (upper && (unsigned char)text[0] == 0xa9) { /* of e acute */
            *out++ = (char)0x89;
        } else {
            *out++ = *text;
        }
    }
    *out = '\0';
}

static void replace(const char *text, const char *old, const char *new, char *out) {
    while (*text != '\0') {
        if (strncmp(text, old, strlen(old)) == 0) {
            out = stpcpy(out, new);
            text += strlen(old);
        } else {
            *out++ = *text++;
        }
    }
    *out = '\0';
}

static void trim(const char *text, char *out) {
    size_t size = strlen(text);
    while (size > 0 && text[size - 1] == ' ') {
        size--;
    }
    while (size > 0 && *text == ' ') {
        text++;
        size--;
    }
    memcpy(out, text, size);
    out[size] = '\0';
}

/* -- comparing ------------------------------------------------------------------------------- */

struct pair {
    const char *a, *b;
};

typedef void model(struct pair pair, char *out);

static void model_length(struct pair pair, char *out) {
    sprintf(out, "%lld", (long long)length(pair.a));
}
static void model_left(struct pair pair, char *out) { take(pair.a, 0, 9, out); }
static void model_left_negative(struct pair pair, char *out) {
    take(pair.a, 0, length(pair.a) - 2, out);
}
static void model_right(struct pair pair, char *out) {
    const int64_t size = length(pair.a);
    take(pair.a, size < 3 ? 0 : size - 3, 3, out);
}
static void model_right_negative(struct pair pair, char *out) { take(pair.a, 10, 100, out); }
static void model_substring(struct pair pair, char *out) { take(pair.a, 2, 7, out); }
static void model_substring_far(struct pair pair, char *out) { take(pair.a, 9, 14, out); }
static void model_upper(struct pair pair, char *out) { change_case(pair.a, true, out); }
static void model_lower(struct pair pair, char *out) { change_case(pair.a, false, out); }
static void model_trim(struct pair pair, char *out) { trim(pair.a, out); }
static void model_join(struct pair pair, char *out) { sprintf(out, "%s%s", pair.a, pair.b); }
static void model_join_three(struct pair pair, char *out) { sprintf(out, "%s-%s", pair.a, pair.b); }
static void model_replace(struct pair pair, char *out) { replace(pair.a, "ab", "x", out); }
static void model_replace_longer(struct pair pair, char *out) {
    replace(pair.a, "a", "\xc3\xa9yyy", out);
}
static void model_find(struct pair pair, char *out) {
    const char *at = strstr(pair.a, "aba");
    char before[TEXT_MOST + 1] = "";
    snprintf(before, sizeof before, "%.*s", at == NULL ? 0 : (int)(at - pair.a), pair.a);
    sprintf(out, "%lld", at == NULL ? 0 : (long long)length(before) + 1);
}
static void model_like(struct pair pair, char *out) {
    strcpy(out, strstr(pair.a, "zA") != NULL ? "true" : "false");
}
static void model_ilike(struct pair pair, char *out) {
    char lower[TEXT_MOST + 1];
    change_case(pair.a, false, lower);
    strcpy(out, strstr(lower, "za") != NULL ? "true" : "false");
}
static void model_ilike_prefix(struct pair pair, char *out) {
    char lower[TEXT_MOST + 1];
    change_case(pair.a, false, lower);
    strcpy(out, strncmp(lower, "ab", 2) == 0 ? "true" : "false");
}
static void model_ilike_suffix(struct pair pair, char *out) {
    char lower[TEXT_MOST + 1];
    change_case(pair.a, false, lower);
    const size_t size = strlen(lower);
    strcpy(out, size >= 2 && strcmp(lower + size - 2, "zb") == 0 ? "true" : "false");
}
static void model_ilike_exact(struct pair pair, char *out) {
    char lower[TEXT_MOST + 1];
    change_case(pair.a, false, lower);
    strcpy(out, strcmp(lower, "a") == 0 ? "true" : "false");
}

static const struct {
    const char *text;
    model *model;
} functions[] = {
    {"cast(length(a) as text)", model_length},
    {"left(a, 9)", model_left},
    {"left(a, -2)", model_left_negative},
    {"right(a, 3)", model_right},
    {"right(a, -10)", model_right_negative},
    {"substring(a, 3, 7)", model_substring},
    {"substring(a, 10, 14)", model_substring_far},
    {"upper(a)", model_upper},
    {"lower(a)", model_lower},
    {"trim(a)", model_trim},
    {"a || b", model_join},
    {"a || '-' || b", model_join_three},
    {"replace(a, 'ab', 'x')", model_replace},
    {"replace(a, 'a', '\xc3\xa9yyy')", model_replace_longer},
    {"cast(strpos(a, 'aba') as text)", model_find},
    {"cast(a like '%zA%' as text)", model_like},
    {"cast(a ilike '%Za%' as text)", model_ilike},
    {"cast(a ilike 'aB%' as text)", model_ilike_prefix},
    {"cast(a ilike '%zB' as text)", model_ilike_suffix},
    {"cast(a ilike 'A' as text)", model_ilike_exact},
};

static void copy_text(const struct column *column, int64_t row, char *out) {
    const struct leat_text text = vectors_text(column, row);
    memcpy(out, text.data, text.size);
    out[text.size] = '\0';
}

Test(expression_fast, texts_measured_cut_and_made) {
    uint64_t random = 41;
    const char *list[TEXTS];
    for (size_t i = 0; i < TEXTS; i++) {
        char text[TEXT_MOST + 1];
        write_text(&random, text);
        list[i] = memory_copy(text);
    }
    for (int round = 0; round < 2; round++) {
        struct vectors vectors = {0};
        const struct column *a = vectors_add_texts(&vectors, "a", &random, round == 1, list, TEXTS);
        const struct column *b = vectors_add_texts(&vectors, "b", &random, false, list, TEXTS);
        for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
            struct column *got = vectors_eval(&vectors, NULL, "%s", functions[i].text);
            for (int64_t row = 0; row < VECTOR_ROWS; row++) {
                char first[TEXT_MOST + 1], second[TEXT_MOST + 1], expected[8 * TEXT_MOST];
                cr_assert(vectors_null(got, row) == vectors_null(a, row));
                if (vectors_null(a, row)) {
                    continue;
                }
                copy_text(a, row, first);
                copy_text(b, row, second);
                functions[i].model((struct pair){first, second}, expected);
                const struct leat_text text = vectors_text(got, row);
                cr_assert(text.size == strlen(expected) &&
                              memcmp(text.data, expected, text.size) == 0,
                          "%s of '%s': '%.*s', not '%s'", functions[i].text, first, (int)text.size,
                          text.data, expected);
            }
            column_release(got);
        }
        vectors_free(&vectors);
    }
    for (size_t i = 0; i < TEXTS; i++) {
        memory_free((void *)(uintptr_t)list[i]);
    }
}
