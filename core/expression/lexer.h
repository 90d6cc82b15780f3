/* lexer: an expression's text as tokens. For core/expression alone. */
#ifndef LEAT_EXPRESSION_LEXER_H
#define LEAT_EXPRESSION_LEXER_H

#include "base/decimal.h"
#include "expression/expression.h"

enum token_kind {
    TOKEN_END,
    TOKEN_WORD,      /* a bare word: a name, or a word of the language; name: as written */
    TOKEN_QUOTED,    /* "name"; name: without its quotes */
    TOKEN_TEXT,      /* 'text'; name: without its quotes */
    TOKEN_NUMBER,    /* name: as written */
    TOKEN_PARAMETER, /* ${name}; name: the name */
    TOKEN_SIGN,
};

enum sign {
    SIGN_OPEN,
    SIGN_CLOSE,
    SIGN_COMMA,
    SIGN_PLUS,
    SIGN_MINUS,
    SIGN_STAR,
    SIGN_SLASH,
    SIGN_PERCENT,
    SIGN_EQUAL,
    SIGN_UNEQUAL,
    SIGN_LESS,
    SIGN_LESS_EQUAL,
    SIGN_GREATER,
    SIGN_GREATER_EQUAL,
    SIGN_JOIN,
    SIGN_CAST,
};

struct token {
    enum token_kind kind;
    enum sign sign;
    size_t offset, length; /* bytes of the text */
    const char *name;      /* NUL-terminated; the arena's */
    size_t size;
};

struct lexer {
    const char *text;
    size_t size, at;
    struct arena *arena;
    struct expression_error *error;
};

/* The next token; false: there is none, and *lexer->error says why. */
bool lexer_next(struct lexer *lexer, struct token *token);

/* Whether the token is this bare word of the language (given in small letters), in any letter
 * case. */
bool token_is(const struct token *token, const char *word);

/* Whether a bare word cannot name a column. */
bool token_is_reserved(const struct token *token);

/* Tells of a sign or a character that another language has and this one has not: sets the error.
 * Answers false. */
bool lexer_foreign(struct lexer *lexer);

#endif
