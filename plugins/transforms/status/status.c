/* status: how a figure stands against its target, and whether it goes the right way. See
 * status.h. */
#include "status.h"

#include "shared/format.h"

const char *const status_polarities[] = {"high", "low", "close", NULL};

static const struct leat_option rows[] = {
    {LEAT_OPTION(struct status, value, COLUMN, "value"), .kinds = EXACT_NUMBERS,
     .help = "the column with the figure, an integer or a decimal"},
    {LEAT_OPTION(struct status, target, VALUE, "target"), .flags = LEAT_OPTIONAL,
     .help = "the target, a number: the figure is Green where it reaches it"},
    {LEAT_OPTION(struct status, target_column, COLUMN, "target_column"), .flags = LEAT_OPTIONAL,
     .kinds = EXACT_NUMBERS, .help = "instead: the column with each row's target"},
    {LEAT_OPTION(struct status, floor, VALUE, "floor"), .flags = LEAT_OPTIONAL,
     .help =
         "a number: a figure that misses the target but reaches this is Amber; without it there is no Amber. With "
         "polarity close: how far from the target that is"},
    {LEAT_OPTION(struct status, floor_column, COLUMN, "floor_column"), .flags = LEAT_OPTIONAL,
     .kinds = EXACT_NUMBERS, .help = "instead: the column with each row's floor"},
    {LEAT_OPTION(struct status, polarity, CHOICE, "polarity"), .fallback = "\"high\"",
     .choices = status_polarities,
     .help =
         "what is good: a high figure, a low one, or one that is close to the target on either side"},
    {LEAT_OPTION(struct status, polarity_column, COLUMN, "polarity_column"), .flags = LEAT_OPTIONAL,
     .kinds = LEAT_KINDS(LEAT_TEXT),
     .help =
         "instead: the column with high, low or close for each row; a row without has no status"},
    {LEAT_OPTION(struct status, near, VALUE, "near"), .fallback = "0",
     .help = "polarity close: how far from the target is Green still"},
    {LEAT_OPTION(struct status, previous, COLUMN, "previous"), .flags = LEAT_OPTIONAL,
     .kinds = EXACT_NUMBERS,
     .help =
         "the column with the figure of the period before (window's \"previous\" makes one); with it comes the direction of travel"},
    {LEAT_OPTION(struct status, as, NEW_COLUMN, "as"), .fallback = "\"status\"",
     .help = "the new column, with Green, Amber or Red"},
    {LEAT_OPTION(struct status, travel, NEW_COLUMN, "travel"), .flags = LEAT_OPTIONAL,
     .help =
         "with \"previous\": the new column with Improved, Worsened or No change; \"direction\" unless said"},
    {LEAT_OPTION(struct status, period, TEXT, "period"), .flags = LEAT_OPTIONAL,
     .help = "when this is, for the headings of sheets: \"Quarter 2\""},
};
static const struct leat_options options = LEAT_OPTIONS(struct status, rows);

/* -- Numbers ---------------------------------------------------------------------------------- */

static int128 units_of_value(const struct leat_value *value) {
    return value->type.kind == LEAT_INTEGER
               ? value->as.integer
               : (int128)((uint128)(uint64_t)value->as.decimal.high << 64 | value->as.decimal.low);
}

/* A number of the definition. */
static int figure_of_value(struct leat_step *step, const struct leat_value *value, const char *name,
                           struct figure *figure) {
    if (value->is_null || (value->type.kind != LEAT_INTEGER && value->type.kind != LEAT_DECIMAL)) {
        return leat_fail_option(
            step, value,
            "\"%s\" must be a number, as 80 or 79.5; for a column with one for each row, use "
            "\"%s_column\"",
            name, name);
    }
    *figure = (struct figure){-1, units_of_value(value), value->type.scale, true};
    return LEAT_OK;
}

/* One of a number and a column. */
static int find_figure(struct leat_step *step, struct leat_bind *bind,
                       const struct leat_value *value, const int32_t *column, const char *name,
                       struct figure *figure) {
    *figure = (struct figure){.column = *column};
    if (value->type.kind != LEAT_NONE && *column >= 0) {
        return leat_fail_option(step, column,
                                "\"%s\" says it already; take out one of \"%s\" and \"%s_column\"",
                                name, name, name);
    }
    if (value->type.kind != LEAT_NONE) {
        return figure_of_value(step, value, name, figure);
    }
    if (*column >= 0) {
        figure->is_given = true;
        figure->scale = leat_column_type(bind, 0, *column).scale;
    }
    return LEAT_OK;
}

/* -- open ------------------------------------------------------------------------------------- */

static int find_figures(struct leat_step *step, struct leat_bind *bind) {
    struct status *self = step->state;
    struct figure *figures = self->figures;
    const struct leat_value none = {.type = {.kind = LEAT_NONE}};
    if (find_figure(step, bind, &none, &self->value, "value", &figures[VALUE]) != LEAT_OK ||
        find_figure(step, bind, &none, &self->previous, "previous", &figures[PREVIOUS]) !=
            LEAT_OK ||
        find_figure(step, bind, &self->target, &self->target_column, "target", &figures[TARGET]) !=
            LEAT_OK ||
        find_figure(step, bind, &self->floor, &self->floor_column, "floor", &figures[FLOOR]) !=
            LEAT_OK) {
        return LEAT_FAILED;
    }
    if (self->near.is_null ||
        (self->near.type.kind != LEAT_INTEGER && self->near.type.kind != LEAT_DECIMAL)) {
        return leat_fail_option(step, &self->near, "\"near\" must be a number, as 2 or 0.5");
    }
    figures[NEAR] = (struct figure){-1, units_of_value(&self->near), self->near.type.scale, true};
    for (size_t i = 0; i < ROLES; i++) {
        self->scale = figures[i].scale > self->scale ? figures[i].scale : self->scale;
    }
    for (size_t i = 0; i < ROLES; i++) {
        struct figure *figure = &figures[i];
        if (figure->is_given && figure->column < 0 &&
            !status_widen(figure->units, figure->scale, self->scale, &figure->units)) {
            return leat_fail_option(
                step,
                i == TARGET  ? &self->target
                : i == FLOOR ? &self->floor
                             : &self->near,
                "the number has too many digits to be compared with one of %d decimals",
                self->scale);
        }
    }
    return LEAT_OK;
}

static bool may_be_close(const struct status *self) {
    return self->polarity == CLOSE || self->polarity_column >= 0;
}

/* What cannot be meant. */
static int check_figures(struct leat_step *step) {
    const struct status *self = step->state;
    const struct figure *target = &self->figures[TARGET], *floor = &self->figures[FLOOR],
                        *near = &self->figures[NEAR];
    const bool both =
        target->is_given && floor->is_given && target->column < 0 && floor->column < 0;
    if (!target->is_given) {
        return leat_fail_option(step, &self->value,
                                "the target is missing; give it as \"target\": 80, or name the "
                                "column that it stands in with \"target_column\"");
    }
    if (self->polarity_column >= 0 && self->polarity != HIGH) {
        return leat_fail_option(step, &self->polarity_column,
                                "\"polarity\" says it already; take out one of \"polarity\" and "
                                "\"polarity_column\"");
    }
    if (!may_be_close(self) && near->units != 0) {
        return leat_fail_option(step, &self->near,
                                "\"near\" is for \"polarity\": \"close\" alone; take it out, or "
                                "use \"floor\" for what is Amber");
    }
    if (near->units < 0) {
        return leat_fail_option(step, &self->near, "\"near\" is a distance, so it is 0 or more");
    }
    if (self->polarity == HIGH && self->polarity_column < 0 && both &&
        floor->units > target->units) {
        return leat_fail_option(
            step, &self->floor,
            "the floor is above the target, so nothing could be Amber; change them round, or set "
            "\"polarity\" to \"low\" if a low figure is good");
    }
    if (self->polarity == LOW && both && floor->units < target->units) {
        return leat_fail_option(
            step, &self->floor,
            "with \"polarity\" \"low\" the floor is the highest figure that is Amber still, but "
            "this is below the target; change them round, or set \"polarity\" to \"high\" if a "
            "high figure is good");
    }
    if (self->polarity == CLOSE && floor->is_given && floor->column < 0 &&
        floor->units < near->units) {
        return leat_fail_option(
            step, &self->floor,
            "with \"polarity\" \"close\" the floor is how far from the target is Amber still, and "
            "must be at least \"near\"");
    }
    if (self->travel.data && self->previous < 0) {
        return leat_fail_option(
            step, &self->travel,
            "a direction needs the figure of the period before; name its column with "
            "\"previous\" (window's \"previous\" makes one)");
    }
    return LEAT_OK;
}

/* " (target 80, floor 70, low is good)": what the colours mean, so far as it is the same in all
 * rows. */
static void describe(const struct status *self, char *out, size_t room) {
    static const char *const names[ROLES] = {
        [TARGET] = "target", [FLOOR] = "floor", [NEAR] = "near"};
    size_t size = 0;
    for (size_t i = TARGET; i < ROLES; i++) {
        const struct figure *figure = &self->figures[i];
        char number[FORMAT_ROOM];
        if (!figure->is_given || figure->column >= 0 || (i == NEAR && !may_be_close(self))) {
            continue;
        }
        const size_t digits = format_decimal(exact_decimal(figure->units), self->scale, number);
        size += (size_t)snprintf(out + size, room - size, "%s%s %.*s", size > 0 ? ", " : " (",
                                 names[i], (int)digits, number);
    }
    if (self->polarity == LOW) {
        size += (size_t)snprintf(out + size, room - size, "%slow is good", size > 0 ? ", " : " (");
    }
    snprintf(out + size, room - size, "%s", size > 0 ? ")" : "");
}

/* A new column, made of the figures that stand in columns. */
static int add_column(struct leat_step *step, struct leat_bind *bind, const struct leat_text *name,
                      const enum role roles[3], const char *description, int32_t *number) {
    const struct status *self = step->state;
    const struct leat_type text = {.kind = LEAT_TEXT};
    struct leat_hint own = {.size = sizeof own, .decimals = -1};
    int32_t from[3];
    size_t count = 0;
    char label[LEAT_MESSAGE];
    if (leat_find(bind, 0, *name) >= 0) {
        return leat_fail_option(step, name,
                                "there is a column '%s' already; give the new one another name "
                                "with \"%s\"",
                                name->data, description ? "as" : "travel");
    }
    for (size_t i = 0; i < 3; i++) {
        if (self->figures[roles[i]].column >= 0) {
            from[count++] = self->figures[roles[i]].column;
        }
    }
    *number = leat_out_new(bind, *name, text, from, count);
    const int size =
        snprintf(label, sizeof label, "%s%s%s%s", name->data, self->period.data ? ", " : "",
                 self->period.data ? self->period.data : "", description ? description : "");
    if (size > 0 && (size_t)size < sizeof label) { /* not one that is cut */
        own.label = leat_text_of(label);
    }
    leat_out_hint(bind, *number, &own);
    return LEAT_OK;
}

static int open(struct leat_step *step, struct leat_bind *bind) {
    struct status *self = step->state;
    static const struct leat_text direction = {"direction", 9};
    const enum role of_status[] = {VALUE, TARGET, FLOOR};
    const enum role of_direction[] = {VALUE, PREVIOUS, may_be_close(self) ? TARGET : VALUE};
    char description[LEAT_MESSAGE];
    if (find_figures(step, bind) != LEAT_OK || check_figures(step) != LEAT_OK) {
        return LEAT_FAILED;
    }
    describe(self, description, sizeof description);
    if (add_column(step, bind, &self->as, of_status, description, &self->result) != LEAT_OK) {
        return LEAT_FAILED;
    }
    return self->previous < 0
               ? LEAT_OK
               : add_column(step, bind, self->travel.data ? &self->travel : &direction,
                            of_direction, NULL, &self->direction);
}

static const char help[] =
    "Says how a figure stands against its target, Green, Amber or Red, and with the figure of\n"
    "the period before whether it has Improved, Worsened or seen No change.\n"
    "\n"
    "    { \"transform\": \"window\", \"by\": \"phase\", \"order\": \"as_at\",\n"
    "      \"columns\": { \"percent_before\": { \"previous\": \"percent\" } } },\n"
    "    { \"transform\": \"status\", \"value\": \"percent\", \"target\": 80, \"floor\": 70,\n"
    "      \"previous\": \"percent_before\", \"period\": \"Quarter 2\" }\n"
    "\n"
    "With \"polarity\" high, a figure that is at least the target is Green, one that is at least\n"
    "the floor Amber; with low, one that is at most that; with close, one that is no further\n"
    "from the target than \"near\" is Green, no further than \"floor\" Amber. All else is Red;\n"
    "without a floor there is no Amber. Numbers are compared as they are, not as they are\n"
    "shown: 79.95 does not reach 80. So give a percentage its \"decimals\", and let the sheet's\n"
    "format round it. Where each row is of another measure, \"polarity_column\",\n"
    "\"target_column\" and \"floor_column\" name the columns that say what holds for it.\n"
    "\n"
    "Where the figure is absent, or a target or floor that is needed, there is no status; a\n"
    "symbol in its place stands for the status too.";

static const struct leat_rowwise rowwise = {.size = sizeof rowwise, .process = status_process};

static const struct leat_role role = {
    .size = sizeof role,
    .name = "status",
    .summary = "says how a figure stands against its target, and which way it goes",
    .help = help,
    .flags = LEAT_PARALLEL | LEAT_READS_NAMED,
    .options = &options,
    .state_size = sizeof(struct status),
    .open = open,
    .rowwise = &rowwise,
};

static const struct leat_plugin plugin = {
    .size = sizeof plugin, .abi = LEAT_ABI, .version = "1.0.0", .transform = &role};

const struct leat_plugin *leat_plugin_entry(void) { return &plugin; }
