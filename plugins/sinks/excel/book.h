/* book: a workbook being written by libxlsxwriter.
 *
 * All calls into the library are made here and in put.c. What goes in has been checked before, for
 * the library writes what it is given and prints what it refuses; what comes back is checked
 * always.
 *
 * Where it can, the library runs in its mode of constant memory: rows are written to a temporary
 * file as they come, from top to bottom, and a sheet of two million cells takes 4 MB where the other
 * mode takes 245 to 460 and is no faster. Texts then stand in their cells, not in a table of
 * strings. */
#ifndef LEAT_EXCEL_BOOK_H
#define LEAT_EXCEL_BOOK_H

#include <leat/plugin.h>
#include <xlsxwriter.h>

#include "sheet.h"
#include "temporary.h"

/* For whom a workbook is.
 *
 *   plain       whoever wants the rows: a sheet a section, no more
 *   board       those who print it: a summary ahead, charts, footers, a quiet look (board.c)
 *   accessible  everybody: one marked-up table a sheet, by the Analysis Function's checklist of
 *               accessible spreadsheets (accessible.c) */
enum profile { PROFILE_PLAIN, PROFILE_BOARD, PROFILE_ACCESSIBLE };

/* Sheets beside those of the sections. */
enum page { PAGE_SUMMARY, PAGE_CHARTS, PAGE_COVER, PAGE_CONTENTS, PAGE_NOTES, PAGE_COUNT };

/* How a cell looks: any of these, with a number format. */
enum look {
    LOOK_BOLD = 1 << 0,
    LOOK_WRAP = 1 << 1,
    LOOK_LEFT = 1 << 2,
    LOOK_RIGHT = 1 << 3,
    LOOK_CENTRE = 1 << 4,
    LOOK_TITLE = 1 << 5,
    LOOK_NOTE = 1 << 6,
    LOOK_TOP = 1 << 7,    /* at the cell's top; else its bottom */
    LOOK_MIDDLE = 1 << 8, /* ... or its middle */
    LOOK_LINE_OVER = 1 << 9,
    LOOK_LINE_UNDER = 1 << 10,
    LOOK_GRID = 1 << 11,  /* thin lines all round */
    LOOK_GROUP = 1 << 12, /* ... a darker one at the left */
    LOOK_INDENT = 1 << 13,
    LOOK_GREEN = 1 << 14, /* the colour of a status behind the word */
    LOOK_AMBER = 1 << 15,
    LOOK_RED = 1 << 16,
    LOOK_LINK = 1 << 17,
    LOOK_SUBTITLE = 1 << 18,
    LOOK_RULE = 1 << 19, /* a light line under the row */
};

struct style {
    uint32_t look;
    const char *format; /* NULL: none */
    lxw_format *made;
};

/* How the rows of a table differ. */
enum row_state {
    ROW_PLAIN,
    ROW_TOTAL,
    ROW_FIRST_TOTAL, /* with a line over it */
    ROW_STATES,
};

struct blocks;

struct book {
    struct report *report;
    enum profile profile;
    char font[32]; /* empty: the library's */
    struct sheet pages[PAGE_COUNT];
    lxw_workbook *workbook;
    const char *path; /* of the unfinished file */
    struct temporary temporary;
    struct style *styles;
    size_t count, room;
    struct sheet **sheets; /* in the order of the workbook; sheet_count of them */
    size_t sheet_count;
    struct sheet **full; /* those that go on in another; full_count of them, the book's own */
    size_t full_count;
    bool large_as_text, has_further_sheets;
    int compression;       /* of zlib: 0 to 9 */
    struct blocks *blocks; /* of large sheets; NULL: there was no row yet */
};

/* The widest that a column becomes for what stands in it, in characters. What is printed one page
 * wide has narrower ones the more there are, or its letters would shrink. */
static inline double book_widest(const struct book *book, const struct sheet *sheet) {
    enum { PLAIN = 60, WIDE = 34, NARROW = 22, IN_ALL = 308 };
    if (book->profile != PROFILE_BOARD) {
        return PLAIN;
    }
    const double share =
        sheet->count > 0 && !sheet->crosstab ? (double)IN_ALL / sheet->count : WIDE;
    return share > WIDE ? WIDE : share < NARROW ? NARROW : share;
}

/* The functions that may fail have told why by leat_fail. */
bool book_open(struct leat_step *step, struct book *book, const char *path, const char *title);
/* The sheet must stay where it is until book_close. One that is free takes its cells in any order,
 * and all of them stay in memory. */
bool book_add_sheet(struct leat_step *step, struct book *book, struct sheet *sheet);

/* Goes on with the sheet's rows in a further worksheet, "NAME (2)", that has no cell yet. Headings
 * and widths of the full one must stand. */
bool book_continue(struct leat_step *step, struct book *book, struct sheet *sheet);

/* Adds a page, with its name. */
bool book_add_page(struct leat_step *step, struct book *book, enum page page);

/* What a page is called. */
const char *book_page_name(enum page page);

/* The pages that a workbook of this profile has; a bit a page. */
uint32_t book_pages(const struct report *report, enum profile profile);

/* The sheet of a section. */
struct sheet *book_sheet(const struct book *book, const struct section *section);

/* Tells that there is none. */
bool book_no_memory(struct leat_step *step);

/* Whether the library's answer is good, and the temporary files are. */
bool book_check(struct leat_step *step, struct book *book, lxw_error answer);

/* Writes the file, and reads it again. */
bool book_finish(struct leat_step *step, struct book *book);

/* Gives back what is left, of a book that was finished or not. */
void book_close(struct leat_step *step, struct book *book);

/* -- style.c ---------------------------------------------------------------------------------- */

/* look: bits of enum look. */
lxw_format *book_style(struct leat_step *step, struct book *book, uint32_t look,
                       const char *format); /* NULL: failed */

/* The colour behind a status, as look. */
uint32_t book_status_look(enum status status);

/* -- measure.c: widths in the unit of columns --------------------------------------------------- */

/* look: whether the letters are bold. [any thread] A text, its widest word, the lines that it takes
 * when it is wrapped at a width, and a cell as it is shown. */
double measure_text(const struct book *book, struct leat_text text, uint32_t look);
double measure_word(const struct book *book, struct leat_text text, uint32_t look);
double measure_lines(const struct book *book, struct leat_text text, double width, uint32_t look);
/* That no text of so many bytes is wider than this; it may be infinite. */
double measure_most(const struct book *book, size_t size, uint32_t look);
double measure_cell(const struct book *book, const struct cell *cell, const struct column *column,
                    uint32_t look);

/* -- text.c: texts as cells; put.c calls these ------------------------------------------------- */

/* The letters of a column: "A", "XFD"; answers how many. */
size_t text_column_name(int32_t at, char name[4]);

/* Fails the step with the cell's name before `what`. */
bool text_fail(struct leat_step *step, const struct sheet *sheet, uint32_t row, int32_t at,
               const char *what);
bool text_put(struct leat_step *step, struct book *book, const struct sheet *sheet, uint32_t row,
              int32_t at, struct leat_text text, lxw_format *format);

/* Whether text_put would put the text, with so many letters added to it. [any thread] */
bool text_fits(struct leat_text text, size_t added);

/* A symbol stands in brackets, so that nobody takes it for a value. */
bool text_put_symbol(struct leat_step *step, struct book *book, const struct sheet *sheet,
                     uint32_t row, int32_t at, struct leat_text symbol, lxw_format *format);
bool text_is_bracketed(struct leat_text symbol);

/* A word of travel, after its arrow. */
bool text_put_travel(struct leat_step *step, struct book *book, const struct sheet *sheet,
                     uint32_t row, int32_t at, struct leat_text word, lxw_format *format);

/* Adds a text to out in one line: a space for each line's end and control character, which the
 * attributes of XML do not take. */
bool text_add_line(struct leat_step *step, struct bytes *out, struct leat_text text);

/* A text that leads to the sheet `target`; a plain one where a sheet takes no more links. */
bool text_put_link(struct leat_step *step, struct book *book, struct sheet *sheet, uint32_t row,
                   int32_t at, struct leat_text text, struct leat_text target, uint32_t look);

/* -- put.c: cells ----------------------------------------------------------------------------- */

/* Writes one cell; rows must come from top to bottom. What a workbook cannot hold fails the step,
 * with the cell's name. The column's width follows from the cell. column: whose value it is, for
 * its format; NULL: none. */
bool put_cell(struct leat_step *step, struct book *book, struct sheet *sheet, uint32_t row,
              int32_t at, const struct cell *cell, const struct column *column, uint32_t look);

/* A heading of a table: a long one widens its column by half its length, for it may take two
 * lines. */
bool put_heading(struct leat_step *step, struct book *book, struct sheet *sheet, uint32_t row,
                 int32_t at, struct leat_text heading, uint32_t look);
double put_heading_lines(const struct book *book, struct leat_text heading);

/* The same as put_cell over the columns first to last, merged into one if they are several; the
 * width does not follow.
 */
bool put_merged(struct leat_step *step, struct book *book, struct sheet *sheet, uint32_t row,
                int32_t first, int32_t last, const struct cell *cell, const struct column *column,
                uint32_t look);

/* A text that runs over what is beside it: the width does not follow. Nothing when the text is
 * absent or empty. */
bool put_line(struct leat_step *step, struct book *book, struct sheet *sheet, uint32_t row,
              struct leat_text text, uint32_t look);

/* A line of several texts, one after another, in the next row; nothing where the last is absent or
 * empty. */
bool put_joined(struct leat_step *step, struct book *book, struct sheet *sheet,
                const struct leat_text *parts, size_t count, uint32_t look);

/* A text that leads to another sheet; the width does not follow. */
bool put_link(struct leat_step *step, struct book *book, struct sheet *sheet, uint32_t row,
              int32_t at, struct leat_text text, struct leat_text target, uint32_t look);

/* Sets the height of the row that is being written, for so many lines of text. */
bool put_height(struct leat_step *step, struct book *book, struct sheet *sheet, uint32_t row,
                double lines);

/* That height, in points. */
double put_height_of(const struct book *book, double lines);

/* Widens column `at` to hold `width` characters. */
bool put_width(struct leat_step *step, const struct book *book, struct sheet *sheet, int32_t at,
               double width);

/* -- layout.c, table.c, crosstab.c ------------------------------------------------------------ */

/* Title, subtitle and notes, then a row left free. */
bool layout_head(struct leat_step *step, struct book *book, struct sheet *sheet);

/* Lines that say what the symbols seen in a section stand for. */
bool layout_shorthand(struct leat_step *step, struct book *book, struct sheet *sheet,
                      uint32_t look);

/* The widths of the columns. */
bool layout_widths(struct leat_step *step, struct book *book, struct sheet *sheet);

/* A4 across, the headings on each page. */
bool layout_page(struct leat_step *step, struct book *book, const struct sheet *sheet,
                 uint32_t headings);

/* Widths and the printed page, once all rows are written. headings: how many rows repeat on each
 * page. */
bool layout_end(struct leat_step *step, struct book *book, struct sheet *sheet, uint32_t headings);

/* Where the cells of a table's column stand: bits of enum look. Text at the left, all else at the
 * right. */
uint32_t layout_side(const struct sheet *sheet, int32_t at);

/* The line of headings, those of a section with the marks of their notes. */
bool table_begin(struct leat_step *step, struct book *book, struct sheet *sheet);
/* A row of the sheet's columns. */
bool table_put_row(struct leat_step *step, struct book *book, struct sheet *sheet,
                   const struct cell *cells, bool is_total);
bool table_write(struct leat_step *step, struct book *book, struct sheet *sheet,
                 struct leat_batch *batch);
/* The table has no more rows. */
bool table_end(struct leat_step *step, struct book *book, struct sheet *sheet);
/* The sheet is full: what comes next stands in another, under the same head. */
bool table_go_on(struct leat_step *step, struct book *book, struct sheet *sheet);

/* How a cell of a table looks, beside what it shows. widest: that a column becomes by itself. */
struct table_look {
    bool wraps;
    double lines;  /* that it takes */
    uint32_t bold; /* LOOK_BOLD or 0 */
};
struct table_look table_look(const struct book *book, double widest, const struct column *column,
                             const struct cell *cell, enum row_state state);
/* As bits of enum look. side: as layout_side says. */
uint32_t table_style(const struct book *book, uint32_t side, enum row_state state, bool wraps);

/* Writes the rows that the sheet's crosstab has kept. */
bool put_crosstab(struct leat_step *step, struct book *book, struct sheet *sheet);

/* The marks of a column's notes added to its heading. */
bool table_heading(struct leat_step *step, const struct book *book, const struct sheet *sheet,
                   int32_t at, struct bytes *out);

/* -- board.c, charts.c ------------------------------------------------------------------------ */

/* Writes the summary, once all rows are seen. */
bool board_finish(struct leat_step *step, struct book *book);

/* Draws the charts of a section beneath its rows; their figures stand in the page for them. */
bool charts_put(struct leat_step *step, struct book *book, struct sheet *sheet);

/* Ends the page of the charts' figures, if there is one. */
bool charts_finish(struct leat_step *step, struct book *book);

/* -- accessible.c ----------------------------------------------------------------------------- */

/* A name of letters, digits and _, made of the section's, that no sheet before has. */
bool accessible_name(struct leat_step *step, struct sheet *sheets, size_t at);

/* That a sheet has a title, and each column a heading of its own. */
bool accessible_check(struct leat_step *step, const struct report *report,
                      const struct sheet *sheet);

/* Writes a sheet whose rows are kept. */
bool accessible_sheet(struct leat_step *step, struct book *book, struct sheet *sheet);

/* Writes cover, contents and notes, once all rows are seen. */
bool accessible_finish(struct leat_step *step, struct book *book);

#endif
