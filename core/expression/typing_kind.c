/* typing: kinds, the conversions between them, and literals that take the kind of what they stand
 * beside. */
#include "expression/typing.h"

#include "base/number.h"
#include "batch/schema.h"

enum { INTEGER_DIGITS = 19 };

const char *kind_phrase(enum leat_kind kind) {
    static const char *const phrases[] = {
        [LEAT_NONE] = "a null", [LEAT_TEXT] = "a text",           [LEAT_INTEGER] = "an integer",
        [LEAT_REAL] = "a real", [LEAT_DECIMAL] = "a decimal",     [LEAT_BOOLEAN] = "a boolean",
        [LEAT_DATE] = "a date", [LEAT_TIMESTAMP] = "a timestamp",
    };
    return phrases[kind];
}

bool kind_is_number(enum leat_kind kind) {
    return kind == LEAT_INTEGER || kind == LEAT_REAL || kind == LEAT_DECIMAL;
}

struct leat_type exact_type(const struct node *node) {
    if (node->type.kind == LEAT_DECIMAL) {
        return node->type;
    }
    if (node->is_constant && !node->is_null) {
        return type_decimal(decimal_digits(node_integer(node)), 0);
    }
    return type_decimal(INTEGER_DIGITS, 0);
}

/* -- casts ----------------------------------------------------------------------------------- */

struct conversion {
    node_kernel *kernel;
    bool fails; /* always may; else it depends on the digits */
};

/* kernel NULL: there is none between these kinds. */
static struct conversion conversion_of(enum leat_kind from, enum leat_kind to) {
    static const struct conversion table[8][8] = {
        [LEAT_TEXT] = {[LEAT_INTEGER] = {kernel_text_to_integer, true},
                       [LEAT_REAL] = {kernel_text_to_real, true},
                       [LEAT_DECIMAL] = {kernel_text_to_decimal, true},
                       [LEAT_BOOLEAN] = {kernel_text_to_boolean, true},
                       [LEAT_DATE] = {kernel_text_to_date, true},
                       [LEAT_TIMESTAMP] = {kernel_text_to_timestamp, true}},
        [LEAT_INTEGER] = {[LEAT_TEXT] = {kernel_integer_to_text, false},
                          [LEAT_REAL] = {kernel_integer_to_real, false},
                          [LEAT_DECIMAL] = {kernel_integer_to_decimal, false},
                          [LEAT_BOOLEAN] = {kernel_integer_to_boolean, false}},
        [LEAT_REAL] = {[LEAT_TEXT] = {kernel_real_to_text, false},
                       [LEAT_INTEGER] = {kernel_real_to_integer, true},
                       [LEAT_DECIMAL] = {kernel_real_to_decimal, true}},
        [LEAT_DECIMAL] = {[LEAT_TEXT] = {kernel_decimal_to_text, false},
                          [LEAT_INTEGER] = {kernel_decimal_to_integer, true},
                          [LEAT_REAL] = {kernel_decimal_to_real, false},
                          [LEAT_DECIMAL] = {kernel_decimal_rescale, false}},
        [LEAT_BOOLEAN] = {[LEAT_TEXT] = {kernel_boolean_to_text, false},
                          [LEAT_INTEGER] = {kernel_boolean_to_integer, false}},
        [LEAT_DATE] = {[LEAT_TEXT] = {kernel_date_to_text, false},
                       [LEAT_TIMESTAMP] = {kernel_date_to_timestamp, false}},
        [LEAT_TIMESTAMP] = {[LEAT_TEXT] = {kernel_timestamp_to_text, false},
                            [LEAT_DATE] = {kernel_timestamp_to_date, false}},
    };
    return table[from][to];
}

/* How to make the node of that kind; NULL: there is nothing to say. */
static char *cast_advice(const struct typing *typing, const struct node *node, enum leat_kind to) {
    static const char *const names[] = {
        [LEAT_TEXT] = "text",          [LEAT_INTEGER] = "integer",
        [LEAT_REAL] = "real",          [LEAT_DECIMAL] = "decimal(10,2)",
        [LEAT_BOOLEAN] = "boolean",    [LEAT_DATE] = "date",
        [LEAT_TIMESTAMP] = "timestamp"};
    const int most = 40;
    if (to == LEAT_NONE || conversion_of(node->type.kind, to).kernel == NULL) {
        return NULL;
    }
    const char *text = typing->expression->text + node->offset;
    if (node->is_literal && kind_is_number(to)) {
        return memory_copy("a number is written without quotes");
    }
    if (node->is_constant && to == LEAT_TEXT && kind_is_number(node->type.kind) &&
        node->length <= (size_t)most) {
        return memory_format("a text is written between single quotes: '%.*s'", (int)node->length,
                             text);
    }
    if (node->length > (size_t)most) {
        return memory_format("cast it: cast(… as %s)", names[to]);
    }
    return memory_format("'%.*s' is %s; cast it: cast(%.*s as %s)", (int)node->length, text,
                         type_words[node->type.kind - LEAT_TEXT], (int)node->length, text,
                         names[to]);
}

void *typing_fail_kind(struct typing *typing, const struct node *node, const char *what,
                       const char *wanted, enum leat_kind cast_to) {
    return TYPING_FAIL(typing, node, cast_advice(typing, node, cast_to), "%s takes %s, not %s",
                       what, wanted, kind_phrase(node->type.kind));
}

/* Whether a number may have too many digits for the decimal; rounding may carry into one more. */
static bool may_not_fit(const struct node *node, struct leat_type to) {
    const struct leat_type from = exact_type(node);
    const int before = from.precision - from.scale + (from.scale > to.scale);
    return before > to.precision - to.scale;
}

/* A node of the type, which is not that of the node, by a conversion that there is. */
static struct node *convert(struct typing *typing, const struct tree *tree, struct node *node,
                            struct leat_type type, struct conversion conversion) {
    struct node *cast = typing_strict(typing, tree, type, conversion.kernel, &node, 1);
    cast->is_cast = true;
    cast->can_fail = conversion.fails;
    if (type.kind == LEAT_DECIMAL && kind_is_exact(node->type.kind)) {
        cast->can_fail = may_not_fit(node, type);
    }
    return typing_done(typing, cast);
}

/* A place in the text alone, for what the conversion of a node is said to be. */
static struct tree place_of(const struct node *node) {
    return (struct tree){.offset = node->offset, .length = node->length};
}

/* An implicit conversion, said to be where the node is. */
static struct node *widen(struct typing *typing, struct node *node, struct leat_type type) {
    const struct tree place = place_of(node);
    if (node->is_constant && node->is_null) {
        return typing_null(typing, &place, type);
    }
    if (type_equal(node->type, type)) {
        return node;
    }
    return convert(typing, &place, node, type, conversion_of(node->type.kind, type.kind));
}

struct node *typing_cast(struct typing *typing, const struct tree *tree, struct node *node,
                         struct leat_type type) {
    if (node->type.kind == LEAT_NONE) {
        return typing_null(typing, tree, type);
    }
    if (type_equal(node->type, type)) {
        if (!node->is_literal) {
            return node;
        }
        struct node *text = typing_share(typing, node);
        text->is_literal = false;
        return text;
    }
    const struct conversion conversion = conversion_of(node->type.kind, type.kind);
    if (conversion.kernel == NULL) {
        char *advice = NULL;
        if (node->type.kind == LEAT_BOOLEAN && kind_is_number(type.kind)) {
            advice = memory_copy("cast it to integer");
        } else if (type.kind == LEAT_DATE || type.kind == LEAT_TIMESTAMP) {
            advice = memory_copy("dates are made by make_date(year, month, day)");
        } else if (node->type.kind == LEAT_DATE || node->type.kind == LEAT_TIMESTAMP) {
            advice = memory_copy("its parts are had by extract(year from x)");
        } else if (type.kind == LEAT_BOOLEAN) {
            advice = memory_copy("compare it: x <> 0");
        }
        char name[TYPE_NAME];
        return TYPING_FAIL(typing, tree, advice, "%s cannot be cast to %s",
                           kind_phrase(node->type.kind), type_name(type, name));
    }
    return convert(typing, tree, node, type, conversion);
}

/* -- literals -------------------------------------------------------------------------------- */

/* The text of a literal names a column or a parameter: then that was meant. NULL: it does not. */
static char *meant_name(const struct typing *typing, const struct node *node) {
    const struct leat_text text = node->text;
    if (schema_find(typing->scope->schema, text.data, text.size) >= 0) {
        return memory_format("for the column write \"%s\": between single quotes it is a text",
                             text.data);
    }
    for (size_t i = 0; i < typing->scope->parameter_count; i++) {
        const char *name = typing->scope->parameters[i].name;
        const size_t size = strlen(name);
        if (text.size == size + 3 && memcmp(text.data, "${", 2) == 0 &&
            memcmp(text.data + 2, name, size) == 0) {
            return memory_format("for the parameter write ${%s} without quotes", name);
        }
    }
    return NULL;
}

/* The type of the number that a text says, as a number in the expression would have it. */
static struct leat_type written_type(struct leat_text text, struct leat_type wanted) {
    struct number number;
    while (text.size > 0 && text.data[text.size - 1] == ' ') {
        text.size--;
    }
    while (text.size > 0 && *text.data == ' ') {
        text = (struct leat_text){text.data + 1, text.size - 1};
    }
    if (wanted.kind != LEAT_DECIMAL || !number_read(text.data, text.size, '.', false, &number)) {
        return wanted;
    }
    const int64_t scale = (int64_t)number.fraction_size,
                  digits = (int64_t)(number.whole_size + number.fraction_size);
    return scale > DECIMAL_DIGITS
               ? wanted
               : type_decimal(digits > DECIMAL_DIGITS ? DECIMAL_DIGITS : (int)digits, (int)scale);
}

static struct node *read_literal(struct typing *typing, struct node *node, struct leat_type type) {
    const struct tree place = place_of(node);
    const int maybe = typing->maybe;
    typing->maybe = 0; /* wrong wherever it stands */
    struct node *read = convert(typing, &place, node, written_type(node->text, type),
                                conversion_of(LEAT_TEXT, type.kind));
    typing->maybe = maybe;
    if (read == NULL && typing->error->advice == NULL) {
        typing->error->advice = meant_name(typing, node);
        if (typing->error->advice == NULL) {
            typing->error->advice =
                memory_format("it stands beside %s, so it is read as one", kind_phrase(type.kind));
        }
    }
    return read;
}

static bool widens(enum leat_kind from, enum leat_kind to) {
    return (from == LEAT_INTEGER && (to == LEAT_DECIMAL || to == LEAT_REAL)) ||
           (from == LEAT_DECIMAL && (to == LEAT_REAL || to == LEAT_DECIMAL)) ||
           (from == LEAT_DATE && to == LEAT_TIMESTAMP);
}

struct node *typing_adapt(struct typing *typing, struct node *node, struct leat_type type) {
    if (node->type.kind == LEAT_NONE) {
        const struct tree place = place_of(node);
        return typing_null(typing, &place, type);
    }
    if (node->is_literal && type.kind != LEAT_TEXT) {
        struct node *read = read_literal(typing, node, type);
        return read == NULL || type_equal(read->type, type) ? read : widen(typing, read, type);
    }
    return widens(node->type.kind, type.kind) ? widen(typing, node, type) : node;
}

struct node *typing_adapt_to(struct typing *typing, struct node *node, const struct node *other) {
    if (node->type.kind == LEAT_NONE) {
        const struct tree place = place_of(node);
        return typing_null(typing, &place,
                           other->type.kind == LEAT_NONE ? type_of(LEAT_TEXT) : other->type);
    }
    if (node->is_literal && !other->is_literal && other->type.kind != LEAT_NONE &&
        other->type.kind != LEAT_TEXT) {
        return read_literal(typing, node, other->type);
    }
    return node;
}

/* -- one type for several -------------------------------------------------------------------- */

/* A decimal that holds both; false: a scale and whole digits that are more than 38 together. */
static struct leat_type join_decimals(struct leat_type a, struct leat_type b) {
    const int scale = a.scale > b.scale ? a.scale : b.scale;
    const int whole_a = a.precision - a.scale, whole_b = b.precision - b.scale;
    const int digits = scale + (whole_a > whole_b ? whole_a : whole_b);
    return type_decimal(digits > DECIMAL_DIGITS ? DECIMAL_DIGITS : digits < 1 ? 1 : digits, scale);
}

/* The type of a and b together, a kind none where there is none. */
static struct leat_type join_types(struct leat_type a, const struct node *node) {
    const struct leat_type b = node->type;
    if (a.kind == LEAT_NONE || (a.kind == b.kind && a.kind != LEAT_DECIMAL)) {
        return b;
    }
    if (kind_is_number(a.kind) && kind_is_number(b.kind)) {
        if (a.kind == LEAT_REAL || b.kind == LEAT_REAL) {
            return type_of(LEAT_REAL);
        }
        return join_decimals(a.kind == LEAT_INTEGER ? type_decimal(INTEGER_DIGITS, 0) : a,
                             exact_type(node));
    }
    const bool are_times = (a.kind == LEAT_DATE || a.kind == LEAT_TIMESTAMP) &&
                           (b.kind == LEAT_DATE || b.kind == LEAT_TIMESTAMP);
    return type_of(are_times ? LEAT_TIMESTAMP : LEAT_NONE);
}

static bool unify(struct typing *typing, struct node **nodes, size_t count, const char *what,
                  bool are_compared) {
    struct leat_type type = {0};
    for (size_t i = 0; i < count; i++) {
        if (nodes[i]->is_literal || nodes[i]->type.kind == LEAT_NONE) {
            continue;
        }
        const struct leat_type before = type;
        type = join_types(type, nodes[i]);
        if (type.kind == LEAT_NONE) {
            char *advice = cast_advice(typing, nodes[i],
                                       before.kind == LEAT_BOOLEAN ? LEAT_NONE : before.kind);
            TYPING_FAIL(typing, nodes[i], advice, "%s has %s here, and %s before", what,
                        kind_phrase(nodes[i]->type.kind), kind_phrase(before.kind));
            return false;
        }
    }
    const struct leat_type wanted = type.kind == LEAT_NONE ? type_of(LEAT_TEXT) : type;
    if (wanted.kind ==
        LEAT_DECIMAL) { /* a literal may have more digits after the point than its neighbours */
        for (size_t i = 0; i < count; i++) {
            if (nodes[i]->is_literal) {
                nodes[i] = read_literal(typing, nodes[i], wanted);
                if (nodes[i] == NULL) {
                    return false;
                }
                type = join_decimals(type, nodes[i]->type);
            }
        }
    }
    for (size_t i = 0; i < count; i++) {
        if (are_compared && type.kind == LEAT_DECIMAL && kind_is_exact(nodes[i]->type.kind) &&
            may_not_fit(nodes[i], type)) {
            continue;
        }
        nodes[i] = typing_adapt(typing, nodes[i], type.kind == LEAT_NONE ? wanted : type);
        if (nodes[i] == NULL) {
            return false;
        }
    }
    return true;
}

bool typing_unify(struct typing *typing, struct node **nodes, size_t count, const char *what) {
    return unify(typing, nodes, count, what, false);
}

bool typing_unify_compared(struct typing *typing, struct node **nodes, size_t count,
                           const char *what) {
    return unify(typing, nodes, count, what, true);
}

struct node *typing_condition(struct typing *typing, struct node *node, const char *what) {
    node = typing_adapt(typing, node, type_of(LEAT_BOOLEAN));
    if (node == NULL || node->type.kind == LEAT_BOOLEAN) {
        return node;
    }
    char *advice = NULL;
    if (kind_is_number(node->type.kind) && node->length <= 40) {
        advice = memory_format("compare it: %.*s <> 0", (int)node->length,
                               typing->expression->text + node->offset);
    } else if (node->type.kind == LEAT_TEXT) {
        advice = memory_copy("compare it: x = 'text'");
    }
    return TYPING_FAIL(typing, node, advice, "%s takes conditions, not %s", what,
                       kind_phrase(node->type.kind));
}
