/* An index numbers rows as a plain list of the rows that were seen does, whatever their kinds. */
#include <criterion/criterion.h>
#include <string.h>

#include "batch/key_index.h"
#include "batch_model.h"

enum { COLUMNS_MOST = 40, DIFFERENT = 150, ROWS = 700 };

/* A table, as its model has it and as columns. */
struct table {
    struct model models[COLUMNS_MOST];
    struct column *columns[COLUMNS_MOST];
    struct leat_type types[COLUMNS_MOST];
    size_t count, rows;
};

static bool same_cell(uint8_t kind, const struct cell *a, const struct cell *b) {
    if (a->null || b->null) {
        return a->null == b->null && a->symbol_size == b->symbol_size &&
               memcmp(a->symbol, b->symbol, a->symbol_size) == 0;
    }
    if (kind == LEAT_REAL) {
        double left, right;
        memcpy(&left, a->bytes, sizeof left);
        memcpy(&right, b->bytes, sizeof right);
        return left == right;
    }
    return a->size == b->size && memcmp(a->bytes, b->bytes, a->size) == 0;
}

static bool same_row(const struct table *a, size_t row_a, const struct table *b, size_t row_b) {
    for (size_t i = 0; i < a->count; i++) {
        if (!same_cell(a->types[i].kind, &a->models[i].cells[row_a], &b->models[i].cells[row_b])) {
            return false;
        }
    }
    return true;
}

/* Rows that repeat a few, so that many are equal; the first table has them all. */
static void make_tables(struct table *tables, size_t tables_count, size_t columns, uint64_t *seed) {
    uint32_t picked[ROWS];
    for (size_t i = 0; i < columns; i++) {
        const struct leat_type type = model_type((int)random_below(seed, MODEL_TYPES));
        struct model few =
            model_random(seed, type, DIFFERENT, (unsigned)random_below(seed, WITH_ALL + 1));
        for (size_t table = 0; table < tables_count; table++) {
            struct table *into = &tables[table];
            uint64_t picks = table + 1;
            for (size_t row = 0; row < ROWS; row++) {
                /* Columns that are picked alike, so that whole rows are equal. */
                picked[row] =
                    (uint32_t)random_below(&picks, table == 2 ? DIFFERENT : DIFFERENT / 2);
            }
            into->count = columns;
            into->rows = ROWS;
            into->types[i] = type;
            into->models[i] = model_take(&few, picked, ROWS);
            into->columns[i] = model_build(&into->models[i]);
        }
        model_free(&few);
    }
}

static void free_tables(struct table *tables, size_t count) {
    for (size_t table = 0; table < count; table++) {
        for (size_t i = 0; i < tables[table].count; i++) {
            model_free(&tables[table].models[i]);
            column_release(tables[table].columns[i]);
        }
    }
}

static const struct column *const *columns_of(const struct table *table) {
    return (const struct column *const *)table->columns;
}

/* The keys that were seen: a row of a table each. */
struct seen {
    const struct table *tables[3 * ROWS];
    size_t rows[3 * ROWS];
    size_t count;
};

static uint32_t seen_number(struct seen *seen, const struct table *table, size_t row, bool add) {
    for (size_t i = 0; i < seen->count; i++) {
        if (same_row(seen->tables[i], seen->rows[i], table, row)) {
            return (uint32_t)i;
        }
    }
    if (!add) {
        return LEAT_NOWHERE;
    }
    seen->tables[seen->count] = table;
    seen->rows[seen->count] = row;
    return (uint32_t)seen->count++;
}

static void add_table(struct key_index *index, struct seen *seen, const struct table *table) {
    uint32_t numbers[ROWS];
    cr_assert(key_index_add(index, columns_of(table), ROWS, numbers));
    for (size_t row = 0; row < ROWS; row++) {
        cr_assert_eq(numbers[row], seen_number(seen, table, row, true), "row %zu", row);
    }
    cr_assert_eq(key_index_count(index), seen->count);
}

static void find_table(const struct key_index *index, struct seen *seen,
                       const struct table *table) {
    uint32_t numbers[ROWS];
    cr_assert(key_index_find(index, columns_of(table), ROWS, numbers));
    for (size_t row = 0; row < ROWS; row++) {
        cr_assert_eq(numbers[row], seen_number(seen, table, row, false), "row %zu", row);
    }
}

/* Two indices, merged range by range: each key of both is in one range, and once. */
static void merge_both(struct key_index *const from[2], const struct seen seen[2], size_t ranges) {
    static struct seen merged;
    size_t found[2] = {0, 0};
    for (size_t range = 0; range < ranges; range++) {
        struct key_index *into =
            key_index_try(key_index_types(from[0]), key_index_columns(from[0]));
        merged.count = 0;
        for (size_t which = 0; which < 2; which++) {
            size_t count;
            struct leat_index_pair *pairs =
                key_index_merge(into, from[which], range, ranges, &count);
            cr_assert_not_null(pairs);
            for (size_t i = 0; i < count; i++) {
                const uint32_t number = pairs[i].from;
                cr_assert_eq(pairs[i].into, seen_number(&merged, seen[which].tables[number],
                                                        seen[which].rows[number], true));
            }
            found[which] += count;
            memory_free(pairs);
        }
        cr_assert_eq(key_index_count(into), merged.count);
        key_index_free(into);
    }
    cr_assert_eq(found[0], seen[0].count);
    cr_assert_eq(found[1], seen[1].count);
}

static void try_tables(size_t columns, uint64_t *seed) {
    static struct table tables[3];
    static struct seen seen[2];
    make_tables(tables, 3, columns, seed);
    struct key_index *const indices[2] = {key_index_try(tables[0].types, columns),
                                          key_index_try(tables[0].types, columns)};
    seen[0].count = seen[1].count = 0;
    find_table(indices[0], &seen[0], &tables[0]);
    add_table(indices[0], &seen[0], &tables[0]);
    add_table(indices[0], &seen[0], &tables[1]);
    find_table(indices[0], &seen[0], &tables[2]);
    add_table(indices[1], &seen[1], &tables[2]);
    merge_both(indices, seen, 1);
    merge_both(indices, seen, 16);
    key_index_free(indices[0]);
    key_index_free(indices[1]);
    free_tables(tables, 3);
}

Test(batch_index, rows_are_numbered_as_a_list_of_them_has_it) {
    uint64_t seed = 11;
    for (size_t i = 0; i < 60; i++) {
        try_tables(1 + i % 5, &seed);
    }
    try_tables(33, &seed); /* more columns than a word of flags has */
    try_tables(COLUMNS_MOST, &seed);
    cr_assert(memory_used() == 0);
}

Test(batch_index, equal_numbers_and_nulls_of_different_kinds_are_apart) {
    struct builder *builder = builder_new(NULL, (struct leat_type){.kind = LEAT_INTEGER}, 3);
    const int64_t none = 0;
    builder_add_fixed(builder, LEAT_INTEGER, &none);
    builder_add_null(builder);
    builder_add_symbol(builder, leat_text_of("x"));
    struct column *column = built(builder),
                  *absent = column_try_absent((struct leat_type){.kind = LEAT_INTEGER}, 2);
    struct key_index *index = key_index_try(&column->type, 1);
    uint32_t numbers[3];
    cr_assert(key_index_add(index, (const struct column *const[]){column}, 3, numbers));
    cr_assert(numbers[0] == 0 && numbers[1] == 1 && numbers[2] == 2);
    cr_assert(key_index_find(index, (const struct column *const[]){absent}, 2, numbers));
    cr_assert(numbers[0] == 1 && numbers[1] == 1);
    key_index_free(index);
    column_release(column);
    column_release(absent);
}

/* Integers, some of them many rows apart. */
static struct column *integers(size_t count, uint64_t factor) {
    struct column *column = column_try((struct leat_type){.kind = LEAT_INTEGER}, (int64_t)count);
    for (size_t i = 0; i < count; i++) {
        ((uint64_t *)column->values)[i] = i / 2 * factor;
    }
    column_finish(column);
    return column;
}

Test(batch_index, many_keys_are_found_and_merged_in_all_ranges) {
    enum { MANY = 200000, RANGES = 64 };
    static uint32_t numbers[MANY];
    struct column *column = integers(MANY, UINT64_C(1) << 33);
    struct key_index *index = key_index_try(&column->type, 1);
    size_t total = 0;
    cr_assert(key_index_add(index, (const struct column *const[]){column}, MANY, numbers));
    for (size_t i = 0; i < MANY; i++) {
        cr_assert_eq(numbers[i], i / 2);
    }
    for (size_t range = 0; range < RANGES; range++) {
        struct key_index *into = key_index_try(&column->type, 1);
        for (int again = 0; again < 2; again++) {
            size_t count;
            struct leat_index_pair *pairs = key_index_merge(into, index, range, RANGES, &count);
            for (size_t i = 0; i < count; i++) {
                cr_assert_eq(pairs[i].into, i);
            }
            total += count;
            memory_free(pairs);
            cr_assert_eq(key_index_count(into), count);
            cr_assert(count > MANY / 2 / RANGES / 2 && count < MANY / RANGES, "%zu keys", count);
        }
        key_index_free(into);
    }
    cr_assert_eq(total, MANY);
    key_index_free(index);
    column_release(column);
}

/* Numbers the rows of a table and merges them, while one allocation fails; answers whether all was
 * done. */
static bool work(const struct table *table, uint64_t fail_at) {
    static uint32_t numbers[ROWS];
    memory_fail_at(fail_at, false);
    struct key_index *index = key_index_try(table->types, table->count),
                     *into = key_index_try(table->types, table->count);
    bool done = index && into && key_index_add(index, columns_of(table), ROWS, numbers);
    if (done) {
        size_t count;
        struct leat_index_pair *pairs = key_index_merge(into, index, 0, 1, &count);
        done = pairs != NULL;
        memory_free(pairs);
    }
    memory_fail_at(0, false);
    key_index_free(index);
    key_index_free(into);
    return done;
}

Test(batch_index, no_memory_is_told) {
    static struct table tables[1];
    uint64_t seed = 5, fail_at = 1;
    make_tables(tables, 1, 3, &seed);
    const size_t used = memory_used();
    while (fail_at < 1000 && !work(tables, fail_at)) {
        cr_assert_eq(memory_used(), used);
        fail_at++;
    }
    cr_assert(fail_at > 10 && fail_at < 1000, "%d allocations", (int)fail_at);
    free_tables(tables, 1);
}
