/* Which rows fail, which are chosen, and what goes along with a column. */
#include <criterion/criterion.h>
#include <string.h>

#include "expression_known.h"

enum { ROWS = 5000 };

/* n: 0 to 4999. zero: 0 in every third row. text: short, long or null. symbols hang on `marked`. */
struct stand {
    struct schema schema;
    struct column *columns[5];
    struct expression_scope scope;
};

static struct column *numbers(int64_t modulo, int64_t rows) {
    struct column *column = column_try(type_of(LEAT_INTEGER), rows);
    for (int64_t row = 0; row < rows; row++) {
        ((int64_t *)column->values)[row] = modulo == 0 ? row : row % modulo;
    }
    column_finish(column);
    return column;
}

static struct column *texts(int64_t rows) {
    static const char *const words[] = {"Primary", "Secondary schools of Plymouth", NULL, ""};
    const char **cells = memory_array((size_t)rows, sizeof *cells);
    for (int64_t row = 0; row < rows; row++) {
        cells[row] = words[row % 4];
    }
    struct column *column = known_column(type_of(LEAT_TEXT), cells, (size_t)rows);
    memory_free(cells);
    return column;
}

static struct column *marked(int64_t rows) {
    struct column *column = numbers(2, rows);
    cr_assert(column_try_valid(column));
    for (int64_t row = 0; row < rows; row += 2) {
        column_set_null(column, row);
    }
    const char **cells = memory_array((size_t)rows, sizeof *cells);
    for (int64_t row = 0; row < rows; row += 2) {
        cells[row] = row % 4 == 0 ? "c" : "a symbol longer than a view";
    }
    column->symbols = known_column(type_of(LEAT_TEXT), cells, (size_t)rows);
    memory_free(cells);
    column_finish(column);
    return column;
}

static void set_up(struct stand *stand) {
    *stand = (struct stand){0};
    schema_add(&stand->schema, "n", 1, type_of(LEAT_INTEGER));
    schema_add(&stand->schema, "zero", 4, type_of(LEAT_INTEGER));
    schema_add(&stand->schema, "text", 4, type_of(LEAT_TEXT));
    schema_add(&stand->schema, "secret", 6, type_of(LEAT_TEXT))->is_private = true;
    schema_add(&stand->schema, "marked", 6, type_of(LEAT_INTEGER));
    stand->columns[0] = numbers(0, ROWS);
    stand->columns[1] = numbers(3, ROWS);
    stand->columns[2] = texts(ROWS);
    stand->columns[3] = column_share(stand->columns[2]);
    stand->columns[4] = marked(ROWS);
    stand->scope = (struct expression_scope){.schema = &stand->schema};
}

static void tear_down(struct stand *stand) {
    for (size_t i = 0; i < sizeof stand->columns / sizeof *stand->columns; i++) {
        column_release(stand->columns[i]);
    }
    schema_free(&stand->schema);
}

static struct leat_expression *compile(const struct stand *stand, const char *text) {
    struct expression_error error;
    struct leat_expression *expression =
        expression_compile(text, strlen(text), &stand->scope, &error);
    cr_assert(expression != NULL, "%s: %s", text, error.message);
    return expression;
}

struct failures {
    int64_t count, last;
    char *first;
};

static void note(void *context, int64_t row, const char *reason) {
    struct failures *failures = context;
    cr_assert(row > failures->last, "rows fail once, and in order");
    failures->last = row;
    if (failures->count++ == 0) {
        failures->first = memory_copy(reason);
    }
}

/* -- rows that fail -------------------------------------------------------------------------- */

/* how many rows fail, and what is said of the first */
static void check_failures(const struct stand *stand, const char *text, int64_t count,
                           const char *reason) {
    struct leat_expression *expression = compile(stand, text);
    struct failures failures = {.last = -1};
    struct evaluation evaluation = {.fail = note, .context = &failures};
    struct column *column =
        expression_eval(expression, (struct column *const *)stand->columns, ROWS, &evaluation);
    cr_assert(column != NULL);
    cr_assert(failures.count == count, "%s: %d rows fail: %s", text, (int)failures.count,
              failures.first == NULL ? "" : failures.first);
    cr_assert(count == 0 || strcmp(failures.first, reason) == 0, "%s: %s", text, failures.first);
    if (expression_type(expression).kind == LEAT_BOOLEAN) {
        static uint32_t rows[ROWS];
        size_t chosen;
        struct failures again = {.last = -1};
        evaluation.context = &again;
        cr_assert(expression_where(expression, (struct column *const *)stand->columns, ROWS,
                                   &evaluation, rows, &chosen));
        cr_assert(again.count == count);
        memory_free(again.first);
    }
    memory_free(failures.first);
    column_release(column);
    evaluation_free(&evaluation);
    expression_free(expression);
}

Test(expression, rows_fail_where_they_are_looked_at_alone) {
    static const struct {
        const char *text;
        int64_t count;
        const char *reason;
    } cases[] = {
        {"n / zero", 1667, "n / zero: division by zero"},
        {"case when zero <> 0 then n / zero end", 0, NULL},
        {"case when zero = 0 then null else n / zero end", 0, NULL},
        {"case zero when 0 then -1 else n / zero end", 0, NULL},
        {"case when zero <> 0 then 1 else n / zero end", 1667, "n / zero: division by zero"},
        {"case when n / zero > 1 then 1 end", 1667, "n / zero: division by zero"},
        {"zero <> 0 and n / zero > 1", 0, NULL},
        {"n / zero > 1 and zero <> 0", 1667, "n / zero: division by zero"},
        {"zero = 0 or n / zero > 1", 0, NULL},
        {"not (zero = 0 or n / zero > 1)", 0, NULL},
        {"zero <> 0 and (n / zero > 1 or n % zero = 1)", 0, NULL},
        {"coalesce(nullif(zero, 0), 5) > 0 and n / coalesce(nullif(zero, 0), 5) > 1", 0, NULL},
        {"n / nullif(zero, 0)", 0, NULL},
        {"coalesce(n, n / zero)", 0, NULL},
        {"coalesce(marked, n / zero)", 834, "n / zero: division by zero"},
        {"coalesce(n / zero, 1)", 1667, "n / zero: division by zero"},
        {"greatest(n / zero, 1)", 1667, "n / zero: division by zero"},
        {"case when false then 1 / zero else zero end", 0, NULL},
        {"false and 1 / zero = 1", 0, NULL},
        {"n in (1, 1 / zero)", 1667, "1 / zero: division by zero"},
        {"cast(text as integer)", 3750,
         "cast(text as integer): \x02'Primary'\x03 is not an integer"},
        {"cast(secret as integer)", 3750, "cast(secret as integer): *** is not an integer"},
        {"cast(upper(secret) || 'x' as integer)", 3750,
         "cast(upper(secret) || 'x' as integer): *** is not an integer"},
        {"case when text = 'Primary' then 0 else cast(text as integer) end", 2500,
         "cast(text as integer): \x02'Secondary schools of Plymouth'\x03 is not an integer"},
        {"n * 9223372036854775", 3999, "n * 9223372036854775: too large for an integer"},
        {"substring(text from 1 for zero - 1)", 1250,
         "substring(text from 1 for zero - 1): a negative length"},
        {"n + zero > 0 and repeat(text, n * 10000000) = 'x'", 2499,
         "repeat(text, n * 10000000): a text of more than 64 MiB"},
    };
    struct stand stand;
    set_up(&stand);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        check_failures(&stand, cases[i].text, cases[i].count, cases[i].reason);
    }
    tear_down(&stand);
}

Test(expression, failed_rows_are_null_and_never_chosen) {
    struct stand stand;
    set_up(&stand);
    struct leat_expression *expression =
        compile(&stand, "coalesce(n / zero, 1) >= 0 or true is null");
    struct evaluation evaluation = {0};
    static uint32_t rows[ROWS];
    size_t count;
    struct column *column = expression_eval(expression, stand.columns, ROWS, &evaluation);
    cr_assert(expression_where(expression, stand.columns, ROWS, &evaluation, rows, &count));
    cr_assert(column->array.null_count == 1667);
    cr_assert(count == ROWS - 1667);
    for (size_t i = 0; i < count; i++) {
        cr_assert(rows[i] % 3 != 0);
    }
    column_release(column);
    evaluation_free(&evaluation);
    expression_free(expression);
    tear_down(&stand);
}

Test(expression, texts_are_not_too_long_together) {
    static const struct {
        const char *text;
        bool is_too_much;
    } cases[] = {
        {"lpad(text, 1000)", true},
        {"length(lpad(text, 2000))", true},
        {"length(lpad(text, 900))", false}, /* a chunk's rows at a time */
        {"length(lpad(text, 400)) + length(rpad(text, 400))", false},
        {"length(lpad(text, 900)) + length(rpad(text, 900))", true},
        {"length(lpad('', 2000000))", true}, /* too long for a constant as well */
    };
    struct stand stand;
    set_up(&stand);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct leat_expression *expression = compile(&stand, cases[i].text);
        struct evaluation evaluation = {0};
        expression_made_most = 1000000;
        for (int again = 0; again < 2; again++) {
            struct column *column = expression_eval(expression, stand.columns, ROWS, &evaluation);
            cr_expect((column == NULL) == cases[i].is_too_much, "%s", cases[i].text);
            cr_expect(evaluation.makes_too_much == cases[i].is_too_much, "%s", cases[i].text);
            column_release(column);
        }
        if (evaluation.makes_too_much) {
            char *told = evaluation_too_much(&evaluation);
            cr_expect(strstr(told, "pad(") && strstr(told, ": texts of more than 0 MiB"), "%s",
                      told);
            memory_free(told);
        }
        expression_made_most = (size_t)1 << 28;
        evaluation_free(&evaluation);
        expression_free(expression);
    }
    tear_down(&stand);
}

/* -- rows that are chosen -------------------------------------------------------------------- */

Test(expression, where_gives_the_true_rows) {
    static const struct {
        const char *text;
        size_t count;
        uint32_t first, last;
    } cases[] = {
        {"n >= 1000 and n < 1030", 30, 1000, 1029},
        {"n = 4999", 1, 4999, 4999},
        {"n < 0", 0, 0, 0},
        {"true", ROWS, 0, ROWS - 1},
        {"false", 0, 0, 0},
        {"null", 0, 0, 0},
        {"cast(null as boolean)", 0, 0, 0},
        {"marked = 1", 2500, 1, 4999},
        {"not (marked = 1)", 0, 0, 0},
        {"marked is null", 2500, 0, 4998},
        {"text = 'Secondary schools of Plymouth'", 1250, 1, 4997},
        {"text in ('Primary', '', 'x')", 2500, 0, 4999},
        {"n % 64 = 63", 78, 63, 4991},
    };
    struct stand stand;
    set_up(&stand);
    struct evaluation evaluation = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        static uint32_t rows[ROWS];
        size_t count = 99;
        struct leat_expression *expression = compile(&stand, cases[i].text);
        if (expression_type(expression).kind == LEAT_BOOLEAN) {
            cr_assert(expression_where(expression, stand.columns, ROWS, &evaluation, rows, &count));
            cr_assert(count == cases[i].count, "%s: %zu", cases[i].text, count);
            cr_assert(count == 0 || (rows[0] == cases[i].first && rows[count - 1] == cases[i].last),
                      "%s", cases[i].text);
        }
        expression_free(expression);
    }
    evaluation_free(&evaluation);
    tear_down(&stand);
}

/* -- what goes along ------------------------------------------------------------------------- */

Test(expression, a_bare_column_is_itself) {
    struct stand stand;
    set_up(&stand);
    struct evaluation evaluation = {0};
    struct leat_expression *bare = compile(&stand, "(marked)"),
                           *other = compile(&stand, "marked + 0");
    cr_assert(expression_bare_column(bare) == 4 && expression_bare_column(other) == -1);
    struct column *same = expression_eval(bare, stand.columns, ROWS, &evaluation);
    cr_assert(same == stand.columns[4] && same->symbols != NULL);
    struct column *new = expression_eval(other, stand.columns, ROWS, &evaluation);
    cr_assert(new->symbols == NULL);
    column_release(same);
    column_release(new);
    evaluation_free(&evaluation);
    expression_free(bare);
    expression_free(other);
    tear_down(&stand);
}

Test(expression, symbols_are_text) {
    struct stand stand;
    set_up(&stand);
    struct evaluation evaluation = {0};
    struct leat_expression
        *plain = compile(&stand, "symbol(marked)"),
        *none = compile(&stand, "symbol(n)"),
        *used =
            compile(&stand, "coalesce(symbol(marked), cast(marked as text)) || '/' || upper(text)");
    struct column *symbols = expression_eval(plain, stand.columns, ROWS, &evaluation);
    struct column *nothing = expression_eval(none, stand.columns, ROWS, &evaluation);
    struct column *both = expression_eval(used, stand.columns, ROWS, &evaluation);
    cr_assert(symbols != NULL && nothing != NULL && both != NULL);
    cr_assert(nothing->array.null_count == ROWS);
    char *shown[] = {known_show(symbols, 4), known_show(symbols, 6), known_show(symbols, 5),
                     known_show(both, 1), known_show(both, 4)};
    cr_assert_str_eq(shown[0], "c");
    cr_assert_str_eq(shown[1], "a symbol longer than a view");
    cr_assert_str_eq(shown[2], "null");
    cr_assert_str_eq(shown[3], "1/SECONDARY SCHOOLS OF PLYMOUTH");
    cr_assert_str_eq(shown[4], "c/PRIMARY");
    for (size_t i = 0; i < 5; i++) {
        memory_free(shown[i]);
    }
    column_release(symbols);
    column_release(nothing);
    column_release(both);
    evaluation_free(&evaluation);
    expression_free(plain);
    expression_free(none);
    expression_free(used);
    tear_down(&stand);
}

Test(expression, columns_are_those_that_are_read) {
    static const struct {
        const char *text;
        int32_t columns[4];
        size_t count;
    } cases[] = {{"1", {0}, 0},
                 {"n", {0}, 1},
                 {"text || n || text", {0, 2}, 2},
                 {"case when marked > 0 then zero else n end", {0, 1, 4}, 3},
                 {"symbol(marked)", {4}, 1},
                 {"case when true then n else zero end", {0}, 1},
                 {"upper(text) between 'a' and secret", {2, 3}, 2}};
    struct stand stand;
    set_up(&stand);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t count;
        struct leat_expression *expression = compile(&stand, cases[i].text);
        const int32_t *columns = expression_columns(expression, &count);
        cr_assert(count == cases[i].count, "%s", cases[i].text);
        for (size_t c = 0; c < count; c++) {
            cr_assert(columns[c] == cases[i].columns[c], "%s", cases[i].text);
        }
        expression_free(expression);
    }
    tear_down(&stand);
}

Test(expression, no_rows_give_an_empty_column) {
    static const char *const cases[] = {"n",           "n + 1", "text || 'x'",
                                        "upper(text)", "n > 1", "'a constant text of some length'"};
    struct stand stand;
    set_up(&stand);
    struct evaluation evaluation = {0};
    for (size_t i = 1; i < sizeof cases / sizeof *cases; i++) {
        struct leat_expression *expression = compile(&stand, cases[i]);
        struct column *column = expression_eval(expression, stand.columns, 0, &evaluation);
        cr_assert(column != NULL && column_rows(column) == 0);
        column_release(column);
        expression_free(expression);
    }
    evaluation_free(&evaluation);
    tear_down(&stand);
}
