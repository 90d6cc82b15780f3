/* order: the option that says how rows are ordered, a list of columns. */
#ifndef LEAT_SHARED_ORDER_H
#define LEAT_SHARED_ORDER_H

#include <leat/plugin.h>

struct order_by {
    int32_t column;
    int32_t order, nulls;
};

extern const struct leat_options order_by_options;

enum { ORDER_MOST = 1000 };

/* For leat_sort_keys and leat_compare. */
uint32_t order_flags(const struct order_by *by);

#endif
