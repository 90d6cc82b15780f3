/* parser: the operators after an operand. */
#include "expression/parser.h"

struct infix {
    enum tree_op op;
    enum binding binding;
};

/* The plain operator between two operands that the token is; false: none. */
static bool infix_of(const struct token *token, struct infix *out) {
    static const struct infix signs[] = {
        [SIGN_PLUS] = {TREE_ADD, BINDING_ADD},
        [SIGN_MINUS] = {TREE_SUBTRACT, BINDING_ADD},
        [SIGN_STAR] = {TREE_MULTIPLY, BINDING_MULTIPLY},
        [SIGN_SLASH] = {TREE_DIVIDE, BINDING_MULTIPLY},
        [SIGN_PERCENT] = {TREE_MODULO, BINDING_MULTIPLY},
        [SIGN_EQUAL] = {TREE_EQUAL, BINDING_COMPARE},
        [SIGN_UNEQUAL] = {TREE_UNEQUAL, BINDING_COMPARE},
        [SIGN_LESS] = {TREE_LESS, BINDING_COMPARE},
        [SIGN_LESS_EQUAL] = {TREE_LESS_EQUAL, BINDING_COMPARE},
        [SIGN_GREATER] = {TREE_GREATER, BINDING_COMPARE},
        [SIGN_GREATER_EQUAL] = {TREE_GREATER_EQUAL, BINDING_COMPARE},
        [SIGN_JOIN] = {TREE_JOIN, BINDING_JOIN},
    };
    if (token->kind == TOKEN_SIGN && token->sign < sizeof signs / sizeof *signs &&
        signs[token->sign].binding != 0) {
        *out = signs[token->sign];
        return true;
    }
    if (token_is(token, "and") || token_is(token, "or")) {
        *out = token_is(token, "and") ? (struct infix){TREE_AND, BINDING_AND}
                                      : (struct infix){TREE_OR, BINDING_OR};
        return true;
    }
    return false;
}

/* left op right; and, or and || take all of a row of them into one node. */
static struct tree *parse_infix(struct parser *parser, struct tree *left, size_t offset,
                                struct infix infix) {
    struct tree node = {.kind = TREE_OPERATOR, .op = infix.op};
    struct tree_list args = {0};
    struct infix next = infix;
    node.at = parser->token.offset;
    node.at_length = parser->token.length;
    parser_append(parser, &args, left);
    do {
        struct tree *right = parser_take(parser)
                                 ? parser_expression(parser, (enum binding)(infix.binding + 1))
                                 : NULL;
        if (right == NULL) {
            return NULL;
        }
        parser_append(parser, &args, right);
    } while ((infix.op == TREE_AND || infix.op == TREE_OR || infix.op == TREE_JOIN) &&
             infix_of(&parser->token, &next) && next.op == infix.op);
    return parser_node(parser, node, offset, &args);
}

/* x is [not] null, true, false, unknown, distinct from y */
static struct tree *parse_is(struct parser *parser, struct tree *left, size_t offset) {
    static const char *const words[] = {[TREE_IS_NULL] = "null",
                                        [TREE_IS_TRUE] = "true",
                                        [TREE_IS_FALSE] = "false",
                                        [TREE_IS_UNKNOWN] = "unknown"};
    struct tree node = {.kind = TREE_OPERATOR, .op = TREE_IS, .at = parser->token.offset};
    struct tree_list args = {0};
    bool is_distinct = false;
    parser_append(parser, &args, left);
    if (!parser_take(parser) || !parser_take_word(parser, "not", &node.negated) ||
        !parser_take_word(parser, "distinct", &is_distinct)) {
        return NULL;
    }
    if (is_distinct) {
        node.op = TREE_DISTINCT;
        struct tree *right = parser_need_word(parser, "from", "from: is distinct from")
                                 ? parser_expression(parser, BINDING_COMPARE)
                                 : NULL;
        if (right == NULL) {
            return NULL;
        }
        parser_append(parser, &args, right);
        node.at_length = parser->end - node.at;
        return parser_node(parser, node, offset, &args);
    }
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (token_is(&parser->token, words[i])) {
            node.is = (enum tree_is)i;
            if (!parser_take(parser)) {
                return NULL;
            }
            node.at_length = parser->end - node.at;
            return parser_node(parser, node, offset, &args);
        }
    }
    return parser_unexpected(parser, "null, true, false, unknown or distinct from");
}

/* The list after in. */
static bool parse_list(struct parser *parser, struct tree_list *args) {
    size_t open;
    bool more = true;
    if (!parser_open(parser, &open, "a list in parentheses: x in (1, 2)")) {
        return false;
    }
    while (more) {
        struct tree *item = parser_expression(parser, BINDING_OR);
        if (item == NULL) {
            return false;
        }
        parser_append(parser, args, item);
        if (!parser_take_sign(parser, SIGN_COMMA, &more)) {
            return false;
        }
    }
    return parser_close(parser, open);
}

/* x [not] like, ilike, in, between … */
static struct tree *parse_range(struct parser *parser, struct tree *left, size_t offset) {
    struct tree node = {.kind = TREE_OPERATOR, .at = parser->token.offset};
    struct tree_list args = {0};
    bool more = false;
    struct tree *operand;
    parser_append(parser, &args, left);
    if (!parser_take_word(parser, "not", &node.negated)) {
        return NULL;
    }
    const struct token word = parser->token;
    if (!token_is(&word, "in") && !token_is(&word, "like") && !token_is(&word, "ilike") &&
        !token_is(&word, "between")) {
        if (token_is(&word, "null")) {
            expression_error_set(parser->error, node.at, word.offset + word.length - node.at,
                                 memory_copy("write: is not null"), "unexpected not null");
            return NULL;
        }
        return parser_unexpected(parser, "in, like or between after not");
    }
    node.at_length = word.offset + word.length - node.at;
    if (!parser_take(parser)) {
        return NULL;
    }
    if (token_is(&word, "in")) {
        node.op = TREE_IN;
        return parse_list(parser, &args) ? parser_node(parser, node, offset, &args) : NULL;
    }
    node.op = token_is(&word, "between") ? TREE_BETWEEN : TREE_LIKE;
    node.insensitive = token_is(&word, "ilike");
    if (node.op == TREE_BETWEEN && !parser_take_word(parser, "symmetric", &node.symmetric)) {
        return NULL;
    }
    if ((operand = parser_expression(parser, BINDING_JOIN)) == NULL) {
        return NULL;
    }
    parser_append(parser, &args, operand);
    if (node.op == TREE_BETWEEN ? !parser_need_word(parser, "and", "and: between low and high")
                                : !parser_take_word(parser, "escape", &more)) {
        return NULL;
    }
    if (node.op == TREE_BETWEEN || more) {
        if ((operand = parser_expression(parser, BINDING_JOIN)) == NULL) {
            return NULL;
        }
        parser_append(parser, &args, operand);
    }
    return parser_node(parser, node, offset, &args);
}

static struct tree *parse_cast(struct parser *parser, struct tree *left, size_t offset) {
    struct tree node = {
        .kind = TREE_CAST, .at = parser->token.offset, .at_length = parser->token.length};
    struct tree_list args = {0};
    if (!parser_take(parser)) {
        return NULL;
    }
    const struct token word = parser->token;
    if (word.kind != TOKEN_WORD) {
        return parser_unexpected(parser,
                                 "the name of a type: integer, decimal(10,2), text, date …");
    }
    if (!parser_take(parser) || !parser_type(parser, &word, &node.type)) {
        return NULL;
    }
    parser_append(parser, &args, left);
    return parser_node(parser, node, offset, &args);
}

/* Whether a second operator that does not chain stands here. */
static bool check_chain(struct parser *parser, enum binding last, enum binding binding) {
    if (last != binding || (binding != BINDING_COMPARE && binding != BINDING_RANGE)) {
        return true;
    }
    expression_error_set(
        parser->error, parser->token.offset, parser->token.length,
        memory_copy("join them by and: a < b and b < c; or put one in parentheses"),
        "comparisons do not follow one another");
    return false;
}

struct tree *parser_operators(struct parser *parser, struct tree *left, size_t offset,
                              enum binding least) {
    enum binding last = BINDING_CAST;
    while (left != NULL) {
        const struct token *token = &parser->token;
        struct infix infix;
        if (infix_of(token, &infix)) {
            if (infix.binding < least) {
                return left;
            }
            left = check_chain(parser, last, infix.binding)
                       ? parse_infix(parser, left, offset, infix)
                       : NULL;
            last = infix.binding;
        } else if (token_is(token, "is")) {
            if (least > BINDING_IS) {
                return left;
            }
            left = parse_is(parser, left, offset);
            last = BINDING_IS;
        } else if (token_is(token, "not") || token_is(token, "in") || token_is(token, "like") ||
                   token_is(token, "ilike") || token_is(token, "between")) {
            if (least > BINDING_RANGE) {
                return left;
            }
            left =
                check_chain(parser, last, BINDING_RANGE) ? parse_range(parser, left, offset) : NULL;
            last = BINDING_RANGE;
        } else if (parser_at(parser, SIGN_CAST)) {
            left = parse_cast(parser, left, offset);
        } else {
            return left;
        }
    }
    return NULL;
}
