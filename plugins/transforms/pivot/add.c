/* add: which listed value each row has, and so which set of its group's measures. See pivot.h. */
#include "pivot.h"

#include "shared/value.h"

int pivot_start(struct leat_step *step) {
    struct pivot *self = step->state;
    const size_t count = self->values.count;
    struct leat_value *values = leat_alloc(step, count * sizeof *values);
    self->texts = leat_alloc(step, count * sizeof *self->texts);
    if (!values || !self->texts) {
        leat_free(step, values);
        return LEAT_FAILED;
    }
    self->null_number = KEY_NONE;
    for (size_t i = 0; i < count; i++) {
        values[i] = pivot_value(self, i)->value;
        if (values[i].is_null) {
            self->null_number = (uint32_t)i;
        } else if (values[i].type.kind == LEAT_TEXT) {
            self->texts[self->text_count++] = values[i].as.text;
        }
    }
    const int result = value_index(step, self->type, values, count, &self->table);
    leat_free(step, values);
    return result;
}

static void refuse(struct leat_step *step, struct leat_batch *batch, int64_t row,
                   const struct leat_view *view) {
    const struct pivot *self = step->state;
    struct leat_text near = {0};
    if (leat_is_null(view, row)) {
        leat_reject(
            step, batch, row, self->column,
            "no value, and \"values\" lists none for such rows; list {\"value\": null, \"as\": \"...\"}, or set "
            "\"otherwise\" to \"drop\" to leave them out");
        return;
    }
    if (self->type.kind == LEAT_TEXT && !self->is_private) {
        near = leat_suggest(step, leat_text_at(view, row), self->texts, self->text_count);
    }
    leat_reject(
        step, batch, row, self->column,
        "not listed in \"values\"%s%.*s%s; list it, or set \"otherwise\" to \"drop\" to leave such rows out",
        near.data ? " (did you mean '" : "", (int)near.size, near.data ? near.data : "",
        near.data ? "'?)" : "");
}

/* A symbol stands where there is no value: it is a null as others are. */
int pivot_add(struct leat_step *step, struct leat_batch *batch) {
    const struct pivot *self = step->state;
    struct part *part = step->part;
    const struct leat_view view = leat_read(step, batch, self->column);
    if (key_rows_find(step, &part->keys, self->table, batch, &self->column) != LEAT_OK) {
        return LEAT_FAILED;
    }
    for (int64_t row = 0; row < batch->rows; row++) {
        uint32_t *number = &part->keys.numbers[row];
        if (leat_is_null(&view, row)) {
            *number = self->null_number;
        }
        if (*number == KEY_NONE && self->otherwise == REFUSE) {
            if (leat_stopping(step)) {
                return LEAT_STOPPED;
            }
            refuse(step, batch, row, &view);
        }
    }
    return group_by_add(step, &self->groups, batch, part->keys.numbers);
}

void pivot_end(struct leat_step *step) {
    const struct pivot *self = step->state;
    struct part *part = step->part;
    group_by_end(step, &self->groups);
    key_rows_free(step, &part->keys);
}
