/* entry-is-null: answers nothing. */
#include <leat/plugin.h>

const struct leat_plugin *leat_plugin_entry(void) { return NULL; }
