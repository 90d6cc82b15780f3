/* Keys sort as rows compare, equal rows hash alike, and both are as a plain model has them. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/decimal.h"
#include "batch/builder.h"
#include "batch/key.h"
#include "batch/schema.h"
#include "random.h"

/* A value as the model has it: what no column's layout can bend. */
struct model {
    bool is_null;
    size_t size;
    unsigned char text[40];
    int128 number; /* all but text and reals */
    double real;
};

static int compare_models(uint8_t kind, const struct model *a, const struct model *b) {
    if (kind == LEAT_TEXT) {
        for (size_t i = 0; i < a->size && i < b->size; i++) {
            if (a->text[i] != b->text[i]) {
                return a->text[i] < b->text[i] ? -1 : 1;
            }
        }
        return (a->size > b->size) - (a->size < b->size);
    }
    return kind == LEAT_REAL ? (a->real > b->real) - (a->real < b->real)
                             : (a->number > b->number) - (a->number < b->number);
}

static int compare_rows(const struct leat_type *types, const uint32_t *orders, size_t count,
                        const struct model *a, const struct model *b) {
    for (size_t i = 0; i < count; i++) {
        if (a[i].is_null || b[i].is_null) {
            if (a[i].is_null != b[i].is_null) {
                return a[i].is_null == ((orders[i] & LEAT_NULLS_FIRST) != 0) ? -1 : 1;
            }
            continue;
        }
        const int order = compare_models(types[i].kind, &a[i], &b[i]);
        if (order != 0) {
            return orders[i] & LEAT_DESCENDING ? -order : order;
        }
    }
    return 0;
}

/* Few different values, so that many are equal or nearly so. */
static struct model random_model(struct leat_type type, uint64_t *state) {
    static const unsigned char letters[] = {0, 0, 1, 'a', 0x7f, 0xc3, 0xff};
    static const double reals[] = {0.0, -0.0, 1, -1, 1e308, -1e308, 5e-324, -5e-324, 0.1, 2.5};
    static const int64_t integers[] = {0,    1,         -1,        255,       256,
                                       -256, INT64_MAX, INT64_MIN, INT32_MAX, INT32_MIN};
    struct model model = {.is_null = random_below(state, 6) == 0};
    const uint64_t chance = random_below(state, 10);
    switch (type.kind) {
    case LEAT_TEXT:
        model.size = random_below(state, 4) == 0 ? random_below(state, 36) : random_below(state, 4);
        for (size_t i = 0; i < model.size; i++) {
            model.text[i] = letters[random_below(state, i > 3 && chance > 2 ? 1 : sizeof letters)];
        }
        break;
    case LEAT_REAL:
        model.real =
            chance < 9 ? reals[random_below(state, 10)] : (double)(int64_t)random_next(state);
        break;
    case LEAT_BOOLEAN:
        model.number = (int)random_below(state, 2);
        break;
    case LEAT_DATE:
        model.number = (int32_t)random_below(state, 5) - 2 +
                       (chance == 0   ? INT32_MAX - 2
                        : chance == 1 ? INT32_MIN + 2
                                      : 0);
        break;
    case LEAT_DECIMAL:
        model.number = (int128)integers[random_below(state, 10)] *
                       (chance < 5 ? 1 : integers[random_below(state, 10)]);
        break;
    default:
        model.number = integers[random_below(state, 10)];
    }
    return model;
}

static void set_value(struct column *column, int64_t row, const struct model *model,
                      struct buffer *buffer, int32_t number) {
    char *const at = column->values;
    const struct leat_decimal decimal = {(uint64_t)model->number, (int64_t)(model->number >> 64)};
    const int64_t integer = (int64_t)model->number;
    const int32_t days = (int32_t)model->number;
    switch (column->type.kind) {
    case LEAT_TEXT:
        memcpy(buffer->data + buffer->size, model->text, model->size);
        column_set_text(column, row, number, buffer->data + buffer->size, buffer->size,
                        model->size);
        buffer->size += model->size + random_below(&(uint64_t){(uint64_t)row}, 3);
        break;
    case LEAT_REAL:
        memcpy(at + row * 8, &model->real, 8);
        break;
    case LEAT_BOOLEAN:
        at[row / 8] = (char)((at[row / 8] & ~(1 << row % 8)) | (integer != 0) << row % 8);
        break;
    case LEAT_DATE:
        memcpy(at + row * 4, &days, 4);
        break;
    case LEAT_DECIMAL:
        memcpy(at + row * 16, &decimal, 16);
        break;
    default:
        memcpy(at + row * 8, &integer, 8);
    }
}

/* A column of every `stride`-th model. spare: texts stand behind an unused buffer, and under nulls
 * there is rubbish. */
static struct column *make_column(struct leat_type type, const struct model *models, int64_t rows,
                                  size_t stride, bool spare) {
    struct column *column = column_try(type, rows);
    struct buffer *buffer = buffer_try((size_t)rows * 48 + 1);
    int32_t number = 0;
    cr_assert(column != NULL && buffer != NULL && column_try_valid(column));
    if (type.kind == LEAT_TEXT && spare) {
        struct buffer *const unused = buffer_try(1);
        column_try_hold(column, unused);
        buffer_release(unused);
    }
    if (type.kind == LEAT_TEXT) {
        number = column_try_hold(column, buffer);
    }
    for (int64_t row = 0; row < rows; row++) {
        const struct model *const model = &models[(size_t)row * stride];
        const struct model none = {.number = 1, .real = 7};
        set_value(column, row, model->is_null ? (spare ? &none : &(struct model){0}) : model,
                  buffer, number);
        if (model->is_null) {
            column_set_null(column, row);
        }
    }
    buffer_release(buffer);
    column_finish(column);
    return column;
}

enum { ROWS = 120, COLUMNS = 4 };

static int key_order(const struct key_set *keys, size_t a, size_t b) {
    const size_t size_a = keys->offsets[a + 1] - keys->offsets[a],
                 size_b = keys->offsets[b + 1] - keys->offsets[b];
    const int order = memcmp(keys->bytes + keys->offsets[a], keys->bytes + keys->offsets[b],
                             size_a < size_b ? size_a : size_b);
    return order != 0 ? (order > 0) - (order < 0) : (size_a > size_b) - (size_a < size_b);
}

/* One random table: its keys, comparisons and hashes, against the model and against the same table
 * built otherwise. */
static void try_table(struct key_set *keys, uint64_t *state) {
    static const uint8_t kinds[] = {LEAT_TEXT,    LEAT_TEXT, LEAT_INTEGER, LEAT_REAL,
                                    LEAT_DECIMAL, LEAT_DATE, LEAT_BOOLEAN, LEAT_TIMESTAMP};
    static struct model models[ROWS][COLUMNS];
    struct leat_type types[COLUMNS];
    uint32_t orders[COLUMNS];
    struct column *columns[COLUMNS], *others[COLUMNS];
    uint64_t hashes[ROWS], other_hashes[ROWS];
    const size_t count = 1 + random_below(state, COLUMNS);
    const bool has_orders = random_below(state, 4) > 0;
    for (size_t i = 0; i < count; i++) {
        const uint8_t kind = kinds[random_below(state, sizeof kinds)];
        types[i] = kind == LEAT_DECIMAL ? type_decimal(38, 2) : type_of(kind);
        orders[i] = has_orders ? (uint32_t)random_below(state, 4) : 0;
        for (size_t row = 0; row < ROWS; row++) {
            models[row][i] = random_model(types[i], state);
        }
        columns[i] = make_column(types[i], &models[0][i], ROWS, COLUMNS, false);
        others[i] = make_column(types[i], &models[0][i], ROWS, COLUMNS, true);
    }
    const struct column *const *const a = (const struct column *const *)columns;
    const struct column *const *const b = (const struct column *const *)others;
    cr_assert(keys_make(keys, a, has_orders ? orders : NULL, count, ROWS));
    keys_hash(a, count, ROWS, hashes);
    keys_hash(b, count, ROWS, other_hashes);
    cr_assert(keys->offsets[0] == 0);
    for (size_t row = 0; row < ROWS; row++) {
        cr_assert(hashes[row] == other_hashes[row]);
        for (size_t other = 0; other < ROWS; other++) {
            const int expected = compare_rows(types, orders, count, models[row], models[other]);
            cr_assert(key_order(keys, row, other) == expected, "keys of rows %zu and %zu", row,
                      other);
            cr_assert(keys_compare(a, (int64_t)row, b, (int64_t)other, has_orders ? orders : NULL,
                                   count) == expected);
            cr_assert(expected != 0 || hashes[row] == other_hashes[other],
                      "hashes of rows %zu and %zu", row, other);
            cr_assert(expected == 0 || hashes[row] != other_hashes[other],
                      "hashes of rows %zu and %zu", row, other);
        }
    }
    for (size_t i = 0; i < count; i++) {
        column_release(columns[i]);
        column_release(others[i]);
    }
}

Test(batch_key, keys_comparisons_and_hashes_are_as_the_model_has_them) {
    struct key_set keys = {0};
    uint64_t state = 1;
    for (int i = 0; i < 300; i++) {
        try_table(&keys, &state);
    }
    keys_free(&keys);
    cr_assert(memory_used() == 0);
}

Test(batch_key, no_key_begins_another) {
    static const struct {
        const char *a, *b;
        size_t a_size, b_size;
    } pairs[] = {
        {"a", "a\0", 1, 2}, {"a\0", "a\0\0", 2, 3},   {"a\0b", "a\0", 3, 2},
        {"", "\0", 0, 1},   {"a\0\xff", "a\0", 3, 2},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        struct model models[2] = {{.size = pairs[i].a_size}, {.size = pairs[i].b_size}};
        memcpy(models[0].text, pairs[i].a, pairs[i].a_size);
        memcpy(models[1].text, pairs[i].b, pairs[i].b_size);
        for (uint32_t order = 0; order < 4; order++) {
            struct column *const column = make_column(type_of(LEAT_TEXT), models, 2, 1, false);
            struct key_set keys = {0};
            cr_assert(keys_make(&keys, (const struct column *const[]){column}, &order, 1, 2));
            const size_t first = keys.offsets[1], second = keys.offsets[2] - keys.offsets[1];
            cr_assert(memcmp(keys.bytes, keys.bytes + first, first < second ? first : second) != 0);
            keys_free(&keys);
            column_release(column);
        }
    }
}

Test(batch_key, rows_of_no_columns_and_no_rows_have_keys) {
    struct key_set keys = {0};
    uint64_t hashes[3];
    cr_assert(keys_make(&keys, NULL, NULL, 0, 3));
    for (int row = 0; row <= 3; row++) {
        cr_assert(keys.offsets[row] == 0);
    }
    keys_hash(NULL, 0, 3, hashes);
    cr_assert(hashes[0] == hashes[1] && hashes[1] == hashes[2]);
    cr_assert(keys_compare(NULL, 0, NULL, 1, NULL, 0) == 0);
    cr_assert(keys_make(&keys, NULL, NULL, 0, 0));
    keys_free(&keys);
}

Test(batch_key, an_absent_column_is_null_throughout) {
    struct column *const absent = column_try_absent(type_of(LEAT_TEXT), 4),
                         *const null = column_try_null(type_of(LEAT_TEXT), 4);
    struct key_set a = {0}, b = {0};
    uint64_t hashes[2][4];
    cr_assert(keys_make(&a, (const struct column *const[]){absent}, NULL, 1, 4));
    cr_assert(keys_make(&b, (const struct column *const[]){null}, NULL, 1, 4));
    cr_assert(a.offsets[4] == b.offsets[4] && memcmp(a.bytes, b.bytes, a.offsets[4]) == 0);
    keys_hash((const struct column *const[]){absent}, 1, 4, hashes[0]);
    keys_hash((const struct column *const[]){null}, 1, 4, hashes[1]);
    cr_assert(memcmp(hashes[0], hashes[1], sizeof hashes[0]) == 0);
    keys_free(&a);
    keys_free(&b);
    column_release(absent);
    column_release(null);
}

/* Rows 0 to 4: 1, no value, c, no value, x; rows as their keys, hashes and comparisons have them. */
Test(batch_key, nulls_are_told_apart_by_their_symbols) {
    struct builder *builder = builder_new(NULL, type_of(LEAT_INTEGER), 5);
    const int64_t one = 1;
    builder_add_fixed(builder, LEAT_INTEGER, &one);
    builder_add_null(builder);
    builder_add_symbol(builder, leat_text_of("c"));
    builder_add_null(builder);
    builder_add_symbol(builder, leat_text_of("x"));
    char *failure = NULL;
    struct column *column = builder_finish(builder, &failure);
    cr_assert_not_null(column, "%s", failure);
    const struct column *const columns[] = {column};
    static const int ranks[] = {0, 1, 2, 1, 3}; /* in order, nulls last */
    const uint32_t descending = LEAT_DESCENDING;
    uint64_t hashes[5];
    struct key_set keys = {0};
    keys_hash(columns, 1, 5, hashes);
    cr_assert(keys_make(&keys, columns, &descending, 1, 5));
    for (int64_t a = 0; a < 5; a++) {
        for (int64_t b = 0; b < 5; b++) {
            const int order = (ranks[a] > ranks[b]) - (ranks[a] < ranks[b]);
            const size_t size_a = (size_t)(keys.offsets[a + 1] - keys.offsets[a]);
            const size_t size_b = (size_t)(keys.offsets[b + 1] - keys.offsets[b]);
            const int bytes = memcmp(keys.bytes + keys.offsets[a], keys.bytes + keys.offsets[b],
                                     size_a < size_b ? size_a : size_b);
            cr_assert_eq(keys_compare(columns, a, columns, b, &descending, 1), order);
            cr_assert_eq((bytes > 0) - (bytes < 0), order);
            cr_assert_eq(hashes[a] == hashes[b], order == 0);
        }
    }
    keys_free(&keys);
    column_release(column);
    cr_assert(memory_used() == 0);
}

Test(batch_key, no_memory_is_told_and_the_set_is_used_again) {
    struct model models[3] = {{.number = 3}, {.is_null = true}, {.number = -3}};
    struct column *const column = make_column(type_of(LEAT_INTEGER), models, 3, 1, false);
    for (uint64_t fail = 1; fail <= 2; fail++) {
        struct key_set keys = {0};
        memory_fail_at(fail, false);
        cr_assert_not(keys_make(&keys, (const struct column *const[]){column}, NULL, 1, 3));
        memory_fail_at(0, false);
        cr_assert(keys_make(&keys, (const struct column *const[]){column}, NULL, 1, 3));
        cr_assert(keys.offsets[3] == 9 + 3 + 9);
        keys_free(&keys);
    }
    column_release(column);
    cr_assert(memory_used() == 0);
}

/* Numbers in a row, and texts that differ in their last byte, fill every sixth of the buckets about
 * evenly, whichever bits choose the bucket. */
static void spread(struct column *column, const char *what) {
    enum { MANY = 65536, BUCKETS = 256 };
    uint64_t *const hashes = memory_array(MANY, sizeof *hashes);
    keys_hash((const struct column *const[]){column}, 1, MANY, hashes);
    for (int shift = 0; shift <= 56; shift += 8) {
        int counts[BUCKETS] = {0};
        double chi = 0;
        for (size_t i = 0; i < MANY; i++) {
            counts[hashes[i] >> shift & (BUCKETS - 1)]++;
        }
        for (size_t i = 0; i < BUCKETS; i++) {
            const double off = counts[i] - (double)MANY / BUCKETS;
            chi += off * off / ((double)MANY / BUCKETS);
        }
        cr_assert(chi > 160 && chi < 370,
                  "%s: bits from %d on: chi-square %g for 255 degrees of freedom", what, shift,
                  chi);
    }
    memory_free(hashes);
}

Test(batch_key, hashes_spread_over_all_bits) {
    enum { MANY = 65536 };
    struct model *const models = memory_array(MANY, sizeof *models);
    for (int step = 1; step <= 4096; step *= 64) {
        for (size_t i = 0; i < MANY; i++) {
            models[i].number = (int128)i * step;
            models[i].real = (double)i * step;
            models[i].size =
                (size_t)snprintf((char *)models[i].text, sizeof models[i].text,
                                 step == 1 ? "%zu" : "School number %zu", i * (size_t)step);
        }
        static const uint8_t kinds[] = {LEAT_INTEGER, LEAT_REAL, LEAT_DATE, LEAT_TEXT,
                                        LEAT_DECIMAL};
        for (size_t i = 0; i < sizeof kinds; i++) {
            struct column *const column =
                make_column(kinds[i] == LEAT_DECIMAL ? type_decimal(38, 0) : type_of(kinds[i]),
                            models, MANY, 1, false);
            char what[64];
            snprintf(what, sizeof what, "%s in steps of %d", type_words[kinds[i] - 1], step);
            spread(column, what);
            column_release(column);
        }
    }
    memory_free(models);
}
