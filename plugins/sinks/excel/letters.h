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

/* UTF-16 units: 1 for a code point up to U+FFFF, 2 for those beyond, such as emoji. */
size_t letters_units(struct leat_text text);

/* Columns that the widest of its lines takes: 2 for wide letters and emoji, 0 for marks that stand
 * on others. */
size_t letters_width(struct leat_text text);

size_t letters_widest_word(struct leat_text text);

/* Lines that it takes when it is wrapped at that width. */
double letters_lines(struct leat_text text, double width);

/* The same for a number of `size` characters, or a date, as the format shows it. NULL or "General":
 * as it is. */
size_t letters_shown_width(struct leat_text number, bool is_date, const char *format);

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
