/* wild-table: its role is a pointer that leads nowhere. */
#include <stdlib.h>
#include <unistd.h>

#include <leat/plugin.h>

static int process(struct leat_step *step, struct leat_batch *batch) {
    (void)step, (void)batch;
    return LEAT_OK;
}

static const struct leat_rowwise rowwise = {.size = sizeof rowwise, .process = process};
static const struct leat_role role = {.size = sizeof role,
                                      .name = "wild-table",
                                      .summary = "is at fault, for tests",
                                      .rowwise = &rowwise};
static const struct leat_plugin plugin = {
    .size = sizeof plugin, .abi = LEAT_ABI, .transform = &role};

const struct leat_plugin *leat_plugin_entry(void) {
    static struct leat_plugin wild;
    wild = plugin;
    wild.transform = (const struct leat_role *)(uintptr_t)16;
    return &wild;
}
