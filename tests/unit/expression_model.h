/* expression_model: random expressions, and what they give, worked out one row at a time by rules
 * written down again.
 */
#ifndef LEAT_TEST_EXPRESSION_MODEL_H
#define LEAT_TEST_EXPRESSION_MODEL_H

#include "base/text.h"

enum model_kind { MODEL_INTEGER, MODEL_TEXT, MODEL_BOOLEAN, MODEL_REAL, MODEL_KINDS };

/* A value of a row. Texts are the arena's. */
struct model_cell {
    bool is_null;
    int64_t integer; /* booleans too */
    double real;
    const char *text;
};

/* Columns are three a kind, in the order of the kinds: i0 i1 i2 t0 t1 t2 b0 b1 b2 r0 r1 r2. */
enum { MODEL_EACH = 3, MODEL_COLUMNS = MODEL_KINDS * MODEL_EACH };
extern const char *const model_columns[MODEL_COLUMNS];

struct model;

/* A random expression of a kind, nested at most so deep. Parts that are constant alone never stand
 * in it: they are worked out when an expression is compiled, and then cannot fail rows. */
struct model *model_make(struct arena *arena, uint64_t *random, enum model_kind kind, int depth);
void model_write(const struct model *model, struct string *out);

/* The value for a row of MODEL_COLUMNS cells; false: the row fails. */
bool model_value(struct arena *arena, const struct model *model, const struct model_cell *row,
                 struct model_cell *out);

#endif
