/* expression: SQL over the columns of one input: parsed and typed before any row is read, evaluated
 * a batch at a time. Aggregates over groups of rows are in measure.h.
 *
 *   expression.c     compiling, from a text to nodes; what is asked of the result
 *   lexer.c          the text as tokens; lexer_foreign.c: signs of other languages
 *   parser.c         tokens become a tree (tree.h), by how operators bind; parser_operator.c the
 *                    operators, parser_call.c calls, aggregates and case, parser_type.c names of
 *                    types, parser_token.c what to say of a token that should not be there
 *   typing.c         the tree becomes nodes (node.h): names found, kinds checked; typing_*.c has a
 *                    part of the language each, typing_kind.c conversions, typing_node.c the making
 *                    of nodes and the working out of constants
 *   function.h       the table of functions; function_make.c and function_date.c have those whose
 *                    meaning depends on kinds, function_foreign.c those of other languages
 *   finish.c         nodes get their numbers
 *   eval.c           nodes evaluated over the rows of a batch; eval_logic.c and eval_choice.c: those
 *                    that look at nulls themselves; scratch.c: what an evaluation keeps
 *   kernel_*.c       the loops over values, by kind (kernel.h)
 *   dialect.c        an expression as the SQL of another system
 *   measure_*.c      aggregates: measure.h has their own list
 *   accumulator_*.c  what an aggregate keeps of a group, by what it keeps (accumulator.h)
 *
 * A new function is a row of FUNCTION_LIST in function.h with a kernel in a kernel_*.c, or with a
 * make function where its kernel depends on the kinds of its arguments.
 *
 * The language is SQL's where it says anything; where SQL leaves it open PostgreSQL 15's answer is
 * right, text compared by code point. Different on purpose: `/` never truncates: integers and
 * decimals give decimal(38, larger scale + 12), half away from zero; a real on either side gives
 * real. + - * keep SQL's exact scales up to 38 digits; more is an error at compile time. No NaN, no
 * infinity. An overflow, a division by zero, a wrong cast: the row fails, with a reason.
 *
 * A compiled expression is immutable; any number of threads may evaluate it, each with an
 * evaluation of its own. */
#ifndef LEAT_EXPRESSION_EXPRESSION_H
#define LEAT_EXPRESSION_EXPRESSION_H

#include "batch/column.h"
#include "batch/schema.h"

struct leat_expression; /* the public name of the same thing */

/* A parameter: what ${name} stands for: one typed constant, never text that is pasted in. */
struct expression_parameter {
    const char *name;
    struct leat_value value;
    bool is_unknown; /* its declaration is wrong, which was told: what names it is not judged */
    bool is_secret;  /* it may not stand in an expression: what one gives is shown */
};

/* What names mean. */
struct expression_scope {
    const struct schema *schema;
    const struct expression_parameter *parameters;
    size_t parameter_count;
};

/* Why it would not compile. offset and length are bytes of the expression's text. */
struct expression_error {
    size_t offset, length;
    char *message, *advice; /* memory_free; advice may be NULL */
    bool unjudged; /* it names a column that an incomplete schema may have: no mistake that can be
                      told */
};
void expression_error_free(struct expression_error *error);

/* Limits: the text's length, the depth of nesting, the number of nodes. */
enum { EXPRESSION_TEXT_MOST = 65536, EXPRESSION_DEPTH_MOST = 200, EXPRESSION_NODES_MOST = 20000 };

/* The most bytes of text that an evaluation holds at once, of all its rows: a short expression such
 * as lpad(a, 10000000) cannot take all memory there is. 256 MiB; tests set less. */
extern size_t expression_made_most;

/* Compiles; NULL: *error says why. Aggregates are refused here (measure.h has them). */
struct leat_expression *expression_compile(const char *text, size_t size,
                                           const struct expression_scope *scope,
                                           struct expression_error *error);
void expression_free(struct leat_expression *expression); /* NULL is allowed */

struct leat_type expression_type(const struct leat_expression *expression);

/* The columns it reads: *count numbers, ascending, lent. */
const int32_t *expression_columns(const struct leat_expression *expression, size_t *count);

/* Whether columns (count of them, NULL where empty) are of the types that the expression was
 * compiled over. */
bool expression_fits(const struct leat_expression *expression, struct column *const *columns,
                     int32_t count);

/* The column that the whole expression is, if it is a bare column, else -1. */
int32_t expression_bare_column(const struct leat_expression *expression);

/* The column whose symbols its result carries: that column, bare or cast to other types; else -1. */
int32_t expression_symbol_column(const struct leat_expression *expression);

/* Whether it reads a column whose values are not to be shown. */
bool expression_is_private(const struct leat_expression *expression);

/* One thread's evaluation: scratch that is used again, and who is told of rows that fail. */
struct evaluation {
    void (*fail)(void *context, int64_t row, const char *reason);
    void *context;
    struct evaluation_scratch *scratch; /* made at first use */
    bool out_of_memory;                 /* set when NULL is answered for want of memory */
    bool makes_too_much; /* and with it this, when more texts were made than expression_made_most */
    bool blames_column;  /* while fail is called: the row fails for what stands in that column */
    int32_t column;
};
void evaluation_free(struct evaluation *evaluation); /* the scratch */

/* After an evaluation that makes too much: which part of which expression, how much that is, and
 * what to do (memory_free). */
char *evaluation_too_much(const struct evaluation *evaluation);

/* Evaluates over all rows: columns as the schema numbers them (those the expression does not read
 * may be NULL). The column is the caller's; NULL: no memory. Rows that fail are null in it.
 * symbol_of is given columns with their symbols. */
struct column *expression_eval(const struct leat_expression *expression,
                               struct column *const *columns, int64_t rows,
                               struct evaluation *evaluation);

/* The rows for which it (boolean) is true: *count numbers in `rows_out`, room for `rows` of them.
 * false: no memory. */
bool expression_where(const struct leat_expression *expression, struct column *const *columns,
                      int64_t rows, struct evaluation *evaluation, uint32_t *rows_out,
                      size_t *count);

/* As SQL of "sqlite" or "postgresql"; NULL where the meaning would differ. Memory of the
 * expression's. */
const char *expression_sql(const struct leat_expression *expression, const char *dialect);

/* What to write for a type by its name in SQL and elsewhere ("varchar": "text"); NULL: no such name
 * is known. In any letter case. */
const char *expression_type_meant(const char *name, size_t size);

/* Every function, operator form and keyword the language knows, for help and suggestions: name,
 * form, one line; NULL name at the end. */
struct expression_help {
    const char *name, *form, *text;
};
extern const struct expression_help expression_functions[];

#endif
