/* expression_vectors: columns of random values, over which fast loops are compared with slow ones
 * that are known to be right. */
#ifndef LEAT_TEST_EXPRESSION_VECTORS_H
#define LEAT_TEST_EXPRESSION_VECTORS_H

#include "base/decimal.h"
#include "expression/expression.h"
#include "random.h"

/* Two chunks, some whole words and a part of one. */
enum { VECTOR_ROWS = 2 * 1024 + 3 * 64 + 37 };

/* Columns by their names, in a schema. */
struct vectors {
    struct schema schema;
    struct column *columns[16];
};

/* A column of a type; under nulls, every eighth value or so if there are any, stands anything.
 * Values are drawn by `draw`, which puts one where it is told to. */
struct column *vectors_add(struct vectors *vectors, const char *name, struct leat_type type,
                           uint64_t *random, bool nulls, void (*draw)(uint64_t *random, void *to));

/* Texts, drawn from a list, some of them long. */
struct column *vectors_add_texts(struct vectors *vectors, const char *name, uint64_t *random,
                                 bool nulls, const char *const *list, size_t count);

/* What the expression gives, which must compile; reasons of rows that fail are counted in *failed,
 * or must not be (NULL). The caller's. */
struct column *vectors_eval(const struct vectors *vectors, size_t *failed, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

bool vectors_null(const struct column *column, int64_t row);
struct leat_text vectors_text(const struct column *column, int64_t row);

void vectors_free(struct vectors *vectors);

#endif
