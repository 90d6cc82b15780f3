/* value_table: which of a list of values each row of a column has. The values are text, integers,
 * booleans or dates, none twice; they are equal as the runner has it: texts to the letter. A row's
 * value is looked up by itself, without a key made of it (value_index is for all kinds). */
#ifndef LEAT_SHARED_VALUE_TABLE_H
#define LEAT_SHARED_VALUE_TABLE_H

#include <leat/plugin.h>

#define VALUE_NONE UINT32_MAX

/* Zeroed it has no values. */
struct value_table {
    struct value_slot *slots;
    size_t mask; /* one less than the number of slots, a power of two */
    struct leat_type type;
};

/* Puts values of one type, fewer than VALUE_NONE, into an empty table, which lends their texts.
 * LEAT_OK, or LEAT_FAILED: no memory. */
int value_table_make(struct leat_step *step, struct leat_type type, const struct leat_value *values,
                     size_t count, struct value_table *table);

/* Each row's place in the list, or VALUE_NONE; of a row without a value, anything. view is of the
 * table's type; numbers has room for its rows. [any thread] */
void value_table_find(const struct value_table *table, const struct leat_view *view,
                      uint32_t *numbers);

void value_table_free(struct leat_step *step, struct value_table *table);

#endif
