/* mark: what tells series apart besides their colours: marks, dashes, hatching; and the legend.
 * See parts.h. */
#include "shared/svg/parts.h"

enum { COLOURS = 6 };

void svg_put_class(struct svg *svg, size_t series) {
    svg_put(svg, "s%d", (int)(series % COLOURS) + 1);
}

/* -- marks ----------------------------------------------------------------------------------- */

/* Paths around 0 0, of about the same weight; the second half of them is hollow. */
static const char *const marks[COLOURS] = {
    "m-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z",                        /* a circle */
    "m-3.7-3.7h7.4v7.4h-7.4z",                                   /* a square */
    "m0-5l4.8 8.4h-9.6z",                                        /* a triangle */
    "m0-5.3l5.3 5.3l-5.3 5.3l-5.3-5.3z",                         /* a diamond */
    "m0 5l4.8-8.4h-9.6z",                                        /* a triangle upside down */
    "m-1.7-5h3.4v3.3h3.3v3.4h-3.3v3.3h-3.4v-3.3h-3.3v-3.4h3.3z", /* a cross */
};

void svg_put_mark(struct svg *svg, size_t series, double x, double y) {
    svg_put(svg, "<path class=\"mark%s ", series < COLOURS ? "" : " hollow");
    svg_put_class(svg, series);
    svg_put(svg, "\" d=\"M%n %n%s\">", x, y, marks[series % COLOURS]);
}

void svg_put_dashes(struct svg *svg, size_t series) {
    static const char *const dashes[COLOURS] = {"", "8 4", "2.5 3", "12 3 2.5 3", "5 2.5", "14 5"};
    const char *dash = dashes[(series + series / COLOURS) % COLOURS];
    if (*dash) {
        svg_put(svg, " stroke-dasharray=\"%s\"", dash);
    }
}

/* -- hatching -------------------------------------------------------------------------------- */

/* Over a tile of 8 by 8; on series from the seventh on they are drawn in the colour on paper, on
 * the others in paper on the colour. The first has none. */
static const char *const hatches[COLOURS] = {
    NULL,
    "M-2 2l4-4M0 8l8-8M6 10l4-4", /* rising */
    "M0 2h8M0 6h8",               /* lying */
    "M-2 6l4 4M0 0l8 8M6-2l4 4",  /* falling */
    "M1 2h2M5 6h2",               /* dots */
    "M2 0v8M6 0v8",               /* upright */
};
static const char *const first_hatch = "M0 4h8M4 0v8"; /* of the seventh: a net */

void svg_put_fill(struct svg *svg, size_t series) {
    if (series > 0) {
        svg_put(svg, " fill=\"url(#%t-p%d)\"", svg->chart->id, (int)series);
    }
}

void svg_put_patterns(struct svg *svg) {
    svg_put(svg, svg->chart->series_count > 1 ? "<defs>" : "");
    for (size_t s = 1; s < svg->chart->series_count; s++) {
        const char *hatch = s == COLOURS ? first_hatch : hatches[s % COLOURS];
        svg_put(svg, "<pattern id=\"%t-p%d\" class=\"", svg->chart->id, (int)s);
        svg_put_class(svg, s);
        svg_put(svg,
                "\" width=\"8\" height=\"8\" patternUnits=\"userSpaceOnUse\">"
                "<path class=\"%s\" d=\"M0 0h8v8h-8z\"/><path class=\"%s\" d=\"%s\"/></pattern>",
                s < COLOURS ? "full" : "bare", s < COLOURS ? "pale-hatch" : "hatch", hatch);
    }
    svg_put(svg, svg->chart->series_count > 1 ? "</defs>" : "");
}

/* -- the legend ------------------------------------------------------------------------------ */

static void put_sample(struct svg *svg, size_t series, double x, double middle, double width) {
    if (svg->chart->kind == SVG_LINE) {
        svg_put(svg, "<path class=\"line ");
        svg_put_class(svg, series);
        svg_put(svg, "\" d=\"M%n %nh%n\"", x, middle, width);
        svg_put_dashes(svg, series);
        svg_put(svg, "/>");
        svg_put_mark(svg, series, x + width / 2, middle);
        svg_put(svg, "</path>");
        return;
    }
    svg_put(svg, "<path class=\"bar ");
    svg_put_class(svg, series);
    svg_put(svg, "\"");
    svg_put_fill(svg, series);
    svg_put(svg, " d=\"M%n %nh%nv14h%nz\"/>", x, middle - 7, width, -width);
}

static const double legend_row = 22, legend_gap = 18, legend_space = 7;

/* How wide a sample and a name are, of one series; the name's line besides. */
static double legend_item(const struct svg *svg, size_t series, double sample,
                          struct svg_lines *name) {
    const double room = svg->chart->width - sample - legend_space;
    *name = svg_wrap(svg->chart->series[series].name, TEXT_SIZE, room, 1);
    return sample + legend_space + name->width;
}

/* The width of a column where names want several rows; 0: they stand in one row. */
static double legend_column(const struct svg *svg, double sample) {
    double widest = 0, all = -legend_gap;
    for (size_t s = 0; s < svg->chart->series_count; s++) {
        struct svg_lines name;
        const double item = legend_item(svg, s, sample, &name);
        widest = item > widest ? item : widest;
        all += item + legend_gap;
    }
    return all > svg->chart->width ? widest : 0;
}

void svg_put_legend(struct svg *svg) {
    const double sample = svg->chart->kind == SVG_LINE ? 34 : 18;
    const double column = legend_column(svg, sample);
    double x = 0;
    svg->height += 2;
    for (size_t s = 0; s < svg->chart->series_count; s++) {
        struct svg_lines name;
        const double item = legend_item(svg, s, sample, &name);
        const double needed = column > 0 ? column : item;
        if (x > 0 && x + needed > svg->chart->width) {
            x = 0;
            svg->height += legend_row;
        }
        put_sample(svg, s, x, svg->height + 9, sample);
        svg_put_lines(svg, &name, "", "start", x + sample + legend_space, svg->height + TEXT_SIZE);
        x += needed + legend_gap;
    }
    svg->height += legend_row + 6;
}

void svg_put_tip(struct svg *svg, size_t series, size_t category) {
    const struct svg_chart *chart = svg->chart;
    char value[VALUE_ROOM];
    svg_put(svg, "<title>");
    if (chart->series_count > 1) {
        svg_put(svg, "%t, ", chart->series[series].name);
    }
    svg_put(svg, "%t: %s</title>", chart->categories[category],
            svg_value_text(svg, &chart->series[series].values[category], value));
}
