/* validate: proves what a definition expects of its rows, and tells of each that is otherwise. See
 * validate.h. */
#include "validate.h"

#include <stdio.h>

static const char *const fails_words[] = {"reject", "stop", NULL};
static const char *const own_fails_words[] = {"inherit", "reject", "stop", NULL};

#define OWN_FAILS(type)                                                                            \
    {                                                                                              \
        LEAT_OPTION(type, fails, CHOICE, "fails"), .fallback = "\"inherit\"",                      \
                                                   .choices = own_fails_words,                     \
                                                   .help = "what becomes of a row that fails "     \
                                                           "here, where it is not as the whole "   \
                                                           "step says (inherit)"                   \
    }

static const struct leat_option check_rows[] = {
    {LEAT_OPTION(struct check, required, BOOLEAN, "required"), .fallback = "false",
     .help = "each row has a value; a symbol (c: suppressed) is one"},
    {LEAT_OPTION(struct check, unique, BOOLEAN, "unique"), .fallback = "false",
     .help = "no two rows have the same value"},
    {LEAT_OPTION(struct check, format, TEXT, "format"), .flags = LEAT_OPTIONAL,
     .help =
         "a format of education data that values must have: urn, laestab, upn, la_code, ons_code, academic_year "
         "...; `leat plugins csv` lists them"},
    {LEAT_OPTION(struct check, pattern, TEXT, "pattern"), .flags = LEAT_OPTIONAL,
     .help =
         "a regular expression (PCRE2) that each text must match as a whole: \"[A-Z]{2}[0-9]+\""},
    {LEAT_OPTION_LIST(struct check, in, VALUE, "in"), .flags = LEAT_OPTIONAL, .over = "columns",
     .least = 1, .most = 1000000, .help = "the values that may stand there"},
    {LEAT_OPTION(struct check, least, VALUE, "least"), .flags = LEAT_OPTIONAL, .over = "columns",
     .help = "the least value that may stand there: a number, or a date \"2014-09-01\""},
    {LEAT_OPTION(struct check, most, VALUE, "most"), .flags = LEAT_OPTIONAL, .over = "columns",
     .help = "the greatest"},
    OWN_FAILS(struct check),
};
static const struct leat_options checks = LEAT_OPTIONS(struct check, check_rows);

static const struct leat_option rule_rows[] = {
    {LEAT_OPTION(struct rule, that, EXPRESSION, "that"), .kinds = LEAT_KINDS(LEAT_BOOLEAN),
     .help = "a condition, as in SQL; a row for which it is false fails"},
    {LEAT_OPTION(struct rule, message, TEXT, "message"), .least = 1, .most = 500,
     .help = "what a row that fails is told to be, in the rejects and on the terminal"},
    OWN_FAILS(struct rule),
};
static const struct leat_options rules = LEAT_OPTIONS(struct rule, rule_rows);

static const struct leat_option agreement_rows[] = {
    {LEAT_OPTION_HANDLES(struct agreement, equal, MEASURE, "equal"), .least = 2, .most = INT64_MAX,
     .help = "SQL aggregates over all rows that must be equal, each under a name for messages"},
};
static const struct leat_options agreements = LEAT_OPTIONS(struct agreement, agreement_rows);

static const struct leat_option bound_rows[] = {
    {LEAT_OPTION(struct row_bounds, least, VALUE, "least"), .flags = LEAT_OPTIONAL,
     .help = "how many rows must pass at the least"},
    {LEAT_OPTION(struct row_bounds, most, VALUE, "most"), .flags = LEAT_OPTIONAL,
     .help = "how many may pass at the most"},
};
static const struct leat_options bounds = LEAT_OPTIONS(struct row_bounds, bound_rows);

static const struct leat_option rows[] = {
    {LEAT_OPTION_MAP(struct validate, columns, TABLE, "columns"),
     .flags = LEAT_OPTIONAL | LEAT_KEYED_BY_COLUMN, .items = &checks,
     .help =
         "what the values of columns must be: {\"urn\": {\"required\": true, \"unique\": true}}"},
    {LEAT_OPTION_LIST(struct validate, unique, COLUMNS, "unique"), .flags = LEAT_OPTIONAL,
     .help = "lists of columns of which no two rows have the same values: [[\"la\", \"year\"]]"},
    {LEAT_OPTION_LIST(struct validate, rules, TABLE, "rules"), .flags = LEAT_OPTIONAL,
     .items = &rules, .help = "conditions that each row must meet"},
    {LEAT_OPTION_NESTED(struct validate, rows, "rows"), .flags = LEAT_OPTIONAL, .items = &bounds,
     .help = "how many rows must pass; else the run ends"},
    {LEAT_OPTION_LIST(struct validate, agree, TABLE, "agree"), .flags = LEAT_OPTIONAL,
     .items = &agreements,
     .help = "aggregates over the rows that pass, which must be equal; else the run ends"},
    {LEAT_OPTION(struct validate, fails, CHOICE, "fails"), .fallback = "\"reject\"",
     .choices = fails_words,
     .help =
         "what becomes of a row that fails: it is rejected (reject), or the run ends there (stop)"},
};
static const struct leat_options options = LEAT_OPTIONS(struct validate, rows);

/* -- telling ---------------------------------------------------------------------------------- */

bool validate_stops(const struct validate *self, int32_t fails) {
    enum { STEP_STOPS = 1 };
    return fails == FAILS_INHERIT ? self->fails == STEP_STOPS : fails == FAILS_STOP;
}

void validate_tell(struct leat_step *step, struct leat_batch *batch, int64_t row, int32_t column,
                   const void *rule, bool stops, const char *format, ...) {
    struct validate *self = step->state;
    char message[LEAT_MESSAGE];
    va_list list;
    va_start(list, format);
    vsnprintf(message, sizeof message, format, list);
    va_end(list);
    if (stops) {
        leat_fail_row(step, batch, row, column, "%s", message);
        self->has_stopped = true;
    } else {
        leat_rule(step, rule);
        leat_reject(step, batch, row, column, "%s", message);
    }
}

/* -- the life of the step --------------------------------------------------------------------- */

static int open(struct leat_step *step, struct leat_bind *bind) {
    struct validate *self = step->state;
    if (self->columns.count == 0 && self->unique.count == 0 && self->rules.count == 0 &&
        self->rows.least.type.kind == LEAT_NONE && self->rows.most.type.kind == LEAT_NONE &&
        self->agree.count == 0) {
        return leat_fail(step,
                         "nothing is said that should be checked; say \"columns\", \"unique\", "
                         "\"rules\", \"rows\" or \"agree\"");
    }
    self->checked = leat_alloc(step, self->columns.count * sizeof *self->checked);
    if (!self->checked) {
        return LEAT_FAILED;
    }
    for (size_t i = 0; i < self->columns.count; i++) {
        const struct check *check = &LEAT_ITEM(self->columns, struct check, i);
        self->checked[i] = (struct column){.number = self->columns.columns[i],
                                           .check = check,
                                           .stops = validate_stops(self, check->fails)};
        if (column_open(step, bind, &self->checked[i]) != LEAT_OK) {
            return LEAT_FAILED;
        }
    }
    const int result = unique_open(step, bind);
    return result == LEAT_OK ? agree_open(step) : result;
}

static int start(struct leat_step *step) {
    struct validate *self = step->state;
    int result = agree_start(step);
    for (size_t i = 0; result == LEAT_OK && i < self->columns.count; i++) {
        result = column_start(step, &self->checked[i]);
    }
    return result;
}

static void close(struct leat_step *step) {
    struct validate *self = step->state;
    for (size_t i = 0; self->checked && i < self->columns.count; i++) {
        column_close(step, &self->checked[i]);
    }
    leat_free(step, self->checked);
    unique_close(step);
    agree_close(step);
    leat_free(step, self->blocks);
    key_rows_free(step, &self->keys);
}

/* -- rows ------------------------------------------------------------------------------------- */

static int make_room(struct leat_step *step, int64_t wanted) {
    struct validate *self = step->state;
    if (wanted <= self->room) {
        return LEAT_OK;
    }
    leat_free(step, self->blocks);
    self->blocks = leat_alloc(step, (size_t)wanted * sizeof *self->blocks);
    self->room = self->blocks ? wanted : 0;
    return self->room > 0 ? LEAT_OK : LEAT_FAILED;
}

static int check_rule(struct leat_step *step, struct leat_batch *batch, const struct rule *rule) {
    const struct validate *self = step->state;
    struct leat_view view;
    if (leat_eval(step, rule->that, batch, &view) != LEAT_OK) {
        return LEAT_FAILED;
    }
    for (int64_t row = 0; row < batch->rows; row++) {
        if (!leat_is_null(&view, row) && !leat_boolean(&view, row)) {
            validate_tell(step, batch, row, -1, &rule->that, validate_stops(self, rule->fails),
                          "%s", rule->message.data);
        }
    }
    return LEAT_OK;
}

static int check_rows_alone(struct leat_step *step, struct leat_batch *batch) {
    const struct validate *self = step->state;
    int result = LEAT_OK;
    for (size_t i = 0; result == LEAT_OK && i < self->columns.count; i++) {
        result = column_check(step, batch, &self->checked[i]);
    }
    for (size_t i = 0; result == LEAT_OK && i < self->rules.count; i++) {
        result = check_rule(step, batch, &LEAT_ITEM(self->rules, struct rule, i));
    }
    return result;
}

static int64_t count_bits(const uint8_t *bits, int64_t count) {
    int64_t set = 0;
    for (int64_t i = 0; bits && i < count; i++) {
        set += validate_has(bits, i);
    }
    return set;
}

/* The sums over the batch are worked out first, as a row for which that fails takes no value that
 * is unique; and again where a row then was not. */
static int check_rows_together(struct leat_step *step, struct leat_batch *batch) {
    struct validate *self = step->state;
    const uint8_t *failed = leat_rejected(step, batch);
    const int64_t before = count_bits(failed, batch->rows);
    int result = agree_add(step, batch, failed);
    result = result == LEAT_OK ? unique_check(step, batch, leat_rejected(step, batch)) : result;
    if (result != LEAT_OK) {
        return result;
    }
    failed = leat_rejected(step, batch);
    const int64_t after = count_bits(failed, batch->rows);
    if (after > before) {
        agree_forget(step);
        result = agree_add(step, batch, failed);
    }
    self->rows_given += batch->rows - after;
    return result == LEAT_OK ? agree_keep(step) : result;
}

static int process(struct leat_step *step, struct leat_batch *batch) {
    struct validate *self = step->state;
    int result = make_room(step, batch->rows);
    result = result == LEAT_OK ? check_rows_alone(step, batch) : result;
    result = result == LEAT_OK ? check_rows_together(step, batch) : result;
    return self->has_stopped ? LEAT_FAILED : result;
}

static int rest(struct leat_step *step, struct leat_batch *batch) {
    (void)batch;
    const int result = agree_check(step);
    return result == LEAT_OK ? LEAT_END : result;
}

static const char help[] =
    "Proves what is expected of the rows, and tells of each that is otherwise; the others go on\n"
    "as they are.\n"
    "\n"
    "    { \"transform\": \"validate\",\n"
    "      \"columns\": { \"urn\": { \"required\": true, \"unique\": true, \"format\": \"urn\" },\n"
    "                   \"phase\": { \"in\": [\"Primary\", \"Secondary\"] },\n"
    "                   \"grade\": { \"least\": 1, \"most\": 4, \"fails\": \"stop\" },\n"
    "                   \"postcode\": { \"pattern\": \"[A-Z]{1,2}[0-9].*\" } },\n"
    "      \"unique\": [ [\"la\", \"year\"] ],\n"
    "      \"rules\": [ { \"that\": \"closed >= opened\", \"message\": \"closed before it opened\" } ],\n"
    "      \"rows\": { \"least\": 90, \"most\": 100 },\n"
    "      \"agree\": [ { \"equal\": { \"parts\": \"sum(good) + sum(bad)\", \"whole\": \"sum(total)\" } } ] }\n"
    "\n"
    "A row that fails is rejected, with every reason; with \"fails\": \"stop\", of the step, a column\n"
    "or a rule, the run ends there. A null passes all but \"required\"; a rule that is null passes.\n"
    "\"format\" and the others change nothing: to bring values into one form, say the format where\n"
    "the column is read.\n"
    "\n"
    "Of rows with the same values the first that passes all checks stays, and the others are told\n"
    "where it stands. \"rows\" and \"agree\" are over the rows that pass; when they fail the run ends.\n"
    "A sum over no values is null, and differs from 0.";

static const struct leat_rowwise rowwise = {
    .size = sizeof rowwise, .process = process, .rest = rest};

static const struct leat_role role = {
    .size = sizeof role,
    .name = "validate",
    .summary = "proves what is expected of the rows: values, formats, rules, counts and sums",
    .help = help,
    .flags = LEAT_READS_NAMED,
    .options = &options,
    .state_size = sizeof(struct validate),
    .open = open,
    .start = start,
    .close = close,
    .rowwise = &rowwise,
};

static const struct leat_plugin plugin = {
    .size = sizeof plugin, .abi = LEAT_ABI, .version = "1.0.0", .transform = &role};

const struct leat_plugin *leat_plugin_entry(void) { return &plugin; }
