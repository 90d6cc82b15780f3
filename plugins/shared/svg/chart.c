/* chart: charts as SVG. See chart.h; each kind has a file of its own. */
#include "shared/svg/chart.h"

#include <math.h>

#include "shared/svg/parts.h"

const char svg_chart_css[] =
    ":root{--paper:#fff;--ink:#1b1f24;--quiet:#50575f;--grid:#d9dde1;--series-1:#1d4f91;"
    "--series-2:#cf6515;--series-3:#177e6f;--series-4:#8a2a6b;--series-5:#666b16;"
    "--series-6:#7763cf}\n"
    "@media screen and (prefers-color-scheme:dark){:root{--paper:#15181c;--ink:#eceff2;"
    "--quiet:#b4bbc3;--grid:#3a4048;--series-1:#86b6f2;--series-2:#f0a058;--series-3:#5ecfbb;"
    "--series-4:#ee93cd;--series-5:#c8cf6a;--series-6:#b9aef7}}\n"
    "@media (forced-colors:active){:root{--paper:Canvas;--ink:CanvasText;--quiet:CanvasText;"
    "--grid:GrayText;--series-1:CanvasText;--series-2:CanvasText;--series-3:CanvasText;"
    "--series-4:CanvasText;--series-5:CanvasText;--series-6:CanvasText}}\n"
    ".chart{display:block;width:100%;height:auto;overflow:visible;"
    "print-color-adjust:exact;-webkit-print-color-adjust:exact;forced-color-adjust:none}\n"
    ".chart text{font-size:14px;fill:var(--ink);font-variant-numeric:tabular-nums}\n"
    ".chart .quiet{fill:var(--quiet)}\n"
    ".chart .small{font-size:13px;paint-order:stroke;stroke:var(--paper);stroke-width:2.5px}\n"
    ".chart .grid,.chart .zero{fill:none;stroke:var(--grid)}\n"
    ".chart .zero{stroke:var(--quiet)}\n"
    ".chart .s1{--c:var(--series-1)}.chart .s2{--c:var(--series-2)}"
    ".chart .s3{--c:var(--series-3)}.chart .s4{--c:var(--series-4)}"
    ".chart .s5{--c:var(--series-5)}.chart .s6{--c:var(--series-6)}\n"
    ".chart .line{fill:none;stroke:var(--c);stroke-width:2.5;stroke-linejoin:round}\n"
    ".chart .lead{fill:none;stroke:var(--c)}\n"
    ".chart .mark{fill:var(--c);stroke:var(--c)}\n"
    ".chart .hollow{fill:var(--paper);stroke-width:2}\n"
    ".chart .bar{stroke:var(--c)}.chart .bar:not([fill]),.chart .full{fill:var(--c)}\n"
    ".chart .bare{fill:var(--paper)}\n"
    ".chart .hatch,.chart .pale-hatch{fill:none;stroke:var(--c);stroke-width:1.4}\n"
    ".chart .pale-hatch{stroke:var(--paper);stroke-width:1.1;stroke-opacity:.75}\n";

/* Beyond it the room between ticks might be no number. */
static const double largest = 1e300;

static const char *series_wrong(const struct svg_chart *chart, const struct svg_series *series) {
    for (size_t c = 0; c < chart->category_count; c++) {
        const struct leat_value *value = &series->values[c];
        if (value->is_null) {
            continue;
        }
        if (value->type.kind != LEAT_INTEGER && value->type.kind != LEAT_DECIMAL &&
            value->type.kind != LEAT_REAL) {
            return "has values that are no numbers";
        }
        if (value->type.kind == LEAT_REAL &&
            (fabs(value->as.real) > largest ||
             (value->as.real != 0 && fabs(value->as.real) < 1 / largest))) {
            return "has values beyond 1e300, or nearer to 0 than 1e-300";
        }
    }
    return NULL;
}

const char *svg_chart_wrong(const struct svg_chart *chart) {
    if (chart->series_count == 0 || chart->category_count == 0) {
        return "has no rows";
    }
    if (chart->series_count > SVG_SERIES_MOST) {
        return "has more than 12 series";
    }
    if (chart->category_count > SVG_CATEGORIES_MOST) {
        return "has more than 200 categories";
    }
    for (size_t s = 0; s < chart->series_count; s++) {
        const char *wrong = series_wrong(chart, &chart->series[s]);
        if (wrong) {
            return wrong;
        }
    }
    return NULL;
}

static void put_kind(struct svg *svg) {
    switch (svg->chart->kind) {
    case SVG_LINE:
        svg_put_line_chart(svg);
        break;
    case SVG_COLUMN:
        svg_put_column_chart(svg);
        break;
    default:
        svg_put_bar_chart(svg);
        break;
    }
}

/* What stands below or over the plot. */
static void put_rest(struct svg *svg) {
    const struct svg_chart *chart = svg->chart;
    const double middle = (svg->left + svg->right) / 2;
    if (chart->kind != SVG_BAR && chart->x_title.size > 0) {
        const struct svg_lines title = svg_wrap(chart->x_title, TEXT_SIZE, chart->width - 4, 2);
        svg_put_lines(svg, &title, "quiet", "middle", fmin(middle, chart->width - title.width / 2),
                      svg->height + TEXT_SIZE);
        svg->height += title.count * LINE_HEIGHT + 4;
    }
    if (!svg->scale.has_values) {
        svg_put(svg, "<text text-anchor=\"middle\" x=\"%n\" y=\"%n\">No figures</text>", middle,
                (svg->top + svg->bottom) / 2);
    }
}

bool svg_chart(struct leat_step *step, const struct svg_chart *chart, struct bytes *out) {
    /* The height is known when all is drawn, and stands in the element's head. */
    struct bytes inside = {0};
    struct svg svg = {.step = step, .chart = chart, .out = &inside};
    if (chart->kind != SVG_LINE) {
        svg_put_patterns(&svg);
    }
    put_kind(&svg);
    put_rest(&svg);
    svg.out = out;
    svg_put(&svg,
            "<svg class=\"chart\" viewBox=\"0 0 %d %d\" xmlns=\"http://www.w3.org/2000/svg\" "
            "role=\"img\" aria-labelledby=\"%t-title%s%t%s\"><title id=\"%t-title\">%t</title>",
            chart->width, (int)ceil(svg.height), chart->id, chart->alt.size > 0 ? " " : "",
            chart->alt.size > 0 ? chart->id : (struct leat_text){0},
            chart->alt.size > 0 ? "-desc" : "", chart->id, chart->title);
    if (chart->alt.size > 0) {
        svg_put(&svg, "<desc id=\"%t-desc\">%t</desc>", chart->id, chart->alt);
    }
    svg.has_failed = svg.has_failed || !bytes_add(step, out, inside.data, inside.size);
    svg_put(&svg, "</svg>\n");
    bytes_free(step, &inside);
    return !svg.has_failed;
}
