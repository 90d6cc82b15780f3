/* undeclared-symbol: puts a symbol, and did not say that the column may carry any. */
#include <leat/plugin.h>

struct state {
    int32_t column, added;
};

static const struct leat_option rows[] = {
    {LEAT_OPTION(struct state, column, COLUMN, "column"), .help = "a column"},
};
static const struct leat_options options = LEAT_OPTIONS(struct state, rows);

static int open_step(struct leat_step *step, struct leat_bind *bind) {
    struct state *self = step->state;
    self->added = leat_out_new(bind, leat_text_of("added"),
                               (struct leat_type){.kind = LEAT_INTEGER}, NULL, 0);
    return LEAT_OK;
}

static int process(struct leat_step *step, struct leat_batch *batch) {
    const struct state *self = step->state;
    struct leat_builder *builder = leat_build(step, batch, self->added);
    for (int64_t row = 0; row < batch->rows; row++)
        leat_add_symbol(builder, leat_text_of("x"));
    return leat_put(step, batch, builder);
}

static const struct leat_rowwise rowwise = {.size = sizeof rowwise, .process = process};
static const struct leat_role role = {.size = sizeof role,
                                      .name = "undeclared-symbol",
                                      .summary = "is at fault, for tests",
                                      .options = &options,
                                      .state_size = sizeof(struct state),
                                      .open = open_step,
                                      .rowwise = &rowwise};
static const struct leat_plugin plugin = {
    .size = sizeof plugin, .abi = LEAT_ABI, .transform = &role};

const struct leat_plugin *leat_plugin_entry(void) { return &plugin; }
