/* accumulator_distinct: how many different values. See accumulator.h; the set itself is in
 * accumulator_set.c. */
#include "expression/accumulator_set.h"

struct distinct {
    struct accumulator_set *set;
};

/* -- adding ---------------------------------------------------------------------------------- */

static inline bool put_row_word(void *accumulator, const struct accumulator_rows *rows,
                                size_t row) {
    return accumulator_set_put_word(&((struct distinct *)accumulator)->set,
                                    (uint64_t)rows->words[row]);
}

static inline bool put_row_wide(void *accumulator, const struct accumulator_rows *rows,
                                size_t row) {
    return accumulator_set_put_wide(&((struct distinct *)accumulator)->set,
                                    (const char *)rows->values + row * 16);
}

static inline bool put_row_text(void *accumulator, const struct accumulator_rows *rows,
                                size_t row) {
    return accumulator_set_put_text(&((struct distinct *)accumulator)->set,
                                    leat_text_at(rows->view, rows->first + (int64_t)row));
}

static bool words_add(const struct accumulator_rows *rows) {
    return accumulator_each(rows, put_row_word);
}
static bool wides_add(const struct accumulator_rows *rows) {
    return accumulator_each(rows, put_row_wide);
}
static bool texts_add(const struct accumulator_rows *rows) {
    return accumulator_each(rows, put_row_text);
}

static void distinct_drop(void *accumulator) {
    struct distinct *distinct = accumulator;
    accumulator_set_free(distinct->set);
    distinct->set = NULL;
}

static bool put_bytes(struct accumulator_set **set, struct leat_text value,
                      enum accumulator_class class) {
    uint64_t word;
    switch (class) {
    case ACCUMULATOR_WORDS:
        memcpy(&word, value.data, sizeof word);
        return accumulator_set_put_word(set, word);
    case ACCUMULATOR_WIDES:
        return accumulator_set_put_wide(set, value.data);
    default:
        return accumulator_set_put_text(set, value);
    }
}

/* Puts the values of the smaller set into the larger. */
static bool merge(struct distinct *into, struct distinct *from, enum accumulator_class class) {
    if (accumulator_set_count(from->set) > accumulator_set_count(into->set)) {
        const struct distinct swapped = *into;
        *into = *from;
        *from = swapped;
    }
    bool done = true;
    struct leat_text value;
    for (uint64_t at = 0; done && accumulator_set_next(from->set, class, &at, &value);) {
        done = put_bytes(&into->set, value, class);
    }
    distinct_drop(from);
    return done;
}

static bool words_merge(void *into, void *from) { return merge(into, from, ACCUMULATOR_WORDS); }
static bool wides_merge(void *into, void *from) { return merge(into, from, ACCUMULATOR_WIDES); }
static bool texts_merge(void *into, void *from) { return merge(into, from, ACCUMULATOR_TEXTS); }

/* -- as bytes: how many, then each; text with its size before it ------------------------------ */

static size_t save(const struct distinct *distinct, char *into, enum accumulator_class class) {
    const uint64_t count = accumulator_set_count(distinct->set);
    size_t size = sizeof count;
    if (into != NULL) {
        memcpy(into, &count, sizeof count);
    }
    struct leat_text value;
    for (uint64_t at = 0; accumulator_set_next(distinct->set, class, &at, &value);) {
        const uint32_t length = (uint32_t)value.size;
        const size_t head = class == ACCUMULATOR_TEXTS ? sizeof length : 0;
        if (into != NULL) {
            memcpy(into + size, &length, head);
            memcpy(into + size + head, value.data, value.size);
        }
        size += head + value.size;
    }
    return size;
}

static bool load(struct distinct *distinct, struct accumulator_bytes *from,
                 enum accumulator_class class) {
    uint64_t count;
    uint32_t size = class == ACCUMULATOR_WORDS ? sizeof(uint64_t) : 2 * sizeof(uint64_t);
    const size_t least = class == ACCUMULATOR_TEXTS ? sizeof size : size;
    if (!accumulator_take(from, &count, sizeof count) || count > from->left / least) {
        return false;
    }
    if (count > 0 && !accumulator_set_make_room(&distinct->set, count, class)) {
        return false;
    }
    for (uint64_t i = 0; i < count; i++) {
        if ((class == ACCUMULATOR_TEXTS && !accumulator_take(from, &size, sizeof size)) ||
            size > from->left || size > LEAT_TEXT_MOST ||
            !put_bytes(&distinct->set, (struct leat_text){.data = from->at, .size = size}, class)) {
            return false;
        }
        from->at += size;
        from->left -= size;
    }
    return true;
}

static size_t words_save(const void *accumulator, char *into) {
    return save(accumulator, into, ACCUMULATOR_WORDS);
}
static size_t wides_save(const void *accumulator, char *into) {
    return save(accumulator, into, ACCUMULATOR_WIDES);
}
static size_t texts_save(const void *accumulator, char *into) {
    return save(accumulator, into, ACCUMULATOR_TEXTS);
}
static bool words_load(void *accumulator, struct accumulator_bytes *from) {
    return load(accumulator, from, ACCUMULATOR_WORDS);
}
static bool wides_load(void *accumulator, struct accumulator_bytes *from) {
    return load(accumulator, from, ACCUMULATOR_WIDES);
}
static bool texts_load(void *accumulator, struct accumulator_bytes *from) {
    return load(accumulator, from, ACCUMULATOR_TEXTS);
}

/* -- the kinds, and giving ------------------------------------------------------------------- */

const struct accumulator_kind accumulator_distinct[3] = {
    [ACCUMULATOR_WORDS] = {.size = sizeof(struct distinct),
                           .takes = ACCUMULATOR_TAKES_WORDS,
                           .add = words_add,
                           .merge = words_merge,
                           .save = words_save,
                           .load = words_load,
                           .drop = distinct_drop},
    [ACCUMULATOR_WIDES] = {.size = sizeof(struct distinct),
                           .takes = ACCUMULATOR_TAKES_VALUES,
                           .add = wides_add,
                           .merge = wides_merge,
                           .save = wides_save,
                           .load = wides_load,
                           .drop = distinct_drop},
    [ACCUMULATOR_TEXTS] = {.size = sizeof(struct distinct),
                           .takes = ACCUMULATOR_TAKES_VALUES,
                           .add = texts_add,
                           .merge = texts_merge,
                           .save = texts_save,
                           .load = texts_load,
                           .drop = distinct_drop},
};

bool accumulator_give_distinct(const struct accumulator_use *use, void *accumulator,
                               struct builder *builder, char **reason) {
    (void)use;
    (void)reason;
    const int64_t count =
        (int64_t)accumulator_set_count(((const struct distinct *)accumulator)->set);
    builder_add_fixed(builder, LEAT_INTEGER, &count);
    return true;
}
