/* workbook: opens a workbook and reads its list of sheets and its properties. See workbook.h. */
#include "workbook/read.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool read_wrong(struct workbook *book, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(book->package.wrong, sizeof book->package.wrong, format, arguments);
    va_end(arguments);
    return false;
}

static const struct relation *of_type(const struct relation *relations, size_t count,
                                      const char *type) {
    for (size_t i = 0; i < count; i++) {
        if (strcmp(relations[i].type, type) == 0) {
            return &relations[i];
        }
    }
    return NULL;
}

static bool read_strings(struct workbook *book, const char *part, struct strings *strings) {
    const struct node *root = package_tree(&book->package, part);
    if (!root) {
        return false;
    }
    strings->items = pool_array(book->pool, tree_count(root, "si"), sizeof(struct node *));
    tree_each(item, root, "si") { strings->items[strings->count++] = item; }
    return true;
}

static bool read_sheet(struct workbook *book, struct sheet *sheet, const struct strings *strings) {
    struct package *package = &book->package;
    sheet->root = package_tree(package, sheet->part);
    return sheet->root &&
           package_relations(package, sheet->part, &sheet->relations, &sheet->relation_count) &&
           read_cells(book, sheet, strings) && read_tables(book, sheet) && read_links(book, sheet);
}

static bool read_sheets(struct workbook *book, const struct relation *relations, size_t count,
                        const struct strings *strings) {
    const struct node *list = tree_find(book->root, "sheets");
    book->sheets = pool_array(book->pool, tree_count(list, "sheet"), sizeof *book->sheets);
    tree_each(node, list, "sheet") {
        struct sheet *sheet = &book->sheets[book->sheet_count];
        const char *id = tree_attribute(node, "r:id");
        const char *state = tree_attribute(node, "state");
        sheet->name = tree_attribute(node, "name");
        sheet->state = state ? state : "visible";
        for (size_t i = 0; id && i < count; i++) {
            if (strcmp(relations[i].id, id) == 0) {
                sheet->type = relations[i].type;
                sheet->part = relations[i].target;
            }
        }
        if (!sheet->name || !sheet->part) {
            return read_wrong(book, "its list of sheets names one that is not there");
        }
        if (!read_sheet(book, sheet, strings)) {
            return false;
        }
        book->sheet_count++;
    }
    return book->sheet_count > 0 || read_wrong(book, "it has no sheets");
}

/* The title is in docProps/core.xml; the language there, or else among the properties that a
 * writer may add, by the name Language: some libraries know no other way to give it. */
static bool read_properties(struct workbook *book, const struct relation *relations, size_t count) {
    const struct relation *core = of_type(relations, count, "core-properties");
    if (core) {
        const struct node *root = package_tree(&book->package, core->target);
        if (!root) {
            return false;
        }
        const struct node *title = tree_find(root, "title");
        const struct node *language = tree_find(root, "language");
        book->title = title ? title->text : NULL;
        book->language = language ? language->text : NULL;
    }
    const struct relation *custom = of_type(relations, count, "custom-properties");
    if (custom && text_blank(book->language)) {
        const struct node *root = package_tree(&book->package, custom->target);
        if (!root) {
            return false;
        }
        tree_each(property, root, "property") {
            const char *name = tree_attribute(property, "name");
            if (name && text_same(name, "Language") && property->first) {
                book->language = property->first->text;
            }
        }
    }
    return true;
}

static bool read_book(struct workbook *book, const char *path) {
    struct package *package = &book->package;
    struct relation *top, *relations;
    size_t top_count, count;
    if (!package_read(package, book->pool, path) ||
        !package_relations(package, "", &top, &top_count)) {
        return false;
    }
    const struct relation *main_part = of_type(top, top_count, "officeDocument");
    if (!main_part) {
        return read_wrong(book, "it is no workbook: no part of it is told to be the main one");
    }
    book->root = package_tree(package, main_part->target);
    if (!book->root || !package_relations(package, main_part->target, &relations, &count)) {
        return false;
    }
    struct strings strings = {NULL, 0};
    const struct relation *shared = of_type(relations, count, "sharedStrings");
    const struct relation *styles = of_type(relations, count, "styles");
    return read_properties(book, top, top_count) &&
           read_styles(book, styles ? styles->target : NULL) &&
           (!shared || read_strings(book, shared->target, &strings)) &&
           read_sheets(book, relations, count, &strings);
}

struct workbook *workbook_read(const char *path, char *wrong, size_t size) {
    struct pool *pool = pool_new();
    struct workbook *book = pool_get(pool, sizeof *book);
    book->pool = pool;
    if (read_book(book, path)) {
        return book;
    }
    snprintf(wrong, size, "%s", book->package.wrong);
    pool_free(pool);
    return NULL;
}

void workbook_free(struct workbook *book) {
    if (book) {
        pool_free(book->pool); /* the book is in it too */
    }
}
