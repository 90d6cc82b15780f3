/* The rules of tables, but for widths: T1 to T5, T7 to T9. See rules.h. */
#include "accessible/rules.h"

#include <ctype.h>
#include <string.h>

void rule_T1(struct report *report) {
    each_sheet(sheet, report) {
        if (sheet_role(sheet) != ROLE_COVER && sheet->table_count == 0) {
            fault(report, at_sheet(sheet), "it has no table that is marked up as one");
        }
        each_table(table, sheet) {
            if (table_body(table) > table->range.bottom) {
                fault(report, at(sheet, table->range.left, table->range.top),
                      "the table %s has no rows", table->display_name);
            }
        }
        /* Lines of text are in column A: what is to the right of it must belong to a table. */
        each_cell(cell, sheet) {
            if (cell->column > 1 && !cell_blank(cell) &&
                !table_at(sheet, cell->column, cell->row)) {
                fault(report, at_cell(sheet, cell), "'%s' stands in no table", cell->text);
            }
        }
    }
}

/* A name that Excel takes for a cell: B7, R1C1, or R or C alone. */
static bool like_a_cell(struct pool *pool, const char *name) {
    char *upper = pool_copy(pool, name, strlen(name));
    for (char *letter = upper; *letter; letter++) {
        *letter = (char)toupper((unsigned char)*letter);
    }
    struct range range;
    if (!strpbrk(name, "$:") && range_read(upper, &range)) {
        return true;
    }
    const char *rest = upper;
    rest += *rest == 'R' ? 1 + strspn(rest + 1, "0123456789") : 0;
    rest += *rest == 'C' ? 1 + strspn(rest + 1, "0123456789") : 0;
    return *rest == '\0';
}

static bool can_be_a_name(struct pool *pool, const char *name) {
    const unsigned char first = (unsigned char)*name;
    if (!isalpha(first) && first != '_' && first < 0x80) {
        return false;
    }
    for (const char *letter = name; *letter; letter++) {
        const unsigned char byte = (unsigned char)*letter;
        if (!isalnum(byte) && byte != '_' && byte != '.' && byte < 0x80) {
            return false;
        }
    }
    return text_length(name) <= 255 && !like_a_cell(pool, name);
}

/* Excel's own names: Table1, Table2. */
static bool says_nothing(const char *name) {
    return strncasecmp(name, "table", 5) == 0 && name[5 + strspn(name + 5, "0123456789")] == '\0';
}

static bool name_taken(struct report *report, const struct table *wanted) {
    const struct workbook *book = report->book;
    each_sheet(sheet, report) {
        each_table(table, sheet) {
            if (table == wanted) {
                return false;
            }
            if (strcmp(text_fold(book->pool, table->display_name),
                       text_fold(book->pool, wanted->display_name)) == 0) {
                return true;
            }
        }
    }
    return false;
}

void rule_T2(struct report *report) {
    each_sheet(sheet, report) {
        each_table(table, sheet) {
            const char *name = table->display_name;
            const struct place place = at(sheet, table->range.left, table->range.top);
            if (says_nothing(name)) {
                fault(report, place, "the table's name '%s' says nothing", name);
            }
            if (!can_be_a_name(report->book->pool, name)) {
                fault(report, place, "a table cannot be named '%s'", name);
            }
            if (strcmp(name, table->name) != 0) {
                fault(report, place, "the table has two names, '%s' and '%s'", name, table->name);
            }
            if (name_taken(report, table)) {
                fault(report, place, "another table is named '%s' too", name);
            }
        }
    }
}

void rule_T3(struct report *report) {
    each_sheet(sheet, report) {
        tree_each(merged, tree_find(sheet->root, "mergeCells"), "mergeCell") {
            const char *range = tree_attribute(merged, "ref");
            fault(report, at_sheet(sheet), "the cells %s are merged", range ? range : "?");
        }
        each_table(one, sheet) {
            for (const struct table *other = sheet->tables; other < one; other++) {
                if (range_overlaps(one->range, other->range)) {
                    fault(report, at(sheet, one->range.left, one->range.top),
                          "the tables %s and %s lie in one another", other->display_name,
                          one->display_name);
                }
            }
        }
    }
}

static bool range_blank(const struct sheet *sheet, struct range range) {
    each_cell(cell, sheet) {
        if (!cell_blank(cell) && range_holds(range, cell->column, cell->row)) {
            return false;
        }
    }
    return true;
}

/* Walks the cells once: rows that have nothing in them leave a gap between those that have. */
static void look_for_blank_rows(struct report *report, const struct sheet *sheet,
                                const struct table *table) {
    uint32_t next = table->range.top;
    each_cell(cell, sheet) {
        if (cell_blank(cell) || !range_holds(table->range, cell->column, cell->row)) {
            continue;
        }
        for (; next < cell->row; next++) {
            fault(report, at(sheet, table->range.left, next), "the table's row %u is blank", next);
        }
        next = cell->row + 1;
    }
    for (; next <= table->range.bottom; next++) {
        fault(report, at(sheet, table->range.left, next), "the table's row %u is blank", next);
    }
}

void rule_T4(struct report *report) {
    each_sheet(sheet, report) {
        each_table(table, sheet) {
            look_for_blank_rows(report, sheet, table);
            for (uint32_t column = table->range.left; column <= table->range.right; column++) {
                const struct range range = {column, table->range.top, column, table->range.bottom};
                if (range_blank(sheet, range)) {
                    fault(report, at(sheet, column, table->range.top),
                          "the table's column is blank");
                }
            }
        }
    }
}

/* The headings are the cells' texts, and the table names its columns once more. */
static void look_at_headings(struct report *report, const struct sheet *sheet,
                             const struct table *table) {
    struct pool *pool = report->book->pool;
    for (size_t i = 0; i < table->column_count; i++) {
        const struct place place = at(sheet, table->range.left + (uint32_t)i, table->range.top);
        const struct cell *cell = sheet_cell(sheet, place.column, place.row);
        if (cell_blank(cell)) {
            fault(report, place, "the heading is empty");
            continue;
        }
        if (cell->kind != CELL_TEXT) {
            fault(report, place, "the heading '%s' is no text", cell->text);
        }
        if (strcmp(cell->text, table->columns[i]) != 0) {
            fault(report, place, "the heading is '%s', but the table names its column '%s'",
                  cell->text, table->columns[i]);
        }
        for (size_t before = 0; before < i; before++) {
            const char *other = sheet_text(sheet, table->range.left + (uint32_t)before, place.row);
            if (strcmp(text_fold(pool, other), text_fold(pool, cell->text)) == 0) {
                fault(report, place, "the heading '%s' is there twice", cell->text);
            }
        }
    }
}

void rule_T5(struct report *report) {
    each_sheet(sheet, report) {
        each_table(table, sheet) {
            const struct place place = at(sheet, table->range.left, table->range.top);
            const uint32_t width = table->range.right - table->range.left + 1;
            if (table->heading_rows != 1) {
                fault(report, place, "the table has %u rows of headings", table->heading_rows);
            } else if (table->column_count != width) {
                fault(report, place, "the table has %u columns, and names %zu", width,
                      table->column_count);
            } else {
                look_at_headings(report, sheet, table);
            }
        }
    }
}

void rule_T7(struct report *report) {
    each_sheet(sheet, report) {
        if (tree_find(sheet->root, "autoFilter")) {
            fault(report, at_sheet(sheet), "it has a filter");
        }
        each_table(table, sheet) {
            if (tree_find(table->root, "autoFilter")) {
                fault(report, at(sheet, table->range.left, table->range.top),
                      "the table %s has filters", table->display_name);
            }
        }
        if (tree_find(sheet->root, "sheetViews/sheetView/pane")) {
            fault(report, at_sheet(sheet), "its panes are frozen or split");
        }
    }
}

static bool explains_blanks(const struct sheet *sheet) {
    const uint32_t end = lines_end(sheet);
    each_cell(cell, sheet) {
        if (cell->row < end && cell->column == 1 && text_has(cell->text, "blank")) {
            return true;
        }
    }
    return false;
}

static void look_for_blank_cells(struct report *report, const struct sheet *sheet,
                                 const struct table *table) {
    enum { ENOUGH = 10000 }; /* a damaged table may claim billions */
    for (uint32_t row = table_body(table); row <= table->range.bottom; row++) {
        for (uint32_t column = table->range.left; column <= table->range.right; column++) {
            if (!cell_blank(sheet_cell(sheet, column, row))) {
                continue;
            }
            fault(report, at(sheet, column, row),
                  "the cell is empty, and no line above the table says why cells are blank");
            if (report->faults == ENOUGH) {
                return;
            }
        }
    }
}

void rule_T8(struct report *report) {
    each_sheet(sheet, report) {
        each_table(table, sheet) {
            if (!explains_blanks(sheet)) {
                look_for_blank_cells(report, sheet, table);
            }
        }
    }
}

void rule_T9(struct report *report) {
    each_sheet(sheet, report) {
        if (strcmp(sheet->state, "visible") != 0) {
            fault(report, at_sheet(sheet), "the sheet is hidden");
        }
        const struct node *format = tree_find(sheet->root, "sheetFormatPr");
        if (tree_flag(format, "zeroHeight", false)) {
            fault(report, at_sheet(sheet), "its rows are hidden unless they say otherwise");
        }
        tree_each(row, tree_find(sheet->root, "sheetData"), "row") {
            if (tree_flag(row, "hidden", false) || tree_number(row, "ht", 15) <= 0) {
                const char *number = tree_attribute(row, "r");
                fault(report, at_sheet(sheet), "row %s is hidden", number ? number : "?");
            }
        }
        tree_each(columns, tree_find(sheet->root, "cols"), "col") {
            if (tree_flag(columns, "hidden", false) || tree_number(columns, "width", 9) <= 0) {
                fault(report, at(sheet, (uint32_t)tree_number(columns, "min", 1), 1),
                      "the column is hidden");
            }
        }
    }
}
