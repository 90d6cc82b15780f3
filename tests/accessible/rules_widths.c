/* The rules of tables that ask how much room a text takes: T6 and T10. See rules.h.
 *
 * No fonts are measured here. A column's width counts digits of the workbook's plain font; what
 * a cell holds is counted in characters, made larger or smaller as its font is. That is right
 * for digits, and near enough for words. */
#include "accessible/rules.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double LEAST_WIDTH = 4, MOST_WIDTH = 120;
static const double PADDING = 0.7; /* of a column's width, for its edges */
static const double WORD = 0.9;    /* a letter's width in words, of a digit's */
enum { LONGEST_WORD = 50 };        /* longer ones may be broken */

static double column_width(const struct sheet *sheet, uint32_t column) {
    tree_each(columns, tree_find(sheet->root, "cols"), "col") {
        if (column >= tree_number(columns, "min", 0) && column <= tree_number(columns, "max", 0)) {
            return tree_number(columns, "width", 9.14) - PADDING;
        }
    }
    return tree_number(tree_find(sheet->root, "sheetFormatPr"), "defaultColWidth", 9.14) - PADDING;
}

/* The width of a digit, in points: of Calibri's kind half the size, of Arial's more. */
static double digit(const struct font *font) {
    const bool narrow = text_same(font->name, "Calibri") || text_same(font->name, "Carlito");
    return font->size * (narrow ? 0.507 : 0.556);
}

static double scale(const struct workbook *book, const struct cell *cell) {
    return digit(&cell->style->font) / digit(&book->styles[0].font);
}

static bool is_date(const char *format) {
    return strpbrk(format, "yYdDhH") && !strchr(format, '"') && !strchr(format, '#');
}

/* How many characters a number shows as. A format is read as far as it makes numbers longer. */
static size_t number_length(const struct cell *cell) {
    const char *format = cell->style->format;
    if (text_same(format, "General")) {
        const size_t length = strlen(cell->text);
        return length < 11 ? length : 11; /* Excel's own choice gives up digits to fit */
    }
    if (is_date(format)) {
        return strlen(format);
    }
    const char *point = strchr(format, '.');
    const int decimals = point ? (int)strspn(point + 1, "0#?") : 0;
    const bool percent = strchr(format, '%');
    const double value = strtod(cell->text, NULL) * (percent ? 100 : 1);
    char text[400];
    const int length = snprintf(text, sizeof text, "%.*f", decimals < 20 ? decimals : 20, value);
    const int whole = fabs(value) >= 1 ? (int)floor(log10(fabs(value))) + 1 : 1;
    return (size_t)length + percent + (strchr(format, ',') ? (size_t)(whole - 1) / 3 : 0);
}

static size_t longest_word(const char *text) {
    size_t longest = 0, length = 0;
    for (; *text; text++) {
        length = strchr(" \n\t-/", *text) ? 0 : length + ((*text & 0xC0) != 0x80);
        longest = length > longest ? length : longest;
    }
    return longest;
}

/* The room that a cell cannot do without, whether or not it is wrapped. */
static double needed(const struct workbook *book, const struct cell *cell) {
    if (cell->kind == CELL_NUMBER) {
        return (double)number_length(cell) * scale(book, cell);
    }
    const size_t longest = longest_word(cell->text);
    return (double)(longest < LONGEST_WORD ? longest : LONGEST_WORD) * WORD * scale(book, cell);
}

static size_t longest_line(struct pool *pool, const char *text) {
    size_t longest = 0;
    while (*text) {
        const size_t bytes = strcspn(text, "\n");
        const size_t length = text_length(pool_copy(pool, text, bytes));
        longest = length > longest ? length : longest;
        text += bytes + (text[bytes] == '\n');
    }
    return longest;
}

void rule_T6(struct report *report) {
    const struct workbook *book = report->book;
    each_sheet(sheet, report) {
        each_cell(cell, sheet) {
            const struct table *table = table_at(sheet, cell->column, cell->row);
            if (!table || cell->kind != CELL_TEXT || cell->style->wrap) {
                continue;
            }
            const double width = column_width(sheet, cell->column);
            const double length =
                (double)longest_line(book->pool, cell->text) * WORD * scale(book, cell);
            if (cell->row < table_body(table)) {
                fault(report, at_cell(sheet, cell), "the heading '%s' is not wrapped", cell->text);
            } else if (length > width || strchr(cell->text, '\n')) {
                fault(report, at_cell(sheet, cell),
                      "'%s' is longer than its column is wide, %.1f, and not wrapped", cell->text,
                      width);
            }
        }
    }
}

void rule_T10(struct report *report) {
    each_sheet(sheet, report) {
        each_table(table, sheet) {
            for (uint32_t column = table->range.left; column <= table->range.right; column++) {
                const double width = column_width(sheet, column);
                if (width < LEAST_WIDTH || width > MOST_WIDTH) {
                    fault(report, at(sheet, column, table->range.top),
                          "the column's width is %.1f; from %.0f to %.0f can be read", width,
                          LEAST_WIDTH, MOST_WIDTH);
                }
            }
        }
        each_cell(cell, sheet) {
            const double width = column_width(sheet, cell->column);
            if (!cell_blank(cell) && table_at(sheet, cell->column, cell->row) &&
                needed(report->book, cell) > width) {
                fault(report, at_cell(sheet, cell), "'%s' needs a width of %.1f, and has %.1f",
                      cell->text, needed(report->book, cell), width);
            }
        }
    }
}
