/* typing: names and literals, and which part of the language is typed where. */
#include "expression/typing.h"

#include <stdarg.h>

#include "base/real.h"
#include "batch/schema.h"
#include "expression/function.h"

enum { FEW_NAMES = 12 };

void *typing_fail(struct typing *typing, size_t offset, size_t length, char *advice,
                  const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    char *message = memory_format_list(format, arguments);
    va_end(arguments);
    *typing->error = (struct expression_error){
        .offset = offset, .length = length, .message = message, .advice = advice};
    return NULL;
}

bool typing_args(struct typing *typing, const struct tree *tree, struct node **into) {
    for (size_t i = 0; i < tree->count; i++) {
        into[i] = typing_tree(typing, tree->args[i]);
        if (into[i] == NULL) {
            return false;
        }
    }
    return true;
}

/* -- columns and parameters ------------------------------------------------------------------ */

/* "the columns are a, b and c", where they are few. */
static char *list_names(const char *what, const char *const *names, size_t count) {
    if (count == 0 || count > FEW_NAMES) {
        return NULL;
    }
    struct string list = {0};
    string_add_format(&list, "%s", what);
    for (size_t i = 0; i < count; i++) {
        string_add_format(&list, "%s%s", i == 0 ? " " : i + 1 == count ? " and " : ", ", names[i]);
    }
    return string_take(&list);
}

static const struct expression_parameter *find_parameter(const struct typing *typing,
                                                         const char *name) {
    const struct expression_scope *scope = typing->scope;
    for (size_t i = 0; i < scope->parameter_count; i++) {
        if (strcmp(scope->parameters[i].name, name) == 0) {
            return &scope->parameters[i];
        }
    }
    return NULL;
}

static bool is_function(const char *name) {
    size_t count;
    const char *const *names = function_names(&count);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(names[i], name) == 0) {
            return true;
        }
    }
    return false;
}

static char *column_advice(const struct typing *typing, const struct tree *tree) {
    const char **names = schema_names(typing->scope->schema);
    const size_t count = (size_t)typing->scope->schema->count;
    const char *near = text_nearest(tree->name, names, count),
               *foreign = function_foreign(tree->name);
    char *advice = NULL;
    if (near != NULL) {
        advice = memory_format("did you mean '%s'?", near);
    } else if (tree->quoted) {
        advice = memory_format("if it is a text, write it between single quotes: '%s'", tree->name);
    } else if (foreign != NULL && strncmp(foreign, "the day", strlen("the day")) == 0) {
        advice = memory_copy(foreign);
    } else if (is_function(tree->name)) {
        advice = memory_format("a function's values stand in parentheses: %s(…)", tree->name);
    } else if (find_parameter(typing, tree->name) != NULL) {
        advice = memory_format("for the parameter write ${%s}", tree->name);
    } else {
        char *list = list_names("the columns are", names, count);
        advice = memory_format("%s%sa text is written between single quotes: '%s'",
                               list == NULL ? "" : list, list == NULL ? "" : "; ", tree->name);
        memory_free(list);
    }
    memory_free(names);
    return advice;
}

static struct node *column_node(struct typing *typing, const struct tree *tree, int32_t column) {
    const struct schema_column *found = &typing->scope->schema->columns[column];
    struct node *node = typing_new(typing, tree, found->type, node_eval_column, NULL, 0);
    node->column = column;
    node->text = (struct leat_text){arena_copy(typing->arena, found->name, strlen(found->name)),
                                    strlen(found->name)};
    node->is_private = found->is_private;
    return node;
}

/* A name of which nothing is known: as if it were null, and what depends on it is not judged. */
static struct node *unjudged(struct typing *typing, const struct tree *tree, const char *why) {
    if (typing->unjudged.message == NULL) {
        expression_error_set(&typing->unjudged, tree->offset, tree->length, NULL, why, tree->name);
        typing->unjudged.unjudged = true;
    }
    return typing_null(typing, tree, (struct leat_type){0});
}

static struct node *type_column(struct typing *typing, const struct tree *tree) {
    const int32_t column = schema_find(typing->scope->schema, tree->name, tree->name_size);
    if (column >= 0) {
        return column_node(typing, tree, column);
    }
    if (typing->scope->schema->incomplete) {
        return unjudged(typing, tree,
                        "column '%s' may be there or not: its input could not be read");
    }
    return TYPING_FAIL(typing, tree, column_advice(typing, tree), "no column '%s'", tree->name);
}

static struct node *constant_of(struct typing *typing, const struct tree *tree,
                                const struct leat_value *value) {
    if (value->type.kind == LEAT_NONE || value->is_null) {
        return typing_null(typing, tree, value->type);
    }
    if (value->type.kind == LEAT_TEXT) {
        return typing_text(typing, tree, value->as.text);
    }
    struct node *node = typing_integer(typing, tree, 0);
    node->type = value->type;
    switch ((enum leat_kind)value->type.kind) {
    case LEAT_BOOLEAN:
        node->value[0] = value->as.boolean != 0;
        break;
    case LEAT_DECIMAL:
        memcpy(node->value, &value->as.decimal, sizeof value->as.decimal);
        break;
    case LEAT_DATE:
        memcpy(node->value, &value->as.date, sizeof value->as.date);
        break;
    case LEAT_REAL:
        memcpy(node->value, &value->as.real, sizeof value->as.real);
        break;
    default:
        memcpy(node->value, &value->as.integer, sizeof value->as.integer);
    }
    return node;
}

static struct node *type_parameter(struct typing *typing, const struct tree *tree) {
    const struct expression_scope *scope = typing->scope;
    const struct expression_parameter *found = find_parameter(typing, tree->name);
    if (found != NULL && found->is_secret) {
        return TYPING_FAIL(typing, tree, NULL,
                           "the parameter '%s' is a secret, which may not stand here", tree->name);
    }
    if (found != NULL) {
        return found->is_unknown
                   ? unjudged(typing, tree, "the declaration of the parameter '%s' is wrong")
                   : constant_of(typing, tree, &found->value);
    }
    if (strncmp(tree->name, "env:", 4) == 0) {
        return TYPING_FAIL(
            typing, tree,
            memory_format("declare a parameter with the default \"${%s}\"", tree->name),
            "an expression reads no environment variable itself");
    }
    const char **names = memory_array(scope->parameter_count + 1, sizeof *names);
    for (size_t i = 0; i < scope->parameter_count; i++) {
        names[i] = scope->parameters[i].name;
    }
    const char *near = text_nearest(tree->name, names, scope->parameter_count);
    char *advice = near != NULL ? memory_format("did you mean '%s'?", near)
                   : scope->parameter_count == 0
                       ? memory_copy("this definition declares no parameters")
                       : list_names("the parameters are", names, scope->parameter_count);
    memory_free(names);
    typing->is_name_error = true;
    return TYPING_FAIL(typing, tree, advice, "no parameter '%s'", tree->name);
}

/* -- numbers --------------------------------------------------------------------------------- */

static struct node *type_real(struct typing *typing, const struct tree *tree) {
    double value;
    if (real_parse(tree->name, tree->name_size, '.', &value) != REAL_READ) {
        return TYPING_FAIL(typing, tree, NULL, "this number is too large");
    }
    struct node *node = typing_integer(typing, tree, 0);
    node->type = type_of(LEAT_REAL);
    memcpy(node->value, &value, sizeof value);
    return node;
}

/* An integer; a decimal of the digits that are written; a real if there is an exponent. */
static struct node *type_number(struct typing *typing, const struct tree *tree) {
    if (strpbrk(tree->name, "eE") != NULL) {
        return type_real(typing, tree);
    }
    const size_t point = strcspn(tree->name, ".");
    const bool has_point = point < tree->name_size;
    const size_t scale = has_point ? tree->name_size - point - 1 : 0;
    size_t first = 0;
    while (first < point && tree->name[first] == '0') {
        first++;
    }
    const size_t digits = point - first + scale;
    if (digits > DECIMAL_DIGITS) {
        return TYPING_FAIL(typing, tree, memory_copy("as a real: 1e40"),
                           "a number of more than %d digits", DECIMAL_DIGITS);
    }
    int128 units = 0;
    for (size_t at = first; at < tree->name_size; at++) { /* 5. and .5 are numbers of SQL's */
        units = at == point ? units : units * 10 + (tree->name[at] - '0');
    }
    if (!has_point && units <= INT64_MAX) {
        return typing_integer(typing, tree, (int64_t)units);
    }
    return typing_decimal(typing, tree, type_decimal(digits == 0 ? 1 : (int)digits, (int)scale),
                          units);
}

/* -- trees ----------------------------------------------------------------------------------- */

static struct node *type_operator(struct typing *typing, const struct tree *tree) {
    switch (tree->op) {
    case TREE_NEGATE:
    case TREE_PLUS:
        return typing_sign(typing, tree);
    case TREE_ADD:
    case TREE_SUBTRACT:
    case TREE_MULTIPLY:
    case TREE_DIVIDE:
    case TREE_MODULO:
        return typing_arithmetic(typing, tree);
    case TREE_JOIN:
        return typing_join(typing, tree);
    case TREE_AND:
    case TREE_OR:
    case TREE_NOT:
    case TREE_LIKE:
    case TREE_IN:
    case TREE_BETWEEN:
        return typing_range(typing, tree);
    default:
        return typing_comparison(typing, tree);
    }
}

struct node *typing_tree(struct typing *typing, const struct tree *tree) {
    struct node *node;
    switch (tree->kind) {
    case TREE_NULL:
        return typing_null(typing, tree, (struct leat_type){0});
    case TREE_BOOLEAN:
        return typing_boolean(typing, tree, tree->truth);
    case TREE_NUMBER:
        return type_number(typing, tree);
    case TREE_TEXT:
        node = typing_text(typing, tree, (struct leat_text){tree->name, tree->name_size});
        node->is_literal = true;
        return node;
    case TREE_PARAMETER:
        return type_parameter(typing, tree);
    case TREE_COLUMN:
        return type_column(typing, tree);
    case TREE_SLOT:
        return column_node(typing, tree, tree->column);
    case TREE_OPERATOR:
        return type_operator(typing, tree);
    case TREE_CALL:
        return typing_call(typing, tree);
    case TREE_CASE:
        return typing_choice(typing, tree);
    case TREE_CAST:
        node = typing_tree(typing, tree->args[0]);
        return node == NULL ? NULL : typing_cast(typing, tree, node, tree->type);
    case TREE_AGGREGATE:
        break;
    }
    return TYPING_FAIL(typing, tree, NULL, "%s is over many rows, and this expression is over one",
                       tree->name);
}
