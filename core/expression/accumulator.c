/* accumulator: what is common to all, and the count. See accumulator.h. */
#include "expression/accumulator.h"

enum { WORD_DIGITS = 18 }; /* decimals of no more than that fit 64 bits */

enum accumulator_class accumulator_class_of(struct leat_type type) {
    if (type.kind == LEAT_TEXT) {
        return ACCUMULATOR_TEXTS;
    }
    return type.kind == LEAT_DECIMAL && type.precision > WORD_DIGITS ? ACCUMULATOR_WIDES
                                                                     : ACCUMULATOR_WORDS;
}

/* -- words ----------------------------------------------------------------------------------- */

/* Reals below zero order the other way round as bits; turning those bits over mends that, and
 * undoes itself. */
static int64_t turned(int64_t bits) { return bits < 0 ? bits ^ INT64_MAX : bits; }

int64_t accumulator_word_of_real(double value) {
    const double one_zero = value + 0.0; /* -0.0 becomes 0.0 */
    int64_t bits;
    memcpy(&bits, &one_zero, sizeof bits);
    return turned(bits);
}

double accumulator_real_of_word(int64_t word) {
    const int64_t bits = turned(word);
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

const int64_t *accumulator_make_words(const struct leat_view *view, int64_t first, size_t count,
                                      int64_t room[ACCUMULATOR_ROWS]) {
    switch (view->type.kind) {
    case LEAT_REAL: {
        const double *values = (const double *)view->values + first;
        for (size_t i = 0; i < count; i++) {
            room[i] = accumulator_word_of_real(values[i]);
        }
        return room;
    }
    case LEAT_DECIMAL: {
        const char *values = (const char *)view->values + first * 16;
        for (size_t i = 0; i < count; i++) {
            memcpy(&room[i], values + i * 16,
                   sizeof room[i]); /* the low half has all of it, and its sign */
        }
        return room;
    }
    case LEAT_BOOLEAN:
        for (size_t i = 0; i < count; i++) {
            room[i] = leat_boolean(view, first + (int64_t)i);
        }
        return room;
    case LEAT_DATE: {
        const int32_t *values = (const int32_t *)view->values + first;
        for (size_t i = 0; i < count; i++) {
            room[i] = values[i];
        }
        return room;
    }
    default:
        return (const int64_t *)view->values + first;
    }
}

void accumulator_build_word(struct builder *builder, struct leat_type type, int64_t word) {
    switch (type.kind) {
    case LEAT_REAL: {
        const double value = accumulator_real_of_word(word);
        builder_add_fixed(builder, LEAT_REAL, &value);
        break;
    }
    case LEAT_DECIMAL:
        accumulator_build_wide(builder, word);
        break;
    case LEAT_BOOLEAN: {
        const uint8_t value = word != 0;
        builder_add_fixed(builder, LEAT_BOOLEAN, &value);
        break;
    }
    case LEAT_DATE: {
        const int32_t value = (int32_t)word;
        builder_add_fixed(builder, LEAT_DATE, &value);
        break;
    }
    default:
        builder_add_fixed(builder, type.kind, &word);
    }
}

void accumulator_build_wide(struct builder *builder, int128 wide) {
    struct leat_decimal value;
    memcpy(&value, &wide, sizeof value);
    builder_add_fixed(builder, LEAT_DECIMAL, &value);
}

/* -- reading back ---------------------------------------------------------------------------- */

bool accumulator_take(struct accumulator_bytes *from, void *into, size_t size) {
    if (size > from->left) {
        return false;
    }
    memcpy(into, from->at, size);
    from->at += size;
    from->left -= size;
    return true;
}

/* -- count ----------------------------------------------------------------------------------- */

struct count {
    int64_t rows;
};

static inline bool count_one(void *accumulator, const struct accumulator_rows *rows, size_t row) {
    (void)rows;
    (void)row;
    ((struct count *)accumulator)->rows++;
    return true;
}

static bool count_add(const struct accumulator_rows *rows) {
    return accumulator_each(rows, count_one);
}

static bool count_merge(void *into, void *from) {
    ((struct count *)into)->rows += ((struct count *)from)->rows;
    return true;
}

const struct accumulator_kind accumulator_count = {
    .size = sizeof(struct count),
    .add = count_add,
    .merge = count_merge,
};

bool accumulator_give_count(const struct accumulator_use *use, void *accumulator,
                            struct builder *builder, char **reason) {
    (void)use;
    (void)reason;
    builder_add_fixed(builder, LEAT_INTEGER, &((const struct count *)accumulator)->rows);
    return true;
}
