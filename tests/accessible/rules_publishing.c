/* The rules for what is done before publishing: P3 and P4. See rules.h. */
#include "accessible/rules.h"

#include <ctype.h>
#include <string.h>

/* en, en-GB, cy: a language of two or three letters, then whatever follows after a hyphen. */
static bool is_language(const char *text) {
    size_t letters = 0;
    while (isalpha((unsigned char)text[letters])) {
        letters++;
    }
    return (letters == 2 || letters == 3) &&
           (text[letters] == '\0' ||
            (text[letters] == '-' && isalnum((unsigned char)text[letters + 1])));
}

void rule_P3(struct report *report) {
    const struct workbook *book = report->book;
    if (text_blank(book->title)) {
        fault(report, (struct place){0}, "it has no title among its properties");
    }
    if (text_blank(book->language)) {
        fault(report, (struct place){0}, "it has no language among its properties");
    } else if (!is_language(book->language)) {
        fault(report, (struct place){0}, "'%s' is no language, as en-GB is", book->language);
    }
}

static bool at_first_cell(const struct node *node, const char *attribute) {
    const char *text = tree_attribute(node, attribute);
    return !text || strcmp(text, "A1") == 0;
}

void rule_P4(struct report *report) {
    const struct node *window = tree_find(report->book->root, "bookViews/workbookView");
    if (tree_number(window, "activeTab", 0) != 0 || tree_number(window, "firstSheet", 0) != 0) {
        fault(report, (struct place){0}, "it does not open at its first sheet");
    }
    each_sheet(sheet, report) {
        const struct node *view = tree_find(sheet->root, "sheetViews/sheetView");
        if (sheet != report->book->sheets && tree_flag(view, "tabSelected", false)) {
            fault(report, at_sheet(sheet), "it is selected besides the first sheet");
        }
        if (!at_first_cell(view, "topLeftCell")) {
            fault(report, at_sheet(sheet), "it is scrolled away from A1");
        }
        tree_each(selection, view, "selection") {
            if (!at_first_cell(selection, "activeCell") || !at_first_cell(selection, "sqref")) {
                fault(report, at_sheet(sheet), "the cursor is not in A1");
            }
        }
    }
}
