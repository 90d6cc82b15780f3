/* measure_compile: measures from their text. See measure.h, and measure_parts.h for what they
 * become. */
#include "expression/function.h"
#include "expression/measure_parts.h"

#include <stdlib.h>

struct compiling {
    struct leat_measures *measures;
    const struct expression_scope *scope; /* of rows */
    struct expression_error *error;
    struct arena *trees;        /* until all is compiled */
    const struct tree **inputs; /* what each input was compiled from */
    struct schema calls; /* a column for each call: what is left of a measure is over these */

    /* the measure under way */
    const char *text;
    size_t size;
    bool has_aggregate, has_failed;
    size_t *named; /* its calls, in the order it names them */
    size_t named_count;
};

/* -- growing lists --------------------------------------------------------------------------- */

/* Another item at the end of a list of count, zeroed. Lists are short: they grow one by one. */
static void *grow(void *list, size_t count, size_t size) {
    char *grown = memory_resize(list, (count + 1) * size);
    memset(grown + count * size, 0, size);
    return grown;
}

#define GROW(list, count) ((list) = grow((list), (count), sizeof *(list)), &(list)[(count)++])

/* -- errors ---------------------------------------------------------------------------------- */

/* The piece of the measure's text that a node is written in. */
static const char *text_of(const struct compiling *compiling, const struct tree *node,
                           struct arena *arena) {
    return arena_copy(arena, compiling->text + node->offset, node->length);
}

static void fail_bare_column(struct compiling *compiling, const struct tree *node) {
    const struct schema *schema = compiling->scope->schema;
    const int32_t column = schema_find(schema, node->name, node->name_size);
    if (column < 0) { /* then that is what is wrong, and the expressions know how to say it */
        expression_free(expression_from_tree(node, compiling->text, compiling->size,
                                             compiling->scope, compiling->error));
        return;
    }
    const char *name = text_of(compiling, node, compiling->trees);
    const int kind = schema->columns[column].type.kind;
    const bool is_number = kind == LEAT_INTEGER || kind == LEAT_DECIMAL || kind == LEAT_REAL;
    expression_error_set(compiling->error, node->offset, node->length,
                         memory_format("%s(%s), say", is_number ? "sum" : "min", name),
                         "%s must stand inside an aggregate, or in \"by\"", name);
}

/* A function that there is not, which matters more than the columns inside it. */
static void fail_unknown_call(struct compiling *compiling, const struct tree *node) {
    struct tree alone = *node;
    alone.count = 0;
    expression_free(expression_from_tree(&alone, compiling->text, compiling->size, compiling->scope,
                                         compiling->error));
}

static void fail_constant(struct compiling *compiling, const struct tree *tree) {
    expression_error_set(
        compiling->error, tree->offset, tree->length,
        memory_copy(
            "count(*) counts the rows, sum(x) adds up a column; a step that derives columns "
            "can add a constant"),
        "no aggregate stands in this measure, so it would say the same of any rows");
}

/* -- inputs ---------------------------------------------------------------------------------- */

/* The number of the input that the tree is, compiled if it is new; MEASURE_NO_INPUT: an error is
 * set. */
static int32_t input_of(struct compiling *compiling, const struct tree *tree) {
    struct leat_measures *measures = compiling->measures;
    for (size_t i = 0; i < measures->input_count; i++) {
        if (tree_equal(compiling->inputs[i], tree)) {
            return (int32_t)i;
        }
    }
    struct leat_expression *expression = expression_from_tree(
        tree, compiling->text, compiling->size, compiling->scope, compiling->error);
    if (expression == NULL) {
        return MEASURE_NO_INPUT;
    }
    size_t count = measures->input_count;
    *GROW(compiling->inputs, count) = tree;
    GROW(measures->inputs, measures->input_count)->expression = expression;
    measure_input_symbols(&measures->inputs[count - 1], compiling->scope->schema);
    return (int32_t)measures->input_count - 1;
}

static int32_t filter_of(struct compiling *compiling, const struct tree *tree) {
    const int32_t number = input_of(compiling, tree);
    if (number == MEASURE_NO_INPUT) {
        return number;
    }
    struct measure_input *input = &compiling->measures->inputs[number];
    const struct leat_type type = expression_type(input->expression);
    if (type.kind != LEAT_BOOLEAN) {
        char name[TYPE_NAME];
        const char *text = text_of(compiling, tree, compiling->trees);
        expression_error_set(compiling->error, tree->offset, tree->length,
                             memory_format("compare it: filter (where %s = …)", text),
                             "a filter takes a condition, and %s is of kind %s", text,
                             type_name(type, name));
        return MEASURE_NO_INPUT;
    }
    input->is_filter = true;
    return number;
}

/* -- calls ----------------------------------------------------------------------------------- */

size_t measure_slot_of(struct leat_measures *measures, struct measure_slot wanted) {
    for (size_t i = 0; i < measures->slot_count; i++) {
        const struct measure_slot *slot = &measures->slots[i];
        if (slot->kind == wanted.kind && slot->argument == wanted.argument &&
            slot->filter == wanted.filter) {
            return i;
        }
    }
    measures->has_drops |= wanted.kind->drop != NULL;
    *GROW(measures->slots, measures->slot_count) = wanted;
    return measures->slot_count - 1;
}

/* Equal calls are one: the same of the same accumulator. */
static size_t call_of(struct compiling *compiling, const struct measure_call *wanted) {
    struct leat_measures *measures = compiling->measures;
    for (size_t i = 0; i < measures->call_count; i++) {
        if (measures->calls[i].slot == wanted->slot && measures->calls[i].give == wanted->give) {
            return i;
        }
    }
    *GROW(measures->calls, measures->call_count) = *wanted;
    const int32_t argument = measures->slots[wanted->slot].argument;
    schema_add(&compiling->calls, wanted->use.text, strlen(wanted->use.text), wanted->use.type)
        ->is_private =
        argument != MEASURE_NO_INPUT && measures->inputs[argument].expression->root->is_private;
    return measures->call_count - 1;
}

/* Makes an aggregate a call, and its node the column that stands for it. */
static bool take_aggregate(struct compiling *compiling, struct tree *node) {
    struct leat_measures *measures = compiling->measures;
    struct measure_slot slot = {.argument = MEASURE_NO_INPUT, .filter = MEASURE_NO_INPUT};
    struct measure_call call = {.use.argument = "*"};
    if (node->count > 0) {
        slot.argument = input_of(compiling, node->args[0]);
        if (slot.argument == MEASURE_NO_INPUT) {
            return false;
        }
        call.use.from = expression_type(measures->inputs[slot.argument].expression);
        call.use.argument = text_of(compiling, node->args[0], measures->arena);
    }
    if (node->filter != NULL) {
        slot.filter = filter_of(compiling, node->filter);
        if (slot.filter == MEASURE_NO_INPUT) {
            return false;
        }
    }
    call.use.text = text_of(compiling, node, measures->arena);
    char *message, *advice;
    if (!measure_resolve(node->aggregate, node->distinct, &call, &slot.kind, &message, &advice)) {
        expression_error_set(compiling->error, node->args[0]->offset, node->args[0]->length, advice,
                             "%s", message);
        memory_free(message);
        return false;
    }
    call.slot = measure_slot_of(measures, slot);
    const size_t number = call_of(compiling, &call);
    tree_make_slot(node, (int32_t)number);
    *GROW(compiling->named, compiling->named_count) = number;
    return true;
}

/* -- measures -------------------------------------------------------------------------------- */

static bool visit(void *context, struct tree *node) {
    struct compiling *compiling = context;
    if (compiling->has_failed) {
        return false;
    }
    if (node->kind == TREE_AGGREGATE) {
        compiling->has_aggregate = true;
        compiling->has_failed = !take_aggregate(compiling, node);
        return false;
    }
    if (node->kind == TREE_COLUMN) {
        fail_bare_column(compiling, node);
        compiling->has_failed = true;
    } else if (node->kind == TREE_CALL && function_find(node->name) == NULL) {
        fail_unknown_call(compiling, node);
        compiling->has_failed = true;
    }
    return !compiling->has_failed;
}

static bool compile(struct compiling *compiling, const struct measure_source *source) {
    compiling->text = source->text;
    compiling->size = source->size;
    compiling->has_aggregate = false;
    compiling->named_count = 0;
    struct tree *tree =
        tree_parse(source->text, source->size, TREE_AGGREGATES, compiling->trees, compiling->error);
    if (tree == NULL) {
        return false;
    }
    tree_visit(tree, visit, compiling);
    if (compiling->has_failed) {
        return false;
    }
    if (!compiling->has_aggregate) {
        fail_constant(compiling, tree);
        return false;
    }
    struct leat_measures *measures = compiling->measures;
    const size_t bytes = compiling->named_count * sizeof(size_t);
    struct measure measure = {.name =
                                  arena_copy(measures->arena, source->name, strlen(source->name)),
                              .calls = arena_alloc(measures->arena, bytes),
                              .call_count = compiling->named_count};
    memcpy(measure.calls, compiling->named, bytes);
    if (tree->kind == TREE_SLOT) {
        measure.type = measures->calls[tree->column].use.type;
    } else {
        struct expression_scope scope = *compiling->scope;
        scope.schema = &compiling->calls;
        measure.outer =
            expression_from_tree(tree, source->text, source->size, &scope, compiling->error);
        if (measure.outer == NULL) {
            return false;
        }
        measure.type = expression_type(measure.outer);
    }
    *GROW(measures->measures, measures->measure_count) = measure;
    return true;
}

/* -- the set --------------------------------------------------------------------------------- */

static int compare_columns(const void *a, const void *b) {
    const int32_t one = *(const int32_t *)a, two = *(const int32_t *)b;
    return (one > two) - (one < two);
}

/* Gathers which columns of the rows are read. */
static void gather_columns(struct leat_measures *measures) {
    size_t total = 0;
    for (size_t i = 0; i < measures->input_count; i++) {
        size_t count;
        const int32_t *columns = expression_columns(measures->inputs[i].expression, &count);
        measures->columns =
            memory_resize(measures->columns, (total + count + 1) * sizeof *measures->columns);
        for (size_t j = 0; j < count; j++) {
            measures->columns[total++] = columns[j];
        }
    }
    if (total == 0) {
        return;
    }
    qsort(measures->columns, total, sizeof *measures->columns, compare_columns);
    measures->column_count = 1;
    for (size_t i = 1; i < total; i++) {
        if (measures->columns[i] != measures->columns[i - 1]) {
            measures->columns[measures->column_count++] = measures->columns[i];
        }
    }
}

void measures_lay_out(struct leat_measures *measures) {
    measures->size = 0;
    for (size_t i = 0; i < measures->slot_count; i++) {
        measures->slots[i].offset = measures->size;
        measures->size += measures->slots[i].kind->size;
    }
    measures->size = (measures->size + 15) / 16 * 16;
    memory_free(measures->started);
    measures->started = memory_alloc(measures->size);
    for (size_t i = 0; i < measures->slot_count; i++) {
        const struct measure_slot *slot = &measures->slots[i];
        if (slot->kind->start != NULL) {
            slot->kind->start(measures->started + slot->offset);
        }
    }
}

struct leat_measures *measures_compile(const struct measure_source *sources, size_t count,
                                       const struct expression_scope *scope,
                                       struct expression_error *error, size_t *wrong) {
    *error = (struct expression_error){0};
    struct leat_measures *measures = memory_alloc(sizeof *measures);
    measures->arena = arena_new();
    struct compiling compiling = {
        .measures = measures, .scope = scope, .error = error, .trees = arena_new()};
    bool done = true;
    for (size_t i = 0; done && i < count; i++) {
        *wrong = i;
        done = compile(&compiling, &sources[i]);
    }
    schema_free(&compiling.calls);
    memory_free(compiling.inputs);
    memory_free(compiling.named);
    arena_free(compiling.trees);
    if (!done) {
        measures_free(measures);
        return NULL;
    }
    gather_columns(measures);
    measures->value_slots = measures->slot_count;
    measures_rule(measures, LEAT_SYMBOLS_BY_MEASURE);
    return measures;
}
