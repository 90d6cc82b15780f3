/* option_support: one option table with every kind and shape. See option_support.h. */
#include "option_support.h"

static const char *const choices[] = {"keep", "fail", "null", NULL};

static const struct leat_option sheet_rows[] = {
    {LEAT_OPTION(struct sheet, name, TEXT, "name"), .flags = LEAT_BARE, .most = 31,
     .help = "the sheet's name"},
    {LEAT_OPTION(struct sheet, from, STEP, "from"), .flags = LEAT_STREAM | LEAT_OPTIONAL,
     .help = "whose rows"},
    {LEAT_OPTION(struct sheet, across, COLUMNS, "across"),
     .flags = LEAT_OPTIONAL | LEAT_ONE_OR_MANY, .over = "from", .help = "the keys"},
    {LEAT_OPTION_LIST(struct sheet, notes, TEXT, "notes"), .flags = LEAT_OPTIONAL, .help = "notes"},
};
static const struct leat_options sheet_table = LEAT_OPTIONS(struct sheet, sheet_rows);

static const struct leat_option rank_rows[] = {
    {LEAT_OPTION_LIST(struct rank, values, VALUE, "values"), .flags = LEAT_BARE, .over = "order",
     .help = "in this order"},
};
static const struct leat_options rank_table = LEAT_OPTIONS(struct rank, rank_rows);

static const struct leat_option fill_rows[] = {
    {LEAT_OPTION(struct fill, value, VALUE, "value"), .flags = LEAT_BARE, .over = "filled",
     .help = "the value"},
};
static const struct leat_options fill_table = LEAT_OPTIONS(struct fill, fill_rows);

static const struct leat_option match_rows[] = {
    {LEAT_OPTION(struct match, how, TEXT, "how"), .help = "how"},
    {LEAT_OPTION(struct match, distance, INTEGER, "distance"), .fallback = "3", .help = "how far"},
};
static const struct leat_options match_table = LEAT_OPTIONS(struct match, match_rows);

static const struct leat_option rows[] = {
    {LEAT_OPTION(struct state, text, TEXT, "text"), .flags = LEAT_OPTIONAL, .least = 1, .most = 5,
     .help = "a text"},
    {LEAT_OPTION(struct state, path_in, PATH_IN, "path"), .help = "the file to read"},
    {LEAT_OPTION(struct state, path_out, PATH_OUT, "to"), .fallback = "\"-\"",
     .help = "the file to write"},
    {LEAT_OPTION(struct state, secret, SECRET, "password"), .flags = LEAT_OPTIONAL,
     .help = "the password"},
    {LEAT_OPTION(struct state, as, NEW_COLUMN, "as"), .flags = LEAT_OPTIONAL,
     .help = "the new column"},
    {LEAT_OPTION(struct state, integer, INTEGER, "integer"), .fallback = "7", .least = -5,
     .most = 12, .help = "digits"},
    {LEAT_OPTION(struct state, real, REAL, "real"), .fallback = "0.5", .least = 0, .most = 1,
     .help = "a share"},
    {LEAT_OPTION(struct state, flag, BOOLEAN, "flag"), .fallback = "true", .help = "whether"},
    {LEAT_OPTION(struct state, choice, CHOICE, "otherwise"), .fallback = "\"fail\"",
     .choices = choices, .help = "what else"},
    {LEAT_OPTION(struct state, type, TYPE, "type"), .flags = LEAT_OPTIONAL, .help = "a kind"},
    {LEAT_OPTION(struct state, column, COLUMN, "column"), .flags = LEAT_OPTIONAL | LEAT_REPLACED,
     .kinds = LEAT_NUMBERS | LEAT_KINDS(LEAT_DATE), .help = "the column"},
    {LEAT_OPTION(struct state, by, COLUMNS, "by"), .fallback = "[]", .help = "the keys"},
    {LEAT_OPTION(struct state, value, VALUE, "value"), .flags = LEAT_OPTIONAL, .over = "column",
     .help = "a value"},
    {LEAT_OPTION(struct state, plain, VALUE, "plain"), .flags = LEAT_OPTIONAL, .help = "any value"},
    {LEAT_OPTION(struct state, where, EXPRESSION, "where"), .flags = LEAT_OPTIONAL,
     .kinds = LEAT_KINDS(LEAT_BOOLEAN), .help = "a condition"},
    {LEAT_OPTION_HANDLES(struct state, measures, MEASURE, "measures"), .flags = LEAT_OPTIONAL,
     .help = "measures"},
    {LEAT_OPTION(struct state, table, STEP, "table"), .flags = LEAT_OPTIONAL | LEAT_WHOLE,
     .help = "a table"},
    {LEAT_OPTION_HANDLES(struct state, fields, FIELDS, "columns"), .flags = LEAT_OPTIONAL,
     .over = "cells", .help = "the columns"},
    {LEAT_OPTION(struct state, cells, FIELD, "cells"), .flags = LEAT_OPTIONAL,
     .help = "all columns"},
    {LEAT_OPTION_LIST(struct state, texts, TEXT, "texts"),
     .flags = LEAT_OPTIONAL | LEAT_DISTINCT | LEAT_ONE_OR_MANY, .least = 1, .most = 3,
     .help = "texts"},
    {LEAT_OPTION_LIST(struct state, integers, INTEGER, "integers"), .fallback = "[1, 2]",
     .flags = LEAT_DISTINCT, .help = "numbers"},
    {LEAT_OPTION_LIST(struct state, columns, COLUMN, "listed"),
     .flags = LEAT_OPTIONAL | LEAT_DISTINCT, .over = "table", .help = "columns of the table"},
    {LEAT_OPTION_LIST(struct state, sheets, TABLE, "sheets"), .fallback = "[{\"name\": \"one\"}]",
     .items = &sheet_table, .help = "sheets"},
    {LEAT_OPTION_LIST(struct state, files, PATH_IN, "files"), .flags = LEAT_OPTIONAL,
     .help = "more files"},
    {LEAT_OPTION_MAP(struct state, values, VALUE, "values"), .flags = LEAT_OPTIONAL,
     .over = "column", .help = "values"},
    {LEAT_OPTION_MAP(struct state, totals, TEXT, "totals"),
     .flags = LEAT_OPTIONAL | LEAT_KEYED_BY_COLUMN, .most = 2, .help = "labels"},
    {LEAT_OPTION_MAP(struct state, labels, VALUE, "labels"),
     .flags = LEAT_OPTIONAL | LEAT_KEYED_BY_COLUMN, .help = "labels of any kind"},
    {LEAT_OPTION_MAP(struct state, filled, TABLE, "filled"),
     .flags = LEAT_OPTIONAL | LEAT_KEYED_BY_COLUMN, .items = &fill_table,
     .help = "instead of nulls"},
    {LEAT_OPTION_MAP(struct state, expressions, EXPRESSION, "expressions"), .flags = LEAT_OPTIONAL,
     .help = "new columns"},
    {LEAT_OPTION_MAP(struct state, on, COLUMN, "on"), .flags = LEAT_OPTIONAL | LEAT_KEYED_BY_COLUMN,
     .over = "table", .help = "what must be equal"},
    {LEAT_OPTION_MAP(struct state, order, TABLE, "order"),
     .flags = LEAT_OPTIONAL | LEAT_KEYED_BY_COLUMN, .items = &rank_table,
     .help = "the order of values"},
    {LEAT_OPTION_NESTED(struct state, match, "match"), .flags = LEAT_OPTIONAL,
     .items = &match_table, .help = "matching"},
};
const struct leat_options every_table = LEAT_OPTIONS(struct state, rows);

static const char declarations[] =
    "{ \"year\": { \"kind\": \"integer\", \"default\": 2024 }, \"ratio\": { \"kind\": \"real\", \"default\": 0.5 },\n"
    "\"share\": { \"kind\": \"decimal(5,2)\", \"default\": 12.50 }, \"name\": { \"kind\": \"text\", \"default\": "
    "\"phase\" },\n"
    "\"day\": { \"kind\": \"date\", \"default\": \"2015-09-01\" }, \"flag\": { \"kind\": \"boolean\", \"default\": "
    "true },\n"
    "\"out\": { \"kind\": \"path\", \"default\": \"../out.csv\" }, \"password\": { \"kind\": \"secret\", \"default\": "
    "\"hunter2\" } }";

void step_read(struct step_run *run, const char *text) {
    static const char *const reserved[] = {"id",        "from", "note",     "source",
                                           "transform", "sink", "pipeline", NULL};
    *run = (struct step_run){.text = text};
    run->parameters_document =
        document_parse("parameters", declarations, sizeof declarations - 1, &run->problems);
    cr_assert(parameters_read(&run->parameters, document_root(run->parameters_document),
                              "/home/feeds", NULL, 0, &run->problems));
    run->document = document_parse("a.json", text, strlen(text), &run->problems);
    cr_assert_not_null(run->document, "%s", text);
    run->set = options_parse(&every_table, document_root(run->document), reserved, &run->state,
                             &run->parameters, &run->problems);
    cr_assert_eq(options_failed(run->set), run->problems.count > 0, "%s", text);
}

static void add_column(struct schema *schema, const char *name, struct leat_type type) {
    schema_add(schema, name, strlen(name), type);
}

void step_bind(struct step_run *run) {
    add_column(&run->inputs[0], "phase", type_of(LEAT_TEXT));
    add_column(&run->inputs[0], "grade", type_of(LEAT_INTEGER));
    add_column(&run->inputs[0], "as_at", type_of(LEAT_DATE));
    add_column(&run->inputs[0], "share", type_decimal(5, 2));
    add_column(&run->inputs[0], "open", type_of(LEAT_BOOLEAN));
    add_column(&run->inputs[1], "urn", type_of(LEAT_INTEGER));
    add_column(&run->inputs[1], "name", type_of(LEAT_TEXT));
    const struct schema *inputs[] = {&run->inputs[0], &run->inputs[1]};
    size_t count;
    struct option_step *steps = options_steps(run->set, &count);
    for (size_t i = 0; i < count; i++) {
        *steps[i].field = steps[i].name != NULL ? 1 : steps[i].flags & LEAT_STREAM ? 0 : -1;
    }
    run->is_bound = options_bind(run->set, inputs, 2, &run->problems, &run->unjudged);
}

void step_done(struct step_run *run) {
    options_free(run->set);
    document_free(run->document);
    document_free(run->parameters_document);
    parameters_free(&run->parameters);
    problems_free(&run->problems);
    schema_free(&run->inputs[0]);
    schema_free(&run->inputs[1]);
    cr_assert_eq(memory_used(), 0);
}

void assert_step(const char *text, const char *expected) {
    struct step_run run;
    step_read(&run, text);
    step_bind(&run);
    assert_told(text, &run.problems, expected);
    step_done(&run);
}
