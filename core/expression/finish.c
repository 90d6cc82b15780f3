/* finish: the last step of compiling: a typed expression's vectors and blocks are numbered, its
 * columns and constants gathered. See node.h for what the numbers are for. */
#include <stdlib.h>

#include "batch/schema.h"
#include "expression/dialect.h"
#include "expression/tree.h"
#include "expression/typing.h"

struct finishing {
    struct leat_expression *expression;
    size_t node_room, column_room, text_room;
    uint32_t *free_blocks; /* those that nobody uses at the moment */
    uint32_t free_count, free_room;
    size_t constant_size;
};

/* Room in the arena for one more item of a list. */
static void *grow(struct arena *arena, void *list, size_t count, size_t *room, size_t size) {
    if (count < *room) {
        return list;
    }
    *room = *room == 0 ? 8 : *room * 2;
    void *grown = arena_alloc(arena, *room * size);
    if (count > 0) {
        memcpy(grown, list, count * size);
    }
    return grown;
}

/* -- what may be seen ------------------------------------------------------------------------ */

/* Marks the nodes whose texts the result may be views of. */
static void mark_kept(struct node *node, bool keeps) {
    node->keeps = keeps && node->type.kind == LEAT_TEXT;
    for (uint32_t i = 0; i < node->count; i++) {
        mark_kept(node->args[i], node->keeps && node->passes);
    }
}

/* -- columns --------------------------------------------------------------------------------- */

static void add_column(struct finishing *finishing, const struct node *node) {
    struct leat_expression *expression = finishing->expression;
    for (size_t i = 0; i < expression->column_count; i++) {
        if (expression->columns[i] == node->column) {
            return;
        }
    }
    expression->columns = grow(expression->arena, expression->columns, expression->column_count,
                               &finishing->column_room, sizeof *expression->columns);
    expression->columns[expression->column_count++] = node->column;
}

/* Which of the text sources the node reads. */
static int64_t add_text(struct finishing *finishing, const struct node *node) {
    struct leat_expression *expression = finishing->expression;
    const bool is_symbols = node->eval == node_eval_symbol;
    for (size_t i = 0; i < expression->text_count; i++) {
        if (expression->texts[i].column == node->column &&
            expression->texts[i].is_symbols == is_symbols) {
            return (int64_t)i;
        }
    }
    expression->texts = grow(expression->arena, expression->texts, expression->text_count,
                             &finishing->text_room, sizeof *expression->texts);
    expression->texts[expression->text_count] = (struct text_source){node->column, is_symbols};
    return (int64_t)expression->text_count++;
}

static int compare_columns(const void *a, const void *b) {
    return *(const int32_t *)a - *(const int32_t *)b;
}

/* -- numbers --------------------------------------------------------------------------------- */

static uint32_t take_block(struct finishing *finishing) {
    if (finishing->free_count > 0) {
        return finishing->free_blocks[--finishing->free_count];
    }
    return finishing->expression->block_count++;
}

static void give_block(struct finishing *finishing, const struct node *node) {
    if (node->block == NODE_NO_BLOCK || node->eval == node_eval_shared) {
        return;
    }
    size_t room = finishing->free_room;
    finishing->free_blocks = grow(finishing->expression->arena, finishing->free_blocks,
                                  finishing->free_count, &room, sizeof *finishing->free_blocks);
    finishing->free_room = (uint32_t)room;
    finishing->free_blocks[finishing->free_count++] = node->block;
}

static void number_vector(struct finishing *finishing, struct node *node) {
    struct leat_expression *expression = finishing->expression;
    expression->nodes = grow(expression->arena, expression->nodes, expression->node_count,
                             &finishing->node_room, sizeof(struct node *));
    node->number = expression->node_count;
    expression->nodes[expression->node_count++] = node;
}

static void number_leaf(struct finishing *finishing, struct node *node) {
    number_vector(finishing, node);
    if (node->is_constant) {
        finishing->constant_size += node->text.size > TEXT_INLINE ? node->text.size : 0;
        return;
    }
    add_column(finishing, node);
    if (node->type.kind == LEAT_TEXT) {
        node->numbers[0] = add_text(finishing, node);
    }
}

/* Numbers what is below the node and then itself. When it is done, only its own block (and what it
 * holds) is in use. */
static void number_node(struct finishing *finishing, struct node *node) {
    node->block = NODE_NO_BLOCK;
    if (node->eval == node_eval_shared) {
        node->number = ((const struct node *)node->data)->number;
        return;
    }
    if (node->is_constant || node->eval == node_eval_column || node->eval == node_eval_symbol) {
        number_leaf(finishing, node);
        return;
    }
    const bool needs_block = node->type.kind != LEAT_BOOLEAN;
    if (node->one_by_one) {
        node->block = needs_block ? take_block(finishing) : NODE_NO_BLOCK;
        for (uint32_t i = 0; i < node->count; i++) {
            number_node(finishing, node->args[i]);
            give_block(finishing, node->args[i]);
        }
        number_vector(finishing, node);
        return;
    }
    for (uint32_t i = 0; i < node->count; i++) {
        number_node(finishing, node->args[i]);
    }
    if (node->eval == node_eval_let) {
        const struct node *body = node->args[node->count - 1];
        node->number = body->number;
        node->block = body->block;
        for (uint32_t i = 0; i + 1 < node->count; i++) {
            give_block(finishing, node->args[i]);
        }
        return;
    }
    node->block = needs_block ? take_block(finishing) : NODE_NO_BLOCK;
    for (uint32_t i = 0; i < node->count; i++) {
        give_block(finishing, node->args[i]);
    }
    number_vector(finishing, node);
}

/* -- constants ------------------------------------------------------------------------------- */

/* Long constant texts stand in one buffer, which results share. */
static void gather_constants(struct finishing *finishing) {
    struct leat_expression *expression = finishing->expression;
    if (finishing->constant_size == 0) {
        return;
    }
    struct buffer *buffer = memory_alloc(sizeof *buffer);
    buffer->data = memory_alloc(finishing->constant_size + COLUMN_SLACK);
    atomic_init(&buffer->holders, 1);
    for (uint32_t i = 0; i < expression->node_count; i++) {
        struct node *node = expression->nodes[i];
        if (!node->is_constant || node->text.size <= TEXT_INLINE) {
            continue;
        }
        struct text_view view = text_view_get(node->value, 0);
        view.number = 0; /* the first in an evaluation's table */
        view.offset = (int32_t)buffer->size;
        text_view_set(node->value, 0, view);
        memcpy(buffer->data + buffer->size, node->text.data, node->text.size);
        buffer->size += node->text.size;
    }
    expression->constants = buffer;
}

/* A result without a kind is a null text; the block of the whole's values is nobody else's: a
 * column's memory takes its place. */
void expression_finish(struct leat_expression *expression) {
    struct finishing finishing = {.expression = expression};
    struct node *root = expression->root;
    if (root->type.kind == LEAT_NONE) {
        root->type = type_of(LEAT_TEXT);
    }
    mark_kept(root, true);
    number_node(&finishing, root);
    while (root->eval == node_eval_let) {
        root = root->args[root->count - 1];
    }
    if (root->block != NODE_NO_BLOCK && root->eval != node_eval_shared) {
        root->block = expression->block_count++;
        expression->root->block = root->block;
        for (struct node *let = expression->root; let->eval == node_eval_let;
             let = let->args[let->count - 1]) {
            let->block = root->block;
        }
    }
    if (expression->column_count > 1) {
        qsort(expression->columns, expression->column_count, sizeof *expression->columns,
              compare_columns);
    }
    gather_constants(&finishing);
    expression->sql[SQL_SQLITE] = sql_write(expression, SQL_SQLITE);
    expression->sql[SQL_POSTGRESQL] = sql_write(expression, SQL_POSTGRESQL);
}
