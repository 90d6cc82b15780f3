/* value: see value.h. */
#include "shared/value.h"

#include "shared/format.h"

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

void value_add(struct leat_builder *to, const struct leat_value *value) {
    if (value->is_null) {
        leat_add_null(to);
        return;
    }
    switch (value->type.kind) {
    case LEAT_TEXT:
        leat_add_text(to, value->as.text);
        break;
    case LEAT_INTEGER:
        leat_add_integer(to, value->as.integer);
        break;
    case LEAT_REAL:
        leat_add_real(to, value->as.real);
        break;
    case LEAT_DECIMAL:
        leat_add_decimal(to, value->as.decimal);
        break;
    case LEAT_BOOLEAN:
        leat_add_boolean(to, value->as.boolean != 0);
        break;
    case LEAT_DATE:
        leat_add_date(to, value->as.date);
        break;
    default:
        leat_add_timestamp(to, value->as.integer);
    }
}

/* The values as a column of a batch of one's own. */
static int build(struct leat_step *step, struct leat_batch *batch, const struct leat_value *values,
                 size_t count) {
    struct leat_builder *to = leat_build(step, batch, 0);
    for (size_t i = 0; i < count; i++) {
        value_add(to, &values[i]);
    }
    return leat_put(step, batch, to);
}

static int number(struct leat_step *step, struct leat_batch *batch, size_t count,
                  struct key_table *table) {
    const int32_t column = 0;
    uint64_t *hashes = leat_alloc(step, count * sizeof *hashes);
    struct leat_keys keys;
    int result = hashes ? leat_hash(step, batch, &column, 1, hashes) : LEAT_FAILED;
    if (result == LEAT_OK) {
        result = leat_sort_keys(step, batch, &column, NULL, 1, &keys);
    }
    for (size_t i = 0; result == LEAT_OK && i < count; i++) {
        const struct key key = key_of(hashes, &keys, (int64_t)i);
        uint32_t place;
        result = key_table_add(step, table, &key, &place);
    }
    leat_free(step, hashes);
    return result;
}

int value_index(struct leat_step *step, struct leat_type type, const struct leat_value *values,
                size_t count, struct key_table *table) {
    struct leat_batch *batch = leat_batch_new(step, &type, 1);
    if (!batch) {
        return LEAT_FAILED;
    }
    int result = build(step, batch, values, count);
    result = result == LEAT_OK ? number(step, batch, count, table) : result;
    leat_release(step, batch);
    return result;
}
