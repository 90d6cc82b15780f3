/* no-entry: exports another function. */
#include <leat/plugin.h>

__attribute__((visibility("default"))) int leat_plugin_other(void);
int leat_plugin_other(void) { return LEAT_ABI; }
