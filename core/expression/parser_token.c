/* parser: tokens and nodes, and what to say of a token that should not be there. */
#include "expression/parser.h"

#include <string.h>

/* -- tokens ---------------------------------------------------------------------------------- */

bool parser_take(struct parser *parser) {
    parser->end = parser->token.offset + parser->token.length;
    return lexer_next(&parser->lexer, &parser->token);
}

bool parser_take_sign(struct parser *parser, enum sign sign, bool *taken) {
    *taken = parser_at(parser, sign);
    return !*taken || parser_take(parser);
}

bool parser_take_word(struct parser *parser, const char *word, bool *taken) {
    *taken = token_is(&parser->token, word);
    return !*taken || parser_take(parser);
}

/* What other languages write where an operator stands. */
char *parser_advice(const struct token *token) {
    static const struct {
        const char *word, *advice;
    } words[] = {
        {"isnull", "write: is null"},
        {"notnull", "write: is not null"},
        {"eq", "equality is written ="},
        {"ne", "inequality is written <>"},
        {"lt", "write <"},
        {"le", "write <="},
        {"gt", "write >"},
        {"ge", "write >="},
        {"mod", "write mod(a, b), or a % b"},
        {"div", "write trunc(a / b)"},
        {"xor", "write <> between two conditions"},
        {"similar", "write: like, with % for any text and _ for any character"},
        {"regexp", "write: like, with % for any text and _ for any character"},
        {"rlike", "write: like, with % for any text and _ for any character"},
        {"glob", "write: like, with % for any text and _ for any character"},
        {"contains", "write: like '%part%'"},
        {"collate", "text is always compared by code point"},
        {"at", "timestamps are in UTC, without time zones"},
        {"over", "windows are not known here"},
        {"having", "rows are left out by a filter step, which may stand after an aggregate step"},
        {"group", "rows are grouped by an aggregate step, in its \"by\""},
        {"order", "rows are put in order by a sort step"},
        {"asc", "rows are put in order by a sort step"},
        {"desc", "rows are put in order by a sort step"},
        {"limit", "rows are left out by a filter step, by what is in them"},
        {"top", "rows are left out by a filter step, by what is in them"},
        {"offset", "rows are left out by a filter step, by what is in them"},
        {"distinct",
         "an aggregate step without measures gives the different rows; a measure may be count(distinct x)"},
        {"join", "columns of another step are brought in by a lookup step"},
        {"union", "the rows of several steps are read together by a step's \"from\""},
        {"filter", "filter stands after an aggregate: count(*) filter (where …)"},
        {"as",
         "a column's name stands before the colon: \"name\": \"expression\"; a cast is written cast(x as type)"},
        {"from", "an expression reads the rows that its step reads"},
        {"where", "a condition stands by itself, without where; in a measure: filter (where …)"},
        {"and", "and stands between two conditions"},
        {"or", "or stands between two conditions"},
        {"if", "write: case when … then … else … end"},
        {"select",
         "an expression reads the rows that its step reads: write the value alone, without select"},
        {"exists", "an expression reads the rows that its step reads"},
        {"array", "there are no arrays here; a list is written x in (1, 2, 3)"},
        {"row", "there are no rows inside an expression"},
        {"interval", "there are no intervals here; for days add a number: date '2015-09-01' + 7"},
        {"then", "then stands after when: case when … then … end"},
        {"when", "write: case when … then … end"},
        {"else", "write: case when … then … else … end"},
        {"end", "write: case when … then … end"},
    };
    for (size_t i = 0; token->kind == TOKEN_WORD && i < sizeof words / sizeof *words; i++) {
        if (token_is(token, words[i].word)) {
            return memory_copy(words[i].advice);
        }
    }
    return NULL;
}

/* A comma between digits, as some write numbers. */
static bool is_in_number(const struct parser *parser) {
    const char *text = parser->lexer.text;
    const size_t at = parser->token.offset;
    return parser_at(parser, SIGN_COMMA) && parser->open == 0 && at > 0 &&
           at + 1 < parser->lexer.size && text[at - 1] >= '0' && text[at - 1] <= '9' &&
           text[at + 1] >= '0' && text[at + 1] <= '9';
}

void *parser_unexpected(struct parser *parser, const char *expected) {
    const struct token *token = &parser->token;
    if (token->kind == TOKEN_END) {
        const bool is_percent = parser->end > 0 && parser->lexer.text[parser->end - 1] == '%';
        expression_error_set(
            parser->error, parser->end, 0,
            is_percent
                ? memory_copy("% is the remainder of a division; five per cent are written 0.05")
                : memory_format("expected %s", expected),
            parser->end == 0 ? "the expression is empty" : "the expression ends too early");
        return NULL;
    }
    char *advice = parser_advice(token);
    if (token->offset == parser->end && token->offset > 0 && token->kind != TOKEN_SIGN &&
        parser->lexer.text[token->offset - 1] == '\'') {
        memory_free(advice);
        advice = memory_copy("a quote inside a text is doubled: 'Queen''s'");
    }
    if (is_in_number(parser)) {
        advice = memory_copy("a number is written with a point, and without commas: 1234.5");
    }
    if (advice == NULL && parser_at(parser, SIGN_CLOSE) && parser->open == 0) {
        advice = memory_copy("there is no '(' that it would close");
    }
    const bool is_operand = strncmp(expected, "an operator", strlen("an operator")) == 0;
    if (advice == NULL && is_operand &&
        (token->kind == TOKEN_PARAMETER || token->kind == TOKEN_QUOTED)) {
        advice = memory_copy("an operator is missing before it, or a comma");
    }
    if (advice == NULL && is_operand && token->kind == TOKEN_WORD) {
        advice = memory_copy(
            "an operator is missing before it; a name with a space is put between double quotes, a text between single ones");
    }
    if (advice == NULL) {
        advice = memory_format("expected %s", expected);
    }
    expression_error_set(parser->error, token->offset, token->length, advice, "unexpected %.*s%s",
                         token->length > 40 ? 40 : (int)token->length,
                         parser->lexer.text + token->offset, token->length > 40 ? "…" : "");
    return NULL;
}

bool parser_need_sign(struct parser *parser, enum sign sign, const char *what) {
    return parser_at(parser, sign) ? parser_take(parser) : parser_unexpected(parser, what) != NULL;
}

bool parser_need_word(struct parser *parser, const char *word, const char *what) {
    return token_is(&parser->token, word) ? parser_take(parser)
                                          : parser_unexpected(parser, what) != NULL;
}

bool parser_open(struct parser *parser, size_t *open, const char *what) {
    *open = parser->token.offset;
    parser->open++;
    return parser_need_sign(parser, SIGN_OPEN, what);
}

bool parser_close(struct parser *parser, size_t open) {
    if (parser->token.kind == TOKEN_END) {
        expression_error_set(parser->error, open, 1, memory_copy("a ')' is missing before the end"),
                             "the '(' here is not closed");
        return false;
    }
    if (!parser_need_sign(parser, SIGN_CLOSE, "an operator, ',' or ')'")) {
        return false;
    }
    parser->open--;
    return true;
}

const char *parser_lower(struct parser *parser, const struct token *name) {
    char *lower = arena_copy(parser->arena, name->name, name->size);
    for (size_t i = 0; i < name->size; i++) {
        lower[i] = lower[i] >= 'A' && lower[i] <= 'Z' ? (char)(lower[i] - 'A' + 'a') : lower[i];
    }
    return lower;
}

/* -- nodes ----------------------------------------------------------------------------------- */

void parser_append(struct parser *parser, struct tree_list *list, struct tree *tree) {
    if (list->count == list->room) {
        list->room = list->room == 0 ? 4 : list->room * 2;
        struct tree **items = arena_alloc(parser->arena, list->room * sizeof *items);
        if (list->count > 0) {
            memcpy(items, list->items, list->count * sizeof *items);
        }
        list->items = items;
    }
    list->items[list->count++] = tree;
}

struct tree *parser_node(struct parser *parser, struct tree node, size_t offset,
                         const struct tree_list *args) {
    node.offset = offset;
    node.length = parser->end - offset;
    node.depth = 1;
    if (node.at_length == 0) {
        node.at = node.offset;
        node.at_length = node.length;
    }
    if (args != NULL) {
        node.args = args->items;
        node.count = args->count;
    }
    for (size_t i = 0; i < node.count; i++) {
        node.depth = node.args[i]->depth >= node.depth ? node.args[i]->depth + 1 : node.depth;
    }
    if (node.filter != NULL && node.filter->depth >= node.depth) {
        node.depth = node.filter->depth + 1;
    }
    if (++parser->nodes > EXPRESSION_NODES_MOST) {
        expression_error_set(parser->error, offset, node.length, memory_copy(EXPRESSION_TOO_LONG),
                             "the expression has more than %d parts", EXPRESSION_NODES_MOST);
        return NULL;
    }
    if (node.depth > PARSER_CHAIN_MOST) {
        expression_error_set(parser->error, offset, node.length,
                             memory_copy("make it of several columns"),
                             "more than %d operators stand in one row", PARSER_CHAIN_MOST - 1);
        return NULL;
    }
    struct tree *tree = arena_alloc(parser->arena, sizeof *tree);
    *tree = node;
    return tree;
}
