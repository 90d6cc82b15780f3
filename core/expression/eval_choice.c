/* eval: case, coalesce and their kin, each row's value coming from one of several places. */
#include "expression/eval.h"

/* -- putting rows together ------------------------------------------------------------------- */

static void merge_bits(const uint64_t *rows, const struct vector *from, struct vector *out) {
    const uint64_t *bits = from->values;
    for (int w = 0; w < CHUNK_WORDS; w++) {
        out->value_words[w] = (out->value_words[w] & ~rows[w]) | (bits[w] & rows[w]);
    }
}

static void merge_texts(const struct frame *frame, const uint64_t *rows, const struct vector *from,
                        struct vector *out) {
    uint64_t there[CHUNK_WORDS];
    for (int w = 0; w < CHUNK_WORDS; w++) {
        there[w] = rows[w] & (from->valid == NULL ? UINT64_MAX : from->valid[w]);
    }
    for (struct walk walk = walk_start(frame, there); walk_next(&walk);) {
        vector_copy_text(out, walk.row, from, walk.row);
    }
}

/* Values of width bytes, which is a constant wherever this is called. */
static inline __attribute__((always_inline)) void merge_fixed(const struct frame *frame, const uint64_t *rows,
                                                              const struct vector *from, struct vector *out,
                                                              size_t width) {
    for (struct walk walk = walk_start(frame, rows); walk_next(&walk);) {
        const size_t row = (size_t)walk.row;
        if (walk.row % 64 == 0 && rows[walk.word] == UINT64_MAX && !from->is_constant && walk.row + 64 <= walk.rows) {
            memcpy((char *)out->values + row * width, (const char *)from->values + row * width, 64 * width);
            walk.bits = 0;
            continue;
        }
        memcpy((char *)out->values + row * width, (const char *)from->values + (from->is_constant ? 0 : row * width),
               width);
    }
}

void vector_merge(const struct frame *frame, struct leat_type type, const uint64_t *rows, const struct vector *from,
                  struct vector *out) {
    for (int w = 0; w < CHUNK_WORDS; w++) {
        const uint64_t valid = from->valid == NULL ? UINT64_MAX : from->valid[w];
        out->valid[w] = (out->valid[w] & ~rows[w]) | (valid & rows[w]);
    }
    switch (type.kind) {
    case LEAT_BOOLEAN:
        merge_bits(rows, from, out);
        break;
    case LEAT_TEXT:
        merge_texts(frame, rows, from, out);
        break;
    case LEAT_DECIMAL:
        merge_fixed(frame, rows, from, out, sizeof(int128));
        break;
    case LEAT_DATE:
        merge_fixed(frame, rows, from, out, sizeof(int32_t));
        break;
    default:
        merge_fixed(frame, rows, from, out, sizeof(int64_t));
    }
}

/* All null, to be merged into. */
static struct vector *begin_merge(const struct frame *frame, const struct node *node) {
    struct vector *out = frame_vector(frame, node);
    vector_begin(frame, node, out);
    out->valid = out->valid_words;
    memset(out->valid_words, 0, sizeof out->valid_words);
    return out;
}

static void begin_open(uint64_t *open, const uint64_t *selection) {
    if (selection == NULL) {
        memset(open, 0xff, CHUNK_WORDS * sizeof *open);
    } else {
        memcpy(open, selection, CHUNK_WORDS * sizeof *open);
    }
}

/* -- the nodes ------------------------------------------------------------------------------- */

bool node_eval_case(struct frame *frame, const struct node *node, const uint64_t *selection) {
    struct vector *out = begin_merge(frame, node);
    uint64_t open[CHUNK_WORDS], taken[CHUNK_WORDS];
    begin_open(open, selection);
    for (uint32_t i = 0; i < node->count && frame_has_rows(frame, open); i += 2) {
        const struct node *then = node->args[i];
        memcpy(taken, open, sizeof taken);
        if (i + 1 < node->count) {
            if (!node_evaluate(frame, node->args[i], open)) {
                return false;
            }
            const struct vector *when = frame_arg(frame, node, i);
            for (int w = 0; w < CHUNK_WORDS; w++) {
                taken[w] &= ((const uint64_t *)when->values)[w] & (when->valid == NULL ? UINT64_MAX : when->valid[w]);
                open[w] &= ~taken[w];
            }
            then = node->args[i + 1];
        }
        if (!frame_has_rows(frame, taken)) {
            continue;
        }
        if (!node_evaluate(frame, then, taken)) {
            return false;
        }
        vector_merge(frame, node->type, taken, frame_vector(frame, then), out);
    }
    vector_settle(frame, selection, out);
    return true;
}

bool node_eval_coalesce(struct frame *frame, const struct node *node, const uint64_t *selection) {
    struct vector *out = begin_merge(frame, node);
    uint64_t open[CHUNK_WORDS];
    begin_open(open, selection);
    for (uint32_t i = 0; i < node->count && frame_has_rows(frame, open); i++) {
        if (!node_evaluate(frame, node->args[i], open)) {
            return false;
        }
        const struct vector *arg = frame_arg(frame, node, i);
        vector_merge(frame, node->type, open, arg, out);
        for (int w = 0; w < CHUNK_WORDS; w++) {
            open[w] &= arg->valid == NULL ? 0 : ~arg->valid[w];
        }
    }
    vector_settle(frame, selection, out);
    return true;
}

bool node_eval_nullif(struct frame *frame, const struct node *node, const uint64_t *selection) {
    if (!node_evaluate(frame, node->args[0], selection) || !node_evaluate(frame, node->args[1], selection)) {
        return false;
    }
    const struct vector *equal = frame_arg(frame, node, 1);
    struct vector *out = begin_merge(frame, node);
    uint64_t kept[CHUNK_WORDS];
    begin_open(kept, selection);
    for (int w = 0; w < CHUNK_WORDS; w++) {
        kept[w] &= ~(((const uint64_t *)equal->values)[w] & (equal->valid == NULL ? UINT64_MAX : equal->valid[w]));
    }
    vector_merge(frame, node->type, kept, frame_arg(frame, node, 0), out);
    vector_settle(frame, selection, out);
    return true;
}

static int compare_texts(struct leat_text a, struct leat_text b) {
    const size_t least = a.size < b.size ? a.size : b.size;
    const int order = least == 0 ? 0 : memcmp(a.data, b.data, least);
    return order != 0 ? order : (a.size > b.size) - (a.size < b.size);
}

/* The order of two values of one row, neither null. */
static int compare_row(const struct frame *frame, struct leat_type type, const struct vector *a, const struct vector *b,
                       int32_t row) {
#define ORDER(read) (read(a, row) > read(b, row)) - (read(a, row) < read(b, row))
    switch (type.kind) {
    case LEAT_TEXT:
        return compare_texts(vector_text(frame, a, row), vector_text(frame, b, row));
    case LEAT_REAL:
        return ORDER(vector_real);
    case LEAT_DECIMAL:
        return ORDER(vector_decimal);
    case LEAT_DATE:
        return ORDER(vector_date);
    case LEAT_BOOLEAN:
        return words_bit(a->values, row) - words_bit(b->values, row);
    default:
        return ORDER(vector_integer);
    }
#undef ORDER
}

bool node_eval_extreme(struct frame *frame, const struct node *node, const uint64_t *selection) {
    struct vector *out = begin_merge(frame, node);
    const int sign = (int)node->numbers[0];
    for (uint32_t i = 0; i < node->count; i++) {
        if (!node_evaluate(frame, node->args[i], selection)) {
            return false;
        }
        const struct vector *arg = frame_arg(frame, node, i);
        uint64_t better[CHUNK_WORDS] = {0};
        for (struct walk walk = walk_start(frame, selection); walk_next(&walk);) {
            if (!vector_is_null(arg, walk.row) &&
                (vector_is_null(out, walk.row) || compare_row(frame, node->type, arg, out, walk.row) * sign > 0)) {
                words_set(better, walk.row);
            }
        }
        vector_merge(frame, node->type, better, arg, out);
    }
    vector_settle(frame, selection, out);
    return true;
}
