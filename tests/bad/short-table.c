/* short-table: its row-wise table is too short. */
#include <leat/plugin.h>

static int process(struct leat_step *step, struct leat_batch *batch) {
    (void)step, (void)batch;
    return LEAT_OK;
}

static const struct leat_rowwise rowwise = {.size = sizeof(size_t), .process = process};
static const struct leat_role role = {
    .size = sizeof role, .name = "short-table", .summary = "is at fault", .rowwise = &rowwise};
static const struct leat_plugin plugin = {
    .size = sizeof plugin, .abi = LEAT_ABI, .transform = &role};

const struct leat_plugin *leat_plugin_entry(void) { return &plugin; }
