/* eval: what the files that evaluate share. For core/expression alone. */
#ifndef LEAT_EXPRESSION_EVAL_H
#define LEAT_EXPRESSION_EVAL_H

#include "expression/node.h"

/* Makes a vector ready to be written: no nulls, values where the node's block is (texts: all
 * empty). */
void vector_begin(const struct frame *frame, const struct node *node, struct vector *out);

/* Drops the bitmap if all rows of the selection have values. */
void vector_settle(const struct frame *frame, const uint64_t *selection, struct vector *out);

/* Puts the rows' values and nulls from one vector into another of the same type, whose bitmap is
 * its own. */
void vector_merge(const struct frame *frame, struct leat_type type, const uint64_t *rows,
                  const struct vector *from, struct vector *out);

/* Whether a chunk has any of these rows. */
bool frame_has_rows(const struct frame *frame, const uint64_t *rows);

/* -- Leaves ----------------------------------------------------------------------------------- */
node_eval node_eval_symbol;

/* Evaluates its arguments, all but the last of which are then read through node_eval_shared by the
 * last, whose vector is also this node's. */
node_eval node_eval_let;

/* -- What looks at nulls itself --------------------------------------------------------------- */
node_eval node_eval_and, node_eval_or;
node_eval node_eval_is;       /* numbers: enum tree_is, negated */
node_eval node_eval_distinct; /* args: a, b, a = b; numbers: -, negated */
node_eval node_eval_case;     /* args: when, then, when, then …, else if their number is odd */
node_eval node_eval_coalesce;
node_eval node_eval_nullif;  /* args: a, a = b */
node_eval node_eval_extreme; /* numbers: 1 greatest, -1 least */

node_kernel kernel_not;

#endif
