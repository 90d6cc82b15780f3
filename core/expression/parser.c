/* parser: expressions by precedence climbing. Operators are in parser_operator.c, calls and special
 * forms in parser_call.c, names of types in parser_type.c. */
#include "expression/parser.h"

#include "expression/function.h"

/* -- operands -------------------------------------------------------------------------------- */

static struct tree *parse_leaf(struct parser *parser, struct tree node) {
    node.name = parser->token.name;
    node.name_size = parser->token.size;
    const size_t offset = parser->token.offset;
    return parser_take(parser) ? parser_node(parser, node, offset, NULL) : NULL;
}

/* A word that is no column, for a value follows it at once: of another language, or a function
 * without its parentheses. */
static bool is_foreign(struct parser *parser, const struct token *word) {
    const struct token *next = &parser->token;
    char *advice = parser_advice(word);
    const bool is_known = advice != NULL || function_find(parser_lower(parser, word)) != NULL;
    memory_free(advice);
    return is_known && (next->kind == TOKEN_NUMBER || next->kind == TOKEN_TEXT ||
                        next->kind == TOKEN_QUOTED || next->kind == TOKEN_PARAMETER ||
                        (next->kind == TOKEN_WORD && !token_is_reserved(next) &&
                         !token_is(next, "for") && !token_is(next, "escape")));
}

static void *fail_word(struct parser *parser, const struct token *word) {
    char *advice = parser_advice(word);
    if (function_find(parser_lower(parser, word)) != NULL && advice == NULL) {
        advice = memory_format("a function's values stand in parentheses: %s(…)", word->name);
    } else if (token_is_reserved(word) && !token_is(word, "select")) {
        char *meant = advice;
        advice = memory_format("%s; a column of that name is written \"%s\"",
                               meant != NULL ? meant : "it is a word of the language", word->name);
        memory_free(meant);
    }
    expression_error_set(parser->error, word->offset, word->length, advice, "unexpected %s",
                         word->name);
    return NULL;
}

/* A word that begins an operand: true, a type before a text, a function, a column. */
static struct tree *parse_word(struct parser *parser) {
    const struct token word = parser->token;
    if (token_is(&word, "null")) {
        return parse_leaf(parser, (struct tree){.kind = TREE_NULL});
    }
    if (token_is(&word, "true") || token_is(&word, "false")) {
        return parse_leaf(parser,
                          (struct tree){.kind = TREE_BOOLEAN, .truth = token_is(&word, "true")});
    }
    if (!parser_take(parser)) {
        return NULL;
    }
    if (token_is(&word, "case")) {
        return parser_case(parser, word.offset);
    }
    if (parser_at(parser, SIGN_OPEN) && !token_is_reserved(&word)) {
        return parser_call(parser, &word);
    }
    if (parser_is_type(&word) && (parser->token.kind == TOKEN_TEXT || token_is(&word, "double"))) {
        struct tree node = {.kind = TREE_CAST, .at = word.offset, .at_length = word.length};
        struct tree_list args = {0};
        if (!parser_type(parser, &word, &node.type)) {
            return NULL;
        }
        if (parser->token.kind != TOKEN_TEXT) {
            return parser_unexpected(parser, "a text between single quotes");
        }
        struct tree *text = parse_leaf(parser, (struct tree){.kind = TREE_TEXT});
        if (text == NULL) {
            return NULL;
        }
        parser_append(parser, &args, text);
        return parser_node(parser, node, word.offset, &args);
    }
    if (token_is_reserved(&word) || is_foreign(parser, &word)) {
        return fail_word(parser, &word);
    }
    struct tree node = {.kind = TREE_COLUMN, .name = word.name, .name_size = word.size};
    return parser_node(parser, node, word.offset, NULL);
}

static struct tree *parse_parentheses(struct parser *parser) {
    size_t open;
    if (!parser_open(parser, &open, "(")) {
        return NULL;
    }
    struct tree *inner = parser_expression(parser, BINDING_OR);
    if (inner != NULL && parser_at(parser, SIGN_COMMA)) {
        expression_error_set(parser->error, parser->token.offset, parser->token.length,
                             memory_copy("a list stands after in: x in (1, 2, 3)"),
                             "there are no rows inside an expression");
        return NULL;
    }
    return inner != NULL && parser_close(parser, open) ? inner : NULL;
}

/* -, + and not, and what they stand before. */
static struct tree *parse_prefix(struct parser *parser, enum tree_op op, enum binding binding) {
    struct tree node = {.kind = TREE_OPERATOR,
                        .op = op,
                        .at = parser->token.offset,
                        .at_length = parser->token.length};
    struct tree_list args = {0};
    struct tree *operand = parser_take(parser) ? parser_expression(parser, binding) : NULL;
    if (operand == NULL) {
        return NULL;
    }
    parser_append(parser, &args, operand);
    return parser_node(parser, node, node.at, &args);
}

static struct tree *parse_operand(struct parser *parser, enum binding least) {
    const struct token *token = &parser->token;
    switch (token->kind) {
    case TOKEN_NUMBER:
        return parse_leaf(parser, (struct tree){.kind = TREE_NUMBER});
    case TOKEN_TEXT:
        return parse_leaf(parser, (struct tree){.kind = TREE_TEXT});
    case TOKEN_PARAMETER:
        return parse_leaf(parser, (struct tree){.kind = TREE_PARAMETER});
    case TOKEN_QUOTED: {
        struct tree *column =
            parse_leaf(parser, (struct tree){.kind = TREE_COLUMN, .quoted = true});
        if (column != NULL && parser_at(parser, SIGN_OPEN)) {
            expression_error_set(parser->error, column->offset, column->length,
                                 memory_copy("the name of a function is written without quotes"),
                                 "the name of a column, and then a '('");
            return NULL;
        }
        return column;
    }
    case TOKEN_WORD:
        if (token_is(token, "not")) {
            if (least > BINDING_NOT) {
                expression_error_set(parser->error, token->offset, token->length,
                                     memory_copy("put it in parentheses: (not …)"),
                                     "not cannot stand after an operator");
                return NULL;
            }
            return parse_prefix(parser, TREE_NOT, BINDING_NOT);
        }
        return parse_word(parser);
    case TOKEN_SIGN:
        if (token->sign == SIGN_OPEN) {
            return parse_parentheses(parser);
        }
        if (token->sign == SIGN_MINUS || token->sign == SIGN_PLUS) {
            return parse_prefix(parser, token->sign == SIGN_MINUS ? TREE_NEGATE : TREE_PLUS,
                                BINDING_SIGN);
        }
        break;
    case TOKEN_END:
        break;
    }
    return parser_unexpected(parser, "a value, a column or a function");
}

/* -- expressions ----------------------------------------------------------------------------- */

struct tree *parser_expression(struct parser *parser, enum binding least) {
    if (parser->nesting >= EXPRESSION_DEPTH_MOST) {
        expression_error_set(parser->error, parser->token.offset, parser->token.length,
                             memory_copy("make it of several columns"), "nested more than %d deep",
                             EXPRESSION_DEPTH_MOST);
        return NULL;
    }
    const size_t offset = parser->token.offset;
    parser->nesting++;
    struct tree *tree = parse_operand(parser, least);
    tree = tree == NULL ? NULL : parser_operators(parser, tree, offset, least);
    parser->nesting--;
    return tree;
}

static bool check_text(const char *text, size_t size, struct expression_error *error) {
    if (size > EXPRESSION_TEXT_MOST) {
        expression_error_set(error, 0, 0, memory_copy(EXPRESSION_TOO_LONG),
                             "the expression is longer than %d bytes", EXPRESSION_TEXT_MOST);
        return false;
    }
    const size_t valid = text_valid_prefix(text, size);
    if (valid < size) {
        expression_error_set(error, valid, 1, NULL, "the expression is not UTF-8 here");
        return false;
    }
    return true;
}

struct tree *tree_parse(const char *text, size_t size, enum tree_allow allow, struct arena *arena,
                        struct expression_error *error) {
    if (!check_text(text, size, error)) {
        return NULL;
    }
    struct parser parser = {.lexer = {.text = text, .size = size, .arena = arena, .error = error},
                            .arena = arena,
                            .error = error,
                            .allow = allow};
    if (!parser_take(&parser)) {
        return NULL;
    }
    struct tree *tree = parser_expression(&parser, BINDING_OR);
    if (tree != NULL && parser.token.kind != TOKEN_END) {
        return parser_unexpected(&parser, "an operator, or the end");
    }
    return tree;
}
