/* older: a row-wise transform as one built before hints had a format: it gives decimals to a column
 * by the struct leat_hint of that time. What came later must stay as it is, here and with the
 * column.
 *
 *     { "transform": "older", "column": "share", "decimals": 2 } */
#include <leat/plugin.h>

struct older {
    int32_t column;
    int64_t decimals;
};

static const struct leat_option rows[] = {
    {LEAT_OPTION(struct older, column, COLUMN, "column"), .help = "the column to be shown"},
    {LEAT_OPTION(struct older, decimals, INTEGER, "decimals"), .fallback = "2",
     .help = "digits after the point"},
};
static const struct leat_options options = LEAT_OPTIONS(struct older, rows);

static int open(struct leat_step *step, struct leat_bind *bind) {
    const struct older *self = step->state;
    static const char beyond[] = "bytes that are not the struct's";
    struct leat_hint hint = {.size = offsetof(struct leat_hint, format),
                             .format = {beyond, sizeof beyond - 1}};
    leat_column_hint(bind, 0, self->column, &hint);
    if (hint.format.data != beyond || hint.format.size != sizeof beyond - 1)
        return leat_fail(step, "more was written than an older plugin has room for");
    hint.decimals = (int32_t)self->decimals;
    leat_out_hint(bind, self->column, &hint);
    return LEAT_OK;
}

static int process(struct leat_step *step, struct leat_batch *batch) {
    (void)step;
    (void)batch;
    return LEAT_OK;
}

static const struct leat_rowwise rowwise = {.size = sizeof rowwise, .process = process};

static const struct leat_role role = {
    .size = sizeof role,
    .name = "older",
    .summary = "gives decimals to a column by an older interface",
    .flags = LEAT_PARALLEL | LEAT_READS_NAMED,
    .options = &options,
    .state_size = sizeof(struct older),
    .open = open,
    .rowwise = &rowwise,
};

static const struct leat_plugin plugin = {
    .size = sizeof plugin, .abi = LEAT_ABI, .transform = &role};

const struct leat_plugin *leat_plugin_entry(void) { return &plugin; }
