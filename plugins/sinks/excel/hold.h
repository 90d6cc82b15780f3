/* hold: whether a sheet can hold a value as a number, and which. Its numbers are reals, its dates
 * days counted from 1900. */
#ifndef LEAT_EXCEL_HOLD_H
#define LEAT_EXCEL_HOLD_H

#include <leat/read.h>

/* What a sheet holds for a value: a number, or a text for what its numbers cannot say. */
enum held { HELD_NUMBER, HELD_TEXT, HELD_TOO_LARGE };

/* number: set where that is what is held. The value is not null. */
enum held hold(const struct leat_value *value, double *number);

#endif
