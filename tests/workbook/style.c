/* style: reads fonts, fills, borders and formats into styles, with the theme's colours. See
 * workbook.h. */
#include "workbook/read.h"

#include <string.h>

enum { THEME_TEXT = 1, AUTOMATIC_INDEX = 64 };

static const struct node *read_theme(const struct workbook *book) {
    for (size_t i = 0; i < book->package.part_count; i++) {
        const struct part *part = &book->package.parts[i];
        if (strncmp(part->name, "xl/theme/", 9) == 0 && !strstr(part->name, "_rels")) {
            const char *wrong;
            return tree_read(book->pool, part->bytes, part->length, &wrong);
        }
    }
    return NULL;
}

/* The theme's colours by the numbers that fonts and fills use. The standard's list is dark 1,
 * light 1, dark 2, light 2, but Excel counts each light before its dark. */
static const char *theme_colour(const struct workbook *book, int number) {
    static const char *const names[] = {"lt1",     "dk1",     "lt2",     "dk2",
                                        "accent1", "accent2", "accent3", "accent4",
                                        "accent5", "accent6", "hlink",   "folHlink"};
    if (number < 0 || (size_t)number >= sizeof names / sizeof *names) {
        return NULL;
    }
    const struct node *scheme = tree_deep(book->theme, "clrScheme");
    const struct node *colour = tree_find(scheme, names[number]);
    const char *rgb = tree_attribute(tree_find(colour, "srgbClr"), "val");
    return rgb ? rgb : tree_attribute(tree_find(colour, "sysClr"), "lastClr");
}

static struct colour read_colour(const struct workbook *book, const struct node *node) {
    const char *rgb = tree_attribute(node, "rgb");
    const bool tinted = tree_number(node, "tint", 0) != 0;
    const int theme = (int)tree_number(node, "theme", -1);
    const int indexed = (int)tree_number(node, "indexed", -1);
    if (!node || tree_flag(node, "auto", false) || indexed == AUTOMATIC_INDEX ||
        (theme == THEME_TEXT && !tinted)) {
        return (struct colour){.automatic = true};
    }
    if (rgb) { /* two digits for what shows through come first, as a rule */
        return (struct colour){.rgb = tinted ? NULL : strlen(rgb) == 8 ? rgb + 2 : rgb};
    }
    return (struct colour){.rgb = tinted ? NULL : theme_colour(book, theme)};
}

void read_font(const struct workbook *book, const struct node *node, struct font *font) {
    const char *name = tree_attribute(tree_find(node, "name"), "val");
    name = name ? name : tree_attribute(tree_find(node, "rFont"), "val");
    font->name = name ? name : font->name;
    font->size = tree_number(tree_find(node, "sz"), "val", font->size);
    const struct node *bold = tree_find(node, "b");
    const struct node *italic = tree_find(node, "i");
    const struct node *underline = tree_find(node, "u");
    const struct node *colour = tree_find(node, "color");
    const char *kind = tree_attribute(underline, "val");
    const char *level = tree_attribute(tree_find(node, "vertAlign"), "val");
    font->bold = bold && tree_flag(bold, "val", true);
    font->italic = italic && tree_flag(italic, "val", true);
    font->underline = underline && (!kind || strcmp(kind, "none") != 0);
    font->raised = level && strcmp(level, "superscript") == 0;
    font->lowered = level && strcmp(level, "subscript") == 0;
    font->colour = read_colour(book, colour);
}

static struct fill read_fill(const struct workbook *book, const struct node *node) {
    const struct node *pattern = tree_find(node, "patternFill");
    const char *type = tree_attribute(pattern, "patternType");
    if (tree_find(node, "gradientFill")) {
        return (struct fill){.pattern = "gradient"};
    }
    return (struct fill){.pattern = type ? type : "none",
                         .colour = read_colour(book, tree_find(pattern, "fgColor"))};
}

static bool read_border(const struct node *node) {
    for (const struct node *side = node ? node->first : NULL; side; side = side->next) {
        const char *style = tree_attribute(side, "style");
        if (style && strcmp(style, "none") != 0) {
            return true;
        }
    }
    return false;
}

/* The child whose number stands in an attribute of the node; without one it is the first. */
static const struct node *numbered(const struct node *list, const char *name,
                                   const struct node *node, const char *attribute) {
    const double number = tree_number(node, attribute, 0);
    size_t left = number >= 0 && number < UINT32_MAX ? (size_t)number : SIZE_MAX;
    const struct node *child = tree_find(list, name);
    for (; child && left > 0; left--) {
        child = tree_next(child, name);
    }
    return child;
}

/* The formats that have a number and no text in the file, as far as reading needs them. */
static const char *number_format(const struct node *root, double number) {
    static const char *const known[50] = {
        [1] = "0",         [2] = "0.00",         [3] = "#,##0",
        [4] = "#,##0.00",  [9] = "0%",           [10] = "0.00%",
        [11] = "0.00E+00", [14] = "dd/mm/yyyy",  [15] = "d-mmm-yy",
        [16] = "d-mmm",    [17] = "mmm-yy",      [20] = "h:mm",
        [21] = "h:mm:ss",  [22] = "m/d/yy h:mm", [37] = "#,##0",
        [38] = "#,##0",    [39] = "#,##0.00",    [40] = "#,##0.00",
        [45] = "mm:ss",    [46] = "[h]:mm:ss",   [47] = "mm:ss.0",
        [49] = "@"};
    tree_each(format, tree_find(root, "numFmts"), "numFmt") {
        const char *code = tree_attribute(format, "formatCode");
        if (code && tree_number(format, "numFmtId", -1) == number) {
            return code;
        }
    }
    const char *code = number >= 0 && number < 50 ? known[(size_t)number] : NULL;
    return code ? code : "General";
}

static const struct style plain = {
    .font = {.name = "Calibri", .size = 11, .colour = {.automatic = true}},
    .fill = {.pattern = "none", .colour = {.automatic = true}},
    .format = "General",
};

static void read_style(const struct workbook *book, const struct node *root,
                       const struct node *node, struct style *style) {
    *style = plain;
    read_font(book, numbered(tree_find(root, "fonts"), "font", node, "fontId"), &style->font);
    style->fill = read_fill(book, numbered(tree_find(root, "fills"), "fill", node, "fillId"));
    style->border = read_border(numbered(tree_find(root, "borders"), "border", node, "borderId"));
    style->wrap = tree_flag(tree_find(node, "alignment"), "wrapText", false);
    style->format = number_format(root, tree_number(node, "numFmtId", 0));
}

/* A difference holds what it changes alone, and its solid fill keeps its colour in bgColor. */
static void read_difference(const struct workbook *book, const struct node *node,
                            struct style *style) {
    *style = plain;
    read_font(book, tree_find(node, "font"), &style->font);
    const struct node *fill = tree_find(node, "fill");
    if (fill) {
        const struct node *pattern = tree_find(fill, "patternFill");
        const char *type = tree_attribute(pattern, "patternType");
        style->fill.pattern = pattern && !type ? "solid" : read_fill(book, fill).pattern;
        style->fill.colour = read_colour(book, tree_find(pattern, "bgColor"));
    }
    style->border = read_border(tree_find(node, "border"));
}

bool read_styles(struct workbook *book, const char *part) {
    const struct node *root = part ? package_tree(&book->package, part) : NULL;
    if (part && !root) {
        return false;
    }
    book->theme = read_theme(book);
    const struct node *formats = tree_find(root, "cellXfs");
    const size_t count = tree_count(formats, "xf");
    book->styles = pool_array(book->pool, count + 1, sizeof *book->styles);
    book->styles[0] = plain;
    tree_each(node, formats, "xf") {
        read_style(book, root, node, &book->styles[book->style_count++]);
    }
    book->style_count += count == 0;
    const struct node *differences = tree_find(root, "dxfs");
    book->differences =
        pool_array(book->pool, tree_count(differences, "dxf"), sizeof *book->differences);
    tree_each(node, differences, "dxf") {
        read_difference(book, node, &book->differences[book->difference_count++]);
    }
    return true;
}
