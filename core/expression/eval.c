/* eval: expressions evaluated over the rows of a batch, a chunk at a time. See expression.h; node.h
 * says how it works.
 */
#include "expression/eval.h"

#include "expression/scratch.h"

/* -- what every node does -------------------------------------------------------------------- */

/* Whether the bits of all rows are ones. */
static bool all_ones(const uint64_t *words, int32_t rows) {
    for (int i = 0; i < rows / 64; i++) {
        if (words[i] != UINT64_MAX) {
            return false;
        }
    }
    const uint64_t last = rows % 64 == 0 ? 0 : (UINT64_C(1) << rows % 64) - 1;
    return last == 0 || (words[rows / 64] & last) == last;
}

bool node_eval_constant(struct frame *frame, const struct node *node, const uint64_t *selection) {
    (void)frame, (void)node, (void)selection; /* set when the evaluation began */
    return true;
}

bool node_eval_shared(struct frame *frame, const struct node *node, const uint64_t *selection) {
    (void)frame, (void)node,
        (void)selection; /* its vector is that of a node that a let has evaluated */
    return true;
}

bool node_eval_let(struct frame *frame, const struct node *node, const uint64_t *selection) {
    for (uint32_t i = 0; i < node->count; i++) {
        if (!node_evaluate(frame, node->args[i], selection)) {
            return false;
        }
    }
    return true;
}

/* Bits that begin at a whole chunk, as words of their own: a column need not have whole words of
 * them. */
static void load_bits(uint64_t *into, const void *bits, const struct frame *frame) {
    memset(into, 0, CHUNK_WORDS * sizeof *into);
    memcpy(into, (const char *)bits + frame->first / 8, ((size_t)frame->rows + 7) / 8);
}

/* Makes a vector of the column's rows. */
static void load_column(const struct frame *frame, const struct column *column,
                        struct vector *out) {
    out->is_constant = false;
    out->valid = NULL;
    if (column->valid != NULL) {
        load_bits(out->valid_words, column->valid, frame);
        out->valid = all_ones(out->valid_words, frame->rows) ? NULL : out->valid_words;
    }
    if (column->type.kind == LEAT_BOOLEAN) {
        load_bits(out->value_words, column->values, frame);
        out->values = out->value_words;
    } else {
        out->values = (char *)column->values + column_size(column->type, frame->first);
    }
}

bool node_eval_column(struct frame *frame, const struct node *node, const uint64_t *selection) {
    (void)selection;
    struct vector *out = frame_vector(frame, node);
    load_column(frame, frame->columns[node->column], out);
    if (node->type.kind == LEAT_TEXT) {
        out->first_buffer = frame->scratch->firsts[node->numbers[0]];
    }
    return true;
}

bool node_eval_symbol(struct frame *frame, const struct node *node, const uint64_t *selection) {
    (void)selection;
    static const unsigned char nothing[CHUNK_ROWS * 16];
    struct vector *out = frame_vector(frame, node);
    const struct column *symbols = frame->columns[node->column]->symbols;
    if (symbols != NULL) {
        load_column(frame, symbols, out);
        out->first_buffer = frame->scratch->firsts[node->numbers[0]];
        return true;
    }
    memset(out->valid_words, 0, sizeof out->valid_words);
    out->valid = out->valid_words;
    out->values = (void *)(uintptr_t)nothing; /* vectors are written by their own node alone */
    out->is_constant = false;
    return true;
}

/* out is null where an argument is. */
static void combine_valid(const struct frame *frame, const struct node *node, struct vector *out) {
    out->valid = NULL;
    for (uint32_t i = 0; i < node->count; i++) {
        const struct vector *arg = frame_arg(frame, node, i);
        if (arg->valid == NULL) {
            continue;
        }
        if (out->valid == NULL) {
            memcpy(out->valid_words, arg->valid, sizeof out->valid_words);
            out->valid = out->valid_words;
            continue;
        }
        for (int w = 0; w < CHUNK_WORDS; w++) {
            out->valid[w] &= arg->valid[w];
        }
    }
}

void vector_begin(const struct frame *frame, const struct node *node, struct vector *out) {
    out->is_constant = false;
    out->first_buffer = 0;
    out->valid = NULL;
    out->values = node->block == NODE_NO_BLOCK ? out->value_words : frame->blocks[node->block];
    if (node->type.kind == LEAT_TEXT) {
        memset(out->values, 0,
               (size_t)frame->rows * 16); /* kernels leave out rows that are null or not selected */
    }
}

bool node_eval_strict(struct frame *frame, const struct node *node, const uint64_t *selection) {
    for (uint32_t i = 0; i < node->count; i++) {
        if (!node_evaluate(frame, node->args[i], selection)) {
            return false;
        }
    }
    struct vector *out = frame_vector(frame, node);
    vector_begin(frame, node, out);
    combine_valid(frame, node, out);
    if (selection == NULL || out->valid == NULL) {
        uint64_t active[CHUNK_WORDS]; /* kernels may clear bits of out->valid while they walk */
        if (selection == NULL && out->valid == NULL) {
            return node->kernel(frame, node, NULL, out);
        }
        memcpy(active, selection == NULL ? out->valid : selection, sizeof active);
        return node->kernel(frame, node, active, out);
    }
    uint64_t active[CHUNK_WORDS];
    for (int w = 0; w < CHUNK_WORDS; w++) {
        active[w] = selection[w] & out->valid[w];
    }
    return node->kernel(frame, node, active, out);
}

/* -- a whole batch --------------------------------------------------------------------------- */

static bool begin(const struct leat_expression *expression, struct column *const *columns,
                  struct evaluation *evaluation, struct frame *frame) {
    evaluation->out_of_memory = evaluation->makes_too_much = false;
    if (evaluation->scratch == NULL) {
        evaluation->scratch = memory_try(sizeof *evaluation->scratch);
        if (evaluation->scratch != NULL) {
            memset(evaluation->scratch, 0, sizeof *evaluation->scratch);
        }
    }
    if (evaluation->scratch == NULL ||
        !scratch_begin(evaluation->scratch, expression, columns, frame)) {
        evaluation->out_of_memory = true;
        return false;
    }
    scratch_constants(expression, frame->vectors);
    return true;
}

/* Evaluates the chunk that begins at `first`; false: no memory. */
static bool run_chunk(struct frame *frame, int64_t first, int64_t rows) {
    frame->first = first;
    frame->rows = rows - first < CHUNK_ROWS ? (int32_t)(rows - first) : CHUNK_ROWS;
    scratch_chunk(frame->scratch);
    return node_evaluate(frame, frame->expression->root, NULL) && !frame->scratch->out_of_memory;
}

/* Why there is no result. */
static void tell_unfinished(struct evaluation *evaluation) {
    evaluation->out_of_memory = true;
    evaluation->makes_too_much = evaluation->scratch->too_much != NULL;
}

/* -- the result as a column ------------------------------------------------------------------ */

/* Puts the root's values where the column has these rows, if they are not there already. */
static void store_values(const struct frame *frame, struct column *column,
                         const struct vector *root) {
    const size_t width = column_size(column->type, 1), rows = (size_t)frame->rows;
    char *into = (char *)column->values + column_size(column->type, frame->first);
    if (column->type.kind == LEAT_BOOLEAN) {
        memcpy(into, root->values, (rows + 7) / 8);
    } else if (root->is_constant) {
        for (size_t row = 0; row < rows; row++) {
            memcpy(into + row * width, root->values, width);
        }
    } else if ((const char *)root->values != into) {
        memcpy(into, root->values, rows * width);
    }
    if (column->type.kind == LEAT_TEXT && root->first_buffer != 0) {
        for (int32_t row = 0; row < frame->rows; row++) {
            struct text_view view = text_view_get(into, (size_t)row);
            view.number +=
                view.size > TEXT_INLINE && !vector_is_null(root, row) ? root->first_buffer : 0;
            text_view_set(into, (size_t)row, view);
        }
    }
}

static bool store_valid(const struct frame *frame, struct column *column,
                        const struct vector *root) {
    const struct evaluation_scratch *scratch = frame->scratch;
    if (root->valid == NULL && !scratch->any_failed) {
        return true;
    }
    if (!column_try_valid(column)) {
        return false;
    }
    uint64_t valid[CHUNK_WORDS];
    for (int w = 0; w < CHUNK_WORDS; w++) {
        valid[w] = (root->valid == NULL ? UINT64_MAX : root->valid[w]) & ~scratch->failed[w];
    }
    memcpy(column->valid + frame->first / 8, valid, ((size_t)frame->rows + 7) / 8);
    return true;
}

/* Makes the column hold the buffers that its views name, which are then numbered as it holds
 * them. */
static bool hold_buffers(struct evaluation_scratch *scratch, struct column *column) {
    int32_t *numbers = scratch_numbers(scratch);
    bool done = numbers != NULL || scratch->buffer_count == 0;
    for (size_t i = 0; done && i < scratch->buffer_count; i++) {
        numbers[i] = -1;
    }
    for (int64_t row = 0; done && row < column_rows(column); row++) {
        struct text_view view = text_view_get(column->values, (size_t)row);
        if (column->valid != NULL && !(column->valid[row >> 3] >> (row & 7) & 1)) {
            text_view_set(column->values, (size_t)row, (struct text_view){0});
        } else if (view.size > TEXT_INLINE) {
            int32_t *number = &numbers[view.number];
            if (*number < 0) {
                *number = column_try_hold(column, scratch->buffers[view.number].buffer);
                done = *number >= 0;
            }
            view.number = *number;
            text_view_set(column->values, (size_t)row, view);
        }
    }
    return done;
}

static bool fill_column(struct frame *frame, struct column *column,
                        const struct evaluation *evaluation) {
    const struct leat_expression *expression = frame->expression;
    const struct node *root = expression->root;
    void *own_block = root->block == NODE_NO_BLOCK ? NULL : frame->blocks[root->block];
    bool done = true;
    for (int64_t first = 0; done && first < column_rows(column); first += CHUNK_ROWS) {
        if (own_block != NULL) { /* nobody else uses the root's block: its values are made where
                                    they shall stand */
            frame->blocks[root->block] = (char *)column->values + column_size(column->type, first);
        }
        done = run_chunk(frame, first, column_rows(column));
        if (done) {
            scratch_tell(frame->scratch, frame, evaluation);
            store_values(frame, column, frame_vector(frame, root));
            done = store_valid(frame, column, frame_vector(frame, root));
        }
    }
    if (own_block != NULL) {
        frame->blocks[root->block] = own_block;
    }
    return done && (column->type.kind != LEAT_TEXT || hold_buffers(frame->scratch, column));
}

struct column *expression_eval(const struct leat_expression *expression,
                               struct column *const *columns, int64_t rows,
                               struct evaluation *evaluation) {
    struct frame frame;
    const int32_t bare = expression_bare_column(expression);
    if (bare >= 0) {
        evaluation->out_of_memory = false;
        return column_share(columns[bare]);
    }
    if (!begin(expression, columns, evaluation, &frame)) {
        return NULL;
    }
    struct column *column = column_try_unset(expression->root->type, rows);
    if (column == NULL || !fill_column(&frame, column, evaluation)) {
        column_release(column);
        column = NULL;
        tell_unfinished(evaluation);
    } else {
        column_finish(column);
        const int32_t carries = expression_symbol_column(expression);
        if (carries >= 0 && columns[carries]->symbols != NULL) {
            column->symbols = column_share(columns[carries]->symbols);
        }
    }
    scratch_end(frame.scratch, expression);
    return column;
}

bool expression_where(const struct leat_expression *expression, struct column *const *columns,
                      int64_t rows, struct evaluation *evaluation, uint32_t *rows_out,
                      size_t *count) {
    struct frame frame;
    bool done = begin(expression, columns, evaluation, &frame);
    *count = 0;
    for (int64_t first = 0; done && first < rows; first += CHUNK_ROWS) {
        done = run_chunk(&frame, first, rows);
        if (!done) {
            tell_unfinished(evaluation);
            break;
        }
        scratch_tell(frame.scratch, &frame, evaluation);
        const struct vector *root = frame_vector(&frame, expression->root);
        uint64_t chosen[CHUNK_WORDS];
        memcpy(chosen, root->values, sizeof chosen);
        for (int w = 0; w < CHUNK_WORDS; w++) {
            chosen[w] &=
                (root->valid == NULL ? UINT64_MAX : root->valid[w]) & ~frame.scratch->failed[w];
        }
        uint32_t *out = rows_out + *count;
        for (struct walk walk = walk_start(&frame, chosen); walk_next(&walk);) {
            *out++ = (uint32_t)(first + walk.row);
        }
        *count = (size_t)(out - rows_out);
    }
    if (evaluation->scratch != NULL) {
        scratch_end(evaluation->scratch, expression);
    }
    return done;
}

void evaluation_free(struct evaluation *evaluation) {
    scratch_free(evaluation->scratch);
    evaluation->scratch = NULL;
}
