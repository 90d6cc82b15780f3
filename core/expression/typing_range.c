/* typing: between, in and like; and, or and not. */
#include "expression/typing.h"

#include "batch/schema.h"

static struct node *logic(struct typing *typing, const struct tree *tree, node_eval *eval,
                          struct node **args, size_t count) {
    struct node *node = typing_new(typing, tree, type_of(LEAT_BOOLEAN), eval, args, count);
    node->one_by_one = true;
    return typing_done(typing, node);
}

static struct node *negate(struct typing *typing, const struct tree *tree, struct node *node) {
    return node == NULL ? NULL
                        : typing_done(typing, typing_strict(typing, tree, type_of(LEAT_BOOLEAN),
                                                            kernel_not, &node, 1));
}

/* -- and, or, not ---------------------------------------------------------------------------- */

/* A constant that decides (false in an and, true in an or) is the answer, one that does not is left
 * out. All are typed, so that their mistakes are told. */
static struct node *type_chain(struct typing *typing, const struct tree *tree) {
    const bool is_and = tree->op == TREE_AND;
    struct node **args = arena_alloc(typing->arena, tree->count * sizeof *args);
    struct node *decisive = NULL;
    const int maybe = typing->maybe;
    size_t count = 0;
    bool done = true;
    for (size_t i = 0; i < tree->count && done; i++) {
        typing->maybe = maybe + (i > 0);
        struct node *arg = typing_tree(typing, tree->args[i]);
        arg = arg == NULL ? NULL : typing_condition(typing, arg, is_and ? "and" : "or");
        done = arg != NULL;
        if (done && (!arg->is_constant || arg->is_null)) {
            args[count++] = arg;
        } else if (done && (arg->value[0] != 0) != is_and) {
            decisive = arg;
        }
    }
    typing->maybe = maybe;
    if (!done || decisive != NULL) {
        return done ? decisive : NULL;
    }
    if (count == 0) {
        return typing_boolean(typing, tree, is_and);
    }
    return count == 1 ? args[0]
                      : logic(typing, tree, is_and ? node_eval_and : node_eval_or, args, count);
}

/* -- between --------------------------------------------------------------------------------- */

static struct node *type_between(struct typing *typing, const struct tree *tree) {
    struct node *args[3];
    if (!typing_args(typing, tree, args)) {
        return NULL;
    }
    if (args[0]->is_literal || args[0]->type.kind == LEAT_NONE) { /* 'x' between a and b */
        struct node *other =
            args[1]->is_literal || args[1]->type.kind == LEAT_NONE ? args[2] : args[1];
        args[0] = typing_adapt_to(typing, args[0], other);
        if (args[0] == NULL) {
            return NULL;
        }
    }
    struct node *x = args[0], *pairs[2];
    const size_t ways = tree->symmetric ? 2 : 1;
    for (size_t way = 0; way < ways; way++) {
        struct node *low = args[1 + way], *high = args[2 - way];
        struct node *both[2];
        low = tree->symmetric ? typing_share(typing, low) : low;
        high = tree->symmetric ? typing_share(typing, high) : high;
        both[0] = typing_compare(typing, tree, TREE_GREATER_EQUAL, typing_share(typing, x), low);
        both[1] = both[0] == NULL ? NULL
                                  : typing_compare(typing, tree, TREE_LESS_EQUAL,
                                                   typing_share(typing, x), high);
        pairs[way] = both[1] == NULL ? NULL : logic(typing, tree, node_eval_and, both, 2);
        if (pairs[way] == NULL) {
            return NULL;
        }
    }
    struct node *node = ways == 2 ? logic(typing, tree, node_eval_or, pairs, 2) : pairs[0];
    node = tree->negated ? negate(typing, tree, node) : node;
    if (node != NULL && tree->symmetric) {
        node = typing_let(typing, tree, args[1], typing_let(typing, tree, args[2], node));
    }
    return node == NULL ? NULL : typing_let(typing, tree, x, node);
}

/* -- in -------------------------------------------------------------------------------------- */

/* x = a or x = b …, of those of the list that are no constants. */
static struct node *in_others(struct typing *typing, const struct tree *tree, struct node *x,
                              struct node **list, size_t count, struct node *constants) {
    struct node **tests = arena_alloc(typing->arena, (count + 1) * sizeof *tests);
    size_t tested = 0;
    if (constants != NULL) {
        tests[tested++] = constants;
    }
    for (size_t i = 0; i < count; i++) {
        tests[tested] = typing_compare(typing, tree, TREE_EQUAL, typing_share(typing, x), list[i]);
        if (tests[tested++] == NULL) {
            return NULL;
        }
    }
    struct node *node = tested == 1 ? tests[0] : logic(typing, tree, node_eval_or, tests, tested);
    node = tree->negated ? negate(typing, tree, node) : node;
    return node == NULL ? NULL : typing_let(typing, tree, x, node);
}

static struct node *type_in(struct typing *typing, const struct tree *tree) {
    struct node **args = arena_alloc(typing->arena, tree->count * sizeof *args);
    struct node **constants = arena_alloc(typing->arena, tree->count * sizeof *constants);
    size_t constant_count = 0, other_count = 0;
    bool has_null = false;
    if (!typing_args(typing, tree, args) ||
        !typing_unify_compared(typing, args, tree->count, "in")) {
        return NULL;
    }
    struct node **others = args + 1, *x = args[0], *item = args[1];
    for (size_t i = 1; i < tree->count; i++) {
        if (!args[i]->is_constant || !type_equal(args[i]->type, x->type)) {
            others[other_count++] = args[i];
        } else if (args[i]->is_null) {
            has_null = true;
        } else {
            constants[constant_count++] = args[i];
        }
    }
    if (other_count == 0 && tree->count == 2) {
        return typing_compare(typing, tree, tree->negated ? TREE_UNEQUAL : TREE_EQUAL, x, item);
    }
    struct node *among = NULL;
    if (constant_count > 0 || has_null) {
        struct node *arg = other_count > 0 ? typing_share(typing, x) : x;
        among = typing_strict(typing, tree, type_of(LEAT_BOOLEAN), kernel_in, &arg, 1);
        among->data = in_set_new(typing->arena, x->type, constants, constant_count);
        among->listed = constants;
        among->listed_count = (uint32_t)constant_count;
        among->numbers[0] = has_null;
        among->numbers[1] = other_count == 0 && tree->negated;
        among = typing_done(typing, among);
        if (among == NULL) {
            return NULL;
        }
    }
    return other_count == 0 ? among : in_others(typing, tree, x, others, other_count, among);
}

/* -- like ------------------------------------------------------------------------------------ */

static struct node *type_like(struct typing *typing, const struct tree *tree) {
    static const struct leat_text backslash = {"\\", 1};
    struct node *args[3];
    if (!typing_args(typing, tree, args)) {
        return NULL;
    }
    for (size_t i = 0; i < tree->count; i++) {
        args[i] = typing_adapt(typing, args[i], type_of(LEAT_TEXT));
        if (args[i]->type.kind != LEAT_TEXT) {
            return typing_fail_kind(typing, args[i], tree->insensitive ? "ilike" : "like", "texts",
                                    LEAT_TEXT);
        }
    }
    struct node *node =
        typing_strict(typing, tree, type_of(LEAT_BOOLEAN), kernel_like, args, tree->count);
    node->numbers[0] = tree->insensitive;
    node->numbers[1] = tree->negated;
    const bool escape_known = tree->count == 2 || (args[2]->is_constant && !args[2]->is_null);
    if (args[1]->is_constant && !args[1]->is_null && escape_known) {
        const char *reason = NULL;
        node->data =
            like_compile(typing->arena, args[1]->text, tree->count == 2 ? backslash : args[2]->text,
                         tree->insensitive, &reason);
        if (node->data == NULL) {
            return TYPING_FAIL(typing, args[1], NULL, "%s", reason);
        }
    }
    node->can_fail = node->data == NULL;
    return typing_done(typing, node);
}

struct node *typing_range(struct typing *typing, const struct tree *tree) {
    struct node *arg;
    switch (tree->op) {
    case TREE_AND:
    case TREE_OR:
        return type_chain(typing, tree);
    case TREE_NOT:
        arg = typing_tree(typing, tree->args[0]);
        return arg == NULL ? NULL : negate(typing, tree, typing_condition(typing, arg, "not"));
    case TREE_BETWEEN:
        return type_between(typing, tree);
    case TREE_IN:
        return type_in(typing, tree);
    default:
        return type_like(typing, tree);
    }
}
