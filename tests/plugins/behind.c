/* behind: drops a column and reads it after leat_rows, in each way there is, for the runner's tests: it
 * finds the rows that it chose, and puts what it found into "read", "worked_out" and "symbol". */
#include <stdlib.h>

#include <leat/plugin.h>

struct state {
    int32_t column;
    struct leat_expression *expression;
    int32_t read, worked_out, symbol;
};

static const struct leat_option rows[] = {
    {LEAT_OPTION(struct state, column, COLUMN, "column"), .help = "an integer, which goes"},
    {LEAT_OPTION(struct state, expression, EXPRESSION, "expression"),
     .kinds = LEAT_KINDS(LEAT_INTEGER), .help = "an integer of it"},
};
static const struct leat_options options = LEAT_OPTIONS(struct state, rows);

static int open_step(struct leat_step *step, struct leat_bind *bind) {
    struct state *self = step->state;
    const struct leat_type integer = {.kind = LEAT_INTEGER}, text = {.kind = LEAT_TEXT};
    self->read = leat_out_new(bind, leat_text_of("read"), integer, &self->column, 1);
    self->worked_out = leat_out_new(bind, leat_text_of("worked_out"), integer, &self->column, 1);
    self->symbol = leat_out_new(bind, leat_text_of("symbol"), text, &self->column, 1);
    leat_out_drop(bind, self->column);
    return LEAT_OK;
}

static int process(struct leat_step *step, struct leat_batch *batch) {
    const struct state *self = step->state;
    const int64_t count = batch->rows;
    uint32_t *chosen = leat_alloc(step, (size_t)count * sizeof *chosen);
    struct leat_view worked_out;
    if (!chosen)
        return LEAT_FAILED;
    for (int64_t row = 0; row < count; row++) /* the first stays, the others come backwards */
        chosen[row] = (uint32_t)(row == 0 ? 0 : count - row);
    int result = leat_rows(step, batch, chosen, (size_t)count);
    leat_free(step, chosen);
    struct leat_builder *symbols = leat_build(step, batch, self->symbol);
    for (int64_t row = 0; result == LEAT_OK && row < count; row++) {
        const struct leat_text symbol = leat_symbol(step, batch, self->column, row);
        if (symbol.size > 0)
            leat_add_text(symbols, symbol);
        else
            leat_add_null(symbols);
    }
    if (result != LEAT_OK || leat_put(step, batch, symbols) != LEAT_OK ||
        leat_eval(step, self->expression, batch, &worked_out) != LEAT_OK ||
        leat_put_view(step, batch, self->worked_out, &worked_out) != LEAT_OK)
        return LEAT_FAILED;
    const struct leat_view read = leat_read(step, batch, self->column);
    return leat_put_view(step, batch, self->read, &read);
}

static const struct leat_rowwise rowwise = {.size = sizeof rowwise, .process = process};
static const struct leat_role role = {.size = sizeof role,
                                      .name = "behind",
                                      .summary = "reads what it dropped, for tests",
                                      .options = &options,
                                      .state_size = sizeof(struct state),
                                      .flags = LEAT_PARALLEL | LEAT_READS_NAMED,
                                      .open = open_step,
                                      .rowwise = &rowwise};
static const struct leat_plugin plugin = {
    .size = sizeof plugin, .abi = LEAT_ABI, .transform = &role};

const struct leat_plugin *leat_plugin_entry(void) { return &plugin; }
