/* check: sheets as the definition has them. See check.h. */
#include "check.h"

#include "letters.h"

bool check_text(struct leat_step *step, const struct leat_text *text, size_t most,
                const char *what) {
    if (text->size == 0) {
        return true;
    }
    if (letters_has_control(*text)) {
        leat_fail_option(step, text, "%s has a control character or a line's end", what);
        return false;
    }
    if (letters_units(*text) > most) {
        leat_fail_option(step, text, "%s is longer than %zu characters", what, most);
        return false;
    }
    return true;
}

static bool check_format(struct leat_step *step, const struct leat_text *format) {
    const char *wrong = letters_format_wrong(*format);
    if (wrong) {
        leat_fail_option(step, format, "the number format %s", wrong);
    }
    return !wrong;
}

static bool check_name(struct leat_step *step, const struct sheet *sheets, size_t at) {
    const struct sheet *sheet = &sheets[at];
    const char *wrong = letters_name_wrong(sheet->name);
    if (wrong) {
        leat_fail_option(step, &sheet->options->name, "the name of the sheet %s", wrong);
        return false;
    }
    for (size_t i = 0; i < at; i++) {
        if (letters_same_name(sheets[i].name, sheet->name)) {
            leat_fail_option(
                step, &sheet->options->name,
                "two sheets have this name; Excel does not tell capitals from small letters");
            return false;
        }
    }
    return true;
}

/* Options of the other layout would do nothing, which nobody means. */
static bool check_layout(struct leat_step *step, const struct sheet *sheet) {
    const struct sheet_options *options = sheet->options;
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

static bool check_widths(struct leat_step *step, const struct sheet_options *options) {
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

static bool check_count(struct leat_step *step, const struct sheet *sheet) {
    enum { MOST_COLUMNS = 16384 };
    if (sheet->count > MOST_COLUMNS &&
        (!sheet->options || sheet->options->layout == LAYOUT_TABLE)) {
        leat_fail(
            step,
            "sheet \"%.*s\" would have %d columns, and a sheet has at most 16,384; choose fewer",
            (int)sheet->name.size, sheet->name.data, sheet->count);
        return false;
    }
    return true;
}

bool check_sheet(struct leat_step *step, const struct sheet *sheets, size_t at) {
    const struct sheet *sheet = &sheets[at];
    const struct sheet_options *options = sheet->options;
    if (!options) {
        return check_count(step, sheet);
    }
    bool good = check_name(step, sheets, at) && check_layout(step, sheet) &&
                check_count(step, sheet) && check_widths(step, options);
    for (size_t i = 0; good && i < options->formats.count; i++) {
        good = check_format(step, &LEAT_ITEM(options->formats, struct leat_text, i));
    }
    for (size_t i = 0; good && i < options->down.count; i++) {
        const struct measure *measure = &LEAT_ITEM(options->down, struct measure, i);
        good = !measure->format.data || check_format(step, &measure->format);
    }
    return good;
}
