/* json: reads and writes JSON and JSON Lines. The roles stand in sources/json and sinks/json.c. */
#include <leat/plugin.h>

extern const struct leat_role json_source, json_sink;

static const struct leat_plugin plugin = {
    .size = sizeof plugin,
    .abi = LEAT_ABI,
    .version = "1.0.0",
    .source = &json_source,
    .sink = &json_sink,
};

const struct leat_plugin *leat_plugin_entry(void) { return &plugin; }
