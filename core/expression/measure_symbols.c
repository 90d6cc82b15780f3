/* measure_symbols: the symbols that stand in place of an argument's values: passed on as what a
 * measure gives, or the failure of their rows. See measure.h.
 *
 * An accumulator keeps the weight of the weightiest symbol it has seen: 0 for none, 1 for the last
 * of the argument's list, more for those before it. Only arguments whose column declares symbols
 * have one. */
#include "expression/measure_parts.h"

#include "batch/bits.h"

struct weight {
    int64_t most;
};

/* -- the accumulator -------------------------------------------------------------------------- */

static void take_weight(struct weight *weight, int64_t other) {
    weight->most = weight->most < other ? other : weight->most;
}

static inline bool take_row(void *accumulator, const struct accumulator_rows *rows, size_t row) {
    take_weight(accumulator, rows->words[row]);
    return true;
}

static bool add_weights(const struct accumulator_rows *rows) {
    return accumulator_each(rows, take_row);
}

static bool merge_weights(void *into, void *from) {
    take_weight(into, ((const struct weight *)from)->most);
    return true;
}

const struct accumulator_kind accumulator_symbol = {
    .size = sizeof(struct weight),
    .takes = ACCUMULATOR_TAKES_WORDS,
    .add = add_weights,
    .merge = merge_weights,
};

/* -- the rule --------------------------------------------------------------------------------- */

void measure_input_symbols(struct measure_input *input, const struct schema *schema) {
    const int32_t carries = expression_symbol_column(input->expression);
    if (carries >= 0) {
        symbols_add(&input->symbols, schema->columns[carries].symbols);
    }
}

static bool passes(enum leat_symbols rule, const struct measure_call *call) {
    const bool is_count =
        call->give == accumulator_give_count || call->give == accumulator_give_distinct;
    return rule == LEAT_SYMBOLS_PASS || (rule == LEAT_SYMBOLS_BY_MEASURE && !is_count);
}

void measures_rule(struct leat_measures *measures, enum leat_symbols rule) {
    measures->rule = rule;
    measures->slot_count = measures->value_slots;
    for (size_t i = 0; i < measures->call_count; i++) {
        struct measure_call *call = &measures->calls[i];
        const struct measure_slot *slot = &measures->slots[call->slot];
        call->symbol = MEASURE_NO_SLOT;
        if (passes(rule, call) && slot->argument != MEASURE_NO_INPUT &&
            measures->inputs[slot->argument].symbols != NULL) {
            call->symbol = measure_slot_of(measures, (struct measure_slot){
                                                         .kind = &accumulator_symbol,
                                                         .argument = slot->argument,
                                                         .filter = slot->filter,
                                                     });
        }
    }
    for (size_t i = 0; i < measures->measure_count; i++) {
        struct measure *measure = &measures->measures[i];
        symbols_free(&measure->symbols);
        for (size_t j = 0; j < measure->call_count; j++) {
            const size_t slot = measures->calls[measure->calls[j]].symbol;
            if (slot != MEASURE_NO_SLOT) {
                symbols_add(&measure->symbols,
                            measures->inputs[measures->slots[slot].argument].symbols);
            }
        }
    }
    measures_lay_out(measures);
}

void measures_settle(const struct leat_measures *measures) {
    ((struct leat_measures *)(uintptr_t)measures)->is_settled = true; /* all else stays as it is */
}

bool measures_are_settled(const struct leat_measures *measures) { return measures->is_settled; }

char *const *measures_symbols(const struct leat_measures *measures, size_t measure) {
    return measures->measures[measure].symbols;
}

/* -- rows ------------------------------------------------------------------------------------- */

void measure_weights(const struct measure_input *input, const struct column *symbols, int64_t first,
                     const uint64_t *mask, int64_t weights[ACCUMULATOR_ROWS]) {
    const size_t count = symbols_count(input->symbols);
    const struct leat_view view = column_view(symbols);
    for (size_t word = 0; word < ACCUMULATOR_MASKS; word++) {
        for (uint64_t bits = mask[word]; bits != 0; bits &= bits - 1) {
            const size_t row = word * 64 + (size_t)__builtin_ctzll(bits);
            const struct leat_text text = leat_text_at(&view, first + (int64_t)row);
            weights[row] = (int64_t)(count - symbols_find(input->symbols, text));
        }
    }
}

/* -- groups ----------------------------------------------------------------------------------- */

const char *measure_symbol(const struct leat_measures *measures, const struct measure *measure,
                           const void *block) {
    size_t best = symbols_count(measure->symbols);
    for (size_t i = 0; i < measure->call_count; i++) {
        const size_t number = measures->calls[measure->calls[i]].symbol;
        if (number == MEASURE_NO_SLOT) {
            continue;
        }
        const struct measure_slot *slot = &measures->slots[number];
        const struct weight *weight =
            (const void *)((const char *)block + slot->offset); /* as start laid it out */
        if (weight->most > 0) {
            char *const *list = measures->inputs[slot->argument].symbols;
            const char *text = list[symbols_count(list) - (size_t)weight->most];
            const size_t at = symbols_find(measure->symbols, leat_text_of(text));
            best = at < best ? at : best;
        }
    }
    return measure->symbols == NULL ? NULL : measure->symbols[best];
}

bool measure_weight_is_sound(const struct leat_measures *measures, const struct measure_slot *slot,
                             const void *block) {
    const struct weight *weight = (const void *)((const char *)block + slot->offset);
    return weight->most >= 0 &&
           (size_t)weight->most <= symbols_count(measures->inputs[slot->argument].symbols);
}
