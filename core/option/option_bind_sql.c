/* option_bind_sql: expressions and measures, once the schemas of the inputs are known. See
 * binding.h. */
#include "option/binding.h"

static struct expression_scope scope_of(const struct binding *binding, int32_t input) {
    return (struct expression_scope){
        .schema = binding->inputs[input],
        .parameters = binding->set->scope_parameters,
        .parameter_count = binding->set->scope_parameter_count,
    };
}

/* Tells why an expression would not compile, at its characters in the definition. */
static void tell_error(struct binding *binding, const struct option_subject *subject,
                       struct expression_error *error) {
    const bool is_own = subject->node->document == binding->set->node->document;
    const struct place place = is_own ? node_text_place(subject->node, error->offset, error->length)
                                      : option_place(binding->set, subject->scope, subject->node);
    if (error->unjudged) {
        binding->unjudged = true;
    } else {
        struct string message = {0};
        string_add_text(&message,
                        error->message != NULL ? error->message : "this does not compile");
        if (!is_own) {
            string_add_format(&message, ", the default of '%s'", subject->row->name);
        }
        struct problem *problem = binding_wrong(binding, &place, message.data);
        string_free(&message);
        if (error->advice != NULL) {
            problem_advise(problem, "%s", error->advice);
        }
    }
    expression_error_free(error);
}

static void use_all(struct binding *binding, int32_t input, const int32_t *columns, size_t count) {
    for (size_t i = 0; i < count; i++) {
        binding_use(binding, input, columns[i], 0);
    }
}

void binding_expression(struct binding *binding, const struct option_pending *pending) {
    const struct option_subject *subject = &pending->subject;
    const int32_t input = binding_input(binding, subject, subject->row->over);
    if (input < 0) {
        return;
    }
    const struct expression_scope scope = scope_of(binding, input);
    struct expression_error error = {0};
    struct leat_expression *expression =
        expression_compile(subject->node->text, subject->node->size, &scope, &error);
    if (expression == NULL) {
        tell_error(binding, subject, &error);
        return;
    }
    *OPTION_ADD(binding->set->expressions) = expression;
    option_origin_add(binding->set, expression, subject, false);
    size_t count;
    const int32_t *columns = expression_columns(expression, &count);
    use_all(binding, input, columns, count);
    const struct place place = option_place(binding->set, subject->scope, subject->node);
    if (binding_takes(binding, subject, &place, "this expression", expression_type(expression))) {
        *(struct leat_expression **)pending->field = expression;
    }
}

/* Compiles each by itself, so that one mistake hides no other; false: none alone is wrong. */
static bool tell_each(struct binding *binding, const struct option_subject *subject,
                      const struct measure_source *sources, const struct expression_scope *scope) {
    bool told = false;
    for (size_t i = 0; i < subject->node->count; i++) {
        struct expression_error error = {0};
        size_t which;
        struct leat_measures *measures = measures_compile(&sources[i], 1, scope, &error, &which);
        if (measures == NULL) {
            const struct option_subject item = {subject->scope, subject->row,
                                                subject->node->items[i], true};
            tell_error(binding, &item, &error);
            told = true;
        }
        measures_free(measures);
    }
    return told;
}

void binding_measures(struct binding *binding, const struct option_pending *pending) {
    const struct option_subject *subject = &pending->subject;
    const struct node *node = subject->node;
    const int32_t input = binding_input(binding, subject, subject->row->over);
    if (input < 0) {
        return;
    }
    struct measure_source *sources =
        arena_alloc(binding->set->arena, node->count * sizeof *sources);
    for (size_t i = 0; i < node->count; i++) {
        sources[i] = (struct measure_source){node->items[i]->key, node->items[i]->text,
                                             node->items[i]->size};
    }
    const struct expression_scope scope = scope_of(binding, input);
    struct expression_error error = {0};
    size_t which = 0;
    struct leat_measures *measures = measures_compile(sources, node->count, &scope, &error, &which);
    if (measures == NULL) {
        if (tell_each(binding, subject, sources, &scope)) {
            expression_error_free(&error);
        } else {
            const bool is_item = which < node->count;
            const struct option_subject item = {subject->scope, subject->row,
                                                is_item ? node->items[which] : node, is_item};
            tell_error(binding, &item, &error);
        }
        return;
    }
    *OPTION_ADD(binding->set->measures) = measures;
    *(struct leat_measures **)pending->field = measures;
    size_t count;
    const int32_t *columns = measures_columns(measures, &count);
    use_all(binding, input, columns, count);
}
