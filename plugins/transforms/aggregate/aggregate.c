/* aggregate: rows into groups, each with its measures, and totals over them. What its files do is
 * in aggregate.h. */
#include "aggregate.h"

#include "shared/show.h"

static const struct leat_option declared_rows[] = {
    {LEAT_OPTION_LIST(struct declared, values, VALUE, "values"), .flags = LEAT_BARE, .least = 1,
     .most = 100000, .help = "the values that come first, in this order"},
};
static const struct leat_options declared_options = LEAT_OPTIONS(struct declared, declared_rows);

static const struct leat_option rows[] = {
    {LEAT_OPTION(struct aggregate, by, COLUMNS, "by"), .flags = LEAT_OPTIONAL | LEAT_ONE_OR_MANY,
     .help =
         "the columns to group by: a row comes out for each different set of their values; without it one row over "
         "all"},
    {LEAT_OPTION_HANDLES(struct aggregate, measures, MEASURE, "measures"), .flags = LEAT_OPTIONAL,
     .help =
         "the new columns and what is worked out for them over each group's rows, in SQL: {\"pupils\": "
         "\"sum(pupils)\"}; "
         "without it the different sets of values themselves"},
    {LEAT_OPTION(struct aggregate, symbols, CHOICE, "symbols"), .fallback = "\"by_measure\"",
     .choices = group_by_symbols, .help = GROUP_BY_SYMBOLS_HELP},
    {LEAT_OPTION_MAP(struct aggregate, totals, VALUE, "totals"),
     .flags = LEAT_OPTIONAL | LEAT_KEYED_BY_COLUMN, .least = 1, .most = TOTALS_MOST,
     .help =
         "columns of \"by\" to total over, and how such rows are labelled: {\"phase\": \"Total\"}; a null label "
         "leaves the "
         "cell empty"},
    {LEAT_OPTION_MAP(struct aggregate, order, TABLE, "order"),
     .flags = LEAT_OPTIONAL | LEAT_KEYED_BY_COLUMN, .items = &declared_options,
     .help =
         "for columns of \"by\" the order of their values: {\"phase\": [\"Primary\", \"Secondary\"]}; others follow, "
         "ascending"},
    {LEAT_OPTION(struct aggregate, first_seen, BOOLEAN, "first_seen"), .fallback = "false",
     .help = "whether groups come out in the order of their first rows rather than by their keys"},
};
static const struct leat_options options = LEAT_OPTIONS(struct aggregate, rows);

/* -- open ------------------------------------------------------------------------------------- */

/* The position in "by" of a column that a map names; -1: told. */
static int32_t key_named(struct leat_step *step, const struct leat_map *map, size_t number,
                         const char *option) {
    const struct aggregate *self = step->state;
    const int32_t key = group_by_find(&self->groups, map->columns[number]);
    if (key < 0) {
        leat_fail_option(step, &map->keys[number],
                         "'%s' is not in \"by\", and \"%s\" is for its columns",
                         map->keys[number].data, option);
    }
    return key;
}

static int open_totals(struct leat_step *step, struct leat_bind *bind) {
    const struct leat_hint marked = {.size = sizeof marked, .decimals = -1, .has_totals = true};
    struct aggregate *self = step->state;
    char type[SHOW_TYPE];
    self->total_sets = (size_t)1 << self->totals.count;
    for (size_t i = 0; i < self->totals.count; i++) {
        const int32_t key = key_named(step, &self->totals, i, "totals");
        const struct leat_value *label = aggregate_label(self, i);
        if (key < 0) {
            return LEAT_FAILED;
        }
        if (!label->is_null && self->groups.types[key].kind != LEAT_TEXT) {
            return leat_fail_option(
                step, label,
                "'%s' is %s, so its totals can have no label; set null, or make it text in a derive step "
                "first: \"cast(\\\"%s\\\" as text)\"",
                self->groups.names[key], show_type(self->groups.types[key], type),
                self->groups.names[key]);
        }
        self->groups.total_of[key] = (int32_t)i;
        leat_out_hint(bind, self->groups.places[key], &marked);
    }
    return LEAT_OK;
}

static int open_order(struct leat_step *step) {
    struct aggregate *self = step->state;
    self->ordered = leat_alloc(step, (self->by.count + 1) * sizeof *self->ordered);
    if (!self->ordered) {
        return LEAT_FAILED;
    }
    for (size_t i = 0; i < self->order.count; i++) {
        const int32_t key = key_named(step, &self->order, i, "order");
        if (key < 0) {
            return LEAT_FAILED;
        }
        if (self->first_seen) {
            return leat_fail_option(
                step, &self->order,
                "\"order\" and \"first_seen\" both say how groups are ordered; take one "
                "of them out");
        }
        self->ordered[key] = &LEAT_ITEM(self->order, struct declared, i);
    }
    return LEAT_OK;
}

static int open_measures(struct leat_step *step, struct leat_bind *bind) {
    const struct aggregate *self = step->state;
    for (size_t i = 0; i < self->groups.measure_count; i++) {
        const struct leat_text name = leat_measures_name(step, self->measures, i);
        const int32_t column = leat_find(bind, 0, name);
        if (column >= 0 && group_by_find(&self->groups, column) >= 0) {
            return leat_fail_option(step, &self->measures,
                                    "'%s' is a column of \"by\"; give the measure another name",
                                    name.data);
        }
        leat_out_measure(bind, self->measures, i);
    }
    return LEAT_OK;
}

static int open(struct leat_step *step, struct leat_bind *bind) {
    struct aggregate *self = step->state;
    if (group_by_open(step, bind, &self->groups, &self->by, self->measures, self->symbols, 1) !=
            LEAT_OK ||
        group_by_watch(step, bind, &self->groups, -1) != LEAT_OK ||
        open_totals(step, bind) != LEAT_OK || open_order(step) != LEAT_OK ||
        open_measures(step, bind) != LEAT_OK) {
        return LEAT_FAILED;
    }
    if (self->by.count == 0 && self->groups.measure_count == 0) {
        return leat_fail(
            step,
            "there is nothing to work out; name columns in \"by\", or columns to make in \"measures\"");
    }
    return LEAT_OK;
}

static void close(struct leat_step *step) {
    struct aggregate *self = step->state;
    aggregate_merge_end(step);
    aggregate_free_totals(step, self);
    group_by_close(step, &self->groups);
    leat_free(step, self->ordered);
}

/* -- The callbacks ---------------------------------------------------------------------------- */

static int add(struct leat_step *step, struct leat_batch *batch) {
    const struct aggregate *self = step->state;
    const int result = group_by_add(step, &self->groups, batch, NULL);
    return result == LEAT_OK ? aggregate_check_labels(step, batch) : result;
}

static void end(struct leat_step *step) {
    const struct aggregate *self = step->state;
    struct aggregate_part *part = step->part;
    group_by_end(step, &self->groups);
    aggregate_runs_free(step, &part->runs);
}

/* What merging and sorting take for each group, beside what the parts have. */
static bool fits(struct leat_step *step, void *const *parts, size_t count) {
    const struct aggregate *self = step->state;
    const size_t each =
        sizeof(struct group) + 3 * sizeof(struct group_row) + (size_t)32 * (self->groups.count + 1);
    size_t groups = 0;
    for (size_t i = 0; i < count; i++) {
        const struct aggregate_part *part = parts[i];
        groups += part->grouped.groups.count;
    }
    return leat_memory_left(step) / each > groups;
}

static int seal_runs(struct leat_step *step, void *const *parts, size_t count) {
    struct aggregate *self = step->state;
    int result = LEAT_OK;
    for (size_t i = 0; result == LEAT_OK && i < count; i++) {
        struct aggregate_part *part = parts[i];
        result = aggregate_spill(step, part);
        if (result == LEAT_OK) {
            result = aggregate_runs_move(step, &self->runs, &part->runs);
        }
    }
    return result;
}

/* Whether some groups are in runs, or must be and can. */
static bool wants_runs(struct leat_step *step, void *const *parts, size_t count) {
    const struct aggregate *self = step->state;
    bool has_runs = false;
    for (size_t i = 0; i < count; i++) {
        const struct aggregate_part *part = parts[i];
        has_runs |= part->runs.count > 0;
    }
    return has_runs || (aggregate_can_spill(self) && !fits(step, parts, count));
}

static int seal(struct leat_step *step, void *const *parts, size_t count, size_t *partitions) {
    struct aggregate *self = step->state;
    if (group_by_check(step, &self->groups, parts, count) != LEAT_OK) {
        return LEAT_FAILED;
    }
    if (wants_runs(step, parts, count)) {
        return seal_runs(step, parts, count);
    }
    if (group_by_seal(step, &self->groups, parts, count, partitions) != LEAT_OK) {
        return LEAT_FAILED;
    }
    self->totalled = leat_alloc(step, *partitions * self->total_sets * sizeof *self->totalled);
    return self->totalled ? LEAT_OK : LEAT_FAILED;
}

static int merge(struct leat_step *step, void *const *parts, size_t count, size_t partition) {
    const struct aggregate *self = step->state;
    if (self->runs.count > 0) {
        return LEAT_OK;
    }
    const int result = group_by_merge(step, &self->groups, parts, count, partition);
    return result == LEAT_OK ? aggregate_make_totals(step, self, partition) : result;
}

static int arrange(struct leat_step *step, void *const *parts, size_t count, size_t *streams) {
    struct aggregate *self = step->state;
    if (self->runs.count > 0) {
        return aggregate_merge_begin(step);
    }
    group_by_merged(step, &self->groups, parts, count);
    return aggregate_collect(step, self) == LEAT_OK
               ? group_by_arrange(step, &self->groups, aggregate_order(self), streams)
               : LEAT_FAILED;
}

int aggregate_put(struct leat_step *step, struct leat_batch *batch, const struct group_row *given,
                  size_t count) {
    const struct aggregate *self = step->state;
    int result = group_by_give_keys(step, &self->groups, batch, given, count);
    for (size_t i = 0; result == LEAT_OK && i < self->groups.measure_count; i++) {
        result = group_by_give_measure(step, &self->groups, batch,
                                       (int32_t)(self->groups.count + i), 0, "", i, given, count);
    }
    return result;
}

static int give(struct leat_step *step, size_t stream, struct leat_batch *batch) {
    const struct aggregate *self = step->state;
    const struct group_row *given;
    size_t count;
    if (self->runs.count > 0) {
        return aggregate_merge_give(step, batch);
    }
    const int result = group_by_next(&self->groups, stream, &given, &count);
    return result == LEAT_OK ? aggregate_put(step, batch, given, count) : result;
}

static int spill(struct leat_step *step, size_t bytes) {
    const struct aggregate *self = step->state;
    (void)bytes;
    return aggregate_can_spill(self) ? aggregate_spill(step, step->part) : LEAT_OK;
}

static const char help[] =
    "Groups rows and works out SQL's aggregates over each group: count, sum, avg (or mean),\n"
    "min, max, median, count(distinct ...), each with filter (where ...) if wanted. Rows that\n"
    "have no value are left out of a measure, as in SQL.\n"
    "\n"
    "A symbol that a source declares for a column (c: suppressed) takes the place of the sum,\n"
    "avg, min, max or median of that column, or of a cast of it: a sum without the hidden\n"
    "number would be wrong. In other expressions, as in sum(absent + 1), a symbol is a null,\n"
    "which is left out. Of several the first in the declared list is shown. Counts count\n"
    "values alone. \"symbols\" says otherwise, for all measures: ignore, pass or fail. To count\n"
    "symbols: \"count(*) filter (where symbol(absent) = 'c')\".\n"
    "\n"
    "    { \"transform\": \"aggregate\", \"by\": [ \"phase\", \"as_at\" ],\n"
    "      \"measures\": { \"good\": \"count(*) filter (where grade <= 2)\", \"total\": \"count(grade)\" },\n"
    "      \"totals\": { \"phase\": \"Total\" },\n"
    "      \"order\": { \"phase\": [ \"Primary\", \"Secondary\" ] } }\n"
    "\n"
    "Totals are worked out from the rows, not from the groups' results. With several columns\n"
    "in \"totals\" there are rows for each of them and for all of them together. Total rows that\n"
    "come from a step before and their parts would be counted twice, so that is an error\n"
    "where the column they are over is not in \"by\": leave them out first, with\n"
    "\"where\": \"phase is distinct from 'Total'\".\n"
    "\n"
    "Groups come out by their keys, ascending, those without a value last, and totals after\n"
    "the groups they are over; \"order\" puts values of a key in another order, \"first_seen\"\n"
    "keeps the order of the rows. Without \"by\" there is one row, even over no rows at all.\n"
    "Without \"measures\" the different groups alone come out.\n"
    "\n"
    "All groups are kept in memory until the last row has come, or, where \"leat run --memory\"\n"
    "sets a limit and they are too many for it, in a temporary file (in TMPDIR, or /tmp); with\n"
    "\"first_seen\", or with totals of a step before in columns of \"by\", always in memory.";

static const struct leat_fold fold = {.size = sizeof fold,
                                      .add = add,
                                      .seal = seal,
                                      .merge = merge,
                                      .arrange = arrange,
                                      .give = give,
                                      .spill = spill};

static const struct leat_role role = {
    .size = sizeof role,
    .name = "aggregate",
    .summary = "groups rows and works out counts, sums and other measures, with totals",
    .help = help,
    .flags = LEAT_READS_NAMED,
    .options = &options,
    .state_size = sizeof(struct aggregate),
    .part_size = sizeof(struct aggregate_part),
    .open = open,
    .end = end,
    .close = close,
    .fold = &fold,
};

static const struct leat_plugin plugin = {
    .size = sizeof plugin, .abi = LEAT_ABI, .version = "1.0.0", .transform = &role};

const struct leat_plugin *leat_plugin_entry(void) { return &plugin; }
