/* lexer: an expression's text as tokens. What belongs to other languages is told by
 * lexer_foreign.c. */
#include "expression/lexer.h"

#include <string.h>
#include <strings.h>
#include <utf8proc.h>

#include "expression/tree.h"

static bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }

/* Whether a name may go on with the code point at `at`: its bytes, 0 if not. */
static size_t name_bytes(const struct lexer *lexer, size_t at) {
    if (at >= lexer->size) {
        return 0;
    }
    const char byte = lexer->text[at];
    if ((byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '_' ||
        is_digit(byte)) {
        return 1;
    }
    if ((unsigned char)byte < 0x80) {
        return 0;
    }
    size_t end = at;
    switch (utf8proc_category((utf8proc_int32_t)text_decode(lexer->text, lexer->size, &end))) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
        return end - at;
    default:
        return 0;
    }
}

static void name_token(struct lexer *lexer, struct token *token, const char *name, size_t size) {
    token->name = arena_copy(lexer->arena, name, size);
    token->size = size;
}

static bool read_word(struct lexer *lexer, struct token *token) {
    for (size_t more; (more = name_bytes(lexer, lexer->at)) > 0;) {
        lexer->at += more;
    }
    token->kind = TOKEN_WORD;
    name_token(lexer, token, lexer->text + token->offset, lexer->at - token->offset);
    const char next = lexer->at < lexer->size ? lexer->text[lexer->at] : '\0';
    if (next == '\'' && token->size == 1 && strchr("eEbBxXnN", token->name[0]) != NULL) {
        expression_error_set(lexer->error, token->offset, 2,
                             memory_copy("write the text as it is, between single quotes: 'text'"),
                             "texts with a letter before the quote are not known here");
        return false;
    }
    if (next == '.') {
        size_t end = lexer->at + 1;
        for (size_t more; (more = name_bytes(lexer, end)) > 0;) {
            end += more;
        }
        const int whole = (int)(end - token->offset);
        expression_error_set(
            lexer->error, token->offset, (size_t)whole,
            memory_format(
                "write %.*s, without a table before it; or \"%.*s\", if that is the whole name of a column",
                whole - (int)token->size - 1, lexer->text + lexer->at + 1, whole,
                lexer->text + token->offset),
            "a bare name has no dot in it");
        return false;
    }
    return true;
}

static size_t skip_digits(const struct lexer *lexer, size_t at) {
    while (at < lexer->size && is_digit(lexer->text[at])) {
        at++;
    }
    return at;
}

static bool read_number(struct lexer *lexer, struct token *token) {
    size_t at = skip_digits(lexer, lexer->at);
    if (at < lexer->size && lexer->text[at] == '.') {
        at = skip_digits(lexer, at + 1);
    }
    if (at < lexer->size && (lexer->text[at] == 'e' || lexer->text[at] == 'E')) {
        const size_t sign =
            at + 1 < lexer->size && strchr("+-", lexer->text[at + 1]) != NULL ? 1 : 0;
        if (skip_digits(lexer, at + 1 + sign) > at + 1 + sign) {
            at = skip_digits(lexer, at + 1 + sign);
        }
    }
    lexer->at = at;
    size_t end = at;
    for (size_t more;
         (more = name_bytes(lexer, end)) > 0 || (end < lexer->size && lexer->text[end] == '.');) {
        end += more > 0 ? more : 1;
    }
    if (end > at) {
        char *advice = NULL;
        if (lexer->text[at] == '.') {
            advice = memory_copy("a number has one point; a date is written date '2015-09-01'");
        } else if (lexer->text[at] == '_') {
            advice = memory_copy("write the digits together: 1000000");
        } else {
            advice = memory_format(
                "if it is the name of a column, put it between double quotes: \"%.*s\"",
                (int)(end - token->offset), lexer->text + token->offset);
        }
        expression_error_set(lexer->error, token->offset, end - token->offset, advice,
                             "this is not a number");
        return false;
    }
    token->kind = TOKEN_NUMBER;
    name_token(lexer, token, lexer->text + token->offset, at - token->offset);
    return true;
}

/* 'text' and "name": a quote inside is doubled. */
static bool read_quoted(struct lexer *lexer, struct token *token, char quote) {
    char *name = arena_alloc(lexer->arena, lexer->size - lexer->at + 1);
    size_t size = 0, at = lexer->at + 1;
    for (;; at++) {
        if (at == lexer->size) {
            expression_error_set(lexer->error, token->offset, lexer->size - token->offset,
                                 memory_format("write %c%c for a quote inside", quote, quote),
                                 quote == '\'' ? "the text that begins here has no closing quote"
                                               : "the name that begins here has no closing quote");
            return false;
        }
        if (lexer->text[at] == quote) {
            if (at + 1 == lexer->size || lexer->text[at + 1] != quote) {
                break;
            }
            at++;
        }
        name[size++] = lexer->text[at];
    }
    lexer->at = at + 1;
    token->kind = quote == '\'' ? TOKEN_TEXT : TOKEN_QUOTED;
    token->name = name;
    token->size = size;
    if (quote == '"' && size == 0) {
        expression_error_set(lexer->error, token->offset, 2,
                             memory_copy("an empty text is written ''"), "a name cannot be empty");
        return false;
    }
    return true;
}

static bool read_parameter(struct lexer *lexer, struct token *token) {
    const char *start = lexer->text + lexer->at + 2;
    const char *close = memchr(start, '}', lexer->size - lexer->at - 2);
    if (close == NULL) {
        expression_error_set(lexer->error, token->offset, 2,
                             memory_copy("a parameter is written ${name}"),
                             "the '${' here has no '}'");
        return false;
    }
    lexer->at = (size_t)(close + 1 - lexer->text);
    token->kind = TOKEN_PARAMETER;
    name_token(lexer, token, start, (size_t)(close - start));
    return true;
}

static bool read_sign(struct lexer *lexer, struct token *token) {
    static const struct {
        char text[3];
        enum sign sign;
    } signs[] = {/* longer ones first */
                 {"<>", SIGN_UNEQUAL},       {"!=", SIGN_UNEQUAL}, {"<=", SIGN_LESS_EQUAL},
                 {">=", SIGN_GREATER_EQUAL}, {"||", SIGN_JOIN},    {"::", SIGN_CAST},
                 {"(", SIGN_OPEN},           {")", SIGN_CLOSE},    {",", SIGN_COMMA},
                 {"+", SIGN_PLUS},           {"-", SIGN_MINUS},    {"*", SIGN_STAR},
                 {"/", SIGN_SLASH},          {"%", SIGN_PERCENT},  {"=", SIGN_EQUAL},
                 {"<", SIGN_LESS},           {">", SIGN_GREATER}};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        const size_t size = strlen(signs[i].text);
        if (lexer->size - lexer->at >= size &&
            memcmp(lexer->text + lexer->at, signs[i].text, size) == 0) {
            lexer->at += size;
            token->kind = TOKEN_SIGN;
            token->sign = signs[i].sign;
            return true;
        }
    }
    return lexer_foreign(lexer);
}

static bool read_token(struct lexer *lexer, struct token *token) {
    const char byte = lexer->text[lexer->at];
    const char next = lexer->at + 1 < lexer->size ? lexer->text[lexer->at + 1] : '\0';
    if (is_digit(byte) || (byte == '.' && is_digit(next))) {
        return read_number(lexer, token);
    }
    if (byte == '\'' || byte == '"') {
        return read_quoted(lexer, token, byte);
    }
    if (byte == '$' && next == '{') {
        return read_parameter(lexer, token);
    }
    if (name_bytes(lexer, lexer->at) > 0) {
        return read_word(lexer, token);
    }
    static const char *const foreign[] = {"=~", "==",  "=>",  "=<",  "=!", "--",
                                          "/*", "<=>", "!==", "===", "**", "|||"};
    for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++) {
        const size_t size = strlen(foreign[i]);
        if (lexer->size - lexer->at >= size &&
            memcmp(lexer->text + lexer->at, foreign[i], size) == 0) {
            return lexer_foreign(lexer);
        }
    }
    return read_sign(lexer, token);
}

bool lexer_next(struct lexer *lexer, struct token *token) {
    while (lexer->at < lexer->size && strchr(" \t\n\r\f\v", lexer->text[lexer->at]) != NULL &&
           lexer->text[lexer->at] != '\0') {
        lexer->at++;
    }
    *token = (struct token){.kind = TOKEN_END, .offset = lexer->at, .name = ""};
    if (lexer->at == lexer->size) {
        return true;
    }
    if (!read_token(lexer, token)) {
        return false;
    }
    token->length = lexer->at - token->offset;
    return true;
}

bool token_is(const struct token *token, const char *word) {
    return token->kind == TOKEN_WORD && strcasecmp(token->name, word) == 0;
}

bool token_is_reserved(const struct token *token) {
    static const char *const words[] = {"and",  "as",    "between", "case", "distinct", "else",
                                        "end",  "from",  "ilike",   "in",   "is",       "like",
                                        "not",  "null",  "or",      "then", "true",     "false",
                                        "when", "where", "select"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (token_is(token, words[i])) {
            return true;
        }
    }
    return false;
}
