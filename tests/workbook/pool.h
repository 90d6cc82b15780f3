/* pool: memory that is given piece by piece and taken back all at once.
 *
 * The reader of workbooks serves test programs, so where there is no memory left it ends the
 * program with status 2, and nobody who uses it has to think of that. */
#ifndef WORKBOOK_POOL_H
#define WORKBOOK_POOL_H

#include <stddef.h>

struct pool;

struct pool *pool_new(void);
void pool_free(struct pool *pool); /* with all that it gave; NULL is nothing */

/* Zeroed, and aligned for any type. */
void *pool_get(struct pool *pool, size_t size);
void *pool_array(struct pool *pool, size_t count, size_t size);

/* Texts that end in a NUL. */
char *pool_copy(struct pool *pool, const char *text, size_t length);
__attribute__((format(printf, 2, 3))) char *pool_format(struct pool *pool, const char *format, ...);

#endif
