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
#define MEASURE_NO_SLOT SIZE_MAX

struct measure_input {
    struct leat_expression *expression;
    bool is_filter; /* of any slot; it may be an argument as well */
    char **symbols; /* a column's whose cells may carry them, the weightiest first; else NULL */
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
    size_t symbol; /* the slot that keeps its argument's weightiest symbol, or MEASURE_NO_SLOT */
};

struct measure {
    const char *name;
    struct leat_type type;
    struct leat_expression
        *outer;    /* over a column for each call of the set; NULL: it is calls[0] alone */
    size_t *calls; /* in the order it names them */
    size_t call_count;
    char **symbols; /* that may stand in place of what it gives, by the rule; NULL: none */
};

struct leat_measures {
    struct arena *arena; /* what names and texts stand in */
    struct measure_input *inputs;
    struct measure_slot *slots;
    struct measure_call *calls;
    struct measure *measures;
    size_t input_count, slot_count, call_count, measure_count;
    size_t value_slots; /* those of values come first; behind them, those of symbols */
    enum leat_symbols rule;
    bool is_settled;
    int32_t *columns; /* read by any input, ascending */
    size_t column_count;
    char *started;  /* a block as measures_start readies it */
    size_t size;    /* of a block */
    bool has_drops; /* a block may have something hang off it */
};

/* The number of the slot, which is added where there is none like it. In measure_compile.c. */
size_t measure_slot_of(struct leat_measures *measures, struct measure_slot wanted);

/* Gives each slot its place in a block, and makes a started one. */
void measures_lay_out(struct leat_measures *measures);

/* -- measure_symbols.c ------------------------------------------------------------------------ */

/* Sets the input's symbols. */
void measure_input_symbols(struct measure_input *input, const struct schema *schema);

/* The weights of the symbols in the rows of the mask. */
void measure_weights(const struct measure_input *input, const struct column *symbols, int64_t first,
                     const uint64_t *mask, int64_t weights[ACCUMULATOR_ROWS]);

/* The weightiest symbol in the measure's calls, or NULL. */
const char *measure_symbol(const struct leat_measures *measures, const struct measure *measure,
                           const void *block);

/* Whether what was loaded is a weight. */
bool measure_weight_is_sound(const struct leat_measures *measures, const struct measure_slot *slot,
                             const void *block);

/* What a call of an aggregate works with: sets use.type and give, and the accumulator's kind.
 * use.from is set before: the argument's type, LEAT_NONE for count(*). false: *message (and
 * *advice, or NULL) say why it does not take its argument; the caller's to free. In
 * measure_aggregate.c. */
bool measure_resolve(enum tree_aggregate aggregate, bool distinct, struct measure_call *call,
                     const struct accumulator_kind **kind, char **message, char **advice);

#endif
