/* report: sections, worked out of the options and of the schemas. See report.h. */
#include "shared/report/report.h"

#include "shared/report/check.h"

/* How a column is shown when nobody says. */
static const char *default_format(struct leat_type type, int32_t decimals) {
    static const char *const by_decimals[] = {"0",      "0.0",     "0.00",    "0.000",
                                              "0.0000", "0.00000", "0.000000"};
    enum { MOST_SHOWN = sizeof by_decimals / sizeof *by_decimals - 1 };
    switch (type.kind) {
    case LEAT_INTEGER:
        return by_decimals[0];
    case LEAT_DECIMAL: /* quotients have many digits, of which most say nothing: those are shown as
                          they are */
        decimals = decimals >= 0 ? decimals : type.scale;
        return decimals <= MOST_SHOWN ? by_decimals[decimals] : NULL;
    case LEAT_REAL:
        return decimals >= 0 && decimals <= MOST_SHOWN ? by_decimals[decimals] : NULL;
    case LEAT_DATE:
        return "dd/mm/yyyy";
    case LEAT_TIMESTAMP:
        return "dd/mm/yyyy hh:mm:ss";
    default:
        return NULL;
    }
}

static void describe_column(struct leat_bind *bind, const struct section *section, int32_t at) {
    struct column *column = &section->columns[at];
    const struct section_options *set = section->options;
    struct leat_hint hint = {.size = sizeof hint, .decimals = -1};
    leat_column_hint(bind, section->input, at, &hint);
    column->number = at;
    column->type = leat_column_type(bind, section->input, at);
    column->heading = hint.label.size > 0 ? hint.label : leat_column_name(bind, section->input, at);
    column->format =
        hint.format.size > 0 ? hint.format.data : default_format(column->type, hint.decimals);
    column->is_private = hint.is_private != 0;
    column->is_status = set && set->status == at;
    column->is_travel = set && set->travel == at;
    column->is_link = set && set->link == at;
}

static bool describe_columns(struct leat_step *step, struct leat_bind *bind,
                             struct section *section) {
    section->count = leat_columns(bind, section->input);
    section->columns = leat_alloc(step, ((size_t)section->count + 1) * sizeof *section->columns);
    bool described = section->columns != NULL;
    for (int32_t at = 0; described && at < section->count; at++) {
        describe_column(bind, section, at);
    }
    const struct section_options *set = section->options;
    for (size_t i = 0; described && set && i < set->headings.count; i++) {
        section->columns[set->headings.columns[i]].heading =
            LEAT_ITEM(set->headings, struct leat_text, i);
    }
    for (size_t i = 0; described && set && i < set->formats.count; i++) {
        section->columns[set->formats.columns[i]].format =
            LEAT_ITEM(set->formats, struct leat_text, i).data;
    }
    for (size_t i = 0; described && set && i < set->widths.count; i++) {
        section->columns[set->widths.columns[i]].width = LEAT_ITEM(set->widths, double, i);
    }
    return described;
}

/* The columns of a crosstab as those of a plain table. */
static bool flatten(struct leat_step *step, struct section *section) {
    const struct section_options *set = section->options;
    if (!section_is_crosstab(section)) {
        section->flat = section->columns;
        section->flat_count = section->count;
        return true;
    }
    section->flat =
        leat_alloc(step, (set->across.count + set->down.count + 1) * sizeof *section->flat);
    if (!section->flat) {
        return false;
    }
    for (size_t i = 0; i < set->across.count; i++) {
        section->flat[section->flat_count++] = section->columns[LEAT_ITEM(set->across, int32_t, i)];
    }
    for (size_t i = 0; i < set->down.count; i++) {
        const struct measure *measure = &LEAT_ITEM(set->down, struct measure, i);
        struct column *column = &section->flat[section->flat_count++];
        *column = section->columns[measure->column];
        column->heading = measure->label.size > 0 ? measure->label : column->heading;
        column->format = measure->format.size > 0 ? measure->format.data : column->format;
    }
    return true;
}

/* The one section of a definition that lists none is called as the file is. */
static struct leat_text name_from_path(struct leat_text path) {
    const char *slash = memrchr(path.data, '/', path.size);
    const char *first = slash ? slash + 1 : path.data;
    const char *dot = memrchr(first, '.', path.size - (size_t)(first - path.data));
    const size_t size = dot ? (size_t)(dot - first) : path.size - (size_t)(first - path.data);
    return (struct leat_text){first, size};
}

static bool open_charts(struct leat_step *step, struct section *section) {
    const size_t count = section->options ? section->options->charts.count : 0;
    section->charts = leat_alloc(step, (count + 1) * sizeof *section->charts);
    for (size_t i = 0; section->charts && i < count; i++) {
        section->charts[i] = (struct chart){
            .options = &LEAT_ITEM(section->options->charts, struct chart_options, i)};
        if (!chart_check(step, section, &section->charts[i])) {
            return false;
        }
    }
    return section->charts != NULL;
}

static void close_charts(struct leat_step *step, struct section *section) {
    for (size_t i = 0; section->charts && i < section_charts(section); i++) {
        chart_free(step, &section->charts[i]);
    }
    leat_free(step, section->charts);
}

bool report_open(struct leat_step *step, struct leat_bind *bind, struct report *report,
                 struct leat_text path) {
    const size_t count = report->list.count > 0 ? report->list.count : 1;
    report->sections = leat_alloc(step, count * sizeof *report->sections);
    if (!report->sections || !check_language(step, &report->language) ||
        !theme_open(step, &report->theme_options, &report->theme)) {
        return false;
    }
    report->count = count;
    for (size_t i = 0; i < count; i++) {
        struct section *section = &report->sections[i];
        if (report->list.count > 0) {
            section->options = &LEAT_ITEM(report->list, struct section_options, i);
            section->name = section->options->name;
            section->input = section->options->from;
        } else {
            section->name = name_from_path(path);
        }
        if (!describe_columns(step, bind, section) || !check_section(step, section) ||
            !flatten(step, section) || !open_charts(step, section)) {
            return false;
        }
    }
    return check_exceptions(step, report);
}

void report_close(struct leat_step *step, struct report *report) {
    for (size_t i = 0; report->sections && i < report->count; i++) {
        struct section *section = &report->sections[i];
        if (section->flat != section->columns) {
            leat_free(step, section->flat);
        }
        leat_free(step, section->columns);
        seen_free(step, section);
        close_charts(step, section);
    }
    theme_close(step, &report->theme);
    leat_free(step, report->sections);
    leat_free(step, report->note_numbers);
    report->sections = NULL;
    report->note_numbers = NULL;
}

struct section *report_section(const struct report *report, int32_t input) {
    for (size_t i = 0; i < report->count; i++) {
        if (report->sections[i].input == input) {
            return &report->sections[i];
        }
    }
    return NULL;
}

struct section *report_exceptional(const struct report *report) {
    for (size_t i = 0; i < report->count; i++) {
        if (report->sections[i].options && report->sections[i].options->exceptions) {
            return &report->sections[i];
        }
    }
    return NULL;
}

const char *report_no_exceptions(const struct section *section) {
    const struct seen *seen = &section->seen;
    return seen->statuses[STATUS_NONE] == seen->rows ? "Nothing has a status."
                                                     : "Nothing is Amber or Red.";
}

struct leat_text report_blank_reason(const struct section *section) {
    const struct leat_text reason = SECTION_TEXT(section, blank);
    return reason.size > 0 ? reason : leat_text_of("the source has nothing to say there.");
}

const struct section *report_named(const struct report *report, struct leat_text name) {
    for (size_t i = 0; i < report->count; i++) {
        if (text_same(report->sections[i].name, name)) {
            return &report->sections[i];
        }
    }
    return NULL;
}

bool report_watch(struct leat_step *step, const struct report *report, struct section *section,
                  struct leat_batch *batch) {
    bool done = seen_add(step, report, section, batch);
    for (size_t i = 0; done && i < section_charts(section); i++) {
        done = chart_add(step, section, &section->charts[i], batch);
    }
    return done;
}

struct leat_text report_title(const struct report *report) {
    return report->title.data ? report->title : SECTION_TEXT(&report->sections[0], title);
}
