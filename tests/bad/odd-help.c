/* odd-help: has a help that is not UTF-8. */
#include <leat/plugin.h>

static int process(struct leat_step *step, struct leat_batch *batch) {
    (void)step, (void)batch;
    return LEAT_OK;
}

static const struct leat_rowwise rowwise = {.size = sizeof rowwise, .process = process};
static const struct leat_role role = {.size = sizeof role,
                                      .name = "odd-help",
                                      .summary = "helps oddly",
                                      .help = "\xff",
                                      .rowwise = &rowwise};
static const struct leat_plugin plugin = {
    .size = sizeof plugin, .abi = LEAT_ABI, .transform = &role};

const struct leat_plugin *leat_plugin_entry(void) { return &plugin; }
