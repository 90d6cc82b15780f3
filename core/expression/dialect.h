/* dialect: an expression as another system's SQL. For core/expression alone. */
#ifndef LEAT_EXPRESSION_DIALECT_H
#define LEAT_EXPRESSION_DIALECT_H

#include "expression/node.h"

enum sql_dialect { SQL_SQLITE, SQL_POSTGRESQL };

/* The expression's text in the dialect, the arena's; NULL where it would mean something else
 * there. */
const char *sql_write(const struct leat_expression *expression, enum sql_dialect dialect);

#endif
