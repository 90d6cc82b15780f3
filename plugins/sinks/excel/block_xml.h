/* block_xml: rows of a table as the XML of a sheet, written by ourselves.
 *
 * A block holds so many rows of cells; any thread makes XML of it, reading what is the same for all
 * blocks of a sheet from its frame. What a cell shows, how its row looks and how wide and high it
 * is is asked where the library's writer asks it: shown.h, table.c, measure.c.
 *
 * Numbers are written with the digits that they need to read back as they are: a decimal of up to
 * 17 digits in full, a real by the fewest that tell it from its neighbours. */
#ifndef LEAT_EXCEL_BLOCK_XML_H
#define LEAT_EXCEL_BLOCK_XML_H

#include "book.h"

/* How a cell is written, which with its row's state says its style. */
enum cell_form {
    FORM_FORMAT, /* a number under its column's number format */
    FORM_PLAIN,
    FORM_WRAPPED,
    FORM_STATUS, /* and two for each status after STATUS_NONE: plain, wrapped */
    FORM_COUNT = FORM_STATUS + 2 * STATUS_RED,
};

/* A column of a frame. */
struct block_column {
    char letters[4]; /* "A", "XFD" */
    uint8_t letter_count;
    int32_t styles[ROW_STATES][FORM_COUNT]; /* their numbers in the workbook */
};

/* What is the same for all blocks of a sheet. */
struct block_frame {
    const struct book *book;
    const struct column *columns;
    struct block_column *of; /* count of them */
    int32_t count;
    double widest; /* that a column becomes by itself */
    bool has_styles[ROW_STATES];
};

/* Names the columns; the frame must be zeroed or of another sheet. */
bool block_frame_begin(struct leat_step *step, struct block_frame *frame, const struct book *book,
                       const struct sheet *sheet);
void block_frame_end(struct leat_step *step, struct block_frame *frame);

/* Gives the columns the numbers of the styles that their cells may have. has_totals: in rows that
 * are totals too, which may come later: those of other rows stay as they are. */
bool block_frame_styles(struct leat_step *step, struct block_frame *frame, struct book *book,
                        const struct sheet *sheet, bool has_totals);

struct block {
    struct cell *cells; /* row after row */
    uint8_t *states;    /* enum row_state, a row each */
    uint32_t first, rows;
    double *widths; /* made: how wide each column's cells are */
    int64_t fault;  /* made: the number of the first cell that a workbook cannot hold; -1: none */
};

/* The XML, for one thread at a time; its room is used again. Zeroed is empty. */
struct block_text {
    char *data;
    size_t size, room;
};

/* Makes the block's XML, or finds its fault. false: no memory. */
bool block_xml(const struct block_frame *frame, struct block *block, struct block_text *out);

#endif
