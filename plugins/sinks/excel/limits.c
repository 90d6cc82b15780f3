/* limits: sheets as the definition has them. See limits.h. */
#include "limits.h"

#include "book.h"
#include "letters.h"

bool limits_text(struct leat_step *step, const struct leat_text *text, size_t most,
                 const char *what) {
    if (text->size == 0) {
        return true;
    }
    if (letters_has_control(*text)) {
        leat_fail_option(step, text, "%s has a control character or a line's end", what);
        return false;
    }
    if (letters_units(*text) > most) {
        leat_fail_option(step, text, "%s is longer than %zu characters (an emoji counts as two)",
                         what, most);
        return false;
    }
    return true;
}

/* A page of the workbook's own has its name. */
static bool check_pages(struct leat_step *step, const struct sheet *sheet, uint32_t pages) {
    for (int page = 0; page < PAGE_COUNT; page++) {
        const char *name = book_page_name((enum page)page);
        if (pages >> page & 1 && letters_same_name(leat_text_of(name), sheet->name)) {
            leat_fail_option(step, &sheet->section->options->name,
                             "\"%s\" is the name of a sheet that this workbook has anyway; take "
                             "another",
                             name);
            return false;
        }
    }
    return true;
}

/* The library would take a text that begins with = for a formula. */
static bool check_chart_text(struct leat_step *step, const struct leat_text *text) {
    if (text->size > 0 && *text->data == '=') {
        leat_fail_option(step, text,
                         "a text of a chart that begins with = would be taken for a formula; begin "
                         "it with another letter");
        return false;
    }
    return limits_text(step, text, 255, "a text of a chart");
}

static bool check_charts(struct leat_step *step, const struct section_options *options) {
    bool good = true;
    for (size_t i = 0; good && i < options->charts.count; i++) {
        const struct chart_options *chart = &LEAT_ITEM(options->charts, struct chart_options, i);
        good = check_chart_text(step, &chart->title) && check_chart_text(step, &chart->x_title) &&
               check_chart_text(step, &chart->y_title);
    }
    return good;
}

static bool check_name(struct leat_step *step, const struct sheet *sheets, size_t at) {
    const struct sheet *sheet = &sheets[at];
    const char *wrong = letters_name_wrong(sheet->name);
    if (wrong) {
        leat_fail_option(step, &sheet->section->options->name, "the name of the sheet %s", wrong);
        return false;
    }
    for (size_t i = 0; i < at; i++) {
        if (letters_same_name(sheets[i].section->name, sheet->name)) {
            leat_fail_option(
                step, &sheet->section->options->name,
                "two sheets have this name; Excel does not tell capitals from small letters");
            return false;
        }
    }
    return true;
}

static bool check_count(struct leat_step *step, const struct sheet *sheet) {
    enum { MOST_COLUMNS = 16384 };
    if (sheet->count > MOST_COLUMNS &&
        (!sheet->section->options || sheet->section->options->layout == LAYOUT_TABLE)) {
        leat_fail(
            step,
            "sheet \"%.*s\" would have %d columns, and a sheet has at most 16,384; choose fewer",
            (int)sheet->name.size, sheet->name.data, sheet->count);
        return false;
    }
    return true;
}

bool limits_sheet(struct leat_step *step, const struct sheet *sheets, size_t at, uint32_t pages) {
    const struct sheet *sheet = &sheets[at];
    const struct section_options *options = sheet->section->options;
    return check_count(step, sheet) &&
           (!options || (check_name(step, sheets, at) && check_pages(step, sheet, pages) &&
                         check_charts(step, options)));
}
