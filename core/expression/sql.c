/* sql: an expression as another system's SQL. */
#include "expression/node.h"

const char *expression_sql(const struct leat_expression *expression, const char *dialect) {
    (void)expression, (void)dialect;
    return NULL;
}
