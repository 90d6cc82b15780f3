/* builder_cell: texts of a source read as their column is declared, and values of other columns.
 * See builder.h. */
#include "batch/builder_parts.h"

#include <string.h>

#include "batch/bits.h"
#include "batch/check.h"

/* -- cells ----------------------------------------------------------------------------------- */

const struct field *builder_field(const struct builder *builder) {
    return builder->field == NULL ? &field_plain : builder->field;
}

/* A cell that cannot be read is null. */
static void refuse(struct builder *builder, struct leat_text cell, const char *reason) {
    const int64_t row = builder->api.rows;
    builder_add_null(builder);
    if (builder->reject != NULL && !builder->api.failed) {
        builder->reject(builder->context, builder, row, cell, reason);
    }
}

bool builder_prove(struct builder *builder, struct leat_text cell) {
    if (check_utf8(cell.data, cell.size)) {
        return true;
    }
    struct leat_value value;
    char reason[FIELD_REASON] = "not UTF-8";
    field_read(&field_plain, cell, true, &value, reason);
    refuse(builder, cell, reason);
    return false;
}

static void add_fixed_value(struct builder *builder, const struct leat_value *value) {
    switch (builder->api.type.kind) {
    case LEAT_REAL:
        builder_add_fixed(builder, LEAT_REAL, &value->as.real);
        break;
    case LEAT_DECIMAL:
        builder_add_fixed(builder, LEAT_DECIMAL, &value->as.decimal);
        break;
    case LEAT_BOOLEAN:
        builder_add_fixed(builder, LEAT_BOOLEAN, &value->as.boolean);
        break;
    case LEAT_DATE:
        builder_add_fixed(builder, LEAT_DATE, &value->as.date);
        break;
    default:
        builder_add_fixed(builder, builder->api.type.kind, &value->as.integer);
        break;
    }
}

bool builder_hold(struct builder *builder, struct buffer *piece) {
    struct column *column = builder->column;
    const int32_t last = builder->piece_number;
    if (last >= 0 && column->buffers[last] == piece) {
        return true;
    }
    for (size_t i = 0; i < column->buffer_count; i++) {
        if (column->buffers[i] == piece) {
            builder->piece_number = (int32_t)i;
            return true;
        }
    }
    builder->piece_number = column_try_hold(column, piece);
    if (builder->piece_number < 0) {
        builder_fail_memory(builder);
        return false;
    }
    return true;
}

/* Adds text that stands in the piece, with room for it among the rows. A column of short texts
 * holds no piece. */
static void add_piece_text(struct builder *builder, struct leat_text text, struct buffer *piece) {
    if (text.size <= TEXT_INLINE || builder_hold(builder, piece)) {
        column_set_text(builder->column, builder->api.rows++, builder->piece_number, text.data,
                        (size_t)(text.data - piece->data), text.size);
    }
}

/* Adds text that is proved: into the piece where it stands in one, else copied. */
static void add_proved(struct builder *builder, struct leat_text text, struct buffer *piece) {
    if (piece != NULL) {
        add_piece_text(builder, text, piece);
    } else {
        const bool unproved = builder->has_unproved;
        builder_add_text(builder, text);
        builder->has_unproved = unproved;
    }
}

void builder_add_cell_of(struct builder *builder, struct leat_text cell, bool quoted,
                         struct buffer *piece) {
    if (!builder_prove(builder, cell)) {
        return;
    }
    struct leat_value value;
    char room[FIELD_REASON]; /* for a reason or a form alone: it is too long to be cleared for every
                                cell */
    switch (field_read(builder_field(builder), cell, quoted, &value, room)) {
    case FIELD_VALUE:
        if (builder->api.type.kind == LEAT_TEXT) {
            add_proved(builder, value.as.text, value.as.text.data == room ? NULL : piece);
        } else {
            add_fixed_value(builder, &value);
        }
        break;
    case FIELD_NULL:
        builder_add_null(builder);
        break;
    case FIELD_SYMBOL:
        builder_add_symbol(builder, value.as.text);
        break;
    case FIELD_WRONG:
        refuse(builder, cell, room);
        break;
    }
}

bool builder_is_declared(struct builder *builder) {
    if (type_equal(builder->api.type, builder_field(builder)->type)) {
        return true;
    }
    builder_fail(builder,
                 "cells were added to a column that is not declared as one of the source's");
    return false;
}

void builder_add_cell(struct builder *builder, struct leat_text text, bool quoted) {
    if (!builder->api.failed && builder_is_declared(builder)) {
        builder_add_cell_of(builder, text, quoted, NULL);
    }
}

/* -- values of other columns ------------------------------------------------------------------ */

static void mark_total(struct builder *builder, int64_t row) {
    if (builder->totals == NULL) {
        const size_t size = bits_size(builder->api.room) + COLUMN_SLACK;
        builder->totals = memory_try(size);
        if (builder->totals == NULL) {
            builder_fail_memory(builder);
            return;
        }
        memset(builder->totals, 0, size);
    }
    bit_set(builder->totals, row);
}

static void add_null_from(struct builder *builder, const struct column *column, int64_t row) {
    if (column != NULL && column->symbols != NULL) {
        const struct leat_view symbols = column_view(column->symbols);
        builder_add_symbol(
            builder, leat_text_at(&symbols, row)); /* none: an empty one, which is a plain null */
    } else {
        builder_add_null(builder);
    }
}

static void add_value_from(struct builder *builder, const struct leat_view *view, int64_t row) {
    if (view->type.kind == LEAT_TEXT) {
        builder_add_text(builder, leat_text_at(view, row));
    } else if (view->type.kind == LEAT_BOOLEAN) {
        const uint8_t value = leat_boolean(view, row);
        builder_add_fixed(builder, LEAT_BOOLEAN, &value);
    } else {
        const size_t width = column_size(view->type, 1);
        builder_add_fixed(builder, view->type.kind,
                          (const char *)view->values + (size_t)row * width);
    }
}

void builder_add_from(struct builder *builder, const struct leat_view *view, int64_t row) {
    const struct leat_type type = builder->api.type;
    if (builder->api.failed) {
        return;
    }
    if (!type_equal(type, view->type)) {
        char is[TYPE_NAME], wanted[TYPE_NAME];
        builder_fail(builder, "a value of type %s was added to a column of type %s",
                     type_name(view->type, is), type_name(type, wanted));
        return;
    }
    if (row < 0 || row >= view->rows) {
        builder_fail(builder, "row %lld was added from a column of %lld rows", (long long)row,
                     (long long)view->rows);
        return;
    }
    const int64_t at = builder->api.rows;
    const struct column *column = view->column;
    if (leat_is_null(view, row)) {
        add_null_from(builder, column, row);
    } else {
        add_value_from(builder, view, row);
    }
    if (column != NULL && column->totals != NULL && bit_get(column->totals, row) &&
        !builder->api.failed) {
        mark_total(builder, at);
    }
}
