/* value: see value.h. */
#include "shared/value.h"

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
