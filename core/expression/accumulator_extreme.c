/* accumulator_extreme: the least and the greatest value. See accumulator.h. */
#include "expression/accumulator.h"

/* -- words ----------------------------------------------------------------------------------- */

/* A started one holds the worst word, so that an added one needs no question whether it is the
 * first. */
struct extreme_word {
    int64_t word;
    int64_t count; /* 0 or not: whether there is one */
};

static inline bool least_word(void *accumulator, const struct accumulator_rows *rows, size_t row) {
    struct extreme_word *extreme = accumulator;
    const int64_t word = rows->words[row];
    extreme->word = word < extreme->word ? word : extreme->word;
    extreme->count = 1;
    return true;
}

static inline bool greatest_word(void *accumulator, const struct accumulator_rows *rows,
                                 size_t row) {
    struct extreme_word *extreme = accumulator;
    const int64_t word = rows->words[row];
    extreme->word = word > extreme->word ? word : extreme->word;
    extreme->count = 1;
    return true;
}

static bool least_words_add(const struct accumulator_rows *rows) {
    return accumulator_each(rows, least_word);
}
static bool greatest_words_add(const struct accumulator_rows *rows) {
    return accumulator_each(rows, greatest_word);
}

static void least_words_start(void *accumulator) {
    ((struct extreme_word *)accumulator)->word = INT64_MAX;
}
static void greatest_words_start(void *accumulator) {
    ((struct extreme_word *)accumulator)->word = INT64_MIN;
}

static bool least_words_merge(void *into, void *from) {
    struct extreme_word *extreme = into;
    const struct extreme_word *other = from;
    extreme->word = other->word < extreme->word ? other->word : extreme->word;
    extreme->count |= other->count;
    return true;
}

static bool greatest_words_merge(void *into, void *from) {
    struct extreme_word *extreme = into;
    const struct extreme_word *other = from;
    extreme->word = other->word > extreme->word ? other->word : extreme->word;
    extreme->count |= other->count;
    return true;
}

/* -- wides ----------------------------------------------------------------------------------- */

struct extreme_wide {
    struct leat_decimal wide;
    int64_t count;
};

static inline void keep_wide(struct extreme_wide *extreme, int128 wide, bool least) {
    const int128 kept = accumulator_wide(&extreme->wide);
    if (extreme->count == 0 || (least ? wide < kept : wide > kept)) {
        memcpy(&extreme->wide, &wide, sizeof wide);
        extreme->count = 1;
    }
}

static inline bool least_wide(void *accumulator, const struct accumulator_rows *rows, size_t row) {
    keep_wide(accumulator, accumulator_wide((const char *)rows->values + row * 16), true);
    return true;
}

static inline bool greatest_wide(void *accumulator, const struct accumulator_rows *rows,
                                 size_t row) {
    keep_wide(accumulator, accumulator_wide((const char *)rows->values + row * 16), false);
    return true;
}

static bool least_wides_add(const struct accumulator_rows *rows) {
    return accumulator_each(rows, least_wide);
}
static bool greatest_wides_add(const struct accumulator_rows *rows) {
    return accumulator_each(rows, greatest_wide);
}

static bool least_wides_merge(void *into, void *from) {
    const struct extreme_wide *other = from;
    if (other->count != 0) {
        keep_wide(into, accumulator_wide(&other->wide), true);
    }
    return true;
}

static bool greatest_wides_merge(void *into, void *from) {
    const struct extreme_wide *other = from;
    if (other->count != 0) {
        keep_wide(into, accumulator_wide(&other->wide), false);
    }
    return true;
}

/* -- texts ----------------------------------------------------------------------------------- */

enum { INLINE_TEXT = 12, LEAST_ROOM = 32 };

/* Up to 12 bytes stand inside; more in a block whose room follows from the size (room_of). */
struct extreme_text {
    union {
        char bytes[INLINE_TEXT + 4]; /* the last four are unused */
        char *data;
    } as;
    uint32_t size;
    uint32_t count;
};

static struct leat_text text_of(const struct extreme_text *extreme) {
    const char *data = extreme->size > INLINE_TEXT ? extreme->as.data : extreme->as.bytes;
    return (struct leat_text){.data = data, .size = extreme->size};
}

/* Rounded up, so that a longer text often finds room where the last one stood. */
static size_t room_of(size_t size) {
    size_t room = LEAST_ROOM;
    while (room < size) {
        room *= 2;
    }
    return room;
}

static int compare_texts(struct leat_text a, struct leat_text b) {
    const int order = memcmp(a.data, b.data, a.size < b.size ? a.size : b.size);
    return order != 0 ? order : (a.size > b.size) - (a.size < b.size);
}

static void extreme_text_drop(void *accumulator) {
    struct extreme_text *extreme = accumulator;
    if (extreme->size > INLINE_TEXT) {
        memory_free(extreme->as.data);
    }
    *extreme = (struct extreme_text){.size = 0};
}

static bool set_text(struct extreme_text *extreme, struct leat_text text) {
    if (text.size <= INLINE_TEXT) {
        extreme_text_drop(extreme);
        memcpy(extreme->as.bytes, text.data, text.size);
    } else {
        char *data = extreme->as.data;
        if (extreme->size <= INLINE_TEXT || room_of(extreme->size) != room_of(text.size)) {
            data = memory_try(room_of(text.size));
            if (data == NULL) {
                return false;
            }
            extreme_text_drop(extreme);
        }
        memcpy(data, text.data, text.size);
        extreme->as.data = data;
    }
    extreme->size = (uint32_t)text.size;
    extreme->count = 1;
    return true;
}

static inline bool keep_text(struct extreme_text *extreme, struct leat_text text, bool least) {
    if (extreme->count != 0) {
        const int order = compare_texts(text, text_of(extreme));
        if (least ? order >= 0 : order <= 0) {
            return true;
        }
    }
    return set_text(extreme, text);
}

static inline bool least_text(void *accumulator, const struct accumulator_rows *rows, size_t row) {
    return keep_text(accumulator, leat_text_at(rows->view, rows->first + (int64_t)row), true);
}

static inline bool greatest_text(void *accumulator, const struct accumulator_rows *rows,
                                 size_t row) {
    return keep_text(accumulator, leat_text_at(rows->view, rows->first + (int64_t)row), false);
}

static bool least_texts_add(const struct accumulator_rows *rows) {
    return accumulator_each(rows, least_text);
}
static bool greatest_texts_add(const struct accumulator_rows *rows) {
    return accumulator_each(rows, greatest_text);
}

/* Takes the other's text over, block and all, where that is the one to keep. */
static bool merge_texts(struct extreme_text *extreme, struct extreme_text *other, bool least) {
    if (other->count != 0) {
        const int order = extreme->count == 0 ? 0 : compare_texts(text_of(other), text_of(extreme));
        if (extreme->count == 0 || (least ? order < 0 : order > 0)) {
            const struct extreme_text swapped = *extreme;
            *extreme = *other;
            *other = swapped;
        }
    }
    extreme_text_drop(other);
    return true;
}

static bool least_texts_merge(void *into, void *from) { return merge_texts(into, from, true); }
static bool greatest_texts_merge(void *into, void *from) { return merge_texts(into, from, false); }

static size_t extreme_text_save(const void *accumulator, char *into) {
    const struct extreme_text *extreme = accumulator;
    const uint32_t head[2] = {extreme->size, extreme->count};
    if (into != NULL) {
        memcpy(into, head, sizeof head);
        memcpy(into + sizeof head, text_of(extreme).data, extreme->size);
    }
    return sizeof head + extreme->size;
}

static bool extreme_text_load(void *accumulator, struct accumulator_bytes *from) {
    uint32_t head[2];
    if (!accumulator_take(from, head, sizeof head) || head[0] > from->left ||
        head[0] > LEAT_TEXT_MOST || head[1] > 1 || (head[1] == 0 && head[0] != 0)) {
        return false;
    }
    const struct leat_text text = {.data = from->at, .size = head[0]};
    from->at += head[0];
    from->left -= head[0];
    return head[1] == 0 || set_text(accumulator, text);
}

/* -- the kinds ------------------------------------------------------------------------------- */

const struct accumulator_kind accumulator_least[3] = {
    [ACCUMULATOR_WORDS] = {.size = sizeof(struct extreme_word),
                           .takes = ACCUMULATOR_TAKES_WORDS,
                           .start = least_words_start,
                           .add = least_words_add,
                           .merge = least_words_merge},
    [ACCUMULATOR_WIDES] = {.size = sizeof(struct extreme_wide),
                           .takes = ACCUMULATOR_TAKES_VALUES,
                           .add = least_wides_add,
                           .merge = least_wides_merge},
    [ACCUMULATOR_TEXTS] = {.size = sizeof(struct extreme_text),
                           .takes = ACCUMULATOR_TAKES_VALUES,
                           .add = least_texts_add,
                           .merge = least_texts_merge,
                           .save = extreme_text_save,
                           .load = extreme_text_load,
                           .drop = extreme_text_drop},
};

const struct accumulator_kind accumulator_greatest[3] = {
    [ACCUMULATOR_WORDS] = {.size = sizeof(struct extreme_word),
                           .takes = ACCUMULATOR_TAKES_WORDS,
                           .start = greatest_words_start,
                           .add = greatest_words_add,
                           .merge = greatest_words_merge},
    [ACCUMULATOR_WIDES] = {.size = sizeof(struct extreme_wide),
                           .takes = ACCUMULATOR_TAKES_VALUES,
                           .add = greatest_wides_add,
                           .merge = greatest_wides_merge},
    [ACCUMULATOR_TEXTS] = {.size = sizeof(struct extreme_text),
                           .takes = ACCUMULATOR_TAKES_VALUES,
                           .add = greatest_texts_add,
                           .merge = greatest_texts_merge,
                           .save = extreme_text_save,
                           .load = extreme_text_load,
                           .drop = extreme_text_drop},
};

bool accumulator_give_extreme(const struct accumulator_use *use, void *accumulator,
                              struct builder *builder, char **reason) {
    (void)reason;
    const struct extreme_word *word = accumulator;
    const struct extreme_wide *wide = accumulator;
    const struct extreme_text *text = accumulator;
    const enum accumulator_class class = accumulator_class_of(use->from);
    if (class == ACCUMULATOR_WORDS && word->count != 0) {
        accumulator_build_word(builder, use->type, word->word);
    } else if (class == ACCUMULATOR_WIDES && wide->count != 0) {
        accumulator_build_wide(builder, accumulator_wide(&wide->wide));
    } else if (class == ACCUMULATOR_TEXTS && text->count != 0) {
        builder_add_text(builder, text_of(text));
    } else {
        builder_add_null(builder);
    }
    return true;
}
