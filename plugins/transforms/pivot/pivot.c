/* pivot: the listed values of a column become columns, with measures over the rows that have them.
 * What its files do is in pivot.h. */
#include "pivot.h"

#include <stdio.h>

#include "shared/show.h"

static const char *const otherwise_words[] = {"fail", "drop", NULL};

static const struct leat_option value_rows[] = {
    {LEAT_OPTION(struct pivoted, value, VALUE, "value"), .flags = LEAT_BARE, .over = "column",
     .help = "the value, of the kind of \"column\"; null stands for rows without one"},
    {LEAT_OPTION(struct pivoted, as, NEW_COLUMN, "as"), .flags = LEAT_OPTIONAL,
     .help = "the name of its column, or with several measures how their names begin; without it "
             "the value as leat writes it"},
    {LEAT_OPTION(struct pivoted, label, TEXT, "label"), .flags = LEAT_OPTIONAL, .least = 1,
     .most = 1000, .help = "a heading for people, in sheets; without it the name"},
};
static const struct leat_options value_options = LEAT_OPTIONS(struct pivoted, value_rows);

static const struct leat_option rows[] = {
    {LEAT_OPTION(struct pivot, by, COLUMNS, "by"), .flags = LEAT_OPTIONAL | LEAT_ONE_OR_MANY,
     .help = "the columns that stay: a row comes out for each different set of their values; "
             "without it one row over all"},
    {LEAT_OPTION(struct pivot, column, COLUMN, "column"),
     .help = "the column whose values become columns"},
    {LEAT_OPTION_LIST(struct pivot, values, TABLE, "values"), .least = 1, .most = VALUES_MOST,
     .items = &value_options,
     .help = "its values, in the order of their columns, each by itself or as {\"value\": ..., "
             "\"as\": ..., \"label\": ...}"},
    {LEAT_OPTION_HANDLES(struct pivot, measures, MEASURE, "measures"), .least = 1, .most = 1000,
     .help = "what is worked out, in SQL, over the rows that have the value: {\"good\": "
             "\"sum(good)\"}; one is named as the value, of several each has its own name behind "
             "it: 2014-09-01_good"},
    {LEAT_OPTION(struct pivot, otherwise, CHOICE, "otherwise"), .fallback = "\"fail\"",
     .choices = otherwise_words,
     .help = "what becomes of a row whose value is not listed: it is rejected (fail) or left out "
             "(drop)"},
    {LEAT_OPTION(struct pivot, symbols, CHOICE, "symbols"), .fallback = "\"by_measure\"",
     .choices = group_by_symbols, .help = GROUP_BY_SYMBOLS_HELP},
};
static const struct leat_options options = LEAT_OPTIONS(struct pivot, rows);

static int open(struct leat_step *step, struct leat_bind *bind) {
    struct pivot *self = step->state;
    struct leat_hint hint = {.size = sizeof hint};
    leat_column_hint(bind, 0, self->column, &hint);
    self->type = leat_column_type(bind, 0, self->column);
    self->name = leat_column_name(bind, 0, self->column).data;
    self->is_private = hint.is_private != 0;
    if (group_by_open(step, bind, &self->groups, &self->by, self->measures, self->symbols,
                      self->values.count) != LEAT_OK ||
        group_by_watch(step, bind, &self->groups, self->column) != LEAT_OK) {
        return LEAT_FAILED;
    }
    if (group_by_find(&self->groups, self->column) >= 0) {
        return leat_fail_option(step, &self->column,
                                "'%s' is in \"by\" as well; its values cannot become columns and "
                                "stay, so take it out there",
                                self->name);
    }
    return pivot_open_columns(step, bind);
}

static void close(struct leat_step *step) {
    struct pivot *self = step->state;
    group_by_close(step, &self->groups);
    leat_free(step, self->texts);
    leat_index_free(step, self->table);
}

static int seal(struct leat_step *step, void *const *parts, size_t count, size_t *partitions) {
    struct pivot *self = step->state;
    return group_by_check(step, &self->groups, parts, count) == LEAT_OK
               ? group_by_seal(step, &self->groups, parts, count, partitions)
               : LEAT_FAILED;
}

static int merge(struct leat_step *step, void *const *parts, size_t count, size_t partition) {
    const struct pivot *self = step->state;
    return group_by_merge(step, &self->groups, parts, count, partition);
}

static int arrange(struct leat_step *step, void *const *parts, size_t count, size_t *streams) {
    struct pivot *self = step->state;
    group_by_merged(step, &self->groups, parts, count);
    return group_by_collect(step, &self->groups, 0) == LEAT_OK
               ? group_by_arrange(step, &self->groups, group_by_ascending, streams)
               : LEAT_FAILED;
}

/* ", as_at = 2014-09-01", for the message of a measure that cannot be worked out. */
static void show_value(const struct pivot *self, size_t number, char *out, size_t size) {
    const struct leat_value *value = &pivot_value(self, number)->value;
    const bool is_text = value->type.kind == LEAT_TEXT && !value->is_null;
    char room[PIVOT_TEXT];
    const char *text = pivot_text(value, room);
    snprintf(out, size, ", %s = %s%.80s%s", self->name, is_text ? "'" : "", text ? text : "null",
             is_text ? "'" : "");
}

static int give(struct leat_step *step, size_t stream, struct leat_batch *batch) {
    const struct pivot *self = step->state;
    const size_t measures = self->groups.measure_count;
    const struct group_row *given;
    size_t count;
    char of[256];
    int result = group_by_next(&self->groups, stream, &given, &count);
    if (result == LEAT_OK) {
        result = group_by_give_keys(step, &self->groups, batch, given, count);
    }
    for (size_t i = 0; result == LEAT_OK && i < self->values.count * measures; i++) {
        show_value(self, i / measures, of, sizeof of);
        result =
            group_by_give_measure(step, &self->groups, batch, (int32_t)(self->groups.count + i),
                                  i / measures, of, i % measures, given, count);
    }
    return result;
}

static const char help[] =
    "Turns the values of a column into columns, and many rows into one: from a row for each\n"
    "phase and date comes a row for each phase, with a column for each date. Each holds what\n"
    "a measure gives over the rows that have the value; measures are SQL's aggregates, as in\n"
    "aggregate, symbols and totals' marks included.\n"
    "\n"
    "    { \"transform\": \"pivot\", \"by\": [ \"phase\" ], \"column\": \"as_at\",\n"
    "      \"values\": [ \"2014-09-01\", { \"value\": \"2015-09-01\", \"as\": \"sep_2015\", \"label\": \"Sep-15\" } ],\n"
    "      \"measures\": { \"good\": \"sum(good)\", \"total\": \"sum(total)\" } }\n"
    "\n"
    "gives phase, 2014-09-01_good, 2014-09-01_total, sep_2015_good, sep_2015_total; with one\n"
    "measure the columns are called 2014-09-01 and sep_2015. The values are listed, so that\n"
    "the columns are known before the first row and never change with the data: a row whose\n"
    "value is not listed is rejected, unless \"otherwise\" is \"drop\". Where no row has a value,\n"
    "a count is 0 and any other measure is empty.\n"
    "\n"
    "Total rows that come in are rows like all others: keep the column that they are over in\n"
    "\"by\", or leave them out with a filter before, or they count twice.\n"
    "\n"
    "Rows come out by \"by\", ascending, those without a value last. The opposite is unpivot.";

static const struct leat_fold fold = {.size = sizeof fold,
                                      .add = pivot_add,
                                      .seal = seal,
                                      .merge = merge,
                                      .arrange = arrange,
                                      .give = give};

static const struct leat_role role = {
    .size = sizeof role,
    .name = "pivot",
    .summary = "turns the values of a column into columns, with measures over their rows",
    .help = help,
    .flags = LEAT_READS_NAMED,
    .options = &options,
    .state_size = sizeof(struct pivot),
    .part_size = sizeof(struct part),
    .open = open,
    .start = pivot_start,
    .end = pivot_end,
    .close = close,
    .fold = &fold,
};

static const struct leat_plugin plugin = {
    .size = sizeof plugin, .abi = LEAT_ABI, .version = "1.0.0", .transform = &role};

const struct leat_plugin *leat_plugin_entry(void) { return &plugin; }
