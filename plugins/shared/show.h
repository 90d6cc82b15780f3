/* show: values and types for messages to people, NUL-terminated. */
#ifndef LEAT_SHARED_SHOW_H
#define LEAT_SHARED_SHOW_H

#include <leat/read.h>

/* A cell: 'Primary Schools', 879, 2014-09-01, null; *** where the column is private. Long texts are
 * cut. It stands between the marks of LEAT_VALUE. */
enum { SHOW_CELL = 96 };
const char *show_cell(const struct leat_view *view, int64_t row, bool is_private,
                      char out[SHOW_CELL]);

/* A list, "urn = 100001, phase = 'Primary'", empty at first: adds an item, whole, or where there is
 * no room " …" in place of it and of all to come, so that no character or mark is cut. */
enum { SHOW_LIST = 512 };
void show_add(char list[SHOW_LIST], const char *name, const char *cell);

/* "integer", "decimal(10,2)". */
enum { SHOW_TYPE = 24 };
const char *show_type(struct leat_type type, char out[SHOW_TYPE]);

/* Whether two columns' values can be compared as keys: one kind, and for decimals one scale. */
bool same_kind(struct leat_type a, struct leat_type b);

#endif
