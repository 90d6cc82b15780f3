/* option_wait: options that wait for the schemas of the inputs: columns, expressions, values over
 * columns; and the steps that those inputs are. See set.h. */
#include "option/set.h"

#include <string.h>

#include "option/value.h"

static struct option_pending *wait(struct option_set *set, enum option_wait what,
                                   const struct option_subject *subject, void *field) {
    struct option_pending *pending = OPTION_ADD(set->pending);
    pending->what = what;
    pending->subject = *subject;
    pending->field = field;
    return pending;
}

bool option_read_column(struct option_set *set, const struct option_subject *subject,
                        int32_t *field) {
    struct leat_text text;
    if (!option_text(set, subject, false, &text, NULL)) {
        return false;
    }
    wait(set, WAIT_COLUMN, subject, field)->text = text;
    return true;
}

/* Whether the value is "*" alone. */
static bool is_star(const struct node *node) {
    return node->kind == NODE_TEXT && strcmp(node->text, "*") == 0;
}

bool option_read_columns(struct option_set *set, const struct option_subject *subject,
                         struct leat_list *field) {
    const struct node *node = subject->node;
    const bool is_list = node->kind == NODE_LIST;
    if (!is_list && !is_star(node) &&
        !(node->kind == NODE_TEXT && subject->row->flags & LEAT_ONE_OR_MANY)) {
        option_wrong_shape(set, subject, LEAT_SHAPE_ONE);
        return false;
    }
    const size_t count = is_list ? node->count : 1;
    if (count > 0 && is_star(is_list ? node->items[0] : node) && count == 1) {
        wait(set, WAIT_COLUMNS, subject, field);
        return true;
    }
    if (!option_in_bounds(set, subject, (int64_t)count, "column", "columns")) {
        return false;
    }
    int32_t *items = arena_alloc(set->arena, count * sizeof *items);
    *field = (struct leat_list){.count = count, .items = items};
    bool sound = true;
    for (size_t i = 0; i < count; i++) {
        const struct option_subject item = {subject->scope, subject->row,
                                            is_list ? node->items[i] : node, is_list};
        items[i] = -1;
        option_origin_add(set, &items[i], &item, false);
        if (item.node->kind != NODE_TEXT) {
            option_wrong_at(set, &item, "%s must be the name of a column, not %s",
                            option_label(set, &item), node_kind_name(item.node->kind));
            sound = false;
        } else {
            sound &= option_read_column(set, &item, &items[i]);
        }
    }
    if (sound) {
        wait(set, WAIT_COLUMNS, subject, field); /* none twice */
    }
    return sound;
}

bool option_read_expression(struct option_set *set, const struct option_subject *subject,
                            void *field) {
    if (subject->node->kind != NODE_TEXT) {
        option_wrong_shape(set, subject, LEAT_SHAPE_ONE);
        return false;
    }
    wait(set, WAIT_EXPRESSION, subject, field);
    return true;
}

bool option_read_step(struct option_set *set, const struct option_subject *subject,
                      int32_t *field) {
    struct leat_text text;
    if (!option_text(set, subject, false, &text, NULL)) {
        return false;
    }
    const bool is_default = subject->node->document != set->node->document;
    *OPTION_ADD(set->steps) = (struct option_step){
        .name = text.data,
        .node = is_default ? subject->scope->real : subject->node,
        .field = field,
        .flags = subject->row->flags,
        .over_name = subject->row->name,
    };
    return true;
}

/* -- values ---------------------------------------------------------------------------------- */

/* A value whose kind no column says: JSON's own, or the parameter's. */
static bool read_plain_value(struct option_set *set, const struct option_subject *subject,
                             struct leat_value *field) {
    const struct parameter *parameter = parameters_whole(set->parameters, subject->node);
    if (parameter != NULL && !parameter->is_secret) {
        *field = parameter->value;
        set->failed |= !parameter->has_value;
        return parameter->has_value;
    }
    struct leat_value value;
    if (!value_of_node(subject->node, &value)) {
        option_wrong_shape(set, subject, LEAT_SHAPE_ONE);
        return false;
    }
    if (value.type.kind == LEAT_TEXT && !value.is_null &&
        !option_text(set, subject, false, &value.as.text, NULL)) {
        return false;
    }
    *field = value;
    return true;
}

bool option_read_value(struct option_set *set, const struct option_subject *subject,
                       struct leat_value *field) {
    const struct leat_option *row = subject->row;
    const enum node_kind kind = subject->node->kind;
    if (row->over == NULL ||
        row->flags & LEAT_KEYED_BY_COLUMN) { /* then `over` is said of the keys */
        return read_plain_value(set, subject, field);
    }
    if (kind == NODE_LIST || kind == NODE_OBJECT) {
        option_wrong_shape(set, subject, LEAT_SHAPE_ONE);
        return false;
    }
    struct option_pending waiting = {.text = {NULL, 0}};
    if (kind == NODE_TEXT && parameters_whole(set->parameters, subject->node) == NULL &&
        !option_text(set, subject, false, &waiting.text, NULL)) {
        return false;
    }
    wait(set, WAIT_VALUE, subject, field)->text = waiting.text;
    return true;
}
