/* chart: see chart.h. */
#include "shared/report/chart.h"

#include "shared/number_format/number_format.h"
#include "shared/report/check.h"
#include "shared/report/report.h"

static const char *const kind_words[] = {"line", "column", "bar", NULL};

static const struct leat_option rows[] = {
    {LEAT_OPTION(struct chart_options, kind, CHOICE, "kind"), .choices = kind_words,
     .help = "line: how figures go over time; column: upright bars; bar: lying ones, for long "
             "names"},
    {LEAT_OPTION(struct chart_options, title, TEXT, "title"), .least = 1, .most = 255,
     .help = "what it shows, in words"},
    {LEAT_OPTION(struct chart_options, alt, TEXT, "alt"), .least = 1, .most = 2000,
     .help = "what is to be seen in it, for those who cannot see it"},
    {LEAT_OPTION(struct chart_options, x, COLUMN, "x"), .over = "from",
     .help = "the column whose values stand along the axis, in the order of the rows"},
    {LEAT_OPTION(struct chart_options, y, COLUMNS, "y"), .flags = LEAT_ONE_OR_MANY, .least = 1,
     .most = CHART_SERIES_MOST, .kinds = LEAT_NUMBERS, .over = "from",
     .help = "the columns of figures, each a line or a set of bars"},
    {LEAT_OPTION(struct chart_options, by, COLUMN, "by"), .flags = LEAT_OPTIONAL, .over = "from",
     .help = "the column whose values each have a line or a set of bars of their own"},
    {LEAT_OPTION(struct chart_options, where, EXPRESSION, "where"), .flags = LEAT_OPTIONAL,
     .kinds = LEAT_KINDS(LEAT_BOOLEAN), .over = "from",
     .help = "which rows it shows; all unless given"},
    {LEAT_OPTION(struct chart_options, x_title, TEXT, "x_title"), .flags = LEAT_OPTIONAL,
     .most = 255, .help = "the title along the axis of x; its heading unless given"},
    {LEAT_OPTION(struct chart_options, y_title, TEXT, "y_title"), .flags = LEAT_OPTIONAL,
     .most = 255, .help = "the title of the figures; the heading of the one column unless given"},
};
const struct leat_options chart_option_table = LEAT_OPTIONS(struct chart_options, rows);

/* Two series of one name would be taken for one. */
static bool check_headings(struct leat_step *step, const struct section *section,
                           const struct chart_options *options) {
    for (size_t i = 0; i < options->y.count; i++) {
        const struct leat_text heading =
            section->columns[LEAT_ITEM(options->y, int32_t, i)].heading;
        for (size_t k = 0; k < i; k++) {
            const struct leat_text other =
                section->columns[LEAT_ITEM(options->y, int32_t, k)].heading;
            if (text_same(other, heading)) {
                leat_fail_option(
                    step, &options->y,
                    "two of these columns have the heading \"%.*s\", so nobody could "
                    "tell their series apart; give each its own in \"columns\" or by a "
                    "label",
                    (int)heading.size, heading.data);
                return false;
            }
        }
    }
    return true;
}

bool chart_check(struct leat_step *step, const struct section *section, const struct chart *chart) {
    const struct chart_options *options = chart->options;
    if (options->by >= 0 && options->y.count > 1) {
        leat_fail_option(step, &options->by,
                         "either \"y\" has several columns, each a series, or \"by\" makes series "
                         "of one; not both");
        return false;
    }
    return check_headings(step, section, options) && check_alt(step, &options->alt);
}

/* -- Points ----------------------------------------------------------------------------------- */

static bool fail_many(struct leat_step *step, const struct section *section,
                      const struct chart *chart, int32_t most, const char *what, const char *key) {
    leat_fail_option(
        step, &chart->options->title,
        "sheet \"%.*s\": the chart \"%.*s\" has more than %d %s; nobody could read it: "
        "choose fewer rows by \"where\", or another column in \"%s\"",
        (int)section->name.size, section->name.data, (int)chart->options->title.size,
        chart->options->title.data, most, what, key);
    return false;
}

/* The place of a name in a list, added where it is new; -1: told. */
static int32_t place_of(struct leat_step *step, struct leat_text name, struct leat_text **names,
                        int32_t *count) {
    for (int32_t i = 0; i < *count; i++) {
        if (text_same((*names)[i], name)) {
            return i;
        }
    }
    struct leat_text *more = leat_realloc(step, *names, ((size_t)*count + 1) * sizeof *more);
    if (!more) {
        return -1;
    }
    *names = more;
    char *copy = leat_alloc(step, name.size + 1);
    if (!copy) {
        return -1;
    }
    if (name.size > 0) {
        memcpy(copy, name.data, name.size);
    }
    more[*count] = (struct leat_text){copy, name.size};
    return (*count)++;
}

/* A value as it is shown beside an axis; lent, or written into room. */
static struct leat_text shown(const struct cell *cell, const struct column *column,
                              char room[NUMBER_FORMAT_ROOM]) {
    if (cell_is_blank(cell)) {
        return leat_text_of("No value");
    }
    if (cell_has_text(cell)) {
        return cell->value.as.text;
    }
    const struct leat_text format = leat_text_of(column->format);
    return (struct leat_text){room, number_format(&cell->value, format, room, NUMBER_FORMAT_ROOM)};
}

static int32_t name_place(struct leat_step *step, const struct section *section, int32_t column,
                          struct leat_batch *batch, int64_t row, struct leat_text **names,
                          int32_t *count) {
    char room[NUMBER_FORMAT_ROOM];
    const struct leat_view view = leat_read(step, batch, column);
    const struct cell cell = cell_of(step, batch, column, &view, row);
    return place_of(step, shown(&cell, &section->columns[column], room), names, count);
}

static bool add_point(struct leat_step *step, struct chart *chart,
                      const struct chart_point *point) {
    if (chart->count == chart->room) {
        const size_t room = chart->room > 0 ? 2 * chart->room : 64;
        struct chart_point *points = leat_realloc(step, chart->points, room * sizeof *points);
        if (!points) {
            return false;
        }
        chart->points = points;
        chart->room = room;
    }
    chart->points[chart->count++] = *point;
    return true;
}

static bool add_row(struct leat_step *step, const struct section *section, struct chart *chart,
                    struct leat_batch *batch, int64_t row) {
    const struct chart_options *options = chart->options;
    const int32_t category = name_place(step, section, options->x, batch, row, &chart->categories,
                                        &chart->category_count);
    if (category < 0) {
        return false;
    }
    if (chart->category_count > CHART_CATEGORIES_MOST) {
        return fail_many(step, section, chart, CHART_CATEGORIES_MOST, "categories", "x");
    }
    for (size_t i = 0; i < options->y.count; i++) {
        const int32_t y = LEAT_ITEM(options->y, int32_t, i);
        const struct column *column = &section->columns[y];
        const int32_t series = options->by >= 0 ? name_place(step, section, options->by, batch, row,
                                                             &chart->series, &chart->series_count)
                                                : place_of(step, column->heading, &chart->series,
                                                           &chart->series_count);
        if (series < 0) {
            return false;
        }
        if (chart->series_count > CHART_SERIES_MOST) {
            return fail_many(step, section, chart, CHART_SERIES_MOST, "series", "by");
        }
        const struct leat_view view = leat_read(step, batch, y);
        struct chart_point point = {category, series, {.type = view.type, .is_null = 1}};
        if (!leat_is_null(&view, row)) {
            point.value = cell_of(step, batch, y, &view, row).value;
        }
        if (!add_point(step, chart, &point)) {
            return false;
        }
    }
    return true;
}

bool chart_add(struct leat_step *step, const struct section *section, struct chart *chart,
               struct leat_batch *batch) {
    const uint32_t *chosen = NULL;
    size_t count = (size_t)batch->rows;
    if (chart->options->where &&
        leat_where(step, chart->options->where, batch, &chosen, &count) != LEAT_OK) {
        return false;
    }
    bool done = true;
    for (size_t i = 0; done && i < count; i++) {
        done = add_row(step, section, chart, batch, chosen ? chosen[i] : (int64_t)i);
    }
    return done;
}

/* -- Arranged --------------------------------------------------------------------------------- */

static bool fail_twice(struct leat_step *step, const struct section *section,
                       const struct chart *chart, const struct chart_point *point) {
    const struct leat_text category = chart->categories[point->category],
                           series = chart->series[point->series];
    const int32_t by = chart->options->by;
    const bool is_private = section->columns[chart->options->x].is_private,
               hides_series = by >= 0 && section->columns[by].is_private;
    leat_fail_option(
        step, &chart->options->title,
        "sheet \"%.*s\": the chart \"%.*s\" has two rows for \"" LEAT_VALUE(
            "%.*s") "\" of \"" LEAT_VALUE("%.*s") "\"; choose rows by \"where\", %s \"by\"",
        (int)section->name.size, section->name.data, (int)chart->options->title.size,
        chart->options->title.data, is_private ? 3 : (int)category.size,
        is_private ? "***" : category.data, hides_series ? 3 : (int)series.size,
        hides_series ? "***" : series.data,
        by < 0 ? "or name the column that tells them apart in" : "or another column in");
    return false;
}

bool chart_arrange(struct leat_step *step, const struct section *section, struct chart *chart) {
    const size_t count = (size_t)chart->category_count * (size_t)chart->series_count;
    chart->values = leat_alloc(step, (count + 1) * sizeof *chart->values);
    if (!chart->values) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        chart->values[i] = (struct leat_value){.is_null = 1};
    }
    for (size_t i = 0; i < chart->count; i++) {
        const struct chart_point *point = &chart->points[i];
        struct leat_value *value =
            &chart->values[(size_t)point->series * (size_t)chart->category_count +
                           (size_t)point->category];
        if (value->type.kind != LEAT_NONE) {
            return fail_twice(step, section, chart, point);
        }
        *value = point->value;
    }
    return true;
}

static void free_names(struct leat_step *step, struct leat_text *names, int32_t count) {
    for (int32_t i = 0; i < count; i++) {
        leat_free(step, (void *)names[i].data);
    }
    leat_free(step, names);
}

void chart_free(struct leat_step *step, struct chart *chart) {
    free_names(step, chart->categories, chart->category_count);
    free_names(step, chart->series, chart->series_count);
    leat_free(step, chart->points);
    leat_free(step, chart->values);
    *chart = (struct chart){.options = chart->options};
}

/* -- Words ------------------------------------------------------------------------------------ */

struct leat_text chart_x_title(const struct section *section, const struct chart *chart) {
    const struct chart_options *options = chart->options;
    return options->x_title.data ? options->x_title : section->columns[options->x].heading;
}

struct leat_text chart_y_title(const struct section *section, const struct chart *chart) {
    const struct chart_options *options = chart->options;
    if (options->y_title.data || options->y.count > 1) {
        return options->y_title;
    }
    return section->columns[LEAT_ITEM(options->y, int32_t, 0)].heading;
}

struct leat_text chart_format(const struct section *section, const struct chart *chart) {
    return leat_text_of(section->columns[LEAT_ITEM(chart->options->y, int32_t, 0)].format);
}
