/* What open may ask of its inputs, and how it says which columns come out. See bind.h. */
#include "plan/bind.h"

#include <string.h>

static struct own_column *add_own(struct step *step) {
    if (step->own.count > step->own_room) {
        step->own_room = step->own.count * 2 + 8;
        step->own_columns =
            memory_resize(step->own_columns, (size_t)step->own_room * sizeof *step->own_columns);
    }
    struct own_column *column = &step->own_columns[step->own.count - 1];
    *column = (struct own_column){.passed_input = -1, .passed_column = -1};
    return column;
}

static void add_passed(struct step *step, int32_t input, int32_t column) {
    schema_add_copy(&step->own, &step->inputs[input].schema.columns[column]);
    struct own_column *own = add_own(step);
    own->passed_input = input;
    own->passed_column = column;
}

void bind_begin(struct bind *bind, const struct leat_host *host, struct handle *handle) {
    struct step *step = handle->step;
    *bind = (struct bind){.api = {.host = host}, .step = step, .handle = handle};
    if (step->role->common.rowwise)
        for (int32_t i = 0; i < step->inputs[0].schema.count; i++)
            add_passed(step, 0, i);
}

/* A column or input number that the plugin gave; a wrong one is its mistake. */
static bool is_input_column(struct bind *bind, int32_t input, int32_t column) {
    const struct step *step = bind->step;
    bool sound = input >= 0 && (size_t)input < step->input_count && column >= 0 &&
                 column < step->inputs[input].schema.count;
    if (!sound)
        handle_fail(bind->handle, STATUS_PLUGIN,
                    "the plugin speaks of column %d of input %d, which does not exist", column,
                    input);
    return sound;
}

static bool is_own_column(struct bind *bind, int32_t column) {
    /* A column that was refused has the number -1; why it was is told, not what came of it. */
    if (column == -1 && bind->handle->failure)
        return false;
    bool sound = column >= 0 && column < bind->step->own.count;
    if (!sound)
        handle_fail(bind->handle, STATUS_PLUGIN,
                    "the plugin speaks of its column %d, which does not exist", column);
    return sound;
}

static bool is_type(struct bind *bind, struct leat_type type) {
    bool sound = type.kind >= LEAT_TEXT && type.kind <= LEAT_TIMESTAMP;
    if (type.kind == LEAT_DECIMAL)
        sound = type.precision >= 1 && type.precision <= 38 && type.scale <= type.precision;
    if (!sound)
        handle_fail(bind->handle, STATUS_PLUGIN,
                    "the plugin gives a column a type that does not exist (kind %d)", type.kind);
    return sound;
}

static bool is_name(struct bind *bind, struct leat_text name) {
    if (name.data && name.size && text_valid_prefix(name.data, name.size) == name.size)
        return true;
    /* A source's names are the data's; another's are its options', or its own. */
    bool is_data = name.data && bind->step->role->common.source;
    handle_fail(bind->handle, is_data || (name.data && !name.size) ? STATUS_DONE : STATUS_PLUGIN,
                name.data ? "a column must have a name, in UTF-8"
                          : "the plugin gives a column no name (NULL); an option that is absent "
                            "has none");
    return false;
}

static bool is_for(struct bind *bind, const char *call, const char *roles, bool is) {
    if (!is)
        handle_fail(bind->handle, STATUS_PLUGIN, "%s is for %s", call, roles);
    return is;
}

int32_t host_inputs(struct leat_bind *bind) {
    return (int32_t)((struct bind *)bind)->step->input_count;
}

int32_t host_columns(struct leat_bind *bind, int32_t input) {
    const struct step *step = ((struct bind *)bind)->step;
    return input >= 0 && (size_t)input < step->input_count ? step->inputs[input].schema.count : 0;
}

struct leat_text host_column_name(struct leat_bind *bind, int32_t input, int32_t column) {
    struct bind *self = (struct bind *)bind;
    if (!is_input_column(self, input, column))
        return leat_text_of("");
    return leat_text_of(self->step->inputs[input].schema.columns[column].name);
}

struct leat_type host_column_type(struct leat_bind *bind, int32_t input, int32_t column) {
    struct bind *self = (struct bind *)bind;
    if (!is_input_column(self, input, column))
        return (struct leat_type){0};
    return self->step->inputs[input].schema.columns[column].type;
}

/* A hint ends with its key at the least, as in the first version of the interface. */
static bool is_hint(struct bind *bind, const struct leat_hint *hint) {
    bool is = hint && hint->size >= offsetof(struct leat_hint, key) + sizeof hint->key;
    if (!is)
        handle_fail(bind->handle, STATUS_PLUGIN,
                    "the plugin gives a struct leat_hint without its size; set .size = sizeof it");
    return is;
}

void host_column_hint(struct leat_bind *bind, int32_t input, int32_t column,
                      struct leat_hint *hint) {
    struct bind *self = (struct bind *)bind;
    struct leat_hint full = {.size = hint ? hint->size : 0, .decimals = -1};
    if (is_input_column(self, input, column)) {
        const struct schema_column *from = &self->step->inputs[input].schema.columns[column];
        full.unit = leat_text_of(from->unit);
        full.label = leat_text_of(from->label);
        full.key = leat_text_of(from->key);
        full.format = leat_text_of(from->format);
        full.decimals = from->decimals;
        full.is_private = from->is_private;
        full.has_totals = from->has_totals;
    }
    if (is_hint(self, hint))
        memcpy(hint, &full, hint->size < sizeof full ? hint->size : sizeof full);
}

struct leat_text host_column_symbol(struct leat_bind *bind, int32_t input, int32_t column,
                                    size_t number) {
    struct bind *self = (struct bind *)bind;
    if (!is_input_column(self, input, column))
        return (struct leat_text){NULL, 0};
    char **symbols = self->step->inputs[input].schema.columns[column].symbols;
    for (size_t i = 0; symbols && symbols[i]; i++)
        if (i == number)
            return leat_text_of(symbols[i]);
    return (struct leat_text){NULL, 0};
}

int32_t host_find(struct leat_bind *bind, int32_t input, struct leat_text name) {
    const struct step *step = ((struct bind *)bind)->step;
    if (input < 0 || (size_t)input >= step->input_count || !name.data)
        return -1;
    return schema_find(&step->inputs[input].schema, name.data, name.size);
}

void host_uses(struct leat_bind *bind, int32_t input, int32_t column) {
    struct bind *self = (struct bind *)bind;
    if (is_input_column(self, input, column))
        self->step->inputs[input].reads[column] = true;
}

int32_t host_out_pass(struct leat_bind *bind, int32_t input, int32_t column) {
    struct bind *self = (struct bind *)bind;
    const struct role *role = self->step->role;
    const bool fits = role->common.fold || (role->common.rowwise && input != 0);
    if (!is_for(self, "leat_out_pass",
                "folds, and for further inputs of row-wise steps, whose own rows pass as they are",
                fits) ||
        !is_input_column(self, input, column))
        return -1;
    add_passed(self->step, input, column);
    return self->step->own.count - 1;
}

int32_t host_out_new(struct leat_bind *bind, struct leat_text name, struct leat_type type,
                     const int32_t *from, size_t count) {
    struct bind *self = (struct bind *)bind;
    if (!is_for(self, "leat_out_new", "sources and transforms", !self->step->role->common.sink) ||
        !is_name(self, name) || !is_type(self, type))
        return -1;
    for (size_t i = 0; i < count; i++)
        if (!is_input_column(self, 0, from[i]))
            return -1;
    schema_add(&self->step->own, name.data, name.size, type);
    struct own_column *own = add_own(self->step);
    own->from = count ? memory_array(count, sizeof *from) : NULL;
    own->from_count = count;
    if (count)
        memcpy(own->from, from, count * sizeof *from);
    for (size_t i = 0; i < count; i++) {
        host_out_symbols(bind, self->step->own.count - 1, 0, from[i]);
        self->step->own.columns[self->step->own.count - 1].is_private |=
            self->step->inputs[0].schema.columns[from[i]].is_private;
    }
    return self->step->own.count - 1;
}

int32_t host_out_field(struct leat_bind *bind, struct leat_fields *fields, int32_t field,
                       struct leat_text name) {
    struct bind *self = (struct bind *)bind;
    if (!is_for(self, "leat_out_field", "sources", self->step->role->common.source != NULL))
        return -1;
    if (field < -1 || field >= (fields ? fields->count : 0)) {
        handle_fail(self->handle, STATUS_PLUGIN,
                    "the plugin speaks of declared column %d, which does not exist", field);
        return -1;
    }
    const struct field *declared = field < 0 ? &field_plain : &fields->list[field];
    int32_t number = host_out_new(bind, name, declared->type, NULL, 0);
    if (number < 0)
        return -1;
    struct schema_column *column = &self->step->own.columns[number];
    column->is_declared = field >= 0;
    column->is_private = declared->is_private;
    symbols_add(&column->symbols, declared->symbols);
    self->step->own_columns[number].field = declared;
    return number;
}

int32_t host_out_measure(struct leat_bind *bind, const struct leat_measures *measures,
                         size_t measure) {
    struct bind *self = (struct bind *)bind;
    if (!measures || measure >= measures_count(measures)) {
        handle_fail(self->handle, STATUS_PLUGIN,
                    "the plugin speaks of measure %zu, which does not exist", measure);
        return -1;
    }
    measures_settle(measures);
    int32_t number = host_out_new(bind, leat_text_of(measures_name(measures, measure)),
                                  measures_type(measures, measure), NULL, 0);
    if (number < 0)
        return -1;
    struct schema_column *column = &self->step->own.columns[number];
    column->is_private = measures_are_private(measures, measure);
    symbols_add(&column->symbols, measures_symbols(measures, measure));
    return number;
}

void host_out_replace(struct leat_bind *bind, int32_t column, struct leat_type type) {
    struct bind *self = (struct bind *)bind;
    if (!is_own_column(self, column) || !is_type(self, type))
        return;
    struct schema_column *own = &self->step->own.columns[column];
    own->type = type;
    own->decimals = -1;
    memory_free(own->unit);
    memory_free(own->format);
    own->unit = own->format = NULL;
    symbols_free(&own->symbols);
    self->step->own_columns[column].is_replaced = true;
}

void host_out_rename(struct leat_bind *bind, int32_t column, struct leat_text name) {
    struct bind *self = (struct bind *)bind;
    if (!is_own_column(self, column) || !is_name(self, name))
        return;
    struct schema_column *own = &self->step->own.columns[column];
    memory_free(own->name);
    own->name = memory_copy_part(name.data, name.size);
}

void host_out_drop(struct leat_bind *bind, int32_t column) {
    struct bind *self = (struct bind *)bind;
    if (is_own_column(self, column))
        self->step->own_columns[column].is_dropped = true;
}

void host_out_order(struct leat_bind *bind, const int32_t *columns, size_t count) {
    struct bind *self = (struct bind *)bind;
    for (size_t i = 0; i < count; i++)
        if (!is_own_column(self, columns[i]))
            return;
    memory_free(self->order);
    self->order = memory_array(count ? count : 1, sizeof *columns);
    self->order_count = count;
    if (count)
        memcpy(self->order, columns, count * sizeof *columns);
}

static void set_text(char **field, struct leat_text text) {
    if (!text.data)
        return;
    memory_free(*field);
    *field = memory_copy_part(text.data, text_valid_prefix(text.data, text.size));
}

void host_out_hint(struct leat_bind *bind, int32_t column, const struct leat_hint *hint) {
    struct bind *self = (struct bind *)bind;
    struct leat_hint full = {.decimals = -1};
    if (!is_own_column(self, column) || !is_hint(self, hint))
        return;
    memcpy(&full, hint, hint->size < sizeof full ? hint->size : sizeof full);
    struct schema_column *own = &self->step->own.columns[column];
    set_text(&own->unit, full.unit);
    set_text(&own->label, full.label);
    set_text(&own->key, full.key);
    set_text(&own->format, full.format);
    if (full.decimals >= 0)
        own->decimals = full.decimals;
    own->is_private |= full.is_private != 0;
    own->has_totals |= full.has_totals != 0;
}

void host_out_expression(struct leat_bind *bind, int32_t column,
                         const struct leat_expression *expression) {
    struct bind *self = (struct bind *)bind;
    if (!is_own_column(self, column))
        return;
    if (!expression) {
        handle_fail(self->handle, STATUS_PLUGIN,
                    "the plugin gives its column '%s' an expression that is absent (NULL)",
                    self->step->own.columns[column].name);
        return;
    }
    const int32_t carries = expression_symbol_column(expression);
    self->step->own.columns[column].is_private |= expression_is_private(expression);
    if (carries >= 0)
        host_out_symbols(bind, column, 0, carries);
}

void host_out_symbol(struct leat_bind *bind, int32_t column, struct leat_text symbol) {
    struct bind *self = (struct bind *)bind;
    if (!is_own_column(self, column))
        return;
    if (!symbol.data || !symbol.size || memchr(symbol.data, 0, symbol.size) ||
        text_valid_prefix(symbol.data, symbol.size) != symbol.size) {
        handle_fail(self->handle, STATUS_PLUGIN,
                    "the plugin's column '%s' may carry a symbol that is empty, or no UTF-8",
                    self->step->own.columns[column].name);
        return;
    }
    char *list[] = {memory_copy_part(symbol.data, symbol.size), NULL};
    symbols_add(&self->step->own.columns[column].symbols, list);
    memory_free(list[0]);
}

void host_out_symbols(struct leat_bind *bind, int32_t column, int32_t input, int32_t from) {
    struct bind *self = (struct bind *)bind;
    if (is_own_column(self, column) && is_input_column(self, input, from))
        symbols_add(&self->step->own.columns[column].symbols,
                    self->step->inputs[input].schema.columns[from].symbols);
}

static void add_out(struct step *step, int32_t own) {
    schema_add_copy(&step->out, &step->own.columns[own]);
    step->out_map[step->out.count - 1] = own;
}

static bool check_names(struct bind *bind) {
    const struct schema *out = &bind->step->out;
    for (int32_t i = 0; i < out->count; i++) {
        const char *name = out->columns[i].name;
        if (schema_find(out, name, strlen(name)) == i)
            continue;
        handle_fail(bind->handle, STATUS_DONE,
                    "two columns called '%s' would come out; give one another name", name);
        return false;
    }
    return true;
}

bool bind_finish(struct bind *bind) {
    struct step *step = bind->step;
    int32_t count = step->own.count;
    step->out_map = memory_array((size_t)count + 1, sizeof *step->out_map);
    bool *placed = memory_array((size_t)count + 1, sizeof *placed);
    for (size_t i = 0; i < bind->order_count + (size_t)count; i++) {
        int32_t own = i < bind->order_count ? bind->order[i] : (int32_t)(i - bind->order_count);
        if (placed[own] || step->own_columns[own].is_dropped)
            continue;
        placed[own] = true;
        add_out(step, own);
    }
    memory_free(placed);
    memory_free(bind->order);
    bind->order = NULL;
    return !bind->handle->failure && check_names(bind);
}
