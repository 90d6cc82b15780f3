/* blocks: the rows of a table on their way into a sheet.
 *
 * Rows are gathered in blocks of about 16,384 cells. A sheet that does not fill one block is small:
 * its rows are libxlsxwriter's. Those of a larger one are written by ourselves (block_xml.c), each
 * block compressed on some thread (workers.c), and kept in order in a temporary file until the
 * workbook is joined (joined.c). So whichever writer it is writes all rows of the table, and what a
 * sheet has besides stays the library's: what stands above and below the rows, styles, widths, the
 * marks of a table, the printed page.
 *
 * The library's stay:
 *   crosstabs and the pages of the workbook's own   they are small
 *   tables of which a column leads to other sheets  a link is a mark of its own outside the rows
 *
 * Memory is that of the blocks, two more than there are threads, and the text of one a thread. */
#ifndef LEAT_EXCEL_BLOCKS_H
#define LEAT_EXCEL_BLOCKS_H

#include "book.h"

struct blocks;

/* The workbook's, for the sheets in their turn; made at the first row. */
bool blocks_add(struct leat_step *step, struct book *book, struct sheet *sheet,
                const struct cell *cells, bool is_total);

/* The table has no more rows: writes what was gathered, and settles widths. */
bool blocks_end(struct leat_step *step, struct book *book, struct sheet *sheet);

/* The file that holds the compressed rows of all sheets (struct spliced says where); -1: none. */
int blocks_file(const struct blocks *rows);

/* Ends its threads. NULL: nothing. */
void blocks_free(struct leat_step *step, struct blocks *rows);

#endif
