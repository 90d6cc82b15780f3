/* expression_known: expressions whose answers are known, evaluated in every way there is. */
#ifndef LEAT_TEST_EXPRESSION_KNOWN_H
#define LEAT_TEST_EXPRESSION_KNOWN_H

#include "expression/expression.h"

/* text has ${a}, ${b} and ${c} where args stand, each a constant expression. value: as it is shown,
 * "null", or "!" and a part of the reason why the row fails. */
struct known {
    const char *text;
    const char *args[3];
    const char *type, *value;
};

/* Works each out with its arguments as constants and as columns, in all combinations, over more
 * rows than a chunk has.
 */
void known_check(const struct known *list, size_t count);

/* A value as text: 'text' without its quotes, true, 2015-09-01T10:00:00, null. The caller's
 * (memory_free). */
char *known_show(const struct column *column, int64_t row);

/* A column of one kind, from texts that are cast to it; NULL is null. */
struct column *known_column(struct leat_type type, const char *const *cells, size_t count);

#endif
