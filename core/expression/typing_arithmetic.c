/* typing: + - * / % and the signs. Scales are SQL's: sums have the larger, products both together,
 * quotients 12 more than the larger. Where the digits before the point may be too many for 38 in
 * all, it is found row by row. */
#include "expression/typing.h"

#include "batch/schema.h"

enum { QUOTIENT_SCALE = 12 };

static const char *noun_of(enum tree_op op) {
    switch (op) {
    case TREE_ADD:
        return "sum";
    case TREE_SUBTRACT:
        return "difference";
    case TREE_MULTIPLY:
        return "product";
    case TREE_DIVIDE:
        return "quotient";
    default:
        return "remainder";
    }
}

static struct leat_type decimal_of(int precision, int scale) {
    return type_decimal(precision > DECIMAL_DIGITS ? DECIMAL_DIGITS
                        : precision < 1            ? 1
                                                   : precision,
                        scale);
}

/* The node of an exact number as a decimal of the scale, its digits before the point kept. */
static struct node *at_scale(struct typing *typing, struct node *node, int scale) {
    const struct leat_type type = exact_type(node);
    return typing_adapt(typing, node, decimal_of(type.precision - type.scale + scale, scale));
}

/* -- exact numbers --------------------------------------------------------------------------- */

static struct node *add_decimals(struct typing *typing, const struct tree *tree, struct node *a,
                                 struct node *b) {
    const struct leat_type ta = exact_type(a), tb = exact_type(b);
    const int scale = ta.scale > tb.scale ? ta.scale : tb.scale;
    const int whole_a = ta.precision - ta.scale, whole_b = tb.precision - tb.scale;
    const int digits = (whole_a > whole_b ? whole_a : whole_b) + scale + 1;
    struct node *args[] = {at_scale(typing, a, scale), NULL};
    args[1] = args[0] == NULL ? NULL : at_scale(typing, b, scale);
    if (args[1] == NULL) {
        return NULL;
    }
    struct node *node =
        typing_strict(typing, tree, decimal_of(digits, scale),
                      tree->op == TREE_ADD ? kernel_decimal_add : kernel_decimal_subtract, args, 2);
    node->numbers[0] = node->can_fail = digits > DECIMAL_DIGITS;
    return typing_done(typing, node);
}

static struct node *fail_scale(struct typing *typing, const struct tree *tree, int scale) {
    return TYPING_FAIL(typing, tree,
                       memory_copy("cast a part of it to fewer: cast(x as decimal(20,6))"),
                       "the %s would have %d digits after the point: the most is %d",
                       noun_of(tree->op), scale, DECIMAL_DIGITS);
}

static struct node *multiply_decimals(struct typing *typing, const struct tree *tree,
                                      struct node *a, struct node *b) {
    const struct leat_type ta = exact_type(a), tb = exact_type(b);
    const int scale = ta.scale + tb.scale, digits = ta.precision + tb.precision;
    if (scale > DECIMAL_DIGITS) {
        return fail_scale(typing, tree, scale);
    }
    struct node *args[] = {at_scale(typing, a, ta.scale), NULL};
    args[1] = args[0] == NULL ? NULL : at_scale(typing, b, tb.scale);
    if (args[1] == NULL) {
        return NULL;
    }
    struct node *node =
        typing_strict(typing, tree, decimal_of(digits, scale), kernel_decimal_multiply, args, 2);
    node->numbers[0] = node->can_fail = digits > DECIMAL_DIGITS;
    return typing_done(typing, node);
}

static struct node *divide_exact(struct typing *typing, const struct tree *tree, struct node *a,
                                 struct node *b) {
    const struct leat_type ta = exact_type(a), tb = exact_type(b);
    const int scale = (ta.scale > tb.scale ? ta.scale : tb.scale) + QUOTIENT_SCALE;
    if (scale > DECIMAL_DIGITS) {
        return fail_scale(typing, tree, scale);
    }
    struct node *args[] = {a, b};
    const bool are_integers = a->type.kind == LEAT_INTEGER && b->type.kind == LEAT_INTEGER;
    if (!are_integers) {
        args[0] = at_scale(typing, a, ta.scale);
        args[1] = args[0] == NULL ? NULL : at_scale(typing, b, tb.scale);
        if (args[1] == NULL) {
            return NULL;
        }
    }
    struct node *node =
        typing_strict(typing, tree, type_decimal(DECIMAL_DIGITS, scale),
                      are_integers ? kernel_integer_divide : kernel_decimal_divide, args, 2);
    node->numbers[0] = scale + tb.scale - ta.scale;
    node->can_fail = true;
    return typing_done(typing, node);
}

struct node *typing_remainder(struct typing *typing, const struct tree *tree, struct node *a,
                              struct node *b) {
    struct node *args[] = {a, b};
    if (a->type.kind == LEAT_REAL || b->type.kind == LEAT_REAL) {
        const struct node *real = a->type.kind == LEAT_REAL ? a : b;
        return typing_fail_kind(typing, real, "the remainder", "exact numbers", LEAT_DECIMAL);
    }
    if (a->type.kind == LEAT_INTEGER && b->type.kind == LEAT_INTEGER) {
        struct node *node = typing_strict(typing, tree, a->type, kernel_integer_modulo, args, 2);
        node->can_fail = true;
        return typing_done(typing, node);
    }
    const struct leat_type ta = exact_type(a), tb = exact_type(b);
    const int scale = ta.scale > tb.scale ? ta.scale : tb.scale;
    const int whole_a = ta.precision - ta.scale, whole_b = tb.precision - tb.scale;
    args[0] = at_scale(typing, a, ta.scale);
    args[1] = args[0] == NULL ? NULL : at_scale(typing, b, tb.scale);
    if (args[1] == NULL) {
        return NULL;
    }
    struct node *node = typing_strict(
        typing, tree, decimal_of((whole_a < whole_b ? whole_a : whole_b) + scale, scale),
        kernel_decimal_modulo, args, 2);
    node->can_fail = true;
    return typing_done(typing, node);
}

static struct node *integer_node(struct typing *typing, const struct tree *tree, struct node *a,
                                 struct node *b) {
    node_kernel *kernel = tree->op == TREE_ADD        ? kernel_integer_add
                          : tree->op == TREE_SUBTRACT ? kernel_integer_subtract
                                                      : kernel_integer_multiply;
    struct node *node =
        typing_strict(typing, tree, type_of(LEAT_INTEGER), kernel, (struct node *[]){a, b}, 2);
    node->can_fail = true;
    return typing_done(typing, node);
}

static struct node *real_node(struct typing *typing, const struct tree *tree, struct node *a,
                              struct node *b) {
    const struct leat_type real = type_of(LEAT_REAL);
    node_kernel *kernel = tree->op == TREE_ADD        ? kernel_real_add
                          : tree->op == TREE_SUBTRACT ? kernel_real_subtract
                          : tree->op == TREE_MULTIPLY ? kernel_real_multiply
                                                      : kernel_real_divide;
    struct node *args[] = {typing_adapt(typing, a, real), NULL};
    args[1] = args[0] == NULL ? NULL : typing_adapt(typing, b, real);
    if (args[1] == NULL) {
        return NULL;
    }
    struct node *node = typing_strict(typing, tree, real, kernel, args, 2);
    node->can_fail = true;
    return typing_done(typing, node);
}

/* A constant zero that is surely divided by: each row would fail. */
static bool check_divisor(struct typing *typing, const struct tree *tree, const struct node *b) {
    static const unsigned char zero[sizeof b->value];
    double real = 1;
    if (!b->is_constant || b->is_null || typing->maybe > 0) {
        return true;
    }
    if (b->type.kind == LEAT_REAL) {
        memcpy(&real, b->value, sizeof real);
    }
    if (real != 0 && memcmp(b->value, zero, column_size(b->type, 1)) != 0) {
        return true;
    }
    TYPING_FAIL(typing, tree, NULL, "division by zero");
    return false;
}

static struct node *number_node(struct typing *typing, const struct tree *tree, struct node *a,
                                struct node *b) {
    if ((tree->op == TREE_MODULO || tree->op == TREE_DIVIDE) && !check_divisor(typing, tree, b)) {
        return NULL;
    }
    if (tree->op == TREE_MODULO) {
        return typing_remainder(typing, tree, a, b);
    }
    if (a->type.kind == LEAT_REAL || b->type.kind == LEAT_REAL) {
        return real_node(typing, tree, a, b);
    }
    if (tree->op == TREE_DIVIDE) {
        return divide_exact(typing, tree, a, b);
    }
    if (a->type.kind == LEAT_INTEGER && b->type.kind == LEAT_INTEGER) {
        return integer_node(typing, tree, a, b);
    }
    return tree->op == TREE_MULTIPLY ? multiply_decimals(typing, tree, a, b)
                                     : add_decimals(typing, tree, a, b);
}

/* -- dates ----------------------------------------------------------------------------------- */

/* For two kinds, of what is taken away first. */
static const char *phrase_of(enum tree_op op) {
    switch (op) {
    case TREE_ADD:
        return "%s and %s cannot be added";
    case TREE_SUBTRACT:
        return "%s cannot be subtracted from %s";
    case TREE_MULTIPLY:
        return "%s and %s cannot be multiplied";
    default:
        return "%s cannot be divided by %s";
    }
}

/* What fits neither numbers nor dates. */
static struct node *fail_kinds(struct typing *typing, const struct tree *tree, const struct node *a,
                               const struct node *b) {
    const enum leat_kind ka = a->type.kind, kb = b->type.kind;
    const struct node *wrong = kind_is_number(ka) ? b : a;
    char *advice = NULL;
    const bool a_time = ka == LEAT_DATE || ka == LEAT_TIMESTAMP,
               b_time = kb == LEAT_DATE || kb == LEAT_TIMESTAMP;
    if (tree->op == TREE_SUBTRACT && a_time && b_time) {
        advice = memory_copy(
            "seconds: extract(epoch from a) - extract(epoch from b); days: cast(a as date) - cast(b as date)");
    } else if (ka == LEAT_TIMESTAMP || kb == LEAT_TIMESTAMP) {
        advice = memory_copy("days are counted from dates: cast(x as date) + 7");
    } else if (a_time || b_time) {
        advice = memory_copy("a date takes + or - a number of days, and - another date");
    } else if (wrong->type.kind == LEAT_TEXT && tree->op == TREE_ADD && !kind_is_number(ka) &&
               !kind_is_number(kb)) {
        advice = memory_copy("texts are joined by ||");
    } else if (wrong->type.kind == LEAT_TEXT || wrong->type.kind == LEAT_BOOLEAN) {
        const int size = wrong->length > 40 ? 0 : (int)wrong->length;
        const char *text = size == 0 ? "x" : typing->expression->text + wrong->offset;
        const bool is_text = wrong->type.kind == LEAT_TEXT;
        advice =
            memory_format("'%.*s' is %s; cast it: cast(%.*s as integer)%s", size == 0 ? 1 : size,
                          text, is_text ? "text" : "boolean", size == 0 ? 1 : size, text,
                          is_text && tree->op == TREE_ADD ? "; texts are joined by ||" : "");
    }
    return TYPING_FAIL(typing, wrong, advice, phrase_of(tree->op),
                       kind_phrase(tree->op == TREE_SUBTRACT ? kb : ka),
                       kind_phrase(tree->op == TREE_SUBTRACT ? ka : kb));
}

/* NULL with no error set: no meaning of these kinds. */
static struct node *date_node(struct typing *typing, const struct tree *tree, struct node *a,
                              struct node *b) {
    struct node *args[] = {a, b};
    const enum leat_kind ka = a->type.kind, kb = b->type.kind;
    struct node *node;
    if (tree->op == TREE_ADD && ka == LEAT_INTEGER && kb == LEAT_DATE) {
        args[0] = b;
        args[1] = a;
        node = typing_strict(typing, tree, b->type, kernel_date_add, args, 2);
    } else if (ka == LEAT_DATE && kb == LEAT_INTEGER &&
               (tree->op == TREE_ADD || tree->op == TREE_SUBTRACT)) {
        node =
            typing_strict(typing, tree, a->type,
                          tree->op == TREE_ADD ? kernel_date_add : kernel_date_subtract, args, 2);
    } else if (ka == LEAT_DATE && kb == LEAT_DATE && tree->op == TREE_SUBTRACT) {
        return typing_done(typing, typing_strict(typing, tree, type_of(LEAT_INTEGER),
                                                 kernel_date_difference, args, 2));
    } else {
        return fail_kinds(typing, tree, a, b);
    }
    node->can_fail = true;
    return typing_done(typing, node);
}

/* -- all of it ------------------------------------------------------------------------------- */

/* A literal beside a date that is added to is a number of days; beside all else it is what that
 * is. */
static struct node *adapt_operand(struct typing *typing, const struct tree *tree, struct node *node,
                                  const struct node *other) {
    const bool is_open = node->is_literal || node->type.kind == LEAT_NONE;
    if (is_open && other->type.kind == LEAT_DATE && tree->op == TREE_ADD) {
        return typing_adapt(typing, node, type_of(LEAT_INTEGER));
    }
    if (is_open && (other->is_literal || other->type.kind == LEAT_NONE)) {
        return node->is_literal ? node : typing_adapt(typing, node, type_of(LEAT_INTEGER));
    }
    return typing_adapt_to(typing, node, other);
}

struct node *typing_arithmetic(struct typing *typing, const struct tree *tree) {
    struct node *args[2];
    if (!typing_args(typing, tree, args)) {
        return NULL;
    }
    struct node *a = adapt_operand(typing, tree, args[0], args[1]);
    struct node *b = a == NULL ? NULL : adapt_operand(typing, tree, args[1], args[0]);
    if (b == NULL) {
        return NULL;
    }
    if (kind_is_number(a->type.kind) && kind_is_number(b->type.kind)) {
        return number_node(typing, tree, a, b);
    }
    return date_node(typing, tree, a, b);
}

/* - 9223372036854775808 is an integer, though its digits alone are none. */
static bool is_least_integer(const struct tree *tree) {
    return tree->op == TREE_NEGATE && tree->args[0]->kind == TREE_NUMBER &&
           strcmp(tree->args[0]->name, "9223372036854775808") == 0;
}

struct node *typing_sign(struct typing *typing, const struct tree *tree) {
    if (is_least_integer(tree)) {
        return typing_integer(typing, tree, INT64_MIN);
    }
    struct node *arg = typing_tree(typing, tree->args[0]);
    if (arg == NULL) {
        return NULL;
    }
    if (arg->type.kind == LEAT_NONE) {
        return typing_null(typing, tree, type_of(LEAT_INTEGER));
    }
    if (!kind_is_number(arg->type.kind)) {
        return typing_fail_kind(typing, arg,
                                tree->op == TREE_NEGATE ? "a minus sign" : "a plus sign",
                                "a number", arg->type.kind == LEAT_TEXT ? LEAT_INTEGER : LEAT_NONE);
    }
    if (tree->op == TREE_PLUS) {
        return arg;
    }
    node_kernel *kernel = arg->type.kind == LEAT_INTEGER ? kernel_integer_negate
                          : arg->type.kind == LEAT_REAL  ? kernel_real_negate
                                                         : kernel_decimal_negate;
    struct node *node = typing_strict(typing, tree, arg->type, kernel, &arg, 1);
    node->can_fail = arg->type.kind == LEAT_INTEGER;
    return typing_done(typing, node);
}
