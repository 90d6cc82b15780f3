/* shown: what a sheet shows for a cell. It is decided here, once; put.c gives it to the library,
 * and block_xml.c writes it itself. */
#ifndef LEAT_EXCEL_SHOWN_H
#define LEAT_EXCEL_SHOWN_H

#include "shared/format.h"
#include "shared/report/report.h"

struct book;

enum shown_kind {
    SHOWN_BLANK,
    SHOWN_NUMBER,
    SHOWN_BOOLEAN,
    SHOWN_TEXT,
    SHOWN_SYMBOL, /* in brackets */
    SHOWN_TRAVEL, /* after its arrow */
    SHOWN_LINK,   /* leads to the sheet `target` */
};

struct shown {
    enum shown_kind kind;
    bool is_too_large;     /* a number of which the text has more digits than a sheet's numbers,
                                  and which nobody said may be a text */
    enum status status;    /* whose colour stands behind it */
    double number;         /* SHOWN_NUMBER */
    bool boolean;          /* SHOWN_BOOLEAN */
    const char *format;    /* the number format; NULL: none */
    struct leat_text text; /* of the other kinds, lent by the cell or by room */
    const struct sheet *target;
};

/* column: whose value it is; NULL: none. The answer holds as long as the cell and room do. */
struct shown shown_of(const struct book *book, const struct cell *cell, const struct column *column,
                      char room[FORMAT_ROOM]);

#endif
