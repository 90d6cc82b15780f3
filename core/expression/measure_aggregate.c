/* measure_aggregate: the aggregates: what each takes, keeps and gives. See measure_parts.h. */
#include "expression/measure_parts.h"

enum { MEAN_DIGITS = 12 }; /* after the point, more than the argument has; as `/` gives */

/* Why an aggregate does not take its argument; the texts are the caller's. */
struct refusal {
    char *message, *advice;
};

/* -- refusals -------------------------------------------------------------------------------- */

static bool refuse(const struct measure_call *call, const char *name, const char *takes,
                   struct refusal *refusal) {
    const char *argument = call->use.argument;
    char type[TYPE_NAME];
    refusal->message = memory_format("%s takes %s, and %s is of kind %s", name, takes, argument,
                                     type_name(call->use.from, type));
    switch (call->use.from.kind) {
    case LEAT_BOOLEAN:
        refusal->advice = memory_format(
            "count(*) filter (where %s) counts the rows for which it is true", argument);
        break;
    case LEAT_TEXT:
        refusal->advice = memory_format(
            "declare its column as a number, or cast: %s(cast(%s as integer))", name, argument);
        break;
    default:
        refusal->advice = memory_copy("min, max and median take dates and timestamps");
    }
    return false;
}

/* -- what each works with -------------------------------------------------------------------- */

static bool resolve_count(bool distinct, struct measure_call *call,
                          const struct accumulator_kind **kind) {
    call->use.type = type_of(LEAT_INTEGER);
    *kind =
        distinct ? &accumulator_distinct[accumulator_class_of(call->use.from)] : &accumulator_count;
    call->give = distinct ? accumulator_give_distinct : accumulator_give_count;
    return true;
}

/* The accumulator that sum and mean share; NULL: there is none for the type. */
static const struct accumulator_kind *sum_kind(struct leat_type type) {
    switch (type.kind) {
    case LEAT_INTEGER:
        return &accumulator_sum_words;
    case LEAT_DECIMAL:
        return accumulator_class_of(type) == ACCUMULATOR_WIDES ? &accumulator_sum_wides
                                                               : &accumulator_sum_words;
    case LEAT_REAL:
        return &accumulator_sum_reals;
    default:
        return NULL;
    }
}

static bool resolve_sum(struct measure_call *call, const struct accumulator_kind **kind,
                        struct refusal *refusal) {
    const struct leat_type from = call->use.from;
    *kind = sum_kind(from);
    if (*kind == NULL) {
        return refuse(call, "sum", "numbers", refusal);
    }
    call->use.type = from.kind == LEAT_DECIMAL ? type_decimal(DECIMAL_DIGITS, from.scale) : from;
    call->give = from.kind == LEAT_REAL ? accumulator_give_sum_reals : accumulator_give_sum;
    return true;
}

static bool resolve_mean(struct measure_call *call, const struct accumulator_kind **kind,
                         struct refusal *refusal) {
    const struct leat_type from = call->use.from;
    *kind = sum_kind(from);
    if (*kind == NULL) {
        return refuse(call, "avg", "numbers", refusal);
    }
    if (from.kind == LEAT_REAL) {
        call->use.type = from;
        call->give = accumulator_give_mean_reals;
        return true;
    }
    const int scale = from.scale + MEAN_DIGITS;
    call->use.type = type_decimal(DECIMAL_DIGITS, scale < DECIMAL_DIGITS ? scale : DECIMAL_DIGITS);
    call->give = accumulator_give_mean;
    return true;
}

static bool resolve_extreme(struct measure_call *call, const struct accumulator_kind kinds[3],
                            const struct accumulator_kind **kind) {
    call->use.type = call->use.from;
    *kind = &kinds[accumulator_class_of(call->use.from)];
    call->give = accumulator_give_extreme;
    return true;
}

static bool resolve_median(struct measure_call *call, const struct accumulator_kind **kind,
                           struct refusal *refusal) {
    enum { INTEGER_DIGITS = 19 };
    const struct leat_type from = call->use.from;
    if (from.kind == LEAT_TEXT || from.kind == LEAT_BOOLEAN) {
        return refuse(call, "median", "numbers, dates and timestamps", refusal);
    }
    call->use.type = from;
    if (from.kind == LEAT_INTEGER ||
        from.kind == LEAT_DECIMAL) { /* one digit more, where there is one more */
        const int digits = (from.kind == LEAT_INTEGER ? INTEGER_DIGITS : from.precision) + 1,
                  scale = from.scale + 1;
        call->use.type = type_decimal(digits < DECIMAL_DIGITS ? digits : DECIMAL_DIGITS,
                                      scale < DECIMAL_DIGITS ? scale : DECIMAL_DIGITS);
    }
    *kind =
        accumulator_class_of(from) == ACCUMULATOR_WIDES ? &accumulator_wides : &accumulator_words;
    call->give = accumulator_give_median;
    return true;
}

static bool resolve(enum tree_aggregate aggregate, bool distinct, struct measure_call *call,
                    const struct accumulator_kind **kind, struct refusal *refusal) {
    switch (aggregate) {
    case TREE_SUM:
        return resolve_sum(call, kind, refusal);
    case TREE_MEAN:
        return resolve_mean(call, kind, refusal);
    case TREE_MIN:
        return resolve_extreme(call, accumulator_least, kind);
    case TREE_MAX:
        return resolve_extreme(call, accumulator_greatest, kind);
    case TREE_MEDIAN:
        return resolve_median(call, kind, refusal);
    case TREE_COUNT:
        break;
    }
    return resolve_count(distinct, call, kind);
}

bool measure_resolve(enum tree_aggregate aggregate, bool distinct, struct measure_call *call,
                     const struct accumulator_kind **kind, char **message, char **advice) {
    struct refusal refusal = {NULL, NULL};
    const bool done = resolve(aggregate, distinct, call, kind, &refusal);
    *message = refusal.message;
    *advice = refusal.advice;
    return done;
}
