/* batch_model: a plain model of columns, an array of cells, and columns made of it, for the tests
 * of core/batch.
 *
 * What is done to a column is done to its model too, in the plainest way there is; the two must
 * then read the same. */
#ifndef LEAT_TEST_BATCH_MODEL_H
#define LEAT_TEST_BATCH_MODEL_H

#include "batch/batch.h"
#include "batch/builder.h"
#include "batch/check.h"
#include "random.h"

struct cell {
    bool null, total;
    uint8_t symbol_size, size;
    char symbol[30]; /* where null */
    char bytes[110]; /* the text, or the value as its column has it; a boolean as one byte */
};

struct model {
    struct leat_type type;
    size_t count;
    struct cell *cells;
};

enum { WITH_NULLS = 1, WITH_SYMBOLS = 2, WITH_TOTALS = 4, WITH_ALL = 7 };

/* One of each kind; a decimal of one scale. */
enum { MODEL_TYPES = 7 };
struct leat_type model_type(int number);

struct model model_random(uint64_t *seed, struct leat_type type, size_t count, unsigned marks);
struct model model_take(const struct model *from, const uint32_t *rows, size_t count);
struct model model_gather(const struct model *from, const struct leat_pick *picks, size_t count);
struct model model_concat(const struct model *from, size_t count);
struct model model_nulls(struct leat_type type, size_t count);
void model_free(struct model *model);

/* The column of a model, made through the plugin's inline functions. Never NULL. */
struct column *model_build(const struct model *model);

/* Fails the test unless the column passes column_check and reads as the model does. */
void model_same(const struct column *column, const struct model *model, const char *what);

/* What a builder of the tests calls. */
extern const struct leat_host model_host;

/* The column of a builder that must not have failed. */
struct column *built(struct builder *builder);

/* A text as leat_text. */
static inline struct leat_text text_of(const char *text) { return leat_text_of(text); }

/* Allocations fail one after the other, each in a process of its own, until `work` is done without:
 * it answers whether it got all its memory, and must have given back what it took. A process that
 * ends with status 3, as it does where memory_alloc fails, is well, too. may_spare: some of its
 * memory it can do without. Answers how many failures there were. */
int model_fail_each(bool (*work)(void), bool may_spare);

#endif
