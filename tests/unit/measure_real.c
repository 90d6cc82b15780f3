/* Sums and means of reals: exact whatever they are made of, rounded once. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/real.h"
#include "measure_support.h"
#include "random.h"

static void check_sum(const char *rows, const char *sum, const char *mean) {
    struct table table;
    table_read(&table, "r real", rows);
    char *results[2] = {measure_result(&table, "sum(r)"), measure_result(&table, "avg(r)")};
    cr_expect_str_eq(results[0], sum, "sum of\n%sgave %s, not %s", rows, results[0], sum);
    cr_expect_str_eq(results[1], mean, "mean of\n%sgave %s, not %s", rows, results[1], mean);
    memory_free(results[0]);
    memory_free(results[1]);
    table_free(&table);
    cr_expect_eq(memory_used(), 0);
}

Test(measure_real, what_cancels_leaves_the_rest_whole) {
    check_sum("1e300\n1\n-1e300\n", "real 1", "real 0.3333333333333333");
    check_sum("1\n1e300\n-1e300\n1e-300\n-1\n", "real 1e-300", "real 2e-301");
    check_sum("1e16\n1\n1\n-1e16\n", "real 2", "real 0.5");
    check_sum("5e-324\n5e-324\n5e-324\n", "real 1.5e-323", "real 5e-324");
    check_sum("5e-324\n0\n", "real 5e-324", "real 0");
    check_sum("5e-324\n1e-323\n", "real 1.5e-323",
              "real 1e-323"); /* 1.5 of the smallest, a tie: to even, which is 2 */
    check_sum("1.7976931348623157e308\n1.7976931348623157e308\n-1.7976931348623157e308\n",
              "real 1.7976931348623157e308", "real 5.992310449541053e307");
    check_sum("1.7976931348623157e308\n5e-324\n-1.7976931348623157e308\n", "real 5e-324", "real 0");
    check_sum("2.2250738585072014e-308\n-5e-324\n", "real 2.225073858507201e-308",
              "real 1.1125369292536007e-308");
    check_sum("1\n1e-16\n1e-16\n", "real 1.0000000000000002", "real 0.3333333333333334");
    check_sum("-0\n-0\n", "real 0", "real 0");
}

Test(measure_real, past_the_greatest_real) {
    check_sum("1.7976931348623157e308\n1.7976931348623157e308\n",
              "cannot: sum(r) is past what a real holds", "real 1.7976931348623157e308");
    check_sum("-1.7976931348623157e308\n-1.7976931348623157e308\n-1e300\n",
              "cannot: sum(r) is past what a real holds", "real -1.1984620932415439e308");
}

/* -0.0 and 0.0 are one value, so which of them came first must not show. */
Test(measure_real, zero_has_no_sign) {
    static const char *const texts[] = {"min(r)", "max(r)", "sum(r)", "avg(r)", "median(r)"};
    static const char *const orders[] = {"-0\n0\n", "0\n-0\n", "-0\n-0\n"};
    for (size_t order = 0; order < sizeof orders / sizeof *orders; order++) {
        struct table table;
        table_read(&table, "r real", orders[order]);
        struct leat_measures *measures = measures_make(&table, texts, sizeof texts / sizeof *texts);
        void *block = block_new(measures), *blocks[2] = {block, block};
        table_add(&table, measures, blocks);
        for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
            struct builder *builder = builder_new(NULL, type_of(LEAT_REAL), 1);
            size_t failed;
            char *reason, *failure;
            cr_assert(measures_give(measures, i, &block, 1, builder, &failed, &reason));
            struct column *column = builder_finish(builder, &failure);
            cr_assert_not_null(column);
            const struct leat_view view = column_view(column);
            cr_assert(leat_real(&view, 0) == 0 && !signbit(leat_real(&view, 0)), "%s", texts[i]);
            column_release(column);
        }
        measures_drop(measures, block);
        memory_free(block);
        measures_free(measures);
        table_free(&table);
    }
}

static struct column *column_of(const double *values, int64_t count) {
    struct column *column = column_try(type_of(LEAT_REAL), count);
    cr_assert_not_null(column);
    memcpy(column->values, values, (size_t)count * sizeof *values);
    column_finish(column);
    return column;
}

Test(measure_real, ten_million_tenths) {
    enum { ROWS = 10000000, BATCH = 65536 };
    struct table table;
    table_read(&table, "r real", "");
    static const char *const texts[] = {"sum(r)", "avg(r)"};
    struct leat_measures *measures = measures_make(&table, texts, 2);
    double *tenths = memory_array(BATCH, sizeof *tenths);
    void *block = block_new(measures), **blocks = memory_array(BATCH, sizeof *blocks);
    for (size_t i = 0; i < BATCH; i++) {
        tenths[i] = 0.1;
        blocks[i] = block;
    }
    for (int64_t done = 0; done < ROWS; done += table.rows) {
        table.rows = ROWS - done < BATCH ? ROWS - done : BATCH;
        column_release(table.columns[0]);
        table.columns[0] = column_of(tenths, table.rows);
        table_add(&table, measures, blocks);
    }
    char *sum, *mean;
    results_of(measures, 0, &block, 1, &sum);
    results_of(measures, 1, &block, 1, &mean);
    cr_assert_str_eq(sum, "1000000");
    cr_assert_str_eq(mean, "0.1");
    memory_free(sum);
    memory_free(mean);
    measures_drop(measures, block);
    memory_free(block);
    memory_free(blocks);
    memory_free(tenths);
    measures_free(measures);
    table_free(&table);
}

/* -- near the edge of what fits few bits ------------------------------------------------------ */

/* Of some spread of exponents and some number of digits, so that sums end just inside of 127 bits
 * or just past them. */
static double random_real(uint64_t *state, int middle, uint64_t spread, int bits) {
    const uint64_t mantissa = random_next(state) >> (64 - bits);
    const double value =
        ldexp((double)mantissa, middle + (int)random_below(state, spread) - (int)(spread / 2));
    return random_below(state, 2) != 0 ? -value : value;
}

static char *text_of(bool fits, double value) {
    char text[REAL_TEXT];
    return fits ? memory_copy_part(text, real_format(value, text))
                : memory_copy("cannot: sum(r) is past what a real holds");
}

static void check_split(uint64_t seed) {
    uint64_t state = seed;
    enum { MOST = 200, BLOCKS = 4 };
    double values[MOST];
    const int64_t rows = (int64_t)(1 + random_below(&state, MOST));
    static const int middles[] = {0, -1040, 960, 40, -30};
    const int middle = middles[random_below(&state, 5)], bits = 1 + (int)random_below(&state, 53);
    const uint64_t spread = 1 + random_below(&state, middle == 0 ? 140 : 60);
    struct real_sum model = {.pending = 0};
    for (int64_t i = 0; i < rows; i++) {
        values[i] = random_real(&state, middle, spread, bits);
        if (i > 0 && random_below(&state, 4) == 0) {
            values[i] = -values[random_below(&state, (uint64_t)i)];
        }
        real_sum_add(&model, values[i]);
    }

    struct table table;
    table_read(&table, "r real", "");
    column_release(table.columns[0]);
    table.columns[0] = column_of(values, rows);
    table.rows = rows;
    const char *text = "sum(r)";
    struct leat_measures *measures = measures_make(&table, &text, 1);
    void *parts[BLOCKS], *blocks[MOST];
    for (size_t i = 0; i < BLOCKS; i++) {
        parts[i] = block_new(measures);
    }
    for (int64_t i = 0; i < rows; i++) {
        blocks[i] = parts[random_below(&state, BLOCKS)];
    }
    table_add(&table, measures, blocks);
    for (size_t i = BLOCKS - 1; i > 0; i--) {
        cr_assert(measures_merge(measures, parts[random_below(&state, i)], parts[i]));
        memory_free(parts[i]);
    }
    double expected = 0;
    const bool fits = real_sum_give(&model, &expected);
    char *wanted = text_of(fits, expected), *result;
    results_of(measures, 0, parts, 1, &result);
    cr_assert_str_eq(result, wanted, "seed %llu: %s, not %s", (unsigned long long)seed, result,
                     wanted);
    memory_free(wanted);
    memory_free(result);
    measures_drop(measures, parts[0]);
    memory_free(parts[0]);
    measures_free(measures);
    table_free(&table);
}

Test(measure_real, sums_that_hardly_fit_and_hardly_do_not) {
    for (uint64_t seed = 1; seed <= 20000; seed++) {
        check_split(seed);
    }
    cr_assert_eq(memory_used(), 0);
}
