/* measure_support: small tables of rows, and what measures make of them, for the tests of
 * measures. */
#ifndef LEAT_TEST_MEASURE_SUPPORT_H
#define LEAT_TEST_MEASURE_SUPPORT_H

#include "expression/measure.h"

enum { TABLE_COLUMNS = 16 };

struct table {
    struct schema schema;
    struct column *columns[TABLE_COLUMNS];
    int64_t rows;
    bool may_fail; /* a row that fails to be added fails no test */
};

/* heads: "urn integer|share decimal(5,2)"; rows: lines of cells between '|', an empty cell is null,
 * one of '' empty text. */
void table_read(struct table *table, const char *heads, const char *rows);
void table_free(struct table *table);

/* Columns of the listed rows. */
void table_take(struct table *into, const struct table *from, const uint32_t *rows, size_t count);

/* A value as text: null, [x] for a symbol, or as JSON and CSV would have it. memory_free. */
char *value_text(const struct column *column, int64_t row);

/* Compiles, failing the test when it will not. */
struct leat_measures *measures_make(const struct table *table, const char *const *texts,
                                    size_t count);

/* Adds rows [0, rows) to blocks, failing the test when that fails. */
void table_add(const struct table *table, const struct leat_measures *measures,
               void *const *blocks);

/* Adds the listed rows to their groups' blocks; rows of group_count or more belong to none. */
void table_add_groups(const struct table *table, const struct leat_measures *measures,
                      const uint32_t *rows, size_t count, const uint8_t *groups, size_t group_count,
                      void *const *blocks);

/* Adds all rows in some order, in batches, to parts, saved and loaded now and then, and merges
 * those in some order: out has a block for each group. */
void table_fold(const struct table *table, const struct leat_measures *measures,
                const uint8_t *groups, size_t group_count, uint64_t *state, void **out);

/* A measure's results for some blocks: each as value_text has it, or "cannot: REASON". memory_free
 * of each. */
void results_of(const struct leat_measures *measures, size_t measure, void *const *blocks,
                size_t count, char **results);

/* One measure over all rows as one group: "TYPE VALUE", or "cannot: REASON". memory_free. */
char *measure_result(const struct table *table, const char *text);

void *block_new(const struct leat_measures *measures); /* started; memory_free once dropped */

#endif
