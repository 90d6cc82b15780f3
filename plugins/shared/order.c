/* order: see order.h. */
#include "shared/order.h"

static const char *const order_words[] = {"ascending", "descending", NULL};
static const char *const null_words[] = {"last", "first", NULL};

static const struct leat_option rows[] = {
    {LEAT_OPTION(struct order_by, column, COLUMN, "column"), .flags = LEAT_BARE,
     .help = "the column to go by"},
    {LEAT_OPTION(struct order_by, order, CHOICE, "order"), .fallback = "\"ascending\"",
     .choices = order_words, .help = "whether the lowest values come first or the highest"},
    {LEAT_OPTION(struct order_by, nulls, CHOICE, "nulls"), .fallback = "\"last\"",
     .choices = null_words, .help = "where rows without a value stand, whatever the order"},
};
const struct leat_options order_by_options = LEAT_OPTIONS(struct order_by, rows);

uint32_t order_flags(const struct order_by *by) {
    return (by->order == 1 ? LEAT_DESCENDING : 0) | (by->nulls == 1 ? LEAT_NULLS_FIRST : 0);
}
