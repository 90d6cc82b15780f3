/* columns: what comes out for each listed value and measure. See pivot.h. */
#include "pivot.h"

#include <stdio.h>

#include "shared/value.h"

const char *pivot_text(const struct leat_value *value, char room[PIVOT_TEXT]) {
    if (value->is_null) {
        return NULL;
    }
    if (value->type.kind == LEAT_TEXT) {
        return value->as.text.data;
    }
    room[value_format(value, room)] = '\0';
    return room;
}

/* What keeps a value from naming its columns as an "as" may; NULL: nothing does. */
static const char *unfit_name(const char *text) {
    if (!text) {
        return "null";
    }
    for (const char *at = text; *at; at++) {
        const unsigned char byte = (unsigned char)*at;
        const bool is_wide = byte == 0xc2 && (unsigned char)at[1] < 0xa0; /* U+0080 to U+009F */
        if (byte < 0x20 || byte == 0x7f || is_wide) {
            return "a text with control characters";
        }
    }
    return text[0] == '\0' ? "an empty text" : NULL;
}

/* No value twice, and each with something to name its columns by. */
static int check_values(struct leat_step *step) {
    const struct pivot *self = step->state;
    char room[PIVOT_TEXT];
    for (size_t i = 0; i < self->values.count; i++) {
        const struct pivoted *item = pivot_value(self, i);
        const char *text = pivot_text(&item->value, room);
        for (size_t before = 0; before < i; before++) {
            if (value_same(&pivot_value(self, before)->value, &item->value)) {
                return leat_fail_option(step, item,
                                        "the value %s%s%s is listed twice; take one of them out",
                                        text ? "'" : "", text ? text : "null", text ? "'" : "");
            }
        }
        const char *unfit = item->as.data ? NULL : unfit_name(text);
        if (unfit) {
            return leat_fail_option(
                step, item,
                "a column cannot be named by %s; name it: {\"value\": %s, \"as\": \"...\"}", unfit,
                !text             ? "null"
                : text[0] == '\0' ? "\"\""
                                  : "...");
        }
    }
    return LEAT_OK;
}

/* The value's text and, with several measures, the measure's name behind it: "2014-09-01_good".
 * NULL: no memory. */
static char *join(struct leat_step *step, const char *text, const char *between,
                  const char *measure) {
    const size_t size = strlen(text) + strlen(between) + strlen(measure) + 1;
    char *joined = leat_alloc(step, size);
    if (joined) {
        snprintf(joined, size, "%s%s%s", text, between, measure);
    }
    return joined;
}

/* The name is no key's, and none of the new columns' before. */
static int check_name(struct leat_step *step, char *const *names, size_t number) {
    const struct pivot *self = step->state;
    const struct pivoted *item = pivot_value(self, number / self->groups.measure_count);
    const void *place = item->as.data ? (const void *)&item->as : item;
    const char *name = names[number];
    for (size_t key = 0; key < self->groups.count; key++) {
        if (strcmp(self->groups.names[key], name) == 0) {
            return leat_fail_option(
                step, place,
                "the column for this value would be called '%s', and \"by\" has one of that name; give it another with \"as\"",
                name);
        }
    }
    for (size_t before = 0; before < number; before++) {
        if (strcmp(names[before], name) == 0) {
            return leat_fail_option(
                step, place,
                "two columns would be called '%s'; give this value another name with \"as\"", name);
        }
    }
    return LEAT_OK;
}

/* Announces the column of one value and measure; its name is left in *name. */
static int open_column(struct leat_step *step, struct leat_bind *bind, size_t value, size_t measure,
                       char **name) {
    const struct pivot *self = step->state;
    const struct pivoted *item = pivot_value(self, value);
    const bool has_several = self->groups.measure_count > 1;
    const char *of = has_several ? leat_measures_name(step, self->measures, measure).data : "";
    char room[PIVOT_TEXT];
    const char *text = pivot_text(&item->value, room);
    char *label = NULL;
    *name = join(step, item->as.data ? item->as.data : text, has_several ? "_" : "", of);
    if (item->label.data) {
        label = join(step, item->label.data, has_several ? " " : "", of);
    }
    if (!*name || (item->label.data && !label)) {
        leat_free(step, label);
        return LEAT_FAILED;
    }
    const int32_t column = leat_out_measure(bind, self->measures, measure);
    const struct leat_hint hint = {.size = sizeof hint,
                                   .decimals = -1,
                                   .label = leat_text_of(label),
                                   .key = leat_text_of(text)};
    leat_out_rename(bind, column, leat_text_of(*name));
    leat_out_hint(bind, column, &hint);
    leat_free(step, label);
    return LEAT_OK;
}

int pivot_open_columns(struct leat_step *step, struct leat_bind *bind) {
    const struct pivot *self = step->state;
    const size_t measures = self->groups.measure_count, count = self->values.count * measures;
    if (count > COLUMNS_MOST) {
        return leat_fail_option(
            step, &self->values,
            "%zu values with %zu measures each make %zu columns, and the most is %d, as many as a "
            "sheet has; list fewer values, or leave them as rows with aggregate",
            self->values.count, measures, count, COLUMNS_MOST);
    }
    char **names = leat_alloc(step, (count + 1) * sizeof(char *));
    int result = names ? check_values(step) : LEAT_FAILED;
    for (size_t i = 0; result == LEAT_OK && i < count; i++) {
        result = open_column(step, bind, i / measures, i % measures, &names[i]);
        result = result == LEAT_OK ? check_name(step, names, i) : result;
    }
    for (size_t i = 0; names && i < count; i++) {
        leat_free(step, names[i]);
    }
    leat_free(step, names);
    return result;
}
