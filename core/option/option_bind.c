/* option_bind: columns, once the schemas of the inputs are known. See option.h and binding.h. */
#include "option/binding.h"

#include <string.h>

/* -- what an option is over ------------------------------------------------------------------ */

const struct leat_option *binding_option(const struct option_scope *scope, const char *name,
                                         const struct option_scope **at) {
    for (; scope != NULL; scope = scope->outer) {
        for (size_t i = 0; i < scope->table->count; i++) {
            if (strcmp(scope->table->rows[i].name, name) == 0) {
                *at = scope;
                return &scope->table->rows[i];
            }
        }
    }
    return NULL;
}

struct problem *binding_wrong(struct binding *binding, const struct place *place,
                              const char *message) {
    binding->sound = false;
    return option_wrong(binding->set, place, "%s", message);
}

int32_t binding_input(struct binding *binding, const struct option_subject *subject,
                      const char *over) {
    const struct option_scope *at;
    const struct leat_option *row = over != NULL ? binding_option(subject->scope, over, &at) : NULL;
    int32_t input = 0;
    if (row != NULL && row->kind == LEAT_OPTION_STEP && row->shape == LEAT_SHAPE_ONE) {
        input = *(const int32_t *)(at->base + row->offset);
        const struct node *named = node_get(at->node, row->name);
        if (input < 0 && named == NULL && row->fallback == NULL) {
            binding->sound = false;
            option_wrong_at(binding->set, subject, "%s needs '%s', which is missing",
                            option_label(binding->set, subject), row->name);
        }
    }
    if (input < 0 || (size_t)input >= binding->count || binding->inputs[input] == NULL) {
        binding->unjudged = true;
        return -1;
    }
    return input;
}

/* The name of the step that an input is, where an option names it. */
static const char *input_name(const struct option_set *set, const struct option_subject *subject,
                              const char *over) {
    const struct option_scope *at;
    const struct leat_option *row = over != NULL ? binding_option(subject->scope, over, &at) : NULL;
    for (size_t i = 0; row != NULL && i < set->steps.count; i++) {
        if ((const char *)set->steps.list[i].field == at->base + row->offset) {
            return set->steps.list[i].name;
        }
    }
    return NULL;
}

void binding_use(struct binding *binding, int32_t input, int32_t column, uint64_t flags) {
    if ((flags & LEAT_UNREAD) == 0) {
        *OPTION_ADD(binding->set->uses) = (struct option_use){
            .input = input, .column = column, .replaced = (flags & LEAT_REPLACED) != 0};
    }
}

/* -- columns --------------------------------------------------------------------------------- */

static void tell_no_column(struct binding *binding, const struct option_subject *subject,
                           const struct place *place, struct leat_text name, int32_t input,
                           const char *over) {
    const struct schema *schema = binding->inputs[input];
    const char *step = input_name(binding->set, subject, over);
    struct string message = {0};
    string_add_text(&message, "no column ");
    string_add_quoted(&message, name.data, name.size, 0);
    if (step != NULL) {
        string_add_text(&message, " in ");
        string_add_quoted(&message, step, strlen(step), 0);
    }
    if (subject->node->document != binding->set->node->document) {
        string_add_format(&message, ", the default of '%s'", subject->row->name);
    }
    struct problem *problem = binding_wrong(binding, place, message.data);
    const char **names = schema_names(schema);
    problem_suggest(problem, name.data, names, (size_t)schema->count);
    memory_free(names);
    string_free(&message);
}

bool binding_takes(struct binding *binding, const struct option_subject *subject,
                   const struct place *place, const char *what, struct leat_type type) {
    const uint32_t kinds = subject->row->kinds;
    char name[TYPE_NAME];
    if (kinds == 0 || type.kind == LEAT_NONE || kinds & LEAT_KINDS(type.kind)) {
        return true;
    }
    struct string message = {0}, taken = {0};
    option_kinds(kinds, &taken);
    string_add_format(&message, "%s is %s, and '%s' takes %s", what, type_name(type, name),
                      subject->row->name, taken.data);
    struct problem *problem = binding_wrong(binding, place, message.data);
    if (kinds == LEAT_KINDS(LEAT_BOOLEAN) && subject->row->kind == LEAT_OPTION_EXPRESSION) {
        problem_advise(problem, "a condition compares: column = value");
    }
    string_free(&message);
    string_free(&taken);
    return false;
}

/* The number of a column; -1: there is none, or it cannot be told. */
static int32_t find_column(struct binding *binding, const struct option_subject *subject,
                           const struct place *place, struct leat_text name, int32_t input,
                           const char *over) {
    const struct schema *schema = binding->inputs[input];
    const int32_t column = schema_find(schema, name.data, name.size);
    if (column < 0 && schema->incomplete) {
        binding->unjudged = true;
    } else if (column < 0) {
        tell_no_column(binding, subject, place, name, input, over);
    } else {
        binding_use(binding, input, column, subject->row->flags);
    }
    return column;
}

static void bind_column(struct binding *binding, const struct option_pending *pending) {
    const struct option_subject *subject = &pending->subject;
    const int32_t input = binding_input(binding, subject, subject->row->over);
    if (input < 0) {
        return;
    }
    const struct place place = option_place(binding->set, subject->scope, subject->node);
    const int32_t column =
        find_column(binding, subject, &place, pending->text, input, subject->row->over);
    struct string what = {0};
    string_add_text(&what, "column ");
    string_add_quoted(&what, pending->text.data, pending->text.size, 0);
    if (column >= 0 && binding_takes(binding, subject, &place, what.data,
                                     binding->inputs[input]->columns[column].type)) {
        *(int32_t *)pending->field = column;
    }
    string_free(&what);
}

/* "*": all columns of a kind that is taken, or an error for the first that is not. */
static void bind_all_columns(struct binding *binding, const struct option_pending *pending) {
    const struct option_subject *subject = &pending->subject;
    const int32_t input = binding_input(binding, subject, subject->row->over);
    if (input < 0) {
        return;
    }
    const struct schema *schema = binding->inputs[input];
    const struct place place = option_place(binding->set, subject->scope, subject->node);
    if (schema->incomplete) {
        binding->unjudged = true;
        return;
    }
    if (!option_in_bounds(binding->set, subject, schema->count, "column", "columns")) {
        binding->sound = false;
        return;
    }
    int32_t *items = arena_alloc(binding->set->arena, (size_t)schema->count * sizeof *items);
    for (int32_t i = 0; i < schema->count; i++) {
        struct string what = {0};
        string_add_text(&what, "column ");
        string_add_quoted(&what, schema->columns[i].name, strlen(schema->columns[i].name), 0);
        const bool taken =
            binding_takes(binding, subject, &place, what.data, schema->columns[i].type);
        string_free(&what);
        if (!taken) {
            return;
        }
        items[i] = i;
        option_origin_add(binding->set, &items[i], subject, false);
        binding_use(binding, input, i, subject->row->flags);
    }
    *(struct leat_list *)pending->field =
        (struct leat_list){.count = (size_t)schema->count, .items = items};
}

static void bind_columns(struct binding *binding, const struct option_pending *pending) {
    const struct leat_list *list = pending->field;
    const struct node *node = pending->subject.node;
    if (list->items == NULL) {
        bind_all_columns(binding, pending);
        return;
    }
    for (size_t i = 0; i < list->count; i++) { /* each is bound before the list is looked at */
        for (size_t j = 0; j < i; j++) {
            if (LEAT_ITEM(*list, int32_t, i) < 0 ||
                LEAT_ITEM(*list, int32_t, i) != LEAT_ITEM(*list, int32_t, j)) {
                continue;
            }
            const struct place place =
                option_place(binding->set, pending->subject.scope, node->items[i]);
            struct string message = {0};
            string_add_text(&message, "column ");
            string_add_quoted(&message, node->items[i]->text, node->items[i]->size, 0);
            string_add_format(&message, " stands twice in '%s'", pending->subject.row->name);
            binding_wrong(binding, &place, message.data);
            string_free(&message);
            break;
        }
    }
}

static void bind_keys(struct binding *binding, const struct option_pending *pending) {
    const struct option_subject *subject = &pending->subject;
    const struct leat_map *map = pending->field;
    int32_t *columns = arena_alloc(binding->set->arena, map->count * sizeof *columns);
    /* Where the items are columns of another input, the keys are those of the rows they are matched
     * with. */
    const bool matches =
        subject->row->kind == LEAT_OPTION_COLUMN || subject->row->kind == LEAT_OPTION_COLUMNS;
    const char *over = matches ? NULL : subject->row->over;
    const int32_t input = map->count > 0 ? binding_input(binding, subject, over) : -1;
    for (size_t i = 0; i < map->count; i++) {
        const struct node *node = subject->node->items[i];
        const bool is_own = node->document == binding->set->node->document;
        const struct place place =
            is_own ? node_key_place(node) : option_place(binding->set, subject->scope, node);
        columns[i] =
            input < 0 ? -1 : find_column(binding, subject, &place, map->keys[i], input, over);
    }
    ((struct leat_map *)pending->field)->columns = columns;
}

/* -- all ------------------------------------------------------------------------------------- */

static void bind_one(struct binding *binding, const struct option_pending *pending) {
    switch (pending->what) {
    case WAIT_COLUMN:
        bind_column(binding, pending);
        break;
    case WAIT_COLUMNS:
        bind_columns(binding, pending);
        break;
    case WAIT_KEYS:
        bind_keys(binding, pending);
        break;
    case WAIT_EXPRESSION:
        binding_expression(binding, pending);
        break;
    case WAIT_MEASURES:
        binding_measures(binding, pending);
        break;
    case WAIT_VALUE:
        binding_value(binding, pending);
        break;
    }
}

bool options_bind(struct option_set *set, const struct schema *const *inputs, size_t count,
                  struct problems *problems, bool *unjudged) {
    struct binding binding = {.set = set, .inputs = inputs, .count = count, .sound = true};
    set->problems = problems;
    if (set->parameters != NULL && set->scope_parameters == NULL) {
        set->scope_parameters =
            parameters_for_expressions(set->parameters, &set->scope_parameter_count);
    }
    for (int round = 0; round < 2; round++) { /* values last: they are over columns */
        for (size_t i = 0; i < set->pending.count; i++) {
            if ((set->pending.list[i].what == WAIT_VALUE) == (round == 1)) {
                bind_one(&binding, &set->pending.list[i]);
            }
        }
    }
    set->problems = NULL;
    *unjudged |= binding.unjudged;
    return binding.sound && !binding.unjudged;
}
