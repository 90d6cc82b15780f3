/* See judge.h. */
#include "judge.h"

#include <ctype.h>
#include <jansson.h>

#include "shared/utf8.h"

/* Integers are taken as reals, since only reals have room for big ones; the value is thrown
 * away. */
#define LOAD (JSON_DECODE_ANY | JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL | JSON_DECODE_INT_AS_REAL)

static bool load(const char *text, size_t size, size_t flags, json_error_t *error) {
    json_t *value = json_loadb(text, size, flags, error);
    json_decref(value);
    return value != NULL;
}

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static size_t digits(const char *text, size_t at, size_t size) {
    while (at < size && is_digit(text[at]))
        at++;
    return at;
}

/* The end of the number that begins at text[at], by RFC 8259's grammar; `at` when there is none. */
static size_t number_end(const char *text, size_t at, size_t size) {
    const size_t start = at;
    at += at < size && text[at] == '-';
    const size_t whole = at;
    at = digits(text, at, size);
    if (at == whole || (text[whole] == '0' && at > whole + 1))
        return start;
    if (at < size && text[at] == '.') {
        const size_t end = digits(text, at + 1, size);
        if (end == at + 1)
            return start;
        at = end;
    }
    if (at < size && (text[at] | ' ') == 'e') {
        const size_t sign = at + 1 < size && (text[at + 1] == '+' || text[at + 1] == '-');
        const size_t end = digits(text, at + 1 + sign, size);
        if (end == at + 1 + sign)
            return start;
        at = end;
    }
    return at;
}

/* Every number that is one becomes a 0 and spaces: what jansson has no room for is still JSON. */
static void mask_numbers(char *text, size_t size) {
    bool in_string = false;
    for (size_t at = 0; at < size; at++) {
        if (text[at] == '\\' && in_string) {
            at++;
        } else if (text[at] == '"') {
            in_string = !in_string;
        } else if (!in_string && (is_digit(text[at]) || text[at] == '-')) {
            const size_t end = number_end(text, at, size);
            if (end == at) /* it is none: jansson will say so */
                return;
            text[at] = '0';
            memset(text + at + 1, ' ', end - at - 1);
            at = end - 1;
        }
    }
}

static int load_masked(struct leat_step *step, const char *text, size_t size, bool *is_good,
                       json_error_t *error) {
    char *copy = leat_alloc(step, size);
    if (!copy)
        return LEAT_FAILED;
    memcpy(copy, text, size);
    mask_numbers(copy, size);
    *is_good = load(copy, size, LOAD, error);
    leat_free(step, copy);
    return LEAT_OK;
}

static void place(struct verdict *verdict, const char *text, size_t at) {
    verdict->line = 1;
    size_t start = 0;
    for (size_t i = 0; i < at; i++)
        if (text[i] == '\n') {
            verdict->line++;
            start = i + 1;
        }
    verdict->column = (int64_t)utf8_length(text + start, at - start) + 1;
}

/* jansson's words, without the piece of text that it found near: that may be private, and the
 * column says where. A single sign, the end of the file and a key may stay. */
static void say(struct verdict *verdict, const char *reason, bool is_of_key) {
    static const char half[] = "invalid Unicode "; /* '\uD800' follows, or that and a second one */
    if (strncmp(reason, half, strlen(half)) == 0) {
        snprintf(verdict->reason, sizeof verdict->reason,
                 "%.7s' is half of a character; one beyond \\uFFFF is written as two escapes, the "
                 "first \\uD800 to \\uDBFF",
                 reason + strlen(half));
        return;
    }
    snprintf(verdict->reason, sizeof verdict->reason, "%s", reason);
    char *near = strstr(verdict->reason, " near '");
    if (near && !is_of_key &&
        !(strlen(near) == strlen(" near '.'") && ispunct((unsigned char)near[7])))
        *near = '\0';
    verdict->reason[utf8_valid(verdict->reason, strlen(verdict->reason))] = '\0';
}

/* A key stands twice, and jansson looked no further. */
static bool is_json_but_for_keys(const char *text, size_t size) {
    json_error_t error;
    if (load(text, size, LOAD & ~(size_t)JSON_REJECT_DUPLICATES, &error))
        return true;
    const enum json_error_code code = json_error_code(&error);
    return code == json_error_null_byte_in_key || code == json_error_numeric_overflow;
}

int judge(struct leat_step *step, const char *text, size_t size, struct verdict *verdict) {
    *verdict = (struct verdict){.is_good = false};
    const char *nul = memchr(text, '\0', size);
    if (nul) { /* jansson accepts some */
        place(verdict, text, (size_t)(nul - text));
        verdict->is_nul = true;
        say(verdict, "a NUL byte", false);
        return LEAT_OK;
    }
    json_error_t error;
    verdict->is_good = load(text, size, LOAD, &error);
    if (!verdict->is_good && json_error_code(&error) == json_error_numeric_overflow &&
        load_masked(step, text, size, &verdict->is_good, &error) != LEAT_OK)
        return LEAT_FAILED;
    if (verdict->is_good)
        return LEAT_OK;
    const enum json_error_code code = json_error_code(&error);
    if (code == json_error_out_of_memory || code == json_error_unknown)
        return leat_fail(step, "no memory to judge a row of %zu bytes", size);
    verdict->line = error.line > 0 ? error.line : 1;
    verdict->column = error.column > 0 ? error.column : 1;
    say(verdict, error.text,
        code == json_error_duplicate_key || code == json_error_null_byte_in_key);
    verdict->is_not_utf8 = code == json_error_invalid_utf8;
    verdict->is_key_alone = code == json_error_null_byte_in_key ||
                            (code == json_error_duplicate_key && is_json_but_for_keys(text, size));
    return LEAT_OK;
}
