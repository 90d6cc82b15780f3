/* parser: calls of functions, SQL's forms with words inside, aggregates, and case. */
#include "expression/function.h"
#include "expression/parser.h"

#include <string.h>

/* A call being read: its '(' has been taken. */
struct call {
    struct parser *parser;
    const struct token *name;
    size_t open; /* where the '(' stands */
    struct tree_list args;
};

static struct tree *finish_call(struct call *call, const char *name) {
    if (!parser_close(call->parser, call->open)) {
        return NULL;
    }
    const size_t size = strlen(name);
    struct tree node = {.kind = TREE_CALL,
                        .at = call->name->offset,
                        .at_length = call->name->length,
                        .name = arena_copy(call->parser->arena, name, size),
                        .name_size = size};
    return parser_node(call->parser, node, call->name->offset, &call->args);
}

/* Reads an expression and adds it to the arguments. */
static bool read_arg(struct call *call, enum binding least) {
    struct tree *arg = parser_expression(call->parser, least);
    if (arg != NULL) {
        parser_append(call->parser, &call->args, arg);
    }
    return arg != NULL;
}

/* A comma and an expression, as often as they stand there. */
static bool read_more_args(struct call *call) {
    bool more;
    while (parser_take_sign(call->parser, SIGN_COMMA, &more)) {
        if (!more) {
            return true;
        }
        if (!read_arg(call, BINDING_OR)) {
            return false;
        }
    }
    return false;
}

/* Puts the last argument first: position(x in y) is strpos(y, x). */
static void turn_args(struct call *call) {
    struct tree *last = call->args.items[call->args.count - 1];
    memmove(call->args.items + 1, call->args.items,
            (call->args.count - 1) * sizeof *call->args.items);
    call->args.items[0] = last;
}

/* -- forms with words inside ----------------------------------------------------------------- */

static struct tree *parse_extract(struct call *call) {
    struct parser *parser = call->parser;
    const struct token field = parser->token;
    if (field.kind != TOKEN_WORD && field.kind != TOKEN_TEXT) {
        return parser_unexpected(parser, "year, month, day … and from: extract(year from x)");
    }
    if (!parser_take(parser)) {
        return NULL;
    }
    struct tree node = {.kind = TREE_TEXT, .name = field.name, .name_size = field.size};
    struct tree *name = parser_node(parser, node, field.offset, NULL);
    if (name == NULL) {
        return NULL;
    }
    parser_append(parser, &call->args, name);
    if (!parser_need_word(parser, "from", "from: extract(year from x)") ||
        !read_arg(call, BINDING_OR)) {
        return NULL;
    }
    return finish_call(call, "extract");
}

/* trim(x), trim(both 'y' from x), trim(leading from x), trim('y' from x), trim(x, 'y') */
static struct tree *parse_trim(struct call *call) {
    static const char *const sides[] = {"both", "leading", "trailing"};
    static const char *const names[] = {"btrim", "ltrim", "rtrim"};
    struct parser *parser = call->parser;
    size_t side = 0;
    bool is_from = false, taken = false;
    for (size_t i = 0; i < 3 && !taken; i++) {
        if (!parser_take_word(parser, sides[i], &taken)) {
            return NULL;
        }
        side = taken ? i : 0;
    }
    if (taken && (parser_at(parser, SIGN_CLOSE) || parser_at(parser, SIGN_COMMA))) {
        return parser_unexpected(parser, "what to trim: trim(both 'x' from y)");
    }
    if (!parser_take_word(parser, "from", &is_from) || !read_arg(call, BINDING_OR)) {
        return NULL;
    }
    if (!is_from) {
        if (!parser_take_word(parser, "from", &is_from) ||
            (is_from && !read_arg(call, BINDING_OR))) {
            return NULL;
        }
        if (is_from) {
            turn_args(call);
        }
    }
    return read_more_args(call) ? finish_call(call, names[side]) : NULL;
}

/* substring(x, 2, 3), substring(x from 2 for 3) */
static struct tree *parse_substring(struct call *call) {
    struct parser *parser = call->parser;
    struct tree *from = NULL, *length = NULL;
    if (!read_arg(call, BINDING_OR)) {
        return NULL;
    }
    if (!token_is(&parser->token, "from") && !token_is(&parser->token, "for")) {
        return read_more_args(call) ? finish_call(call, "substring") : NULL;
    }
    while ((token_is(&parser->token, "from") && from == NULL) ||
           (token_is(&parser->token, "for") && length == NULL)) {
        struct tree **into = token_is(&parser->token, "from") ? &from : &length;
        if (!parser_take(parser) || (*into = parser_expression(parser, BINDING_OR)) == NULL) {
            return NULL;
        }
    }
    if (from == NULL) {
        const struct tree one = {.kind = TREE_NUMBER, .name = "1", .name_size = 1};
        if ((from = parser_node(parser, one, length->offset, NULL)) == NULL) {
            return NULL;
        }
    }
    parser_append(parser, &call->args, from);
    if (length != NULL) {
        parser_append(parser, &call->args, length);
    }
    return finish_call(call, "substring");
}

static struct tree *parse_position(struct call *call) {
    if (!read_arg(call, BINDING_JOIN) ||
        !parser_need_word(call->parser, "in", "in: position(x in y)") ||
        !read_arg(call, BINDING_JOIN)) {
        return NULL;
    }
    turn_args(call);
    return finish_call(call, "strpos");
}

static struct tree *parse_cast(struct call *call) {
    struct parser *parser = call->parser;
    struct tree node = {
        .kind = TREE_CAST, .at = call->name->offset, .at_length = call->name->length};
    if (!read_arg(call, BINDING_OR) || !parser_need_word(parser, "as", "as: cast(x as integer)")) {
        return NULL;
    }
    const struct token word = parser->token;
    if (word.kind != TOKEN_WORD) {
        return parser_unexpected(parser,
                                 "the name of a type: integer, decimal(10,2), text, date …");
    }
    if (!parser_take(parser) || !parser_type(parser, &word, &node.type) ||
        !parser_close(parser, call->open)) {
        return NULL;
    }
    return parser_node(parser, node, call->name->offset, &call->args);
}

/* -- aggregates ------------------------------------------------------------------------------ */

static bool find_aggregate(const struct token *name, enum tree_aggregate *out) {
    static const char *const names[] = {
#define NAME(id, name, form, text) [id] = name,
        TREE_AGGREGATE_LIST(NAME)
#undef NAME
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (token_is(name, names[i])) {
            *out = (enum tree_aggregate)i;
            return true;
        }
    }
    *out = TREE_MEAN;
    return token_is(name, "mean");
}

/* Whether an aggregate may stand here. */
static bool check_aggregate(const struct call *call) {
    const struct parser *parser = call->parser;
    if (parser->in_aggregate) {
        expression_error_set(
            parser->error, call->name->offset, call->name->length,
            memory_copy("make the inner one in an aggregate step of its own, before this one"),
            "an aggregate inside an aggregate");
        return false;
    }
    if (parser->allow != TREE_AGGREGATES) {
        expression_error_set(parser->error, call->name->offset, call->name->length,
                             memory_copy("write it as a measure of an aggregate step"),
                             "%s is over many rows, and this expression is over one",
                             call->name->name);
        return false;
    }
    return true;
}

/* filter (where condition) */
static bool read_filter(struct call *call, struct tree *node) {
    struct parser *parser = call->parser;
    bool taken;
    if (!parser_take_word(parser, "filter", &taken) || !taken) {
        return !taken;
    }
    size_t open;
    parser->in_aggregate = true;
    node->filter = parser_open(parser, &open, "'(' after filter: filter (where …)") &&
                           parser_need_word(parser, "where", "where: filter (where …)")
                       ? parser_expression(parser, BINDING_OR)
                       : NULL;
    parser->in_aggregate = false;
    return node->filter != NULL && parser_close(parser, open);
}

static bool read_aggregate_args(struct call *call, struct tree *node) {
    struct parser *parser = call->parser;
    bool is_star = false;
    if (node->aggregate == TREE_COUNT) {
        if (parser_at(parser, SIGN_CLOSE)) {
            return parser_unexpected(parser, "what to count: count(*) counts rows") != NULL;
        }
        if (!parser_take_sign(parser, SIGN_STAR, &is_star)) {
            return false;
        }
    }
    if (!is_star) {
        const struct token distinct = parser->token;
        if (!parser_take_word(parser, "distinct", &node->distinct)) {
            return false;
        }
        if (node->distinct && node->aggregate != TREE_COUNT) {
            expression_error_set(
                parser->error, distinct.offset, distinct.length,
                memory_copy("an aggregate step before this one can give the different values"),
                "distinct goes with count alone");
            return false;
        }
        if (!read_arg(call, BINDING_OR)) {
            return false;
        }
    }
    if (parser_at(parser, SIGN_COMMA)) {
        char *advice = NULL;
        if (node->aggregate == TREE_MIN || node->aggregate == TREE_MAX) {
            advice = memory_format("for one of several values of a row write %s(a, b)",
                                   node->aggregate == TREE_MIN ? "least" : "greatest");
        }
        if (node->distinct) {
            advice = memory_copy("to count several together, aggregate by them, and count the rows "
                                 "of that in a step behind it");
        }
        expression_error_set(parser->error, parser->token.offset, 1, advice, "%s is of one value",
                             call->name->name);
        return false;
    }
    return parser_close(parser, call->open);
}

static struct tree *parse_aggregate(struct call *call, enum tree_aggregate aggregate) {
    struct parser *parser = call->parser;
    struct tree node = {.kind = TREE_AGGREGATE,
                        .aggregate = aggregate,
                        .at = call->name->offset,
                        .at_length = call->name->length,
                        .name = call->name->name,
                        .name_size = call->name->size};
    const bool several =
        parser->allow != TREE_AGGREGATES && (aggregate == TREE_MIN || aggregate == TREE_MAX);
    if (!several && !check_aggregate(call)) {
        return NULL;
    }
    const bool outer = parser->in_aggregate;
    parser->in_aggregate = true;
    const bool read = read_aggregate_args(call, &node); /* min(a, b) is told first */
    parser->in_aggregate = outer;
    if (!read || (several && !check_aggregate(call)) || !read_filter(call, &node)) {
        return NULL;
    }
    return parser_node(parser, node, call->name->offset, &call->args);
}

/* -- all of them ----------------------------------------------------------------------------- */

struct tree *parser_call(struct parser *parser, const struct token *name) {
    static const struct {
        const char *name;
        struct tree *(*parse)(struct call *call);
    } forms[] = {{"extract", parse_extract},
                 {"trim", parse_trim},
                 {"substring", parse_substring},
                 {"position", parse_position},
                 {"cast", parse_cast}};
    struct call call = {.parser = parser, .name = name};
    enum tree_aggregate aggregate;
    if (!parser_open(parser, &call.open, "(")) {
        return NULL;
    }
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        if (token_is(name, forms[i].name)) {
            return forms[i].parse(&call);
        }
    }
    if (find_aggregate(name, &aggregate)) {
        return parse_aggregate(&call, aggregate);
    }
    if (function_find(parser_lower(parser, name)) == NULL && function_foreign(name->name) != NULL) {
        /* told before what stands between its parentheses, which is of another language as well */
        expression_error_set(parser->error, name->offset, name->length,
                             memory_copy(function_foreign(name->name)), "no function '%s'",
                             name->name);
        return NULL;
    }
    if (!parser_at(parser, SIGN_CLOSE) &&
        (!read_arg(&call, BINDING_OR) || !read_more_args(&call))) {
        return NULL;
    }
    return finish_call(&call, parser_lower(parser, name));
}

static bool case_expression(struct parser *parser, struct tree_list *args) {
    struct tree *tree = parser_expression(parser, BINDING_OR);
    if (tree != NULL) {
        parser_append(parser, args, tree);
    }
    return tree != NULL;
}

struct tree *parser_case(struct parser *parser, size_t offset) {
    struct tree node = {.kind = TREE_CASE, .at = offset, .at_length = strlen("case")};
    struct tree_list args = {0};
    bool more;
    node.has_operand = !token_is(&parser->token, "when");
    if (node.has_operand && !case_expression(parser, &args)) {
        return NULL;
    }
    if (!parser_need_word(parser, "when", "when: case when … then … end")) {
        return NULL;
    }
    do {
        if (!case_expression(parser, &args) ||
            !parser_need_word(parser, "then", "then: case when … then … end") ||
            !case_expression(parser, &args) || !parser_take_word(parser, "when", &more)) {
            return NULL;
        }
    } while (more);
    if (!parser_take_word(parser, "else", &node.has_else) ||
        (node.has_else && !case_expression(parser, &args))) {
        return NULL;
    }
    if (parser->token.kind == TOKEN_END) {
        expression_error_set(parser->error, offset, node.at_length,
                             memory_copy("expected end: case when … then … end"),
                             "the case that begins here has no end");
        return NULL;
    }
    if (!parser_need_word(parser, "end", "when, else or end")) {
        return NULL;
    }
    return parser_node(parser, node, offset, &args);
}
