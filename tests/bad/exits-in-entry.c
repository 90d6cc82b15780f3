/* exits-in-entry: its entry ends the process, at once. */
#include <stdlib.h>
#include <unistd.h>

#include <leat/plugin.h>

static int process(struct leat_step *step, struct leat_batch *batch) {
    (void)step, (void)batch;
    return LEAT_OK;
}

static const struct leat_rowwise rowwise = {.size = sizeof rowwise, .process = process};
static const struct leat_role role = {.size = sizeof role,
                                      .name = "exits-in-entry",
                                      .summary = "is at fault, for tests",
                                      .rowwise = &rowwise};
static const struct leat_plugin plugin = {
    .size = sizeof plugin, .abi = LEAT_ABI, .transform = &role};

const struct leat_plugin *leat_plugin_entry(void) {
    if (plugin.size)
        _exit(0);
    return &plugin;
}
