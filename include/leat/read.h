/* Values, and how to read them from columns. leat/plugin.h includes this file. All of it is frozen:
 * no struct and no number in it ever changes.
 *
 *     struct leat_view grade = leat_read(step, batch, self->grade);
 *     for (int64_t row = 0; row < grade.rows; row++)
 *         if (!leat_is_null(&grade, row) && leat_integer(&grade, row) <= 2)
 *             good++;
 *
 * Standard: the layouts are Arrow's, https://arrow.apache.org/docs/format/Columnar.html. */
#ifndef LEAT_READ_H
#define LEAT_READ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The kinds of a column. Beside each: its C type in read.h and in builders, and its Arrow
 * layout. */
enum leat_kind {
    LEAT_NONE = 0,
    LEAT_TEXT = 1,    /* struct leat_text     vu       UTF-8 without U+FFFE and U+FFFF */
    LEAT_INTEGER = 2, /* int64_t              l        */
    LEAT_REAL = 3,    /* double               g        never NaN, never infinite */
    LEAT_DECIMAL = 4, /* struct leat_decimal  d:P,S    an exact number of up to 38 digits */
    LEAT_BOOLEAN = 5, /* bool                 b        */
    LEAT_DATE = 6,    /* int32_t              tdD      days since 1970-01-01, years 0001 to 9999 */
    LEAT_TIMESTAMP = 7, /* int64_t              tsu:     microseconds since 1970-01-01 00:00 UTC */
};

/* A column's whole type. precision (1 to 38) and scale (0 to precision) are for decimals; 0
 * otherwise. */
struct leat_type {
    uint8_t kind; /* enum leat_kind */
    uint8_t precision, scale;
    uint8_t reserved;
};

/* A view of text: size bytes of UTF-8 at data, not NUL-terminated unless a function says so. Who
 * owns the bytes, and until when, is said where the view is given. */
struct leat_text {
    const char *data;
    size_t size;
};

/* A decimal's units, two's complement, as its column's scale has them: 76.5 at scale 2 is 7650. */
struct leat_decimal {
    uint64_t low;
    int64_t high;
};

/* One value of any kind: an option of kind VALUE. */
struct leat_value {
    struct leat_type type; /* kind LEAT_NONE: the option was absent */
    uint32_t is_null;      /* not 0: it is null, and `as` holds nothing */
    union {
        struct leat_text text; /* valid until the step's close; NUL-terminated */
        int64_t integer;       /* integers and timestamps */
        double real;
        struct leat_decimal decimal;
        uint8_t boolean;
        int32_t date;
    } as;
};

/* A list option: count items of the kind's C type. The runner's, valid until the step's close. */
struct leat_list {
    size_t count;
    const void *items;
};

/* A map option: count names, and an item for each, in the order of the definition. columns is set
 * where the map is keyed by column (LEAT_KEYED_BY_COLUMN). The runner's, valid until the step's
 * close. */
struct leat_map {
    size_t count;
    const struct leat_text *keys;
    const int32_t *columns;
    const void *items;
};

/* Item number i, 0 <= i < count, of a list or map whose items have the C type `type`:
 * LEAT_ITEM(self->sheets, struct sheet, 2), LEAT_ITEM(self->new, struct leat_expression *, 0). */
#define LEAT_ITEM(list, type, i) (((type const *)(list).items)[i])

/* What a callback answers. */
enum leat_result {
    LEAT_OK = 0,
    LEAT_MORE = 1,     /* call again with the same arguments: there is more to give from them */
    LEAT_END = 2,      /* nothing was given and nothing more will be */
    LEAT_FAILED = -1,  /* leat_fail has told why */
    LEAT_STOPPED = -2, /* leat_stopping said so */
};

/* One row of one batch, for gathering. batch LEAT_NOWHERE: no row, which gathers as null. */
struct leat_pick {
    uint32_t batch; /* a position in the array of batches that goes with the picks */
    uint32_t row;
};
#define LEAT_NOWHERE UINT32_MAX

/* A field in a piece's buffer, for leat_add_slices. */
struct leat_slice {
    uint32_t offset; /* bytes from the start of the piece's buffer */
    uint32_t length; /* bytes, at most LEAT_SLICE_LENGTH, with the flags below */
};
#define LEAT_SLICE_LENGTH 0x3fffffffu
#define LEAT_SLICE_QUOTED 0x80000000u /* it stood in quotes: an empty one is empty text */
#define LEAT_SLICE_NULL 0x40000000u   /* there is no value, whatever offset and length say */

/* A column's values as leat_read gives them; read.h has the readers. Everything is lent. */
struct leat_view {
    const uint8_t *valid; /* a bit a row, lowest first, 1 where there is a value; NULL: no nulls */
    const void *values;   /* fixed-width values; bits for booleans; 16-byte views for text */
    const void *const *data; /* text: the buffers that its views point into */
    int64_t rows, nulls;
    struct leat_type type;
    uint32_t reserved;
    const void *column; /* the runner's */
};

/* ---- Readers ----
 *
 * A view is got once a batch with leat_read. The reader must be the one of the column's kind, which
 * open has checked, and row must be in [0, rows). Under a null the value is unspecified but may be
 * read. Nothing here allocates or fails, and what is read stays valid until the callback returns,
 * whatever is edited meanwhile. */

static inline bool leat_is_null(const struct leat_view *view, int64_t row) {
    return view->valid && !(view->valid[row >> 3] >> (row & 7) & 1);
}

static inline int64_t leat_integer(const struct leat_view *view, int64_t row) {
    return ((const int64_t *)view->values)[row];
}

static inline double leat_real(const struct leat_view *view, int64_t row) {
    return ((const double *)view->values)[row];
}

static inline bool leat_boolean(const struct leat_view *view, int64_t row) {
    return ((const uint8_t *)view->values)[row >> 3] >> (row & 7) & 1;
}

static inline int32_t leat_date(const struct leat_view *view, int64_t row) {
    return ((const int32_t *)view->values)[row];
}

static inline int64_t leat_timestamp(const struct leat_view *view, int64_t row) {
    return ((const int64_t *)view->values)[row];
}

/* The units at the column's scale, view->type.scale. */
static inline struct leat_decimal leat_decimal_at(const struct leat_view *view, int64_t row) {
    struct leat_decimal value;
    memcpy(&value, (const char *)view->values + row * 16, sizeof value);
    return value;
}

/* The text; empty under a null. Up to 12 bytes stand inside the view's values, more in one of its
 * buffers. */
static inline struct leat_text leat_text_at(const struct leat_view *view, int64_t row) {
    const char *at = (const char *)view->values + row * 16;
    struct leat_text value = {at + 4, 0};
    int32_t size, place[2];
    if (leat_is_null(view, row))
        return value;
    memcpy(&size, at, sizeof size);
    if (size > 12) {
        memcpy(place, at + 8, sizeof place);
        value.data = (const char *)view->data[place[0]] + place[1];
    }
    value.size = (size_t)size;
    return value;
}

#ifdef __cplusplus
}
#endif

#endif
