/* bar: charts of lying bars, as high as their categories need. See parts.h. */
#include "shared/svg/parts.h"

#include <math.h>

enum { ROW_GAP = 12 };

struct rows {
    double names, values; /* widths: of the categories' names, of the values beside bars */
    double bar;           /* how thick one is */
};

static struct rows measure_rows(const struct svg *svg) {
    const struct svg_chart *chart = svg->chart;
    struct rows rows = {.bar = chart->series_count == 1 ? 20 : chart->series_count <= 3 ? 17 : 14};
    for (size_t c = 0; c < chart->category_count; c++) {
        const double most = chart->width * (chart->width >= 480 ? 0.34 : 0.36);
        rows.names = fmax(rows.names, svg_wrap(chart->categories[c], TEXT_SIZE, most, LINES).width);
        for (size_t s = 0; s < chart->series_count; s++) {
            char text[VALUE_ROOM];
            svg_value_text(svg, &chart->series[s].values[c], text);
            rows.values = fmax(rows.values, svg_text_width(svg_string(text)) * SMALL_SIZE);
        }
    }
    /* Values that would leave no room for bars are left to the ticks. */
    rows.values = rows.values > chart->width * 0.25 ? 0 : rows.values;
    return rows;
}

static struct svg_lines row_name(const struct svg *svg, const struct rows *rows, size_t category) {
    return svg_wrap(svg->chart->categories[category], TEXT_SIZE, rows->names + 0.01, LINES);
}

static double row_height(const struct svg *svg, const struct rows *rows, size_t category) {
    const double bars = rows->bar * (double)svg->chart->series_count;
    return fmax(bars, row_name(svg, rows, category).count * LINE_HEIGHT) + ROW_GAP;
}

static void put_bar(struct svg *svg, size_t series, size_t category, double y,
                    const struct rows *rows) {
    double value;
    if (!svg_value(svg, series, category, &value)) {
        return;
    }
    const double zero = svg_at(&svg->scale, 0, svg->left, svg->right);
    const double x = svg_at(&svg->scale, value, svg->left, svg->right);
    svg_put(svg, "<path class=\"bar ");
    svg_put_class(svg, series);
    svg_put(svg, "\"");
    svg_put_fill(svg, series);
    svg_put(svg, " d=\"M%n %nH%nv%nH%nz\">", zero, y, x, rows->bar - 1.5, zero);
    svg_put_tip(svg, series, category);
    svg_put(svg, "</path>");
    if (rows->values > 0) {
        char text[VALUE_ROOM];
        svg_put(svg, "<text class=\"small\" text-anchor=\"%s\" x=\"%n\" y=\"%n\">%s</text>",
                value < 0 ? "end" : "start", x + (value < 0 ? -5 : 5), y + rows->bar / 2 + 4,
                svg_value_text(svg, &svg->chart->series[series].values[category], text));
    }
}

static void put_row(struct svg *svg, const struct rows *rows, size_t category, double top) {
    const double middle = top + row_height(svg, rows, category) / 2;
    const struct svg_lines name = row_name(svg, rows, category);
    const double bars = rows->bar * (double)svg->chart->series_count;
    svg_put_lines(svg, &name, "", "end", rows->names,
                  middle - (name.count - 1) * LINE_HEIGHT / 2 + 5);
    for (size_t s = 0; s < svg->chart->series_count; s++) {
        put_bar(svg, s, category, middle - bars / 2 + rows->bar * (double)s, rows);
    }
}

void svg_put_bar_chart(struct svg *svg) {
    const struct svg_chart *chart = svg->chart;
    svg_scale_make(svg, chart->width >= 480 ? 5 : 3);
    const struct rows rows = measure_rows(svg);
    const struct svg_scale *scale = &svg->scale;
    if (chart->series_count > 1) {
        svg_put_legend(svg);
    }
    /* A value stands beside the end of its bar, and half a tick's label beyond the last tick. */
    const double beside = fmax(rows.values + 8, svg_text_width(svg_string(scale->label[0])) * 7);
    svg->left = rows.names + 12 + (scale->low < 0 ? beside : 0);
    svg->right = chart->width - (scale->high > 0 ? beside : 6);
    svg->right = fmax(svg->right, svg->left + 40);
    const double head = svg->height;
    svg_put_value_title(svg, svg->left);
    if (chart->x_title.size > 0) {
        const struct svg_lines title = svg_wrap(chart->x_title, TEXT_SIZE, rows.names, 1);
        svg_put_lines(svg, &title, "quiet", "end", rows.names, head + TEXT_SIZE);
        svg->height = fmax(svg->height, head + LINE_HEIGHT + 4);
    }
    svg->top = svg->height + TEXT_SIZE + 12;
    svg->bottom = svg->top + 4;
    for (size_t c = 0; c < chart->category_count; c++) {
        svg->bottom += row_height(svg, &rows, c);
    }
    svg_put_grid(svg);
    double top = svg->top + 2;
    for (size_t c = 0; c < chart->category_count; c++) {
        put_row(svg, &rows, c, top);
        top += row_height(svg, &rows, c);
    }
    svg_put_zero(svg);
    svg->height = svg->bottom + 4;
}
