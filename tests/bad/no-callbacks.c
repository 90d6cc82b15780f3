/* no-callbacks: has a table and nothing in it. */
#include <leat/plugin.h>

static const struct leat_rowwise rowwise = {.size = sizeof rowwise};
static const struct leat_role role = {
    .size = sizeof role, .name = "no-callbacks", .summary = "is at fault", .rowwise = &rowwise};
static const struct leat_plugin plugin = {
    .size = sizeof plugin, .abi = LEAT_ABI, .transform = &role};

const struct leat_plugin *leat_plugin_entry(void) { return &plugin; }
