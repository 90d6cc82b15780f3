/* letters: what a workbook asks of text: its length in UTF-16, its width on a sheet, and which
 * names it takes.
 *
 * Text is valid UTF-8; the runner has proved it. */
#ifndef LEAT_EXCEL_LETTERS_H
#define LEAT_EXCEL_LETTERS_H

#include <leat/read.h>

enum {
    CELL_UNITS = 32767, /* the most UTF-16 units in a cell */
    NAME_UNITS = 31,    /* ... and in the name of a sheet */
    TITLE_CODES = 255,  /* the most code points in a property of the workbook */
};

/* Decodes the code point at *at, and moves past it. */
uint32_t letters_next_code(struct leat_text text, size_t *at);

/* UTF-16 units: 1 for a code point up to U+FFFF, 2 for those beyond, such as emoji. */
size_t letters_units(struct leat_text text);

/* The bytes of its beginning that have at most so many units. */
size_t letters_cut(struct leat_text text, size_t units);

/* The columns of a code point, 0 to 2. */
size_t letters_code_width(uint32_t code);

/* Columns that the widest of its lines takes: 2 for wide letters and emoji, 0 for marks that stand
 * on others. */
size_t letters_width(struct leat_text text);

/* The same of its widest word. */
size_t letters_widest_word(struct leat_text text);

/* Columns that a number, written out, or a date takes as the format shows it. NULL or "General": as
 * it is. */
size_t letters_shown_width(struct leat_text number, bool is_date, const char *format);

/* Lines that it takes when it is wrapped at that width. */
double letters_lines(struct leat_text text, double width);

/* -- Arial, whose letters are known ------------------------------------------------------------ */

/* How wide the widest of its lines is in Arial of so many points, in the unit that columns have: a
 * digit of Calibri's 11 points, 7 pixels at 96 an inch. */
double letters_arial_width(struct leat_text text, double points, bool is_bold);
double letters_arial_word(struct leat_text text, double points, bool is_bold);

/* Lines that it takes in a column so wide, parted between words. */
double letters_arial_lines(struct leat_text text, double width, double points, bool is_bold);

/* NULL, or what is wrong, to follow "the name of a sheet": "is empty". */
const char *letters_name_wrong(struct leat_text name);

/* Whether Excel would take a sheet's name for something else where it stands in no quotes, though it
 * has only letters, digits, _ and . (with others it stands in quotes anyway): KS2 is a cell, 2014 a
 * number, R a row. */
bool letters_name_misleads(struct leat_text name);

/* Whether Excel takes two names for one: letter case does not count. */
bool letters_same_name(struct leat_text a, struct leat_text b);

bool letters_has_control(struct leat_text text);

#endif
