/* escape: what may not stand in a cell's text as it is. */
#ifndef LEAT_EXCEL_ESCAPE_H
#define LEAT_EXCEL_ESCAPE_H

#include <stdbool.h>
#include <stddef.h>

/* Whether a program would read an escape at the underscore `at`: _x0041_ is A to Excel, and
 * LibreOffice takes fewer digits too. A control character becomes an escape itself, whose
 * underscore may be the last. */
bool escape_is(const char *at, const char *end);

enum { ESCAPE_MOST = 7 }; /* bytes that one byte becomes */

/* The text as XML: marks as entities, control characters and what looks like an escape as escapes,
 * tabs and line's ends as they are. `to` has room for ESCAPE_MOST times the size; the answer is its
 * end. The text has no NUL. */
char *escape_xml(char *to, const char *text, size_t size);

#endif
