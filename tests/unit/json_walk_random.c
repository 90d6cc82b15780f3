/* The walk and the scans of the json source on random rows and bytes. */
#include <criterion/criterion.h>
#include <string.h>

#include "json_oracle.h"
#include "random.h"

/* What all levels answer. */
static enum oracle_answer ask(enum oracle_mode mode, struct leat_text taught, struct leat_text text,
                              bool is_lines) {
    const enum oracle_answer answer = json_oracle_all(mode, taught, text, is_lines);
    cr_assert_neq(answer, ORACLE_DIFFERS, "%s: %.*s", json_oracle_why(), (int)text.size, text.data);
    return answer;
}

struct text {
    char data[4096];
    size_t size;
};

static void put(struct text *text, const char *piece) {
    const size_t size = strlen(piece);
    if (text->size + size < sizeof text->data) {
        memcpy(text->data + text->size, piece, size);
        text->size += size;
    }
}

static const char *pick(uint64_t *state, const char *const *list, size_t count) {
    return list[random_below(state, count)];
}
#define PICK(state, list) pick(state, list, sizeof(list) / sizeof *(list))

static void put_space(struct text *text, uint64_t *state) {
    static const char *const spaces[] = {"", "", "", "", "", " ", "\t", "\r", "\n", "  \n    "};
    put(text, PICK(state, spaces));
}

static void put_string(struct text *text, uint64_t *state) {
    static const char *const letters[] = {
        "a",
        "b",
        "x y",
        "\xc3\xa9",
        "\xe2\x82\xac",
        "\xf0\x9f\x98\x80",
        "\\n",
        "\\\"",
        "\\\\",
        "\\/",
        "\\u00e9",
        "\\ud83d\\ude00",
        "\\u0000",
        "{",
        "}",
        "[",
        "],",
        ":",
        "0123456789abcdef",
        "a longer piece of text",
    };
    put(text, "\"");
    for (uint64_t i = random_below(state, 5); i > 0; i--)
        put(text, PICK(state, letters));
    put(text, "\"");
}

static void put_value(struct text *text, uint64_t *state, int depth) {
    static const char *const keys[] = {"\"a\"", "\"b\"",   "\"c\"",
                                       "\"k\"", "\"a.b\"", "\"\xc3\xa9\""};
    static const char *const others[] = {"0",    "-12",   "0.10", "1E+5",  "123456789012345678901",
                                         "true", "false", "null", "1e400", "-0"};
    const uint64_t choice = random_below(state, 10);
    if (choice < 3 || (depth > 3 && choice < 5)) {
        put_string(text, state);
    } else if (choice < 7 || depth > 3) {
        put(text, PICK(state, others));
    } else {
        const bool is_object = choice > 7;
        uint64_t count = random_below(state, 5);
        put(text, is_object ? "{" : "[");
        for (size_t i = 0; i < count; i++) {
            put_space(text, state);
            if (is_object) {
                put(text, random_below(state, 12) ? keys[i % 6] : PICK(state, keys));
                put_space(text, state);
                put(text, ":");
                put_space(text, state);
            }
            put_value(text, state, depth + 1);
            put_space(text, state);
            put(text, i + 1 < count ? "," : "");
        }
        put_space(text, state);
        put(text, is_object ? "}" : "]");
    }
}

static void put_row(struct text *text, uint64_t *state) {
    text->size = 0;
    do
        put_value(text, state, 0);
    while (text->data[0] != '{' && (text->size = 0, true));
}

static void spoil(struct text *text, uint64_t *state) {
    static const char signs[] = "\"\\{}[]:,0eE.-+ \n\ttfnu\x01\x7f\x80\xc3\xed\xff\xef\xbf\xbe";
    for (uint64_t i = 1 + random_below(state, 3); i > 0 && text->size > 0; i--) {
        const size_t at = (size_t)random_below(state, text->size);
        const char sign = signs[random_below(state, sizeof signs)]; /* NUL too */
        switch (random_below(state, 4)) {
        case 0:
            text->data[at] = sign;
            break;
        case 1:
            memmove(text->data + at, text->data + at + 1, --text->size - at);
            break;
        case 2:
            memmove(text->data + at + 1, text->data + at, text->size++ - at);
            text->data[at] = sign;
            break;
        default:
            text->data[at] = text->data[random_below(state, text->size)];
        }
    }
}

Test(json_walk_random, agrees_with_jansson_on_random_rows) {
    uint64_t state = 1;
    static struct text taught, text;
    size_t known = 0, changed = 0;
    for (int i = 0; i < 20000; i++) {
        const enum oracle_mode mode = (enum oracle_mode)(i % ORACLE_MODES);
        const bool is_lines = random_below(&state, 4) == 0;
        put_row(&taught, &state);
        const struct leat_text first = {taught.data, taught.size};
        known += ask(mode, first, first, is_lines) == ORACLE_ACCEPTED;
        put_row(&text, &state);
        ask(mode, first, (struct leat_text){text.data, text.size}, is_lines);
        text = taught;
        spoil(&text, &state);
        changed +=
            ask(mode, first, (struct leat_text){text.data, text.size}, is_lines) == ORACLE_ACCEPTED;
    }
    cr_expect_gt(known, 10000, "%zu", known);
    cr_expect_gt(changed, 1000, "%zu", changed);
}

Test(json_walk_random, scans_agree_with_each_byte_looked_at) {
    static const char signs[] = "\"\"\\\\{}[]{},,,ab \t\r\n\n\xc3\xa9";
    uint64_t state = 2;
    char text[400];
    for (int i = 0; i < 40000; i++) {
        const size_t size = (size_t)random_below(&state, sizeof text);
        const uint64_t kinds = 1 + random_below(&state, sizeof signs - 1);
        for (size_t at = 0; at < size; at++)
            text[at] = random_below(&state, 3) ? 'x' : signs[random_below(&state, kinds)];
        cr_assert_neq(json_oracle_scans_all((struct leat_text){text, size}), ORACLE_DIFFERS,
                      "%s: %.*s", json_oracle_why(), (int)size, text);
    }
}
