/* value: see value.h. */
#include "shared/value.h"

#include "shared/format.h"
#include "shared/key_rows.h"

void value_add(struct leat_builder *builder, const struct leat_value *value) {
    if (value->is_null) {
        leat_add_null(builder);
        return;
    }
    switch (value->type.kind) {
    case LEAT_TEXT:
        leat_add_text(builder, value->as.text);
        break;
    case LEAT_INTEGER:
        leat_add_integer(builder, value->as.integer);
        break;
    case LEAT_REAL:
        leat_add_real(builder, value->as.real);
        break;
    case LEAT_DECIMAL:
        leat_add_decimal(builder, value->as.decimal);
        break;
    case LEAT_BOOLEAN:
        leat_add_boolean(builder, value->as.boolean);
        break;
    case LEAT_DATE:
        leat_add_date(builder, value->as.date);
        break;
    default:
        leat_add_timestamp(builder, value->as.integer);
        break;
    }
}

struct leat_value value_at(const struct leat_view *view, int64_t row) {
    struct leat_value value = {.type = view->type, .is_null = leat_is_null(view, row)};
    if (value.is_null) {
        return value;
    }
    switch (view->type.kind) {
    case LEAT_TEXT:
        value.as.text = leat_text_at(view, row);
        break;
    case LEAT_REAL:
        value.as.real = leat_real(view, row);
        break;
    case LEAT_DECIMAL:
        value.as.decimal = leat_decimal_at(view, row);
        break;
    case LEAT_BOOLEAN:
        value.as.boolean = leat_boolean(view, row);
        break;
    case LEAT_DATE:
        value.as.date = leat_date(view, row);
        break;
    default:
        value.as.integer = leat_integer(view, row);
        break;
    }
    return value;
}

size_t value_format(const struct leat_value *value, char *out) {
    const struct leat_view view = {.values = &value->as, .rows = 1, .type = value->type};
    return format_value(&view, 0, out);
}

bool value_same(const struct leat_value *a, const struct leat_value *b) {
    if (a->is_null || b->is_null) {
        return a->is_null && b->is_null;
    }
    switch (a->type.kind) {
    case LEAT_TEXT:
        return a->as.text.size == b->as.text.size &&
               memcmp(a->as.text.data, b->as.text.data, a->as.text.size) == 0;
    case LEAT_REAL:
        return a->as.real == b->as.real;
    case LEAT_DECIMAL:
        return a->as.decimal.low == b->as.decimal.low && a->as.decimal.high == b->as.decimal.high;
    case LEAT_BOOLEAN:
        return a->as.boolean == b->as.boolean;
    case LEAT_DATE:
        return a->as.date == b->as.date;
    default:
        return a->as.integer == b->as.integer;
    }
}

int value_index(struct leat_step *step, struct leat_type type, const struct leat_value *values,
                size_t count, struct leat_index **index) {
    const int32_t column = 0;
    struct key_rows keys = {0};
    struct leat_batch *batch = leat_batch_new(step, &type, 1);
    if (!batch) {
        return LEAT_FAILED;
    }
    struct leat_builder *to = leat_build(step, batch, column);
    for (size_t i = 0; i < count; i++) {
        value_add(to, &values[i]);
    }
    int result = leat_put(step, batch, to);
    if (result == LEAT_OK) {
        result = key_rows_add(step, &keys, index, batch, &column, 1);
    }
    key_rows_free(step, &keys);
    leat_release(step, batch);
    return result;
}
