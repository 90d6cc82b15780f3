/* select: chooses columns, gives them other names, and puts them in order. */
#include <leat/plugin.h>

struct choice {
    int32_t column;
    struct leat_text as;
};

struct select {
    struct leat_list columns; /* of struct choice */
    struct leat_map rename;   /* column to struct leat_text */
    struct leat_list drop;    /* of int32_t */
    int32_t *numbers;         /* for each choice the column that comes out */
};

static const struct leat_option choice_rows[] = {
    {LEAT_OPTION(struct choice, column, COLUMN, "column"), .flags = LEAT_BARE | LEAT_UNREAD,
     .help = "a column that comes out"},
    {LEAT_OPTION(struct choice, as, NEW_COLUMN, "as"), .flags = LEAT_OPTIONAL,
     .help = "its new name"},
};
static const struct leat_options choices = LEAT_OPTIONS(struct choice, choice_rows);

static const struct leat_option rows[] = {
    {LEAT_OPTION_LIST(struct select, columns, TABLE, "columns"),
     .flags = LEAT_OPTIONAL | LEAT_ONE_OR_MANY, .items = &choices,
     .help =
         "the columns that come out, in this order, each by its name or as {\"column\": ..., \"as\": ...}"},
    {LEAT_OPTION_MAP(struct select, rename, NEW_COLUMN, "rename"),
     .flags = LEAT_OPTIONAL | LEAT_KEYED_BY_COLUMN | LEAT_UNREAD,
     .help = "new names for some columns, all others staying as they are: {\"old\": \"new\"}"},
    {LEAT_OPTION(struct select, drop, COLUMNS, "drop"),
     .flags = LEAT_OPTIONAL | LEAT_ONE_OR_MANY | LEAT_UNREAD,
     .help = "the columns to leave out, all others staying"},
};
static const struct leat_options options = LEAT_OPTIONS(struct select, rows);

static bool same(struct leat_text a, struct leat_text b) {
    return a.size == b.size && memcmp(a.data, b.data, a.size) == 0;
}

/* -- "columns" -------------------------------------------------------------------------------- */

static struct leat_text chosen_name(const struct select *self, struct leat_bind *bind,
                                    size_t number) {
    const struct choice *choice = &LEAT_ITEM(self->columns, struct choice, number);
    return choice->as.data ? choice->as : leat_column_name(bind, 0, choice->column);
}

/* Whether an earlier choice is of the same column. */
static bool is_again(const struct select *self, size_t number) {
    for (size_t i = 0; i < number; i++) {
        if (LEAT_ITEM(self->columns, struct choice, i).column ==
            LEAT_ITEM(self->columns, struct choice, number).column) {
            return true;
        }
    }
    return false;
}

static int check_names(struct leat_step *step, struct leat_bind *bind) {
    const struct select *self = step->state;
    for (size_t i = 0; i < self->columns.count; i++) {
        const struct choice *choice = &LEAT_ITEM(self->columns, struct choice, i);
        const struct leat_text name = chosen_name(self, bind, i);
        for (size_t before = 0; before < i; before++) {
            if (same(chosen_name(self, bind, before), name)) {
                return leat_fail_option(
                    step, choice->as.data ? (const void *)&choice->as : choice,
                    "two columns would be called '%s'; give one of them another name: "
                    "{\"column\": \"%s\", \"as\": \"...\"}",
                    name.data, leat_column_name(bind, 0, choice->column).data);
            }
        }
    }
    return LEAT_OK;
}

/* Columns that nobody chose go out; one that is chosen again is a new column of the same
 * contents. */
static int choose(struct leat_step *step, struct leat_bind *bind) {
    struct select *self = step->state;
    const size_t count = self->columns.count;
    const int32_t columns = leat_columns(bind, 0);
    if (check_names(step, bind) != LEAT_OK) {
        return LEAT_FAILED;
    }
    self->numbers = leat_alloc(step, count * sizeof *self->numbers);
    bool *kept = leat_alloc(step, (size_t)columns + 1);
    if (!self->numbers || !kept) {
        leat_free(step, kept);
        return LEAT_FAILED;
    }
    for (size_t i = 0; i < count; i++) {
        kept[LEAT_ITEM(self->columns, struct choice, i).column] = true;
    }
    for (int32_t column = 0; column < columns; column++) {
        if (!kept[column]) {
            leat_out_drop(bind, column);
        }
    }
    leat_free(step, kept);
    for (size_t i = 0; i < count; i++) {
        const struct choice *choice = &LEAT_ITEM(self->columns, struct choice, i);
        self->numbers[i] = choice->column;
        if (!is_again(self, i) && choice->as.data) {
            leat_out_rename(bind, choice->column, choice->as);
        } else if (is_again(self, i)) {
            struct leat_hint hint = {.size = sizeof hint};
            leat_column_hint(bind, 0, choice->column, &hint);
            self->numbers[i] =
                leat_out_new(bind, chosen_name(self, bind, i),
                             leat_column_type(bind, 0, choice->column), &choice->column, 1);
            leat_out_hint(bind, self->numbers[i], &hint);
            leat_uses(bind, 0, choice->column); /* process reads it */
        }
    }
    leat_out_order(bind, self->numbers, count);
    return LEAT_OK;
}

/* -- "rename" and "drop" ---------------------------------------------------------------------- */

static bool is_dropped(const struct select *self, int32_t column) {
    for (size_t i = 0; i < self->drop.count; i++) {
        if (LEAT_ITEM(self->drop, int32_t, i) == column) {
            return true;
        }
    }
    return false;
}

/* The name that comes out for a column. */
static struct leat_text new_name(const struct select *self, struct leat_bind *bind,
                                 int32_t column) {
    for (size_t i = 0; i < self->rename.count; i++) {
        if (self->rename.columns[i] == column) {
            return LEAT_ITEM(self->rename, struct leat_text, i);
        }
    }
    return leat_column_name(bind, 0, column);
}

static int check_new_names(struct leat_step *step, struct leat_bind *bind) {
    const struct select *self = step->state;
    for (size_t i = 0; i < self->rename.count; i++) {
        const struct leat_text *name = &LEAT_ITEM(self->rename, struct leat_text, i);
        if (is_dropped(self, self->rename.columns[i])) {
            return leat_fail_option(step, &self->rename.keys[i],
                                    "'%s' is renamed and dropped; take it out of one of the two",
                                    self->rename.keys[i].data);
        }
        for (int32_t column = 0; column < leat_columns(bind, 0); column++) {
            if (column != self->rename.columns[i] && !is_dropped(self, column) &&
                same(new_name(self, bind, column), *name)) {
                return leat_fail_option(
                    step, name,
                    "two columns would be called '%s'; choose another name, or drop '%s'",
                    name->data, leat_column_name(bind, 0, column).data);
            }
        }
    }
    return LEAT_OK;
}

static int drop_and_rename(struct leat_step *step, struct leat_bind *bind) {
    const struct select *self = step->state;
    if (check_new_names(step, bind) != LEAT_OK) {
        return LEAT_FAILED;
    }
    for (size_t i = 0; i < self->drop.count; i++) {
        leat_out_drop(bind, LEAT_ITEM(self->drop, int32_t, i));
    }
    for (size_t i = 0; i < self->rename.count; i++) {
        leat_out_rename(bind, self->rename.columns[i],
                        LEAT_ITEM(self->rename, struct leat_text, i));
    }
    return LEAT_OK;
}

static int open(struct leat_step *step, struct leat_bind *bind) {
    const struct select *self = step->state;
    if (self->columns.count == 0 && self->rename.count == 0 && self->drop.count == 0) {
        return leat_fail(
            step,
            "nothing is selected; say \"columns\" to choose, or \"rename\" or \"drop\" to keep all others");
    }
    if (self->columns.count > 0 && self->rename.count > 0) {
        return leat_fail_option(
            step, &self->rename,
            "\"columns\" gives names itself: {\"column\": \"old\", \"as\": \"new\"}; "
            "use \"rename\" without \"columns\"");
    }
    if (self->columns.count > 0 && self->drop.count > 0) {
        return leat_fail_option(
            step, &self->drop,
            "\"columns\" leaves out all it does not list; use \"drop\" without \"columns\"");
    }
    return self->columns.count > 0 ? choose(step, bind) : drop_and_rename(step, bind);
}

/* Only a column that was chosen again has to be put. */
static int process(struct leat_step *step, struct leat_batch *batch) {
    const struct select *self = step->state;
    int result = LEAT_OK;
    for (size_t i = 0; result == LEAT_OK && i < self->columns.count; i++) {
        const int32_t column = LEAT_ITEM(self->columns, struct choice, i).column;
        if (self->numbers[i] != column) {
            const struct leat_view view = leat_read(step, batch, column);
            result = leat_put_view(step, batch, self->numbers[i], &view);
        }
    }
    return result;
}

static void close(struct leat_step *step) {
    struct select *self = step->state;
    leat_free(step, self->numbers);
}

static const char help[] =
    "Chooses columns, renames them and puts them in order. \"columns\" lists all that come out:\n"
    "\n"
    "    { \"transform\": \"select\", \"columns\": [ \"urn\", { \"column\": \"phase_of_education\", \"as\": \"phase\" "
    "} ] }\n"
    "\n"
    "To keep all others as they are, say only what changes:\n"
    "\n"
    "    { \"transform\": \"select\", \"rename\": { \"LA (code)\": \"la_code\" }, \"drop\": [ \"easting\", "
    "\"northing\" ] }";

static const struct leat_rowwise rowwise = {.size = sizeof rowwise, .process = process};

static const struct leat_role role = {
    .size = sizeof role,
    .name = "select",
    .summary = "chooses columns, renames them and puts them in order",
    .help = help,
    .flags = LEAT_PARALLEL | LEAT_READS_NAMED,
    .options = &options,
    .state_size = sizeof(struct select),
    .open = open,
    .close = close,
    .rowwise = &rowwise,
};

static const struct leat_plugin plugin = {
    .size = sizeof plugin, .abi = LEAT_ABI, .version = "1.0.0", .transform = &role};

const struct leat_plugin *leat_plugin_entry(void) { return &plugin; }
