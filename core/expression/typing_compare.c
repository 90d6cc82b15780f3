/* typing: comparisons. There is a kernel for = and one for < a kind; the others are these turned
 * round. */
#include "expression/typing.h"

#include "batch/schema.h"

/* -- two operands of one kind ---------------------------------------------------------------- */

/* Both in quotes, and one is the name of a column: the column was meant. */
static bool check_names(struct typing *typing, const struct node *a, const struct node *b) {
    const struct node *const both[] = {a, b};
    for (size_t i = 0; i < 2 && a->is_literal && b->is_literal; i++) {
        const struct leat_text text = both[i]->text;
        if (schema_find(typing->scope->schema, text.data, text.size) >= 0) {
            TYPING_FAIL(
                typing, both[i], memory_format("for the column write \"%s\"", text.data),
                "a comparison of two texts in quotes, one of which is the name of a column");
            return false;
        }
    }
    return true;
}

static void *fail_pair(struct typing *typing, const struct tree *tree, const struct node *a,
                       const struct node *b) {
    const struct node *text = a->type.kind == LEAT_TEXT ? a : b->type.kind == LEAT_TEXT ? b : NULL;
    const struct node *other = text == a ? b : a;
    char *advice = NULL;
    char name[TYPE_NAME];
    if (text != NULL && text->length <= 40) {
        advice =
            memory_format("'%.*s' is text; cast it: cast(%.*s as %s)", (int)text->length,
                          typing->expression->text + text->offset, (int)text->length,
                          typing->expression->text + text->offset, type_name(other->type, name));
    } else if (a->type.kind == LEAT_BOOLEAN || b->type.kind == LEAT_BOOLEAN) {
        advice = memory_copy("a boolean is compared with true or false, or stands by itself");
    } else if (a->type.kind == LEAT_DATE || b->type.kind == LEAT_DATE) {
        advice = memory_copy("a date is written date '2015-09-01'");
    }
    return TYPING_FAIL(typing, tree, advice, "%s cannot be compared with %s",
                       kind_phrase(a->type.kind), kind_phrase(b->type.kind));
}

/* Decimals, and integers beside decimals, at one scale where both have room for it. */
static bool pair_decimals(struct typing *typing, struct node **a, struct node **b) {
    struct leat_type ta = exact_type(*a), tb = exact_type(*b);
    const int scale = ta.scale > tb.scale ? ta.scale : tb.scale;
    int digits_a = ta.precision - ta.scale + scale, digits_b = tb.precision - tb.scale + scale;
    if (digits_a > DECIMAL_DIGITS || digits_b > DECIMAL_DIGITS) { /* compared as they are */
        digits_a = ta.precision;
        digits_b = tb.precision;
    } else {
        ta.scale = tb.scale = (uint8_t)scale;
    }
    *a = typing_adapt(typing, *a, type_decimal(digits_a < 1 ? 1 : digits_a, ta.scale));
    *b = *a == NULL ? NULL
                    : typing_adapt(typing, *b, type_decimal(digits_b < 1 ? 1 : digits_b, tb.scale));
    return *b != NULL;
}

/* A decimal constant without a fraction beside an integer is an integer: 2.0 as well as 2. */
static void shorten_constant(struct typing *typing, struct node **node) {
    if (!(*node)->is_constant || (*node)->is_null || (*node)->type.kind != LEAT_DECIMAL) {
        return;
    }
    int128 units;
    memcpy(&units, (*node)->value, sizeof units);
    const int128 power = decimal_power((*node)->type.scale);
    if (units % power == 0 && units / power >= INT64_MIN && units / power <= INT64_MAX) {
        const struct tree place = {.offset = (*node)->offset, .length = (*node)->length};
        *node = typing_integer(typing, &place, (int64_t)(units / power));
    }
}

/* Gives both one kind. */
static bool pair(struct typing *typing, const struct tree *tree, struct node **a, struct node **b) {
    if (!check_names(typing, *a, *b)) {
        return false;
    }
    struct node *old = *a;
    *a = typing_adapt_to(typing, *a, *b);
    *b = *a == NULL ? NULL : typing_adapt_to(typing, *b, old->type.kind == LEAT_NONE ? *a : old);
    if (*b == NULL) {
        return false;
    }
    if (kind_is_number((*a)->type.kind) && kind_is_number((*b)->type.kind)) {
        if ((*a)->type.kind == LEAT_REAL || (*b)->type.kind == LEAT_REAL) {
            *a = typing_adapt(typing, *a, type_of(LEAT_REAL));
            *b = *a == NULL ? NULL : typing_adapt(typing, *b, type_of(LEAT_REAL));
            return *b != NULL;
        }
        if ((*a)->type.kind == LEAT_INTEGER) {
            shorten_constant(typing, b);
        } else if ((*b)->type.kind == LEAT_INTEGER) {
            shorten_constant(typing, a);
        }
        return ((*a)->type.kind == LEAT_INTEGER && (*b)->type.kind == LEAT_INTEGER) ||
               pair_decimals(typing, a, b);
    }
    if ((*a)->type.kind != (*b)->type.kind) {
        *a = typing_adapt(typing, *a, (*b)->type); /* a date beside a timestamp */
        *b = *a == NULL ? NULL : typing_adapt(typing, *b, (*a)->type);
    }
    if (*b != NULL && (*a)->type.kind != (*b)->type.kind) {
        fail_pair(typing, tree, *a, *b);
        return false;
    }
    return *b != NULL;
}

/* -- comparisons ----------------------------------------------------------------------------- */

static node_kernel *kernel_of(const struct node *a, const struct node *b, bool less) {
    switch ((enum leat_kind)a->type.kind) {
    case LEAT_TEXT:
        return less ? kernel_text_less : kernel_text_equal;
    case LEAT_REAL:
        return less ? kernel_real_less : kernel_real_equal;
    case LEAT_DECIMAL:
        if (a->type.scale != b->type.scale) {
            return less ? kernel_scaled_less : kernel_scaled_equal;
        }
        return less ? kernel_decimal_less : kernel_decimal_equal;
    case LEAT_BOOLEAN:
        return less ? kernel_boolean_less : kernel_boolean_equal;
    case LEAT_DATE:
        return less ? kernel_date_less : kernel_date_equal;
    default:
        return less ? kernel_integer_less : kernel_integer_equal;
    }
}

struct node *typing_compare(struct typing *typing, const struct tree *tree, enum tree_op op,
                            struct node *a, struct node *b) {
    if (!pair(typing, tree, &a, &b)) {
        return NULL;
    }
    const bool less = op != TREE_EQUAL && op != TREE_UNEQUAL;
    const bool turned = op == TREE_GREATER || op == TREE_LESS_EQUAL; /* b < a, and not b < a */
    struct node *args[] = {turned ? b : a, turned ? a : b};
    struct node *node =
        typing_strict(typing, tree, type_of(LEAT_BOOLEAN), kernel_of(a, b, less), args, 2);
    node->numbers[0] = op;
    node->numbers[1] = op == TREE_UNEQUAL || op == TREE_LESS_EQUAL || op == TREE_GREATER_EQUAL;
    return typing_done(typing, node);
}

static struct node *type_distinct(struct typing *typing, const struct tree *tree, struct node *a,
                                  struct node *b) {
    if (!pair(typing, tree, &a, &b)) {
        return NULL;
    }
    struct node *equal =
        typing_compare(typing, tree, TREE_EQUAL, typing_share(typing, a), typing_share(typing, b));
    if (equal == NULL) {
        return NULL;
    }
    struct node *args[] = {typing_share(typing, a), typing_share(typing, b), equal};
    struct node *node =
        typing_new(typing, tree, type_of(LEAT_BOOLEAN), node_eval_distinct, args, 3);
    node->numbers[1] = tree->negated;
    node = typing_done(typing, node);
    return node == NULL ? NULL : typing_let(typing, tree, a, typing_let(typing, tree, b, node));
}

static struct node *type_is(struct typing *typing, const struct tree *tree, struct node *arg) {
    static const char *const words[] = {"is null", "is true", "is false", "is unknown"};
    if (tree->is != TREE_IS_NULL) {
        arg = typing_condition(typing, arg, words[tree->is]);
    } else if (arg->type.kind == LEAT_NONE) {
        arg = typing_null(typing, tree, type_of(LEAT_TEXT));
    }
    if (arg == NULL) {
        return NULL;
    }
    struct node *node = typing_new(typing, tree, type_of(LEAT_BOOLEAN), node_eval_is, &arg, 1);
    node->numbers[0] = tree->is;
    node->numbers[1] = tree->negated;
    return typing_done(typing, node);
}

struct node *typing_comparison(struct typing *typing, const struct tree *tree) {
    struct node *args[2];
    if (!typing_args(typing, tree, args)) {
        return NULL;
    }
    if (tree->op == TREE_IS) {
        return type_is(typing, tree, args[0]);
    }
    return tree->op == TREE_DISTINCT ? type_distinct(typing, tree, args[0], args[1])
                                     : typing_compare(typing, tree, tree->op, args[0], args[1]);
}
