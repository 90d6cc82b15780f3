/* category: the names of categories below a plot: side by side in lines, turned, or only each
 * so many. See parts.h. */
#include "shared/svg/parts.h"

#include <math.h>

#define TURNED 0.7071 /* of 45 degrees */
enum { FLAT_LINES = 3, TURNED_LONGEST = 150, TURNED_LEAST_SLOT = 20 };

static double inset_of(const struct svg *svg) {
    const double half = (svg->right - svg->left) / (double)svg->chart->category_count / 2;
    return svg->inset > 0 && svg->inset < half && svg->chart->category_count > 1 ? svg->inset
                                                                                 : half;
}

/* From the middle of one to the next. */
static double slot_of(const struct svg *svg) {
    const size_t steps = svg->chart->category_count - 1;
    const double width = svg->right - svg->left;
    return steps > 0 ? (width - 2 * inset_of(svg)) / (double)steps : width;
}

double svg_category_at(const struct svg *svg, size_t category) {
    return svg->left + inset_of(svg) + slot_of(svg) * (double)category;
}

static bool has_label(const struct svg *svg, const struct category_plan *plan, size_t category) {
    return (svg->chart->category_count - 1 - category) % plan->every == 0;
}

/* Whether all words of a name fit a width, so that none is cut in two. */
static bool words_fit(struct leat_text name, double width) {
    while (name.size > 0) {
        const char *space = memchr(name.data, ' ', name.size);
        const size_t size = space ? (size_t)(space - name.data) : name.size;
        if (svg_text_width((struct leat_text){name.data, size}) * TEXT_SIZE > width) {
            return false;
        }
        name.data += size + (space != NULL);
        name.size -= size + (space != NULL);
    }
    return true;
}

/* How far the last name must move to the left, not to go beyond the edge. */
static double beyond_edge(const struct svg *svg, double width) {
    const double right = svg_category_at(svg, svg->chart->category_count - 1) + width / 2;
    return fmax(0, right - svg->chart->width);
}

/* Whether all names that have a label stand side by side, in lines; and how high they are. */
static bool fits_flat(const struct svg *svg, struct category_plan *plan) {
    int lines = 1;
    double widest = 0, moved = 0;
    for (size_t c = 0; c < svg->chart->category_count; c++) {
        const struct leat_text name = svg->chart->categories[c];
        if (!has_label(svg, plan, c)) {
            continue;
        }
        const struct svg_lines wrapped = svg_wrap(name, TEXT_SIZE, plan->room, FLAT_LINES);
        if (wrapped.is_cut || !words_fit(name, plan->room)) {
            return false;
        }
        lines = wrapped.count > lines ? wrapped.count : lines;
        widest = fmax(widest, wrapped.width);
        moved = beyond_edge(svg, wrapped.width);
    }
    plan->height = lines * LINE_HEIGHT + 8;
    return widest + moved <= plan->room || svg->chart->category_count <= plan->every;
}

/* How long a turned name may be: it ends below its category and begins to the left of it. */
static double turned_room(const struct svg *svg, size_t category) {
    const double room = (svg_category_at(svg, category) - 2) / TURNED;
    return room < TURNED_LONGEST ? room : TURNED_LONGEST;
}

static struct category_plan turned(const struct svg *svg) {
    struct category_plan plan = {.way = CATEGORY_TURNED, .every = 1};
    while (slot_of(svg) * (double)plan.every < TURNED_LEAST_SLOT) {
        plan.every++;
    }
    double widest = 0;
    for (size_t c = 0; c < svg->chart->category_count; c++) {
        const double width =
            svg_wrap(svg->chart->categories[c], TEXT_SIZE, turned_room(svg, c), 1).width;
        widest = has_label(svg, &plan, c) && width > widest ? width : widest;
    }
    plan.height = widest * TURNED + TEXT_SIZE + 8;
    return plan;
}

/* Every second, third … name; where they are quarters or months, those of the same season. */
static size_t next_every(size_t every) {
    return every < 4 ? every + 1 : every == 4 ? 6 : every == 6 ? 12 : every + 12;
}

/* A line's categories follow one another, so some may go without a name; bars each want one, but
 * where there are so many they are most likely days or months too. */
struct category_plan svg_plan_categories(const struct svg *svg) {
    static const double gap = 8;
    const size_t count = svg->chart->category_count;
    struct category_plan plan = {.way = CATEGORY_FLAT};
    for (plan.every = 1; plan.every < next_every(count); plan.every = next_every(plan.every)) {
        plan.room = slot_of(svg) * (double)plan.every - gap;
        if (plan.room >= TEXT_SIZE && fits_flat(svg, &plan)) {
            return plan;
        }
        if (svg->chart->kind == SVG_COLUMN && slot_of(svg) >= TURNED_LEAST_SLOT) {
            break;
        }
    }
    return turned(svg);
}

void svg_put_categories(struct svg *svg, const struct category_plan *plan) {
    for (size_t c = 0; c < svg->chart->category_count; c++) {
        const struct leat_text name = svg->chart->categories[c];
        double x = svg_category_at(svg, c);
        if (!has_label(svg, plan, c)) {
            continue;
        }
        if (plan->way == CATEGORY_TURNED) {
            const struct svg_lines line = svg_wrap(name, TEXT_SIZE, turned_room(svg, c), 1);
            svg_put(svg,
                    "<text class=\"quiet\" text-anchor=\"end\" "
                    "transform=\"translate(%n %n) rotate(-45)\">%t%s</text>",
                    x + 4, svg->bottom + 16, line.count > 0 ? line.line[0] : name,
                    line.is_cut ? "…" : "");
            continue;
        }
        const struct svg_lines lines = svg_wrap(name, TEXT_SIZE, plan->room, FLAT_LINES);
        const double most = svg->chart->width - lines.width / 2;
        x = fmax(lines.width / 2, fmin(x, most)); /* not beyond an edge */
        svg_put_lines(svg, &lines, "quiet", "middle", x, svg->bottom + LINE_HEIGHT + 2);
    }
}
