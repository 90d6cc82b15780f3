/* token: the words of a JSON text. See token.h. */
#include "token.h"

#include "base/real.h"
#include "base/text.h"
#include "document.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct wrong {
    const char **message, **advice;
};

static void say(const struct wrong *wrong, const char *message, const char *advice) {
    *wrong->message = message;
    *wrong->advice = advice;
}

/* -- strings --------------------------------------------------------------------------------- */

/* An escape at `at`; how many bytes it has. */
static size_t read_escape(const char *text, size_t size, size_t at, const struct wrong *wrong) {
    const struct escape escape = document_escape(text, size, at);
    if (text[at + 1] == 'u') {
        if (escape.code == UINT32_MAX) {
            say(wrong, "\\u wants four hexadecimal digits after it",
                "a backslash itself is written \\\\");
        } else if (escape.code == 0) {
            say(wrong, "\\u0000 may not stand in text", NULL);
        } else if (escape.code >= 0xD800 && escape.code < 0xE000) {
            say(wrong, "this is half a character",
                "characters beyond \\uFFFF are two escapes, the first \\uD800 to \\uDBFF");
        }
    } else if (escape.code == UINT32_MAX) {
        say(wrong, "no such escape", "a backslash itself is written \\\\; in paths '/' will do");
    }
    return escape.raw;
}

/* A string, the quote of which is at `at`. Where it is wrong the token is the wrong piece of it. */
static struct token read_string(const char *text, size_t size, size_t at,
                                const struct wrong *wrong) {
    struct token token = {.what = TOKEN_STRING, .offset = at};
    for (size_t i = at + 1; i < size;) {
        const unsigned char byte = (unsigned char)text[i];
        size_t length = 1;
        if (byte == '"') {
            token.length = i + 1 - at;
            return token;
        }
        if (byte == '\n' || byte == '\r') {
            break;
        }
        if (byte == '\\' && i + 1 < size) {
            length =
                text[i + 1] == '\n' || text[i + 1] == '\r' ? 1 : read_escape(text, size, i, wrong);
        } else if (byte < 0x20) {
            say(wrong,
                byte == '\t' ? "a tab stands in this text"
                             : "a control character stands in this text",
                byte == '\t' ? "write \\t" : "write it as \\u and four hexadecimal digits");
        }
        if (*wrong->message != NULL) {
            token.offset = i;
            token.length = length;
            return token;
        }
        i += length;
    }
    const char *end = memchr(text + at, '\n', size - at);
    token.length = end != NULL ? (size_t)(end - text) - at : size - at;
    token.length -= token.length > 1 && text[at + token.length - 1] == '\r';
    say(wrong, "this text has no closing quote",
        "text ends on the line where it begins; a line break in it is written \\n");
    return token;
}

/* -- words and numbers ----------------------------------------------------------------------- */

static bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }

static bool is_word_byte(char byte) {
    return is_digit(byte) || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           byte == '_' || byte == '.' || byte == '+' || byte == '-' || byte == '$' || byte == '%' ||
           (unsigned char)byte >= 0x80;
}

static size_t digits(const char *text, size_t size) {
    size_t count = 0;
    while (count < size && is_digit(text[count])) {
        count++;
    }
    return count;
}

/* How much of a word is a number of JSON; *is_real: it has a point or an exponent. */
static size_t number_length(const char *word, size_t size, bool *is_real) {
    size_t at = size > 0 && word[0] == '-', count = digits(word + at, size - at);
    *is_real = false;
    if (count == 0 || (count > 1 && word[at] == '0')) {
        return 0;
    }
    at += count;
    if (at < size && word[at] == '.') {
        count = digits(word + at + 1, size - at - 1);
        if (count == 0) {
            return at;
        }
        *is_real = true;
        at += 1 + count;
    }
    if (at < size && (word[at] == 'e' || word[at] == 'E')) {
        const size_t sign = at + 1 < size && (word[at + 1] == '+' || word[at + 1] == '-');
        count = digits(word + at + 1 + sign, size - at - 1 - sign);
        if (count == 0) {
            return at;
        }
        *is_real = true;
        at += 1 + sign + count;
    }
    return at;
}

static bool is_number(const char *word, size_t size, const struct wrong *wrong) {
    bool is_real;
    if (number_length(word, size, &is_real) != size) {
        if (word[0] == '+') {
            say(wrong, "a number does not begin with '+'", "take it out");
        } else if (word[0] == '.' || word[size - 1] == '.') {
            say(wrong, "a number has a digit on both sides of its point", NULL);
        } else if (word[0] == '0' && size > 1 && (is_digit(word[1]) || word[1] == 'x')) {
            say(wrong, "a number does not begin with 0",
                "where the 0 belongs to it, write it as text, in quotes");
        } else {
            say(wrong, "this is no number", "text stands in double quotes");
        }
        return false;
    }
    char *copy = memory_copy_part(word, size);
    double real;
    errno = 0;
    if (is_real && real_parse(word, size, '.', &real) == REAL_TOO_LARGE) {
        say(wrong, "this number is too large", "write it as text, in quotes");
    } else if (!is_real && (strtoll(copy, NULL, 10), errno == ERANGE)) {
        say(wrong,
            "this number is too large: whole numbers go from -9223372036854775808 to 9223372036854775807",
            "write it as text, in quotes");
    }
    memory_free(copy);
    return *wrong->message == NULL;
}

bool token_is_value(const char *text, const struct token *token, const char **message,
                    const char **advice) {
    static const char *const words[] = {"true", "false", "null"};
    static const struct {
        const char *word, *advice;
    } others[] = {{"none", "write null"}, {"nil", "write null"},      {"undefined", "write null"},
                  {"nan", "write null"},  {"infinity", "write null"}, {"yes", "write true"},
                  {"no", "write false"},  {"on", "write true"},       {"off", "write false"},
                  {"true", "write true"}, {"false", "write false"},   {"null", "write null"}};
    const struct wrong wrong = {message, advice};
    const char *word = text + token->offset;
    if (token->what == TOKEN_NUMBER) {
        return is_number(word, token->length, &wrong);
    }
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strlen(words[i]) == token->length && memcmp(words[i], word, token->length) == 0) {
            return true;
        }
    }
    say(&wrong, "this word is no value", "text stands in double quotes");
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        if (strlen(others[i].word) == token->length &&
            strncasecmp(others[i].word, word, token->length) == 0) {
            *advice = others[i].advice;
        }
    }
    return false;
}

/* -- all of them ----------------------------------------------------------------------------- */

/* Characters that look like others, or like nothing, and come from word processors and web
 * pages. */
static const struct lookalike {
    const char *bytes, *message, *advice;
} lookalikes[] = {
    {"\xE2\x80\x9C", "this quote is a curly one", "write a straight double quote: \""},
    {"\xE2\x80\x9D", "this quote is a curly one", "write a straight double quote: \""},
    {"\xE2\x80\x9E", "this quote is a curly one", "write a straight double quote: \""},
    {"\xE2\x80\x98", "this quote is a curly one", "write a straight double quote: \""},
    {"\xE2\x80\x99", "this quote is a curly one", "write a straight double quote: \""},
    {"\xC2\xA0", "a no-break space stands here", "replace it by a space"},
    {"\xE2\x80\xAF", "a no-break space stands here", "replace it by a space"},
    {"\xE2\x80\x8B", "a character without width stands here", "take it out"},
    {"\xEF\xBB\xBF", "a second byte order mark stands here", "take it out: it has no width"},
    {"\xEF\xBC\x8C", "this comma is a wide one", "write ','"},
    {"\xEF\xBC\x9A", "this colon is a wide one", "write ':'"},
};

static const struct lookalike *find_lookalike(const char *text, size_t size, size_t at) {
    for (size_t i = 0; i < sizeof lookalikes / sizeof lookalikes[0]; i++) {
        const size_t length = strlen(lookalikes[i].bytes);
        if (size - at >= length && memcmp(text + at, lookalikes[i].bytes, length) == 0) {
            return &lookalikes[i];
        }
    }
    return NULL;
}

static size_t line_rest(const char *text, size_t size, size_t at) {
    const size_t rest = strcspn(text + at, "\r\n");
    return rest < size - at ? rest : size - at;
}

/* A text in single quotes, if it ends on its line; else the quote alone. */
static size_t single_quoted(const char *text, size_t size, size_t at) {
    const size_t rest = line_rest(text, size, at + 1);
    const char *end = memchr(text + at + 1, '\'', rest);
    return end != NULL ? (size_t)(end - text) + 1 - at : 1;
}

static struct token read_word(const char *text, size_t size, size_t at) {
    struct token token = {.what = TOKEN_WORD, .offset = at};
    size_t end = at;
    while (end < size && is_word_byte(text[end]) && find_lookalike(text, size, end) == NULL) {
        end++;
    }
    const char *word = text + at;
    const size_t sign = word[0] == '-' || word[0] == '+' || word[0] == '.';
    token.length = end - at;
    token.what =
        is_digit(word[0]) || (sign && token.length > 1 && (is_digit(word[1]) || word[1] == '.'))
            ? TOKEN_NUMBER
            : TOKEN_WORD;
    return token;
}

struct token token_next(const char *text, size_t size, size_t at, const char **message,
                        const char **advice) {
    const struct wrong wrong = {message, advice};
    while (at < size && strchr(" \t\r\n", text[at]) != NULL && text[at] != '\0') {
        at++;
    }
    struct token token = {.what = TOKEN_END, .offset = at};
    if (at >= size) {
        return token;
    }
    token.length = 1;
    token.what = (unsigned char)text[at];
    const struct lookalike *lookalike = find_lookalike(text, size, at);
    if (lookalike != NULL) {
        token.what = TOKEN_WORD;
        token.length = strlen(lookalike->bytes);
        say(&wrong, lookalike->message, lookalike->advice);
    } else if (text[at] == '"') {
        token = read_string(text, size, at, &wrong);
    } else if (text[at] == '\'') {
        token.length = single_quoted(text, size, at);
        say(&wrong, "text stands in double quotes, not in single ones", "write \" instead of '");
    } else if (text[at] == '/' || text[at] == '#') {
        token.length = line_rest(text, size, at);
        say(&wrong, "JSON has no comments", "put it into a \"note\": any object may have one");
    } else if (is_word_byte(text[at])) {
        token = read_word(text, size, at);
    } else if (strchr("{}[]:,=", text[at]) == NULL) {
        say(&wrong, "this character has no place outside text", NULL);
    }
    return token;
}
