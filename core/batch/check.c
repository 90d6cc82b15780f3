/* check: a column is proved. See check.h.
 *
 * Each check answers NULL or the first fault it finds. Values are looked at in two goes: whether
 * any is wrong, which is quick and disregards nulls, and only then which row it is. */
#include "batch/check.h"

#include <string.h>

#include "base/date.h"
#include "base/decimal.h"
#include "batch/bits.h"
#include "batch/schema.h"

static const int64_t MICROS_A_DAY = INT64_C(86400000000);

static bool is_null(const struct column *column, int64_t row) {
    return column->valid != NULL && !bit_get(column->valid, row);
}

/* -- UTF-8 ----------------------------------------------------------------------------------- */

/* Whether any of some dozens of bytes is not ASCII. The last word may overlap the one before it. */
static bool is_short_ascii(const char *data, size_t size) {
    uint64_t all = 0;
    if (size <= sizeof all) {
        all = text_part(data, size);
    } else {
        for (size_t at = 0; at + sizeof all < size; at += sizeof all) {
            all |= text_wide_word(data + at);
        }
        all |= text_wide_word(data + size - sizeof all);
    }
    return (all & UINT64_C(0x8080808080808080)) == 0;
}

bool check_utf8(const char *data, size_t size) {
    return size == 0 || (size <= 64 && is_short_ascii(data, size)) ||
           text_valid_prefix(data, size) == size;
}

int64_t check_text(const struct column *column, size_t *byte) {
    const struct leat_view view = column_view(column);
    for (int64_t row = 0; row < view.rows; row++) {
        const struct leat_text text = leat_text_at(&view, row); /* empty under a null */
        if (!check_utf8(text.data, text.size)) {
            *byte = text_valid_prefix(text.data, text.size);
            return row;
        }
    }
    return -1;
}

/* -- the array ------------------------------------------------------------------------------- */

static char *check_type(const struct column *column, struct leat_type promised) {
    char is[TYPE_NAME], wanted[TYPE_NAME];
    if (type_equal(column->type, promised)) {
        return NULL;
    }
    return memory_format("is of type %s, where %s was promised", type_name(column->type, is),
                         type_name(promised, wanted));
}

static char *check_shape(const struct column *column, int64_t rows) {
    const struct ArrowArray *array = &column->array;
    const bool is_text = column->type.kind == LEAT_TEXT;
    if (array->length != rows) {
        return memory_format("has %lld values, where the batch has %lld rows",
                             (long long)array->length, (long long)rows);
    }
    if (array->offset != 0) {
        return memory_format("has the offset %lld, where leat's columns begin at 0",
                             (long long)array->offset);
    }
    if (array->n_children != 0 || array->dictionary != NULL) {
        return memory_format("has children or a dictionary");
    }
    if (is_text ? array->n_buffers < 3 || array->n_buffers - 3 > INT32_MAX
                : array->n_buffers != 2) {
        return memory_format("has %lld buffers, where its type has %s", (long long)array->n_buffers,
                             is_text ? "3 and more" : "2");
    }
    if (array->buffers == NULL || array->buffers != column->pointers ||
        array->buffers[0] != column->valid || array->buffers[1] != column->values) {
        return memory_format("has buffers that are not those of its array");
    }
    if (rows > 0 && column->values == NULL) {
        return memory_format("has no buffer of values");
    }
    return NULL;
}

static char *check_nulls(const struct column *column) {
    const int64_t rows = column_rows(column), said = column->array.null_count;
    const int64_t nulls = column_nulls(column);
    if (said != nulls) {
        return memory_format("says it has %lld nulls, and has %lld", (long long)said,
                             (long long)nulls);
    }
    if (column->is_absent && nulls != rows) {
        return memory_format("is absent, and has values");
    }
    return NULL;
}

/* -- fixed-width values ---------------------------------------------------------------------- */

static bool is_real_wrong(const void *values, int64_t row) {
    uint64_t bits;
    memcpy(&bits, (const char *)values + row * 8, sizeof bits);
    return (bits & UINT64_C(0x7ff0000000000000)) == UINT64_C(0x7ff0000000000000);
}

static bool is_date_wrong(const void *values, int64_t row) {
    int32_t days;
    memcpy(&days, (const char *)values + row * 4, sizeof days);
    return days < DATE_MIN || days > DATE_MAX;
}

static bool is_timestamp_wrong(const void *values, int64_t row) {
    int64_t micros;
    memcpy(&micros, (const char *)values + row * 8, sizeof micros);
    return micros < DATE_MIN * MICROS_A_DAY || micros >= (DATE_MAX + INT64_C(1)) * MICROS_A_DAY;
}

static bool is_decimal_wrong(const void *values, int64_t row, int128 bound) {
    int128 units;
    memcpy(&units, (const char *)values + row * 16, sizeof units);
    return units >= bound || units <= -bound;
}

/* The first row that is not null and for which `wrong` holds, after a quick look at all of them. */
#define FIND_WRONG(column, wrong)                                                                  \
    do {                                                                                           \
        bool any = false;                                                                          \
        for (int64_t row = 0; row < column_rows(column); row++) {                                  \
            any |= (wrong);                                                                        \
        }                                                                                          \
        for (int64_t row = 0; any && row < column_rows(column); row++) {                           \
            if ((wrong) && !is_null(column, row)) {                                                \
                return row;                                                                        \
            }                                                                                      \
        }                                                                                          \
    } while (0)

static int64_t find_wrong_value(const struct column *column) {
    const void *values = column->values;
    switch (column->type.kind) {
    case LEAT_REAL:
        FIND_WRONG(column, is_real_wrong(values, row));
        break;
    case LEAT_DATE:
        FIND_WRONG(column, is_date_wrong(values, row));
        break;
    case LEAT_TIMESTAMP:
        FIND_WRONG(column, is_timestamp_wrong(values, row));
        break;
    case LEAT_DECIMAL: {
        const int128 bound = decimal_power(column->type.precision);
        FIND_WRONG(column, is_decimal_wrong(values, row, bound));
        break;
    }
    default:
        break;
    }
    return -1;
}

static char *check_fixed(const struct column *column) {
    const size_t width = column_size(column->type, 1), alignment = width == 16 ? 1 : width;
    if ((uintptr_t)column->values % alignment != 0) {
        return memory_format("has values that are not aligned to %zu bytes", alignment);
    }
    if (column->type.kind == LEAT_DECIMAL &&
        (column->type.precision < 1 || column->type.precision > DECIMAL_DIGITS ||
         column->type.scale > column->type.precision)) {
        return memory_format("is a decimal of %u digits, %u of them after the point",
                             column->type.precision, column->type.scale);
    }
    const int64_t row = find_wrong_value(column);
    if (row < 0) {
        return NULL;
    }
    char name[TYPE_NAME];
    switch (column->type.kind) {
    case LEAT_REAL:
        return memory_format("row %lld, counted from 0, is not a finite number", (long long)row);
    case LEAT_DECIMAL:
        return memory_format("row %lld, counted from 0, has more digits than %s", (long long)row,
                             type_name(column->type, name));
    default:
        return memory_format("row %lld, counted from 0, is not within the years 0001 to 9999",
                             (long long)row);
    }
}

/* -- text ------------------------------------------------------------------------------------ */

/* The sizes of a column's buffers are those of the buffers it holds, or, of a foreign one, what its
 * array says. */
static char *check_sizes(const struct column *column) {
    const size_t count = (size_t)(column->array.n_buffers - 3);
    const int64_t *sizes = column->array.buffers[2 + count];
    if (count > 0 && sizes == NULL) {
        return memory_format("does not say the sizes of its buffers");
    }
    if (column->buffer_count != 0 && column->buffer_count != count) {
        return memory_format("has %zu buffers of text, and holds %zu", count, column->buffer_count);
    }
    for (size_t i = 0; i < count; i++) {
        int64_t size;
        memcpy(&size, &sizes[i], sizeof size);
        if (size < 0 || size > BUFFER_MOST) {
            return memory_format("says that buffer %zu of its text has %lld bytes", i,
                                 (long long)size);
        }
        if (size > 0 && column->array.buffers[2 + i] == NULL) {
            return memory_format("lacks buffer %zu of its text", i);
        }
        if (column->buffer_count != 0 &&
            (column->array.buffers[2 + i] != column->buffers[i]->data ||
             (uint64_t)size > column->buffers[i]->size)) {
            return memory_format("says of buffer %zu of its text what is not true of it", i);
        }
    }
    return NULL;
}

static char *wrong_view(int64_t row, const char *what) {
    return memory_format("row %lld, counted from 0, has a view %s", (long long)row, what);
}

/* Bytes from `from` on, of 8 in a word. */
static uint64_t bytes_from(uint64_t word, int32_t from) { return from >= 8 ? 0 : word >> 8 * from; }

static char *check_text_row(int64_t row, const char *data, size_t size) {
    if (check_utf8(data, size)) {
        return NULL;
    }
    return memory_format("row %lld, counted from 0, is not UTF-8 at its byte %zu", (long long)row,
                         text_valid_prefix(data, size));
}

static char *check_short(const struct column *column, int64_t row, struct text_view view) {
    const uint64_t tail = view.size < 4 ? bytes_from(view.prefix, view.size) | text_view_rest(view)
                                        : bytes_from(text_view_rest(view), view.size - 4);
    if (tail != 0) {
        return wrong_view(row, "whose bytes after the text are not zero");
    }
    if (text_view_is_ascii(view)) {
        return NULL;
    }
    return check_text_row(row, (const char *)column->values + row * 16 + 4, (size_t)view.size);
}

static char *check_long(const struct column *column, int64_t row, struct text_view view) {
    const int64_t count = column->array.n_buffers - 3;
    if (view.number < 0 || view.number >= count) {
        return wrong_view(row, "into a buffer that is not there");
    }
    int64_t size;
    memcpy(&size,
           (const char *)column->array.buffers[2 + count] + (size_t)view.number * sizeof size,
           sizeof size);
    if (view.offset < 0 || (int64_t)view.offset + view.size > size) {
        return wrong_view(row, "beyond the end of its buffer");
    }
    const char *data = (const char *)column->array.buffers[2 + view.number] + view.offset;
    if (text_word(data) != view.prefix) {
        return wrong_view(row, "whose prefix is not the beginning of its text");
    }
    return check_text_row(row, data, (size_t)view.size);
}

static char *check_views(const struct column *column) {
    char *fault = NULL;
    for (int64_t row = 0; fault == NULL && row < column_rows(column); row++) {
        if (is_null(column, row)) {
            continue;
        }
        const struct text_view view = text_view_get(column->values, (size_t)row);
        if (view.size < 0) {
            fault = wrong_view(row, "of negative length");
        } else if (view.size <= TEXT_INLINE) {
            fault = check_short(column, row, view);
        } else {
            fault = check_long(column, row, view);
        }
    }
    return fault;
}

static char *check_texts(const struct column *column) {
    char *fault = check_sizes(column);
    return fault == NULL ? check_views(column) : fault;
}

/* -- all of it ------------------------------------------------------------------------------- */

static char *check_symbols(const struct column *column) {
    const struct column *symbols = column->symbols;
    char *fault =
        symbols == NULL ? NULL : column_check(symbols, type_of(LEAT_TEXT), column_rows(column));
    if (fault != NULL) {
        char *whole = memory_format("its symbols: %s", fault);
        memory_free(fault);
        return whole;
    }
    for (int64_t row = 0; symbols != NULL && row < column_rows(column); row++) {
        if (!is_null(symbols, row) && !is_null(column, row)) {
            return memory_format("row %lld, counted from 0, has both a value and a symbol",
                                 (long long)row);
        }
    }
    return NULL;
}

char *column_check(const struct column *column, struct leat_type promised, int64_t rows) {
    char *fault = check_type(column, promised);
    fault = fault == NULL ? check_shape(column, rows) : fault;
    fault = fault == NULL ? check_nulls(column) : fault;
    if (fault == NULL) {
        fault = column->type.kind == LEAT_TEXT ? check_texts(column) : check_fixed(column);
    }
    return fault == NULL ? check_symbols(column) : fault;
}
