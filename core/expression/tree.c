/* tree: walking and comparing trees, and setting errors. */
#include "expression/tree.h"

#include <stdarg.h>
#include <string.h>

void expression_error_set(struct expression_error *error, size_t offset, size_t length,
                          char *advice, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    *error = (struct expression_error){.offset = offset,
                                       .length = length,
                                       .message = memory_format_list(format, arguments),
                                       .advice = advice};
    va_end(arguments);
}

void expression_error_free(struct expression_error *error) {
    memory_free(error->message);
    memory_free(error->advice);
    *error = (struct expression_error){0};
}

void tree_visit(struct tree *tree, bool (*visit)(void *context, struct tree *node), void *context) {
    if (!visit(context, tree)) {
        return;
    }
    for (size_t i = 0; i < tree->count; i++) {
        tree_visit(tree->args[i], visit, context);
    }
    if (tree->filter != NULL) {
        tree_visit(tree->filter, visit, context);
    }
}

void tree_make_slot(struct tree *node, int32_t column) {
    node->kind = TREE_SLOT;
    node->column = column;
    node->args = NULL;
    node->count = 0;
    node->filter = NULL;
    node->depth = 1;
}

bool tree_equal(const struct tree *a, const struct tree *b) {
    if (a->kind != b->kind || a->count != b->count || (a->filter == NULL) != (b->filter == NULL) ||
        a->negated != b->negated) {
        return false;
    }
    const bool named = a->kind == TREE_NUMBER || a->kind == TREE_TEXT ||
                       a->kind == TREE_PARAMETER || a->kind == TREE_COLUMN || a->kind == TREE_CALL;
    if (named && (a->name_size != b->name_size || memcmp(a->name, b->name, a->name_size) != 0)) {
        return false;
    }
    const bool same = a->op == b->op && a->is == b->is && a->aggregate == b->aggregate &&
                      a->truth == b->truth && a->insensitive == b->insensitive &&
                      a->symmetric == b->symmetric && a->has_operand == b->has_operand &&
                      a->has_else == b->has_else && a->distinct == b->distinct &&
                      type_equal(a->type, b->type) && a->column == b->column;
    for (size_t i = 0; same && i < a->count; i++) {
        if (!tree_equal(a->args[i], b->args[i])) {
            return false;
        }
    }
    return same && (a->filter == NULL || tree_equal(a->filter, b->filter));
}
