/* Symbols in measures against a plain model: random rows in any order and any split, under each
 * rule. */
#include <criterion/criterion.h>
#include <string.h>

#include "measure_support.h"
#include "random.h"

/* -- the model -------------------------------------------------------------------------------- */

static const char *const lists[][4] = {{"x", "c", "withheld for small numbers", NULL},
                                       {"z", "x", NULL}};
enum { A, B, COLUMNS, MOST = 2500 };

/* A cell has a value, a symbol of its column's list, or neither. */
struct cell {
    bool has_value;
    const char *symbol;
    int64_t value;
};

struct rows {
    struct cell cells[MOST][COLUMNS];
    bool keep[MOST], is_rejected[MOST];
    uint8_t groups[MOST];
    int64_t count;
};

/* An aggregate over the rows of one group. */
struct seen {
    int64_t count, sum;
    size_t best; /* of the column's list: the first symbol seen */
};

static struct seen look(const struct rows *rows, int group, int column, bool filtered) {
    struct seen seen = {.best = SIZE_MAX};
    for (int64_t row = 0; row < rows->count; row++) {
        const struct cell *cell = &rows->cells[row][column];
        if (rows->groups[row] != group || rows->is_rejected[row] ||
            (filtered && !rows->keep[row])) {
            continue;
        }
        seen.count += cell->has_value;
        seen.sum += cell->has_value ? cell->value : 0;
        for (size_t i = 0; cell->symbol != NULL && lists[column][i] != NULL; i++) {
            if (cell->symbol == lists[column][i] && i < seen.best) {
                seen.best = i;
            }
        }
    }
    return seen;
}

static const char *symbol_of(struct seen seen, int column) {
    return seen.best == SIZE_MAX ? NULL : lists[column][seen.best];
}

static char *number(bool is_there, int64_t value) {
    return is_there ? memory_format("%lld", (long long)value) : memory_copy("null");
}

static char *model_sum(const struct rows *rows, int group, bool passes, bool filtered) {
    const struct seen a = look(rows, group, A, filtered);
    const char *symbol = passes ? symbol_of(a, A) : NULL;
    return symbol != NULL ? memory_format("[%s]", symbol) : number(a.count > 0, a.sum);
}

static char *sum_a(const struct rows *rows, int group, bool passes) {
    return model_sum(rows, group, passes, false);
}

static char *sum_a_filtered(const struct rows *rows, int group, bool passes) {
    return model_sum(rows, group, passes, true);
}

static char *sum_a_plus(const struct rows *rows, int group, bool passes) {
    (void)passes;
    const struct seen a = look(rows, group, A, false);
    return number(a.count > 0, a.sum);
}

static char *count_a(const struct rows *rows, int group, bool passes) {
    const struct seen a = look(rows, group, A, false);
    const char *symbol = passes ? symbol_of(a, A) : NULL;
    return symbol != NULL ? memory_format("[%s]", symbol) : number(true, a.count);
}

/* The weightiest by b's list and then a's: z x c withheld. */
static const char *of_both(const struct rows *rows, int group) {
    const char *b = symbol_of(look(rows, group, B, false), B),
               *a = symbol_of(look(rows, group, A, false), A);
    return b != NULL ? b : a;
}

static char *difference(const struct rows *rows, int group, bool passes) {
    const struct seen a = look(rows, group, A, false), b = look(rows, group, B, false);
    const char *symbol = passes ? of_both(rows, group) : NULL;
    return symbol != NULL ? memory_format("[%s]", symbol)
                          : number(a.count > 0 && b.count > 0, b.sum - a.sum);
}

static char *filled(const struct rows *rows, int group, bool passes) {
    const struct seen a = look(rows, group, A, false);
    const char *symbol = passes ? symbol_of(a, A) : NULL;
    return symbol != NULL ? memory_format("[%s]", symbol) : number(true, a.sum);
}

static const struct subject {
    const char *text;
    char *(*model)(const struct rows *rows, int group, bool passes);
    bool is_count;
} subjects[] = {
    {"sum(a)", sum_a, false},
    {"sum(a) filter (where keep)", sum_a_filtered, false},
    {"sum(a + 0)", sum_a_plus, false},
    {"count(a)", count_a, true},
    {"sum(b) - sum(a)", difference, false},
    {"coalesce(sum(a), 0)", filled, false},
};
enum { SUBJECTS = sizeof subjects / sizeof *subjects, GROUPS = 4 };

/* -- random rows ------------------------------------------------------------------------------ */

static void make_rows(struct rows *rows, uint64_t *state) {
    static const int64_t sizes[] = {0, 1, 2, 7, 64, 200, 1025, MOST};
    rows->count = sizes[random_below(state, sizeof sizes / sizeof *sizes)];
    const uint64_t rarity = 1 + random_below(state, 300); /* of symbols */
    for (int64_t row = 0; row < rows->count; row++) {
        for (int column = 0; column < COLUMNS; column++) {
            struct cell *cell = &rows->cells[row][column];
            const uint64_t which = random_below(state, rarity + 1);
            const size_t count = column == A ? 3 : 2;
            *cell = (struct cell){.value = (int64_t)random_below(state, 201) - 100,
                                  .has_value = which != 0 && random_below(state, 4) != 0};
            cell->symbol = which == 0 ? lists[column][random_below(state, count)] : NULL;
        }
        rows->keep[row] = random_below(state, 2) != 0;
        rows->groups[row] = (uint8_t)random_below(state, GROUPS + 1); /* the last is none */
        rows->is_rejected[row] = false;
    }
}

static void make_table(struct table *table, const struct rows *rows) {
    table_read(table, "a integer|b integer|keep boolean", "");
    table->rows = rows->count;
    for (int column = 0; column <= COLUMNS; column++) {
        struct builder *builder =
            builder_new(NULL, table->schema.columns[column].type, rows->count);
        for (int64_t row = 0; row < rows->count; row++) {
            const struct cell *cell = &rows->cells[row][column < COLUMNS ? column : 0];
            const uint8_t keep = rows->keep[row];
            if (column == COLUMNS) {
                builder_add_fixed(builder, LEAT_BOOLEAN, &keep);
            } else if (cell->has_value) {
                builder_add_fixed(builder, LEAT_INTEGER, &cell->value);
            } else {
                builder_add_symbol(builder, leat_text_of(cell->symbol));
            }
        }
        char *failure;
        column_release(table->columns[column]);
        table->columns[column] = builder_finish(builder, &failure);
        if (column < COLUMNS) {
            symbols_add(&table->schema.columns[column].symbols,
                        (char *const *)(uintptr_t)lists[column]);
        }
    }
}

/* -- the tests -------------------------------------------------------------------------------- */

static void check(const struct table *table, const struct rows *rows, enum leat_symbols rule,
                  uint64_t *state, uint64_t seed) {
    const char *texts[SUBJECTS];
    void *blocks[GROUPS];
    for (size_t i = 0; i < SUBJECTS; i++) {
        texts[i] = subjects[i].text;
    }
    struct leat_measures *measures = measures_make(table, texts, SUBJECTS);
    measures_rule(measures, rule);
    table_fold(table, measures, rows->groups, GROUPS, state, blocks);
    for (size_t i = 0; i < SUBJECTS; i++) {
        const bool passes =
            rule == LEAT_SYMBOLS_PASS || (rule == LEAT_SYMBOLS_BY_MEASURE && !subjects[i].is_count);
        char *results[GROUPS];
        results_of(measures, i, blocks, GROUPS, results);
        for (int group = 0; group < GROUPS; group++) {
            char *expected = subjects[i].model(rows, group, passes);
            cr_assert_str_eq(results[group], expected, "seed %llu, rule %d, %s of %lld rows",
                             (unsigned long long)seed, (int)rule, texts[i], (long long)table->rows);
            memory_free(results[group]);
            memory_free(expected);
        }
    }
    for (int group = 0; group < GROUPS; group++) {
        measures_drop(measures, blocks[group]);
        memory_free(blocks[group]);
    }
    measures_free(measures);
}

Test(measure_symbols, any_order_and_any_split_give_what_the_model_gives) {
    struct rows *rows = memory_alloc(sizeof *rows);
    for (uint64_t seed = 1; seed <= 80; seed++) {
        uint64_t state = seed;
        struct table table;
        make_rows(rows, &state);
        make_table(&table, rows);
        for (int rule = LEAT_SYMBOLS_BY_MEASURE; rule <= LEAT_SYMBOLS_PASS; rule++) {
            check(&table, rows, (enum leat_symbols)rule, &state, seed);
        }
        for (int64_t row = 0; row < rows->count; row++) {
            rows->is_rejected[row] =
                rows->cells[row][A].symbol != NULL || rows->cells[row][B].symbol != NULL;
        }
        table.may_fail = true;
        check(&table, rows, LEAT_SYMBOLS_FAIL, &state, seed);
        table_free(&table);
    }
    memory_free(rows);
    cr_assert_eq(memory_used(), 0);
}

/* Rows: a symbol that the filter leaves out, one that it keeps, one of no group. */
static void small_table(struct table *table) {
    table_read(table, "a integer|b integer|keep boolean", "1|1|true\n|2|false\n|3|true\n|4|true\n");
    static const char *const words[] = {"", "c", "x", "x"};
    struct builder *builder = builder_new(NULL, type_of(LEAT_INTEGER), 4);
    const int64_t one = 1;
    for (int i = 0; i < 4; i++) {
        if (i == 0) {
            builder_add_fixed(builder, LEAT_INTEGER, &one);
        } else {
            builder_add_symbol(builder, leat_text_of(words[i]));
        }
    }
    char *failure;
    column_release(table->columns[A]);
    table->columns[A] = builder_finish(builder, &failure);
    symbols_add(&table->schema.columns[A].symbols, (char *const *)(uintptr_t)lists[A]);
}

struct failed {
    int64_t row;
    const struct evaluation *evaluation;
};

static void note(void *context, int64_t row, const char *reason) {
    struct failed *failed = context;
    cr_assert_eq(failed->row, -1, "only one row fails");
    cr_assert_not_null(strstr(reason, "a symbol stands in place of the value"));
    cr_assert(failed->evaluation->blames_column && failed->evaluation->column == A);
    failed->row = row;
}

Test(measure_symbols, only_rows_that_are_measured_fail) {
    static const char *const texts[] = {"sum(a) filter (where keep)", "count(*)"};
    struct table table;
    small_table(&table);
    struct leat_measures *measures = measures_make(&table, texts, 2);
    measures_rule(measures, LEAT_SYMBOLS_FAIL);
    void *block = block_new(measures), *blocks[] = {block, block, block, NULL};
    struct failed failed = {.row = -1};
    struct evaluation evaluation = {.fail = note, .context = &failed};
    failed.evaluation = &evaluation;
    cr_assert(measures_add(measures, table.columns, 4, blocks, &evaluation));
    cr_assert_eq(failed.row, 2);
    cr_assert(!evaluation.blames_column, "only while it tells");
    char *results[2];
    results_of(measures, 0, &block, 1, &results[0]);
    results_of(measures, 1, &block, 1, &results[1]);
    cr_assert_str_eq(results[0], "1");
    cr_assert_str_eq(results[1], "2");
    memory_free(results[0]);
    memory_free(results[1]);
    evaluation_free(&evaluation);
    measures_drop(measures, block);
    memory_free(block);
    measures_free(measures);
    table_free(&table);
}

/* A condition is no argument: where it is a symbol it is unknown, and nothing fails. */
Test(measure_symbols, conditions_do_not_fail) {
    static const char *const texts[] = {"count(*) filter (where keep)"};
    struct table table;
    small_table(&table);
    symbols_add(&table.schema.columns[2].symbols, (char *const *)(uintptr_t)lists[A]);
    struct builder *builder = builder_new(NULL, type_of(LEAT_BOOLEAN), 4);
    for (int i = 0; i < 4; i++) {
        builder_add_symbol(builder, leat_text_of("c"));
    }
    char *failure;
    column_release(table.columns[2]);
    table.columns[2] = builder_finish(builder, &failure);
    struct leat_measures *measures = measures_make(&table, texts, 1);
    measures_rule(measures, LEAT_SYMBOLS_FAIL);
    void *block = block_new(measures), *blocks[] = {block, block, block, block};
    table_add(&table, measures, blocks);
    char *result;
    results_of(measures, 0, &block, 1, &result);
    cr_assert_str_eq(result, "0");
    memory_free(result);
    measures_drop(measures, block);
    memory_free(block);
    measures_free(measures);
    table_free(&table);
}

/* Blocks are as large as without symbols where none are declared, or none are passed on; else a
 * word larger for each argument and filter. */
Test(measure_symbols, nothing_is_paid_where_there_are_none) {
    static const char *const texts[] = {"sum(a)", "sum(b)", "avg(a)", "count(a)", "count(*)"};
    struct table table;
    table_read(&table, "a integer|b integer", "");
    struct leat_measures *plain = measures_make(&table, texts, 5);
    symbols_add(&table.schema.columns[A].symbols, (char *const *)(uintptr_t)lists[A]);
    struct leat_measures *measures = measures_make(&table, texts, 5);
    const size_t size = measures_size(plain);
    cr_assert_null(measures_symbols(plain, 0));
    cr_assert_eq(size, 64);
    cr_assert_eq(measures_size(measures), 80);
    cr_assert_str_eq(measures_symbols(measures, 0)[0], "x");
    cr_assert_null(measures_symbols(measures, 1));
    cr_assert_str_eq(measures_symbols(measures, 2)[1], "c");
    cr_assert_null(measures_symbols(measures, 3));
    measures_rule(measures, LEAT_SYMBOLS_FAIL);
    cr_assert_eq(measures_size(measures), size);
    cr_assert_null(measures_symbols(measures, 0));
    measures_rule(measures, LEAT_SYMBOLS_PASS);
    cr_assert_str_eq(measures_symbols(measures, 3)[2], "withheld for small numbers");
    measures_rule(measures, LEAT_SYMBOLS_IGNORE);
    cr_assert_eq(measures_size(measures), size);
    cr_assert_null(measures_symbols(measures, 2));
    measures_free(measures);
    measures_free(plain);
    table_free(&table);
    cr_assert_eq(memory_used(), 0);
}

/* What stands in place of a value does so even where the value could not be worked out. */
Test(measure_symbols, a_symbol_hides_a_failure) {
    static const char *const texts[] = {"sum(a)", "1 / coalesce(sum(a), 0)"};
    struct table table;
    small_table(&table);
    ((int64_t *)table.columns[A]->values)[0] = INT64_MAX;
    struct leat_measures *measures = measures_make(&table, texts, 2);
    void *block = block_new(measures), *blocks[] = {block, block, block, block};
    table_add(&table, measures, blocks);
    for (size_t i = 0; i < 2; i++) {
        char *result;
        results_of(measures, i, &block, 1, &result);
        cr_assert_str_eq(result, "[x]");
        memory_free(result);
    }
    measures_drop(measures, block);
    memory_free(block);
    measures_free(measures);
    table_free(&table);
}

Test(measure_symbols, a_weight_that_none_has_is_not_loaded) {
    static const char *const texts[] = {"min(a)"};
    struct table table;
    small_table(&table);
    struct leat_measures *measures = measures_make(&table, texts, 1);
    void *block = block_new(measures), *blocks[] = {block, block, block, block};
    table_add(&table, measures, blocks);
    char bytes[64];
    const size_t size = measures_save(measures, block, bytes, sizeof bytes);
    for (int64_t weight = -1; weight <= 4; weight++) {
        memcpy(bytes + size - sizeof weight, &weight, sizeof weight);
        cr_assert_eq(measures_load(measures, block, bytes, size), weight >= 0 && weight <= 3,
                     "weight %lld", (long long)weight);
    }
    memory_free(block);
    measures_free(measures);
    table_free(&table);
}
