/* The rules of links and titles, and of what lies over a sheet or behind it: F2, F4, F6, F11,
 * F12. See rules.h. */
#include "accessible/rules.h"

#include <ctype.h>
#include <string.h>

/* ---- F2: links */

static bool has_address(const char *text) {
    return text_has(text, "http://") || text_has(text, "https://") || text_has(text, "ftp://") ||
           text_has(text, "mailto:") || text_has(text, "www.");
}

static bool says_nothing(const char *text) {
    static const char *const known[] = {"click here", "here",      "link",   "this link",
                                        "more",       "read more", "website"};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (text_same(text, known[i])) {
            return true;
        }
    }
    return text_blank(text);
}

void rule_F2(struct report *report) {
    each_sheet(sheet, report) {
        each_cell(cell, sheet) {
            if (cell->kind == CELL_TEXT && has_address(cell->text)) {
                fault(report, at_cell(sheet, cell), "a bare address: '%s'", cell->text);
            }
        }
        for (size_t i = 0; i < sheet->link_count; i++) {
            const struct link *link = &sheet->links[i];
            const struct place place = at(sheet, link->range.left, link->range.top);
            const char *text = sheet_text(sheet, place.column, place.row);
            if (says_nothing(text)) {
                fault(report, place, "the link's text '%s' does not say where it leads", text);
            }
            if (!link->address && !link_sheet(report->book, link)) {
                fault(report, place, "the link leads to '%s', which is not there",
                      link->location ? link->location : "");
            }
        }
    }
}

/* ---- F4: titles */

static size_t words(const char *text) {
    size_t count = 0;
    for (bool within = false; *text; text++) {
        const bool letter = !isspace((unsigned char)*text);
        count += letter && !within;
        within = letter;
    }
    return count;
}

/* A workbook of one table may well have the table's title on its cover. */
static bool title_taken(struct report *report, const struct sheet *wanted) {
    const char *title = sheet_text(wanted, 1, 1);
    for (const struct sheet *sheet = report->book->sheets; sheet < wanted; sheet++) {
        if (sheet_role(sheet) != ROLE_COVER && text_same(sheet_text(sheet, 1, 1), title)) {
            return true;
        }
    }
    return false;
}

void rule_F4(struct report *report) {
    each_sheet(sheet, report) {
        const struct cell *cell = sheet_cell(sheet, 1, 1);
        if (cell_blank(cell)) {
            fault(report, at(sheet, 1, 1), "there is no title");
            continue;
        }
        /* "Contents" and "Notes" say all there is to say. */
        if (sheet_role(sheet) == ROLE_DATA &&
            (words(cell->text) < 2 || text_same(cell->text, sheet->name))) {
            fault(report, at(sheet, 1, 1), "the title '%s' does not describe the table",
                  cell->text);
        }
        if (title_taken(report, sheet)) {
            fault(report, at(sheet, 1, 1), "another sheet has the title '%s' too", cell->text);
        }
    }
}

/* ---- F6 and F11: what lies over the cells */

static const struct relation *relation_of_type(const struct sheet *sheet, const char *type) {
    for (size_t i = 0; i < sheet->relation_count; i++) {
        if (strcmp(sheet->relations[i].type, type) == 0) {
            return &sheet->relations[i];
        }
    }
    return NULL;
}

/* The drawing of a sheet, or NULL: it has none. */
static const struct node *drawing_of(struct report *report, const struct sheet *sheet) {
    const struct relation *relation = relation_of_type(sheet, "drawing");
    const struct part *part =
        relation ? package_part(&report->book->package, relation->target) : NULL;
    const char *wrong;
    return part ? tree_read(report->book->pool, part->bytes, part->length, &wrong) : NULL;
}

static bool has_text(const struct node *node) {
    for (const struct node *child = node ? node->first : NULL; child; child = child->next) {
        if (!text_blank(child->text)) {
            return true;
        }
    }
    return false;
}

void rule_F6(struct report *report) {
    each_sheet(sheet, report) {
        if (has_text(tree_find(sheet->root, "headerFooter"))) {
            fault(report, at_sheet(sheet), "it has a header or a footer");
        }
        const struct node *drawing = drawing_of(report, sheet);
        if (tree_deep(drawing, "sp") || tree_deep(drawing, "cxnSp")) {
            fault(report, at_sheet(sheet), "a text box or a shape floats over it");
        }
        if (relation_of_type(sheet, "comments") || relation_of_type(sheet, "threadedComment")) {
            fault(report, at_sheet(sheet), "comments float over it");
        }
        if (tree_find(sheet->root, "controls") || tree_find(sheet->root, "oleObjects")) {
            fault(report, at_sheet(sheet), "buttons or other objects float over it");
        }
    }
}

void rule_F11(struct report *report) {
    each_sheet(sheet, report) {
        if (strcmp(sheet->type, "chartsheet") == 0) {
            fault(report, at_sheet(sheet), "the sheet is a chart");
        }
        const struct node *drawing = drawing_of(report, sheet);
        if (tree_deep(drawing, "pic")) {
            fault(report, at_sheet(sheet), "it has an image");
        }
        if (tree_deep(drawing, "graphicFrame")) {
            fault(report, at_sheet(sheet), "it has a chart");
        }
        if (tree_find(sheet->root, "picture") || tree_find(sheet->root, "legacyDrawingHF")) {
            fault(report, at_sheet(sheet), "it has an image behind it or in its header");
        }
    }
}

void rule_F12(struct report *report) {
    const struct package *package = &report->book->package;
    for (size_t i = 0; i < package->part_count; i++) {
        const char *name = package->parts[i].name;
        if (text_has(name, "vbaProject") || text_has(name, "/macrosheets/")) {
            fault(report, (struct place){0}, "it has macros, in %s", name);
        }
    }
}
