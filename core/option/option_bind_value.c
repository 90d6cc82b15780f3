/* option_bind_value: values of the kind of a column, once the schemas of the inputs are known. See
 * binding.h. */
#include "option/binding.h"

#include <string.h>

#include "option/value.h"

/* What is known of the type that a value must have. */
enum known {
    KNOWN,
    FREE,
    UNKNOWN
}; /* FREE: it is over an option that is absent; UNKNOWN: told, or not to be judged */

/* The type of an input's column. */
static enum known column_type(struct binding *binding, const struct option_subject *subject,
                              int32_t column, struct leat_type *type) {
    const int32_t input = column >= 0 ? binding_input(binding, subject, subject->row->over) : -1;
    if (input < 0) {
        return UNKNOWN;
    }
    *type = binding->inputs[input]->columns[column].type;
    return KNOWN;
}

/* The column that is the key of the entry that the value stands in, of the map that it is over. */
static int32_t key_column(const struct option_scope *scope, const struct option_scope *map_scope,
                          const struct leat_option *row) {
    const struct leat_map *map =
        (const struct leat_map *)(const void *)(map_scope->base + row->offset);
    while (scope->outer != map_scope) {
        scope = scope->outer;
    }
    const size_t index = (size_t)(scope->base - (const char *)map->items) / option_item_size(row);
    return map->columns[index];
}

static enum known type_over(struct binding *binding, const struct option_pending *pending,
                            struct leat_type *type) {
    const struct option_subject *subject = &pending->subject;
    const struct option_scope *at;
    const struct leat_option *row = binding_option(subject->scope, subject->row->over, &at);
    const void *field = at->base + row->offset;
    const struct option_subject over = {at, row, subject->node, false};
    if (row->shape == LEAT_SHAPE_MAP) {
        return column_type(binding, &over, key_column(subject->scope, at, row), type);
    }
    const bool is_absent = row->fallback == NULL && node_get(at->node, row->name) == NULL;
    if (row->kind == LEAT_OPTION_EXPRESSION) {
        const struct leat_expression *expression = *(struct leat_expression *const *)field;
        *type = expression != NULL ? expression_type(expression) : type_of(LEAT_NONE);
        return expression != NULL ? KNOWN : is_absent ? FREE : UNKNOWN;
    }
    const int32_t column = *(const int32_t *)field;
    return column < 0 && is_absent ? FREE : column_type(binding, &over, column, type);
}

/* What the value's kind comes from: a column, an option, or the key of the entry that it is in. */
static const char *over_name(const struct option_subject *subject) {
    const struct option_scope *at, *scope = subject->scope;
    const struct leat_option *row = binding_option(scope, subject->row->over, &at);
    if (row->shape != LEAT_SHAPE_MAP) {
        const struct node *named = node_get(at->node, row->name);
        const bool is_column = row->kind == LEAT_OPTION_COLUMN && named != NULL;
        return is_column && named->kind == NODE_TEXT ? named->text : row->name;
    }
    while (scope->outer != at) {
        scope = scope->outer;
    }
    return scope->node->key;
}

static void tell_value(struct binding *binding, const struct option_pending *pending,
                       struct leat_type type, const char *reason) {
    const struct option_subject *subject = &pending->subject;
    const struct place place = option_place(binding->set, subject->scope, subject->node);
    const char *label = option_label(binding->set, subject);
    char name[TYPE_NAME];
    struct string message = {0};
    if (*reason != '\0') {
        string_add_format(&message, "%s %s", label, reason);
    } else {
        const struct parameter *parameter =
            parameters_whole(binding->set->parameters, subject->node);
        const char *found =
            parameter != NULL ? "such a parameter" : node_kind_name(subject->node->kind);
        string_add_format(&message, "%s must be %s, not %s", label, value_wants(type), found);
    }
    struct problem *problem = binding_wrong(binding, &place, message.data);
    const bool is_day = type.kind == LEAT_DATE || type.kind == LEAT_TIMESTAMP;
    problem_advise(problem, "'%s' is %s%s%s", over_name(subject), type_name(type, name),
                   *reason != '\0' && is_day ? "; write " : "",
                   *reason != '\0' && is_day ? value_wants(type) : "");
    string_free(&message);
}

/* A parameter keeps its kind; but in a text it is its text. */
static bool from_parameter(struct leat_type type, const struct parameter *parameter,
                           struct leat_value *value, char reason[VALUE_REASON]) {
    const bool is_day = type.kind == LEAT_DATE || type.kind == LEAT_TIMESTAMP;
    if (type.kind == LEAT_TEXT || (is_day && parameter->type.kind == LEAT_TEXT)) {
        return value_from_text(type, parameter->text, strlen(parameter->text), value, reason);
    }
    return value_convert(type, &parameter->value, value, reason);
}

void binding_value(struct binding *binding, const struct option_pending *pending) {
    const struct option_subject *subject = &pending->subject;
    const struct parameter *parameter = parameters_whole(binding->set->parameters, subject->node);
    struct leat_type type = type_of(LEAT_NONE);
    struct leat_value value;
    char reason[VALUE_REASON] = "";
    bool fits;
    const enum known known = type_over(binding, pending, &type);
    if (known == UNKNOWN || (parameter != NULL && !parameter->has_value)) {
        binding->sound = false; /* told */
        return;
    }
    if (known == FREE && parameter == NULL) {
        fits = value_of_node(subject->node, &value);
        if (subject->node->kind == NODE_TEXT) {
            value.as.text = pending->text;
        }
    } else if (parameter != NULL) {
        type = known == FREE ? parameter->type : type;
        fits = !parameter->is_secret && from_parameter(type, parameter, &value, reason);
    } else if (subject->node->kind == NODE_TEXT) {
        const bool in_quotes =
            type.kind == LEAT_TEXT || type.kind == LEAT_DATE || type.kind == LEAT_TIMESTAMP;
        fits = in_quotes &&
               value_from_text(type, pending->text.data, pending->text.size, &value, reason);
    } else {
        fits = value_from_node(type, subject->node, &value, reason);
    }
    if (fits) {
        *(struct leat_value *)pending->field = value;
    } else {
        tell_value(binding, pending, type, reason);
    }
}
