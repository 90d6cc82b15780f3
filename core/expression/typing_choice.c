/* typing: case. The branches that a constant condition rules out are typed, so that their mistakes
 * are told, and left out. */
#include "expression/typing.h"

#include "batch/schema.h"

/* The operand and what it is compared with, all of one type. */
static bool unify_operands(struct typing *typing, const struct tree *tree, struct node **args) {
    const size_t pairs = (tree->count - 1) / 2;
    struct node **compared = arena_alloc(typing->arena, (pairs + 1) * sizeof *compared);
    compared[0] = args[0];
    for (size_t i = 0; i < pairs; i++) {
        compared[i + 1] = args[1 + 2 * i];
    }
    if (!typing_unify_compared(typing, compared, pairs + 1, "case")) {
        return false;
    }
    args[0] = compared[0];
    for (size_t i = 0; i < pairs; i++) {
        args[1 + 2 * i] = compared[i + 1];
    }
    return true;
}

/* The values after then and else, of one type. */
static bool unify_results(struct typing *typing, struct node **args, size_t count) {
    struct node **results = arena_alloc(typing->arena, count * sizeof *results);
    size_t found = 0;
    for (size_t i = 0; i < count; i++) {
        if (i % 2 == 1 || i + 1 == count) {
            results[found++] = args[i];
        }
    }
    if (!typing_unify(typing, results, found, "case")) {
        return false;
    }
    found = 0;
    for (size_t i = 0; i < count; i++) {
        if (i % 2 == 1 || i + 1 == count) {
            args[i] = results[found++];
        }
    }
    return true;
}

/* when, then … with conditions that are constant worked in; *count is how many are left. A row of
 * them that ends in an else at once is that alone. */
static void drop_branches(struct node **args, size_t *count) {
    size_t kept = 0;
    for (size_t i = 0; i < *count; i += 2) {
        if (i + 1 == *count) {
            args[kept++] = args[i];
            break;
        }
        const struct node *when = args[i];
        if (when->is_constant && (when->is_null || when->value[0] == 0)) {
            continue;
        }
        if (when->is_constant) {
            args[kept++] = args[i + 1];
            break;
        }
        args[kept++] = args[i];
        args[kept++] = args[i + 1];
    }
    *count = kept;
}

/* Whether a branch is surely taken or surely not, before what is in it is judged. */
static struct node *type_condition(struct typing *typing, const struct tree *tree, size_t at,
                                   struct node *operand) {
    struct node *when = typing_tree(typing, tree->args[at]);
    return when == NULL || operand != NULL ? when : typing_condition(typing, when, "when");
}

static bool type_args(struct typing *typing, const struct tree *tree, struct node **args) {
    const size_t first = tree->has_operand ? 1 : 0;
    const int maybe = typing->maybe;
    bool done = true;
    if (tree->has_operand) {
        args[0] = typing_tree(typing, tree->args[0]);
        done = args[0] != NULL;
    }
    for (size_t i = first; done && i < tree->count; i++) {
        const bool is_when = (i - first) % 2 == 0 && i + 1 < tree->count;
        typing->maybe = maybe + (i > first);
        args[i] = is_when ? type_condition(typing, tree, i, tree->has_operand ? args[0] : NULL)
                          : typing_tree(typing, tree->args[i]);
        done = args[i] != NULL;
    }
    typing->maybe = maybe;
    return done;
}

struct node *typing_choice(struct typing *typing, const struct tree *tree) {
    struct node **args = arena_alloc(typing->arena, tree->count * sizeof *args);
    struct node *operand = NULL;
    size_t count = tree->count;
    if (!type_args(typing, tree, args)) {
        return NULL;
    }
    if (tree->has_operand) {
        if (!unify_operands(typing, tree, args)) {
            return NULL;
        }
        operand = args[0];
        for (size_t i = 1; i + 1 < tree->count; i += 2) {
            const struct tree *at = tree->args[i];
            typing->maybe++;
            args[i] =
                typing_compare(typing, at, TREE_EQUAL, typing_share(typing, operand), args[i]);
            typing->maybe--;
            if (args[i] == NULL) {
                return NULL;
            }
        }
        args++;
        count--;
    }
    if (!unify_results(typing, args, count)) {
        return NULL;
    }
    const struct leat_type type = args[1]->type;
    drop_branches(args, &count);
    if (count == 0) {
        return typing_null(typing, tree, type);
    }
    struct node *node = args[0];
    if (count > 1) {
        node = typing_new(typing, tree, type, node_eval_case, args, count);
        node->one_by_one = node->passes = true;
    }
    return operand == NULL ? node : typing_let(typing, tree, operand, node);
}
