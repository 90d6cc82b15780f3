/* columns: the columns of the data file in their roles. See ees.h. */
#include "ees.h"

enum { ROLE_BY_KIND, ROLE_FILTER, ROLE_INDICATOR };
static const char *const roles[] = {"by_kind", "filter", "indicator", NULL};

static const struct leat_option rows[] = {
    {LEAT_OPTION(struct ees_option, label, TEXT, "label"), .flags = LEAT_OPTIONAL | LEAT_BARE,
     .help = "its name for people; the column's heading, else its name made readable"},
    {LEAT_OPTION(struct ees_option, role, CHOICE, "role"), .fallback = "\"by_kind\"",
     .choices = roles,
     .help = "filter, or indicator; by_kind: a text is a filter and a number an indicator"},
    {LEAT_OPTION(struct ees_option, unit, TEXT, "unit"), .flags = LEAT_OPTIONAL,
     .help = "indicators: %, pp, £, £m, numberstring or none; the column's own unless given"},
    {LEAT_OPTION(struct ees_option, decimals, INTEGER, "decimals"), .fallback = "-1", .least = -1,
     .most = 20, .help = "indicators: digits to show after the point; -1: the column's own"},
    {LEAT_OPTION(struct ees_option, indicator_grouping, TEXT, "indicator_grouping"),
     .flags = LEAT_OPTIONAL, .help = "indicators: a heading over several"},
    {LEAT_OPTION(struct ees_option, filter_hint, TEXT, "filter_hint"), .flags = LEAT_OPTIONAL,
     .help = "filters: a line that helps to choose"},
    {LEAT_OPTION(struct ees_option, filter_grouping_column, COLUMN, "filter_grouping_column"),
     .flags = LEAT_OPTIONAL, .help = "filters: the filter whose values group those of this one"},
    {LEAT_OPTION(struct ees_option, filter_default, TEXT, "filter_default"), .flags = LEAT_OPTIONAL,
     .help = "filters: the value chosen at first; Total unless given"},
};
const struct leat_options ees_column_options = LEAT_OPTIONS(struct ees_option, rows);

/* -- Names ------------------------------------------------------------------------------------ */

static bool is_snake_case(struct leat_text name) {
    for (size_t i = 0; i < name.size; i++) {
        const char byte = name.data[i];
        const bool letter = byte >= 'a' && byte <= 'z';
        if (!letter && (i == 0 || (byte != '_' && (byte < '0' || byte > '9')))) {
            return false;
        }
    }
    return true;
}

/* "Pc Plans-issued" as "pc_plans_issued". */
static bool check_name(struct leat_step *step, struct leat_text name) {
    if (is_snake_case(name)) {
        return true;
    }
    char better[128];
    size_t size = 0;
    for (size_t i = 0; i < name.size && size < sizeof better - 1; i++) {
        const unsigned char byte = (unsigned char)name.data[i];
        const bool capital = byte >= 'A' && byte <= 'Z';
        const bool kept = capital || (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9');
        if (kept && (size > 0 || byte > '9')) {
            better[size++] = (char)(capital ? byte + ('a' - 'A') : byte);
        } else if (size > 0 && better[size - 1] != '_') {
            better[size++] = '_';
        }
    }
    while (size > 0 && better[size - 1] == '_') {
        size--;
    }
    leat_fail(
        step,
        "column '%.*s': names are small letters, digits and _, and begin with a letter; rename it by a "
        "select step%s%.*s%s",
        (int)name.size, name.data, size > 0 ? ", to '" : "", (int)size, better,
        size > 0 ? "'" : "");
    return false;
}

/* "plans_issued" as "Plans issued". */
static bool make_label(struct leat_step *step, struct ees_column *column) {
    char *label = column->made_label = leat_alloc(step, column->name.size + 1);
    if (!label) {
        return false;
    }
    for (size_t i = 0; i < column->name.size; i++) {
        const char byte = column->name.data[i];
        label[i] = (char)(i == 0 ? byte - ('a' - 'A') : byte == '_' ? ' ' : byte);
    }
    column->label = (struct leat_text){label, column->name.size};
    return true;
}

/* -- Roles ------------------------------------------------------------------------------------ */

static const struct ees_option *option_of(const struct ees *self, int32_t number) {
    for (size_t i = 0; i < self->options.count; i++) {
        if (self->options.columns[i] == number) {
            return &LEAT_ITEM(self->options, struct ees_option, i);
        }
    }
    return NULL;
}

static bool is_number(struct leat_type type) {
    return type.kind == LEAT_INTEGER || type.kind == LEAT_REAL || type.kind == LEAT_DECIMAL;
}

static enum ees_role role_of(const struct ees *self, int32_t number, struct leat_type type) {
    const struct ees_option *option = option_of(self, number);
    const int32_t said = option ? option->role : ROLE_BY_KIND;
    return said == ROLE_BY_KIND ? (is_number(type) ? EES_INDICATOR : EES_FILTER)
                                : (said == ROLE_FILTER ? EES_FILTER : EES_INDICATOR);
}

static bool check_kind(struct leat_step *step, const struct ees_column *column) {
    const bool by_word =
        ees_is(column->name, "time_identifier") || ees_is(column->name, "geographic_level");
    const bool fits = column->type.kind == LEAT_TEXT ||
                      (!by_word && (column->role == EES_INDICATOR || column->role == EES_FILTER
                                        ? is_number(column->type)
                                        : column->type.kind == LEAT_INTEGER));
    if (!fits) {
        leat_fail(step, "column '%.*s' must be %s; make it so by a derive step",
                  (int)column->name.size, column->name.data,
                  by_word                      ? "text"
                  : column->role < EES_FILTER  ? "text or whole numbers"
                  : column->role == EES_FILTER ? "text or numbers"
                                               : "numbers");
    }
    return fits;
}

/* Adds the input's column of that name behind those there are, where there is one. Its place, or
 * -1. */
static int32_t add_column(struct leat_step *step, struct leat_bind *bind, int32_t number,
                          enum ees_role role) {
    struct ees *self = step->state;
    if (number < 0) {
        return -1;
    }
    struct ees_column *column = &self->columns[self->count];
    struct leat_hint hint = {.size = sizeof hint, .decimals = -1};
    leat_column_hint(bind, 0, number, &hint);
    *column = (struct ees_column){
        .number = number,
        .name = leat_column_name(bind, 0, number),
        .label = hint.label,
        .unit = hint.unit,
        .type = leat_column_type(bind, 0, number),
        .role = role,
        .is_private = hint.is_private != 0,
        .decimals = hint.decimals,
        .option = option_of(self, number),
    };
    return self->count++;
}

static int32_t add_named(struct leat_step *step, struct leat_bind *bind, const char *name,
                         enum ees_role role) {
    return name ? add_column(step, bind, leat_find(bind, 0, leat_text_of(name)), role) : -1;
}

/* -- Time and geography ----------------------------------------------------------------------- */

static bool check_required(struct leat_step *step, struct leat_bind *bind) {
    static const char *const required[] = {"time_period", "time_identifier", "geographic_level",
                                           "country_code", "country_name"};
    char missing[128] = "";
    size_t count = 0;
    int size = 0;
    for (size_t i = 0; i < sizeof required / sizeof *required; i++) {
        if (leat_find(bind, 0, leat_text_of(required[i])) < 0) {
            size += snprintf(missing + size, sizeof missing - (size_t)size, "%s%s",
                             count > 0 ? ", " : "", required[i]);
            count++;
        }
    }
    if (count > 0) {
        leat_fail(step, "EES wants the %s %s, which %s not there; add %s by a derive step",
                  count == 1 ? "column" : "columns", missing, count == 1 ? "is" : "are",
                  count == 1 ? "it" : "them");
    }
    return count == 0;
}

/* A level has all of its columns or none. */
static bool check_level(struct leat_step *step, int level) {
    const struct ees *self = step->state;
    const char *there = NULL, *missing = NULL;
    for (int i = 0; i < EES_LEVEL_COLUMNS; i++) {
        const char *name = ees_levels[level].columns[i];
        if (name && self->level_columns[level][i] >= 0) {
            there = name;
        } else if (name) {
            missing = name;
        }
    }
    if (there && missing) {
        leat_fail(step, "there is a column %s, and EES wants %s beside it; add it, or drop %s",
                  there, missing, there);
        return false;
    }
    return true;
}

static bool add_time_and_geography(struct leat_step *step, struct leat_bind *bind) {
    struct ees *self = step->state;
    self->time_period = add_named(step, bind, "time_period", EES_TIME);
    self->time_identifier = add_named(step, bind, "time_identifier", EES_TIME);
    self->level = add_named(step, bind, "geographic_level", EES_GEOGRAPHY);
    for (int level = 0; level < EES_LEVELS; level++) {
        for (int i = 0; i < EES_LEVEL_COLUMNS; i++) {
            self->level_columns[level][i] =
                add_named(step, bind, ees_levels[level].columns[i], EES_GEOGRAPHY);
        }
        if (!check_level(step, level)) {
            return false;
        }
    }
    for (int32_t i = 0; i < self->count; i++) {
        const struct ees_column *column = &self->columns[i];
        if (column->option) {
            leat_fail_option(
                step, column->option,
                "%.*s is a column of time or geography, of which EES needs to know no more",
                (int)column->name.size, column->name.data);
            return false;
        }
    }
    return true;
}

/* -- Filters and indicators ------------------------------------------------------------------- */

/* An option that goes with the other role. */
static bool refuse(struct leat_step *step, const struct ees_column *column, const void *field,
                   const char *name) {
    leat_fail_option(step, field, "'%.*s' is %s, and \"%s\" is for %s", (int)column->name.size,
                     column->name.data, column->role == EES_FILTER ? "a filter" : "an indicator",
                     name, column->role == EES_FILTER ? "indicators" : "filters");
    return false;
}

static bool check_filter(struct leat_step *step, const struct ees_column *column) {
    const struct ees *self = step->state;
    const struct ees_option *option = column->option;
    if (ees_looks_like_geography(column->name)) {
        leat_fail(
            step,
            "filter '%.*s' has the name of a column of geography, which EES refuses; rename or drop it by "
            "a select step",
            (int)column->name.size, column->name.data);
        return false;
    }
    if (!option) {
        return true;
    }
    if (option->unit.data) {
        return refuse(step, column, &option->unit, "unit");
    }
    if (option->decimals >= 0) {
        return refuse(step, column, &option->decimals, "decimals");
    }
    if (option->indicator_grouping.data) {
        return refuse(step, column, &option->indicator_grouping, "indicator_grouping");
    }
    if (option->filter_grouping_column < 0) {
        return true;
    }
    for (int32_t i = 0; i < self->count; i++) {
        const struct ees_column *other = &self->columns[i];
        if (other->number == option->filter_grouping_column && other->role == EES_FILTER &&
            other != column) {
            return true;
        }
    }
    leat_fail_option(
        step, &option->filter_grouping_column,
        "\"filter_grouping_column\" names another filter, whose values group those of this one");
    return false;
}

static bool is_unit(struct leat_text unit) {
    return unit.size == 0 || ees_is(unit, "%") || ees_is(unit, "pp") || ees_is(unit, "£") ||
           ees_is(unit, "£m") || ees_is(unit, "numberstring");
}

static bool check_indicator(struct leat_step *step, struct ees_column *column) {
    const struct ees_option *option = column->option;
    if (!is_unit(column->unit)) { /* a unit that EES does not know is no unit there */
        column->unit = (struct leat_text){NULL, 0};
    }
    /* Quotients have many digits, of which most say nothing: those are shown as someone says. */
    enum { MOST_SHOWN = 6 };
    if (column->decimals < 0 && column->type.kind != LEAT_TEXT && column->type.kind != LEAT_REAL &&
        column->type.scale <= MOST_SHOWN) {
        column->decimals = column->type.scale;
    }
    if (!option) {
        return true;
    }
    if (option->filter_hint.data) {
        return refuse(step, column, &option->filter_hint, "filter_hint");
    }
    if (option->filter_grouping_column >= 0) {
        return refuse(step, column, &option->filter_grouping_column, "filter_grouping_column");
    }
    if (option->filter_default.data) {
        return refuse(step, column, &option->filter_default, "filter_default");
    }
    if (option->decimals >= 0) {
        column->decimals = (int32_t)option->decimals;
    }
    if (option->unit.data) {
        column->unit = option->unit;
        if (!is_unit(option->unit)) {
            leat_fail_option(
                step, &option->unit,
                "'%.*s' is no unit of EES; those are %%, pp, £, £m, numberstring and none",
                (int)option->unit.size, option->unit.data);
            return false;
        }
    }
    return true;
}

/* No two have one label, and none has an empty one. */
static bool check_label(struct leat_step *step, int32_t place) {
    struct ees *self = step->state;
    struct ees_column *column = &self->columns[place];
    const struct ees_option *option = column->option;
    if (option && option->label.data) {
        column->label = option->label;
        if (option->label.size == 0) {
            leat_fail_option(step, &option->label, "the label of '%.*s' is empty",
                             (int)column->name.size, column->name.data);
            return false;
        }
    }
    if (column->label.size == 0 && !make_label(step, column)) {
        return false;
    }
    const void *field = option && option->label.data ? (const void *)&option->label : &self->path;
    for (int32_t i = 0; i < place; i++) {
        const struct leat_text other = self->columns[i].label;
        if (other.size == column->label.size &&
            memcmp(other.data, column->label.data, other.size) == 0 &&
            self->columns[i].role >= EES_FILTER) {
            leat_fail_option(
                step, field, "'%.*s' and '%.*s' have one label, '%.*s'; give one another \"label\"",
                (int)self->columns[i].name.size, self->columns[i].name.data, (int)column->name.size,
                column->name.data, (int)other.size, other.data);
            return false;
        }
    }
    return true;
}

/* Whether a filter has the groups that another has. */
static bool check_groups(struct leat_step *step) {
    const struct ees *self = step->state;
    for (size_t i = 0; i < self->options.count; i++) {
        const struct ees_option *option = &LEAT_ITEM(self->options, struct ees_option, i);
        for (size_t k = 0; k < i && option->filter_grouping_column >= 0; k++) {
            if (LEAT_ITEM(self->options, struct ees_option, k).filter_grouping_column ==
                option->filter_grouping_column) {
                leat_fail_option(
                    step, &option->filter_grouping_column,
                    "another filter has this \"filter_grouping_column\", and EES takes it once");
                return false;
            }
        }
    }
    return true;
}

static bool add_others(struct leat_step *step, struct leat_bind *bind, enum ees_role role) {
    struct ees *self = step->state;
    const int32_t known = self->count;
    for (int32_t number = 0; number < leat_columns(bind, 0); number++) {
        bool is_known = false;
        for (int32_t i = 0; i < known; i++) {
            is_known = is_known || self->columns[i].number == number;
        }
        if (!is_known && role_of(self, number, leat_column_type(bind, 0, number)) == role) {
            add_column(step, bind, number, role);
        }
    }
    return true;
}

static bool make_heading(struct leat_step *step) {
    struct ees *self = step->state;
    for (int32_t i = 0; i < self->count; i++) {
        const struct leat_text name = self->columns[i].name;
        if ((i > 0 && !bytes_add(step, &self->heading, ",", 1)) ||
            !bytes_add(step, &self->heading, name.data, name.size)) {
            return false;
        }
    }
    return rows_csv_line_end(step, &self->csv, &self->heading);
}

bool ees_columns_open(struct leat_step *step, struct leat_bind *bind) {
    struct ees *self = step->state;
    self->columns = leat_alloc(step, ((size_t)leat_columns(bind, 0) + 1) * sizeof *self->columns);
    if (!self->columns || !check_required(step, bind) || !add_time_and_geography(step, bind)) {
        return false;
    }
    const int32_t first = self->count;
    add_others(step, bind, EES_FILTER);
    const int32_t indicators = self->count;
    add_others(step, bind, EES_INDICATOR);
    if (indicators == self->count) {
        leat_fail(step,
                  "there is no indicator: no column of numbers beside those of time and geography");
        return false;
    }
    for (int32_t i = 0; i < self->count; i++) {
        struct ees_column *column = &self->columns[i];
        if (!check_name(step, column->name) || !check_kind(step, column) ||
            (i >= first && (!(column->role == EES_FILTER ? check_filter(step, column)
                                                         : check_indicator(step, column)) ||
                            !check_label(step, i)))) {
            return false;
        }
    }
    return check_groups(step) && make_heading(step);
}

void ees_columns_close(struct leat_step *step) {
    struct ees *self = step->state;
    for (int32_t i = 0; i < self->count; i++) {
        leat_free(step, self->columns[i].made_label);
        bytes_free(step, &self->columns[i].first);
    }
    leat_free(step, self->columns);
}
