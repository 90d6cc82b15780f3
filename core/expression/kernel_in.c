/* kernel: whether a value is one of a set of constants. Integers that lie close together are bits
 * of a bitmap; a few short texts are compared as views; of all others there is a sorted list or a
 * table. */
#include "expression/kernel_view.h"

#include <stdlib.h>

enum { IN_SPAN = 4096, IN_FEW = 6 };

struct in_set {
    struct leat_type type;
    size_t count;
    int64_t *words;        /* integers, dates and timestamps, ascending */
    uint64_t *bits;        /* of them, from words[0] on, where they lie within IN_SPAN; or NULL */
    uint64_t span;         /* of bits */
    double *reals;         /* ascending */
    int128 *wides;         /* decimals, ascending */
    uint64_t truths[2];    /* booleans: whether false, and true, are there: all ones or none */
    struct in_text *slots; /* texts, by hash; count 0: free */
    size_t mask;
    bool are_few_short; /* the texts: then the first `count` slots hold them */
};

struct in_text {
    struct view_words view; /* of a short text, and the head of a long one */
    struct leat_text text;
    bool is_used;
};

static int compare_words(const void *a, const void *b) {
    const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static int compare_reals(const void *a, const void *b) {
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static int compare_wides(const void *a, const void *b) {
    const int128 x = *(const int128 *)a, y = *(const int128 *)b;
    return (x > y) - (x < y);
}

/* -- texts ----------------------------------------------------------------------------------- */

static inline uint64_t mix(uint64_t a, uint64_t b) {
    const uint128 product =
        (uint128)(a ^ UINT64_C(0x9e3779b97f4a7c15)) * (b ^ UINT64_C(0xbf58476d1ce4e5b9));
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* Of a short text, its view; of a long one its size, four bytes at the start and eight at the
 * end. */
static inline uint64_t hash_text(struct view_words view, struct leat_text text) {
    if (!view_is_short(view)) {
        memcpy(&view.tail, text.data + text.size - sizeof view.tail, sizeof view.tail);
    }
    return mix(view.head, view.tail);
}

static inline const struct in_text *find_slot(const struct in_set *set, struct view_words view,
                                              struct leat_text text) {
    for (size_t at = hash_text(view, text) & set->mask;; at = (at + 1) & set->mask) {
        const struct in_text *slot = &set->slots[at];
        const bool same =
            slot->view.head == view.head &&
            (view_is_short(view) ? slot->view.tail == view.tail
                                 : memcmp(slot->text.data, text.data, text.size) == 0);
        if (!slot->is_used || same) {
            return slot;
        }
    }
}

static void add_texts(struct arena *arena, struct in_set *set, struct node *const *constants) {
    size_t room = 8;
    while (room < set->count * 2) {
        room *= 2;
    }
    set->slots = arena_alloc(arena, room * sizeof *set->slots);
    set->mask = room - 1;
    set->are_few_short = set->count <= IN_FEW;
    for (size_t i = 0; i < set->count; i++) {
        set->are_few_short = set->are_few_short && constants[i]->text.size <= TEXT_INLINE;
    }
    for (size_t i = 0; i < set->count; i++) {
        struct in_text text = {.text = constants[i]->text, .is_used = true};
        memcpy(&text.view, constants[i]->value, sizeof text.view);
        size_t slot = i;
        if (!set->are_few_short) {
            slot = (size_t)(find_slot(set, text.view, text.text) - set->slots);
        }
        set->slots[slot] = text;
    }
}

/* -- making a set ---------------------------------------------------------------------------- */

static void add_bits(struct arena *arena, struct in_set *set) {
    if (set->count == 0) {
        return;
    }
    const uint64_t span = (uint64_t)set->words[set->count - 1] - (uint64_t)set->words[0];
    if (span >= IN_SPAN) {
        return;
    }
    set->span = span + 1;
    set->bits = arena_alloc(arena, (span / 64 + 1) * sizeof *set->bits);
    for (size_t i = 0; i < set->count; i++) {
        const uint64_t at = (uint64_t)set->words[i] - (uint64_t)set->words[0];
        set->bits[at / 64] |= UINT64_C(1) << at % 64;
    }
}

static void add_values(struct arena *arena, struct in_set *set, struct node *const *constants) {
    const size_t count = set->count;
    set->words = arena_alloc(arena, (count + 1) * sizeof *set->words);
    for (size_t i = 0; i < count; i++) {
        int32_t days;
        switch (set->type.kind) {
        case LEAT_BOOLEAN:
            set->truths[constants[i]->value[0] != 0] = UINT64_MAX;
            break;
        case LEAT_DATE:
            memcpy(&days, constants[i]->value, sizeof days);
            set->words[i] = days;
            break;
        default:
            memcpy(&set->words[i], constants[i]->value, sizeof *set->words);
        }
    }
    if (set->type.kind != LEAT_BOOLEAN) {
        qsort(set->words, count, sizeof *set->words, compare_words);
        add_bits(arena, set);
    }
}

const struct in_set *in_set_new(struct arena *arena, struct leat_type type,
                                struct node *const *constants, size_t count) {
    struct in_set *set = arena_alloc(arena, sizeof *set);
    *set = (struct in_set){.type = type, .count = count};
    switch (type.kind) {
    case LEAT_TEXT:
        add_texts(arena, set, constants);
        break;
    case LEAT_REAL:
        set->reals = arena_alloc(arena, (count + 1) * sizeof *set->reals);
        for (size_t i = 0; i < count; i++) {
            memcpy(&set->reals[i], constants[i]->value, sizeof *set->reals);
        }
        qsort(set->reals, count, sizeof *set->reals, compare_reals);
        break;
    case LEAT_DECIMAL:
        set->wides = arena_alloc(arena, (count + 1) * sizeof *set->wides);
        for (size_t i = 0; i < count; i++) {
            memcpy(&set->wides[i], constants[i]->value, sizeof *set->wides);
        }
        qsort(set->wides, count, sizeof *set->wides, compare_wides);
        break;
    default:
        add_values(arena, set, constants);
    }
    return set;
}

/* -- rows ------------------------------------------------------------------------------------ */

/* By halving, without a branch that depends on the values. */
#define FIND(name, T)                                                                              \
    KERNEL_INLINE bool name(const T *values, size_t count, T wanted) {                             \
        size_t low = 0;                                                                            \
        for (size_t left = count; left > 1;) {                                                     \
            const size_t half = left / 2;                                                          \
            low = values[low + half] <= wanted ? low + half : low;                                 \
            left -= half;                                                                          \
        }                                                                                          \
        return count > 0 && values[low] == wanted;                                                 \
    }

FIND(find_word, int64_t)
FIND(find_real, double)
FIND(find_wide, int128)

/* Each row's bit, from a value read and a test of it as x. */
#define EACH_ROW(read, T, test)                                                                    \
    for (int32_t row = 0; row < frame->rows; row++) {                                              \
        const T x = read(arg, row);                                                                \
        found[row / 64] |= (uint64_t)(test) << (row & 63);                                         \
    }                                                                                              \
    break

static inline bool has_bit(const struct in_set *set, int64_t value) {
    const uint64_t at = (uint64_t)value - (uint64_t)set->words[0];
    return at < set->span && (set->bits[at / 64] >> at % 64 & 1) != 0;
}

static void find_values(const struct frame *frame, const struct in_set *set,
                        const struct vector *arg, uint64_t *found) {
    switch (set->type.kind) {
    case LEAT_BOOLEAN:
        for (int w = 0; w < CHUNK_WORDS; w++) {
            const uint64_t word = ((const uint64_t *)arg->values)[w];
            found[w] = (word & set->truths[1]) | (~word & set->truths[0]);
        }
        break;
    case LEAT_REAL:
        EACH_ROW(vector_real, double, find_real(set->reals, set->count, x));
    case LEAT_DECIMAL:
        EACH_ROW(vector_decimal, int128, find_wide(set->wides, set->count, x));
    case LEAT_DATE:
        if (set->bits != NULL) {
            EACH_ROW(vector_date, int32_t, has_bit(set, x));
        }
        EACH_ROW(vector_date, int32_t, find_word(set->words, set->count, x));
    default:
        if (set->bits != NULL) {
            EACH_ROW(vector_integer, int64_t, has_bit(set, x));
        }
        EACH_ROW(vector_integer, int64_t, find_word(set->words, set->count, x));
    }
}

static void find_texts(const struct frame *frame, const struct in_set *set, const uint64_t *active,
                       const struct vector *arg, uint64_t *found) {
    if (!set->are_few_short || arg->is_constant) {
        for (struct walk walk = walk_start(frame, active); walk_next(&walk);) {
            const struct view_words view = view_words_of(arg, (size_t)walk.row);
            const struct leat_text text = vector_text(frame, arg, walk.row);
            bool is_there = !set->are_few_short && find_slot(set, view, text)->is_used;
            for (size_t i = 0; set->are_few_short && i < set->count; i++) {
                is_there |=
                    set->slots[i].view.head == view.head && set->slots[i].view.tail == view.tail;
            }
            found[walk.word] |= (uint64_t)is_there << (walk.row & 63);
        }
        return;
    }
    for (int32_t row = 0; row < frame->rows; row += KERNEL_ROWS) {
        const int32_t rows = frame->rows - row < KERNEL_ROWS ? frame->rows - row : KERNEL_ROWS;
        for (size_t i = 0; i < set->count; i++) {
            found[row / 64] |= view_equal_word(arg, set->slots[i].view, (size_t)row, rows);
        }
    }
}

bool kernel_in(struct frame *frame, const struct node *node, const uint64_t *active,
               struct vector *out) {
    const struct in_set *set = node->data;
    const struct vector *arg = frame_arg(frame, node, 0);
    const uint64_t flip = node->numbers[1] ? UINT64_MAX : 0;
    uint64_t found[CHUNK_WORDS] = {0};
    if (set->type.kind == LEAT_TEXT) {
        find_texts(frame, set, active, arg, found);
    } else {
        find_values(frame, set, arg, found);
    }
    if (node->numbers[0]) { /* the list has a null: what is not found is unknown */
        vector_own_valid(out);
        for (int w = 0; w < CHUNK_WORDS; w++) {
            out->valid[w] &= found[w];
        }
    }
    for (int w = 0; w < CHUNK_WORDS; w++) {
        out->value_words[w] = found[w] ^ flip;
    }
    return true;
}
