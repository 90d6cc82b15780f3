/* check: see check.h. */
#include "shared/report/check.h"

#include "shared/number_format/number_format.h"

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
    const void *stray = options->across.count > 0 ? (const void *)&options->across
                        : options->down.count > 0 ? (const void *)&options->down
                        : options->corner.data    ? (const void *)&options->corner
                        : options->combinations != COMBINATIONS_ALL
                            ? (const void *)&options->combinations
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

/* Whether the column is a line of the crosstab. */
static bool is_line(const struct section_options *options, int32_t column) {
    for (size_t i = 0; i < options->down.count; i++) {
        if (LEAT_ITEM(options->down, struct measure, i).column == column) {
            return true;
        }
    }
    return false;
}

/* A crosstab has no place for the mark, the colour or the arrow of a column that is no line. */
static bool check_marked(struct leat_step *step, const struct section_options *options,
                         const int32_t *column) {
    if (options->layout != LAYOUT_CROSSTAB || *column < 0 || is_line(options, *column)) {
        return true;
    }
    leat_fail_option(step, column,
                     "the column is no line of the crosstab, so nothing of it can be marked; name "
                     "one that stands in \"down\"");
    return false;
}

/* The summary shows rows as they are, by their status. */
static bool check_exceptional(struct leat_step *step, const struct section_options *options) {
    const bool good =
        !options->exceptions || (options->layout == LAYOUT_TABLE && options->status >= 0);
    if (!good) {
        leat_fail_option(
            step, &options->exceptions,
            options->layout == LAYOUT_TABLE
                ? "exceptions are rows that are Amber or Red: name the column with "
                  "these words in \"status\""
                : "exceptions are rows of the layout table: set \"layout\" to \"table\", or "
                  "leave \"exceptions\" out");
    }
    return good;
}

bool check_exceptions(struct leat_step *step, const struct report *report) {
    bool has_any = false;
    for (size_t i = 0; i < report->count; i++) {
        const struct section_options *options = report->sections[i].options;
        if (!options || !options->exceptions) {
            continue;
        }
        if (has_any) {
            leat_fail_option(step, &options->exceptions,
                             "the summary takes its exceptions from one sheet, and one before "
                             "this has them already; bring their rows together in a scorecard");
            return false;
        }
        has_any = true;
    }
    return true;
}

static bool check_format(struct leat_step *step, const struct leat_text *format) {
    const char *wrong = number_format_wrong(*format);
    if (wrong) {
        leat_fail_option(step, format, "the number format %s", wrong);
    }
    return !wrong;
}

static bool check_formats(struct leat_step *step, const struct section_options *options) {
    bool good = true;
    for (size_t i = 0; good && i < options->formats.count; i++) {
        good = check_format(step, &LEAT_ITEM(options->formats, struct leat_text, i));
    }
    for (size_t i = 0; good && i < options->down.count; i++) {
        const struct measure *measure = &LEAT_ITEM(options->down, struct measure, i);
        good = !measure->format.data || check_format(step, &measure->format);
    }
    return good;
}

/* A format that comes with a column was said by a step, not by the definition of the sheet. */
static bool check_columns(struct leat_step *step, const struct section *section) {
    for (int32_t i = 0; i < section->count; i++) {
        const char *format = section->columns[i].format;
        const char *wrong = format ? number_format_wrong(leat_text_of(format)) : NULL;
        if (wrong) {
            leat_fail(
                step, "sheet \"%.*s\": the number format that comes with the column \"%.*s\" %s",
                (int)section->name.size, section->name.data, (int)section->columns[i].heading.size,
                section->columns[i].heading.data, wrong);
            return false;
        }
    }
    return true;
}

bool check_alt(struct leat_step *step, const struct leat_text *alt) {
    for (size_t i = 0; i < alt->size; i++) {
        const unsigned char letter = (unsigned char)alt->data[i];
        if (letter < 0x20 && letter != '\n' && letter != '\t') {
            leat_fail_option(step, alt, "the text has the control character U+%04X; take it out",
                             letter);
            return false;
        }
    }
    return true;
}

static bool is_letter(char letter) {
    const char small = (char)(letter | 0x20);
    return small >= 'a' && small <= 'z';
}

bool check_language(struct leat_step *step, const struct leat_text *language) {
    enum { MOST_SUBTAG = 8 };
    size_t length = 0, subtags = 0;
    bool good = true;
    for (size_t i = 0; good && i <= language->size; i++) {
        if (i == language->size || language->data[i] == '-') {
            good = length >= (subtags == 0 ? 2 : 1);
            length = 0;
            subtags++;
            continue;
        }
        const char letter = language->data[i];
        good = (is_letter(letter) || (subtags > 0 && letter >= '0' && letter <= '9')) &&
               ++length <= MOST_SUBTAG;
    }
    if (!good) {
        leat_fail_option(step, language,
                         "a language is written as its code, and a country's after a -: \"en-GB\" "
                         "or \"cy\"");
    }
    return good;
}

bool check_section(struct leat_step *step, const struct section *section) {
    const struct section_options *options = section->options;
    if (!options) {
        return check_columns(step, section);
    }
    bool good = check_layout(step, section) && check_widths(step, options) &&
                check_formats(step, options) && check_columns(step, section) &&
                check_marked(step, options, &options->status) &&
                check_marked(step, options, &options->travel) &&
                check_marked(step, options, &options->link) && check_exceptional(step, options);
    for (size_t i = 0; good && i < options->notes.count; i++) {
        good =
            check_marked(step, options, &LEAT_ITEM(options->notes, struct note_options, i).column);
    }
    return good;
}
