/* unpivot: columns become rows: for each row one for each listed column, with its name and value.
 *
 * The cells of a batch are gone through in order, row by row and in each the listed columns, and
 * given as many at a time as a batch may have rows. */
#include <leat/plugin.h>

#include "shared/show.h"

__extension__ typedef unsigned __int128 uint128;
__extension__ typedef __int128 int128;

enum { COLUMNS_MOST = 1000, INTEGER_DIGITS = 19, DECIMAL_DIGITS = 38 };

struct listed {
    int32_t column;
    struct leat_text label;
};

struct unpivot {
    struct leat_list columns; /* of struct listed */
    struct leat_text name, value;
    int32_t nulls;

    struct leat_text *labels;
    struct leat_type type; /* of the values */
    int32_t name_column, value_column;
};

/* The cells that are not given yet begin at this one. */
struct part {
    int64_t row;
    size_t column;
    uint32_t *rows;   /* of the cells that this call gives: their rows … */
    uint32_t *places; /* … and the places of their columns in `columns` */
    struct leat_view *views;
};

enum nulls { KEEP, DROP };
static const char *const null_words[] = {"keep", "drop", NULL};

static const struct leat_option listed_rows[] = {
    {LEAT_OPTION(struct listed, column, COLUMN, "column"), .flags = LEAT_BARE,
     .help = "the column"},
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

static const struct listed *listed_at(const struct unpivot *self, size_t place) {
    return &LEAT_ITEM(self->columns, struct listed, place);
}

/* -- The kind of the values ------------------------------------------------------------------- */

static bool is_exact(struct leat_type type) {
    return type.kind == LEAT_INTEGER || type.kind == LEAT_DECIMAL;
}

/* The narrowest decimal that holds both; false: there is none. */
static bool widen(struct leat_type a, struct leat_type b, struct leat_type *both) {
    const int digits_a = a.kind == LEAT_INTEGER ? INTEGER_DIGITS : a.precision - a.scale,
              digits_b = b.kind == LEAT_INTEGER ? INTEGER_DIGITS : b.precision - b.scale,
              digits = digits_a > digits_b ? digits_a : digits_b,
              scale = a.scale > b.scale ? a.scale : b.scale;
    if (digits + scale > DECIMAL_DIGITS) {
        return false;
    }
    *both = (struct leat_type){
        .kind = LEAT_DECIMAL, .precision = (uint8_t)(digits + scale), .scale = (uint8_t)scale};
    return true;
}

static bool is_same(struct leat_type a, struct leat_type b) {
    return a.kind == b.kind && a.precision == b.precision && a.scale == b.scale;
}

/* Names the two columns and the cast that brings them together: of a number and a text, the text;
 * of others, both to text. */
static int tell_kinds(struct leat_step *step, struct leat_bind *bind, size_t place,
                      struct leat_type first, struct leat_type type) {
    const struct unpivot *self = step->state;
    const char *name = leat_column_name(bind, 0, listed_at(self, place)->column).data,
               *first_name = leat_column_name(bind, 0, listed_at(self, 0)->column).data;
    char shown[SHOW_TYPE], first_shown[SHOW_TYPE];
    const bool is_ours = type.kind == LEAT_TEXT || first.kind != LEAT_TEXT;
    show_type(type, shown);
    show_type(first, first_shown);
    return leat_fail_option(
        step, listed_at(self, place),
        "'%s' is %s and '%s' is %s, and the values must be of one kind; make them alike where they are "
        "read, or by a derive step: { \"transform\": \"derive\", \"columns\": { \"%s\": \"cast(\\\"%s\\\" "
        "as %s)\" } }",
        first_name, first_shown, name, shown, is_ours ? name : first_name,
        is_ours ? name : first_name, is_ours ? first_shown : shown);
}

static int find_type(struct leat_step *step, struct leat_bind *bind) {
    struct unpivot *self = step->state;
    const struct leat_type first = leat_column_type(bind, 0, listed_at(self, 0)->column);
    self->type = first;
    for (size_t i = 1; i < self->columns.count; i++) {
        const struct leat_type type = leat_column_type(bind, 0, listed_at(self, i)->column);
        if (!is_same(self->type, type) &&
            !(is_exact(self->type) && is_exact(type) && widen(self->type, type, &self->type))) {
            return tell_kinds(step, bind, i, self->type, type);
        }
    }
    return LEAT_OK;
}

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
        const struct listed *item = listed_at(self, i);
        const struct leat_text name = leat_column_name(bind, 0, item->column);
        self->labels[i] = item->label.data ? item->label : name;
        for (size_t before = 0; before < i; before++) {
            if (listed_at(self, before)->column == item->column) {
                return leat_fail_option(step, item, "'%s' is listed twice; take one of them out",
                                        name.data);
            }
            if (same_text(self->labels[before], self->labels[i])) {
                return leat_fail_option(
                    step, item->label.data ? (const void *)&item->label : item,
                    "'%s' stands for '%s' already; give '%s' another \"label\"",
                    self->labels[i].data,
                    leat_column_name(bind, 0, listed_at(self, before)->column).data, name.data);
            }
        }
    }
    return LEAT_OK;
}

static bool is_listed(const struct unpivot *self, int32_t column) {
    for (size_t i = 0; i < self->columns.count; i++) {
        if (listed_at(self, i)->column == column) {
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
        return leat_fail_option(
            step, name,
            "there is a column '%s' already; choose another name, or list it in \"columns\"",
            name->data);
    }
    return LEAT_OK;
}

/* What is known of all listed columns alike; the values are private where any of them is. */
static struct leat_hint common_hint(const struct unpivot *self, struct leat_bind *bind) {
    struct leat_hint common = {.size = sizeof common, .decimals = -1};
    for (size_t i = 0; i < self->columns.count; i++) {
        struct leat_hint hint = {.size = sizeof hint};
        leat_column_hint(bind, 0, listed_at(self, i)->column, &hint);
        if (i == 0) {
            common.unit = hint.unit;
            common.decimals = hint.decimals;
        } else {
            if (hint.unit.size != common.unit.size ||
                (hint.unit.size > 0 && !same_text(hint.unit, common.unit))) {
                common.unit = (struct leat_text){NULL, 0};
            }
            common.decimals = hint.decimals == common.decimals ? common.decimals : -1;
        }
        common.is_private |= hint.is_private;
    }
    return common;
}

static int open(struct leat_step *step, struct leat_bind *bind) {
    struct unpivot *self = step->state;
    const struct leat_type text = {.kind = LEAT_TEXT};
    if (find_labels(step, bind) != LEAT_OK || find_type(step, bind) != LEAT_OK ||
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
        const int32_t column = listed_at(self, i)->column;
        leat_out_symbols(bind, self->value_column, 0, column);
        leat_out_drop(bind, column);
    }
    return LEAT_OK;
}

/* -- Rows ------------------------------------------------------------------------------------- */

static int begin(struct leat_step *step) {
    const struct unpivot *self = step->state;
    struct part *part = step->part;
    part->rows = leat_alloc(step, LEAT_BATCH_ROWS * sizeof *part->rows);
    part->places = leat_alloc(step, LEAT_BATCH_ROWS * sizeof *part->places);
    part->views = leat_alloc(step, self->columns.count * sizeof *part->views);
    return part->rows && part->places && part->views ? LEAT_OK : LEAT_FAILED;
}

/* Whether there is nothing in the cell, not even a symbol. */
static bool is_empty(struct leat_step *step, struct leat_batch *batch, size_t place, int64_t row) {
    const struct unpivot *self = step->state;
    const struct part *part = step->part;
    return leat_is_null(&part->views[place], row) &&
           leat_symbol(step, batch, listed_at(self, place)->column, row).size == 0;
}

/* The next cells that come out, at most a batch's rows of them; answers how many. */
static size_t choose_cells(struct leat_step *step, struct leat_batch *batch) {
    const struct unpivot *self = step->state;
    struct part *part = step->part;
    size_t count = 0;
    for (; part->row < batch->rows; part->row++, part->column = 0) {
        for (; part->column < self->columns.count; part->column++) {
            if (self->nulls == DROP && is_empty(step, batch, part->column, part->row)) {
                continue;
            }
            if (count == LEAT_BATCH_ROWS) {
                return count;
            }
            part->rows[count] = (uint32_t)part->row;
            part->places[count++] = (uint32_t)part->column;
        }
    }
    return count;
}

/* An integer or a decimal at the scale of the values, in which open has seen that it fits. */
static struct leat_decimal rescale(const struct leat_view *view, int64_t row, int scale) {
    uint128 units;
    if (view->type.kind == LEAT_INTEGER) {
        units = (uint128)(int128)leat_integer(view, row);
    } else {
        const struct leat_decimal decimal = leat_decimal_at(view, row);
        units = (uint128)(uint64_t)decimal.high << 64 | decimal.low;
    }
    for (int digits = scale - view->type.scale; digits > 0; digits--) {
        units *= 10;
    }
    return (struct leat_decimal){(uint64_t)units, (int64_t)(uint64_t)(units >> 64)};
}

/* A cell whose column is not of the values' own type. */
static void add_other(struct leat_step *step, struct leat_batch *batch, uint32_t place, int64_t row,
                      struct leat_builder *to) {
    const struct unpivot *self = step->state;
    const struct part *part = step->part;
    const struct leat_view *view = &part->views[place];
    if (!leat_is_null(view, row)) {
        leat_add_decimal(to, rescale(view, row, self->type.scale));
        return;
    }
    const struct leat_text symbol = leat_symbol(step, batch, listed_at(self, place)->column, row);
    if (symbol.size > 0) {
        leat_add_symbol(to, symbol);
    } else {
        leat_add_null(to);
    }
}

static struct leat_builder *build_values(struct leat_step *step, struct leat_batch *batch,
                                         size_t count) {
    const struct unpivot *self = step->state;
    const struct part *part = step->part;
    struct leat_builder *to = leat_build(step, batch, self->value_column);
    for (size_t i = 0; i < count; i++) {
        const uint32_t place = part->places[i];
        if (is_same(part->views[place].type, self->type)) {
            leat_add_from(to, &part->views[place], part->rows[i]);
        } else {
            add_other(step, batch, place, part->rows[i], to);
        }
    }
    return to;
}

static struct leat_builder *build_names(struct leat_step *step, struct leat_batch *batch,
                                        size_t count) {
    const struct unpivot *self = step->state;
    const struct part *part = step->part;
    struct leat_builder *to = leat_build(step, batch, self->name_column);
    for (size_t i = 0; i < count; i++) {
        leat_add_text(to, self->labels[part->places[i]]);
    }
    return to;
}

/* Both columns are built before the batch's rows are others. */
static int process(struct leat_step *step, struct leat_batch *batch) {
    const struct unpivot *self = step->state;
    struct part *part = step->part;
    for (size_t i = 0; i < self->columns.count; i++) {
        part->views[i] = leat_read(step, batch, listed_at(self, i)->column);
    }
    const size_t count = choose_cells(step, batch);
    const bool is_over = part->row == batch->rows;
    struct leat_builder *names = build_names(step, batch, count),
                        *values = build_values(step, batch, count);
    if (is_over) {
        part->row = 0;
    }
    if (leat_rows(step, batch, part->rows, count) != LEAT_OK ||
        leat_put(step, batch, names) != LEAT_OK || leat_put(step, batch, values) != LEAT_OK) {
        return LEAT_FAILED;
    }
    return is_over ? LEAT_OK : LEAT_MORE;
}

static void end(struct leat_step *step) {
    struct part *part = step->part;
    leat_free(step, part->rows);
    leat_free(step, part->places);
    leat_free(step, part->views);
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

static const struct leat_rowwise rowwise = {.size = sizeof rowwise, .process = process};

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
    .begin = begin,
    .end = end,
    .close = close,
    .rowwise = &rowwise,
};

static const struct leat_plugin plugin = {
    .size = sizeof plugin, .abi = LEAT_ABI, .version = "1.0.0", .transform = &role};

const struct leat_plugin *leat_plugin_entry(void) { return &plugin; }
