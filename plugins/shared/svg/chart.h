/* chart: a line, column or bar chart as an <svg> element, to stand in a page.
 *
 * A chart is drawn for a width in pixels and stretches with its page. Text does not shrink below
 * what can be read when the width fits the screen: draw a chart twice, 640 wide and 360 wide, and
 * let a media query show one of them. Its height follows from what is in it.
 *
 * The title is not drawn: it belongs in the page, above the chart, where it wraps and can be
 * found; the element has it as its <title>, for those who hear the page, and alt as its <desc>.
 *
 * Colours are the page's: --paper, --ink, --quiet (lesser text), --grid, --series-1 to --series-6.
 * svg_chart_css sets them for light and dark screens, high contrast and paper, with the classes
 * that charts use. No series is told by its colour alone: lines differ in dashes and marks and are
 * labelled where they end, bars differ in hatching. There is no style attribute and no script, so a
 * strict content security policy can stand. */
#ifndef LEAT_SHARED_SVG_CHART_H
#define LEAT_SHARED_SVG_CHART_H

#include "shared/bytes.h"

enum { SVG_SERIES_MOST = 12, SVG_CATEGORIES_MOST = 200, SVG_WIDE = 640, SVG_NARROW = 360 };

enum svg_kind {
    SVG_LINE,   /* a line for each series, along the categories */
    SVG_COLUMN, /* upright bars, side by side within a category */
    SVG_BAR,    /* lying bars; room for long names of categories */
};

struct svg_series {
    struct leat_text name;           /* data NULL: none */
    const struct leat_value *values; /* one a category: integers, decimals, reals and nulls */
};

/* What is lent stays lent until svg_chart returns. Texts are UTF-8 and are escaped. */
struct svg_chart {
    enum svg_kind kind;
    int width;           /* SVG_WIDE, SVG_NARROW or what fits, at least SVG_NARROW */
    struct leat_text id; /* begins the ids in it: letters, digits, - and _, unlike any other's */
    struct leat_text title, alt;       /* alt may be empty */
    struct leat_text x_title, y_title; /* of the categories, of the values; may be empty */
    struct leat_text format;           /* of the values, as number_format has it */
    size_t category_count, series_count;
    const struct leat_text *categories;
    const struct svg_series *series;
};

/* NULL, or why it cannot be drawn, to follow "the chart": "has more than 12 series". */
const char *svg_chart_wrong(const struct svg_chart *chart);

/* Adds the element. It has been found not to be wrong. */
bool svg_chart(struct leat_step *step, const struct svg_chart *chart, struct bytes *out);

/* Rules for the page's <style>, for all its charts. */
extern const char svg_chart_css[];

#endif
