/* import_fixed: foreign values of fixed width. See import_parts.h. */
#include <string.h>

#include "base/date.h"
#include "base/decimal.h"
#include "batch/bits.h"
#include "batch/import_parts.h"

static const int64_t MICROS_A_SECOND = 1000000, SECONDS_A_DAY = 86400;

static void fail_row(struct import *import, int64_t row, const char *what) {
    import_fail(import, "row %lld, counted from 0, %s", (long long)row, what);
}

/* Where a row's value stands; foreign buffers need not be aligned. */
static const char *value_at(const struct import *import, int64_t row) {
    return (const char *)import->array->buffers[1] +
           (import->array->offset + row) * import->layout.width;
}

/* -- one value ------------------------------------------------------------------------------- */

bool import_integer(struct import *import, int64_t row, int64_t *out) {
    const unsigned width = import->layout.width, unused = 64 - 8 * width;
    uint64_t bits = 0;
    memcpy(&bits, value_at(import, row), width); /* lowest byte first */
    if (!import->layout.is_unsigned) {
        *out = (int64_t)(bits << unused) >> unused;
        return true;
    }
    *out = (int64_t)bits;
    if (bits > INT64_MAX) {
        fail_row(import, row, "is too large for an integer");
        return false;
    }
    return true;
}

static bool convert_real(struct import *import, int64_t row, void *out) {
    float value;
    memcpy(&value, value_at(import, row), sizeof value);
    const double wide = (double)value;
    memcpy(out, &wide, sizeof wide);
    return true;
}

/* Milliseconds, which must be those of a whole day. */
static bool convert_date(struct import *import, int64_t row, void *out) {
    int64_t value;
    memcpy(&value, value_at(import, row), sizeof value);
    const int64_t a_day = SECONDS_A_DAY * import->layout.per_second;
    if (value % a_day != 0) {
        fail_row(import, row, "is a date with a time of day");
        return false;
    }
    if (value / a_day < DATE_MIN || value / a_day > DATE_MAX) {
        fail_row(import, row, "is not within the years 0001 to 9999");
        return false;
    }
    const int32_t days = (int32_t)(value / a_day);
    memcpy(out, &days, sizeof days);
    return true;
}

static bool convert_timestamp(struct import *import, int64_t row, void *out) {
    const int64_t per_second = import->layout.per_second;
    int64_t value;
    memcpy(&value, value_at(import, row), sizeof value);
    if (per_second > MICROS_A_SECOND) {
        if (value % (per_second / MICROS_A_SECOND) != 0) {
            fail_row(import, row, "has parts of a microsecond, which leat does not keep");
            return false;
        }
        value /= per_second / MICROS_A_SECOND;
    } else if (__builtin_mul_overflow(value, MICROS_A_SECOND / per_second, &value)) {
        fail_row(import, row, "is not within the years 0001 to 9999");
        return false;
    }
    memcpy(out, &value, sizeof value);
    return true;
}

static bool convert_decimal(struct import *import, int64_t row, void *out) {
    const int from = import->layout.scale, to = import->wanted.scale;
    const char *at = value_at(import, row);
    int128 units, rescaled, back;
    if (import->layout.width == 16) {
        memcpy(&units, at, sizeof units);
    } else if (import->layout.width == 8) {
        int64_t value;
        memcpy(&value, at, sizeof value);
        units = value;
    } else {
        int32_t value;
        memcpy(&value, at, sizeof value);
        units = value;
    }
    if (!decimal_fits(units, DECIMAL_DIGITS) || !decimal_rescale(units, from, to, &rescaled) ||
        !decimal_fits(rescaled, import->wanted.precision)) {
        fail_row(import, row, "has more digits than its column");
        return false;
    }
    if (to < from && (!decimal_rescale(rescaled, to, from, &back) || back != units)) {
        fail_row(import, row, "has more digits after the point than its column");
        return false;
    }
    memcpy(out, &rescaled, sizeof rescaled);
    return true;
}

static bool convert(struct import *import, int64_t row, void *out) {
    int64_t integer;
    switch (import->layout.kind) {
    case LEAT_REAL:
        return convert_real(import, row, out);
    case LEAT_DATE:
        return convert_date(import, row, out);
    case LEAT_TIMESTAMP:
        return convert_timestamp(import, row, out);
    case LEAT_DECIMAL:
        return convert_decimal(import, row, out);
    default:
        if (!import_integer(import, row, &integer)) {
            return false;
        }
        memcpy(out, &integer, sizeof integer);
        return true;
    }
}

/* -- all values ------------------------------------------------------------------------------ */

/* Whether the values are as leat has them, to be copied as they are. */
static bool is_same_layout(const struct import *import) {
    const struct layout *layout = &import->layout;
    switch (layout->kind) {
    case LEAT_INTEGER:
        return layout->width == 8 && !layout->is_unsigned;
    case LEAT_REAL:
        return layout->width == 8;
    case LEAT_DATE:
        return layout->width == 4;
    case LEAT_TIMESTAMP:
        return layout->per_second == MICROS_A_SECOND;
    case LEAT_DECIMAL:
        return layout->width == 16 && layout->scale == import->wanted.scale;
    default:
        return false;
    }
}

static bool fill(struct import *import, struct column *column) {
    const int64_t rows = import->array->length;
    if (import->layout.form == FORM_BITS) {
        memset(column->values, 0, bits_size(rows));
        bits_copy(column->values, 0, import->array->buffers[1], import->array->offset, rows);
        return true;
    }
    const size_t width = column_size(import->wanted, 1);
    if (is_same_layout(import)) {
        if (rows > 0) {
            memcpy(column->values, value_at(import, 0), (size_t)rows * width);
        }
        return true;
    }
    memset(column->values, 0, (size_t)rows * width);
    for (int64_t row = 0; row < rows; row++) {
        if (!import_is_null(import, row) &&
            !convert(import, row, (char *)column->values + (size_t)row * width)) {
            return false;
        }
    }
    return true;
}

struct column *import_fixed(struct import *import) {
    struct column *column = column_try_unset(import->wanted, import->array->length);
    if (column == NULL) {
        return import_fail_memory(import);
    }
    if (!import_valid(import, column) || !fill(import, column)) {
        column_release(column);
        return NULL;
    }
    column_finish(column);
    return column;
}
