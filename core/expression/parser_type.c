/* parser: the names of types, SQL's other names for them included. */
#include "expression/parser.h"

#include <string.h>
#include <strings.h>

#include "batch/schema.h"
#include "expression/expression.h"

static const struct {
    const char *word;
    enum leat_kind kind;
    const char *advice; /* of a type that is not here */
} types[] = {
    {"text", LEAT_TEXT, NULL},
    {"varchar", LEAT_TEXT, NULL},
    {"integer", LEAT_INTEGER, NULL},
    {"int", LEAT_INTEGER, NULL},
    {"bigint", LEAT_INTEGER, NULL},
    {"real", LEAT_REAL, NULL},
    {"double", LEAT_REAL, NULL}, /* precision */
    {"float", LEAT_REAL, NULL},
    {"decimal", LEAT_DECIMAL, NULL},
    {"numeric", LEAT_DECIMAL, NULL},
    {"boolean", LEAT_BOOLEAN, NULL},
    {"bool", LEAT_BOOLEAN, NULL},
    {"date", LEAT_DATE, NULL},
    {"timestamp", LEAT_TIMESTAMP, NULL},
    {"smallint", LEAT_NONE, "integer"},
    {"tinyint", LEAT_NONE, "integer"},
    {"int2", LEAT_NONE, "integer"},
    {"int4", LEAT_NONE, "integer"},
    {"int8", LEAT_NONE, "integer"},
    {"float4", LEAT_NONE, "real"},
    {"float8", LEAT_NONE, "real"},
    {"nvarchar", LEAT_NONE, "text"},
    {"char", LEAT_NONE, "text"},
    {"character", LEAT_NONE, "text"},
    {"string", LEAT_NONE, "text"},
    {"number", LEAT_NONE, "integer, decimal(10,2) or real"},
    {"money", LEAT_NONE, "decimal(12,2)"},
    {"datetime", LEAT_NONE, "timestamp"},
    {"timestamptz", LEAT_NONE, "timestamp, which is in UTC"},
    {"time", LEAT_NONE, "timestamp"},
    {"interval", LEAT_NONE, "integer, for a number of days"},
};
enum { TYPES = sizeof types / sizeof *types };

static int find_type(const struct token *word) {
    for (int i = 0; i < TYPES; i++) {
        if (token_is(word, types[i].word)) {
            return i;
        }
    }
    return -1;
}

bool parser_is_type(const struct token *word) {
    const int at = find_type(word);
    return at >= 0 && types[at].kind != LEAT_NONE;
}

const char *expression_type_meant(const char *name, size_t size) {
    for (int i = 0; i < TYPES; i++) {
        if (strlen(types[i].word) == size && strncasecmp(types[i].word, name, size) == 0) {
            return types[i].kind == LEAT_NONE      ? types[i].advice
                   : types[i].kind == LEAT_DECIMAL ? "decimal(10,2)"
                                                   : type_words[types[i].kind - LEAT_TEXT];
        }
    }
    return NULL;
}

static bool unknown_type(struct parser *parser, const struct token *word, int at) {
    char *advice;
    if (at >= 0) {
        advice = memory_format("write %s", types[at].advice);
    } else {
        size_t count = 0;
        while (type_words[count] != NULL) {
            count++;
        }
        const char *near = text_nearest(word->name, type_words, count);
        advice =
            near != NULL
                ? memory_format("did you mean '%s'?", near)
                : memory_copy(
                      "the types are text, integer, decimal(p,s), real, boolean, date and timestamp");
    }
    expression_error_set(parser->error, word->offset, word->length, advice, "no type '%s'",
                         word->name);
    return false;
}

/* A whole number between parentheses. */
static bool read_digits(struct parser *parser, int least, int most, const char *what, int *out) {
    const struct token *token = &parser->token;
    int value = token->kind == TOKEN_NUMBER && token->size <= 3 ? 0 : -1;
    for (size_t i = 0; i < token->size && value >= 0; i++) {
        value = token->name[i] >= '0' && token->name[i] <= '9' ? value * 10 + (token->name[i] - '0')
                                                               : -1;
    }
    if (value < least || value > most) {
        expression_error_set(parser->error, token->offset, token->length, NULL,
                             "the %s of a decimal is from %d to %d", what, least, most);
        return false;
    }
    *out = value;
    return parser_take(parser);
}

static bool read_decimal(struct parser *parser, const struct token *word, struct leat_type *type) {
    size_t open;
    int precision, scale = 0;
    bool more;
    if (!parser_at(parser, SIGN_OPEN)) {
        expression_error_set(
            parser->error, word->offset, word->length,
            memory_format("write %s(10,2): 10 digits, 2 of them after the point", word->name),
            "%s needs its digits", word->name);
        return false;
    }
    if (!parser_open(parser, &open, "(") ||
        !read_digits(parser, 1, DECIMAL_DIGITS, "precision", &precision) ||
        !parser_take_sign(parser, SIGN_COMMA, &more) ||
        (more && !read_digits(parser, 0, precision, "scale", &scale)) ||
        !parser_close(parser, open)) {
        return false;
    }
    *type = type_decimal(precision, scale);
    return true;
}

/* The words that may follow the first. */
static bool read_rest(struct parser *parser, const struct token *word) {
    bool taken = false;
    if (token_is(word, "double")) {
        return parser_need_word(parser, "precision", "precision: double precision");
    }
    if (token_is(word, "timestamp") && token_is(&parser->token, "with")) {
        expression_error_set(parser->error, parser->token.offset, parser->token.length,
                             memory_copy("write timestamp, which is in UTC"),
                             "there are no time zones here");
        return false;
    }
    if (token_is(word, "timestamp") && !parser_take_word(parser, "without", &taken)) {
        return false;
    }
    return !taken || (parser_need_word(parser, "time", "time: timestamp without time zone") &&
                      parser_need_word(parser, "zone", "zone: timestamp without time zone"));
}

bool parser_type(struct parser *parser, const struct token *first, struct leat_type *type) {
    const int at = find_type(first);
    if (at < 0 || types[at].kind == LEAT_NONE) {
        return unknown_type(parser, first, at);
    }
    if (types[at].kind == LEAT_DECIMAL) {
        return read_decimal(parser, first, type);
    }
    if (!read_rest(parser, first)) {
        return false;
    }
    if (parser_at(parser, SIGN_OPEN)) {
        expression_error_set(parser->error, parser->token.offset, 1,
                             types[at].kind == LEAT_TEXT
                                 ? memory_copy("for the first 20 characters write left(x, 20)")
                                 : NULL,
                             "%s has no length here", first->name);
        return false;
    }
    *type = type_of(types[at].kind);
    return true;
}
