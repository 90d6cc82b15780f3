/* unpivot: columns become rows: for each row one for each listed column, with its name and value.
 * What its files do is in unpivot.h. */
#include "unpivot.h"

enum { COLUMNS_MOST = 1000 };

static const char *const null_words[] = {"keep", "drop", NULL};

static const struct leat_option listed_rows[] = {
    {LEAT_OPTION(struct listed, column, COLUMN, "column"), .flags = LEAT_BARE,
     .help = "a column that becomes rows"},
    {LEAT_OPTION(struct listed, label, TEXT, "label"), .flags = LEAT_OPTIONAL,
     .help = "what stands for it in the column \"name\"; without it its name"},
};
static const struct leat_options listed_options = LEAT_OPTIONS(struct listed, listed_rows);

static const struct leat_option rows[] = {
    {LEAT_OPTION_LIST(struct unpivot, columns, TABLE, "columns"), .flags = LEAT_ONE_OR_MANY,
     .least = 1, .most = COLUMNS_MOST, .items = &listed_options,
     .help = "the columns that become rows, each by its name or as {\"column\": ..., \"label\": "
             "...}; all others stay, the same in each row"},
    {LEAT_OPTION(struct unpivot, name, NEW_COLUMN, "name"),
     .help = "the new column for the name or label of the column that a value comes from"},
    {LEAT_OPTION(struct unpivot, value, NEW_COLUMN, "value"),
     .help = "the new column for the values"},
    {LEAT_OPTION(struct unpivot, nulls, CHOICE, "nulls"), .fallback = "\"keep\"",
     .choices = null_words,
     .help = "whether a cell with neither a value nor a symbol gives a row as well (keep) or none "
             "(drop)"},
};
static const struct leat_options options = LEAT_OPTIONS(struct unpivot, rows);

/* -- open ------------------------------------------------------------------------------------- */

static bool same_text(struct leat_text a, struct leat_text b) {
    return a.size == b.size && memcmp(a.data, b.data, a.size) == 0;
}

/* No column twice, and no label, since rows could then not be told from one another. */
static int find_labels(struct leat_step *step, struct leat_bind *bind) {
    struct unpivot *self = step->state;
    self->labels = leat_alloc(step, self->columns.count * sizeof *self->labels);
    if (!self->labels) {
        return LEAT_FAILED;
    }
    for (size_t i = 0; i < self->columns.count; i++) {
        const struct listed *item = unpivot_listed(self, i);
        const struct leat_text name = leat_column_name(bind, 0, item->column);
        self->labels[i] = item->label.data ? item->label : name;
        for (size_t before = 0; before < i; before++) {
            if (unpivot_listed(self, before)->column == item->column) {
                return leat_fail_option(step, item, "'%s' is listed twice; take one of them out",
                                        name.data);
            }
            if (same_text(self->labels[before], self->labels[i])) {
                return leat_fail_option(
                    step, item->label.data ? (const void *)&item->label : item,
                    "'%s' would stand for both '%s' and '%s'; give one of them another \"label\"",
                    self->labels[i].data,
                    leat_column_name(bind, 0, unpivot_listed(self, before)->column).data,
                    name.data);
            }
        }
    }
    return LEAT_OK;
}

static bool is_listed(const struct unpivot *self, int32_t column) {
    for (size_t i = 0; i < self->columns.count; i++) {
        if (unpivot_listed(self, i)->column == column) {
            return true;
        }
    }
    return false;
}

/* A new column may have the name of one that goes, but of none that stays. */
static int check_name(struct leat_step *step, struct leat_bind *bind,
                      const struct leat_text *name) {
    const struct unpivot *self = step->state;
    const int32_t there = leat_find(bind, 0, *name);
    if (there >= 0 && !is_listed(self, there)) {
        return leat_fail_option(step, name, "there is a column '%s' already; choose another name",
                                name->data);
    }
    return LEAT_OK;
}

/* Leaves of a text what another column has too. */
static void keep_common(struct leat_text *common, struct leat_text other) {
    if (common->size != other.size || (other.size > 0 && !same_text(*common, other))) {
        *common = (struct leat_text){NULL, 0};
    }
}

/* What is known of all listed columns alike; the values are private where any of them is. */
static struct leat_hint common_hint(const struct unpivot *self, struct leat_bind *bind) {
    struct leat_hint common = {.size = sizeof common, .decimals = -1};
    for (size_t i = 0; i < self->columns.count; i++) {
        struct leat_hint hint = {.size = sizeof hint};
        leat_column_hint(bind, 0, unpivot_listed(self, i)->column, &hint);
        if (i == 0) {
            common.unit = hint.unit;
            common.format = hint.format;
            common.decimals = hint.decimals;
        } else {
            keep_common(&common.unit, hint.unit);
            keep_common(&common.format, hint.format);
            common.decimals = hint.decimals == common.decimals ? common.decimals : -1;
        }
        common.is_private |= hint.is_private;
    }
    return common;
}

static int open(struct leat_step *step, struct leat_bind *bind) {
    struct unpivot *self = step->state;
    const struct leat_type text = {.kind = LEAT_TEXT};
    if (find_labels(step, bind) != LEAT_OK || unpivot_find_type(step, bind) != LEAT_OK ||
        check_name(step, bind, &self->name) != LEAT_OK ||
        check_name(step, bind, &self->value) != LEAT_OK) {
        return LEAT_FAILED;
    }
    if (same_text(self->name, self->value)) {
        return leat_fail_option(
            step, &self->value,
            "\"name\" and \"value\" are both '%s'; give one of them another name",
            self->value.data);
    }
    const struct leat_hint hint = common_hint(self, bind);
    self->name_column = leat_out_new(bind, self->name, text, NULL, 0);
    self->value_column = leat_out_new(bind, self->value, self->type, NULL, 0);
    leat_out_hint(bind, self->value_column, &hint);
    for (size_t i = 0; i < self->columns.count; i++) {
        const int32_t column = unpivot_listed(self, i)->column;
        leat_out_symbols(bind, self->value_column, 0, column);
        leat_out_drop(bind, column);
    }
    return LEAT_OK;
}

static void close(struct leat_step *step) {
    struct unpivot *self = step->state;
    leat_free(step, self->labels);
}

static const char help[] =
    "Turns columns into rows: for each row, one for each listed column, in the order listed,\n"
    "with its name or label and its value. All other columns stay, the same in each.\n"
    "\n"
    "    { \"transform\": \"unpivot\", \"name\": \"question\", \"value\": \"answer\", \"columns\": [\n"
    "        \"q1\", { \"column\": \"q2\", \"label\": \"I feel safe at school\" } ] }\n"
    "\n"
    "The values must be of one kind, but integers and decimals may stand together: they become\n"
    "decimals that hold them all exactly. Symbols stay with their cells. With \"nulls\": \"drop\"\n"
    "cells that hold neither a value nor a symbol give no row. The opposite is pivot.";

static const struct leat_rowwise rowwise = {.size = sizeof rowwise, .process = unpivot_process};

static const struct leat_role role = {
    .size = sizeof role,
    .name = "unpivot",
    .summary = "turns columns into rows, each with the column's name and its value",
    .help = help,
    .flags = LEAT_PARALLEL | LEAT_READS_NAMED,
    .options = &options,
    .state_size = sizeof(struct unpivot),
    .part_size = sizeof(struct part),
    .open = open,
    .begin = unpivot_begin,
    .end = unpivot_end,
    .close = close,
    .rowwise = &rowwise,
};

static const struct leat_plugin plugin = {
    .size = sizeof plugin, .abi = LEAT_ABI, .version = "1.0.0", .transform = &role};

const struct leat_plugin *leat_plugin_entry(void) { return &plugin; }
