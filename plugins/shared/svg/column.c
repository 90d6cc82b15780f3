/* column: charts of upright bars. See parts.h. */
#include "shared/svg/parts.h"

#include <math.h>

enum { PLOT_HEIGHT = 250, WIDEST_BAR = 56 };

/* How bars stand in the room of a category. */
struct cluster {
    double bar, gap, width; /* of a bar, between two, of all of a category */
};

static struct cluster cluster_of(const struct svg *svg) {
    const double count = (double)svg->chart->series_count;
    const double slot = (svg->right - svg->left) / (double)svg->chart->category_count;
    struct cluster cluster = {.gap = slot * 0.75 / count > 6 ? 1.5 : 0};
    cluster.bar = fmin((slot * 0.75 - cluster.gap * (count - 1)) / count, WIDEST_BAR);
    cluster.width = cluster.bar * count + cluster.gap * (count - 1);
    return cluster;
}

/* All bars have their value, or none has. */
static bool values_fit(const struct svg *svg, const struct cluster *cluster) {
    const double slot = (svg->right - svg->left) / (double)svg->chart->category_count;
    const double room = svg->chart->series_count > 1 ? cluster->bar + cluster->gap : slot - 6;
    for (size_t s = 0; s < svg->chart->series_count; s++) {
        for (size_t c = 0; c < svg->chart->category_count; c++) {
            char text[VALUE_ROOM];
            svg_value_text(svg, &svg->chart->series[s].values[c], text);
            if (svg_text_width(svg_string(text)) * SMALL_SIZE > room) {
                return false;
            }
        }
    }
    return true;
}

static void put_bar(struct svg *svg, size_t series, size_t category, const struct cluster *cluster,
                    bool has_text) {
    double value;
    if (!svg_value(svg, series, category, &value)) {
        return;
    }
    const double x = svg_category_at(svg, category) - cluster->width / 2 +
                     (double)series * (cluster->bar + cluster->gap);
    const double zero = svg_at(&svg->scale, 0, svg->bottom, svg->top);
    const double y = svg_at(&svg->scale, value, svg->bottom, svg->top);
    svg_put(svg, "<path class=\"bar ");
    svg_put_class(svg, series);
    svg_put(svg, "\"");
    svg_put_fill(svg, series);
    svg_put(svg, " d=\"M%n %nV%nh%nV%nz\">", x, zero, y, cluster->bar, zero);
    svg_put_tip(svg, series, category);
    svg_put(svg, "</path>");
    if (has_text) {
        char text[VALUE_ROOM];
        svg_put(svg, "<text class=\"small\" text-anchor=\"middle\" x=\"%n\" y=\"%n\">%s</text>",
                x + cluster->bar / 2, y + (value < 0 ? SMALL_SIZE + 2 : -5),
                svg_value_text(svg, &svg->chart->series[series].values[category], text));
    }
}

void svg_put_column_chart(struct svg *svg) {
    svg_scale_make(svg, 5);
    if (svg->chart->series_count > 1) {
        svg_put_legend(svg);
    }
    svg_put_value_title(svg, 0);
    svg->left = svg->scale.widest + 10;
    svg->right = svg->chart->width - 1;
    const struct cluster cluster = cluster_of(svg);
    const bool has_texts = values_fit(svg, &cluster);
    svg->top = svg->height + (has_texts ? 18 : 10);
    svg->bottom = svg->top + PLOT_HEIGHT;
    const struct category_plan plan = svg_plan_categories(svg);
    /* Values below the lowest bar want a line above the names. */
    const double below = has_texts && svg->scale.low < 0 ? 12 : 0;
    svg_put_grid(svg);
    for (size_t c = 0; c < svg->chart->category_count; c++) {
        for (size_t s = 0; s < svg->chart->series_count; s++) {
            put_bar(svg, s, c, &cluster, has_texts);
        }
    }
    svg_put_zero(svg);
    svg->bottom += below;
    svg_put_categories(svg, &plan);
    svg->height = svg->bottom + plan.height;
}
