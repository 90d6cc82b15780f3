/* Fuzzes expressions and measures: read, typed, worked out over a small batch, written in other
 * dialects. What rows give together each must give alone; what measures give must not depend on how
 * rows came; columns that come out are sound, and no memory may be left.
 *
 * An input's first byte says whether it is an expression (even) or a measure. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "batch/check.h"
#include "batch/field.h"
#include "expression/measure.h"

enum { ROWS = 12, COLUMNS = 10 };

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);
int LLVMFuzzerInitialize(int *count, char ***arguments);

static const struct {
    const char *name, *kind, *cells[ROWS]; /* NULL: null */
} given[COLUMNS] = {
    {"i",
     "integer",
     {"0", "1", "-1", NULL, "9223372036854775807", "-9223372036854775808", "12", "7", "100", "-40",
      "3", "2"}},
    {"j", "integer", {"1", NULL, "2", "0", "-1", "1", "10", "3", NULL, "5", "4000000000", "1"}},
    {"r",
     "real",
     {"0", "1.5", "-1e300", "1e-300", NULL, "0.1", "100.25", "-0.5", "2", "3", "1e15", "7"}},
    {"t",
     "text",
     {"", "a", NULL, "12", " -7 ", "a text longer than twelve", "caf\xc3\xa9", "%_\\", "2015-09-01",
      "true", "\xf0\x9f\x98\x80", "b"}},
    {"u",
     "text",
     {"x", "x", "yy", NULL, "zzz", "x", "1.5", "A", "a", "", "a text longer than twelve", "B"}},
    {"b",
     "boolean",
     {"true", "false", NULL, "true", "true", "false", NULL, "false", "true", "true", "false",
      "true"}},
    {"d",
     "date",
     {"2015-09-01", "0001-01-01", "9999-12-31", NULL, "2000-02-29", "1970-01-01", "2015-08-31",
      "2014-09-01", "1899-12-31", "2024-02-29", NULL, "2015-12-31"}},
    {"m",
     "timestamp",
     {"2015-09-01T10:00:00", "0001-01-01T00:00:00", "9999-12-31T23:59:59", NULL,
      "1970-01-01T00:00:00", "2015-09-01T00:00:00", NULL, "2000-02-29T12:30:00",
      "2001-01-01T01:01:01", "2002-02-02T02:02:02", "2003-03-03T03:03:03", "1899-12-31T23:59:59"}},
    {"x",
     "decimal(10,2)",
     {"0.00", "1.25", "-99999999.99", NULL, "0.01", "12.50", "3.00", "-1.00", "99999999.99", "7.77",
      "1.00", NULL}},
    {"big column",
     "decimal(38,0)",
     {"0", "99999999999999999999999999999999999999", "-99999999999999999999999999999999999999",
      NULL, "1", "2", "3", "4", "5", "6", "7", "8"}},
};

static struct schema schema;
static struct column *columns[COLUMNS], *alone[ROWS][COLUMNS];
static struct expression_parameter parameters[] = {
    {.name = "p", .value = {.type = {.kind = LEAT_INTEGER}, .as.integer = 3}},
    {.name = "q", .value = {.type = {.kind = LEAT_TEXT}, .as.text = {"a", 1}}},
    {.name = "none", .value = {.type = {.kind = LEAT_DATE}, .is_null = 1}},
    {.name = "key", .value = {.type = {.kind = LEAT_TEXT}, .is_null = 1}, .is_secret = true},
};
static const struct expression_scope scope = {&schema, parameters, 4};

static void must(bool is_true, const char *what) {
    if (!is_true) {
        fprintf(stderr, "%s\n", what);
        abort();
    }
}

int LLVMFuzzerInitialize(int *count, char ***arguments) {
    expression_made_most = (size_t)1 << 24; /* else a few bytes take longer than they may */
    (void)count;
    (void)arguments;
    memory_begin();
    for (int i = 0; i < COLUMNS; i++) {
        const char *reason;
        char *failure = NULL;
        struct field field = {.point = '.'};
        must(type_parse(given[i].kind, strlen(given[i].kind), &field.type, &reason), given[i].kind);
        schema_add(&schema, given[i].name, strlen(given[i].name), field.type);
        struct builder *builder = builder_new(NULL, field.type, ROWS);
        builder->field = &field;
        for (int row = 0; row < ROWS; row++) {
            const char *cell = given[i].cells[row];
            if (cell)
                builder_add_cell(builder, (struct leat_text){cell, strlen(cell)}, true);
            else
                builder_add_null(builder);
        }
        columns[i] = builder_finish(builder, &failure);
        must(columns[i] != NULL, failure);
        must(column_check(columns[i], field.type, ROWS) == NULL, "a given column");
        for (uint32_t row = 0; row < ROWS; row++)
            alone[row][i] = column_take(columns[i], &row, 1);
    }
    return 0;
}

/* -- Expressions ------------------------------------------------------------------------------ */

struct failures {
    bool rows[ROWS];
};

static void note(void *context, int64_t row, const char *reason) {
    struct failures *failures = context;
    must(row >= 0 && row < ROWS && reason[0] != '\0', "a row that fails is none, or has no reason");
    failures->rows[row] = true;
}

static bool same(const struct column *one, int64_t row, const struct column *two, int64_t other) {
    const struct leat_view a = column_view(one), b = column_view(two);
    const bool is_null = leat_is_null(&a, row);
    if (is_null || leat_is_null(&b, other))
        return is_null && leat_is_null(&b, other);
    switch ((enum leat_kind)a.type.kind) {
    case LEAT_TEXT: {
        const struct leat_text x = leat_text_at(&a, row), y = leat_text_at(&b, other);
        return x.size == y.size && memcmp(x.data, y.data, x.size) == 0;
    }
    case LEAT_BOOLEAN:
        return leat_boolean(&a, row) == leat_boolean(&b, other);
    case LEAT_REAL:
        return leat_real(&a, row) == leat_real(&b, other);
    case LEAT_DATE:
        return leat_date(&a, row) == leat_date(&b, other);
    case LEAT_DECIMAL: {
        const struct leat_decimal x = leat_decimal_at(&a, row), y = leat_decimal_at(&b, other);
        return memcmp(&x, &y, sizeof x) == 0;
    }
    case LEAT_TIMESTAMP:
        return leat_timestamp(&a, row) == leat_timestamp(&b, other);
    default:
        return leat_integer(&a, row) == leat_integer(&b, other);
    }
}

static void check_where(const struct leat_expression *expression, const struct column *values) {
    uint32_t rows[ROWS];
    size_t count = 0, next = 0;
    struct failures failures = {{0}};
    struct evaluation evaluation = {.fail = note, .context = &failures};
    const struct leat_view view = column_view(values);
    must(expression_where(expression, columns, ROWS, &evaluation, rows, &count), "no memory");
    for (uint32_t row = 0; row < ROWS; row++)
        if (!leat_is_null(&view, row) && leat_boolean(&view, row))
            must(next < count && rows[next++] == row, "where differs from eval");
    must(next == count, "where has more rows than eval");
    evaluation_free(&evaluation);
}

static void check_rows(const struct leat_expression *expression) {
    const struct leat_type type = expression_type(expression);
    struct failures failures = {{0}};
    struct evaluation evaluation = {.fail = note, .context = &failures};
    struct column *values = expression_eval(expression, columns, ROWS, &evaluation);
    if (evaluation.makes_too_much) {
        evaluation_free(&evaluation);
        return;
    }
    must(values != NULL, "no memory");
    char *wrong = column_check(values, type, ROWS);
    must(wrong == NULL, wrong);
    for (int64_t row = 0; row < ROWS; row++) {
        struct failures one = {{0}};
        struct evaluation single = {.fail = note, .context = &one};
        struct column *value = expression_eval(expression, alone[row], 1, &single);
        must(value != NULL, "no memory");
        must(one.rows[0] == failures.rows[row], "a row fails alone, or in company only");
        must(same(values, row, value, 0), "a row alone gives another value");
        column_release(value);
        evaluation_free(&single);
    }
    if (type.kind == LEAT_BOOLEAN)
        check_where(expression, values);
    column_release(values);
    evaluation_free(&evaluation);
}

static void check_expression(const char *text, size_t size) {
    struct expression_error error = {0};
    struct leat_expression *expression = expression_compile(text, size, &scope, &error);
    if (!expression) {
        must(error.message && error.offset <= size && error.length <= size - error.offset,
             "a mistake without a place");
        expression_error_free(&error);
        return;
    }
    (void)expression_sql(expression, "sqlite");
    (void)expression_sql(expression, "postgresql");
    check_rows(expression);
    expression_free(expression);
}

/* -- Measures --------------------------------------------------------------------------------- */

/* What one block gives; NULL: it fails, or cannot be given. */
static struct column *result(const struct leat_measures *measures, void *block) {
    char *reason = NULL, *failure = NULL;
    size_t failed;
    const struct leat_type type = measures_type(measures, 0);
    struct builder *builder = builder_new(NULL, type, 1);
    if (!measures_give(measures, 0, &block, 1, builder, &failed, &reason)) {
        must(reason != NULL, "no memory");
        memory_free(reason);
        builder_free(builder);
        return NULL;
    }
    struct column *column = builder_finish(builder, &failure);
    must(column != NULL, failure);
    char *wrong = column_check(column, type, 1);
    must(wrong == NULL, wrong);
    return column;
}

/* false: their texts are too long together, which the run would be told. */
static bool add(const struct leat_measures *measures, struct column *const *from, int64_t rows,
                void *block, struct failures *failures) {
    void *blocks[ROWS];
    struct evaluation evaluation = {.fail = note, .context = failures};
    for (int64_t row = 0; row < rows; row++)
        blocks[row] = block;
    const bool added = measures_add(measures, from, rows, blocks, &evaluation);
    must(added || evaluation.makes_too_much, "no memory");
    evaluation_free(&evaluation);
    return added;
}

/* All rows at once, against a row a block, merged. */
static void check_blocks(const struct leat_measures *measures) {
    const size_t size = measures_size(measures);
    void *whole = aligned_alloc(16, size), *part = aligned_alloc(16, size),
         *sum = aligned_alloc(16, size);
    struct failures failures = {{0}}, single = {{0}};
    must(whole && part && sum && measures_start(measures, whole) && measures_start(measures, sum),
         "no memory");
    const bool added = add(measures, columns, ROWS, whole, &failures);
    for (int row = 0; added && row < ROWS; row++) {
        single.rows[0] = false;
        must(measures_start(measures, part), "no memory");
        must(add(measures, alone[row], 1, part, &single), "a row alone makes too much");
        must(single.rows[0] == failures.rows[row], "a row fails alone, or in company only");
        must(measures_merge(measures, sum, part), "no memory");
    }
    struct column *one = added ? result(measures, whole) : NULL,
                  *other = added ? result(measures, sum) : NULL;
    must((one == NULL) == (other == NULL), "a measure fails by parts, or as a whole only");
    must(one == NULL || same(one, 0, other, 0), "a measure by parts gives another value");
    column_release(one);
    column_release(other);
    measures_drop(measures, whole);
    measures_drop(measures, sum);
    free(whole);
    free(part);
    free(sum);
}

static void check_measure(const char *text, size_t size) {
    struct expression_error error = {0};
    size_t wrong = 0;
    const struct measure_source source = {"measure", text, size};
    struct leat_measures *measures = measures_compile(&source, 1, &scope, &error, &wrong);
    if (!measures) {
        must(error.message && error.offset <= size && error.length <= size - error.offset,
             "a mistake without a place");
        expression_error_free(&error);
        return;
    }
    measures_settle(measures);
    check_blocks(measures);
    measures_free(measures);
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size) {
    const char *text = (const char *)data + 1;
    const size_t before = memory_used();
    /* Definitions are UTF-8 without NUL before an expression is read. */
    if (size < 1 || memchr(text, '\0', size - 1) || text_valid_prefix(text, size - 1) < size - 1)
        return 0;
    char *copy = memory_copy_part(text, size - 1);
    if (data[0] % 2)
        check_measure(copy, size - 1);
    else
        check_expression(copy, size - 1);
    memory_free(copy);
    must(memory_used() == before, "memory is left");
    return 0;
}
