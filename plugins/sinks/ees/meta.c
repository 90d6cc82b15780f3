/* meta: the meta file, a line a filter and indicator. See ees.h. */
#include "ees.h"

/* A field, after a comma; an absent text is an empty one. */
static bool add_field(struct leat_step *step, struct bytes *line, struct leat_text text) {
    const struct ees *self = step->state;
    uint64_t formulas = 0;
    return bytes_add(step, line, ",", 1) &&
           (text.size == 0 || rows_csv_field(step, &self->csv, line, text, &formulas));
}

static struct leat_text name_of(const struct ees *self, int32_t number) {
    for (int32_t i = 0; i < self->count; i++) {
        if (self->columns[i].number == number) {
            return self->columns[i].name;
        }
    }
    return (struct leat_text){NULL, 0};
}

static bool add_meta_line(struct leat_step *step, const struct ees_column *column,
                          bool has_defaults, struct bytes *line) {
    const struct ees *self = step->state;
    static const struct ees_option none = {.decimals = -1, .filter_grouping_column = -1};
    const struct ees_option *option = column->option ? column->option : &none;
    const bool is_filter = column->role == EES_FILTER;
    const struct leat_text nothing = {NULL, 0};
    char digits[FORMAT_ROOM];
    const size_t size =
        is_filter || column->decimals < 0 ? 0 : format_integer(column->decimals, digits);
    return bytes_add(step, line, column->name.data, column->name.size) &&
           add_field(step, line, leat_text_of(is_filter ? "Filter" : "Indicator")) &&
           add_field(step, line, column->label) &&
           add_field(step, line, option->indicator_grouping) &&
           add_field(step, line, is_filter ? nothing : column->unit) &&
           add_field(step, line, (struct leat_text){digits, size}) &&
           add_field(step, line, option->filter_hint) &&
           add_field(step, line, name_of(self, option->filter_grouping_column)) &&
           (!has_defaults || add_field(step, line, option->filter_default)) &&
           rows_csv_line_end(step, &self->csv, line);
}

bool ees_meta_write(struct leat_step *step) {
    struct ees *self = step->state;
    static const char head[] = "col_name,col_type,label,indicator_grouping,indicator_unit,"
                               "indicator_dp,filter_hint,filter_grouping_column";
    bool has_defaults = false;
    for (size_t i = 0; i < self->options.count; i++) {
        has_defaults =
            has_defaults || LEAT_ITEM(self->options, struct ees_option, i).filter_default.data;
    }
    struct bytes text = {0};
    bool done = bytes_add(step, &text, head, sizeof head - 1) &&
                (!has_defaults || add_field(step, &text, leat_text_of("filter_default"))) &&
                rows_csv_line_end(step, &self->csv, &text);
    for (int32_t i = 0; done && i < self->count; i++) {
        const struct ees_column *column = &self->columns[i];
        if (column->role < EES_FILTER) {
            continue;
        }
        if (column->role == EES_INDICATOR && column->decimals < 0) {
            leat_log(step, LEAT_WARNING,
                     "how many decimals '%.*s' is shown with is not known; set \"decimals\" of it",
                     (int)column->name.size, column->name.data);
        }
        done = add_meta_line(step, column, has_defaults, &text);
    }
    done = done && sink_file_add(step, &self->meta_file, text.data, text.size);
    bytes_free(step, &text);
    return done;
}
