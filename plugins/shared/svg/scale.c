/* scale: the axis of the values, with ticks at 1, 2 or 5 times a power of ten. See
 * parts.h. */
#include "shared/svg/parts.h"

#include <math.h>

#include "shared/number_format/number_format.h"
#include "shared/utf8.h"

/* -- ticks ----------------------------------------------------------------------------------- */

/* mantissa * 10^power */
struct stride {
    int mantissa, power;
};

/* A multiple of it, rounded once while powers are exact. */
static double stride_times(struct stride stride, double times) {
    const double power = pow(10, stride.power < 0 ? -stride.power : stride.power);
    return stride.power < 0 ? times * stride.mantissa / power : times * stride.mantissa * power;
}

static struct stride stride_next(struct stride stride) {
    const struct stride next = {stride.mantissa == 1   ? 2
                                : stride.mantissa == 2 ? 5
                                                       : 1,
                                stride.power + (stride.mantissa == 5)};
    return next;
}

/* The least that is not below a length. */
static struct stride stride_for(double length) {
    struct stride stride = {1, (int)floor(log10(length)) - 1};
    while (stride_times(stride, 1) < length * (1 - 1e-9)) {
        stride = stride_next(stride);
    }
    return stride;
}

static void set_ticks(struct svg_scale *scale, struct stride stride, double low, double high) {
    const double unit = stride_times(stride, 1);
    const double first = floor(low / unit + 1e-9), last = ceil(high / unit - 1e-9);
    scale->ticks = (int)(last - first) + 1;
    scale->ticks = scale->ticks < 2 ? 2 : scale->ticks > TICKS ? TICKS : scale->ticks;
    for (int i = 0; i < scale->ticks; i++) {
        scale->tick[i] = stride_times(stride, first + i);
    }
    scale->low = scale->tick[0];
    scale->high = scale->tick[scale->ticks - 1];
}

/* -- labels ---------------------------------------------------------------------------------- */

/* The zeros after the point, or NULL where the label has others. */
static char *zeros_of(char *label, size_t *size) {
    char *point = strchr(label, '.');
    *size = point ? strspn(point + 1, "0123456789") + 1 : 0;
    return point && strspn(point + 1, "0") + 1 == *size ? point : NULL;
}

/* "20.0" is "20" where no label has more to say. */
static void drop_zeros(struct svg_scale *scale) {
    size_t size;
    for (int i = 0; i < scale->ticks; i++) {
        if (!zeros_of(scale->label[i], &size)) {
            return;
        }
    }
    for (int i = 0; i < scale->ticks; i++) {
        char *zeros = zeros_of(scale->label[i], &size);
        memmove(zeros, zeros + size, strlen(zeros + size) + 1);
    }
}

/* Whether each label differs from the one before it. */
static bool set_labels(const struct svg *svg, struct svg_scale *scale) {
    bool all_differ = true;
    for (int i = 0; i < scale->ticks; i++) {
        const struct leat_value value = {.type = {.kind = LEAT_REAL}, .as.real = scale->tick[i]};
        char text[VALUE_ROOM];
        snprintf(scale->label[i], TICK_ROOM, "%s", svg_value_text(svg, &value, text));
        all_differ = all_differ && (i == 0 || strcmp(scale->label[i], scale->label[i - 1]) != 0);
    }
    return all_differ;
}

static void measure_labels(struct svg_scale *scale) {
    scale->widest = 0;
    for (int i = 0; i < scale->ticks; i++) {
        const double width = svg_text_width(svg_string(scale->label[i])) * TEXT_SIZE;
        scale->widest = width > scale->widest ? width : scale->widest;
    }
}

/* Labels that would leave no room for the plot are shown plain: 1E+300, not its 301 digits. */
static void shorten_labels(const struct svg *svg, struct svg_scale *scale) {
    for (int i = 0; i < scale->ticks && scale->widest > svg->chart->width * 0.4; i++) {
        const struct leat_value value = {.type = {.kind = LEAT_REAL}, .as.real = scale->tick[i]};
        const size_t size =
            number_format(&value, (struct leat_text){0}, scale->label[i], TICK_ROOM - 1);
        scale->label[i][size < TICK_ROOM ? size : TICK_ROOM - 1] = '\0';
    }
    measure_labels(scale);
}

/* -- the range ------------------------------------------------------------------------------- */

static bool find_range(const struct svg *svg, double *low, double *high) {
    bool found = false;
    for (size_t s = 0; s < svg->chart->series_count; s++) {
        for (size_t c = 0; c < svg->chart->category_count; c++) {
            double value;
            if (svg_value(svg, s, c, &value)) {
                *low = found && *low < value ? *low : value;
                *high = found && *high > value ? *high : value;
                found = true;
            }
        }
    }
    return found;
}

/* Bars begin at 0, or their lengths lie. A line may leave it out where all values are far from it
 * and near one another. */
static void take_in_zero(const struct svg *svg, double *low, double *high) {
    const double near = fabs(*low) < fabs(*high) ? fabs(*low) : fabs(*high);
    const double far = fabs(*low) < fabs(*high) ? fabs(*high) : fabs(*low);
    const bool is_far = *low * *high > 0 && near > far / 2 && *high > *low;
    if (svg->chart->kind != SVG_LINE || !is_far) {
        *low = *low < 0 ? *low : 0;
        *high = *high > 0 ? *high : 0;
    }
}

void svg_scale_make(struct svg *svg, int ticks_wanted) {
    struct svg_scale *scale = &svg->scale;
    double low = 0, high = 0;
    scale->has_values = find_range(svg, &low, &high);
    take_in_zero(svg, &low, &high);
    high = high > low ? high : low + 1;
    struct stride stride = stride_for((high - low) / ticks_wanted);
    set_ticks(scale, stride, low, high);
    /* A format with fewer places than the ticks need would say "0 0 1 1"; the end of powers is for
     * one that shows no numbers at all. */
    while (!set_labels(svg, scale) && stride.power < 300) {
        stride = stride_next(stride);
        set_ticks(scale, stride, low, high);
    }
    drop_zeros(scale);
    scale->is_cut = scale->low > 0 || scale->high < 0;
    measure_labels(scale);
    shorten_labels(svg, scale);
}

double svg_at(const struct svg_scale *scale, double value, double from, double to) {
    return from + (value - scale->low) / (scale->high - scale->low) * (to - from);
}

/* -- putting --------------------------------------------------------------------------------- */

static void put_rule(struct svg *svg, const char *class, double value) {
    if (svg->chart->kind == SVG_BAR) {
        const double x = svg_at(&svg->scale, value, svg->left, svg->right);
        svg_put(svg, "<path class=\"%s\" d=\"M%n %nV%n\"/>", class, x, svg->top, svg->bottom);
    } else {
        const double y = svg_at(&svg->scale, value, svg->bottom, svg->top);
        svg_put(svg, "<path class=\"%s\" d=\"M%n %nH%n\"/>", class, svg->left, y, svg->right);
    }
}

void svg_put_grid(struct svg *svg) {
    const struct svg_scale *scale = &svg->scale;
    if (!scale->has_values) { /* then ticks would be made up */
        return;
    }
    const bool is_lying = svg->chart->kind == SVG_BAR;
    double free_from = -1e9; /* where the label before ends */
    for (int i = 0; i < scale->ticks; i++) {
        put_rule(svg, "grid", scale->tick[i]);
        const double half = svg_text_width(svg_string(scale->label[i])) * TEXT_SIZE / 2;
        if (!is_lying) {
            svg_put(svg, "<text class=\"quiet\" text-anchor=\"end\" x=\"%n\" y=\"%n\">%s</text>",
                    svg->left - 8, svg_at(scale, scale->tick[i], svg->bottom, svg->top) + 5,
                    scale->label[i]);
            continue;
        }
        const double x = svg_at(scale, scale->tick[i], svg->left, svg->right);
        if (x - half > free_from) {
            svg_put(svg, "<text class=\"quiet\" text-anchor=\"middle\" x=\"%n\" y=\"%n\">%s</text>",
                    x, svg->top - 8, scale->label[i]);
            free_from = x + half + 6;
        }
    }
}

void svg_put_zero(struct svg *svg) {
    const struct svg_scale *scale = &svg->scale;
    put_rule(svg, scale->is_cut ? "grid" : "zero", scale->is_cut ? scale->low : 0);
}

void svg_put_value_title(struct svg *svg, double x) {
    const struct svg_chart *chart = svg->chart;
    /* With one series and no title, its name says what the values are. */
    struct leat_text title = chart->y_title;
    if (title.size == 0 && chart->series_count == 1) {
        title = chart->series[0].name;
    }
    char words[512];
    int size =
        snprintf(words, sizeof words, "%.*s", (int)title.size, title.size > 0 ? title.data : "");
    if (svg->scale.is_cut) {
        size = snprintf(words, sizeof words, "%.*s%s from %s", (int)title.size,
                        title.size > 0 ? title.data : "", title.size > 0 ? ", axis" : "Axis",
                        svg->scale.label[0]);
    }
    const struct leat_text text = {
        words, (size_t)size < sizeof words ? (size_t)size : utf8_cut(words, sizeof words - 1)};
    const struct svg_lines lines = svg_wrap(text, TEXT_SIZE, chart->width - x, 2);
    if (lines.count > 0) {
        svg_put_lines(svg, &lines, "quiet", "start", x, svg->height + TEXT_SIZE);
        svg->height += lines.count * LINE_HEIGHT + 4;
    }
}
