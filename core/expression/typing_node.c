/* typing: nodes made, and constants worked out by the very kernels that rows go through. */
#include "expression/typing.h"

#include "batch/schema.h"
#include "expression/scratch.h"

enum { FOLD_TEXT_MOST = 1 << 16 }; /* a longer constant text is made when it is needed */

struct node *typing_new(struct typing *typing, const struct tree *tree, struct leat_type type,
                        node_eval *eval, struct node *const *args, size_t count) {
    struct node *node = arena_alloc(typing->arena, sizeof *node);
    *node = (struct node){.eval = eval,
                          .type = type,
                          .count = (uint32_t)count,
                          .offset = tree->offset,
                          .length = tree->length,
                          .column = -1,
                          .block = NODE_NO_BLOCK};
    node->args = arena_alloc(typing->arena, (count + 1) * sizeof *node->args);
    for (size_t i = 0; i < count; i++) {
        node->args[i] = args[i];
        node->fails = node->fails || args[i]->fails;
        node->is_private = node->is_private || args[i]->is_private;
    }
    return node;
}

struct node *typing_strict(struct typing *typing, const struct tree *tree, struct leat_type type,
                           node_kernel *kernel, struct node *const *args, size_t count) {
    struct node *node = typing_new(typing, tree, type, node_eval_strict, args, count);
    node->kernel = kernel;
    return node;
}

/* -- constants ------------------------------------------------------------------------------- */

static struct node *new_constant(struct typing *typing, const struct tree *tree,
                                 struct leat_type type) {
    struct node *node = typing_new(typing, tree, type, node_eval_constant, NULL, 0);
    node->is_constant = true;
    return node;
}

struct node *typing_null(struct typing *typing, const struct tree *tree, struct leat_type type) {
    struct node *node = new_constant(typing, tree, type);
    node->is_null = true;
    return node;
}

struct node *typing_integer(struct typing *typing, const struct tree *tree, int64_t value) {
    struct node *node = new_constant(typing, tree, type_of(LEAT_INTEGER));
    memcpy(node->value, &value, sizeof value);
    return node;
}

struct node *typing_boolean(struct typing *typing, const struct tree *tree, bool value) {
    struct node *node = new_constant(typing, tree, type_of(LEAT_BOOLEAN));
    node->value[0] = value;
    return node;
}

struct node *typing_decimal(struct typing *typing, const struct tree *tree, struct leat_type type,
                            int128 units) {
    struct node *node = new_constant(typing, tree, type);
    memcpy(node->value, &units, sizeof units);
    return node;
}

/* Short texts stand in the value, as in a column; long ones get their place in a buffer when all is
 * done. */
static void set_text(struct node *node, struct leat_text text) {
    node->text = text;
    text_view_set(node->value, 0, text_view_of(text.data, text.size, 0, 0));
}

struct node *typing_text(struct typing *typing, const struct tree *tree, struct leat_text text) {
    struct node *node = new_constant(typing, tree, type_of(LEAT_TEXT));
    set_text(node, (struct leat_text){arena_copy(typing->arena, text.data, text.size), text.size});
    return node;
}

int64_t node_integer(const struct node *node) {
    int64_t value;
    memcpy(&value, node->value, sizeof value);
    return value;
}

/* -- working constants out ------------------------------------------------------------------- */

/* The constants' long texts, as buffers that views can name. */
static bool add_texts(struct evaluation_scratch *scratch, struct frame *frame,
                      const struct node *node, struct buffer *buffers) {
    for (uint32_t i = 0; i < node->count; i++) {
        struct node *arg = node->args[i];
        if (arg->type.kind != LEAT_TEXT || arg->is_null || arg->text.size <= TEXT_INLINE) {
            continue;
        }
        buffers[i].data = (char *)(uintptr_t)arg->text.data;
        buffers[i].size = arg->text.size;
        struct text_view view = text_view_get(arg->value, 0);
        view.number = scratch_add(scratch, &buffers[i]);
        view.offset = 0;
        if (view.number < 0) {
            return false;
        }
        text_view_set(arg->value, 0, view);
    }
    frame->data = scratch->data;
    return true;
}

/* Turns the node into the constant that its vector holds. false: it is left as it is, being too
 * long. */
static bool take_value(struct typing *typing, struct frame *frame, struct node *node) {
    const struct vector *vector = frame_vector(frame, node);
    struct leat_text text = {"", 0};
    const bool is_null = vector_is_null(vector, 0);
    unsigned char value[16] = {0};
    if (!is_null && node->type.kind == LEAT_TEXT) {
        text = vector_text(frame, vector, 0);
        if (text.size > FOLD_TEXT_MOST) {
            return false;
        }
        text.data = arena_copy(typing->arena, text.data, text.size);
    } else if (!is_null && node->type.kind == LEAT_BOOLEAN) {
        value[0] = words_bit(vector->values, 0);
    } else if (!is_null) {
        memcpy(value, vector->values, column_size(node->type, 1));
    }
    node->eval = node_eval_constant;
    node->count = 0;
    node->is_constant = true;
    node->is_null = is_null;
    node->fails = node->can_fail = node->passes = node->one_by_one = false;
    memcpy(node->value, value, sizeof value);
    if (!is_null && node->type.kind == LEAT_TEXT) {
        set_text(node, text);
    }
    return true;
}

static struct node *fold(struct typing *typing, struct node *node) {
    struct buffer *buffers = arena_alloc(typing->arena, (node->count + 1) * sizeof *buffers);
    struct node **nodes = arena_alloc(typing->arena, (node->count + 1) * sizeof *nodes);
    if (typing->scratch == NULL) {
        typing->scratch = memory_alloc(sizeof *typing->scratch);
    }
    for (uint32_t i = 0; i < node->count; i++) {
        node->args[i]->number = i;
        nodes[i] = node->args[i];
    }
    node->number = node->count;
    node->block = node->type.kind == LEAT_BOOLEAN ? NODE_NO_BLOCK : 0;
    nodes[node->count] = node;
    const struct leat_expression alone = {.text = typing->expression->text,
                                          .nodes = nodes,
                                          .node_count = node->count + 1,
                                          .block_count = 1,
                                          .root = node};
    struct frame frame;
    struct evaluation_scratch *scratch = typing->scratch;
    bool done =
        scratch_begin(scratch, &alone, NULL, &frame) && add_texts(scratch, &frame, node, buffers);
    if (done) {
        frame.rows = 1;
        scratch_constants(&alone, frame.vectors);
        scratch_chunk(scratch);
        done = node_evaluate(&frame, node, NULL) && !scratch->out_of_memory;
    }
    struct node *answer = node;
    if (!done && scratch->too_much == NULL) {
        memory_exhausted(); /* it is no mistake of the expression's */
    }
    if (!done) {
        answer = node; /* for the rows to fail, if there are any */
    } else if (!scratch->any_failed) {
        take_value(typing, &frame, node);
    } else if (typing->maybe == 0) { /* else it may be in a branch that no row takes */
        struct string reason = {0};  /* its value is the expression's own, none of the data */
        string_add_message(&reason, scratch_reason(scratch, 0), true);
        answer = TYPING_FAIL(typing, node, NULL, "%s", reason.data);
        string_free(&reason);
    }
    scratch_end(scratch, &alone);
    return answer;
}

struct node *typing_done(struct typing *typing, struct node *node) {
    bool is_constant = node->count > 0;
    node->fails = node->fails || node->can_fail;
    for (uint32_t i = 0; i < node->count; i++) {
        is_constant = is_constant && node->args[i]->is_constant;
        if (node->eval == node_eval_strict && node->args[i]->is_constant &&
            node->args[i]->is_null) {
            node->eval = node_eval_constant;
            node->is_constant = node->is_null = true;
            node->fails = node->can_fail = false;
            node->count = 0;
            return node;
        }
    }
    return is_constant ? fold(typing, node) : node;
}

/* -- several uses ---------------------------------------------------------------------------- */

struct node *typing_share(struct typing *typing, struct node *node) {
    struct node *copy = arena_alloc(typing->arena, sizeof *copy);
    *copy = *node;
    if (node->is_constant || node->eval == node_eval_column) {
        return copy; /* these cost nothing to have twice */
    }
    copy->eval = node_eval_shared;
    copy->count = 0;
    copy->fails = copy->can_fail = copy->passes = copy->one_by_one = copy->is_cast = false;
    copy->data = node;
    copy->block = NODE_NO_BLOCK;
    return copy;
}

struct node *typing_let(struct typing *typing, const struct tree *tree, struct node *shared,
                        struct node *body) {
    if (body->is_constant || shared->is_constant || shared->eval == node_eval_column) {
        return body;
    }
    struct node *let =
        typing_new(typing, tree, body->type, node_eval_let, (struct node *[]){shared, body}, 2);
    let->passes = true;
    return let;
}
