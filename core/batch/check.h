/* check: proves that a column that came over the border is what leat's profile of Arrow promises,
 * and converts what is not.
 *
 * Nothing in a foreign array is trusted but its pointers. Standard:
 * https://arrow.apache.org/docs/format/Columnar.html.
 */
#ifndef LEAT_BATCH_CHECK_H
#define LEAT_BATCH_CHECK_H

#include "batch/column.h"

/* Proves a column of leat's own making or a plugin's: length, bitmap and null count, views within
 * their buffers, prefixes, zero tails of inline views, UTF-8 without U+FFFE and U+FFFF; reals
 * finite, dates and timestamps in their years, decimals within their precision. NULL: it is right;
 * else why not (memory_free), naming the row. */
char *column_check(const struct column *column, struct leat_type promised, int64_t rows);

/* The first row of a text column whose text is not UTF-8 without U+FFFE and U+FFFF, and at which
 * byte; -1: there is none. Its views must be in bounds. */
int64_t check_text(const struct column *column, size_t *byte);

/* Whether a text, short ones above all, is such UTF-8. */
bool check_utf8(const char *data, size_t size);

/* Takes a foreign array and its schema (both are released before it returns, on failure too) and
 * makes a column of the type wanted: any integer width to integer, f32 to real, u, U, vu to text,
 * date64 to date, timestamps of any unit without a zone or in UTC to timestamp, decimals of 32 to
 * 128 bits to any scale that loses nothing, arrays of the null type to any, dictionaries of these;
 * offsets and slices are honoured. Everything is copied and proved. rows: how many there must be;
 * -1: any number. NULL: *failure says why (memory_free), in a phrase that goes on from the column's
 * name. */
struct column *column_import(struct ArrowSchema *schema, struct ArrowArray *array,
                             struct leat_type wanted, int64_t rows, char **failure);

#endif
