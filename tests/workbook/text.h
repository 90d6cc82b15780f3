/* text: what workbooks and their readers do with texts and with the names of cells. */
#ifndef WORKBOOK_TEXT_H
#define WORKBOOK_TEXT_H

#include "workbook/pool.h"

#include <stdbool.h>
#include <stdint.h>

/* Rows and columns are counted from 1, as people count them; `right` and `bottom` belong to the
 * range. */
struct range {
    uint32_t left, top, right, bottom;
};

/* Reads "B7", "$B$7", "A1:C9"; false when it is none. */
bool range_read(const char *text, struct range *range);
bool range_holds(struct range range, uint32_t column, uint32_t row);
bool range_overlaps(struct range one, struct range other);

/* "B7". */
const char *text_cell(struct pool *pool, uint32_t column, uint32_t row);

/* Excel writes what XML cannot hold as _xHHHH_. */
const char *text_unescape(struct pool *pool, const char *text);

/* In small letters, so that what differs in case alone becomes the same. */
const char *text_fold(struct pool *pool, const char *text);
bool text_same(const char *one, const char *other); /* but for the case of ASCII letters */
bool text_has(const char *text, const char *part);  /* likewise */

bool text_blank(const char *text); /* NULL, or nothing but white space */

size_t text_length(const char *text); /* in characters */

#endif
