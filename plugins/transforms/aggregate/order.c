/* order: the orders in which groups come out besides that of their keys. See aggregate.h.
 *
 * In a declared order a key's bytes are 0 and its place there; values that are not declared, and
 * totals, follow as ever. In the order of first appearance a row's bytes are how many keys are
 * totalled, which, and where the first row stood. */
#include "aggregate.h"

#include "shared/format.h"
#include "shared/value.h"

/* Whether a cell is the declared value: as text, so that dates may be written as texts and numbers
 * as numbers. */
static bool is_value(const struct leat_view *view, int64_t row, const struct leat_value *value) {
    char cell[FORMAT_ROOM], wanted[FORMAT_ROOM];
    struct leat_text a = {cell, 0}, b = {wanted, 0};
    if (leat_is_null(view, row) || value->is_null) {
        return leat_is_null(view, row) && value->is_null;
    }
    if (view->type.kind == LEAT_TEXT) {
        a = leat_text_at(view, row);
    } else {
        a.size = format_value(view, row, cell);
    }
    if (value->type.kind == LEAT_TEXT) {
        b = value->as.text;
    } else {
        b.size = value_format(value, wanted);
    }
    return a.size == b.size && memcmp(a.data, b.data, a.size) == 0;
}

/* The cell's place among the declared values; their number when it is none of them. */
static size_t declared_place(const struct declared *declared, const struct leat_view *view,
                             int64_t row) {
    size_t place = 0;
    while (place < declared->values.count &&
           !is_value(view, row, &LEAT_ITEM(declared->values, struct leat_value, place))) {
        place++;
    }
    return place;
}

static void write_declared(struct group_order *order, const struct group_row *row) {
    const struct aggregate *self = order->step->state;
    for (size_t key = 0; key < self->groups.count; key++) {
        const struct declared *declared = self->ordered[key];
        if (declared && !group_is_total(&self->groups, row, key)) {
            const size_t place =
                declared_place(declared, group_order_view(order, row, key), row->group->cell.row);
            if (place < declared->values.count) {
                group_order_put(order, GROUP_BEFORE);
                group_order_put_number(order, place, 4);
                continue;
            }
        }
        group_order_put_key(order, row, key);
    }
}

static void write_first_seen(struct group_order *order, const struct group_row *row) {
    group_order_put(order, (uint8_t)__builtin_popcount(row->totalled));
    group_order_put_number(order, row->totalled, 4);
    group_order_put_number(order, row->group->sequence, 8);
    group_order_put_number(order, row->group->row, 4);
}

group_writer *aggregate_order(const struct aggregate *self) {
    return self->first_seen        ? write_first_seen
           : self->order.count > 0 ? write_declared
                                   : group_by_ascending;
}
