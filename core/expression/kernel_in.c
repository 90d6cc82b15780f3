/* kernel: whether a value is one of a set of constants. Integers that lie close together are bits
 * of a bitmap; short texts, if they are not many, have a table in which each stands where it is
 * looked for; of all others there is a sorted list or a table. */
#include "expression/kernel_view.h"

#include <stdlib.h>

enum { IN_SPAN = 4096, IN_FEW = 64, IN_TRIES = 32 };

struct in_set {
    struct leat_type type;
    size_t count;
    int64_t *words;        /* integers, dates and timestamps, ascending */
    uint64_t *bits;        /* of them, from words[0] on, where they lie within IN_SPAN; or NULL */
    uint64_t span;         /* of bits; that behind the last is 0 */
    double *reals;         /* ascending */
    int128 *wides;         /* decimals, ascending */
    uint64_t truths[2];    /* booleans: whether false, and true, are there: all ones or none */
    struct in_text *slots; /* texts, by hash; count 0: free */
    size_t mask;
    struct view_words *shorts; /* the short texts, each at short_place; NULL: too many */
    uint64_t factor;           /* for short_place */
    int shift;
    uint64_t long_heads; /* a bit by long_place for the head of each long text */
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

/* The upper bits of a product are those that depend on all bits of the view. */
static inline size_t short_place(struct view_words view, uint64_t factor, int shift) {
    return (size_t)(((view.head ^ view.tail * UINT64_C(0x9e3779b97f4a7c15)) * factor) >> shift);
}

static inline int long_place(uint64_t head) {
    return (int)((head * UINT64_C(0xbf58476d1ce4e5b9)) >> 58);
}

/* Puts each short text at its place, if no two have the same. */
static bool place_shorts(struct in_set *set, struct node *const *constants, size_t room) {
    for (size_t i = 0; i < room; i++) {
        set->shorts[i] = (struct view_words){UINT64_MAX, UINT64_MAX}; /* no text's */
    }
    for (size_t i = 0; i < set->count; i++) {
        const struct view_words view = view_words_at(constants[i]->value, 0);
        struct view_words *slot = &set->shorts[short_place(view, set->factor, set->shift)];
        if (!view_is_short(view) || view_equal(*slot, view)) {
            continue;
        }
        if (slot->head != UINT64_MAX) {
            return false;
        }
        *slot = view;
    }
    return true;
}

/* Looks for a factor that gives each its own place, in ever more room. */
static void add_shorts(struct arena *arena, struct in_set *set, struct node *const *constants) {
    uint64_t factor = UINT64_C(0xd6e8feb86659fd93);
    for (int bits = 2; bits <= 16; bits++) {
        set->shorts = arena_alloc(arena, sizeof *set->shorts << bits);
        set->shift = 64 - bits;
        for (int tries = 0; tries < IN_TRIES; tries++) {
            factor = factor * UINT64_C(6364136223846793005) + 1442695040888963407;
            set->factor = factor | 1;
            if (place_shorts(set, constants, (size_t)1 << bits)) {
                return;
            }
        }
    }
    set->shorts = NULL;
}

static void add_texts(struct arena *arena, struct in_set *set, struct node *const *constants) {
    size_t room = 8;
    while (room < set->count * 2) {
        room *= 2;
    }
    set->slots = arena_alloc(arena, room * sizeof *set->slots);
    set->mask = room - 1;
    for (size_t i = 0; i < set->count; i++) {
        const struct in_text text = {.view = view_words_at(constants[i]->value, 0),
                                     .text = constants[i]->text,
                                     .is_used = true};
        set->slots[find_slot(set, text.view, text.text) - set->slots] = text;
        set->long_heads |= view_is_short(text.view) ? 0 : UINT64_C(1) << long_place(text.view.head);
    }
    if (set->count <= IN_FEW) {
        add_shorts(arena, set, constants);
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
    set->bits = arena_alloc(arena, (set->span / 64 + 1) * sizeof *set->bits);
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

/* Each row's bit: a test of its value, the i-th of x. */
#define EACH_ROW(T, test, value)                                                                   \
    T room[KERNEL_ROWS];                                                                           \
    const T *values = kernel_operand(arg, room, sizeof *room);                                     \
    for (int32_t row = 0; row < frame->rows; row += KERNEL_ROWS) {                                 \
        const int32_t rows = frame->rows - row < KERNEL_ROWS ? frame->rows - row : KERNEL_ROWS;    \
        const T *x = arg->is_constant ? values : values + row;                                     \
        KERNEL_BITS(found[row / 64], rows, test(set, value));                                      \
    }

static inline bool has_bit(const struct in_set *set, int64_t value) {
    const uint64_t from = (uint64_t)value - (uint64_t)set->words[0];
    const uint64_t at = from < set->span ? from : set->span;
    return set->bits[at / 64] >> at % 64 & 1;
}

static inline bool has_word(const struct in_set *set, int64_t value) {
    return find_word(set->words, set->count, value);
}

static inline bool has_real(const struct in_set *set, double value) {
    return find_real(set->reals, set->count, value);
}

static inline bool has_wide(const struct in_set *set, int128 value) {
    return find_wide(set->wides, set->count, value);
}

static inline bool has_short(const struct in_set *set, struct view_words view) {
    return view_equal(set->shorts[short_place(view, set->factor, set->shift)], view);
}

static inline bool may_have_long(const struct in_set *set, struct view_words view) {
    const bool is_long = !view_is_short(view);
    return is_long & (set->long_heads >> long_place(view.head) & 1);
}

static void find_integers(const struct frame *frame, const struct in_set *set,
                          const struct vector *arg, uint64_t *found) {
    if (set->bits != NULL) {
        EACH_ROW(int64_t, has_bit, x[i])
    } else {
        EACH_ROW(int64_t, has_word, x[i])
    }
}

static void find_days(const struct frame *frame, const struct in_set *set, const struct vector *arg,
                      uint64_t *found) {
    if (set->bits != NULL) {
        EACH_ROW(int32_t, has_bit, x[i])
    } else {
        EACH_ROW(int32_t, has_word, x[i])
    }
}

static void find_reals(const struct frame *frame, const struct in_set *set,
                       const struct vector *arg, uint64_t *found) {
    EACH_ROW(double, has_real, x[i])
}

static void find_wides(const struct frame *frame, const struct in_set *set,
                       const struct vector *arg, uint64_t *found) {
    EACH_ROW(int128, has_wide, x[i])
}

static void find_shorts(const struct frame *frame, const struct in_set *set,
                        const struct vector *arg, uint64_t *found) {
    EACH_ROW(struct view_words, has_short, view_words_at(x, (size_t)i))
}

static void find_long_heads(const struct frame *frame, const struct in_set *set,
                            const struct vector *arg, uint64_t *found) {
    EACH_ROW(struct view_words, may_have_long, view_words_at(x, (size_t)i))
}

/* Those of `rows` that are in the table of all texts. */
static void look_up(const struct frame *frame, const struct in_set *set, const uint64_t *rows,
                    const struct vector *arg, uint64_t *found) {
    for (struct walk walk = walk_start(frame, rows); walk_next(&walk);) {
        const struct view_words view = view_words_of(arg, (size_t)walk.row);
        const bool is_there = find_slot(set, view, vector_text(frame, arg, walk.row))->is_used;
        found[walk.word] |= (uint64_t)is_there << (walk.row & 63);
    }
}

static void find_texts(const struct frame *frame, const struct in_set *set, const uint64_t *active,
                       const struct vector *arg, uint64_t *found) {
    if (set->shorts == NULL) {
        look_up(frame, set, active, arg, found);
        return;
    }
    find_shorts(frame, set, arg, found);
    if (set->long_heads != 0) {
        uint64_t maybe[CHUNK_WORDS] = {0};
        find_long_heads(frame, set, arg, maybe);
        for (int w = 0; w < CHUNK_WORDS; w++) {
            maybe[w] &= active == NULL ? UINT64_MAX : active[w];
        }
        look_up(frame, set, maybe, arg, found);
    }
}

static void find_values(const struct frame *frame, const struct in_set *set, const uint64_t *active,
                        const struct vector *arg, uint64_t *found) {
    switch (set->type.kind) {
    case LEAT_BOOLEAN:
        for (int w = 0; w < CHUNK_WORDS; w++) {
            const uint64_t word = ((const uint64_t *)arg->values)[w];
            found[w] = (word & set->truths[1]) | (~word & set->truths[0]);
        }
        break;
    case LEAT_REAL:
        find_reals(frame, set, arg, found);
        break;
    case LEAT_DECIMAL:
        find_wides(frame, set, arg, found);
        break;
    case LEAT_DATE:
        find_days(frame, set, arg, found);
        break;
    case LEAT_TEXT:
        find_texts(frame, set, active, arg, found);
        break;
    default:
        find_integers(frame, set, arg, found);
    }
}

bool kernel_in(struct frame *frame, const struct node *node, const uint64_t *active,
               struct vector *out) {
    const struct in_set *set = node->data;
    const struct vector *arg = frame_arg(frame, node, 0);
    const uint64_t flip = node->numbers[1] ? UINT64_MAX : 0;
    uint64_t found[CHUNK_WORDS] = {0};
    find_values(frame, set, active, arg, found);
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
