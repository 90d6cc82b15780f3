/* value: single values (struct leat_value), of an option or out of a column. */
#ifndef LEAT_SHARED_VALUE_H
#define LEAT_SHARED_VALUE_H

#include <leat/plugin.h>

/* Adds the value, or a null, to a column of its type. */
void value_add(struct leat_builder *builder, const struct leat_value *value);

/* The value of a cell; a text is lent as long as the view is. */
struct leat_value value_at(const struct leat_view *view, int64_t row);

#endif
