/* parser: what the files of the parser share. For core/expression alone. */
#ifndef LEAT_EXPRESSION_PARSER_H
#define LEAT_EXPRESSION_PARSER_H

#include "expression/lexer.h"
#include "expression/tree.h"

/* How tightly operators bind, loosest first, as PostgreSQL has it. */
enum binding {
    BINDING_OR = 1,
    BINDING_AND,
    BINDING_NOT,
    BINDING_IS,
    BINDING_COMPARE, /* these two do not chain */
    BINDING_RANGE,   /* between, in, like */
    BINDING_JOIN,    /* || */
    BINDING_ADD,
    BINDING_MULTIPLY,
    BINDING_SIGN, /* unary minus */
    BINDING_CAST, /* :: */
};

/* left-leaning chains (a + b + c …) may be this deep: more than nesting, for they take no brackets
 * to write. */
enum { PARSER_CHAIN_MOST = 1000 };

#define EXPRESSION_TOO_LONG                                                                        \
    "make it of several columns; a long list of values may be a file that a lookup step reads"

struct parser {
    struct lexer lexer;
    struct token token; /* the next one */
    size_t end;         /* where the last one taken ended */
    struct arena *arena;
    struct expression_error *error;
    enum tree_allow allow;
    bool in_aggregate;
    int nesting;
    int open; /* parentheses that are not closed yet */
    size_t nodes;
};

/* A list of nodes being gathered; arena_alloc'ed. */
struct tree_list {
    struct tree **items;
    size_t count, room;
};
void parser_append(struct parser *parser, struct tree_list *list, struct tree *tree);

/* Moves to the next token; false: there is an error. */
bool parser_take(struct parser *parser);

/* Takes the token if it is this sign, or word. *taken says so; false: an error. */
bool parser_take_sign(struct parser *parser, enum sign sign, bool *taken);
bool parser_take_word(struct parser *parser, const char *word, bool *taken);
static inline bool parser_at(const struct parser *parser, enum sign sign) {
    return parser->token.kind == TOKEN_SIGN && parser->token.sign == sign;
}

/* Takes a sign or word that must stand here. what: "',' or ')'", for the message. */
bool parser_need_sign(struct parser *parser, enum sign sign, const char *what);
bool parser_need_word(struct parser *parser, const char *word, const char *what);

/* Takes a '(' that must stand here, *open being where; and the ')' that belongs to it. */
bool parser_open(struct parser *parser, size_t *open, const char *what);
bool parser_close(struct parser *parser, size_t open);

/* Says that the token is not what was expected. Answers NULL. */
void *parser_unexpected(struct parser *parser, const char *expected);

/* Advice for a word or sign of another language, or of a query, that stands in an expression; NULL:
 * none. */
char *parser_advice(const struct token *token);

/* The name of a function as tables have it, in small letters. */
const char *parser_lower(struct parser *parser, const struct token *name);

/* A node from `offset` to the end of the last token taken, its depth worked out; NULL: past a
 * limit. */
struct tree *parser_node(struct parser *parser, struct tree node, size_t offset,
                         const struct tree_list *args);

/* An expression whose operators bind at least so tightly. */
struct tree *parser_expression(struct parser *parser, enum binding least);

/* The operators after an operand, which began at `offset`. */
struct tree *parser_operators(struct parser *parser, struct tree *left, size_t offset,
                              enum binding least);

/* What stands after a name and its '(', which has been taken: function calls, special forms,
 * aggregates. */
struct tree *parser_call(struct parser *parser, const struct token *name);

struct tree *parser_case(struct parser *parser, size_t offset);

/* The name of a type, whose first word is *first, already taken. */
bool parser_type(struct parser *parser, const struct token *first, struct leat_type *type);

/* Whether a word begins the name of a type. */
bool parser_is_type(const struct token *word);

#endif
