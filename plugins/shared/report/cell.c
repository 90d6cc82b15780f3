/* cell: see cell.h. */
#include "shared/report/cell.h"

#include "shared/format.h"

struct cell cell_of(struct leat_step *step, struct leat_batch *batch, int32_t column,
                    const struct leat_view *view, int64_t row) {
    struct cell cell = {.value = {.type = view->type}};
    struct leat_value *value = &cell.value;
    if (leat_is_null(view, row)) {
        const struct leat_text symbol = leat_symbol(step, batch, column, row);
        value->is_null = symbol.size == 0;
        value->as.text = symbol;
        cell.is_symbol = symbol.size > 0;
        return cell;
    }
    switch (view->type.kind) {
    case LEAT_TEXT:
        value->as.text = leat_text_at(view, row);
        break;
    case LEAT_INTEGER:
        value->as.integer = leat_integer(view, row);
        break;
    case LEAT_REAL:
        value->as.real = leat_real(view, row);
        break;
    case LEAT_DECIMAL:
        value->as.decimal = leat_decimal_at(view, row);
        break;
    case LEAT_BOOLEAN:
        value->as.boolean = leat_boolean(view, row);
        break;
    case LEAT_DATE:
        value->as.date = leat_date(view, row);
        break;
    case LEAT_TIMESTAMP:
        value->as.integer = leat_timestamp(view, row);
        break;
    default:
        value->is_null = 1;
    }
    return cell;
}

size_t cell_text(const struct leat_value *value, char *out) {
    switch (value->type.kind) {
    case LEAT_INTEGER:
        return format_integer(value->as.integer, out);
    case LEAT_REAL:
        return format_real(value->as.real, out);
    case LEAT_DECIMAL:
        return format_decimal(value->as.decimal, value->type.scale, out);
    case LEAT_DATE:
        return format_date(value->as.date, out);
    case LEAT_TIMESTAMP:
        return format_timestamp(value->as.integer, out);
    case LEAT_BOOLEAN: /* as the sheet shows them */
        memcpy(out, value->as.boolean ? "TRUE" : "FALSE", 5);
        return value->as.boolean ? 4 : 5;
    default:
        return 0;
    }
}

bool cell_same(const struct cell *a, const struct cell *b) {
    if (a->value.is_null != b->value.is_null || a->is_symbol != b->is_symbol ||
        a->is_total != b->is_total) {
        return false;
    }
    if (a->value.is_null) {
        return true;
    }
    if (cell_has_text(a)) {
        return text_same(a->value.as.text, b->value.as.text);
    }
    switch (a->value.type.kind) {
    case LEAT_REAL:
        return a->value.as.real == b->value.as.real;
    case LEAT_DECIMAL:
        return a->value.as.decimal.low == b->value.as.decimal.low &&
               a->value.as.decimal.high == b->value.as.decimal.high;
    case LEAT_BOOLEAN:
        return a->value.as.boolean == b->value.as.boolean;
    case LEAT_DATE:
        return a->value.as.date == b->value.as.date;
    default:
        return a->value.as.integer == b->value.as.integer;
    }
}

bool cell_keep(struct leat_step *step, struct cell *cell) {
    struct leat_text *text = &cell->value.as.text;
    if (!cell_has_text(cell)) {
        return true;
    }
    char *copy = leat_alloc(step, text->size + 1);
    if (!copy) {
        *cell = (struct cell){.value = {.type = cell->value.type, .is_null = 1}};
        return false;
    }
    if (text->size > 0) {
        memcpy(copy, text->data, text->size);
    }
    text->data = copy;
    return true;
}

void cell_free(struct leat_step *step, struct cell *cell) {
    if (cell_has_text(cell) && cell->value.as.text.data) {
        leat_free(step, (void *)cell->value.as.text.data);
        cell->value.as.text.data = NULL;
    }
}
