/* measure_add: adds the rows of a batch to their groups' blocks. See measure.h.
 *
 * All is worked out before anything is added, since a row that fails in one measure must not count
 * in another. Then rows are added a few at a time, slot by slot, so that their block pointers are
 * fetched from far memory once for all slots. */
#include "expression/measure_parts.h"

#include "batch/bits.h"

struct adding {
    const struct leat_measures *measures;
    int64_t rows;
    void *const *blocks;
    struct evaluation *evaluation; /* the caller's */
    struct column **results;       /* of the inputs; NULL: not yet worked out */
    uint8_t *failed;               /* a bit a row; NULL: none has */
    size_t input;                  /* under way */
    bool out_of_memory;
};

/* -- working out the inputs ------------------------------------------------------------------ */

static bool is_true(const struct column *column, int64_t row) {
    return (column->valid == NULL || bit_get(column->valid, row)) && bit_get(column->values, row);
}

/* Whether the row's value of the input under way is some measure's argument: it is not where each
 * of its filters leaves the row out, so `sum(1 / x) filter (where x <> 0)` is right. Filters are
 * worked out before. */
static bool is_argument(const struct adding *adding, int64_t row) {
    for (size_t i = 0; i < adding->measures->slot_count; i++) {
        const struct measure_slot *slot = &adding->measures->slots[i];
        if (slot->argument == (int32_t)adding->input &&
            (slot->filter == MEASURE_NO_INPUT || is_true(adding->results[slot->filter], row))) {
            return true;
        }
    }
    return false;
}

/* Whether the row's value of the input under way is used. */
static bool is_wanted(const struct adding *adding, int64_t row) {
    return adding->blocks[row] != NULL &&
           (adding->measures->inputs[adding->input].is_filter || is_argument(adding, row));
}

static void note_failure(void *context, int64_t row, const char *reason) {
    struct adding *adding = context;
    if (!is_wanted(adding, row)) {
        return;
    }
    if (adding->failed == NULL) {
        adding->failed = memory_try(bits_size(adding->rows));
        if (adding->failed == NULL) {
            adding->out_of_memory = true;
            return;
        }
        memset(adding->failed, 0, bits_size(adding->rows));
    }
    bit_set(adding->failed, row);
    if (adding->evaluation->fail != NULL) {
        adding->evaluation->fail(adding->evaluation->context, row, reason);
    }
}

/* Works out the filters, or the rest. */
static bool work_out(struct adding *adding, struct column *const *columns, bool filters) {
    struct evaluation own = {
        .fail = note_failure, .context = adding, .scratch = adding->evaluation->scratch};
    bool done = true;
    for (size_t i = 0; done && i < adding->measures->input_count; i++) {
        const struct measure_input *input = &adding->measures->inputs[i];
        if (input->is_filter == filters) {
            adding->input = i;
            adding->results[i] = expression_eval(input->expression, columns, adding->rows, &own);
            done = adding->results[i] != NULL && !adding->out_of_memory;
        }
    }
    adding->evaluation->scratch = own.scratch;
    adding->evaluation->makes_too_much = !done && own.makes_too_much;
    return done;
}

static void refuse_column(struct adding *adding, const struct column *symbols) {
    for (int64_t row = 0; row < adding->rows; row++) {
        const bool is_symbol = symbols->valid == NULL || bit_get(symbols->valid, row);
        if (is_symbol && adding->blocks[row] != NULL && is_argument(adding, row)) {
            note_failure(adding, row,
                         "a symbol stands in place of the value; set \"symbols\" to \"pass\" or "
                         "\"ignore\" to go on");
        }
    }
}

/* Fails the rows whose argument is a symbol, where the rule is so. */
static bool refuse_symbols(struct adding *adding) {
    const struct leat_measures *measures = adding->measures;
    for (size_t i = 0; measures->rule == LEAT_SYMBOLS_FAIL && i < measures->input_count; i++) {
        const struct measure_input *input = &measures->inputs[i];
        if (input->symbols != NULL && adding->results[i]->symbols != NULL) {
            adding->input = i;
            adding->evaluation->column = expression_symbol_column(input->expression);
            adding->evaluation->blames_column = true;
            refuse_column(adding, adding->results[i]->symbols);
            adding->evaluation->blames_column = false;
        }
    }
    return !adding->out_of_memory;
}

/* -- adding ---------------------------------------------------------------------------------- */

/* Leaves only those bits that the bitmap has for rows from `first` on. */
static void mask_and(uint64_t mask[ACCUMULATOR_MASKS], const uint8_t *bits, int64_t first,
                     size_t count) {
    uint64_t words[ACCUMULATOR_MASKS] = {0};
    memcpy(words, bits + first / 8, bits_size((int64_t)count));
    for (size_t i = 0; i < ACCUMULATOR_MASKS; i++) {
        mask[i] &= words[i];
    }
}

/* Which of up to 64 rows have a block. */
static uint64_t mask_blocks(void *const *blocks, size_t count) {
    uint64_t bits = 0;
    if (count == 64) { /* nearly always all of them, which is found out without a branch a row */
        bool missing = false;
        for (size_t row = 0; row < 64; row++) {
            missing |= blocks[row] == NULL;
        }
        if (!missing) {
            return UINT64_MAX;
        }
    }
    for (size_t row = 0; row < count; row++) {
        bits |= (uint64_t)(blocks[row] != NULL) << row;
    }
    return bits;
}

/* The rows that have a block and did not fail. */
static void mask_present(const struct adding *adding, int64_t first, size_t count,
                         uint64_t mask[ACCUMULATOR_MASKS]) {
    for (size_t from = 0; from < ACCUMULATOR_ROWS; from += 64) {
        const size_t left = from < count ? count - from : 0;
        mask[from / 64] =
            left == 0 ? 0 : mask_blocks(adding->blocks + first + from, left < 64 ? left : 64);
    }
    if (adding->failed != NULL) {
        uint8_t fine[ACCUMULATOR_ROWS / 8];
        for (size_t i = 0; i < bits_size((int64_t)count); i++) {
            fine[i] = (uint8_t)~adding->failed[first / 8 + (int64_t)i];
        }
        mask_and(mask, fine, 0, count);
    }
}

/* Leaves only the rows that the filter keeps. */
static void mask_filter(uint64_t mask[ACCUMULATOR_MASKS], const struct column *filter,
                        int64_t first, size_t count) {
    mask_and(mask, filter->values, first, count);
    if (filter->valid != NULL) {
        mask_and(mask, filter->valid, first, count);
    }
}

static bool add_symbols(const struct adding *adding, const struct measure_slot *slot, int64_t first,
                        size_t count, const uint64_t present[ACCUMULATOR_MASKS]) {
    const struct column *symbols = adding->results[slot->argument]->symbols;
    uint64_t mask[ACCUMULATOR_MASKS];
    int64_t weights[ACCUMULATOR_ROWS];
    if (symbols == NULL) {
        return true;
    }
    memcpy(mask, present, sizeof mask);
    if (slot->filter != MEASURE_NO_INPUT) {
        mask_filter(mask, adding->results[slot->filter], first, count);
    }
    if (symbols->valid != NULL) {
        mask_and(mask, symbols->valid, first, count);
    }
    measure_weights(&adding->measures->inputs[slot->argument], symbols, first, mask, weights);
    return slot->kind->add(&(struct accumulator_rows){.blocks = adding->blocks + first,
                                                      .mask = mask,
                                                      .count = count,
                                                      .offset = slot->offset,
                                                      .words = weights,
                                                      .first = first});
}

static bool add_slot(const struct adding *adding, const struct measure_slot *slot, int64_t first,
                     size_t count, const uint64_t present[ACCUMULATOR_MASKS]) {
    uint64_t mask[ACCUMULATOR_MASKS];
    int64_t words[ACCUMULATOR_ROWS];
    struct accumulator_rows rows = {.blocks = adding->blocks + first,
                                    .mask = present,
                                    .count = count,
                                    .offset = slot->offset,
                                    .first = first};
    struct leat_view view;
    const struct column *filter =
        slot->filter == MEASURE_NO_INPUT ? NULL : adding->results[slot->filter];
    const struct column *argument =
        slot->argument == MEASURE_NO_INPUT ? NULL : adding->results[slot->argument];
    if (filter != NULL || (argument != NULL && argument->valid != NULL)) {
        memcpy(mask, present, sizeof mask);
        rows.mask = mask;
    }
    if (filter != NULL) {
        mask_filter(mask, filter, first, count);
    }
    if (argument != NULL) {
        if (argument->valid != NULL) {
            mask_and(mask, argument->valid, first, count);
        }
        view = column_view(argument);
        rows.view = &view;
        if (slot->kind->takes == ACCUMULATOR_TAKES_WORDS) {
            rows.words = accumulator_make_words(&view, first, count, words);
        } else if (slot->kind->takes == ACCUMULATOR_TAKES_VALUES) {
            rows.values = (const char *)view.values + column_size(view.type, first);
        }
    }
    return slot->kind->add(&rows);
}

static bool add_all(const struct adding *adding) {
    for (int64_t first = 0; first < adding->rows; first += ACCUMULATOR_ROWS) {
        const int64_t left = adding->rows - first;
        const size_t count = left < ACCUMULATOR_ROWS ? (size_t)left : ACCUMULATOR_ROWS;
        uint64_t present[ACCUMULATOR_MASKS];
        mask_present(adding, first, count, present);
        for (size_t i = 0; i < adding->measures->slot_count; i++) {
            const struct measure_slot *slot = &adding->measures->slots[i];
            const bool is_symbol = slot->kind == &accumulator_symbol;
            if (!(is_symbol ? add_symbols : add_slot)(adding, slot, first, count, present)) {
                return false;
            }
        }
    }
    return true;
}

bool measures_add(const struct leat_measures *measures, struct column *const *columns, int64_t rows,
                  void *const *blocks, struct evaluation *evaluation) {
    struct adding adding = {
        .measures = measures, .rows = rows, .blocks = blocks, .evaluation = evaluation};
    const size_t bytes = measures->input_count * sizeof(struct column *);
    evaluation->makes_too_much = false;
    adding.results = memory_try(bytes);
    bool done = adding.results != NULL;
    if (done) {
        memset(adding.results, 0, bytes);
        done = work_out(&adding, columns, true) && work_out(&adding, columns, false) &&
               refuse_symbols(&adding) && add_all(&adding);
        for (size_t i = 0; i < measures->input_count; i++) {
            column_release(adding.results[i]);
        }
    }
    if (!done) {
        evaluation->out_of_memory = true;
    }
    memory_free(adding.failed);
    memory_free(adding.results);
    return done;
}
