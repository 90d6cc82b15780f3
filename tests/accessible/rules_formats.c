/* The rules of formatting that look at fonts, colours, fills and borders: F3, F7 to F10. See
 * rules.h. */
#include "accessible/rules.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const double LEAST_SIZE = 12, SUBHEAD_SIZE = 14, TITLE_SIZE = 16;
static const double LEAST_CONTRAST = 4.5;

/* ---- F3: fonts */

static bool without_serifs(const char *name) {
    static const char *const known[] = {"Arial",        "Aptos",     "Calibri",         "Carlito",
                                        "DejaVu Sans",  "Helvetica", "Liberation Sans", "Noto Sans",
                                        "Roboto",       "Open Sans", "Segoe UI",        "Tahoma",
                                        "Trebuchet MS", "Verdana"};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (text_same(name, known[i])) {
            return true;
        }
    }
    return false;
}

/* Links are told by their line and colour, as everywhere; all other text has neither. */
static void look_at_font(struct report *report, struct place place, const struct font *font,
                         double least_size) {
    const bool link = link_at(place.sheet, place.column, place.row);
    if (!without_serifs(font->name)) {
        fault(report, place, "the font is %s", font->name);
    }
    if (font->size < least_size) {
        fault(report, place, "the font's size is %g, and should be %g", font->size, least_size);
    }
    if (font->italic) {
        fault(report, place, "the text is in italics");
    }
    if (font->underline && !link) {
        fault(report, place, "the text is underlined, and no link");
    }
    if (!font->colour.automatic && !link) {
        fault(report, place, "the text's colour is %s, not automatic",
              font->colour.rgb ? font->colour.rgb : "one of the theme's");
    }
}

/* `end` is the row where the sheet's lines of text end. */
static double size_wanted(const struct cell *cell, uint32_t end) {
    if (cell->column == 1 && cell->row == 1) {
        return TITLE_SIZE;
    }
    return cell->style->font.bold && cell->row < end ? SUBHEAD_SIZE : LEAST_SIZE;
}

void rule_F3(struct report *report) {
    each_sheet(sheet, report) {
        const uint32_t end = lines_end(sheet);
        each_cell(cell, sheet) {
            if (cell_blank(cell)) {
                continue;
            }
            const double size = size_wanted(cell, end);
            if (cell->run_count == 0) {
                look_at_font(report, at_cell(sheet, cell), &cell->style->font, size);
            }
            for (size_t i = 0; i < cell->run_count; i++) {
                look_at_font(report, at_cell(sheet, cell), &cell->runs[i], size);
            }
        }
        const struct cell *title = sheet_cell(sheet, 1, 1);
        if (!cell_blank(title) && !title->style->font.bold) {
            fault(report, at(sheet, 1, 1), "the title is not bold");
        }
    }
}

/* ---- Wherever a style is used: by cells, empty or not, by rows and columns, by what is laid
 * over them */

typedef void look_at_style(struct report *report, struct place place, const struct style *style);

static const struct style *numbered(const struct style *styles, size_t count,
                                    const struct node *node, const char *attribute) {
    const double number = tree_number(node, attribute, -1);
    return number >= 0 && number < (double)count ? &styles[(size_t)number] : NULL;
}

static void on_differences(struct report *report, const struct sheet *sheet, look_at_style *look) {
    const struct workbook *book = report->book;
    tree_each(formatting, sheet->root, "conditionalFormatting") {
        struct place place = at_sheet(sheet);
        struct range range;
        if (range_read(tree_attribute(formatting, "sqref"), &range)) {
            place = at(sheet, range.left, range.top);
        }
        tree_each(rule, formatting, "cfRule") {
            const struct style *style =
                numbered(book->differences, book->difference_count, rule, "dxfId");
            if (style) {
                look(report, place, style);
            }
        }
    }
    each_table(table, sheet) {
        static const char *const parts[] = {"headerRowDxfId", "dataDxfId", "totalsRowDxfId"};
        for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
            const struct style *style =
                numbered(book->differences, book->difference_count, table->root, parts[i]);
            if (style) {
                look(report, at(sheet, table->range.left, table->range.top), style);
            }
        }
    }
}

static void on_styles(struct report *report, const struct sheet *sheet, look_at_style *look) {
    const struct workbook *book = report->book;
    each_cell(cell, sheet) { look(report, at_cell(sheet, cell), cell->style); }
    tree_each(row, tree_find(sheet->root, "sheetData"), "row") {
        const struct style *style = numbered(book->styles, book->style_count, row, "s");
        if (style) {
            look(report, at(sheet, 1, (uint32_t)tree_number(row, "r", 1)), style);
        }
    }
    tree_each(columns, tree_find(sheet->root, "cols"), "col") {
        const struct style *style = numbered(book->styles, book->style_count, columns, "style");
        if (style) {
            look(report, at(sheet, (uint32_t)tree_number(columns, "min", 1), 1), style);
        }
    }
    on_differences(report, sheet, look);
}

static bool filled(const struct style *style) { return strcmp(style->fill.pattern, "none") != 0; }

static void look_for_border(struct report *report, struct place place, const struct style *style) {
    if (style->border) {
        fault(report, place, "it has a border");
    }
    if (filled(style) && strcmp(style->fill.pattern, "solid") != 0) {
        fault(report, place, "it has a pattern, %s", style->fill.pattern);
    }
}

void rule_F7(struct report *report) {
    each_sheet(sheet, report) { on_styles(report, sheet, look_for_border); }
}

static void look_for_fill(struct report *report, struct place place, const struct style *style) {
    if (filled(style)) {
        fault(report, place, "it has a background (%s)", style->fill.pattern);
    }
}

void rule_F8(struct report *report) {
    each_sheet(sheet, report) {
        on_styles(report, sheet, look_for_fill);
        each_table(table, sheet) {
            const char *style = tree_attribute(tree_find(table->root, "tableStyleInfo"), "name");
            if (!text_blank(style) && !text_same(style, "None")) {
                fault(report, at(sheet, table->range.left, table->range.top),
                      "the table's style is %s, not none", style);
            }
        }
    }
}

/* Whether a colour says what nothing else does, only people can tell: so any is a fault. */
static void look_for_colour(struct report *report, struct place place, const struct style *style) {
    const bool link = place.row > 0 && link_at(place.sheet, place.column, place.row);
    if (filled(style) || (!style->font.colour.automatic && !link)) {
        fault(report, place, "it has a colour, which may say what nothing else says");
    }
}

void rule_F9(struct report *report) {
    each_sheet(sheet, report) {
        on_styles(report, sheet, look_for_colour);
        tree_each(formatting, sheet->root, "conditionalFormatting") {
            tree_each(rule, formatting, "cfRule") {
                if (tree_find(rule, "colorScale") || tree_find(rule, "dataBar") ||
                    tree_find(rule, "iconSet")) {
                    const char *range = tree_attribute(formatting, "sqref");
                    fault(report, at_sheet(sheet), "the cells %s are coloured by their values",
                          range ? range : "?");
                }
            }
        }
    }
}

/* ---- F10: contrast, as the Web Content Accessibility Guidelines reckon it */

static double brightness(const char *rgb) {
    static const double weights[] = {0.2126, 0.7152, 0.0722};
    unsigned parts[3];
    if (sscanf(rgb, "%2x%2x%2x", &parts[0], &parts[1], &parts[2]) != 3) {
        return -1;
    }
    double sum = 0;
    for (size_t i = 0; i < 3; i++) {
        const double part = parts[i] / 255.0;
        sum += weights[i] * (part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4));
    }
    return sum;
}

/* -1: it cannot be told. */
static double contrast(const struct font *font, const struct fill *fill) {
    const bool none = strcmp(fill->pattern, "none") == 0;
    const char *front = font->colour.automatic ? "000000" : font->colour.rgb;
    const char *back = none ? "FFFFFF" : fill->colour.rgb;
    if (!front || !back || (!none && strcmp(fill->pattern, "solid") != 0)) {
        return -1;
    }
    const double one = brightness(front), other = brightness(back);
    return one < 0 || other < 0 ? -1 : (fmax(one, other) + 0.05) / (fmin(one, other) + 0.05);
}

static void look_at_contrast(struct report *report, struct place place, const struct font *font,
                             const struct fill *fill) {
    const double found = contrast(font, fill);
    if (found < 0) {
        fault(report, place, "how the text stands out from what is behind it cannot be told");
    } else if (found < LEAST_CONTRAST) {
        fault(report, place, "the text's contrast is %.2f to 1, and should be %.1f", found,
              LEAST_CONTRAST);
    }
}

static void look_at_difference(struct report *report, struct place place,
                               const struct style *style) {
    look_at_contrast(report, place, &style->font, &style->fill);
}

void rule_F10(struct report *report) {
    each_sheet(sheet, report) {
        each_cell(cell, sheet) {
            if (cell_blank(cell)) {
                continue;
            }
            if (cell->run_count == 0) {
                look_at_contrast(report, at_cell(sheet, cell), &cell->style->font,
                                 &cell->style->fill);
            }
            for (size_t i = 0; i < cell->run_count; i++) {
                look_at_contrast(report, at_cell(sheet, cell), &cell->runs[i], &cell->style->fill);
            }
        }
        on_differences(report, sheet, look_at_difference);
    }
}
