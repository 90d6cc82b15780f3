/* tree: an expression's text as a tree, before names and types mean anything. For core/expression
 * alone.
 *
 * How a measure is compiled:
 *
 *     struct arena *arena = arena_new();
 *     struct tree *tree = tree_parse(text, size, TREE_AGGREGATES, arena, error);
 *         sum(x) filter (where y) * 100 / count(*)
 *     tree_visit(tree, found, context);       for each node that is a TREE_AGGREGATE:
 *         expression_from_tree(node->args[0], …)   its argument over the rows' schema, its filter
 *                                                  likewise
 *         tree_make_slot(node, number)        it now stands for column `number` of a schema of your
 *                                             own
 *     expression_from_tree(tree, …)           the rest, over that schema
 *     arena_free(arena);                      compiled expressions need neither tree nor text
 *
 * A column outside of every aggregate is still a TREE_COLUMN when the slots are made: tree_visit
 * finds it, and offset and length say where it stands. */
#ifndef LEAT_EXPRESSION_TREE_H
#define LEAT_EXPRESSION_TREE_H

#include "expression/expression.h"

enum tree_kind {
    TREE_NULL,      /* null */
    TREE_BOOLEAN,   /* true, false: truth */
    TREE_NUMBER,    /* name: as written, without sign */
    TREE_TEXT,      /* 'text': name, quotes taken off */
    TREE_PARAMETER, /* ${name} */
    TREE_COLUMN,    /* name; quoted: it was written "name" */
    TREE_SLOT,      /* the column `column` of the scope's schema, whatever its name */
    TREE_OPERATOR,  /* op over args */
    TREE_CALL, /* function name(args), in small letters; special forms too: trim(both x from y) is
                  btrim(y, x) */
    TREE_CAST, /* args[0] as type */
    TREE_CASE, /* args: the operand if has_operand, then when, then, when, then …, and the else if
                  has_else */
    TREE_AGGREGATE, /* aggregate: args[0] its argument, none for count(*); filter; distinct */
};

/* Operators. `negated` turns the last five round: not like, not in, not between, is not … */
enum tree_op {
    TREE_NEGATE, /* - x */
    TREE_PLUS,   /* + x */
    TREE_ADD,
    TREE_SUBTRACT,
    TREE_MULTIPLY,
    TREE_DIVIDE,
    TREE_MODULO,
    TREE_JOIN, /* ||: two args or more */
    TREE_EQUAL,
    TREE_UNEQUAL,
    TREE_LESS,
    TREE_LESS_EQUAL,
    TREE_GREATER,
    TREE_GREATER_EQUAL,
    TREE_AND, /* two args or more */
    TREE_OR,  /* two args or more */
    TREE_NOT,
    TREE_LIKE,     /* args: text, pattern, and the escape if there is one; insensitive: ilike */
    TREE_IN,       /* args: the value, then the list */
    TREE_BETWEEN,  /* args: the value, low, high; symmetric */
    TREE_IS,       /* args[0] is null, true, false or unknown: `is` */
    TREE_DISTINCT, /* is distinct from */
};

enum tree_is { TREE_IS_NULL, TREE_IS_TRUE, TREE_IS_FALSE, TREE_IS_UNKNOWN };

/* avg and mean are one. */
#define TREE_AGGREGATE_LIST(X)                                                                     \
    X(TREE_COUNT, "count", "count(*), count(x), count(distinct x)",                                \
      "How many rows; how many values; how many different ones")                                   \
    X(TREE_SUM, "sum", "sum(x)", "The exact sum")                                                  \
    X(TREE_MEAN, "avg", "avg(x)", "The mean, from the exact sum")                                  \
    X(TREE_MIN, "min", "min(x)", "The least value")                                                \
    X(TREE_MAX, "max", "max(x)", "The greatest value")                                             \
    X(TREE_MEDIAN, "median", "median(x)", "The middle value")

enum tree_aggregate {
#define TREE_X(id, name, form, text) id,
    TREE_AGGREGATE_LIST(TREE_X)
#undef TREE_X
};

struct tree {
    enum tree_kind kind;
    enum tree_op op;
    enum tree_is is;
    enum tree_aggregate aggregate;
    bool truth, quoted, negated, insensitive, symmetric, has_operand, has_else, distinct;
    size_t offset,
        length; /* the bytes of the text that it is written in, parentheses around it left out */
    size_t at, at_length; /* of its operator or function name; otherwise as offset and length */
    const char *name;     /* NUL-terminated; the arena's */
    size_t name_size;
    struct leat_type type; /* TREE_CAST */
    int32_t column;        /* TREE_SLOT */
    struct tree **args;
    size_t count;        /* of args */
    struct tree *filter; /* of an aggregate, or NULL */
    int depth;           /* 1 for a leaf */
};

enum tree_allow { TREE_ROWS_ONLY, TREE_AGGREGATES };

/* Parses. NULL: *error (zeroed, or set here whole) says why. The tree is the arena's and does not
 * need the text. Where aggregates are not allowed they are an error that says where they belong;
 * one inside another always is an error. */
struct tree *tree_parse(const char *text, size_t size, enum tree_allow allow, struct arena *arena,
                        struct expression_error *error);

/* Calls visit for every node, parents first; an answer of false leaves out what is below it (an
 * aggregate's filter counts as below). Nodes may be changed meanwhile. */
void tree_visit(struct tree *tree, bool (*visit)(void *context, struct tree *node), void *context);

/* Makes the node stand for a column of the scope's schema by its number. */
void tree_make_slot(struct tree *node, int32_t column);

/* Whether two trees say the same (names and numbers as written, places aside). */
bool tree_equal(const struct tree *a, const struct tree *b);

/* Types and compiles a tree (expression.c); NULL: *error says why. text is what the tree was parsed
 * from, for messages: it is copied. */
struct leat_expression *expression_from_tree(const struct tree *tree, const char *text, size_t size,
                                             const struct expression_scope *scope,
                                             struct expression_error *error);

/* Sets *error, of which nothing is set yet; advice (which may be NULL) is taken. */
void expression_error_set(struct expression_error *error, size_t offset, size_t length,
                          char *advice, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

#endif
