/* line: line charts, each line labelled where it ends, if there is room. See parts.h. */
#include "shared/svg/parts.h"

#include <math.h>

enum {
    PLOT_HEIGHT = 250,
    LABEL_ROOM = 256,
    MARKS_WIDE = 30,
    MARKS_NARROW = 14,
    END_INSET = 16,
    END_LINES = 3
};

/* -- labels at the ends of lines -------------------------------------------------------------- */

/* The name and last value of a series, beside the plot. */
struct end {
    char words[LABEL_ROOM];
    struct svg_lines lines;
    size_t last; /* the category of the last value */
    double from; /* where that value stands */
    double top, height;
};

struct ends {
    struct end of[SVG_SERIES_MOST];
    size_t series[SVG_SERIES_MOST]; /* in the order of their values, from the top */
    size_t count;                   /* of series that have a value */
    double width, height;           /* of the widest, of all together */
};

static bool find_last(const struct svg *svg, size_t series, size_t *last, double *value) {
    for (size_t c = svg->chart->category_count; c-- > 0;) {
        if (svg_value(svg, series, c, value)) {
            *last = c;
            return true;
        }
    }
    return false;
}

static void measure_end(const struct svg *svg, size_t series, struct end *end) {
    const struct svg_chart *chart = svg->chart;
    char value[VALUE_ROOM];
    const struct leat_text name =
        chart->series_count > 1 ? chart->series[series].name : (struct leat_text){"", 0};
    const int kept = name.size < LABEL_ROOM - VALUE_ROOM - 1 ? (int)name.size : 0;
    snprintf(end->words, LABEL_ROOM, "%.*s%s%s", kept, kept > 0 ? name.data : "",
             kept > 0 ? " " : "",
             svg_value_text(svg, &chart->series[series].values[end->last], value));
    end->lines = svg_wrap(svg_string(end->words), TEXT_SIZE, chart->width * 0.27, END_LINES);
    end->height = end->lines.count * LINE_HEIGHT;
}

static void measure_ends(const struct svg *svg, struct ends *ends) {
    for (size_t s = 0; s < svg->chart->series_count; s++) {
        struct end *end = &ends->of[s];
        double value;
        if (!find_last(svg, s, &end->last, &value)) {
            continue;
        }
        measure_end(svg, s, end);
        ends->width = fmax(ends->width, end->lines.width);
        ends->height += end->height;
        end->from = value;
        size_t at = ends->count++;
        while (at > 0 && ends->of[ends->series[at - 1]].from < value) {
            ends->series[at] = ends->series[at - 1];
            at--;
        }
        ends->series[at] = s;
    }
}

/* Labels beside lines are read sooner than a legend, if none is cut and they are not crowded. */
static bool ends_fit(const struct svg *svg, const struct ends *ends) {
    for (size_t i = 0; i < ends->count; i++) {
        if (ends->of[ends->series[i]].lines.is_cut) {
            return false;
        }
    }
    return ends->count == svg->chart->series_count && ends->height <= PLOT_HEIGHT * 0.8;
}

/* Each as near to its value as the others leave it, from the top down; then those that were pushed
 * below the plot are pushed up again. */
static void place_ends(const struct svg *svg, struct ends *ends) {
    double free_from = svg->top - LINE_HEIGHT / 2;
    for (size_t i = 0; i < ends->count; i++) {
        struct end *end = &ends->of[ends->series[i]];
        end->from = svg_at(&svg->scale, end->from, svg->bottom, svg->top);
        end->top = fmax(end->from - end->height / 2, free_from);
        free_from = end->top + end->height;
    }
    double free_to = svg->bottom + LINE_HEIGHT / 2;
    for (size_t i = ends->count; i-- > 0;) {
        struct end *end = &ends->of[ends->series[i]];
        end->top = fmin(end->top, free_to - end->height);
        free_to = end->top;
    }
}

static void put_ends(struct svg *svg, const struct ends *ends) {
    for (size_t i = 0; i < ends->count; i++) {
        const struct end *end = &ends->of[ends->series[i]];
        const double middle = end->top + end->height / 2, x = svg->right + 8;
        const double from = svg_category_at(svg, end->last);
        const bool is_short = end->last + 1 < svg->chart->category_count;
        if (fabs(middle - end->from) > 3 || is_short) {
            svg_put(svg, "<path class=\"lead ");
            svg_put_class(svg, ends->series[i]);
            svg_put(svg, "\" d=\"M%n %nL%n %nL%n %n\"/>", from + 7, end->from, svg->right - 4,
                    end->from, x - 2, middle);
        }
        svg_put_lines(svg, &end->lines, "", "start", x, end->top + TEXT_SIZE - 1);
    }
}

/* -- lines ----------------------------------------------------------------------------------- */

static double value_y(const struct svg *svg, double value) {
    return svg_at(&svg->scale, value, svg->bottom, svg->top);
}

/* A null parts a line. */
static void put_line(struct svg *svg, size_t series) {
    bool is_open = false;
    svg_put(svg, "<path class=\"line ");
    svg_put_class(svg, series);
    svg_put(svg, "\"");
    svg_put_dashes(svg, series);
    svg_put(svg, " d=\"");
    for (size_t c = 0; c < svg->chart->category_count; c++) {
        double value;
        const bool has = svg_value(svg, series, c, &value);
        if (has) {
            svg_put(svg, "%s%n %n", is_open ? "L" : "M", svg_category_at(svg, c),
                    value_y(svg, value));
        }
        is_open = has;
    }
    svg_put(svg, "\"/>");
}

/* Of many points each so many has a mark, and always the last and one that stands alone. */
static void put_marks(struct svg *svg, size_t series) {
    const size_t count = svg->chart->category_count;
    const size_t most = svg->chart->width >= 480 ? MARKS_WIDE : MARKS_NARROW;
    const size_t every = count <= most ? 1 : (count + most / 2 - 1) / (most / 2);
    double value, other;
    bool has_before = false;
    for (size_t c = 0; c < count; c++) {
        const bool has = svg_value(svg, series, c, &value);
        const bool has_after = c + 1 < count && svg_value(svg, series, c + 1, &other);
        const bool is_alone = !has_before && !has_after;
        if (has && (is_alone || (count - 1 - c) % every == 0)) {
            svg_put_mark(svg, series, svg_category_at(svg, c), value_y(svg, value));
            svg_put_tip(svg, series, c);
            svg_put(svg, "</path>");
        }
        has_before = has;
    }
}

void svg_put_line_chart(struct svg *svg) {
    struct ends ends = {0};
    svg_scale_make(svg, 5);
    measure_ends(svg, &ends);
    const bool has_ends = ends_fit(svg, &ends);
    if (!has_ends && svg->chart->series_count > 1) {
        svg_put_legend(svg);
    }
    svg_put_value_title(svg, 0);
    svg->left = svg->scale.widest + 10;
    svg->right = svg->chart->width - (has_ends ? ends.width + 10 : 4);
    svg->inset = has_ends ? END_INSET : 0; /* no further from their labels than need be */
    svg->top = svg->height + 10;
    svg->bottom = svg->top + PLOT_HEIGHT;
    const struct category_plan plan = svg_plan_categories(svg);
    svg_put_grid(svg);
    svg_put_zero(svg);
    svg_put_categories(svg, &plan);
    for (size_t s = 0; s < svg->chart->series_count; s++) {
        put_line(svg, s);
        put_marks(svg, s);
    }
    if (has_ends) {
        place_ends(svg, &ends);
        put_ends(svg, &ends);
    }
    svg->height = svg->bottom + plan.height;
}
