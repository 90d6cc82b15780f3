/* What is no measure, and what is said of it and where. */
#include <criterion/criterion.h>
#include <string.h>

#include "measure_support.h"

static const char heads[] =
    "phase text|pupils integer|open boolean|day date|at timestamp|share decimal(5,2)";

struct refused {
    const char *text;
    const char *at; /* the piece that is wrong, as it stands in the text */
    const char *message;
    const char *advice; /* NULL: none asked for here */
};

static void check(const struct refused *refused) {
    struct table table;
    table_read(&table, heads, "");
    const struct measure_source sources[] = {
        {.name = "good", .text = "count(*)", .size = 8},
        {.name = "bad", .text = refused->text, .size = strlen(refused->text)},
    };
    const struct expression_scope scope = {.schema = &table.schema};
    struct expression_error error = {0};
    size_t wrong = 7;
    struct leat_measures *measures = measures_compile(sources, 2, &scope, &error, &wrong);
    cr_assert_null(measures, "%s", refused->text);
    cr_assert_eq(wrong, 1);
    cr_expect_str_eq(error.message, refused->message, "%s: %s, not %s", refused->text,
                     error.message, refused->message);
    if (refused->advice != NULL) {
        cr_expect_str_eq(error.advice == NULL ? "none" : error.advice, refused->advice,
                         "%s: %s, not %s", refused->text, error.advice, refused->advice);
    }
    const char *at = strstr(refused->text, refused->at);
    cr_expect(at != NULL && error.offset == (size_t)(at - refused->text) &&
                  error.length == strlen(refused->at),
              "%s: at %zu, %zu long", refused->text, error.offset, error.length);
    expression_error_free(&error);
    table_free(&table);
    cr_expect_eq(memory_used(), 0, "%s: something is left", refused->text);
}

#define CHECK(...)                                                                                 \
    do {                                                                                           \
        static const struct refused cases[] = {__VA_ARGS__};                                       \
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {                                \
            check(&cases[i]);                                                                      \
        }                                                                                          \
    } while (0)

Test(measure_errors, columns_outside_of_aggregates) {
    CHECK(
        {"phase", "phase", "phase must stand inside an aggregate, or in \"by\"", "min(phase), say"},
        {"pupils", "pupils", "pupils must stand inside an aggregate, or in \"by\"",
         "sum(pupils), say"},
        {"100 * pupils / sum(pupils)", "pupils",
         "pupils must stand inside an aggregate, or in \"by\"", "sum(pupils), say"},
        {"count(*) + \"day\"", "\"day\"", "\"day\" must stand inside an aggregate, or in \"by\"",
         "min(\"day\"), say"});
}

Test(measure_errors, no_aggregate) {
    static const char advice[] =
        "count(*) counts the rows, sum(x) adds up a column; a step that derives columns can add a constant";
    static const char message[] =
        "no aggregate stands in this measure, so it would say the same of any rows";
    CHECK({"1", "1", message, advice}, {"upper('a') || 'b'", "upper('a') || 'b'", message, advice},
          {"null", "null", message, advice});
}

Test(measure_errors, arguments_of_the_wrong_kind) {
    CHECK({"sum(phase)", "phase", "sum takes numbers, and phase is of kind text",
           "declare its column as a number, or cast: sum(cast(phase as integer))"},
          {"sum(open)", "open", "sum takes numbers, and open is of kind boolean",
           "count(*) filter (where open) counts the rows for which it is true"},
          {"avg(open)", "open", "avg takes numbers, and open is of kind boolean",
           "count(*) filter (where open) counts the rows for which it is true"},
          {"mean(day)", "day", "avg takes numbers, and day is of kind date",
           "min, max and median take dates and timestamps"},
          {"sum(at)", "at", "sum takes numbers, and at is of kind timestamp",
           "min, max and median take dates and timestamps"},
          {"median(phase)", "phase",
           "median takes numbers, dates and timestamps, and phase is of kind text", NULL},
          {"median(pupils > 3)", "pupils > 3",
           "median takes numbers, dates and timestamps, and pupils > 3 is of kind boolean",
           "count(*) filter (where pupils > 3) counts the rows for which it is true"});
}

Test(measure_errors, a_filter_that_is_no_condition) {
    CHECK({"count(*) filter (where pupils)", "pupils",
           "a filter takes a condition, and pupils is of kind integer",
           "compare it: filter (where pupils = …)"});
}

Test(measure_errors, functions_that_there_are_not) {
    CHECK({"summ(pupils)", "summ", "no function 'summ'", "did you mean 'sum'?"},
          {"1 + meen(pupils)", "meen", "no function 'meen'", "did you mean 'mean'?"},
          {"summ(count(*))", "summ", "no function 'summ'", "did you mean 'sum'?"},
          {"Bool_And(open)", "Bool_And", "no function 'Bool_And'",
           "write min(x): false is the least"},
          {"count(*) + countif(open)", "countif", "no function 'countif'",
           "write count(*) filter (where …)"},
          {"string_agg(phase, ',')", "string_agg", "no function 'string_agg'",
           "texts are not joined over rows: there are count, sum, avg, min, max and median"},
          {"uppre(phase)", "uppre", "no function 'uppre'", "did you mean 'upper'?"},
          {"zzyzx(phase)", "zzyzx", "no function 'zzyzx'", "`leat functions` lists them"});
}

/* What the expressions refuse: that they do is enough here, and where. */
static void check_refused(const char *text, const char *at) {
    struct table table;
    table_read(&table, heads, "");
    const struct measure_source source = {.name = "bad", .text = text, .size = strlen(text)};
    const struct expression_scope scope = {.schema = &table.schema};
    struct expression_error error = {0};
    size_t wrong = 7;
    cr_assert_null(measures_compile(&source, 1, &scope, &error, &wrong), "%s", text);
    cr_assert_not_null(error.message, "%s", text);
    const char *place = strstr(text, at);
    cr_expect(place != NULL && error.offset == (size_t)(place - text), "%s: at %zu: %s", text,
              error.offset, error.message);
    expression_error_free(&error);
    table_free(&table);
    cr_expect_eq(memory_used(), 0, "%s", text);
}

Test(measure_errors, what_expressions_refuse) {
    check_refused("sum(max(pupils))", "max");
    check_refused("count(*) filter (where sum(pupils) > 3)", "sum");
    check_refused("sum(pupil)", "pupil");
    check_refused("pupil + sum(pupils)", "pupil");
    check_refused("sum(distinct pupils)", "distinct");
    check_refused("sum(summ(pupils))", "summ");
    check_refused("sum(pupils", "(");
    check_refused("sum(pupils) = min(phase)", "sum");
    check_refused("count(*", "(");
    check_refused("", "");
}

Test(measure_errors, an_unknown_column_of_an_incomplete_schema_is_not_judged) {
    struct table table;
    table_read(&table, heads, "");
    table.schema.incomplete = true;
    static const char *const texts[] = {"sum(other)", "other", "count(*) filter (where other = 1)"};
    for (size_t i = 0; i < 3; i++) {
        const struct measure_source source = {
            .name = "bad", .text = texts[i], .size = strlen(texts[i])};
        const struct expression_scope scope = {.schema = &table.schema};
        struct expression_error error = {0};
        size_t wrong;
        cr_assert_null(measures_compile(&source, 1, &scope, &error, &wrong));
        cr_expect(error.unjudged, "%s", texts[i]);
        expression_error_free(&error);
    }
    table_free(&table);
}
