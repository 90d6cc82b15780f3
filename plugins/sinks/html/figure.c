/* figure: the charts of a section, each with its figures for those who would rather read them. */
#include <stdio.h>

#include "page.h"
#include "shared/svg/chart.h"

/* -- The drawing ------------------------------------------------------------------------------ */

/* A chart is drawn for a width, and once more for a telephone; the page shows one of them. */
static const struct {
    const char *class;
    int width;
} drawings[] = {{"wide", SVG_WIDE}, {"narrow", SVG_NARROW}};

static bool draw(struct page *page, const struct section *section, struct svg_chart *drawing,
                 struct bytes *out) {
    const char *wrong = svg_chart_wrong(drawing);
    if (wrong) {
        leat_fail(page->step, "sheet \"%.*s\": the chart \"%.*s\" %s", (int)section->name.size,
                  section->name.data, (int)drawing->title.size, drawing->title.data, wrong);
        return false;
    }
    return svg_chart(page->step, drawing, out);
}

static enum svg_kind kind_of(const struct chart *chart) {
    static const enum svg_kind kinds[] = {
        [CHART_LINE] = SVG_LINE, [CHART_COLUMN] = SVG_COLUMN, [CHART_BAR] = SVG_BAR};
    return kinds[chart->options->kind];
}

/* series: room for the chart's. */
static void put_drawings(struct page *page, const struct part *part, const struct chart *chart,
                         int32_t number, struct svg_series *series) {
    for (int32_t i = 0; i < chart->series_count; i++) {
        series[i] = (struct svg_series){chart->series[i],
                                        chart->values + (size_t)i * (size_t)chart->category_count};
    }
    for (size_t i = 0; i < sizeof drawings / sizeof *drawings && !page->has_failed; i++) {
        struct bytes id = {0}, out = {0};
        char ending[64];
        const int size =
            snprintf(ending, sizeof ending, "--chart-%d-%s", number, drawings[i].class);
        bool done = bytes_add(page->step, &id, part->id.data, part->id.size) &&
                    bytes_add(page->step, &id, ending, (size_t)size);
        struct svg_chart drawing = {.kind = kind_of(chart),
                                    .width = drawings[i].width,
                                    .id = {id.data, id.size},
                                    .title = chart->options->title,
                                    .alt = chart->options->alt,
                                    .x_title = chart_x_title(part->section, chart),
                                    .y_title = chart_y_title(part->section, chart),
                                    .format = chart_format(part->section, chart),
                                    .category_count = (size_t)chart->category_count,
                                    .series_count = (size_t)chart->series_count,
                                    .categories = chart->categories,
                                    .series = series};
        done = done && draw(page, part->section, &drawing, &out);
        page->has_failed |= !done;
        page_put(page, "<div class=\"%s\">", drawings[i].class);
        page_put_raw(page, out.data, out.size);
        page_put(page, "</div>\n");
        bytes_free(page->step, &id);
        bytes_free(page->step, &out);
    }
}

/* -- Its figures ------------------------------------------------------------------------------ */

static void put_headings(struct page *page, const struct section *section,
                         const struct chart *chart) {
    page_put(page, "<thead>\n<tr><th scope=\"col\">%t</th>",
             section->columns[chart->options->x].heading);
    for (int32_t i = 0; i < chart->series_count; i++) {
        page_put(page, "<th scope=\"col\" class=\"n\">%t</th>", chart->series[i]);
    }
    page_put(page, "</tr>\n</thead>\n<tbody>\n");
}

static void put_values(struct page *page, const struct part *part, const struct chart *chart,
                       int32_t number) {
    const struct column *y = &part->section->columns[LEAT_ITEM(chart->options->y, int32_t, 0)];
    page_put(page, "<details>\n<summary>Figures of this chart</summary>\n");
    table_open(page, &(struct table_name){part->id, "figures", number, "Figures"},
               chart->options->title, chart->series_count + 1);
    put_headings(page, part->section, chart);
    for (int32_t row = 0; row < chart->category_count; row++) {
        const struct leat_text category = chart->categories[row];
        page_put(page, "<tr><th scope=\"row\"%s>%t</th>",
                 cell_wraps(category) ? " class=\"w\"" : "", category);
        for (int32_t i = 0; i < chart->series_count; i++) {
            const struct cell cell = {
                .value = chart->values[(size_t)i * (size_t)chart->category_count + (size_t)row]};
            cell_put(page, &cell, y, 0);
        }
        page_put(page, "</tr>\n");
    }
    table_close(page);
    page_put(page, "</details>\n");
}

/* -- Figures ---------------------------------------------------------------------------------- */

static void put_figure(struct page *page, const struct part *part, struct chart *chart,
                       int32_t number) {
    if (!chart_arrange(page->step, part->section, chart)) {
        page->has_failed = true;
        return;
    }
    if (chart->series_count == 0) {
        page_put(page, "<p>No rows for the chart: %t</p>\n", chart->options->title);
        return;
    }
    struct svg_series *series =
        leat_alloc(page->step, (size_t)chart->series_count * sizeof *series);
    if (!series) {
        page->has_failed = true;
        return;
    }
    page_put(page, "<figure>\n<figcaption>%t</figcaption>\n", chart->options->title);
    put_drawings(page, part, chart, number, series);
    put_values(page, part, chart, number);
    page_put(page, "</figure>\n");
    leat_free(page->step, series);
}

void figures_put(struct page *page, const struct part *part) {
    const size_t count = section_charts(part->section);
    if (count == 0) {
        return;
    }
    page_put(page, "<div class=\"charts\">\n");
    for (size_t i = 0; i < count && !page->has_failed; i++) {
        put_figure(page, part, &part->section->charts[i], (int32_t)i + 1);
    }
    page_put(page, "</div>\n");
}
