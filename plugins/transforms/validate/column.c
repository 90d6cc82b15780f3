/* column: the checks of single values: required, format, pattern, in, least and most. See
 * validate.h. */
#include "validate.h"

#include <stdio.h>

#include "shared/format.h"
#include "shared/show.h"
#include "shared/value.h"

#define RANGE_KINDS (LEAT_NUMBERS | LEAT_KINDS(LEAT_DATE) | LEAT_KINDS(LEAT_TIMESTAMP))

/* -- values of the definition ----------------------------------------------------------------- */

static bool is_said(const struct leat_value *value) { return value->type.kind != LEAT_NONE; }

/* <0, 0, >0; both are of one kind and scale, of those that have a range. */
static int compare(const struct leat_value *a, const struct leat_value *b) {
    if (a->type.kind == LEAT_REAL) {
        return (a->as.real > b->as.real) - (a->as.real < b->as.real);
    }
    if (a->type.kind == LEAT_DECIMAL) {
        const struct leat_decimal first = a->as.decimal, second = b->as.decimal;
        return first.high != second.high ? (first.high > second.high) - (first.high < second.high)
                                         : (first.low > second.low) - (first.low < second.low);
    }
    if (a->type.kind == LEAT_DATE) {
        return (a->as.date > b->as.date) - (a->as.date < b->as.date);
    }
    return (a->as.integer > b->as.integer) - (a->as.integer < b->as.integer);
}

/* A bound, for messages. */
static const char *show_bound(const struct leat_value *value, char out[FORMAT_ROOM + 1]) {
    out[value_format(value, out)] = '\0';
    return out;
}

/* -- open ------------------------------------------------------------------------------------- */

static int open_range(struct leat_step *step, const struct column *column, const char *name) {
    const struct check *check = column->check;
    const struct leat_value *bound = is_said(&check->least) ? &check->least : &check->most;
    char type[SHOW_TYPE];
    if (!is_said(bound)) {
        return LEAT_OK;
    }
    if (!(RANGE_KINDS & LEAT_KINDS(column->type.kind))) {
        return leat_fail_option(
            step, bound,
            "\"least\" and \"most\" are for numbers, dates and timestamps, and '%s' is %s; %s",
            name, show_type(column->type, type),
            column->type.kind == LEAT_TEXT
                ? "declare its kind where it is read: \"columns\": { ... }"
                : "list its values with \"in\"");
    }
    if ((is_said(&check->least) && check->least.is_null) ||
        (is_said(&check->most) && check->most.is_null)) {
        return leat_fail_option(step, check->least.is_null ? &check->least : &check->most,
                                "null is no bound; leave it out where there is none");
    }
    if (is_said(&check->least) && is_said(&check->most) &&
        compare(&check->least, &check->most) > 0) {
        return leat_fail_option(step, &check->most,
                                "\"most\" is below \"least\", so that no value would pass; did you "
                                "mean them the other way round?");
    }
    return LEAT_OK;
}

static int open_format(struct leat_step *step, struct column *column, const char *name) {
    const struct check *check = column->check;
    const int32_t count = leat_format_count(step);
    char type[SHOW_TYPE];
    column->format = leat_format_find(step, check->format);
    if (column->format < 0) {
        struct leat_text *names = leat_alloc(step, (size_t)count * sizeof *names);
        for (int32_t i = 0; names && i < count; i++) {
            names[i] = leat_format_name(step, i);
        }
        const struct leat_text near =
            names ? leat_suggest(step, check->format, names, (size_t)count) : (struct leat_text){0};
        leat_fail_option(step, &check->format,
                         "there is no format '%s'%s%.*s%s; `leat plugins csv` "
                         "lists them, under \"format\"",
                         check->format.data, near.data ? " (did you mean '" : "", (int)near.size,
                         near.data ? near.data : "", near.data ? "'?)" : "");
        leat_free(step, names);
        return LEAT_FAILED;
    }
    if (!(leat_format_kinds(step, column->format) & LEAT_KINDS(column->type.kind))) {
        return leat_fail_option(
            step, &check->format,
            "the format '%s' does not go with '%s', which is %s; read it as text",
            check->format.data, name, show_type(column->type, type));
    }
    return LEAT_OK;
}

static int open_pattern(struct leat_step *step, struct column *column, const char *name) {
    char type[SHOW_TYPE];
    if (column->type.kind != LEAT_TEXT) {
        return leat_fail_option(
            step, &column->check->pattern,
            "\"pattern\" is for text, and '%s' is %s; use \"least\", \"most\" or \"in\"", name,
            show_type(column->type, type));
    }
    column->pattern = pattern_new(step, &column->check->pattern);
    return column->pattern ? LEAT_OK : LEAT_FAILED;
}

static int open_in(struct leat_step *step, struct column *column) {
    const struct leat_list *in = &column->check->in;
    for (size_t i = 0; i < in->count; i++) {
        const struct leat_value *value = &LEAT_ITEM(*in, struct leat_value, i);
        if (value->is_null) {
            return leat_fail_option(
                step, value,
                "null has no place in \"in\"; take it away: a null passes unless \"required\" is true");
        }
    }
    if (column->type.kind != LEAT_TEXT || in->count == 0) {
        return LEAT_OK;
    }
    column->words = leat_alloc(step, in->count * sizeof *column->words);
    for (size_t i = 0; column->words && i < in->count; i++) {
        column->words[i] = LEAT_ITEM(*in, struct leat_value, i).as.text;
    }
    return column->words ? LEAT_OK : LEAT_FAILED;
}

int column_open(struct leat_step *step, struct leat_bind *bind, struct column *column) {
    const struct check *check = column->check;
    const char *name = leat_column_name(bind, 0, column->number).data;
    struct leat_hint hint = {.size = sizeof hint};
    leat_column_hint(bind, 0, column->number, &hint);
    column->type = leat_column_type(bind, 0, column->number);
    column->is_private = hint.is_private != 0;
    column->format = -1;
    if (!check->required && !check->unique && !check->format.data && !check->pattern.data &&
        check->in.count == 0 && !is_said(&check->least) && !is_said(&check->most)) {
        return leat_fail_option(
            step, check,
            "nothing is said of '%s' to be checked; say \"required\", \"unique\", \"format\", "
            "\"pattern\", \"in\", \"least\" or \"most\"",
            name);
    }
    int result = open_range(step, column, name);
    result = result == LEAT_OK ? open_in(step, column) : result;
    if (result == LEAT_OK && check->format.data) {
        result = open_format(step, column, name);
    }
    if (result == LEAT_OK && check->pattern.data) {
        result = open_pattern(step, column, name);
    }
    return result;
}

/* -- start: the values of "in" ------------------------------------------------------------------ */

int column_start(struct leat_step *step, struct column *column) {
    const struct leat_list *in = &column->check->in;
    return in->count > 0 ? value_index(step, column->type, in->items, in->count, &column->in)
                         : LEAT_OK;
}

/* -- rows ------------------------------------------------------------------------------------- */

static void check_required(struct leat_step *step, struct leat_batch *batch,
                           const struct column *column, const struct leat_view *view) {
    for (int64_t row = 0; view->nulls != 0 && row < batch->rows; row++) {
        if (leat_is_null(view, row) && leat_symbol(step, batch, column->number, row).size == 0) {
            validate_tell(step, batch, row, column->number, &column->check->required, column->stops,
                          "a value is required, and there is none");
        }
    }
}

static void check_range(struct leat_step *step, struct leat_batch *batch,
                        const struct column *column, const struct leat_view *view) {
    const struct leat_value *least = &column->check->least, *most = &column->check->most;
    const bool has_least = is_said(least), has_most = is_said(most);
    char first[FORMAT_ROOM + 1], second[FORMAT_ROOM + 1];
    for (int64_t row = 0; row < batch->rows; row++) {
        const struct leat_value value = value_at(view, row);
        const bool is_below = has_least && !value.is_null && compare(&value, least) < 0;
        const bool is_above = has_most && !value.is_null && compare(&value, most) > 0;
        if (!is_below && !is_above) {
            continue;
        }
        if (has_least && has_most) {
            validate_tell(step, batch, row, column->number, is_below ? least : most, column->stops,
                          "must be from %s to %s", show_bound(least, first),
                          show_bound(most, second));
        } else {
            validate_tell(step, batch, row, column->number, has_least ? least : most, column->stops,
                          "must be at %s %s", has_least ? "least" : "most",
                          show_bound(has_least ? least : most, first));
        }
    }
}

static void check_format(struct leat_step *step, struct leat_batch *batch,
                         const struct column *column, const struct leat_view *view) {
    char form[LEAT_FORMAT_ROOM], digits[FORMAT_ROOM];
    const bool is_text = column->type.kind == LEAT_TEXT;
    for (int64_t row = 0; row < batch->rows; row++) {
        struct leat_text text;
        const char *reason;
        size_t size;
        if (leat_is_null(view, row)) {
            continue;
        }
        text = is_text ? leat_text_at(view, row)
                       : (struct leat_text){digits, format_value(view, row, digits)};
        if (!leat_format_read(step, column->format, (enum leat_kind)column->type.kind, text, form,
                              &size, &reason)) {
            validate_tell(step, batch, row, column->number, &column->check->format, column->stops,
                          "%s", reason);
        }
    }
}

/* A row may take hundredths of a second, and a batch many minutes: the run can be stopped within. */
static int check_pattern(struct leat_step *step, struct leat_batch *batch,
                         const struct column *column, const struct leat_view *view) {
    for (int64_t row = 0; row < batch->rows; row++) {
        const char *reason;
        if (leat_stopping(step)) {
            return LEAT_STOPPED;
        }
        if (leat_is_null(view, row) ||
            pattern_matches(step, column->pattern, leat_text_at(view, row), &reason)) {
            continue;
        }
        if (!reason) {
            return LEAT_FAILED;
        }
        validate_tell(step, batch, row, column->number, &column->check->pattern, column->stops,
                      "%s", reason);
    }
    return LEAT_OK;
}

static void tell_not_in(struct leat_step *step, struct leat_batch *batch,
                        const struct column *column, const struct leat_view *view, int64_t row) {
    struct leat_text near = {0};
    if (column->words && !column->is_private) {
        near = leat_suggest(step, leat_text_at(view, row), column->words, column->check->in.count);
    }
    validate_tell(step, batch, row, column->number, &column->check->in, column->stops,
                  "not one of the values that \"in\" lists%s%.*s%s",
                  near.data ? " (did you mean '" : "", (int)near.size, near.data ? near.data : "",
                  near.data ? "'?)" : "");
}

static int check_in(struct leat_step *step, struct leat_batch *batch, const struct column *column,
                    const struct leat_view *view) {
    struct validate *self = step->state;
    const int result = key_rows_find(step, &self->keys, column->in, batch, &column->number);
    if (result != LEAT_OK) {
        return result;
    }
    for (int64_t row = 0; row < batch->rows; row++) {
        if (leat_is_null(view, row) || self->keys.numbers[row] != KEY_NONE) {
            continue;
        }
        if (leat_stopping(step)) {
            return LEAT_STOPPED;
        }
        tell_not_in(step, batch, column, view, row);
    }
    return LEAT_OK;
}

int column_check(struct leat_step *step, struct leat_batch *batch, const struct column *column) {
    const struct check *check = column->check;
    const struct leat_view view = leat_read(step, batch, column->number);
    if (check->required) {
        check_required(step, batch, column, &view);
    }
    if (column->format >= 0) {
        check_format(step, batch, column, &view);
    }
    if (column->pattern && check_pattern(step, batch, column, &view) != LEAT_OK) {
        return LEAT_STOPPED;
    }
    if (is_said(&check->least) || is_said(&check->most)) {
        check_range(step, batch, column, &view);
    }
    return check->in.count > 0 ? check_in(step, batch, column, &view) : LEAT_OK;
}

void column_close(struct leat_step *step, struct column *column) {
    pattern_free(step, column->pattern);
    leat_index_free(step, column->in);
    leat_free(step, column->words);
}
