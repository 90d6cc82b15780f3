/* sheet: reads the cells, tables and links of a worksheet. See workbook.h. */
#include "workbook/read.h"

#include <stdlib.h>
#include <string.h>

static int by_place(const void *one, const void *other) {
    const struct cell *a = one, *b = other;
    if (a->row != b->row) {
        return a->row < b->row ? -1 : 1;
    }
    return a->column < b->column ? -1 : a->column > b->column;
}

/* The fonts of a text's runs; a run without one is in the cell's. */
static void read_runs(struct workbook *book, struct cell *cell, const struct node *text) {
    const size_t count = tree_count(text, "r");
    struct font *runs = pool_array(book->pool, count, sizeof *runs);
    tree_each(run, text, "r") {
        runs[cell->run_count] = cell->style->font;
        const struct node *font = tree_find(run, "rPr");
        if (font) {
            read_font(book, font, &runs[cell->run_count]);
        }
        cell->run_count++;
    }
    cell->runs = runs;
}

/* The node that holds a cell's text: its own or a shared one; NULL when the cell holds no text, or
 * one that is not there (then *broken). */
static const struct node *text_node(const struct node *node, const struct strings *strings,
                                    const char *type, const char *value, bool *broken) {
    if (strcmp(type, "inlineStr") == 0) {
        return tree_find(node, "is");
    }
    if (strcmp(type, "s") != 0) {
        return NULL;
    }
    char *end;
    const unsigned long number = strtoul(value, &end, 10);
    *broken = end == value || *end != '\0' || number >= strings->count;
    return *broken ? NULL : strings->items[number];
}

static bool read_value(struct workbook *book, struct cell *cell, const struct node *node,
                       const struct strings *strings) {
    const char *type = tree_attribute(node, "t");
    const struct node *value = tree_find(node, "v");
    type = type ? type : "n";
    cell->text = value ? value->text : "";
    bool broken = false;
    const struct node *text = text_node(node, strings, type, cell->text, &broken);
    if (broken) {
        return false;
    }
    if (text) {
        cell->text = tree_string(book->pool, text);
        cell->kind = CELL_TEXT;
        read_runs(book, cell, text);
    } else if (!value) {
        cell->kind = CELL_EMPTY;
    } else if (strcmp(type, "n") == 0) {
        cell->kind = CELL_NUMBER;
    } else if (strcmp(type, "b") == 0) {
        cell->kind = CELL_BOOLEAN;
    } else if (strcmp(type, "e") == 0) {
        cell->kind = CELL_ERROR;
    } else { /* the text that a formula gave, or a date as text */
        cell->kind = CELL_TEXT;
        cell->text = text_unescape(book->pool, cell->text);
    }
    return true;
}

/* A cell that does not say where it is follows the one before it. */
static bool read_cell(struct workbook *book, struct sheet *sheet, const struct node *node,
                      struct range next, const struct strings *strings) {
    struct cell *cell = &sheet->cells[sheet->cell_count];
    struct range place = next;
    const char *reference = tree_attribute(node, "r");
    if (reference && !range_read(reference, &place)) {
        return read_wrong(book, "sheet %s has a cell named '%s'", sheet->name, reference);
    }
    const double number = tree_number(node, "s", 0);
    cell->column = place.left;
    cell->row = place.top;
    if (number < 0 || number >= (double)book->style_count) {
        return read_wrong(book, "cell %s of sheet %s has a style that is not there",
                          text_cell(book->pool, cell->column, cell->row), sheet->name);
    }
    cell->style = &book->styles[(size_t)number];
    if (!read_value(book, cell, node, strings)) {
        return read_wrong(book, "cell %s of sheet %s has a text that is not there",
                          text_cell(book->pool, cell->column, cell->row), sheet->name);
    }
    sheet->cell_count++;
    return true;
}

bool read_cells(struct workbook *book, struct sheet *sheet, const struct strings *strings) {
    const struct node *data = tree_find(sheet->root, "sheetData");
    size_t count = 0;
    tree_each(row, data, "row") { count += tree_count(row, "c"); }
    sheet->cells = pool_array(book->pool, count, sizeof *sheet->cells);
    struct range next = {1, 0, 1, 0};
    tree_each(row, data, "row") {
        const double number = tree_number(row, "r", next.top + 1);
        if (number < 1 || number > 1048576) {
            return read_wrong(book, "sheet %s has a row %s", sheet->name, tree_attribute(row, "r"));
        }
        next.top = (uint32_t)number;
        next.left = 1;
        tree_each(node, row, "c") {
            if (!read_cell(book, sheet, node, next, strings)) {
                return false;
            }
            next.left = sheet->cells[sheet->cell_count - 1].column + 1;
        }
    }
    if (sheet->cell_count > 0) {
        qsort(sheet->cells, sheet->cell_count, sizeof *sheet->cells, by_place);
    }
    for (size_t i = 1; i < sheet->cell_count; i++) {
        const struct cell *cell = &sheet->cells[i];
        if (by_place(cell - 1, cell) == 0) {
            return read_wrong(book, "sheet %s has its cell %s twice", sheet->name,
                              text_cell(book->pool, cell->column, cell->row));
        }
    }
    return true;
}

static bool read_table(struct workbook *book, struct table *table, const char *part) {
    table->root = package_tree(&book->package, part);
    if (!table->root) {
        return false;
    }
    const char *name = tree_attribute(table->root, "name");
    const char *display_name = tree_attribute(table->root, "displayName");
    table->display_name = display_name ? display_name : "";
    table->name = name ? name : table->display_name;
    if (!range_read(tree_attribute(table->root, "ref"), &table->range)) {
        return read_wrong(book, "its part %s does not say where the table is", part);
    }
    const double headings = tree_number(table->root, "headerRowCount", 1);
    const double totals = tree_number(table->root, "totalsRowCount", 0);
    if (headings < 0 || totals < 0 ||
        headings + totals > table->range.bottom - table->range.top + 1) {
        return read_wrong(book, "its part %s has more headings and totals than rows", part);
    }
    table->heading_rows = (uint32_t)headings;
    table->total_rows = (uint32_t)totals;
    const struct node *columns = tree_find(table->root, "tableColumns");
    table->columns =
        pool_array(book->pool, tree_count(columns, "tableColumn"), sizeof *table->columns);
    tree_each(column, columns, "tableColumn") {
        const char *heading = tree_attribute(column, "name");
        table->columns[table->column_count++] = heading ? text_unescape(book->pool, heading) : "";
    }
    return true;
}

static const struct relation *relation_of(const struct sheet *sheet, const char *id) {
    for (size_t i = 0; id && i < sheet->relation_count; i++) {
        if (strcmp(sheet->relations[i].id, id) == 0) {
            return &sheet->relations[i];
        }
    }
    return NULL;
}

bool read_tables(struct workbook *book, struct sheet *sheet) {
    const struct node *list = tree_find(sheet->root, "tableParts");
    sheet->tables = pool_array(book->pool, tree_count(list, "tablePart"), sizeof *sheet->tables);
    tree_each(node, list, "tablePart") {
        const struct relation *relation = relation_of(sheet, tree_attribute(node, "r:id"));
        if (!relation) {
            return read_wrong(book, "sheet %s has a table that is not there", sheet->name);
        }
        if (!read_table(book, &sheet->tables[sheet->table_count++], relation->target)) {
            return false;
        }
    }
    return true;
}

bool read_links(struct workbook *book, struct sheet *sheet) {
    const struct node *list = tree_find(sheet->root, "hyperlinks");
    sheet->links = pool_array(book->pool, tree_count(list, "hyperlink"), sizeof *sheet->links);
    tree_each(node, list, "hyperlink") {
        struct link *link = &sheet->links[sheet->link_count++];
        const char *id = tree_attribute(node, "r:id");
        const struct relation *relation = relation_of(sheet, id);
        if ((id && !relation) || !range_read(tree_attribute(node, "ref"), &link->range)) {
            return read_wrong(book, "sheet %s has a link that is not whole", sheet->name);
        }
        link->address = relation ? relation->target : NULL;
        link->location = tree_attribute(node, "location");
    }
    return true;
}

const struct cell *sheet_cell(const struct sheet *sheet, uint32_t column, uint32_t row) {
    const struct cell wanted = {.column = column, .row = row};
    return sheet->cell_count == 0
               ? NULL
               : bsearch(&wanted, sheet->cells, sheet->cell_count, sizeof *sheet->cells, by_place);
}

const char *sheet_text(const struct sheet *sheet, uint32_t column, uint32_t row) {
    const struct cell *cell = sheet_cell(sheet, column, row);
    return cell ? cell->text : "";
}
