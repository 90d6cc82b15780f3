/* eval: case, coalesce and their kin, each row's value coming from one of several places. */
#include "expression/eval.h"
#include "expression/kernel_view.h"

/* -- putting rows together ------------------------------------------------------------------- */

static void merge_bits(const uint64_t *rows, const struct vector *from, struct vector *out) {
    const uint64_t *bits = from->values;
    for (int w = 0; w < CHUNK_WORDS; w++) {
        out->value_words[w] = (out->value_words[w] & ~rows[w]) | (bits[w] & rows[w]);
    }
}

/* How the rows of a word are put: few of them one by one, many of them by choosing, in each row of
 * the word, between what is there and what comes, so that there is no branch to guess. */
enum { MERGE_FEW = 8 };

static inline uint64_t merge_word(const struct frame *frame, const uint64_t *rows, int word) {
    const int32_t left = frame->rows - word * 64;
    return left >= 64 ? rows[word] : rows[word] & ((UINT64_C(1) << left) - 1);
}

/* The view of a row of `from`, as it is in what is merged into. */
static inline struct view_words merge_view(const void *views, size_t row, uint32_t first_buffer) {
    struct view_words view = view_words_at(views, row);
    view.tail += view_is_short(view) ? 0 : first_buffer;
    return view;
}

/* Puts the rows of a word, with at least one; step: 1, or 0 where there is one view for all. */
KERNEL_INLINE void merge_views(char *to, uint64_t bits, const void *views, size_t step,
                               uint32_t first_buffer) {
    const struct view_words one =
        merge_view(views, (size_t)__builtin_ctzll(bits) * step, first_buffer);
    const bool are_few = __builtin_popcountll(bits) <= MERGE_FEW;
    for (; are_few && bits != 0; bits &= bits - 1) {
        const size_t i = (size_t)__builtin_ctzll(bits);
        const struct view_words view = step == 0 ? one : merge_view(views, i, first_buffer);
        memcpy(to + i * sizeof view, &view, sizeof view);
    }
    for (size_t i = 0; bits != 0; i++, bits >>= 1) {
        const uint64_t mask = 0 - (bits & 1);
        const struct view_words new = step == 0 ? one : merge_view(views, i, first_buffer);
        const struct view_words old = view_words_at(to, i);
        const struct view_words view = {(new.head &mask) | (old.head & ~mask),
                                        (new.tail &mask) | (old.tail & ~mask)};
        memcpy(to + i * sizeof view, &view, sizeof view);
    }
}

static void merge_texts(const struct frame *frame, const uint64_t *rows, const struct vector *from,
                        struct vector *out) {
    const uint32_t first_buffer = (uint32_t)from->first_buffer;
    for (int w = 0; w < frame_words(frame); w++) {
        const uint64_t there = from->valid == NULL ? UINT64_MAX : from->valid[w];
        const uint64_t bits = merge_word(frame, rows, w) & there;
        const size_t at = (size_t)w * 64 * sizeof(struct view_words);
        if (bits != 0 && from->is_constant) {
            merge_views((char *)out->values + at, bits, from->values, 0, first_buffer);
        } else if (bits != 0) {
            merge_views((char *)out->values + at, bits, (const char *)from->values + at, 1,
                        first_buffer);
        }
    }
}

/* Values of eight bytes, whatever they are. */
typedef uint64_t __attribute__((may_alias)) any_word;

#define MERGE(name, T)                                                                             \
    static void name(const struct frame *frame, const uint64_t *rows, const struct vector *from,   \
                     struct vector *out) {                                                         \
        T room[KERNEL_ROWS];                                                                       \
        const T *values = kernel_operand(from, room, sizeof *room);                                \
        for (int w = 0; w < frame_words(frame); w++) {                                             \
            uint64_t bits = merge_word(frame, rows, w);                                            \
            const T *new = from->is_constant ? values : values + (size_t)w * 64;                   \
            T *to = (T *)out->values + (size_t)w * 64;                                             \
            if (bits == UINT64_MAX) {                                                              \
                memcpy(to, new, 64 * sizeof *to);                                                  \
            } else if (__builtin_popcountll(bits) <= MERGE_FEW) {                                  \
                for (; bits != 0; bits &= bits - 1) {                                              \
                    to[__builtin_ctzll(bits)] = new[__builtin_ctzll(bits)];                        \
                }                                                                                  \
            } else {                                                                               \
                for (size_t i = 0; bits != 0; i++, bits >>= 1) {                                   \
                    const T mask = (T)(0 - (T)(bits & 1));                                         \
                    to[i] = (new[i] & mask) | (to[i] & ~mask);                                     \
                }                                                                                  \
            }                                                                                      \
        }                                                                                          \
    }

MERGE(merge_days, uint32_t)
MERGE(merge_words, any_word)
MERGE(merge_wides, uint128)

void vector_merge(const struct frame *frame, struct leat_type type, const uint64_t *rows,
                  const struct vector *from, struct vector *out) {
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
        merge_wides(frame, rows, from, out);
        break;
    case LEAT_DATE:
        merge_days(frame, rows, from, out);
        break;
    default:
        merge_words(frame, rows, from, out);
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
                taken[w] &= ((const uint64_t *)when->values)[w] &
                            (when->valid == NULL ? UINT64_MAX : when->valid[w]);
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
    if (!node_evaluate(frame, node->args[0], selection) ||
        !node_evaluate(frame, node->args[1], selection)) {
        return false;
    }
    const struct vector *equal = frame_arg(frame, node, 1);
    struct vector *out = begin_merge(frame, node);
    uint64_t kept[CHUNK_WORDS];
    begin_open(kept, selection);
    for (int w = 0; w < CHUNK_WORDS; w++) {
        kept[w] &= ~(((const uint64_t *)equal->values)[w] &
                     (equal->valid == NULL ? UINT64_MAX : equal->valid[w]));
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

/* The rows where a is greater than b, which is no constant, or less for a negative sign. */
static void better_rows(const struct frame *frame, struct leat_type type, const uint64_t *rows,
                        const struct vector *a, const struct vector *b, int sign,
                        uint64_t *better) {
#define ORDER(T)                                                                                   \
    do {                                                                                           \
        T room[KERNEL_ROWS];                                                                       \
        const T *x = kernel_operand(a, room, sizeof *x), *y = b->values;                           \
        for (int w = 0; w < frame_words(frame); w++) {                                             \
            const int32_t left = frame->rows - w * 64, count = left < 64 ? left : 64;              \
            const T *from = a->is_constant ? x : x + (size_t)w * 64, *best = y + (size_t)w * 64;   \
            if (sign > 0) {                                                                        \
                KERNEL_BITS(better[w], count, from[i] > best[i]);                                  \
            } else {                                                                               \
                KERNEL_BITS(better[w], count, from[i] < best[i]);                                  \
            }                                                                                      \
        }                                                                                          \
    } while (0)
    switch (type.kind) {
    case LEAT_TEXT:
        for (struct walk walk = walk_start(frame, rows); walk_next(&walk);) {
            const int order =
                compare_texts(vector_text(frame, a, walk.row), vector_text(frame, b, walk.row)) *
                sign;
            better[walk.word] |= (uint64_t)(order > 0) << (walk.row & 63);
        }
        break;
    case LEAT_REAL:
        ORDER(double);
        break;
    case LEAT_DECIMAL:
        ORDER(int128);
        break;
    case LEAT_DATE:
        ORDER(int32_t);
        break;
    case LEAT_BOOLEAN:
        for (int w = 0; w < CHUNK_WORDS; w++) {
            const uint64_t x = ((const uint64_t *)a->values)[w],
                           y = ((const uint64_t *)b->values)[w];
            better[w] = sign > 0 ? x & ~y : ~x & y;
        }
        break;
    default:
        ORDER(int64_t);
    }
#undef ORDER
}

bool node_eval_extreme(struct frame *frame, const struct node *node, const uint64_t *selection) {
    struct vector *out = begin_merge(frame, node);
    for (uint32_t i = 0; i < node->count; i++) {
        if (!node_evaluate(frame, node->args[i], selection)) {
            return false;
        }
        const struct vector *arg = frame_arg(frame, node, i);
        uint64_t there[CHUNK_WORDS], both[CHUNK_WORDS], better[CHUNK_WORDS] = {0};
        begin_open(there, selection);
        for (int w = 0; w < CHUNK_WORDS; w++) {
            there[w] &= arg->valid == NULL ? UINT64_MAX : arg->valid[w];
            both[w] = there[w] & out->valid[w];
        }
        if (i > 0) {
            better_rows(frame, node->type, both, arg, out, (int)node->numbers[0], better);
        }
        for (int w = 0; w < CHUNK_WORDS; w++) {
            better[w] = (better[w] & both[w]) | (there[w] & ~both[w]);
        }
        vector_merge(frame, node->type, better, arg, out);
    }
    vector_settle(frame, selection, out);
    return true;
}
