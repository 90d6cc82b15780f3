/* typing: calls: the function found, its arguments counted and made of the kinds it takes. */
#include "expression/function.h"

#include <stdio.h>

#include "batch/schema.h"

static void *fail_unknown(struct typing *typing, const struct tree *tree) {
    size_t count;
    const char *foreign = function_foreign(tree->name);
    const char *const *names = function_names(&count);
    char *advice = NULL;
    if (foreign != NULL) {
        advice = memory_copy(foreign);
    } else {
        const char *near = text_nearest(tree->name, names, count);
        advice = near == NULL ? memory_copy("`leat functions` lists them")
                              : memory_format("did you mean '%s'?", near);
    }
    typing->is_name_error = true;
    return typing_fail(typing, tree->at, tree->at_length, advice, "no function '%.*s'",
                       (int)tree->at_length, typing->expression->text + tree->at);
}

/* -- how many -------------------------------------------------------------------------------- */

struct arity {
    size_t least, most;
};

static struct arity arity_of(const struct function *function) {
    struct arity arity = {0, 0};
    bool optional = false;
    for (const char *kind = function->kinds; *kind != '\0'; kind++) {
        if (*kind == '[') {
            optional = true;
        } else if (*kind == '*') {
            arity.most = EXPRESSION_NODES_MOST;
        } else {
            arity.most++;
            arity.least += !optional;
        }
    }
    return arity;
}

static bool check_count(struct typing *typing, const struct tree *tree,
                        const struct function *function) {
    const struct arity arity = arity_of(function);
    if (tree->count >= arity.least && tree->count <= arity.most) {
        return true;
    }
    char wanted[32];
    if (arity.most == EXPRESSION_NODES_MOST) {
        snprintf(wanted, sizeof wanted, "%zu or more values", arity.least);
    } else if (arity.least == arity.most) {
        snprintf(wanted, sizeof wanted, "%zu value%s", arity.least, arity.least == 1 ? "" : "s");
    } else {
        snprintf(wanted, sizeof wanted, "%zu or %zu values", arity.least, arity.most);
    }
    typing_fail(typing, tree->offset, tree->length, memory_format("write %s", function->form),
                "%s takes %s, not %zu", function->name, wanted, tree->count);
    return false;
}

/* -- of which kinds -------------------------------------------------------------------------- */

/* An argument where any number goes: a literal is one as it is written. */
static struct node *number_arg(struct typing *typing, struct node *arg) {
    if (arg->type.kind == LEAT_NONE) {
        return typing_adapt(typing, arg, type_of(LEAT_INTEGER));
    }
    return arg;
}

/* A boolean is t or f here, though a cast makes true and false of it: so PostgreSQL has it. */
static struct node *text_arg(struct typing *typing, const struct tree *at, struct node *arg) {
    if (arg->type.kind == LEAT_BOOLEAN) {
        return typing_done(typing, typing_strict(typing, at, type_of(LEAT_TEXT),
                                                 kernel_boolean_to_letter, &arg, 1));
    }
    return typing_cast(typing, at, arg, type_of(LEAT_TEXT));
}

/* The argument as the kind that the letter says; NULL: the error is set. */
static struct node *arg_of_kind(struct typing *typing, const struct tree *at,
                                const struct function *function, const char *name, char letter,
                                struct node *arg) {
    static const struct {
        char letter;
        enum leat_kind kind;
        const char *wanted;
    } kinds[] = {{'t', LEAT_TEXT, "a text"},
                 {'c', LEAT_TEXT, "a text"},
                 {'i', LEAT_INTEGER, "an integer"},
                 {'r', LEAT_REAL, "a number"},
                 {'b', LEAT_BOOLEAN, "a condition"},
                 {'n', LEAT_INTEGER, "a number"},
                 {'D', LEAT_DATE, "a date or timestamp"}};
    if (letter == 'a') {
        return arg;
    }
    if (letter == 'x') {
        return text_arg(typing, at, arg);
    }
    size_t i = 0;
    while (kinds[i].letter != letter) {
        i++;
    }
    arg = letter == 'n' ? number_arg(typing, arg) : arg;
    if (letter == 'D' && arg->type.kind == LEAT_NONE) {
        arg = typing_adapt(typing, arg, type_of(LEAT_TIMESTAMP));
    } else if (letter != 'n' && letter != 'D') {
        arg = typing_adapt(typing, arg, type_of(kinds[i].kind));
    }
    if (arg == NULL) {
        return NULL;
    }
    const enum leat_kind kind = arg->type.kind;
    const bool fits = letter == 'n'   ? kind_is_number(kind)
                      : letter == 'D' ? kind == LEAT_DATE || kind == LEAT_TIMESTAMP
                                      : kind == kinds[i].kind;
    if (!fits) {
        return typing_fail_kind(typing, arg, name, kinds[i].wanted, kinds[i].kind);
    }
    if (letter == 'c' && (!arg->is_constant || arg->is_null)) {
        return TYPING_FAIL(typing, arg, memory_format("write %s", function->form),
                           "%s takes a constant here", function->name);
    }
    return arg;
}

static bool check_kinds(struct typing *typing, const struct tree *tree,
                        const struct function *function, struct node **args) {
    const char *kind = function->kinds;
    const char *name = /* as it is written: trim, not btrim */
        arena_copy(typing->arena, typing->expression->text + tree->at, tree->at_length);
    char letter = 'a';
    for (size_t i = 0; i < tree->count; i++) {
        kind += *kind == '[';
        if (*kind != '*' && *kind != '\0') {
            letter = *kind++;
        }
        args[i] = arg_of_kind(typing, tree->args[i], function, name, letter, args[i]);
        if (args[i] == NULL) {
            return false;
        }
    }
    return true;
}

struct node *typing_call(struct typing *typing, const struct tree *tree) {
    const struct function *function = function_find(tree->name);
    struct node **args = arena_alloc(typing->arena, (tree->count + 1) * sizeof *args);
    if (function == NULL) {
        return fail_unknown(typing, tree);
    }
    if (!check_count(typing, tree, function)) {
        return NULL;
    }
    const int maybe = typing->maybe;
    for (size_t i = 0; i < tree->count; i++) {
        args[i] = typing_tree(typing, tree->args[i]);
        if (args[i] == NULL) {
            return NULL;
        }
        typing->maybe +=
            function->make == make_coalesce && i == 0; /* the others may not be looked at */
    }
    typing->maybe = maybe;
    if (!check_kinds(typing, tree, function, args)) {
        return NULL;
    }
    if (function->make != NULL) {
        return function->make(typing, tree, args);
    }
    struct node *node =
        typing_strict(typing, tree, type_of(function->result), function->kernel, args, tree->count);
    node->can_fail = (function->flags & FUNCTION_FAILS) != 0;
    node->passes = (function->flags & FUNCTION_PASSES) != 0;
    return typing_done(typing, node);
}
