/* column: the life of columns and buffers, and columns of one value throughout. See column.h;
 * gather.c picks rows. */
#include "batch/column.h"

#include <string.h>

#include "batch/bits.h"
#include "batch/schema.h"

/* What absent columns of the usual size read: nobody writes here, so its pages are never there. Not
 * const, or it would stand in the program's file. */
enum { ZERO_ROWS = 65536 };
static _Alignas(64) unsigned char zeros[ZERO_ROWS * 16 + COLUMN_SLACK];

/* -- buffers --------------------------------------------------------------------------------- */

struct buffer *buffer_try(size_t size) {
    struct buffer *buffer = size > BUFFER_MOST ? NULL : memory_try(sizeof *buffer);
    if (buffer == NULL) {
        return NULL;
    }
    *buffer = (struct buffer){.data = memory_try(size + COLUMN_SLACK)};
    atomic_init(&buffer->holders, 1);
    if (buffer->data == NULL) {
        memory_free(buffer);
        return NULL;
    }
    return buffer;
}

struct buffer *buffer_share(struct buffer *buffer) {
    atomic_fetch_add_explicit(&buffer->holders, 1, memory_order_relaxed);
    return buffer;
}

void buffer_release(struct buffer *buffer) {
    if (buffer == NULL ||
        atomic_fetch_sub_explicit(&buffer->holders, 1, memory_order_acq_rel) != 1) {
        return;
    }
    if (buffer->dispose != NULL) {
        buffer->dispose(buffer);
        return;
    }
    memory_free(buffer->data);
    memory_free(buffer);
}

/* -- life ------------------------------------------------------------------------------------ */

size_t column_size(struct leat_type type, int64_t rows) {
    const size_t count = (size_t)rows;
    switch (type.kind) {
    case LEAT_TEXT:
    case LEAT_DECIMAL:
        return count * 16;
    case LEAT_BOOLEAN:
        return bits_size(rows);
    case LEAT_DATE:
        return count * 4;
    default:
        return count * 8;
    }
}

/* A column's array is released with the column; a consumer that calls this against the rules does
 * no harm. */
static void array_kept(struct ArrowArray *array) { (void)array; }

/* The bare column, with neither values nor bitmap. */
static struct column *column_try_bare(struct leat_type type, int64_t rows) {
    struct column *column = rows < 0 || rows > COLUMN_ROWS ? NULL : memory_try(sizeof *column);
    if (column == NULL) {
        return NULL;
    }
    memset(column, 0, sizeof *column);
    atomic_init(&column->holders, 1);
    column->type = type;
    column->pointers = column->few;
    column->array.length = rows;
    column->array.n_buffers = type.kind == LEAT_TEXT ? 3 : 2;
    column->array.buffers = column->pointers;
    column->array.release = array_kept;
    return column;
}

struct column *column_try_unset(struct leat_type type, int64_t rows) {
    struct column *column = column_try_bare(type, rows);
    if (column == NULL) {
        return NULL;
    }
    column->values = memory_try(column_size(type, rows) + COLUMN_SLACK);
    if (column->values == NULL) {
        memory_free(column);
        return NULL;
    }
    return column;
}

struct column *column_try(struct leat_type type, int64_t rows) {
    struct column *column = column_try_unset(type, rows);
    if (column != NULL && type.kind == LEAT_TEXT) {
        memset(column->values, 0, column_size(type, rows));
    }
    return column;
}

bool column_try_valid(struct column *column) {
    if (column->valid == NULL) {
        const size_t size = bits_size(column_rows(column)) + COLUMN_SLACK;
        column->valid = memory_try(size);
        if (column->valid == NULL) {
            return false;
        }
        memset(column->valid, 0xff, size);
    }
    return true;
}

int64_t column_nulls(const struct column *column) {
    const int64_t rows = column_rows(column);
    return column->valid == NULL ? 0 : rows - bits_count(column->valid, 0, rows);
}

/* Drops what says nothing: later steps then need not carry it. */
static void drop_idle_parts(struct column *column) {
    const int64_t rows = column_rows(column);
    if (column->array.null_count == 0) {
        memory_free(column->valid);
        column->valid = NULL;
    }
    if (column->symbols != NULL && column->symbols->array.null_count == rows) {
        column_release(column->symbols);
        column->symbols = NULL;
    }
    if (column->totals != NULL && bits_count(column->totals, 0, rows) == 0) {
        memory_free(column->totals);
        column->totals = NULL;
    }
}

void column_finish(struct column *column) {
    column->array.null_count = column->is_absent ? column_rows(column) : column_nulls(column);
    drop_idle_parts(column);
    column->pointers[0] = column->valid;
    column->pointers[1] = column->values;
    if (column->type.kind == LEAT_TEXT) {
        for (size_t i = 0; i < column->buffer_count; i++) {
            column->pointers[2 + i] = column->buffers[i]->data;
            column->sizes[i] = (int64_t)column->buffers[i]->size;
        }
        column->pointers[2 + column->buffer_count] = column->sizes;
        column->array.n_buffers = 3 + (int64_t)column->buffer_count;
    }
    column->array.buffers = column->pointers;
}

struct column *column_share(struct column *column) {
    atomic_fetch_add_explicit(&column->holders, 1, memory_order_relaxed);
    return column;
}

static void free_own_parts(struct column *column) {
    if (column->values != zeros) {
        memory_free(column->values);
    }
    if (column->valid != zeros) {
        memory_free(column->valid);
    }
    for (size_t i = 0; i < column->buffer_count; i++) {
        buffer_release(column->buffers[i]);
    }
    if (column->pointers != column->few) {
        memory_free(column->pointers);
    }
}

void column_release(struct column *column) {
    if (column == NULL ||
        atomic_fetch_sub_explicit(&column->holders, 1, memory_order_acq_rel) != 1) {
        return;
    }
    if (column->base != NULL) {
        column_release(column->base);
    } else {
        free_own_parts(column);
    }
    column_release(column->symbols);
    memory_free(column->totals);
    memory_free(column);
}

struct leat_view column_view(const struct column *column) {
    return (struct leat_view){
        .valid = column->valid,
        .values = column->values,
        .data = column->type.kind == LEAT_TEXT ? column->pointers + 2 : NULL,
        .rows = column_rows(column),
        .nulls = column->array.null_count,
        .type = column->type,
        .column = column,
    };
}

/* -- text ------------------------------------------------------------------------------------ */

/* Pointers, buffers and sizes grow together and stand in one block. */
static bool grow_buffers(struct column *column) {
    const size_t room = column->buffer_room == 0 ? 2 : column->buffer_room * 2;
    if (room > INT32_MAX) {
        return false;
    }
    const size_t count = column->buffer_count;
    const void **pointers = memory_try((3 + room) * sizeof *pointers +
                                       room * (sizeof *column->buffers + sizeof *column->sizes));
    if (pointers == NULL) {
        return false;
    }
    struct buffer **buffers = (struct buffer **)(void *)(pointers + 3 + room);
    int64_t *sizes = (int64_t *)(void *)(buffers + room);
    memcpy(pointers, column->pointers, (2 + count) * sizeof *pointers);
    if (count > 0) {
        memcpy(buffers, column->buffers, count * sizeof *buffers);
        memcpy(sizes, column->sizes, count * sizeof *sizes);
        memory_free(column->pointers);
    }
    column->pointers = column->array.buffers = pointers;
    column->buffers = buffers;
    column->sizes = sizes;
    column->buffer_room = room;
    return true;
}

int32_t column_try_hold(struct column *column, struct buffer *buffer) {
    if (column->buffer_count == column->buffer_room && !grow_buffers(column)) {
        return -1;
    }
    const size_t number = column->buffer_count++;
    column->buffers[number] = buffer_share(buffer);
    column->pointers[2 + number] = buffer->data;
    column->sizes[number] = (int64_t)buffer->size;
    return (int32_t)number;
}

/* -- one value throughout -------------------------------------------------------------------- */

struct column *column_try_null(struct leat_type type, int64_t rows) {
    struct column *column = column_try_unset(type, rows);
    if (column == NULL) {
        return NULL;
    }
    if (!column_try_valid(column)) {
        column_release(column);
        return NULL;
    }
    memset(column->values, 0, column_size(type, rows));
    memset(column->valid, 0, bits_size(rows));
    column_finish(column);
    return column;
}

struct column *column_try_absent(struct leat_type type, int64_t rows) {
    struct column *column =
        rows > ZERO_ROWS ? column_try_null(type, rows) : column_try_bare(type, rows);
    if (column == NULL) {
        return NULL;
    }
    column->is_absent = true;
    if (rows <= ZERO_ROWS) {
        column->values = zeros;
        column->valid = rows > 0 ? zeros : NULL;
        column_finish(column);
    }
    return column;
}

/* Bytes of one fixed-width value, wherever they stand in the union. */
static const void *value_bytes(const struct leat_value *value) {
    switch (value->type.kind) {
    case LEAT_REAL:
        return &value->as.real;
    case LEAT_DECIMAL:
        return &value->as.decimal;
    case LEAT_DATE:
        return &value->as.date;
    default:
        return &value->as.integer;
    }
}

static bool fill_text(struct column *column, struct leat_text text) {
    int32_t number = 0;
    if (text.size > 12) {
        struct buffer *buffer = buffer_try(text.size);
        if (buffer == NULL) {
            return false;
        }
        memcpy(buffer->data, text.data, text.size);
        buffer->size = text.size;
        number = column_try_hold(column, buffer);
        buffer_release(buffer);
        if (number < 0) {
            return false;
        }
    }
    for (int64_t row = 0; row < column_rows(column); row++) {
        column_set_text(column, row, number, text.data, 0, text.size);
    }
    return true;
}

struct column *column_try_constant(const struct leat_value *value, int64_t rows) {
    if (value->type.kind == LEAT_NONE || value->is_null) {
        return column_try_null(value->type.kind == LEAT_NONE ? type_of(LEAT_TEXT) : value->type,
                               rows);
    }
    struct column *column = column_try_unset(value->type, rows);
    if (column == NULL) {
        return NULL;
    }
    if (value->type.kind == LEAT_TEXT) {
        if (!fill_text(column, value->as.text)) {
            column_release(column);
            return NULL;
        }
    } else if (value->type.kind == LEAT_BOOLEAN) {
        memset(column->values, value->as.boolean ? 0xff : 0, bits_size(rows));
    } else {
        const size_t width = column_size(value->type, 1);
        for (int64_t row = 0; row < rows; row++) {
            memcpy((char *)column->values + (size_t)row * width, value_bytes(value), width);
        }
    }
    column_finish(column);
    return column;
}

/* -- companions and size --------------------------------------------------------------------- */

struct column *column_with_totals(const struct column *column, const uint8_t *totals) {
    const int64_t rows = column_rows(column);
    struct column *copy = memory_try(sizeof *copy);
    if (copy == NULL) {
        return NULL;
    }
    memcpy(copy, column, sizeof *copy);
    atomic_init(&copy->holders, 1);
    copy->totals = NULL;
    if (totals != NULL && bits_count(totals, 0, rows) > 0) {
        copy->totals = memory_try(bits_size(rows) + COLUMN_SLACK);
        if (copy->totals == NULL) {
            memory_free(copy);
            return NULL;
        }
        memset(copy->totals, 0, bits_size(rows) + COLUMN_SLACK);
        bits_copy(copy->totals, 0, totals, 0, rows);
    }
    copy->base = column_share(column->base != NULL ? column->base : (struct column *)column);
    copy->symbols = column->symbols == NULL ? NULL : column_share(column->symbols);
    return copy;
}

size_t column_bytes(const struct column *column) {
    const int64_t rows = column_rows(column);
    size_t bytes = sizeof *column;
    if (column->totals != NULL) {
        bytes += bits_size(rows);
    }
    if (column->symbols != NULL) {
        bytes += column_bytes(column->symbols);
    }
    if (column->values != zeros) {
        bytes += column_size(column->type, rows) + COLUMN_SLACK;
        bytes += column->valid == NULL ? 0 : bits_size(rows) + COLUMN_SLACK;
    }
    for (size_t i = 0; i < column->buffer_count; i++) {
        bytes += column->buffers[i]->size;
    }
    return bytes;
}
