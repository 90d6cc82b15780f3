/* builder: the life of builders, and fixed-width values. See builder.h; builder_text.c adds texts,
 * builder_cell.c reads them,
 * builder_slices.c many at a time. */
#include "batch/builder_parts.h"

#include <stdarg.h>
#include <string.h>

#include "batch/bits.h"
#include "batch/check.h"

enum { FIRST_ROWS = 64 };

/* -- failing --------------------------------------------------------------------------------- */

/* room 0 sends the inline functions of the plugin's header here, where what they add is dropped. */
static void stop(struct builder *builder) {
    builder->api.failed = 1;
    builder->api.room = 0;
}

void builder_fail(struct builder *builder, const char *format, ...) {
    if (builder->failure == NULL) {
        va_list arguments;
        va_start(arguments, format);
        builder->failure = memory_format_list(format, arguments);
        va_end(arguments);
    }
    stop(builder);
}

void builder_fail_memory(struct builder *builder) {
    builder_fail(builder, "no memory is left for a column");
}

bool builder_is_kind(struct builder *builder, int kind) {
    if (builder->api.type.kind == kind) {
        return true;
    }
    char is[TYPE_NAME], wanted[TYPE_NAME];
    builder_fail(builder, "a value of kind %s was added to a column of kind %s",
                 type_name((struct leat_type){.kind = (uint8_t)kind, .precision = 38}, is),
                 type_name(builder->api.type, wanted));
    return false;
}

/* -- room ------------------------------------------------------------------------------------ */

static bool resize_bits(uint8_t **bits, int64_t before, int64_t room, int filled) {
    const size_t old_size = *bits == NULL ? 0 : bits_size(before) + COLUMN_SLACK,
                 size = bits_size(room) + COLUMN_SLACK;
    uint8_t *moved = memory_try_resize(*bits, size);
    if (moved == NULL) {
        return false;
    }
    memset(moved + old_size, filled, size - old_size);
    *bits = moved;
    return true;
}

static bool resize(struct builder *builder, int64_t room) {
    struct column *column = builder->column;
    const struct leat_type type = builder->api.type;
    const int64_t before = builder->api.room;
    void *values = memory_try_resize(column->values, column_size(type, room) + COLUMN_SLACK);
    if (values == NULL) {
        return false;
    }
    builder->api.values = column->values = values;
    if (type.kind == LEAT_BOOLEAN) {
        memset((char *)values + bits_size(before), 0, bits_size(room) - bits_size(before));
    }
    if ((column->valid != NULL && !resize_bits(&column->valid, before, room, 0xff)) ||
        (builder->totals != NULL && !resize_bits(&builder->totals, before, room, 0))) {
        return false;
    }
    builder->api.valid = column->valid;
    builder->api.room = room;
    return true;
}

bool builder_reserve_slow(struct builder *builder, int64_t more) {
    if (builder->api.failed) {
        builder->is_late |= builder->is_taken;
        return false;
    }
    if (more > (int64_t)COLUMN_ROWS - builder->api.rows) {
        builder_fail(builder, "a column has no room for more than %u rows", COLUMN_ROWS);
        return false;
    }
    const int64_t least = builder->api.rows + more;
    const int64_t doubled =
        builder->api.room > COLUMN_ROWS / 2 ? COLUMN_ROWS : builder->api.room * 2;
    const int64_t room = least > doubled ? least : doubled;
    if (!resize(builder, room < FIRST_ROWS ? FIRST_ROWS : room)) {
        builder_fail_memory(builder);
        return false;
    }
    return true;
}

/* -- life ------------------------------------------------------------------------------------ */

struct builder *builder_new(const struct leat_host *host, struct leat_type type, int64_t rows) {
    struct builder *builder = memory_alloc(sizeof *builder);
    builder->api.host = host;
    builder->api.type = type;
    builder->number = -1;
    builder->piece_number = -1;
    builder->space_row = -1;
    builder->column = column_try_unset(type, 0);
    if (builder->column == NULL) {
        builder_fail_memory(builder);
    } else if (rows > 0) {
        builder_reserve(builder, rows);
    }
    return builder;
}

void builder_free(struct builder *builder) {
    if (builder == NULL) {
        return;
    }
    column_release(builder->column);
    builder_free(builder->symbols);
    memory_free(builder->totals);
    memory_free(builder->scratch);
    memory_free(builder->failure);
    memory_free(builder);
}

/* What was given too much of goes back, where it is much. */
static void shrink(struct builder *builder) {
    if (builder->api.room / 4 > builder->api.rows) {
        void *values =
            memory_try_resize(builder->column->values,
                              column_size(builder->api.type, builder->api.rows) + COLUMN_SLACK);
        builder->column->values = values == NULL ? builder->column->values : values;
    }
    struct buffer *text = builder->text;
    if (text != NULL && builder->text_room / 4 > text->size) {
        char *data = memory_try_resize(text->data, text->size + COLUMN_SLACK);
        text->data = data == NULL ? text->data : data;
    }
}

static void finish_symbols(struct builder *builder) {
    struct builder *symbols = builder->symbols;
    builder->symbols = NULL;
    builder_add_nulls(symbols, builder->api.rows - symbols->api.rows);
    char *failure = NULL;
    symbols->checks_utf8 = builder->checks_utf8;
    builder->column->symbols = builder_finish(symbols, &failure);
    if (builder->column->symbols == NULL) {
        builder_fail(builder, "its symbols: %s", failure);
        memory_free(failure);
    }
}

static void finish_column(struct builder *builder) {
    struct column *column = builder->column;
    column->array.length = builder->api.rows;
    column->totals = builder->totals;
    builder->totals = NULL;
    builder_settle_space(builder);
    shrink(builder);
    if (builder->symbols != NULL) {
        finish_symbols(builder);
    }
    column_finish(column);
    if (builder->checks_utf8 && builder->has_unproved) {
        size_t byte;
        const int64_t row = check_text(column, &byte);
        if (row >= 0) {
            builder_fail(builder,
                         "the text of row %lld, counted from 0, is not UTF-8 at its byte %zu",
                         (long long)row, byte);
        }
    }
}

struct column *builder_take(struct builder *builder, char **failure) {
    if (!builder->api.failed) {
        finish_column(builder);
    }
    struct column *column = NULL;
    if (builder->api.failed) {
        *failure =
            builder->failure == NULL ? memory_copy("it was marked as failed") : builder->failure;
        builder->failure = NULL;
    } else {
        column = builder->column;
        builder->column = NULL;
    }
    stop(builder);
    builder->is_taken = true;
    return column;
}

struct column *builder_finish(struct builder *builder, char **failure) {
    struct column *column = builder_take(builder, failure);
    builder_free(builder);
    return column;
}

/* -- values ---------------------------------------------------------------------------------- */

/* The bitmap, made when the first null comes. */
static bool reserve_valid(struct builder *builder) {
    if (builder->column->valid == NULL) {
        if (!resize_bits(&builder->column->valid, 0, builder->api.room, 0xff)) {
            builder_fail_memory(builder);
            return false;
        }
        builder->api.valid = builder->column->valid;
    }
    return true;
}

void builder_add_nulls(struct builder *builder, int64_t count) {
    if (count <= 0 || !builder_reserve(builder, count) || !reserve_valid(builder)) {
        return;
    }
    const int64_t first = builder->api.rows;
    for (int64_t row = first; row < first + count; row++) {
        column_set_null(builder->column, row);
    }
    if (builder->api.type.kind != LEAT_BOOLEAN) { /* bits are 0 until set */
        const size_t width = column_size(builder->api.type, 1);
        memset((char *)builder->api.values + (size_t)first * width, 0, (size_t)count * width);
    }
    builder->api.rows += count;
}

void builder_add_null(struct builder *builder) { builder_add_nulls(builder, 1); }

void builder_add_fixed(struct builder *builder, int kind, const void *value) {
    if (!builder_is_kind(builder, kind) || !builder_reserve(builder, 1)) {
        return;
    }
    const int64_t row = builder->api.rows;
    char *values = builder->api.values;
    switch (kind) {
    case LEAT_BOOLEAN:
        if (*(const uint8_t *)value != 0) {
            bit_set(builder->api.values, row);
        }
        break;
    case LEAT_DATE:
        memcpy(values + row * 4, value, 4);
        break;
    case LEAT_DECIMAL:
        memcpy(values + row * 16, value, 16);
        break;
    case LEAT_INTEGER:
    case LEAT_REAL:
    case LEAT_TIMESTAMP:
        memcpy(values + row * 8, value, 8);
        break;
    default:
        builder_fail(builder, "a text was added as a value of fixed width");
        return;
    }
    builder->api.rows++;
}

void builder_bulk(struct builder *builder, const void *values, const uint8_t *valid, size_t count) {
    const struct leat_type type = builder->api.type;
    if (type.kind == LEAT_TEXT) {
        builder_fail(builder, "values of fixed width were added to a column of text");
        return;
    }
    const int64_t row = builder->api.rows, more = count > INT64_MAX ? INT64_MAX : (int64_t)count;
    if (count == 0 || !builder_reserve(builder, more) ||
        (valid != NULL && !reserve_valid(builder))) {
        return;
    }
    if (type.kind == LEAT_BOOLEAN) {
        bits_copy(builder->api.values, row, values, 0, more);
    } else {
        const size_t width = column_size(type, 1);
        memcpy((char *)builder->api.values + (size_t)row * width, values, count * width);
    }
    if (valid != NULL) {
        bits_copy(builder->column->valid, row, valid, 0, more);
    }
    builder->api.rows += more;
}
