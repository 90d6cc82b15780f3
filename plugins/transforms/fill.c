/* fill: puts a value where there is none: the last one above it, or a stated one.
 *
 * What stands above a row is known by its group (the values of "by"; without it there is one group):
 * while a batch is worked through, by a row of the batch, and from one batch to the next by a copy. */
#include <leat/plugin.h>

#include "shared/key_rows.h"
#include "shared/value.h"

/* The last cell of a group, from the batches before. */
struct above {
    struct leat_value value; /* kind LEAT_NONE: there was none; null: a symbol, in `bytes` */
    char *bytes;             /* a text or symbol, copied */
    size_t size, room;
};

/* A column that is filled. */
struct filled {
    int32_t column;
    const struct leat_value *value; /* NULL: none is stated */
    bool is_down;
    struct above *above; /* by group number */
    size_t above_room;
};

struct stated {
    struct leat_value value;
};

struct fill {
    struct leat_list down, by; /* columns */
    struct leat_map values;    /* of struct stated, by column */

    struct filled *filled;
    size_t filled_count;
    struct leat_index *groups; /* NULL: there is one, or none yet */
    struct key_rows keys;
    int64_t *last; /* by group number: its last cell's row in this batch; -1: none yet */
    size_t last_room;
};

static const struct leat_option stated_rows[] = {
    {LEAT_OPTION(struct stated, value, VALUE, "value"), .flags = LEAT_BARE, .over = "values",
     .help = "the value, of the column's kind"},
};
static const struct leat_options stated_options = LEAT_OPTIONS(struct stated, stated_rows);

static const struct leat_option rows[] = {
    {LEAT_OPTION(struct fill, down, COLUMNS, "down"), .flags = LEAT_OPTIONAL | LEAT_ONE_OR_MANY,
     .help = "the columns whose empty cells get what stands last above them"},
    {LEAT_OPTION(struct fill, by, COLUMNS, "by"), .flags = LEAT_OPTIONAL | LEAT_ONE_OR_MANY,
     .help =
         "the columns that must be the same above: \"down\" fills within each different set of their values; without "
         "it over all rows"},
    {LEAT_OPTION_MAP(struct fill, values, TABLE, "values"),
     .flags = LEAT_OPTIONAL | LEAT_KEYED_BY_COLUMN, .items = &stated_options, .least = 1,
     .most = INT64_MAX,
     .help =
         "columns and the value that their empty cells get: {\"grade\": 0}; in a column of \"down\" only where nothing "
         "stands above"},
};
static const struct leat_options options = LEAT_OPTIONS(struct fill, rows);

/* -- open ------------------------------------------------------------------------------------- */

static int check(struct leat_step *step, struct leat_bind *bind) {
    const struct fill *self = step->state;
    if (self->down.count == 0 && self->values.count == 0) {
        return leat_fail(step, "there is nothing to fill; name columns in \"down\", to repeat what "
                               "stands above, or in \"values\": {\"grade\": 0}");
    }
    if (self->down.count == 0 && self->by.count > 0) {
        return leat_fail_option(
            step, &self->by,
            "\"by\" says within which rows \"down\" repeats what stands above, "
            "and there is no \"down\"; leave \"by\" out, or name columns in \"down\"");
    }
    for (size_t i = 0; i < self->by.count * self->down.count; i++) {
        const int32_t *by = &LEAT_ITEM(self->by, int32_t, i / self->down.count);
        if (*by == LEAT_ITEM(self->down, int32_t, i % self->down.count)) {
            return leat_fail_option(
                step, by,
                "'%s' is in \"down\" too: rows without it are a group of their own, in which nothing "
                "stands above; take it out of \"by\"",
                leat_column_name(bind, 0, *by).data);
        }
    }
    for (size_t i = 0; i < self->values.count; i++) {
        const struct stated *stated = &LEAT_ITEM(self->values, struct stated, i);
        if (stated->value.is_null) {
            return leat_fail_option(step, stated,
                                    "null fills nothing; give a value, or take '%s' out",
                                    self->values.keys[i].data);
        }
    }
    return LEAT_OK;
}

static struct filled *find_filled(const struct fill *self, int32_t column) {
    for (size_t i = 0; i < self->filled_count; i++) {
        if (self->filled[i].column == column) {
            return &self->filled[i];
        }
    }
    return NULL;
}

/* The column is put anew, and is what it was in all else. */
static struct filled *add_filled(struct leat_step *step, struct leat_bind *bind, int32_t column) {
    struct fill *self = step->state;
    struct filled *filled = find_filled(self, column);
    struct leat_hint hint = {.size = sizeof hint};
    if (filled) {
        return filled;
    }
    leat_column_hint(bind, 0, column, &hint);
    leat_out_replace(bind, column, leat_column_type(bind, 0, column));
    leat_out_hint(bind, column, &hint);
    leat_out_symbols(bind, column, 0, column);
    filled = &self->filled[self->filled_count++];
    filled->column = column;
    return filled;
}

static int open(struct leat_step *step, struct leat_bind *bind) {
    struct fill *self = step->state;
    if (check(step, bind) != LEAT_OK) {
        return LEAT_FAILED;
    }
    self->filled = leat_alloc(step, (self->down.count + self->values.count) * sizeof *self->filled);
    if (!self->filled) {
        return LEAT_FAILED;
    }
    for (size_t i = 0; i < self->down.count; i++) {
        add_filled(step, bind, LEAT_ITEM(self->down, int32_t, i))->is_down = true;
    }
    for (size_t i = 0; i < self->values.count; i++) {
        add_filled(step, bind, self->values.columns[i])->value =
            &LEAT_ITEM(self->values, struct stated, i).value;
    }
    return LEAT_OK;
}

/* -- What stands above ------------------------------------------------------------------------ */

/* Room for each group that there is now. */
static int make_room(struct leat_step *step) {
    struct fill *self = step->state;
    const size_t groups = self->by.count > 0 ? leat_index_count(step, self->groups) : 1;
    if (groups > self->last_room) {
        int64_t *last = leat_realloc(step, self->last, 2 * groups * sizeof *last);
        if (!last) {
            return LEAT_FAILED;
        }
        memset(last + self->last_room, 0xff, (2 * groups - self->last_room) * sizeof *last);
        self->last = last;
        self->last_room = 2 * groups;
    }
    for (size_t i = 0; i < self->filled_count; i++) {
        struct filled *filled = &self->filled[i];
        if (!filled->is_down || groups <= filled->above_room) {
            continue;
        }
        struct above *above = leat_realloc(step, filled->above, 2 * groups * sizeof *above);
        if (!above) {
            return LEAT_FAILED;
        }
        memset(above + filled->above_room, 0, (2 * groups - filled->above_room) * sizeof *above);
        filled->above = above;
        filled->above_room = 2 * groups;
    }
    return LEAT_OK;
}

/* Copies a cell, for the batches to come. */
static int keep(struct leat_step *step, struct above *above, const struct leat_value *value,
                struct leat_text symbol) {
    const bool has_text = !value->is_null && value->type.kind == LEAT_TEXT;
    const struct leat_text text = value->is_null ? symbol : value->as.text;
    above->value = *value;
    if (!value->is_null && !has_text) {
        return LEAT_OK;
    }
    if (text.size > above->room || !above->bytes) {
        char *bytes = leat_realloc(step, above->bytes, text.size + 16);
        if (!bytes) {
            return LEAT_FAILED;
        }
        above->bytes = bytes;
        above->room = text.size + 16;
    }
    if (text.size > 0) {
        memcpy(above->bytes, text.data, text.size);
    }
    above->size = text.size;
    return LEAT_OK;
}

static void add_above(struct leat_builder *to, const struct above *above) {
    const struct leat_text text = {above->bytes, above->size};
    struct leat_value value = above->value;
    if (value.is_null) {
        leat_add_symbol(to, text);
        return;
    }
    if (value.type.kind == LEAT_TEXT) {
        value.as.text = text;
    }
    value_add(to, &value);
}

/* -- Rows ------------------------------------------------------------------------------------- */

/* One column of a batch, and what is known of it. */
struct cells {
    struct leat_step *step;
    struct leat_batch *batch;
    struct filled *filled;
    const uint32_t *groups; /* by row: the number of its group; NULL: not filled down */
    const uint8_t *totals;  /* a bit a row; NULL: none */
    struct leat_view view;
};

/* A row that is a total over the column has no value there, and is none of the rows below it. */
static bool is_total(const struct cells *cells, int64_t row) {
    return cells->totals && cells->totals[row >> 3] >> (row & 7) & 1;
}

static bool is_empty(const struct cells *cells, int64_t row) {
    return leat_is_null(&cells->view, row) &&
           leat_symbol(cells->step, cells->batch, cells->filled->column, row).size == 0;
}

static void add_filler(const struct cells *cells, int64_t row, struct leat_builder *to) {
    const struct fill *self = cells->step->state;
    const struct filled *filled = cells->filled;
    const int64_t last = filled->is_down ? self->last[cells->groups[row]] : -1;
    if (last >= 0) {
        leat_add_from(to, &cells->view, last);
    } else if (filled->is_down && filled->above[cells->groups[row]].value.type.kind != LEAT_NONE) {
        add_above(to, &filled->above[cells->groups[row]]);
    } else if (filled->value) {
        value_add(to, filled->value);
    } else {
        leat_add_null(to);
    }
}

static void build(const struct cells *cells, struct leat_builder *to) {
    const struct fill *self = cells->step->state;
    for (int64_t row = 0; row < cells->batch->rows; row++) {
        const bool total = is_total(cells, row);
        if (!total && is_empty(cells, row)) {
            add_filler(cells, row, to);
            continue;
        }
        leat_add_from(to, &cells->view, row);
        if (!total && cells->filled->is_down) {
            self->last[cells->groups[row]] = row;
        }
    }
}

/* Keeps the last cell of each group that had one in this batch. */
static int keep_last(const struct cells *cells) {
    const struct fill *self = cells->step->state;
    int result = LEAT_OK;
    for (int64_t row = cells->batch->rows; row-- > 0;) {
        const uint32_t group = cells->groups[row];
        if (self->last[group] != row) {
            continue;
        }
        const struct leat_value value = value_at(&cells->view, row);
        if (result == LEAT_OK) {
            result = keep(cells->step, &cells->filled->above[group], &value,
                          leat_symbol(cells->step, cells->batch, cells->filled->column, row));
        }
        self->last[group] = -1;
    }
    return result;
}

static int fill_column(struct leat_step *step, struct leat_batch *batch, struct filled *filled) {
    const struct fill *self = step->state;
    struct cells cells = {.step = step,
                          .batch = batch,
                          .filled = filled,
                          .groups = filled->is_down ? self->keys.numbers : NULL,
                          .totals = leat_totals(step, batch, filled->column),
                          .view = leat_read(step, batch, filled->column)};
    struct leat_builder *to = leat_build(step, batch, filled->column);
    build(&cells, to);
    if (filled->is_down && keep_last(&cells) != LEAT_OK) {
        return LEAT_FAILED;
    }
    return leat_put(step, batch, to);
}

static int process(struct leat_step *step, struct leat_batch *batch) {
    struct fill *self = step->state;
    const int32_t *by = self->by.items;
    int result = LEAT_OK;
    if (self->down.count > 0) {
        result = key_rows_add(step, &self->keys, &self->groups, batch, by, self->by.count);
        result = result == LEAT_OK ? make_room(step) : result;
    }
    for (size_t i = 0; result == LEAT_OK && i < self->filled_count; i++) {
        if (leat_needed(step, self->filled[i].column)) {
            result = fill_column(step, batch, &self->filled[i]);
        }
    }
    return result;
}

static void close(struct leat_step *step) {
    struct fill *self = step->state;
    for (size_t i = 0; i < self->filled_count; i++) {
        for (size_t group = 0; group < self->filled[i].above_room; group++) {
            leat_free(step, self->filled[i].above[group].bytes);
        }
        leat_free(step, self->filled[i].above);
    }
    leat_free(step, self->filled);
    leat_free(step, self->last);
    leat_index_free(step, self->groups);
    key_rows_free(step, &self->keys);
}

static const char help[] =
    "Puts a value where a cell is empty.\n"
    "\n"
    "    { \"transform\": \"fill\", \"down\": \"school\" }\n"
    "    { \"transform\": \"fill\", \"down\": \"head\", \"by\": \"urn\", \"values\": { \"head\": \"vacant\", \"absences\": 0 } }\n"
    "\n"
    "\"down\" repeats what stands last above, for sheets in which a name stands only in the first\n"
    "row of its block; with \"by\", what stands last above among the rows with the same values.\n"
    "\"values\" gives a value of the column's kind. A column in both gets the value only where\n"
    "nothing stands above.\n"
    "\n"
    "Rows go by the order that they come in. A cell with a symbol (c: suppressed) is not empty:\n"
    "it stays, and \"down\" repeats it. A total's cell stays, and is not repeated.\n"
    "\n"
    "Only put 0 where an absent number means none: an unknown number is not 0.";

static const struct leat_rowwise rowwise = {.size = sizeof rowwise, .process = process};

static const struct leat_role role = {
    .size = sizeof role,
    .name = "fill",
    .summary = "puts a value where there is none: the last one above, or a stated one",
    .help = help,
    .flags = LEAT_READS_NAMED,
    .options = &options,
    .state_size = sizeof(struct fill),
    .open = open,
    .close = close,
    .rowwise = &rowwise,
};

static const struct leat_plugin plugin = {
    .size = sizeof plugin, .abi = LEAT_ABI, .version = "1.0.0", .transform = &role};

const struct leat_plugin *leat_plugin_entry(void) { return &plugin; }
