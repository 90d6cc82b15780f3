/* function: functions of numbers, which depend on their kind, and those that choose among
 * values. */
#include "expression/function.h"

#include "batch/schema.h"
#include "format/format.h"

/* -- rounding -------------------------------------------------------------------------------- */

/* The kernels of one function, by kind. */
struct rounding {
    node_kernel *whole;                    /* a decimal to the result's scale */
    node_kernel *integer, *decimal, *real; /* with digits that each row says */
    bool carries;                          /* may make one more digit before the point */
};

static struct leat_type clipped(int precision, int scale) {
    return type_decimal(precision > DECIMAL_DIGITS ? DECIMAL_DIGITS
                        : precision < 1            ? 1
                                                   : precision,
                        scale);
}

/* To a number of digits that is the same for all rows: the result has that scale. */
static struct node *round_to_scale(struct typing *typing, const struct tree *tree, struct node *arg,
                                   int64_t digits, const struct rounding *rounding) {
    const struct leat_type from = exact_type(arg);
    const int scale = digits < 0 ? 0 : digits > DECIMAL_DIGITS ? DECIMAL_DIGITS : (int)digits;
    const int whole = from.precision - from.scale + (rounding->carries && scale < from.scale);
    const struct leat_type type = clipped(whole + scale, scale);
    if (scale >= from.scale) {
        return typing_cast(typing, tree, arg, type);
    }
    return typing_done(typing, typing_strict(typing, tree, type, rounding->whole, &arg, 1));
}

static struct node *make_rounding(struct typing *typing, const struct tree *tree,
                                  struct node **args, const struct rounding *rounding) {
    const enum leat_kind kind = args[0]->type.kind;
    struct node *both[] = {args[0], tree->count > 1 ? args[1] : typing_integer(typing, tree, 0)};
    const bool is_known = both[1]->is_constant && !both[1]->is_null;
    const int64_t digits = is_known ? node_integer(both[1]) : -1;
    if (is_known && digits >= 0 && (kind == LEAT_DECIMAL || (kind == LEAT_INTEGER && digits > 0))) {
        return round_to_scale(typing, tree, args[0], digits, rounding);
    }
    if (kind == LEAT_INTEGER && is_known && digits == 0) {
        return args[0];
    }
    struct leat_type type = args[0]->type;
    node_kernel *kernel = kind == LEAT_INTEGER ? rounding->integer
                          : kind == LEAT_REAL  ? rounding->real
                                               : rounding->decimal;
    if (kind == LEAT_DECIMAL) {
        type = clipped(type.precision + rounding->carries, type.scale);
    }
    struct node *node = typing_strict(typing, tree, type, kernel, both, 2);
    node->can_fail = rounding->carries && kind != LEAT_REAL;
    return typing_done(typing, node);
}

struct node *make_round(struct typing *typing, const struct tree *tree, struct node **args) {
    static const struct rounding rounding = {kernel_decimal_rescale, kernel_integer_round,
                                             kernel_decimal_round, kernel_real_round, true};
    return make_rounding(typing, tree, args, &rounding);
}

struct node *make_trunc(struct typing *typing, const struct tree *tree, struct node **args) {
    static const struct rounding rounding = {kernel_decimal_cut, kernel_integer_trunc,
                                             kernel_decimal_trunc, kernel_real_trunc, false};
    return make_rounding(typing, tree, args, &rounding);
}

/* ceil and floor: whole numbers of the same kind. */
static struct node *make_whole(struct typing *typing, const struct tree *tree, struct node *arg,
                               node_kernel *decimal, node_kernel *real) {
    const struct leat_type type = arg->type;
    if (type.kind == LEAT_INTEGER || (type.kind == LEAT_DECIMAL && type.scale == 0)) {
        return arg;
    }
    const bool is_real = type.kind == LEAT_REAL;
    const struct leat_type result = is_real ? type : clipped(type.precision - type.scale + 1, 0);
    return typing_done(typing,
                       typing_strict(typing, tree, result, is_real ? real : decimal, &arg, 1));
}

struct node *make_ceil(struct typing *typing, const struct tree *tree, struct node **args) {
    return make_whole(typing, tree, args[0], kernel_decimal_ceil, kernel_real_ceil);
}

struct node *make_floor(struct typing *typing, const struct tree *tree, struct node **args) {
    return make_whole(typing, tree, args[0], kernel_decimal_floor, kernel_real_floor);
}

/* -- other numbers --------------------------------------------------------------------------- */

struct node *make_abs(struct typing *typing, const struct tree *tree, struct node **args) {
    const enum leat_kind kind = args[0]->type.kind;
    struct node *node = typing_strict(typing, tree, args[0]->type,
                                      kind == LEAT_INTEGER ? kernel_integer_abs
                                      : kind == LEAT_REAL  ? kernel_real_abs
                                                           : kernel_decimal_abs,
                                      args, 1);
    node->can_fail = kind == LEAT_INTEGER;
    return typing_done(typing, node);
}

struct node *make_sign(struct typing *typing, const struct tree *tree, struct node **args) {
    const enum leat_kind kind = args[0]->type.kind;
    return typing_done(typing,
                       typing_strict(typing, tree,
                                     kind == LEAT_DECIMAL ? type_decimal(1, 0) : args[0]->type,
                                     kind == LEAT_INTEGER ? kernel_integer_sign
                                     : kind == LEAT_REAL  ? kernel_real_sign
                                                          : kernel_decimal_sign,
                                     args, 1));
}

struct node *make_mod(struct typing *typing, const struct tree *tree, struct node **args) {
    return typing_remainder(typing, tree, args[0], args[1]);
}

/* -- choosing -------------------------------------------------------------------------------- */

/* What a constant that is not null makes needless is left out. */
struct node *make_coalesce(struct typing *typing, const struct tree *tree, struct node **args) {
    size_t count = 0;
    if (!typing_unify(typing, args, tree->count, "coalesce")) {
        return NULL;
    }
    const struct leat_type type = args[0]->type;
    for (size_t i = 0; i < tree->count; i++) {
        if (args[i]->is_constant && args[i]->is_null) {
            continue;
        }
        args[count++] = args[i];
        if (args[i]->is_constant) {
            break;
        }
    }
    if (count == 0) {
        return typing_null(typing, tree, type);
    }
    if (count == 1) {
        return args[0];
    }
    struct node *node = typing_new(typing, tree, type, node_eval_coalesce, args, count);
    node->one_by_one = node->passes = true;
    return typing_done(typing, node);
}

struct node *make_nullif(struct typing *typing, const struct tree *tree, struct node **args) {
    struct node *a = typing_adapt_to(typing, args[0], args[1]);
    if (a == NULL) {
        return NULL;
    }
    struct node *equal = typing_compare(typing, tree, TREE_EQUAL, typing_share(typing, a), args[1]);
    if (equal == NULL) {
        return NULL;
    }
    struct node *both[] = {typing_share(typing, a), equal};
    struct node *node = typing_new(typing, tree, a->type, node_eval_nullif, both, 2);
    node->passes = true;
    node = typing_done(typing, node);
    return node == NULL ? NULL : typing_let(typing, tree, a, node);
}

static struct node *make_extreme(struct typing *typing, const struct tree *tree, struct node **args,
                                 int sign, const char *what) {
    if (!typing_unify(typing, args, tree->count, what)) {
        return NULL;
    }
    struct node *node =
        typing_new(typing, tree, args[0]->type, node_eval_extreme, args, tree->count);
    node->one_by_one = node->passes = true;
    node->numbers[0] = sign;
    return typing_done(typing, node);
}

struct node *make_greatest(struct typing *typing, const struct tree *tree, struct node **args) {
    return make_extreme(typing, tree, args, 1, "greatest");
}

struct node *make_least(struct typing *typing, const struct tree *tree, struct node **args) {
    return make_extreme(typing, tree, args, -1, "least");
}

/* -- joining --------------------------------------------------------------------------------- */

static struct node *make_joined(struct typing *typing, const struct tree *tree, struct node **args,
                                bool has_separator) {
    struct node *node =
        typing_new(typing, tree, type_of(LEAT_TEXT), node_eval_concat, args, tree->count);
    node->numbers[0] = has_separator;
    node->can_fail = true;
    return typing_done(typing, node);
}

struct node *make_concat(struct typing *typing, const struct tree *tree, struct node **args) {
    return make_joined(typing, tree, args, false);
}

struct node *make_concat_ws(struct typing *typing, const struct tree *tree, struct node **args) {
    return make_joined(typing, tree, args, true);
}

struct node *typing_join(struct typing *typing, const struct tree *tree) {
    struct node **args = arena_alloc(typing->arena, tree->count * sizeof *args);
    bool has_text = false;
    if (!typing_args(typing, tree, args)) {
        return NULL;
    }
    for (size_t i = 0; i < tree->count; i++) {
        has_text = has_text || args[i]->type.kind == LEAT_TEXT || args[i]->type.kind == LEAT_NONE;
    }
    if (!has_text) {
        char *advice = args[0]->type.kind == LEAT_BOOLEAN
                           ? memory_copy("for conditions write: or")
                           : memory_copy("cast one: cast(x as text) || y");
        return TYPING_FAIL(typing, tree, advice, "|| joins texts, and this is %s and %s",
                           kind_phrase(args[0]->type.kind), kind_phrase(args[1]->type.kind));
    }
    for (size_t i = 0; i < tree->count; i++) {
        const struct tree *at = tree->args[i];
        args[i] = typing_cast(typing, at, args[i], type_of(LEAT_TEXT));
        if (args[i] == NULL) {
            return NULL;
        }
    }
    struct node *node =
        typing_strict(typing, tree, type_of(LEAT_TEXT), kernel_join, args, tree->count);
    node->can_fail = true;
    return typing_done(typing, node);
}

struct node *make_symbol(struct typing *typing, const struct tree *tree, struct node **args) {
    if (args[0]->eval != node_eval_column) {
        if (typing->unjudged.message != NULL) {
            return typing_null(typing, tree, type_of(LEAT_TEXT));
        }
        return TYPING_FAIL(typing, args[0], NULL, "symbol takes the name of a column");
    }
    struct node *node = typing_new(typing, tree, type_of(LEAT_TEXT), node_eval_symbol, NULL, 0);
    node->column = args[0]->column;
    node->is_private = args[0]->is_private;
    return node;
}

struct node *make_as_format(struct typing *typing, const struct tree *tree, struct node **args) {
    const struct leat_text name = args[1]->text;
    const struct format *format = format_find(name.data, name.size);
    if (format == NULL) {
        size_t count;
        const char *const *names = format_names(&count);
        const char *near = text_nearest(name.data, names, count);
        char *advice =
            near != NULL
                ? memory_format("did you mean '%s'?", near)
                : memory_copy("`leat plugins csv` lists them, with the settings of a column");
        return TYPING_FAIL(typing, args[1], advice, "no format '%s'", name.data);
    }
    struct node *node = typing_strict(typing, tree, type_of(LEAT_TEXT), kernel_as_format, args, 1);
    node->data = format;
    node->can_fail = node->passes = true;
    return typing_done(typing, node);
}
