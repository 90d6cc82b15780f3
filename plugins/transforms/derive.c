/* derive: new columns from expressions, or new contents for columns that are there. */
#include <leat/plugin.h>

struct derive {
    struct leat_map columns; /* of struct leat_expression * */
    struct leat_list keep;   /* of int32_t */
    int32_t *numbers;        /* the column that each makes */
};

/* This thread's room for what the expressions gave; each stands there during one process alone. */
struct part {
    struct leat_view *views;
};

static const struct leat_option rows[] = {
    {LEAT_OPTION_MAP(struct derive, columns, EXPRESSION, "columns"), .least = 1, .most = 1000,
     .help = "the new columns: each one's name, and the SQL expression that makes it"},
    {LEAT_OPTION(struct derive, keep, COLUMNS, "keep"), .flags = LEAT_ONE_OR_MANY | LEAT_UNREAD,
     .fallback = "\"*\"", .most = INT64_MAX,
     .help = "which of the other columns stay; with [] only those of \"columns\" come out"},
};
static const struct leat_options options = LEAT_OPTIONS(struct derive, rows);

static bool is_kept(const struct derive *self, int32_t column) {
    for (size_t i = 0; i < self->keep.count; i++) {
        if (LEAT_ITEM(self->keep, int32_t, i) == column) {
            return true;
        }
    }
    return false;
}

static bool is_made(const struct derive *self, int32_t column) {
    for (size_t i = 0; i < self->columns.count; i++) {
        if (self->numbers[i] == column) {
            return true;
        }
    }
    return false;
}

static int open(struct leat_step *step, struct leat_bind *bind) {
    struct derive *self = step->state;
    self->numbers = leat_alloc(step, self->columns.count * sizeof *self->numbers);
    if (!self->numbers) {
        return LEAT_FAILED;
    }
    for (size_t i = 0; i < self->columns.count; i++) {
        const struct leat_text name = self->columns.keys[i];
        const struct leat_expression *expression =
            LEAT_ITEM(self->columns, struct leat_expression *, i);
        const struct leat_type type = leat_expression_type(step, expression);
        const int32_t there = leat_find(bind, 0, name);
        if (there >= 0) {
            leat_out_replace(bind, there, type);
        }
        self->numbers[i] = there >= 0 ? there : leat_out_new(bind, name, type, NULL, 0);
        leat_out_expression(bind, self->numbers[i], expression);
    }
    for (int32_t column = 0; column < leat_columns(bind, 0); column++) {
        if (!is_kept(self, column) && !is_made(self, column)) {
            leat_out_drop(bind, column);
        }
    }
    return LEAT_OK;
}

static int begin(struct leat_step *step) {
    const struct derive *self = step->state;
    struct part *part = step->part;
    part->views = leat_alloc(step, self->columns.count * sizeof *part->views);
    return part->views ? LEAT_OK : LEAT_FAILED;
}

/* All expressions are worked out before any column is put, so that each sees the columns as they
 * came. None is left out because nobody needs its column: a row that one of them rejects is
 * rejected always. */
static int process(struct leat_step *step, struct leat_batch *batch) {
    const struct derive *self = step->state;
    const struct part *part = step->part;
    int result = LEAT_OK;
    for (size_t i = 0; result == LEAT_OK && i < self->columns.count; i++) {
        result = leat_eval(step, LEAT_ITEM(self->columns, struct leat_expression *, i), batch,
                           &part->views[i]);
    }
    for (size_t i = 0; result == LEAT_OK && i < self->columns.count; i++) {
        result = leat_put_view(step, batch, self->numbers[i], &part->views[i]);
    }
    return result;
}

static void end(struct leat_step *step) {
    struct part *part = step->part;
    leat_free(step, part->views);
}

static void close(struct leat_step *step) {
    struct derive *self = step->state;
    leat_free(step, self->numbers);
}

static const char help[] =
    "Adds columns that are worked out from the others, row by row. A name that is there\n"
    "already is replaced, in its place; its kind may change.\n"
    "\n"
    "    { \"transform\": \"derive\", \"columns\": {\n"
    "        \"name\": \"trim(name)\",\n"
    "        \"good\": \"grade <= 2\",\n"
    "        \"year\": \"extract(year from as_at)\",\n"
    "        \"per_pupil\": \"round(funding / nullif(pupils, 0), 2)\" } }\n"
    "\n"
    "Every expression sees the columns as they came into this step, as in SQL's select: to\n"
    "build on a new column, use a second derive. Division of whole numbers is not cut: 1 / 2\n"
    "is 0.5, and 1 / 3 is rounded to 12 places; multiply before you divide. A row for which an\n"
    "expression cannot be worked out (a division by zero, an overflow, a text that cannot be\n"
    "cast) is rejected with its place.\n"
    "\n"
    "A symbol in place of a number (c: suppressed) stays where the expression is the column\n"
    "alone, or a cast of it; in any other it is a null. symbol(absent) gives it as text.\n"
    "\n"
    "All other columns stay, unless \"keep\" says which: \"keep\": \"urn\", or [] for none.";

static const struct leat_rowwise rowwise = {.size = sizeof rowwise, .process = process};

static const struct leat_role role = {
    .size = sizeof role,
    .name = "derive",
    .summary = "adds or replaces columns, worked out from the others by SQL expressions",
    .help = help,
    .flags = LEAT_PARALLEL | LEAT_READS_NAMED,
    .options = &options,
    .state_size = sizeof(struct derive),
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
