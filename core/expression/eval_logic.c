/* eval: three-valued logic on bitmaps. */
#include "expression/eval.h"

#include "expression/tree.h"

bool frame_has_rows(const struct frame *frame, const uint64_t *rows) {
    uint64_t any = 0;
    const int32_t whole = frame->rows / 64, left = frame->rows % 64;
    for (int32_t w = 0; w < whole; w++) {
        any |= rows[w];
    }
    return any != 0 || (left > 0 && (rows[whole] & ((UINT64_C(1) << left) - 1)) != 0);
}

void vector_settle(const struct frame *frame, const uint64_t *selection, struct vector *out) {
    uint64_t nulls[CHUNK_WORDS];
    for (int w = 0; w < CHUNK_WORDS; w++) {
        nulls[w] = ~out->valid[w] & (selection == NULL ? UINT64_MAX : selection[w]);
    }
    out->valid = frame_has_rows(frame, nulls) ? out->valid : NULL;
}

/* Where a boolean vector is true, and where it is false; nulls are neither. */
static uint64_t true_word(const struct vector *vector, int w) {
    return ((const uint64_t *)vector->values)[w] &
           (vector->valid == NULL ? UINT64_MAX : vector->valid[w]);
}

static uint64_t false_word(const struct vector *vector, int w) {
    return ~((const uint64_t *)vector->values)[w] &
           (vector->valid == NULL ? UINT64_MAX : vector->valid[w]);
}

/* and: one false decides, and what stands after it is not looked at. or: the same with true. */
static bool eval_chain(struct frame *frame, const struct node *node, const uint64_t *selection,
                       bool decisive) {
    uint64_t decided[CHUNK_WORDS] = {0}, known[CHUNK_WORDS], open[CHUNK_WORDS];
    memset(known, 0xff, sizeof known);
    for (uint32_t i = 0; i < node->count; i++) {
        const struct vector *arg = frame_arg(frame, node, i);
        for (int w = 0; w < CHUNK_WORDS; w++) {
            open[w] = ~decided[w] & (selection == NULL ? UINT64_MAX : selection[w]);
        }
        if (i > 0 && !frame_has_rows(frame, open)) {
            break;
        }
        if (!node_evaluate(frame, node->args[i], i == 0 ? selection : open)) {
            return false;
        }
        for (int w = 0; w < CHUNK_WORDS; w++) {
            const uint64_t decides = decisive ? true_word(arg, w) : false_word(arg, w);
            decided[w] |= decides & (i == 0 ? UINT64_MAX : open[w]);
            known[w] &= arg->valid == NULL ? UINT64_MAX : arg->valid[w] | ~open[w];
        }
    }
    struct vector *out = frame_vector(frame, node);
    vector_begin(frame, node, out);
    out->valid = out->valid_words;
    for (int w = 0; w < CHUNK_WORDS; w++) {
        out->value_words[w] = decisive ? decided[w] : ~decided[w];
        out->valid[w] = decided[w] | known[w];
    }
    vector_settle(frame, selection, out);
    return true;
}

bool node_eval_and(struct frame *frame, const struct node *node, const uint64_t *selection) {
    return eval_chain(frame, node, selection, false);
}

bool node_eval_or(struct frame *frame, const struct node *node, const uint64_t *selection) {
    return eval_chain(frame, node, selection, true);
}

bool kernel_not(struct frame *frame, const struct node *node, const uint64_t *active,
                struct vector *out) {
    (void)active;
    const struct vector *arg = frame_arg(frame, node, 0);
    for (int w = 0; w < CHUNK_WORDS; w++) {
        out->value_words[w] = ~((const uint64_t *)arg->values)[w];
    }
    return true;
}

bool node_eval_is(struct frame *frame, const struct node *node, const uint64_t *selection) {
    if (!node_evaluate(frame, node->args[0], selection)) {
        return false;
    }
    const struct vector *arg = frame_arg(frame, node, 0);
    struct vector *out = frame_vector(frame, node);
    vector_begin(frame, node, out);
    const uint64_t flip = node->numbers[1] ? UINT64_MAX : 0;
    for (int w = 0; w < CHUNK_WORDS; w++) {
        uint64_t is = 0;
        switch ((enum tree_is)node->numbers[0]) {
        case TREE_IS_NULL:
        case TREE_IS_UNKNOWN:
            is = arg->valid == NULL ? 0 : ~arg->valid[w];
            break;
        case TREE_IS_TRUE:
            is = true_word(arg, w);
            break;
        case TREE_IS_FALSE:
            is = false_word(arg, w);
            break;
        }
        out->value_words[w] = is ^ flip;
    }
    return true;
}

bool node_eval_distinct(struct frame *frame, const struct node *node, const uint64_t *selection) {
    for (uint32_t i = 0; i < node->count; i++) {
        if (!node_evaluate(frame, node->args[i], selection)) {
            return false;
        }
    }
    const struct vector *a = frame_arg(frame, node, 0), *b = frame_arg(frame, node, 1);
    const struct vector *equal = frame_arg(frame, node, 2);
    struct vector *out = frame_vector(frame, node);
    vector_begin(frame, node, out);
    const uint64_t flip = node->numbers[1] ? UINT64_MAX : 0;
    for (int w = 0; w < CHUNK_WORDS; w++) {
        const uint64_t in_a = a->valid == NULL ? UINT64_MAX : a->valid[w];
        const uint64_t in_b = b->valid == NULL ? UINT64_MAX : b->valid[w];
        const uint64_t same = true_word(equal, w) | ~(in_a | in_b);
        out->value_words[w] = ~same ^ flip;
    }
    return true;
}
