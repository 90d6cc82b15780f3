/* view-out-of-bounds: imports text views that reach far outside their buffer. */
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
    self->added =
        leat_out_new(bind, leat_text_of("added"), (struct leat_type){.kind = LEAT_TEXT}, NULL, 0);
    return LEAT_OK;
}

static void release_schema(struct ArrowSchema *schema) { schema->release = NULL; }
static void release_array(struct ArrowArray *array) { array->release = NULL; }

static int process(struct leat_step *step, struct leat_batch *batch) {
    const struct state *self = step->state;
    static char bytes[16];
    static int64_t sizes[] = {sizeof bytes};
    static struct view {
        int32_t size;
        char prefix[4];
        int32_t buffer, offset;
    } views[LEAT_BATCH_ROWS];
    static const void *buffers[] = {NULL, views, bytes, sizes};
    for (int64_t row = 0; row < batch->rows; row++)
        views[row] = (struct view){.size = 100, .offset = row % 2 ? 1000000 : -8};
    struct ArrowSchema schema = {.format = "vu", .release = release_schema};
    struct ArrowArray array = {
        .length = batch->rows, .n_buffers = 4, .buffers = buffers, .release = release_array};
    return leat_import(step, batch, self->added, &schema, &array);
}

static const struct leat_rowwise rowwise = {.size = sizeof rowwise, .process = process};
static const struct leat_role role = {.size = sizeof role,
                                      .name = "view-out-of-bounds",
                                      .summary = "is at fault, for tests",
                                      .options = &options,
                                      .state_size = sizeof(struct state),
                                      .open = open_step,
                                      .rowwise = &rowwise};
static const struct leat_plugin plugin = {
    .size = sizeof plugin, .abi = LEAT_ABI, .transform = &role};

const struct leat_plugin *leat_plugin_entry(void) { return &plugin; }
