/* measure: SQL's aggregates over groups of rows.
 *
 *   measure_compile.c    measures from their text, by way of expressions over what they aggregate
 *   measure_aggregate.c  each aggregate: what it takes, keeps and gives
 *   measure.c            the compiled set (measure_parts.h), and a group's block
 *   measure_add.c        rows added to the blocks of their groups
 *   measure_give.c       results
 *   accumulator_*.c      what stands in a block (accumulator.h)
 *
 * A new aggregate is a row of TREE_AGGREGATE_LIST in tree.h and a case in measure_aggregate.c, with
 * an accumulator where none that is there serves.
 *
 *     count(*)  count(x)  count(distinct x)  sum(x)  avg(x) = mean(x)  min(x)  max(x)  median(x)
 *     each with  filter (where condition);  and expressions over them:
 *     100.0 * sum(a) / sum(b), coalesce(sum(a), 0)
 *
 * Integers and decimals are added exactly, reals by an exact accumulator and rounded once, so that
 * neither threads nor order matter. sum of integers is an integer, of decimal(p,s) a decimal(38,s),
 * of reals a real; avg of exact numbers is a decimal(38, s + 12) clipped to what fits, of reals a
 * real; median of exact numbers has one digit more after the point (halves are exact), of reals is
 * a real; median also takes dates and timestamps where the number of rows is odd or both middle
 * ones agree, else the earlier. min and max take every kind. Nulls are left out; over no rows count
 * is 0 and the rest is null.
 *
 * Where an argument is a column that may carry symbols, the weightiest that a group has seen can
 * stand in place of the measure's value (measures_rule): then that alone is given, and the value
 * cannot fail. It costs a word a group, and nothing where no symbols are declared.
 *
 * A set of measures compiled together is one block of bytes a group. count(distinct) and median
 * hang counted memory off it. */
#ifndef LEAT_EXPRESSION_MEASURE_H
#define LEAT_EXPRESSION_MEASURE_H

#include "batch/builder.h"
#include "expression/expression.h"

struct leat_measures;

struct measure_source {
    const char *name; /* of the new column */
    const char *text;
    size_t size;
};

/* Compiles `count` measures over one schema; NULL: *error says why and *wrong which of them. */
struct leat_measures *measures_compile(const struct measure_source *sources, size_t count,
                                       const struct expression_scope *scope,
                                       struct expression_error *error, size_t *wrong);
void measures_free(struct leat_measures *measures); /* NULL is allowed */

size_t measures_count(const struct leat_measures *measures);
const char *measures_name(const struct leat_measures *measures, size_t measure);
struct leat_type measures_type(const struct leat_measures *measures, size_t measure);
const int32_t *measures_columns(const struct leat_measures *measures,
                                size_t *count); /* read by any of them */

/* Whether columns are of the types that the set was compiled over; as expression_fits. */
bool measures_fit(const struct leat_measures *measures, struct column *const *columns,
                  int32_t count);

/* What becomes of symbols in arguments that are columns (leat/plugin.h, enum leat_symbols); a
 * compiled set has them by measure. Before anything else is done with the set. And the symbols that
 * may then stand in place of what a measure gives, the weightiest first; NULL: none. What was asked
 * of a set that is settled holds to the end, so its rule may not be changed. */
void measures_rule(struct leat_measures *measures, enum leat_symbols rule);
void measures_settle(const struct leat_measures *measures);
bool measures_are_settled(const struct leat_measures *measures);
char *const *measures_symbols(const struct leat_measures *measures, size_t measure);

/* Whether an argument of the measure is private; what counts alone tells nothing of its values. */
bool measures_are_private(const struct leat_measures *measures, size_t measure);

size_t measures_size(const struct leat_measures *measures); /* of a block; a multiple of 16 */

/* See leat/plugin.h, "A compiled set of measures", for what these do. A set is immutable: any
 * number of threads may use it, each on blocks of its own and with an evaluation of its own. false:
 * there is no memory (add: evaluation->out_of_memory is set), and the run cannot go on; each block
 * can still be dropped, and `from` of a merge need not be. Further:
 *
 *   add    tells evaluation->fail of each row that fails in an argument or filter, or by the rule
 *          for symbols; it is added to nothing. An argument cannot fail in a row that its
 *          filter leaves out, nor anything in one without a block.
 *   give   also answers false for a result that cannot be given: then *failed is its position and
 *          *reason says why (memory_free); *reason NULL: no memory.
 *   load   also answers false for bytes that save did not write; nothing then hangs off the block,
 *          which is not to be dropped.
 */
bool measures_start(const struct leat_measures *measures, void *block);
bool measures_add(const struct leat_measures *measures, struct column *const *columns, int64_t rows,
                  void *const *blocks, struct evaluation *evaluation);
bool measures_merge(const struct leat_measures *measures, void *into, void *from);
bool measures_give(const struct leat_measures *measures, size_t measure, void *const *blocks,
                   size_t count, struct builder *builder, size_t *failed, char **reason);
size_t measures_save(const struct leat_measures *measures, const void *block, void *into,
                     size_t room);
bool measures_load(const struct leat_measures *measures, void *block, const void *from,
                   size_t size);
void measures_drop(const struct leat_measures *measures, void *block);

#endif
