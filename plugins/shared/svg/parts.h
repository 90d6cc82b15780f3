/* parts: what the files of svg_chart share. Only they include it. */
#ifndef LEAT_SHARED_SVG_PARTS_H
#define LEAT_SHARED_SVG_PARTS_H

#include "shared/svg/chart.h"

/* -- putting: put.c ----------------------------------------------------------------------- */

enum { TICKS = 16, TICK_ROOM = 48, VALUE_ROOM = 64, LINES = 5 };

/* Sizes of text, in pixels, and how far its lines stand apart. */
#define TEXT_SIZE 14.0
#define SMALL_SIZE 13.0
#define LINE_HEIGHT 17.0

/* The values' axis. */
struct svg_scale {
    double low, high; /* the first and the last tick */
    int ticks;
    double tick[TICKS];
    char label[TICKS][TICK_ROOM]; /* NUL-terminated */
    double widest;                /* of the labels, in pixels */
    bool has_values, is_cut;      /* is_cut: it does not reach 0 */
};

struct svg {
    struct leat_step *step;
    const struct svg_chart *chart;
    struct bytes *out;
    bool has_failed; /* no memory; all that is put after it is lost */
    struct svg_scale scale;
    double left, right, top, bottom; /* the plot */
    double inset; /* from its sides to the middles of the outer categories; 0: half of their room */
    double height; /* of all that has been put so far, from the top */
};

/* Puts a pattern: %n a double at two places, %d an int, %t a struct leat_text and %s a string with
 * what XML wants escaped. */
void svg_put(struct svg *svg, const char *pattern, ...);

/* A value's text under the chart's format, NUL-terminated, cut to its room. */
const char *svg_value_text(const struct svg *svg, const struct leat_value *value,
                           char out[VALUE_ROOM]);

/* The value, unless it is null. */
bool svg_value(const struct svg *svg, size_t series, size_t category, double *value);

/* About how wide text comes out in a page's sans-serif, at a size of 1. */
double svg_text_width(struct leat_text text);

/* Text in lines of at most a width, parted at spaces, or within a word where it is wider. */
struct svg_lines {
    struct leat_text line[LINES];
    int count;
    bool is_cut; /* there was more; the last line ends in … */
    double width;
};
struct svg_lines svg_wrap(struct leat_text text, double size, double width, int most);

/* The lines, one <text> with an anchor of start, middle or end; y is the first line's base. */
void svg_put_lines(struct svg *svg, const struct svg_lines *lines, const char *classes,
                   const char *anchor, double x, double y);

static inline struct leat_text svg_string(const char *text) {
    return (struct leat_text){text, strlen(text)};
}

/* -- the values' axis: scale.c ------------------------------------------------------------ */

void svg_scale_make(struct svg *svg, int ticks_wanted);

/* Where a value stands between two ends. */
double svg_at(const struct svg_scale *scale, double value, double from, double to);

/* Grid lines, the line at 0 and the labels: of an upright axis, at the left of the plot; of a lying
 * one, above it. The line at 0 is put later, over bars. */
void svg_put_grid(struct svg *svg);
void svg_put_zero(struct svg *svg);

/* The title of the values, and whether they start at 0, above the plot: height grows. */
void svg_put_value_title(struct svg *svg, double x);

/* -- marks: mark.c ------------------------------------------------------------------------ */

/* Series are numbered from 0. */
void svg_put_class(struct svg *svg, size_t series); /* s1 … s6 */
void svg_put_mark(struct svg *svg, size_t series, double x, double y);
void svg_put_dashes(struct svg *svg, size_t series); /* the attribute */
void svg_put_fill(struct svg *svg, size_t series);   /* the attribute of a bar */
void svg_put_patterns(struct svg *svg);              /* <defs> for bars */

/* Names and samples of all series, in rows above the plot: height grows. */
void svg_put_legend(struct svg *svg);

/* What a mark or bar says when it is pointed at. */
void svg_put_tip(struct svg *svg, size_t series, size_t category);

/* -- the categories' axis: category.c ----------------------------------------------------- */

enum category_way { CATEGORY_FLAT, CATEGORY_TURNED };

struct category_plan {
    enum category_way way;
    size_t every;  /* each so many has a label, the last one always */
    double room;   /* how wide a label may be */
    double height; /* of all labels */
};
struct category_plan svg_plan_categories(const struct svg *svg);
void svg_put_categories(struct svg *svg, const struct category_plan *plan);

/* The middle of a category along the plot. */
double svg_category_at(const struct svg *svg, size_t category);

/* -- kinds: line.c, column.c, bar.c ------------------------------------------------ */

/* Each puts its plot below `height`, and leaves height at its foot. */
void svg_put_line_chart(struct svg *svg);
void svg_put_column_chart(struct svg *svg);
void svg_put_bar_chart(struct svg *svg);

#endif
