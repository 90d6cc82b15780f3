/* measure_parts: what a compiled set of measures is made of. For measure*.c alone.
 *
 *   measures  100 * sum(a) / sum(b), sum(a): each an expression over calls, or a call alone
 *   calls     sum(a), sum(b): equal ones are shared; each gives what it makes of its slot
 *   slots     the accumulators in a group's block: sum(a) and avg(a) share one
 *   inputs    a, b: arguments and filters, expressions over rows, each worked out once a batch */
#ifndef LEAT_EXPRESSION_MEASURE_PARTS_H
#define LEAT_EXPRESSION_MEASURE_PARTS_H

#include "expression/accumulator.h"
#include "expression/measure.h"
#include "expression/tree.h"

enum { MEASURE_NO_INPUT = -1 };

struct measure_input {
    struct leat_expression *expression;
    bool is_filter; /* of any slot; it may be an argument as well */
};

struct measure_slot {
    const struct accumulator_kind *kind;
    size_t offset;            /* in a block */
    int32_t argument, filter; /* inputs, or MEASURE_NO_INPUT */
};

struct measure_call {
    struct accumulator_use use;
    accumulator_giver *give;
    size_t slot;
};

struct measure {
    const char *name;
    struct leat_type type;
    struct leat_expression
        *outer; /* over a column for each call of the set; NULL: it is `call` alone */
    size_t call;
};

struct leat_measures {
    struct arena *arena; /* what names and texts stand in */
    struct measure_input *inputs;
    struct measure_slot *slots;
    struct measure_call *calls;
    struct measure *measures;
    size_t input_count, slot_count, call_count, measure_count;
    int32_t *columns; /* read by any input, ascending */
    size_t column_count;
    char *started;  /* a block as measures_start readies it */
    size_t size;    /* of a block */
    bool has_drops; /* a block may have something hang off it */
};

/* What a call of an aggregate works with: sets use.type and give, and the accumulator's kind.
 * use.from is set before: the argument's type, LEAT_NONE for count(*). false: *message (and
 * *advice, or NULL) say why it does not take its argument; the caller's to free. In
 * measure_aggregate.c. */
bool measure_resolve(enum tree_aggregate aggregate, bool distinct, struct measure_call *call,
                     const struct accumulator_kind **kind, char **message, char **advice);

#endif
