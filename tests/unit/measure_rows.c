/* Which rows are added: rows without a block, rows that fail, filters; and what a set says of
 * itself. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "measure_support.h"

struct failures {
    struct string text;
};

static void note(void *context, int64_t row, const char *reason) {
    struct failures *failures = context;
    string_add_format(&failures->text, "%lld: %s\n", (long long)row, reason);
}

/* Adds all rows but those that `without` marks to one block; what failed is told. */
static void check(const char *rows, const char *without, const char *const *texts, size_t count,
                  const char *const *expected, const char *failed) {
    struct table table;
    table_read(&table, "n integer|d integer|text text", rows);
    struct leat_measures *measures = measures_make(&table, texts, count);
    void *block = block_new(measures), *blocks[16];
    for (int64_t i = 0; i < table.rows; i++) {
        blocks[i] = without[i] == '-' ? NULL : block;
    }
    struct failures failures = {{0}};
    struct evaluation evaluation = {.fail = note, .context = &failures};
    cr_assert(measures_add(measures, table.columns, table.rows, blocks, &evaluation));
    evaluation_free(&evaluation);
    cr_expect_str_eq(failures.text.data == NULL ? "" : failures.text.data, failed);
    string_free(&failures.text);
    for (size_t i = 0; i < count; i++) {
        char *result;
        results_of(measures, i, &block, 1, &result);
        cr_expect_str_eq(result, expected[i], "%s: %s, not %s", texts[i], result, expected[i]);
        memory_free(result);
    }
    measures_drop(measures, block);
    memory_free(block);
    measures_free(measures);
    table_free(&table);
    cr_expect_eq(memory_used(), 0);
}

#define TEXTS(...)                                                                                 \
    (const char *const[]) { __VA_ARGS__ }

Test(measure_rows, a_row_that_fails_in_one_measure_counts_in_none) {
    check("10|2|x\n7|0|y\n1|1|z\n", "+++", TEXTS("sum(n / d)", "count(*)", "max(text)", "sum(n)"),
          4, TEXTS("6.000000000000", "2", "'z'", "11"), "1: n / d: division by zero\n");
}

Test(measure_rows, a_row_without_a_block_does_not_fail) {
    check("10|2|x\n7|0|y\n1|1|z\n", "+-+", TEXTS("sum(n / d)", "count(*)"), 2,
          TEXTS("6.000000000000", "2"), "");
}

Test(measure_rows, a_row_that_a_filter_leaves_out_does_not_fail_in_the_argument) {
    check("10|2|x\n7|0|y\n1|1|z\n", "+++", TEXTS("sum(n / d) filter (where d <> 0)", "count(*)"), 2,
          TEXTS("6.000000000000", "3"), "");
    check("10|2|x\n7|0|y\n1|1|z\n", "+++",
          TEXTS("sum(n / d) filter (where d <> 0)", "max(n / d)", "count(*)"), 3,
          TEXTS("6.000000000000", "5.000000000000", "2"), "1: n / d: division by zero\n");
}

Test(measure_rows, a_row_whose_filter_fails_counts_in_none) {
    check("10|2|x\n7|0|y\n1|1|z\n", "+++", TEXTS("count(*) filter (where n / d > 2)", "count(*)"),
          2, TEXTS("1", "2"), "1: n / d: division by zero\n");
}

Test(measure_rows, no_rows_and_no_blocks) {
    check("", "", TEXTS("count(*)", "sum(n)"), 2, TEXTS("0", "null"), "");
    check("1|1|a\n", "-", TEXTS("count(*)", "sum(n)", "min(text)"), 3, TEXTS("0", "null", "null"),
          "");
}

Test(measure_rows, equal_calls_share_an_accumulator) {
    struct table table;
    table_read(&table, "n integer|d integer|r real", "");
    static const char *const one[] = {"sum(n)"}, *const shared[] = {"sum(n)", "SUM( n )",
                                                                    "avg(n) - mean(n)",
                                                                    "sum(n) + 1"};
    static const char *const apart[] = {"sum(n)", "sum(n) filter (where d = 1)", "sum(d)"};
    struct leat_measures *sets[] = {measures_make(&table, one, 1), measures_make(&table, shared, 4),
                                    measures_make(&table, apart, 3),
                                    measures_make(&table, NULL, 0)};
    cr_expect_eq(measures_size(sets[0]), 32);
    cr_expect_eq(measures_size(sets[1]), 32);
    cr_expect_eq(measures_size(sets[2]), 80);
    for (size_t i = 0; i < 4; i++) {
        cr_expect_eq(measures_size(sets[i]) % 16, 0);
    }
    cr_expect_eq(measures_count(sets[1]), 4);
    cr_expect_str_eq(measures_name(sets[1], 2), "avg(n) - mean(n)");
    size_t count;
    const int32_t *columns = measures_columns(sets[2], &count);
    cr_expect(count == 2 && columns[0] == 0 && columns[1] == 1);
    measures_columns(sets[3], &count);
    cr_expect_eq(count, 0);
    for (size_t i = 0; i < 4; i++) {
        measures_free(sets[i]);
    }
    measures_free(NULL);
    table_free(&table);
    cr_expect_eq(memory_used(), 0);
}

/* Results past the first few thousand groups, and where the first that cannot be given stands. */
Test(measure_rows, many_groups) {
    enum { GROUPS = 40000 };
    struct table table;
    table_read(&table, "n integer", "");
    struct builder *builder = builder_new(NULL, type_of(LEAT_INTEGER), GROUPS);
    for (int64_t i = 0; i < GROUPS; i++) {
        builder_add_fixed(builder, LEAT_INTEGER, &i);
    }
    char *failure;
    column_release(table.columns[0]);
    table.columns[0] = builder_finish(builder, &failure);
    table.rows = GROUPS;
    static const char *const texts[] = {"2 * sum(n)", "sum(n)", "100 / (sum(n) - 30000)",
                                        "'n' || sum(n)", "sum(n * 0 + 9223372036854775807) + 1"};
    struct leat_measures *measures = measures_make(&table, texts, 5);
    const size_t size = measures_size(measures);
    char *room = memory_alloc(GROUPS * size), **results = memory_array(GROUPS, sizeof *results);
    void **blocks = memory_array(GROUPS, sizeof *blocks);
    for (size_t i = 0; i < GROUPS; i++) {
        blocks[i] = room + i * size;
        measures_start(measures, blocks[i]);
    }
    table_add(&table, measures, blocks);
    for (size_t measure = 0; measure < 4; measure++) {
        if (measure == 2) {
            continue;
        }
        results_of(measures, measure, blocks, GROUPS, results);
        for (size_t i = 0; i < GROUPS; i++) {
            char expected[32];
            snprintf(expected, sizeof expected, measure == 3 ? "'n%zu'" : "%zu",
                     measure == 0 ? 2 * i : i);
            cr_assert_str_eq(results[i], expected);
            memory_free(results[i]);
        }
    }
    const size_t wrong[][2] = {{2, 30000}, {4, 0}};
    for (size_t i = 0; i < 2; i++) {
        builder = builder_new(NULL, measures_type(measures, wrong[i][0]), 1);
        size_t failed = 1;
        char *reason = NULL;
        cr_assert(!measures_give(measures, wrong[i][0], blocks, GROUPS, builder, &failed, &reason));
        cr_assert_eq(failed, wrong[i][1]);
        cr_assert_not_null(reason);
        memory_free(reason);
        builder_free(builder);
    }
    for (size_t i = 0; i < GROUPS; i++) {
        measures_drop(measures, blocks[i]);
    }
    memory_free(blocks);
    memory_free(results);
    memory_free(room);
    measures_free(measures);
    table_free(&table);
    cr_expect_eq(memory_used(), 0);
}
