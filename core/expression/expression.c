/* expression: compiling, from text by way of a tree (tree.h) and its typing (typing.h) to numbered
 * nodes (finish.c), and what may be asked of the result. See expression.h; eval.c evaluates it. */
#include "expression/expression.h"

#include "expression/scratch.h"
#include "expression/tree.h"
#include "expression/typing.h"

/* -- compiling ------------------------------------------------------------------------------- */

struct leat_expression *expression_from_tree(const struct tree *tree, const char *text, size_t size,
                                             const struct expression_scope *scope,
                                             struct expression_error *error) {
    struct arena *arena = arena_new();
    struct leat_expression *expression = arena_alloc(arena, sizeof *expression);
    *expression = (struct leat_expression){
        .arena = arena, .text = arena_copy(arena, text, size), .size = size};
    struct typing typing = {
        .expression = expression, .arena = arena, .scope = scope, .error = error};
    *error = (struct expression_error){0};
    struct node *root = typing_tree(&typing, tree);
    scratch_free(typing.scratch);
    if (typing.unjudged.message != NULL &&
        !typing.is_name_error) { /* mistakes after it may come of its missing kind */
        expression_error_free(error);
        *error = typing.unjudged;
        root = NULL;
    } else {
        expression_error_free(&typing.unjudged);
    }
    if (root == NULL) {
        arena_free(arena);
        return NULL;
    }
    expression->root = root;
    expression_finish(expression);
    return expression;
}

struct leat_expression *expression_compile(const char *text, size_t size,
                                           const struct expression_scope *scope,
                                           struct expression_error *error) {
    struct arena *arena = arena_new();
    *error = (struct expression_error){0};
    const struct tree *tree = tree_parse(text, size, TREE_ROWS_ONLY, arena, error);
    struct leat_expression *expression =
        tree == NULL ? NULL : expression_from_tree(tree, text, size, scope, error);
    arena_free(arena);
    return expression;
}

/* -- what is asked of it --------------------------------------------------------------------- */

void expression_free(struct leat_expression *expression) {
    if (expression != NULL) {
        buffer_release(expression->constants);
        arena_free(expression->arena);
    }
}

struct leat_type expression_type(const struct leat_expression *expression) {
    return expression->root->type;
}

const int32_t *expression_columns(const struct leat_expression *expression, size_t *count) {
    *count = expression->column_count;
    return expression->columns;
}

bool expression_fits(const struct leat_expression *expression, struct column *const *columns,
                     int32_t count) {
    for (size_t i = 0; i < expression->column_count; i++) {
        if (expression->columns[i] >= count) {
            return false;
        }
    }
    for (uint32_t i = 0; i < expression->node_count; i++) {
        const struct node *node = expression->nodes[i];
        if (node->eval == node_eval_column && columns[node->column] != NULL &&
            !type_equal(columns[node->column]->type, node->type)) {
            return false;
        }
    }
    return true;
}

int32_t expression_bare_column(const struct leat_expression *expression) {
    return expression->root->eval == node_eval_column ? expression->root->column : -1;
}

int32_t expression_symbol_column(const struct leat_expression *expression) {
    const struct node *node = expression->root;
    while (node->is_cast) {
        node = node->args[0];
    }
    return node->eval == node_eval_column ? node->column : -1;
}

bool expression_is_private(const struct leat_expression *expression) {
    return expression->root->is_private;
}
