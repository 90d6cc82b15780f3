/* sheet: a sheet as it is written. What it shows is a section of the return (shared/report), or a
 * page of the book's own, such as its cover. */
#ifndef LEAT_EXCEL_SHEET_H
#define LEAT_EXCEL_SHEET_H

#include "packed.h"
#include "shared/report/report.h"

struct lxw_worksheet;
struct crosstab;

/* Rows of a sheet that are not the library's; see blocks.h. */
struct spliced {
    bool is_there;
    uint32_t first_row; /* the row of the first of them */
    int64_t file_from;  /* where in the file of blocks_file they begin, compressed */
    struct packed_sums sums;
};

struct sheet {
    struct section *section;      /* NULL: a page of the book's own */
    struct leat_text name;        /* NUL-terminated */
    const struct column *columns; /* of the table; NULL: none */
    int32_t count;
    struct crosstab *crosstab; /* for that layout */
    struct leat_run *kept;     /* the rows, where what is seen of them stands above them */
    char *own_name;            /* the name's room, where it is not the definition's */

    struct lxw_worksheet *worksheet;
    uint32_t row;   /* the next one to write */
    uint32_t top;   /* the first row of the headings */
    double *widths; /* of the sheet's columns so far: room of them, 0 for those without cells */
    int32_t room;
    uint64_t rows, cells; /* written, to be found again in the finished file */
    int64_t last_row;     /* the last that has a cell, or -1 */
    bool in_totals;       /* the row before was a total */
    bool is_free;         /* its cells may be written in any order, and read again by charts */
    uint32_t links;       /* how many it has */
    int32_t parts;        /* the further sheets that its rows have taken */
    struct leat_text first_name; /* what it was called before */
    bool is_large;               /* its rows are written by ourselves */
    struct spliced spliced;      /* those of this worksheet */
};

/* A sheet of that name, with no cell yet. */
static inline struct sheet sheet_of_name(struct leat_text name) {
    return (struct sheet){.name = name, .last_row = -1};
}

#endif
