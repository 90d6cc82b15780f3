/* chart: the points of a chart, taken from the rows of its section as they come.
 *
 * Each value of the column x is a category, in the order of the rows; each column of figures, or
 * each value of the column `by`, is a series. */
#ifndef LEAT_REPORT_CHART_H
#define LEAT_REPORT_CHART_H

#include <leat/plugin.h>

struct section;

enum chart_kind { CHART_LINE, CHART_COLUMN, CHART_BAR };
enum { CHART_SERIES_MOST = 12, CHART_CATEGORIES_MOST = 200 };

/* As the definition has it. */
struct chart_options {
    int32_t kind;
    struct leat_text title, alt, x_title, y_title;
    int32_t x;
    struct leat_list y; /* of int32_t */
    int32_t by;         /* or -1 */
    struct leat_expression *where;
};
extern const struct leat_options chart_option_table;

struct chart_point {
    int32_t category, series;
    struct leat_value value; /* a number or null */
};

struct chart {
    const struct chart_options *options;
    struct leat_text *categories, *series; /* their names, as they are shown */
    int32_t category_count, series_count;
    struct chart_point *points; /* as they came */
    size_t count, room;
    struct leat_value *values; /* by chart_arrange: category_count a series; null: no point */
};

/* What nobody can mean. The functions tell why where they answer false. */
bool chart_check(struct leat_step *step, const struct section *section, const struct chart *chart);
bool chart_add(struct leat_step *step, const struct section *section, struct chart *chart,
               struct leat_batch *batch);
bool chart_arrange(struct leat_step *step, const struct section *section, struct chart *chart);
void chart_free(struct leat_step *step, struct chart *chart);

/* Titles of the axes: as given, else the columns' headings, which may be none. */
struct leat_text chart_x_title(const struct section *section, const struct chart *chart);
struct leat_text chart_y_title(const struct section *section, const struct chart *chart);

/* The number format of its values; data NULL: none. */
struct leat_text chart_format(const struct section *section, const struct chart *chart);

#endif
