/* value: single values (struct leat_value), of an option or out of a column. */
#ifndef LEAT_SHARED_VALUE_H
#define LEAT_SHARED_VALUE_H

#include <leat/plugin.h>

#include "shared/key_rows.h"

/* Adds the value, or a null, to a column of its type. */
void value_add(struct leat_builder *builder, const struct leat_value *value);

/* The value of a cell; a text is lent as long as the view is. */
struct leat_value value_at(const struct leat_view *view, int64_t row);

/* A value of any kind but text and null as text, as format.h has it: at most FORMAT_ROOM bytes. */
size_t value_format(const struct leat_value *value, char *out);

/* Whether two values of one kind, and for decimals of one scale, are equal; a null equals a null. */
bool value_same(const struct leat_value *a, const struct leat_value *b);

/* Numbers values of one type in a new index, as the runner compares them with those of a column
 * of that type: where none is there twice, the key's number is the value's place. LEAT_OK or
 * LEAT_FAILED. */
int value_index(struct leat_step *step, struct leat_type type, const struct leat_value *values,
                size_t count, struct leat_index **index);

#endif
