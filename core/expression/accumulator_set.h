/* accumulator_set: a set of values of one class, for count(distinct). NULL is an empty set. For
 * accumulators alone. */
#ifndef LEAT_EXPRESSION_ACCUMULATOR_SET_H
#define LEAT_EXPRESSION_ACCUMULATOR_SET_H

#include "expression/accumulator.h"

struct accumulator_set;

/* Puts a value in. false: no memory, and the set is as it was. */
bool accumulator_set_put_word(struct accumulator_set **set, uint64_t word);
bool accumulator_set_put_wide(struct accumulator_set **set, const void *wide);
bool accumulator_set_put_text(struct accumulator_set **set, struct leat_text text);

/* Makes room for so many more, so that putting them moves nothing. */
bool accumulator_set_make_room(struct accumulator_set **set, uint64_t more,
                               enum accumulator_class class);

uint64_t accumulator_set_count(const struct accumulator_set *set);

/* The values in no order, as bytes: begin with *at 0; false: there are no more. */
bool accumulator_set_next(const struct accumulator_set *set, enum accumulator_class class,
                          uint64_t *at, struct leat_text *value);

void accumulator_set_free(struct accumulator_set *set);

#endif
