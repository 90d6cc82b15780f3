/* csv: reads and writes comma-separated files. The roles stand in sources/csv and sinks/csv.c. */
#include <leat/plugin.h>

extern const struct leat_role csv_source, csv_sink;

static const struct leat_plugin plugin = {
    .size = sizeof plugin,
    .abi = LEAT_ABI,
    .version = "1.0.0",
    .source = &csv_source,
    .sink = &csv_sink,
};

const struct leat_plugin *leat_plugin_entry(void) { return &plugin; }
