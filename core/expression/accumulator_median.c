/* accumulator_median: every value, kept until the middle one is asked for. See accumulator.h. */
#include "expression/accumulator.h"

#include "base/real.h"

enum { FIRST_ROOM = 4, FEW = 32 };

struct values {
    void *items; /* words or wides, in no order */
    int64_t count, room;
};

/* -- adding ---------------------------------------------------------------------------------- */

static bool make_room(struct values *values, int64_t count, size_t width) {
    if (count <= values->room) {
        return true;
    }
    int64_t room = values->room < FIRST_ROOM ? FIRST_ROOM : values->room + values->room / 2;
    room = room < count ? count : room;
    size_t bytes;
    if (__builtin_mul_overflow((size_t)room, width, &bytes)) {
        return false;
    }
    void *items = memory_try_resize(values->items, bytes);
    if (items == NULL) {
        return false;
    }
    values->items = items;
    values->room = room;
    return true;
}

static inline bool keep_word(void *accumulator, const struct accumulator_rows *rows, size_t row) {
    struct values *values = accumulator;
    if (values->count == values->room && !make_room(values, values->count + 1, sizeof(int64_t))) {
        return false;
    }
    ((int64_t *)values->items)[values->count++] = rows->words[row];
    return true;
}

static inline bool keep_wide(void *accumulator, const struct accumulator_rows *rows, size_t row) {
    struct values *values = accumulator;
    if (values->count == values->room && !make_room(values, values->count + 1, sizeof(int128))) {
        return false;
    }
    ((int128 *)values->items)[values->count++] =
        accumulator_wide((const char *)rows->values + row * 16);
    return true;
}

static bool words_add(const struct accumulator_rows *rows) {
    return accumulator_each(rows, keep_word);
}
static bool wides_add(const struct accumulator_rows *rows) {
    return accumulator_each(rows, keep_wide);
}

static void values_drop(void *accumulator) {
    struct values *values = accumulator;
    memory_free(values->items);
    *values = (struct values){.items = NULL};
}

/* Appends the shorter to the longer. */
static bool merge(struct values *into, struct values *from, size_t width) {
    if (from->count > into->count) {
        const struct values swapped = *into;
        *into = *from;
        *from = swapped;
    }
    const bool done = make_room(into, into->count + from->count, width);
    if (done && from->count > 0) {
        memcpy((char *)into->items + (size_t)into->count * width, from->items,
               (size_t)from->count * width);
        into->count += from->count;
    }
    values_drop(from);
    return done;
}

static bool words_merge(void *into, void *from) { return merge(into, from, sizeof(int64_t)); }
static bool wides_merge(void *into, void *from) { return merge(into, from, sizeof(int128)); }

/* -- as bytes -------------------------------------------------------------------------------- */

static size_t save(const struct values *values, char *into, size_t width) {
    const size_t bytes = (size_t)values->count * width;
    if (into != NULL) {
        memcpy(into, &values->count, sizeof values->count);
        if (bytes > 0) {
            memcpy(into + sizeof values->count, values->items, bytes);
        }
    }
    return sizeof values->count + bytes;
}

static bool load(struct values *values, struct accumulator_bytes *from, size_t width) {
    int64_t count;
    if (!accumulator_take(from, &count, sizeof count) || count < 0 ||
        (uint64_t)count > from->left / width) {
        return false;
    }
    if (count == 0) {
        return true;
    }
    if (!make_room(values, count, width)) {
        return false;
    }
    values->count = count;
    return accumulator_take(from, values->items, (size_t)count * width);
}

static size_t words_save(const void *accumulator, char *into) {
    return save(accumulator, into, sizeof(int64_t));
}
static size_t wides_save(const void *accumulator, char *into) {
    return save(accumulator, into, sizeof(int128));
}
static bool words_load(void *accumulator, struct accumulator_bytes *from) {
    return load(accumulator, from, sizeof(int64_t));
}
static bool wides_load(void *accumulator, struct accumulator_bytes *from) {
    return load(accumulator, from, sizeof(int128));
}

const struct accumulator_kind accumulator_words = {
    .size = sizeof(struct values),
    .takes = ACCUMULATOR_TAKES_WORDS,
    .add = words_add,
    .merge = words_merge,
    .save = words_save,
    .load = words_load,
    .drop = values_drop,
};

const struct accumulator_kind accumulator_wides = {
    .size = sizeof(struct values),
    .takes = ACCUMULATOR_TAKES_VALUES,
    .add = wides_add,
    .merge = wides_merge,
    .save = wides_save,
    .load = wides_load,
    .drop = values_drop,
};

/* -- the middle ------------------------------------------------------------------------------ */

/* One of either width, as a wide. */
static inline int128 item_at(const void *items, size_t at, size_t width) {
    return width == sizeof(int64_t) ? ((const int64_t *)items)[at] : ((const int128 *)items)[at];
}

static inline void item_set(void *items, size_t at, size_t width, int128 value) {
    if (width == sizeof(int64_t)) {
        ((int64_t *)items)[at] = (int64_t)value;
    } else {
        ((int128 *)items)[at] = value;
    }
}

static inline void sort_few(void *items, size_t count, size_t width) {
    for (size_t i = 1; i < count; i++) {
        const int128 value = item_at(items, i, width);
        size_t at = i;
        for (; at > 0 && item_at(items, at - 1, width) > value; at--) {
            item_set(items, at, width, item_at(items, at - 1, width));
        }
        item_set(items, at, width, value);
    }
}

/* The byte of a value, 0 the lowest, so that bytes order as values do. */
static inline unsigned byte_of(int128 value, size_t byte, size_t width) {
    return ((unsigned)(uint8_t)((uint128)value >> (8 * byte))) ^ (byte == width - 1 ? 0x80u : 0u);
}

/* The value that would stand at `place` if the items were sorted. Goes by bytes, from the highest,
 * keeping at the front those items that agree with the answer so far: its time is the same for any
 * items, however they were chosen. Inlined for each width. */
static inline __attribute__((always_inline)) int128 select_place(void *items, size_t count,
                                                                 size_t place, size_t width) {
    for (size_t byte = width; byte-- > 0 && count > FEW;) {
        size_t counts[256] = {0};
        for (size_t i = 0; i < count; i++) {
            counts[byte_of(item_at(items, i, width), byte, width)]++;
        }
        unsigned wanted = 0;
        for (; place >= counts[wanted]; wanted++) {
            place -= counts[wanted];
        }
        if (counts[wanted] == count) {
            continue;
        }
        size_t kept = 0;
        for (size_t i = 0; i < count; i++) {
            const int128 value = item_at(items, i, width);
            if (byte_of(value, byte, width) == wanted) {
                item_set(items, i, width, item_at(items, kept, width));
                item_set(items, kept++, width, value);
            }
        }
        count = kept;
    }
    if (count <= FEW) {
        sort_few(items, count, width);
        return item_at(items, place, width);
    }
    return item_at(items, 0, width); /* all alike */
}

/* The two middle values, which are one where the count is odd. */
static inline __attribute__((always_inline)) void
find_middle(const struct values *values, size_t width, int128 *below, int128 *above) {
    const size_t count = (size_t)values->count;
    *above = select_place(values->items, count, count / 2, width);
    *below = *above;
    if (count % 2 != 0) {
        return;
    }
    /* Where just half of all are less, the greatest of those is the lower of the two. */
    size_t less = 0;
    int128 greatest = 0;
    for (size_t i = 0; i < count; i++) {
        const int128 value = item_at(values->items, i, width);
        if (value < *above) {
            greatest = less++ == 0 || value > greatest ? value : greatest;
        }
    }
    if (less == count / 2) {
        *below = greatest;
    }
}

/* -- giving ---------------------------------------------------------------------------------- */

/* Half of a + b, at a scale greater by `digits` (1, or 0 where there are no more) than theirs;
 * false: more than 38. */
static bool find_half(int128 a, int128 b, int digits, int128 *out) {
    if (digits == 1) {
        int128 sum;
        return !__builtin_add_overflow(a, b, &sum) && !__builtin_mul_overflow(sum, 5, out);
    }
    const int128 half = a / 2 + b / 2,
                 rest = a % 2 + b % 2; /* the sum itself may have more than 127 bits */
    const bool odd = rest == 1 || rest == -1;
    *out = half + (!odd ? rest / 2 : rest == 1 ? half >= 0 : -(half <= 0)); /* away from zero */
    return true;
}

static bool give_exact(const struct accumulator_use *use, int128 below, int128 above,
                       struct builder *builder, char **reason) {
    int128 half;
    if (!find_half(below, above, use->type.scale - use->from.scale, &half) ||
        !decimal_fits(half, DECIMAL_DIGITS)) {
        *reason = memory_format(
            "%s has more than 38 digits, %d of them after the point; cast: median(cast(%s as real))",
            use->text, use->type.scale, use->argument);
        return false;
    }
    accumulator_build_wide(builder, half);
    return true;
}

static void give_real(int128 below, int128 above, struct builder *builder) {
    struct real_sum sum = {.pending = 0};
    double value = 0;
    real_sum_add(&sum, accumulator_real_of_word((int64_t)below));
    real_sum_add(&sum, accumulator_real_of_word((int64_t)above));
    real_sum_mean(&sum, 2, &value); /* between two reals, so it is one */
    value += 0.0;
    builder_add_fixed(builder, LEAT_REAL, &value);
}

bool accumulator_give_median(const struct accumulator_use *use, void *accumulator,
                             struct builder *builder, char **reason) {
    const struct values *values = accumulator;
    if (values->count == 0) {
        builder_add_null(builder);
        return true;
    }
    int128 below, above;
    if (accumulator_class_of(use->from) == ACCUMULATOR_WIDES) {
        find_middle(values, sizeof(int128), &below, &above);
    } else {
        find_middle(values, sizeof(int64_t), &below, &above);
    }
    switch (use->from.kind) {
    case LEAT_INTEGER:
    case LEAT_DECIMAL:
        return give_exact(use, below, above, builder, reason);
    case LEAT_REAL:
        give_real(below, above, builder);
        return true;
    default: /* a time between two is none that is there: the earlier */
        accumulator_build_word(builder, use->type, (int64_t)below);
        return true;
    }
}
