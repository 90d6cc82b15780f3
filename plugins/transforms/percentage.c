/* percentage: what per cent of a whole its part is, exactly, rounded once (shared/ratio.h). */
#include <leat/plugin.h>

#include "shared/ratio.h"

struct percentage {
    int32_t part, whole;
    struct leat_text as;
    int64_t decimals;
    int32_t symbols;
    int32_t result; /* the new column */
    struct ratio_form form;
};

enum symbols { PASS, IGNORE, FAIL };
static const char *const symbol_words[] = {"pass", "ignore", "fail", NULL};

static const struct leat_option rows[] = {
    {LEAT_OPTION(struct percentage, part, COLUMN, "part"), .kinds = EXACT_NUMBERS,
     .help = "the column with the part, an integer or a decimal"},
    {LEAT_OPTION(struct percentage, whole, COLUMN, "whole"), .kinds = EXACT_NUMBERS,
     .help = "the column with the whole, an integer or a decimal"},
    {LEAT_OPTION(struct percentage, as, NEW_COLUMN, "as"), .fallback = "\"percent\"",
     .help = "the new column's name"},
    {LEAT_OPTION(struct percentage, decimals, INTEGER, "decimals"), .fallback = "0", .least = 0,
     .most = RATIO_DECIMALS, .help = "how many digits stand after the point"},
    {LEAT_OPTION(struct percentage, symbols, CHOICE, "symbols"), .fallback = "\"pass\"",
     .choices = symbol_words,
     .help =
         "what becomes of a symbol that stands for the part or the whole: it stands for the percentage too (pass), the "
         "percentage is just absent (ignore), or the row is rejected (fail)"},
};
static const struct leat_options options = LEAT_OPTIONS(struct percentage, rows);

static int open(struct leat_step *step, struct leat_bind *bind) {
    struct percentage *self = step->state;
    const int32_t from[] = {self->part, self->whole};
    if (leat_find(bind, 0, self->as) >= 0) {
        return leat_fail_option(
            step, &self->as,
            "there is a column '%s' already; give the percentage another name with \"as\"",
            self->as.data);
    }
    self->form = ratio_form(leat_column_type(bind, 0, self->part),
                            leat_column_type(bind, 0, self->whole), (int)self->decimals);
    self->result = leat_out_new(bind, self->as, self->form.type, from, 2);
    const struct leat_hint hint = {
        .size = sizeof hint, .unit = {"%", 1}, .decimals = (int32_t)self->decimals};
    leat_out_hint(bind, self->result, &hint);
    return LEAT_OK;
}

/* -- Rows ------------------------------------------------------------------------------------- */

/* The symbol that stands for the part, or else for the whole; size 0: neither has one. */
static struct leat_text symbol_at(struct leat_step *step, struct leat_batch *batch, int64_t row) {
    const struct percentage *self = step->state;
    const struct leat_text symbol = leat_symbol(step, batch, self->part, row);
    return symbol.size > 0 ? symbol : leat_symbol(step, batch, self->whole, row);
}

static void add_absent(struct leat_step *step, struct leat_batch *batch, int64_t row,
                       struct leat_builder *to) {
    const struct percentage *self = step->state;
    struct leat_text symbol = {NULL, 0};
    if (self->symbols != IGNORE)
        symbol = symbol_at(step, batch, row);
    if (symbol.size == 0) {
        leat_add_null(to);
        return;
    }
    leat_add_symbol(to, symbol);
    if (self->symbols == FAIL) {
        leat_reject(
            step, batch, row,
            leat_symbol(step, batch, self->part, row).size > 0 ? self->part : self->whole,
            "a symbol stands in place of the number; set \"symbols\" to \"pass\" or \"ignore\" to go on");
    }
}

static int process(struct leat_step *step, struct leat_batch *batch) {
    const struct percentage *self = step->state;
    const struct leat_view parts = leat_read(step, batch, self->part),
                           wholes = leat_read(step, batch, self->whole);
    struct leat_builder *to = leat_build(step, batch, self->result);
    for (int64_t row = 0; row < batch->rows; row++) {
        if (leat_is_null(&parts, row) || leat_is_null(&wholes, row)) {
            add_absent(step, batch, row, to);
            continue;
        }
        const int128 whole = exact_units(&wholes, row);
        int128 units;
        if (whole == 0) {
            leat_add_null(to);
        } else if (!ratio_percent(ratio_of(exact_units(&parts, row), whole), &self->form, &units)) {
            leat_add_null(to);
            leat_reject(
                step, batch, row, self->part,
                "the percentage has more than %d digits before the point; is \"whole\" the right column?",
                RATIO_DIGITS);
        } else {
            leat_add_decimal(to, exact_decimal(units));
        }
    }
    return leat_put(step, batch, to);
}

static const char help[] =
    "Adds the percentage that a part is of its whole, worked out exactly and rounded once,\n"
    "half away from zero: 7 of 8 is 88.\n"
    "\n"
    "    { \"transform\": \"percentage\", \"part\": \"good\", \"whole\": \"total\", \"as\": "
    "\"percent\", \"decimals\": 1 }\n"
    "\n"
    "It is a decimal, in percent: 87.5, and sheets show it so. Where the part or the whole is\n"
    "absent, or the whole is 0, there is no percentage. Put this step after the aggregate, so\n"
    "that a total's percentage is the ratio of the sums, never a mean of percentages. A sum leaves rows out whose\n"
    "value is null: where a part may be missing, leave the same rows out of the whole,\n"
    "sum(possible) filter (where attended is not null), or the percentage comes out too low.";

static const struct leat_rowwise rowwise = {.size = sizeof rowwise, .process = process};

static const struct leat_role role = {
    .size = sizeof role,
    .name = "percentage",
    .summary = "adds the percentage that one column is of another, exact and rounded once",
    .help = help,
    .flags = LEAT_PARALLEL | LEAT_READS_NAMED,
    .options = &options,
    .state_size = sizeof(struct percentage),
    .open = open,
    .rowwise = &rowwise,
};

static const struct leat_plugin plugin = {
    .size = sizeof plugin, .abi = LEAT_ABI, .version = "1.0.0", .transform = &role};

const struct leat_plugin *leat_plugin_entry(void) { return &plugin; }
