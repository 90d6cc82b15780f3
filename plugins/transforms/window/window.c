/* window: new columns from other rows of the same group: the row before, ranks, running sums,
 * shares. See window.h. */
#include "window.h"

#include "shared/order.h"

static const char *const rank_words[] = {"none", "rank", "dense_rank", "row_number", NULL};
static const char *const symbol_words[] = {"pass", "ignore", NULL};

static const char *const operation_words[OPERATIONS] = {
    "previous", "change", "change_percent", "change_points", "share", "running_sum", "rank"};

#define MEASURED (LEAT_NUMBERS | LEAT_KINDS(LEAT_DATE))

static const struct leat_option of_whole_rows[] = {
    {LEAT_OPTION(struct of_whole, part, COLUMN, "part"), .kinds = EXACT_NUMBERS,
     .help = "the column with the part, an integer or a decimal"},
    {LEAT_OPTION(struct of_whole, whole, COLUMN, "whole"), .kinds = EXACT_NUMBERS,
     .help = "the column with the whole, an integer or a decimal"},
};
static const struct leat_options of_whole_options = LEAT_OPTIONS(struct of_whole, of_whole_rows);

static const struct leat_option asked_rows[] = {
    {LEAT_OPTION(struct asked, previous, COLUMN, "previous"), .flags = LEAT_OPTIONAL,
     .help = "the column's value in the row before"},
    {LEAT_OPTION(struct asked, change, COLUMN, "change"), .flags = LEAT_OPTIONAL, .kinds = MEASURED,
     .help = "the column's value less that in the row before; for dates, in days"},
    {LEAT_OPTION(struct asked, change_percent, COLUMN, "change_percent"), .flags = LEAT_OPTIONAL,
     .kinds = EXACT_NUMBERS,
     .help = "the change of the column's value, in per cent of that in the row before"},
    {LEAT_OPTION_NESTED(struct asked, change_points, "change_points"), .flags = LEAT_OPTIONAL,
     .items = &of_whole_options,
     .help =
         "what per cent the part is of the whole, less what it was in the row before: in percentage points, from unrounded figures"},
    {LEAT_OPTION(struct asked, share, COLUMN, "share"), .flags = LEAT_OPTIONAL,
     .kinds = EXACT_NUMBERS,
     .help = "what per cent the column's value is of its sum over the group, totals left out"},
    {LEAT_OPTION(struct asked, running_sum, COLUMN, "running_sum"), .flags = LEAT_OPTIONAL,
     .kinds = EXACT_NUMBERS,
     .help = "the sum of the column from the group's first row to this one"},
    {LEAT_OPTION(struct asked, rank, CHOICE, "rank"), .fallback = "\"none\"", .choices = rank_words,
     .help =
         "the row's place by \"order\", as in SQL: rank leaves places out after equal rows, dense_rank does not, "
         "row_number gives each row its own"},
    {LEAT_OPTION(struct asked, decimals, INTEGER, "decimals"), .fallback = "1", .least = 0,
     .most = RATIO_DECIMALS,
     .help = "change_percent, change_points, share: how many digits stand after the point"},
    {LEAT_OPTION(struct asked, back, INTEGER, "back"), .fallback = "1", .least = 1,
     .most = 1000000000,
     .help =
         "previous and the changes: how many rows before; 4 compares quarters with those a year ago"},
    {LEAT_OPTION(struct asked, symbols, CHOICE, "symbols"), .fallback = "\"pass\"",
     .choices = symbol_words,
     .help =
         "what becomes of a symbol in place of a number that is needed: it stands for the new value too (pass), or the "
         "new value is just absent, and sums leave it out (ignore)"},
};
static const struct leat_options asked_options = LEAT_OPTIONS(struct asked, asked_rows);

static const struct leat_option rows[] = {
    {LEAT_OPTION(struct window, by, COLUMNS, "by"), .flags = LEAT_OPTIONAL | LEAT_ONE_OR_MANY,
     .help =
         "the columns whose values make a group; rows are compared within their group. Without it all rows are one"},
    {LEAT_OPTION_LIST(struct window, order, TABLE, "order"),
     .flags = LEAT_OPTIONAL | LEAT_ONE_OR_MANY, .most = ORDER_MOST, .items = &order_by_options,
     .help =
         "the columns that say which row is before which, as in sort; equal rows stay in the order they came in. "
         "Needed for all but share"},
    {LEAT_OPTION_MAP(struct window, columns, TABLE, "columns"), .least = 1, .most = 1000,
     .items = &asked_options,
     .help =
         "the new columns: each one's name, and what is worked out in it: {\"before\": {\"previous\": \"percent\"}}"},
};
static const struct leat_options options = LEAT_OPTIONS(struct window, rows);

/* -- open ------------------------------------------------------------------------------------- */

/* By operation: whether it is asked for. */
static void find_operations(const struct asked *asked, bool found[OPERATIONS]) {
    const int32_t columns[RANK] = {asked->previous,           asked->change, asked->change_percent,
                                   asked->change_points.part, asked->share,  asked->running_sum};
    for (size_t i = 0; i < RANK; i++) {
        found[i] = columns[i] >= 0;
    }
    found[RANK] = asked->rank != RANK_NONE;
}

static bool looks_back(enum operation operation) {
    return operation == PREVIOUS || operation == CHANGE || operation == CHANGE_PERCENT ||
           operation == CHANGE_POINTS;
}

static bool is_percentage(enum operation operation) {
    return operation == CHANGE_PERCENT || operation == CHANGE_POINTS || operation == SHARE;
}

static int find_operation(struct leat_step *step, size_t number, enum operation *operation) {
    const struct window *self = step->state;
    const struct asked *asked = &LEAT_ITEM(self->columns, struct asked, number);
    const struct leat_text *name = &self->columns.keys[number];
    bool found[OPERATIONS];
    int first = -1;
    find_operations(asked, found);
    for (int i = 0; i < OPERATIONS; i++) {
        if (found[i] && first >= 0) {
            return leat_fail_option(step, name,
                                    "'%s' asks for both \"%s\" and \"%s\"; give each a new column "
                                    "of its own",
                                    name->data, operation_words[first], operation_words[i]);
        }
        first = found[i] ? i : first;
    }
    if (first < 0) {
        return leat_fail_option(
            step, name,
            "'%s' says nothing to work out; give it one of \"previous\", \"change\", "
            "\"change_percent\", \"change_points\", \"share\", \"running_sum\" and \"rank\"",
            name->data);
    }
    *operation = (enum operation)first;
    return LEAT_OK;
}

/* What goes with other operations alone. */
static int check_asked(struct leat_step *step, size_t number, enum operation operation) {
    const struct window *self = step->state;
    const struct asked *asked = &LEAT_ITEM(self->columns, struct asked, number);
    const struct leat_text *name = &self->columns.keys[number];
    if (operation != SHARE && self->order.count == 0) {
        return leat_fail_option(
            step, name,
            "\"%s\" needs to know which row is before which; add \"order\" to the step, with the "
            "column that says so (a date, say)",
            operation_words[operation]);
    }
    if (asked->back != 1 && !looks_back(operation)) {
        return leat_fail_option(step, &asked->back,
                                "\"%s\" does not look at the row before, so \"back\" says nothing; "
                                "take it out",
                                operation_words[operation]);
    }
    if (asked->decimals != 1 && !is_percentage(operation)) {
        return leat_fail_option(
            step, &asked->decimals,
            "\"%s\" is not rounded, so \"decimals\" says nothing; take it out, and round in a "
            "derive step if it is wanted",
            operation_words[operation]);
    }
    return LEAT_OK;
}

static struct leat_type type_of(const struct made *made) {
    const struct leat_type integer = {.kind = LEAT_INTEGER};
    struct leat_type type = made->from;
    const int digits = type.precision + 1;
    switch (made->operation) {
    case PREVIOUS:
        return type;
    case CHANGE:
        type.precision = (uint8_t)(digits < EXACT_DIGITS ? digits : EXACT_DIGITS);
        return type.kind == LEAT_DATE ? integer : type.kind == LEAT_DECIMAL ? type : made->from;
    case RUNNING_SUM:
        type.precision = EXACT_DIGITS;
        return type.kind == LEAT_DECIMAL ? type : integer;
    case RANK:
        return integer;
    default:
        return made->form.type;
    }
}

/* How a new column may be shown: as the one that it is made of, but for its label. A difference of
 * percentages is in percentage points. */
static struct leat_hint hint_of(struct leat_bind *bind, const struct made *made) {
    struct leat_hint hint = {.size = sizeof hint, .decimals = -1};
    if (made->operation == RANK) {
        return hint;
    }
    leat_column_hint(bind, 0, made->column, &hint);
    const bool was_percent = hint.unit.size == 1 && *hint.unit.data == '%';
    hint.label = hint.key = (struct leat_text){NULL, 0};
    if (is_percentage(made->operation)) {
        hint.decimals = made->form.type.scale;
        hint.format = (struct leat_text){NULL, 0};
        hint.unit = leat_text_of(made->operation == CHANGE_POINTS ? "pp" : "%");
    } else if (made->operation == CHANGE && made->from.kind == LEAT_DATE) {
        hint.unit = leat_text_of("days");
        hint.format = (struct leat_text){NULL, 0};
    } else if (made->operation == CHANGE && was_percent) {
        hint.unit = leat_text_of("pp");
    }
    return hint;
}

static int open_column(struct leat_step *step, struct leat_bind *bind, size_t number) {
    const struct window *self = step->state;
    const struct asked *asked = &LEAT_ITEM(self->columns, struct asked, number);
    const struct leat_text *name = &self->columns.keys[number];
    struct made *made = &self->made[number];
    if (leat_find(bind, 0, *name) >= 0) {
        return leat_fail_option(step, name,
                                "there is a column '%s' already; give the new one another name",
                                name->data);
    }
    if (find_operation(step, number, &made->operation) != LEAT_OK ||
        check_asked(step, number, made->operation) != LEAT_OK) {
        return LEAT_FAILED;
    }
    const int32_t columns[OPERATIONS] = {asked->previous,
                                         asked->change,
                                         asked->change_percent,
                                         asked->change_points.part,
                                         asked->share,
                                         asked->running_sum,
                                         -1};
    made->column = columns[made->operation];
    made->whole = asked->change_points.whole;
    made->back = (size_t)asked->back;
    made->rank = asked->rank;
    if (made->column >= 0) {
        made->from = leat_column_type(bind, 0, made->column);
    }
    if (is_percentage(made->operation)) {
        const struct leat_type whole =
            made->whole >= 0 ? leat_column_type(bind, 0, made->whole) : made->from;
        made->form = ratio_form(made->from, whole, (int)asked->decimals);
    }
    made->type = type_of(made);
    const int32_t from[] = {made->column, made->whole};
    const size_t count = made->operation == RANK ? 0 : made->operation == CHANGE_POINTS ? 2 : 1;
    const struct leat_hint hint = hint_of(bind, made);
    leat_out_hint(bind, leat_out_new(bind, *name, made->type, from, count), &hint);
    return asked->symbols == IGNORE ? LEAT_OK : window_list_symbols(step, bind, made, from, count);
}

static bool is_by(const struct window *self, int32_t column) {
    for (size_t i = 0; i < self->by.count; i++) {
        if (window_by(self)[i] == column) {
            return true;
        }
    }
    return false;
}

/* The columns outside "by" are read for their totals' marks alone. */
static int open_keys(struct leat_step *step, struct leat_bind *bind) {
    struct window *self = step->state;
    const int32_t count = leat_columns(bind, 0);
    self->key_count = self->by.count + self->order.count;
    self->keys = leat_alloc(step, (self->key_count + 1) * sizeof *self->keys);
    self->orders = leat_alloc(step, (self->key_count + 1) * sizeof *self->orders);
    self->outside = leat_alloc(step, ((size_t)count + 1) * sizeof *self->outside);
    self->made = leat_alloc(step, self->columns.count * sizeof *self->made);
    if (!self->keys || !self->orders || !self->outside || !self->made) {
        return LEAT_FAILED;
    }
    for (size_t i = 0; i < self->by.count; i++) {
        self->keys[i] = window_by(self)[i];
    }
    for (size_t i = 0; i < self->order.count; i++) {
        const struct order_by *by = &LEAT_ITEM(self->order, struct order_by, i);
        self->keys[self->by.count + i] = by->column;
        self->orders[self->by.count + i] = order_flags(by);
    }
    for (int32_t column = 0; column < count; column++) {
        leat_out_pass(bind, 0, column);
        if (!is_by(self, column)) {
            leat_uses(bind, 0, column);
            self->outside[self->outside_count++] = column;
        }
    }
    self->first = count;
    return LEAT_OK;
}

static int open(struct leat_step *step, struct leat_bind *bind) {
    const struct window *self = step->state;
    int result = open_keys(step, bind);
    for (size_t i = 0; result == LEAT_OK && i < self->columns.count; i++) {
        result = open_column(step, bind, i);
    }
    return result;
}

/* -- The fold --------------------------------------------------------------------------------- */

static int add(struct leat_step *step, struct leat_batch *batch) {
    const struct window *self = step->state;
    return kept_add(step, batch, self->keys, self->orders, self->key_count);
}

static int seal(struct leat_step *step, void *const *parts, size_t count, size_t *partitions) {
    struct window *self = step->state;
    return kept_seal(step, &self->kept, parts, count, partitions);
}

static int merge(struct leat_step *step, void *const *parts, size_t count, size_t partition) {
    struct window *self = step->state;
    (void)parts;
    (void)count;
    return kept_sort(step, &self->kept, partition);
}

static int arrange(struct leat_step *step, void *const *parts, size_t count, size_t *streams) {
    struct window *self = step->state;
    (void)parts;
    (void)count;
    int result = window_divide(step);
    result = result == LEAT_OK ? window_fill(step) : result;
    if (self->kept.batch_count > 0) {
        *streams = self->kept.batch_count;
    }
    return result;
}

static void end(struct leat_step *step) { kept_part_free(step, step->part); }

static void close(struct leat_step *step) {
    struct window *self = step->state;
    for (size_t i = 0; self->made && i < self->columns.count; i++) {
        const struct made *made = &self->made[i];
        leat_free(step, made->is_lender ? made->befores : NULL);
        leat_free(step, made->sums);
        leat_free(step, made->ranks);
        leat_free(step, made->symbols);
    }
    void *const blocks[] = {self->keys,    self->orders, self->outside, self->made,
                            self->streams, self->bases,  self->runs,    self->groups};
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++) {
        leat_free(step, blocks[i]);
    }
    kept_free(step, &self->kept);
}

static const char help[] =
    "Adds columns that are worked out from other rows of the same group: the value before, the\n"
    "change since, ranks, running sums, shares. All rows come out, in the order they came in.\n"
    "\n"
    "    { \"transform\": \"window\", \"by\": \"phase\", \"order\": \"as_at\", \"columns\": {\n"
    "        \"percent_before\": { \"previous\": \"percent\" },\n"
    "        \"change\": { \"change_points\": { \"part\": \"good\", \"whole\": \"total\" } },\n"
    "        \"pupils_a_year_ago\": { \"previous\": \"pupils\", \"back\": 4 } } },\n"
    "    { \"transform\": \"window\", \"by\": \"as_at\", \"order\": { \"column\": \"pupils\", \"order\": \"descending\" },\n"
    "      \"columns\": { \"place\": { \"rank\": \"rank\" }, \"of_all\": { \"share\": \"pupils\" } } }\n"
    "\n"
    "A change in per cent, in percentage points and a share are worked out exactly, from\n"
    "figures that are not rounded, and rounded once, half away from zero: from 77.14% to 77.66%\n"
    "is 0.5. So put this step after the aggregate, and give change_points the part and the\n"
    "whole, not a percentage that is rounded already.\n"
    "\n"
    "Where there is no row before, or it or this row has no value, there is no change; nor is\n"
    "there a share of a sum of 0. A running sum leaves rows without a value out. Rows that are\n"
    "totals (of an aggregate, over a column that is not in \"by\") are compared with each other\n"
    "alone, and are not added to the sum that shares are of; each gets its own share of it.\n"
    "\n"
    "All rows are kept in memory until the last has come.";

static const struct leat_fold fold = {.size = sizeof fold,
                                      .add = add,
                                      .seal = seal,
                                      .merge = merge,
                                      .arrange = arrange,
                                      .give = window_give};

static const struct leat_role role = {
    .size = sizeof role,
    .name = "window",
    .summary = "adds values before, changes, ranks, running sums and shares within groups",
    .help = help,
    .flags = LEAT_READS_NAMED,
    .options = &options,
    .state_size = sizeof(struct window),
    .part_size = sizeof(struct kept_part),
    .open = open,
    .end = end,
    .close = close,
    .fold = &fold,
};

static const struct leat_plugin plugin = {
    .size = sizeof plugin, .abi = LEAT_ABI, .version = "1.0.0", .transform = &role};

const struct leat_plugin *leat_plugin_entry(void) { return &plugin; }
