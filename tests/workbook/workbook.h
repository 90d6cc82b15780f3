/* workbook: an .xlsx as it is read back, by the tests and for them.
 *
 *     char wrong[512];
 *     struct workbook *book = workbook_read("return.xlsx", wrong, sizeof wrong);
 *     const struct cell *cell = sheet_cell(&book->sheets[0], 1, 1);
 *     puts(cell->text);
 *     workbook_free(book);
 *
 * What is asked for often has a field; all else is found in the trees of the parts. Nothing here
 * uses a library that writes workbooks. All that a workbook points to lives as long as it does. */
#ifndef WORKBOOK_WORKBOOK_H
#define WORKBOOK_WORKBOOK_H

#include "workbook/package.h"
#include "workbook/text.h"

struct colour {
    bool automatic;  /* black on white, or whatever the reader of the file has instead */
    const char *rgb; /* six hexadecimal digits; NULL where they cannot be known */
};

struct font {
    const char *name;
    double size; /* in points */
    bool bold, italic, underline, raised, lowered;
    struct colour colour;
};

struct fill {
    const char *pattern; /* "none", "solid", …; a gradient is "gradient" */
    struct colour colour;
};

struct style {
    struct font font;
    struct fill fill;
    bool border; /* on any side */
    bool wrap;
    const char *format; /* of numbers; "General" is Excel's own choice */
};

enum cell_kind { CELL_EMPTY, CELL_TEXT, CELL_NUMBER, CELL_BOOLEAN, CELL_ERROR };

struct cell {
    uint32_t column, row; /* from 1 */
    enum cell_kind kind;
    const char *text; /* as it is stored: of an empty cell "", of a number its digits */
    const struct style *style;
    const struct font *runs; /* of a text that has fonts of its own in it */
    size_t run_count;
};

struct table {
    const char *name, *display_name;
    struct range range; /* its heading rows and totals among it */
    uint32_t heading_rows, total_rows;
    const char **columns; /* their names */
    size_t column_count;
    const struct node *root;
};

struct link {
    struct range range;
    const char *address;  /* outside the workbook; or NULL */
    const char *location; /* inside of it: "Sheet!A1"; or NULL */
};

struct sheet {
    const char *name;
    const char *type;  /* "worksheet", "chartsheet", … */
    const char *state; /* "visible", "hidden", "veryHidden" */
    const char *part;
    const struct node *root;
    struct relation *relations;
    size_t relation_count;
    struct cell *cells; /* by row, then by column; there are empty ones among them */
    size_t cell_count;
    struct table *tables; /* in the order of the sheet's list */
    size_t table_count;
    struct link *links;
    size_t link_count;
};

struct workbook {
    struct pool *pool;
    struct package package;
    const struct node *root;  /* of the part that lists the sheets */
    const struct node *theme; /* or NULL */
    struct sheet *sheets;     /* in the order of their tabs */
    size_t sheet_count;
    struct style *styles; /* by number; at least one, the style of what has none */
    size_t style_count;
    struct style *differences; /* by number: what conditional formats and tables lay over a style */
    size_t difference_count;
    const char *title, *language; /* of the document's properties; NULL when it has none */
};

/* NULL when the file is no workbook, or a damaged one; then `wrong` says how. */
struct workbook *workbook_read(const char *path, char *wrong, size_t size);
void workbook_free(struct workbook *book); /* NULL is nothing */

/* NULL when the sheet has no such cell. */
const struct cell *sheet_cell(const struct sheet *sheet, uint32_t column, uint32_t row);
/* Its text; of a cell that is not there "". */
const char *sheet_text(const struct sheet *sheet, uint32_t column, uint32_t row);

#endif
