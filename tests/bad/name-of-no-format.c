/* name-of-no-format: asks for the name of format -1, and for the kinds that it goes with. */
#include <stdlib.h>

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
    (void)self, (void)batch;
    if (leat_format_name(step, -1).data || leat_format_kinds(step, leat_format_count(step)))
        return leat_fail(step, "it has a name");
    return LEAT_OK;
}

static const struct leat_rowwise rowwise = {.size = sizeof rowwise, .process = process};
static const struct leat_role role = {.size = sizeof role,
                                      .name = "name-of-no-format",
                                      .summary = "is at fault, for tests",
                                      .options = &options,
                                      .state_size = sizeof(struct state),
                                      .open = open_step,
                                      .rowwise = &rowwise};
static const struct leat_plugin plugin = {
    .size = sizeof plugin, .abi = LEAT_ABI, .transform = &role};

const struct leat_plugin *leat_plugin_entry(void) { return &plugin; }
