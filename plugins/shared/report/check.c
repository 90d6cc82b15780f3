/* check: see check.h. */
#include "shared/report/check.h"

/* Options of the other layout would do nothing, which nobody means. */
static bool check_layout(struct leat_step *step, const struct section *section) {
    const struct section_options *options = section->options;
    if (options->layout == LAYOUT_CROSSTAB) {
        if (options->across.count == 0 || options->down.count == 0) {
            leat_fail_option(
                step, &options->layout,
                "a crosstab wants \"across\", the columns whose values are the headings, and \"down\", the "
                "columns of figures");
            return false;
        }
        if (options->widths.count > 0) {
            leat_fail_option(step, &options->widths, "\"widths\" is for the layout table");
            return false;
        }
        return true;
    }
    const void *stray = options->across.count > 0  ? (const void *)&options->across
                        : options->down.count > 0  ? (const void *)&options->down
                        : options->corner.size > 0 ? (const void *)&options->corner
                                                   : NULL;
    if (stray) {
        leat_fail_option(step, stray,
                         "this is for the layout crosstab; set \"layout\" to \"crosstab\"");
        return false;
    }
    return true;
}

static bool check_widths(struct leat_step *step, const struct section_options *options) {
    enum { MOST_WIDTH = 255 };
    for (size_t i = 0; i < options->widths.count; i++) {
        const double *width = &LEAT_ITEM(options->widths, double, i);
        if (*width < 1 || *width > MOST_WIDTH) {
            leat_fail_option(step, width, "a column is 1 to 255 characters wide");
            return false;
        }
    }
    return true;
}

bool check_section(struct leat_step *step, const struct section *section) {
    return !section->options ||
           (check_layout(step, section) && check_widths(step, section->options));
}
