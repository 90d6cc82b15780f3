/* percentage: what per cent of a whole its part is, exactly, rounded once.
 *
 * All of it is whole-number arithmetic on the columns' units: part / 10^a over whole / 10^b, times
 * 100, at `decimals` digits, is part * 10^(2 + decimals + b - a) / whole, rounded half away from
 * zero. */
#include <leat/plugin.h>

__extension__ typedef unsigned __int128 uint128;
__extension__ typedef __int128 int128;

struct percentage {
    int32_t part, whole;
    struct leat_text as;
    int64_t decimals;
    int32_t symbols;
    int32_t result; /* the new column */
    int shift;      /* 2 + decimals + b - a */
};

enum symbols { PASS, IGNORE, FAIL };
static const char *const symbol_words[] = {"pass", "ignore", "fail", NULL};

/* Digits before the point: a part more than ten thousand million times its whole is no percentage
 * of anything. */
enum { WHOLE_DIGITS = 12 };

static const struct leat_option rows[] = {
    {LEAT_OPTION(struct percentage, part, COLUMN, "part"),
     .kinds = LEAT_KINDS(LEAT_INTEGER) | LEAT_KINDS(LEAT_DECIMAL),
     .help = "the column with the part, an integer or a decimal"},
    {LEAT_OPTION(struct percentage, whole, COLUMN, "whole"),
     .kinds = LEAT_KINDS(LEAT_INTEGER) | LEAT_KINDS(LEAT_DECIMAL),
     .help = "the column with the whole, an integer or a decimal"},
    {LEAT_OPTION(struct percentage, as, NEW_COLUMN, "as"), .fallback = "\"percent\"",
     .help = "the new column's name"},
    {LEAT_OPTION(struct percentage, decimals, INTEGER, "decimals"), .fallback = "0", .least = 0,
     .most = 10, .help = "how many digits stand after the point"},
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
    const struct leat_type part = leat_column_type(bind, 0, self->part),
                           whole = leat_column_type(bind, 0, self->whole);
    struct leat_hint of_part = {.size = sizeof of_part}, of_whole = {.size = sizeof of_whole};
    if (leat_find(bind, 0, self->as) >= 0) {
        return leat_fail_option(
            step, &self->as,
            "there is a column '%s' already; give the percentage another name with \"as\"",
            self->as.data);
    }
    const struct leat_type type = {.kind = LEAT_DECIMAL,
                                   .precision = (uint8_t)(WHOLE_DIGITS + self->decimals),
                                   .scale = (uint8_t)self->decimals};
    self->result = leat_out_new(bind, self->as, type, from, 2);
    self->shift = 2 + (int)self->decimals + whole.scale - part.scale;
    leat_column_hint(bind, 0, self->part, &of_part);
    leat_column_hint(bind, 0, self->whole, &of_whole);
    const struct leat_hint hint = {.size = sizeof hint,
                                   .unit = {"%", 1},
                                   .decimals = (int32_t)self->decimals,
                                   .is_private = of_part.is_private | of_whole.is_private};
    leat_out_hint(bind, self->result, &hint);
    return LEAT_OK;
}

/* -- Arithmetic ------------------------------------------------------------------------------- */

static uint128 power(int digits) {
    uint128 value = 1;
    for (; digits > 0; digits--) {
        value *= 10;
    }
    return value;
}

/* part * 10^digits / whole, a digit at a time as on paper; *rest is what remains of whole. False:
 * it has outgrown most. Both are below 10^38, so that twice the whole still fits. */
static bool divide(uint128 part, int digits, uint128 whole, uint128 most, uint128 *result,
                   uint128 *rest) {
    *result = part / whole;
    *rest = part % whole;
    for (; digits > 0 && *result <= most; digits--) {
        uint128 tenfold = 0;
        unsigned digit = 0;
        for (int i = 0; i < 10; i++) {
            tenfold += *rest;
            if (tenfold >= whole) {
                tenfold -= whole;
                digit++;
            }
        }
        *result = *result * 10 + digit;
        *rest = tenfold;
    }
    return *result <= most;
}

/* The percentage's units; false: more than most. */
static bool work_out(uint128 part, uint128 whole, int shift, uint128 most, uint128 *result) {
    uint128 rest;
    if (shift >= 0 && shift <= 18 && part <= UINT64_MAX) { /* nearly always: the product fits */
        const uint128 product = part * power(shift);
        *result = product / whole;
        rest = product % whole;
        *result += rest >= whole - rest;
        return *result <= most;
    }
    if (shift >= 0) {
        if (!divide(part, shift, whole, most, result, &rest)) {
            return false;
        }
        *result += rest >= whole - rest;
        return *result <= most;
    }
    /* The quotient is cut down by a power of ten. That is even, so the quotient's own rest never
     * decides. */
    const uint128 quotient = part / whole, by = power(-shift);
    *result = quotient / by + (2 * (quotient % by) >= by);
    return *result <= most;
}

/* -- Rows ------------------------------------------------------------------------------------- */

/* The units of an integer or a decimal, without their sign. */
static uint128 units_at(const struct leat_view *view, int64_t row, bool *negative) {
    int128 units;
    if (view->type.kind == LEAT_INTEGER) {
        units = leat_integer(view, row);
    } else {
        const struct leat_decimal decimal = leat_decimal_at(view, row);
        units = (int128)((uint128)(uint64_t)decimal.high << 64 | decimal.low);
    }
    *negative = units < 0;
    return units < 0 ? 0 - (uint128)units : (uint128)units;
}

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
    const uint128 most = power(WHOLE_DIGITS + (int)self->decimals) - 1;
    struct leat_builder *to = leat_build(step, batch, self->result);
    for (int64_t row = 0; row < batch->rows; row++) {
        bool below = false, beneath = false;
        uint128 result;
        if (leat_is_null(&parts, row) || leat_is_null(&wholes, row)) {
            add_absent(step, batch, row, to);
            continue;
        }
        const uint128 part = units_at(&parts, row, &below),
                      whole = units_at(&wholes, row, &beneath);
        if (whole == 0) {
            leat_add_null(to);
        } else if (!work_out(part, whole, self->shift, most, &result)) {
            leat_add_null(to);
            leat_reject(
                step, batch, row, self->part,
                "the percentage has more than %d digits before the point; is \"whole\" the right column?",
                WHOLE_DIGITS);
        } else {
            const uint128 units = below != beneath ? 0 - result : result;
            const struct leat_decimal value = {(uint64_t)units, (int64_t)(uint64_t)(units >> 64)};
            leat_add_decimal(to, value);
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
    "that a total's percentage is the ratio of the sums, never a mean of percentages.";

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
