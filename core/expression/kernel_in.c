/* kernel: whether a value is one of a set of constants. */
#include "expression/kernel.h"

#include <stdlib.h>

/* Sets of this size and smaller are searched from end to end. */
enum { IN_FEW = 8 };

struct in_set {
    struct leat_type type;
    size_t count;
    int64_t *words;          /* integers, dates and timestamps, ascending */
    double *reals;           /* ascending */
    int128 *wides;           /* decimals, ascending */
    bool truths[2];          /* booleans: whether false, and true, are there */
    struct leat_text *slots; /* texts, by hash; data NULL: free */
    size_t mask;
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

static uint64_t hash_text(struct leat_text text) {
    uint64_t hash = text.size * UINT64_C(0x9e3779b97f4a7c15);
    size_t at = 0;
    for (; at + 8 <= text.size; at += 8) {
        uint64_t word;
        memcpy(&word, text.data + at, sizeof word);
        hash = (hash ^ word) * UINT64_C(0xbf58476d1ce4e5b9);
        hash ^= hash >> 32;
    }
    uint64_t last = 0;
    memcpy(&last, text.data + at, text.size - at);
    hash = (hash ^ last) * UINT64_C(0x94d049bb133111eb);
    return hash ^ hash >> 29;
}

static struct leat_text *find_slot(const struct in_set *set, struct leat_text text) {
    for (size_t at = hash_text(text) & set->mask;; at = (at + 1) & set->mask) {
        struct leat_text *slot = &set->slots[at];
        if (slot->data == NULL || (slot->size == text.size && memcmp(slot->data, text.data, text.size) == 0)) {
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
    for (size_t i = 0; i < set->count; i++) {
        *find_slot(set, constants[i]->text) = constants[i]->text;
    }
}

const struct in_set *in_set_new(struct arena *arena, struct leat_type type, struct node *const *constants,
                                size_t count) {
    struct in_set *set = arena_alloc(arena, sizeof *set);
    *set = (struct in_set){.type = type, .count = count};
    if (type.kind == LEAT_TEXT) {
        add_texts(arena, set, constants);
        return set;
    }
    set->words = arena_alloc(arena, (count + 1) * sizeof *set->words);
    set->reals = arena_alloc(arena, (count + 1) * sizeof *set->reals);
    set->wides = arena_alloc(arena, (count + 1) * sizeof *set->wides);
    for (size_t i = 0; i < count; i++) {
        const void *value = constants[i]->value;
        int32_t days;
        switch (type.kind) {
        case LEAT_BOOLEAN:
            set->truths[constants[i]->value[0] != 0] = true;
            break;
        case LEAT_REAL:
            memcpy(&set->reals[i], value, sizeof *set->reals);
            break;
        case LEAT_DECIMAL:
            memcpy(&set->wides[i], value, sizeof *set->wides);
            break;
        case LEAT_DATE:
            memcpy(&days, value, sizeof days);
            set->words[i] = days;
            break;
        default:
            memcpy(&set->words[i], value, sizeof *set->words);
        }
    }
    qsort(set->words, count, sizeof *set->words, compare_words);
    qsort(set->reals, count, sizeof *set->reals, compare_reals);
    qsort(set->wides, count, sizeof *set->wides, compare_wides);
    return set;
}

/* -- rows ------------------------------------------------------------------------------------ */

/* Searches a few values by comparing with all of them, more by halving. */
#define FIND(name, T)                                                                                                  \
    KERNEL_INLINE bool name(const T *values, size_t count, T wanted) {                                                 \
        if (count <= IN_FEW) {                                                                                         \
            bool found = false;                                                                                        \
            for (size_t i = 0; i < count; i++) {                                                                       \
                found |= values[i] == wanted;                                                                          \
            }                                                                                                          \
            return found;                                                                                              \
        }                                                                                                              \
        size_t low = 0;                                                                                                \
        for (size_t left = count; left > 1;) {                                                                         \
            const size_t half = left / 2;                                                                              \
            low = values[low + half] <= wanted ? low + half : low;                                                     \
            left -= half;                                                                                              \
        }                                                                                                              \
        return values[low] == wanted;                                                                                  \
    }

FIND(find_word, int64_t)
FIND(find_real, double)
FIND(find_wide, int128)

static bool is_among(const struct frame *frame, const struct in_set *set, const struct vector *arg, int32_t row) {
    switch (set->type.kind) {
    case LEAT_TEXT:
        return find_slot(set, vector_text(frame, arg, row))->data != NULL;
    case LEAT_REAL:
        return find_real(set->reals, set->count, vector_real(arg, row));
    case LEAT_DECIMAL:
        return find_wide(set->wides, set->count, vector_decimal(arg, row));
    case LEAT_DATE:
        return find_word(set->words, set->count, vector_date(arg, row));
    case LEAT_BOOLEAN:
        return set->truths[words_bit(arg->values, row)];
    default:
        return find_word(set->words, set->count, vector_integer(arg, row));
    }
}

bool kernel_in(struct frame *frame, const struct node *node, const uint64_t *active, struct vector *out) {
    const struct in_set *set = node->data;
    const struct vector *arg = frame_arg(frame, node, 0);
    const uint64_t flip = node->numbers[1] ? UINT64_MAX : 0;
    uint64_t found[CHUNK_WORDS] = {0};
    for (struct walk walk = walk_start(frame, active); walk_next(&walk);) {
        found[walk.word] |= (uint64_t)is_among(frame, set, arg, walk.row) << (walk.row & 63);
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
