/* Options over the rows: columns, expressions, measures and values, bound to the schemas of the
 * inputs. */
#include "option_support.h"

struct seen {
    struct string text;
};

static void add_use(void *context, int32_t input, int32_t column, bool replaced) {
    string_add_format(&((struct seen *)context)->text, "%d.%d%s ", (int)input, (int)column,
                      replaced ? "!" : "");
}

Test(option_bind, good) {
    struct step_run run;
    step_read(
        &run,
        "{ \"path\": \"a\", \"column\": \"grade\", \"by\": [\"as_at\", \"${name}\"], \"value\": 4, "
        "\"where\": \"open and grade > ${year}\",\n"
        "  \"measures\": { \"n\": \"count(*)\", \"s\": \"sum(share)\" }, \"table\": \"schools\", \"listed\": [\"name\"],\n"
        "  \"totals\": { \"phase\": \"T\" }, \"expressions\": { \"x\": \"grade + 1\", \"y\": \"share\" },\n"
        "  \"on\": { \"grade\": \"urn\" }, \"values\": { \"1\": 2, \"2\": \"${year}\" },\n"
        "  \"sheets\": [ { \"name\": \"s\", \"from\": \"schools\", \"across\": \"*\" }, \"t\" ] }");
    step_bind(&run);
    const struct state *state = &run.state;
    assert_told(run.text, &run.problems, "");
    cr_assert(run.is_bound);
    cr_assert_not(run.unjudged);
    cr_assert_eq(state->column, 1);
    cr_assert_eq(state->by.count, 2);
    cr_assert_eq(LEAT_ITEM(state->by, int32_t, 0), 2);
    cr_assert_eq(LEAT_ITEM(state->by, int32_t, 1), 0);
    cr_assert_eq(state->value.type.kind, LEAT_INTEGER);
    cr_assert_eq(state->value.as.integer, 4);
    cr_assert_eq(expression_type(state->where).kind, LEAT_BOOLEAN);
    cr_assert_eq(measures_count(state->measures), 2);
    cr_assert_str_eq(measures_name(state->measures, 1), "s");
    cr_assert_eq(LEAT_ITEM(state->columns, int32_t, 0), 1);
    cr_assert_eq(state->totals.columns[0], 0);
    cr_assert_eq(state->expressions.count, 2);
    cr_assert_eq(expression_bare_column(LEAT_ITEM(state->expressions, struct leat_expression *, 1)),
                 3);
    cr_assert_eq(state->on.columns[0], 1);
    cr_assert_eq(LEAT_ITEM(state->on, int32_t, 0), 0);
    cr_assert_eq(LEAT_ITEM(state->values, struct leat_value, 1).as.integer, 2024);
    const struct sheet *sheets = state->sheets.items;
    cr_assert_eq(sheets[0].from, 1);
    cr_assert_eq(sheets[0].across.count, 2);
    cr_assert_eq(sheets[1].from, 0);
    struct seen seen = {0};
    options_columns(run.set, add_use, &seen);
    cr_assert_not_null(strstr(seen.text.data, "0.1! "), "%s",
                       seen.text.data); /* column is replaced */
    cr_assert_not_null(strstr(seen.text.data, "0.2 0.0 "), "%s", seen.text.data);
    cr_assert_not_null(strstr(seen.text.data, "1.0 1.1 "), "%s", seen.text.data);
    cr_assert_not_null(strstr(seen.text.data, "0.4 "), "%s",
                       seen.text.data); /* open, in the condition */
    string_free(&seen.text);
    step_done(&run);
}

Test(option_bind, steps) {
    struct step_run run;
    size_t count;
    step_read(&run,
              "{ \"path\": \"a\", \"sheets\": [ { \"name\": \"s\", \"from\": \"x\" }, \"t\" ] }");
    const struct option_step *steps = options_steps(run.set, &count);
    cr_assert_eq(count, 3);
    cr_assert_null(steps[0].name);
    cr_assert_str_eq(steps[0].over_name, "table");
    cr_assert(steps[0].flags & LEAT_WHOLE);
    cr_assert_str_eq(steps[1].name, "x");
    cr_assert_eq(node_place(steps[1].node).column, 51);
    cr_assert(steps[1].flags & LEAT_STREAM);
    cr_assert_null(steps[2].name);
    cr_assert_eq(steps[2].field, &LEAT_ITEM(run.state.sheets, struct sheet, 1).from);
    step_done(&run);
}

Test(option_bind, wrong_columns) {
    assert_step("{\"path\": \"a\", \"column\": \"grad\"}",
                "1:25+6 no column 'grad' (did you mean 'grade'?)\n");
    assert_step(
        "{\"path\": \"a\", \"column\": \"whatever\"}",
        "1:25+10 no column 'whatever' (there are 'phase', 'grade', 'as_at', 'share' and 'open')\n");
    assert_step(
        "{\"path\": \"a\", \"column\": \"phase\"}",
        "1:25+7 column 'phase' is text, and 'column' takes integer, real, decimal or date\n");
    assert_step("{\"path\": \"a\", \"by\": [\"phase\", \"grade\", \"phase\", \"fase\"]}",
                "1:40+7 column 'phase' stands twice in 'by'\n"
                "1:49+6 no column 'fase' (did you mean 'phase'?)\n");
    assert_step("{\"path\": \"a\", \"table\": \"schools\", \"listed\": [\"name\", \"nmae\"]}",
                "1:54+6 no column 'nmae' in 'schools' (did you mean 'name'?)\n");
    assert_step("{\"path\": \"a\", \"listed\": [\"name\"]}",
                "1:26+6 an item of 'listed' needs 'table', which is missing\n");
    assert_step("{\"path\": \"a\", \"totals\": {\"fase\": \"T\"}}",
                "1:26+6 no column 'fase' (did you mean 'phase'?)\n");
    assert_step("{\"path\": \"a\", \"table\": \"t\", \"on\": {\"grad\": \"urm\"}}",
                "1:36+6 no column 'grad' (did you mean 'grade'?)\n"
                "1:44+5 no column 'urm' in 't' (did you mean 'urn'?)\n");
    assert_step(
        "{\"path\": \"a\", \"sheets\": [{\"name\": \"s\", \"across\": [\"urn\"]}, {\"name\": \"t\", \"from\": "
        "\"x\", \"across\": [\"phase\"]}]}",
        "1:51+5 no column 'urn' (there are 'phase', 'grade', 'as_at', 'share' and 'open')\n"
        "1:98+7 no column 'phase' in 'x' (there are 'urn' and 'name')\n");
}

static bool stands_at(const struct problem *problem, int64_t line, int64_t column, int64_t length) {
    return problem->line == line && problem->column == column && problem->length == length;
}

/* What the expression says is for the expressions' own tests; where it is said is for these. */
Test(option_bind, expressions_are_told_at_their_characters) {
    struct step_run run;
    step_read(
        &run,
        "{ \"path\": \"a\", \"where\": \"\\u006fpen and fase = 'é'\",\n"
        "  \"measures\": { \"a\": \"count(*)\", \"b\": \"sum(grad)\", \"c\": \"max(shares)\" },\n"
        "  \"expressions\": { \"x\": \"grade + \", \"y\": \"grade\\n + yea\" } }");
    step_bind(&run);
    cr_assert_not(run.is_bound);
    cr_assert_eq(run.problems.count, 5);
    const struct problem *list = run.problems.list;
    cr_expect(stands_at(&list[0], 1, 40, 4), "%d:%d+%d %s", (int)list[0].line, (int)list[0].column,
              (int)list[0].length, list[0].message);
    cr_expect(stands_at(&list[1], 2, 44, 4), "%d:%d+%d %s", (int)list[1].line, (int)list[1].column,
              (int)list[1].length, list[1].message);
    cr_expect(stands_at(&list[2], 2, 62, 6), "%d:%d+%d %s", (int)list[2].line, (int)list[2].column,
              (int)list[2].length, list[2].message);
    cr_expect_eq(list[3].line, 3);
    cr_expect(stands_at(&list[4], 3, 53, 3), "%d:%d+%d %s", (int)list[4].line, (int)list[4].column,
              (int)list[4].length, list[4].message);
    step_done(&run);
    assert_step(
        "{\"path\": \"a\", \"where\": \"grade\"}",
        "1:24+7 this expression is integer, and 'where' takes boolean (a condition compares: column = value)\n");
}

Test(option_bind, values_take_their_columns_kind) {
    struct step_run run;
    step_read(
        &run,
        "{ \"path\": \"a\", \"column\": \"share\", \"value\": 12.5, \"values\": { \"a\": 3, \"b\": null, \"c\": "
        "\"${share}\" },\n"
        "  \"filled\": { \"phase\": \"none\", \"as_at\": \"2015-09-01\", \"grade\": 9, \"open\": true, "
        "\"share\": \"${year}\" } ,\n"
        "  \"order\": { \"phase\": [\"Primary\", \"Secondary\"], \"as_at\": { \"values\": [\"${day}\"] } } }");
    /* 2024 is too large for share, decimal(5,2): told, and the rest is right. */
    step_bind(&run);
    const struct state *state = &run.state;
    const struct fill *filled = state->filled.items;
    assert_told(
        run.text, &run.problems,
        "2:90+9 'share' in 'filled' is too large for decimal(5,2) ('share' is decimal(5,2))\n");
    cr_assert(type_equal(state->value.type, type_decimal(5, 2)));
    cr_assert_eq(state->value.as.decimal.low, 1250);
    cr_assert_eq(LEAT_ITEM(state->values, struct leat_value, 0).as.decimal.low, 300);
    cr_assert_eq(LEAT_ITEM(state->values, struct leat_value, 1).is_null, 1);
    cr_assert_eq(LEAT_ITEM(state->values, struct leat_value, 1).type.kind, LEAT_DECIMAL);
    cr_assert_eq(LEAT_ITEM(state->values, struct leat_value, 2).as.decimal.low, 1250);
    cr_assert_str_eq(filled[0].value.as.text.data, "none");
    cr_assert_eq(filled[1].value.type.kind, LEAT_DATE);
    cr_assert_eq(filled[1].value.as.date, 16679);
    cr_assert_eq(filled[2].value.as.integer, 9);
    cr_assert_eq(filled[3].value.as.boolean, 1);
    const struct rank *ranks = state->order.items;
    cr_assert_eq(ranks[0].values.count, 2);
    cr_assert_str_eq(LEAT_ITEM(ranks[0].values, struct leat_value, 1).as.text.data, "Secondary");
    cr_assert_eq(LEAT_ITEM(ranks[1].values, struct leat_value, 0).type.kind, LEAT_DATE);
    cr_assert_eq(LEAT_ITEM(ranks[1].values, struct leat_value, 0).as.date, 16679);
    step_done(&run);
}

/* In a map that is keyed by column, the values have the kinds of JSON: `over` is said of the
 * keys. */
Test(option_bind, values_by_column_keep_their_kind) {
    struct step_run run;
    step_read(
        &run,
        "{ \"path\": \"a\", \"labels\": { \"as_at\": \"Total\", \"phase\": 5, \"grade\": null, \"open\": "
        "\"${year}\" } }");
    step_bind(&run);
    const struct leat_value *labels = run.state.labels.items;
    assert_told(run.text, &run.problems, "");
    cr_assert_str_eq(labels[0].as.text.data, "Total");
    cr_assert_eq(labels[1].type.kind, LEAT_INTEGER);
    cr_assert_eq(labels[2].is_null, 1);
    cr_assert_eq(labels[3].as.integer, 2024);
    cr_assert_eq(run.state.labels.columns[0], 2);
    step_done(&run);
}

Test(option_bind, values_without_their_column) {
    struct step_run run;
    step_read(
        &run,
        "{ \"path\": \"a\", \"value\": \"x\", \"values\": { \"a\": 1.5, \"b\": \"${day}\" } }");
    step_bind(&run);
    assert_told(run.text, &run.problems, "");
    cr_assert_eq(run.state.value.type.kind, LEAT_TEXT);
    cr_assert_eq(LEAT_ITEM(run.state.values, struct leat_value, 0).type.kind, LEAT_DECIMAL);
    cr_assert_eq(LEAT_ITEM(run.state.values, struct leat_value, 1).type.kind, LEAT_DATE);
    step_done(&run);
}

Test(option_bind, wrong_values) {
    assert_step("{\"path\": \"a\", \"column\": \"grade\", \"value\": \"4\"}",
                "1:43+3 'value' must be a whole number, not text ('grade' is integer)\n");
    assert_step("{\"path\": \"a\", \"column\": \"grade\", \"value\": 4.5}",
                "1:43+3 'value' is no whole number ('grade' is integer)\n");
    assert_step(
        "{\"path\": \"a\", \"column\": \"share\", \"value\": 4.555}",
        "1:43+5 'value' has more digits after the point than decimal(5,2) ('share' is decimal(5,2))\n");
    assert_step(
        "{\"path\": \"a\", \"column\": \"as_at\", \"value\": \"2015-02-30\"}",
        "1:43+12 'value' is no date: no such day: February has 28 days in that year ('as_at' is date; write a date in quotes, such as \"2015-09-01\")\n");
    assert_step(
        "{\"path\": \"a\", \"column\": \"as_at\", \"values\": {\"x\": 5, \"y\": \"${year}\"}}",
        "1:50+1 'x' in 'values' must be a date in quotes, such as \"2015-09-01\", not a number ('as_at' is date)\n"
        "1:58+9 'y' in 'values' must be a date in quotes, such as \"2015-09-01\", not such a parameter ('as_at' is date)\n");
    assert_step("{\"path\": \"a\", \"order\": {\"grade\": [1, \"2\"], \"grad\": [5]}}",
                "1:38+3 an item of 'values' must be a whole number, not text ('grade' is integer)\n"
                "1:44+6 no column 'grad' (did you mean 'grade'?)\n");
    /* The column is wrong: no more is said of its values. */
    assert_step("{\"path\": \"a\", \"column\": \"grad\", \"value\": \"4\"}",
                "1:25+6 no column 'grad' (did you mean 'grade'?)\n");
}

/* Of a schema that is not whole nothing is told that may be there. */
Test(option_bind, incomplete_schemas) {
    struct step_run run;
    step_read(
        &run,
        "{ \"path\": \"a\", \"column\": \"later\", \"by\": \"*\", \"value\": 5, \"totals\": { \"x\": \"T\" } }");
    run.inputs[0].incomplete = true;
    step_bind(&run);
    assert_told(run.text, &run.problems, "");
    cr_assert_not(run.is_bound);
    cr_assert(run.unjudged);
    cr_assert_not(options_failed(run.set));
    step_done(&run);
}

/* An input that could not be bound: nothing is told of what is over it, and all else is. */
Test(option_bind, missing_inputs) {
    struct step_run run;
    struct schema input = {0};
    size_t count;
    bool unjudged = false;
    step_read(&run,
              "{ \"path\": \"a\", \"column\": \"grad\", \"table\": \"t\", \"listed\": [\"x\"] }");
    schema_add(&input, "grade", 5, type_of(LEAT_INTEGER));
    const struct schema *inputs[] = {&input, NULL};
    *options_steps(run.set, &count)[0].field = 1;
    cr_assert_not(options_bind(run.set, inputs, 2, &run.problems, &unjudged));
    cr_assert(unjudged);
    assert_told(run.text, &run.problems, "1:26+6 no column 'grad' (did you mean 'grade'?)\n");
    schema_free(&input);
    step_done(&run);
}

/* What is wrong with a default is told where it is a default: at the object that left the option
 * out. */
struct defaulted {
    int32_t column;
    struct leat_list by;
    struct leat_expression *where;
};

Test(option_bind, defaults_that_do_not_fit) {
    static const struct leat_option rows[] = {
        {LEAT_OPTION(struct defaulted, column, COLUMN, "column"), .fallback = "\"value\""},
        {LEAT_OPTION(struct defaulted, by, COLUMNS, "by"), .fallback = "[\"phase\", \"year\"]"},
        {LEAT_OPTION(struct defaulted, where, EXPRESSION, "where"), .fallback = "\"amount > 0\""},
    };
    static const struct leat_options table = LEAT_OPTIONS(struct defaulted, rows);
    static const char text[] = "\n  { \"note\": 1 }";
    struct defaulted state = {0};
    struct problems problems = {0};
    struct schema schema = {0};
    const struct schema *inputs[] = {&schema};
    bool unjudged = false;
    schema_add(&schema, "phase", 5, type_of(LEAT_TEXT));
    struct document *document = document_parse("a.json", text, sizeof text - 1, &problems);
    struct option_set *set =
        options_parse(&table, document_root(document), NULL, &state, NULL, &problems);
    cr_assert_not(options_bind(set, inputs, 1, &problems, &unjudged));
    cr_assert_eq(problems.count, 3);
    cr_assert_str_eq(problems.list[0].message, "no column 'value', the default of 'column'");
    cr_assert_str_eq(problems.list[1].message, "no column 'year', the default of 'by'");
    for (size_t i = 0; i < problems.count; i++) {
        cr_assert(stands_at(&problems.list[i], 2, 3, 1));
        cr_assert_str_eq(problems.list[i].file, "a.json");
    }
    options_free(set);
    document_free(document);
    problems_free(&problems);
    schema_free(&schema);
    cr_assert_eq(memory_used(), 0);
}
