/* date_read: what reading ISO dates and reading by a pattern have in common. For core/base
 * alone. */
#ifndef LEAT_BASE_DATE_READ_H
#define LEAT_BASE_DATE_READ_H

#include "date.h"

/* A text that is being read, from at on. */
struct date_text {
    const char *text;
    size_t size, at;
};

/* Reads from least to most digits, as many as there are; false: there are fewer. */
bool date_read_digits(struct date_text *from, int least, int most, int *out);

/* Reads one of these bytes. */
bool date_read_any(struct date_text *from, const char *bytes);

/* Whether there are such a day and such a time of day; *reason says why not. */
bool date_check(const struct civil *civil, const char **reason);

#endif
