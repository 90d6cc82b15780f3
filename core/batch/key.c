/* key: rows as bytes that sort, as hashes, and compared. See key.h.
 *
 * A row's key is, for each column, a marker that says null or not and, where there is a value, its
 * bytes:
 *
 *   integers, dates, timestamps, decimals   big-endian, the sign bit flipped
 *   reals       their IEEE bits, flipped so that they ascend: all of them below zero, the sign bit
 *               above
 *   booleans    one byte
 *   text        its bytes, 00 as 00 FF, and 00 00 at the end, so that no key begins another one
 *
 * A null's bytes are those of the symbol that stands in its place, or of an empty text. A descending
 * column has all bytes of its values flipped; nulls are left alone, so that they stay where they
 * are. */
#include "batch/key.h"

#include <string.h>

#include "base/decimal.h"

enum { MARK_FIRST = 0, MARK_VALUE = 1, MARK_LAST = 2 };

/* -- how long keys are ------------------------------------------------------------------------ */

static size_t fixed_size(uint8_t kind) {
    switch (kind) {
    case LEAT_BOOLEAN:
        return 1;
    case LEAT_DATE:
        return 4;
    case LEAT_DECIMAL:
        return 16;
    default:
        return 8;
    }
}

static size_t text_key_size(struct leat_text text) {
    size_t size = text.size + 2;
    const char *at = text.data, *const end = text.data + text.size;
    while (at < end && (at = memchr(at, 0, (size_t)(end - at))) != NULL) {
        size++;
        at++;
    }
    return size;
}

static bool is_null(const struct column *column, const struct leat_view *view, int64_t row) {
    return column->is_absent || leat_is_null(view, row);
}

/* The symbol in place of a null; size 0: none. */
static struct leat_text symbol_of(const struct column *column, int64_t row) {
    struct leat_text symbol = {"", 0};
    if (column->symbols != NULL) {
        const struct leat_view view = column_view(column->symbols);
        symbol = leat_is_null(&view, row) ? symbol : leat_text_at(&view, row);
    }
    return symbol;
}

/* Adds what each row's value takes, marker included. */
static void add_sizes(const struct column *column, int64_t rows, uint64_t *sizes) {
    const struct leat_view view = column_view(column);
    const size_t fixed = fixed_size(column->type.kind);
    for (int64_t row = 0; row < rows; row++) {
        if (is_null(column, &view, row)) {
            sizes[row] += 1 + text_key_size(symbol_of(column, row));
        } else {
            sizes[row] +=
                1 +
                (column->type.kind == LEAT_TEXT ? text_key_size(leat_text_at(&view, row)) : fixed);
        }
    }
}

/* -- writing keys ----------------------------------------------------------------------------- */

static uint8_t *put_big(uint8_t *at, uint64_t value) {
    value = __builtin_bswap64(value);
    memcpy(at, &value, 8);
    return at + 8;
}

/* The bits of a real as a number that ascends as reals do. */
static uint64_t real_order(double value) {
    uint64_t bits;
    value = value == 0 ? 0 : value; /* -0 */
    memcpy(&bits, &value, sizeof bits);
    return bits >> 63 ? ~bits : bits | UINT64_C(1) << 63;
}

static uint8_t *put_text(uint8_t *at, struct leat_text text) {
    const char *from = text.data, *const end = text.data + text.size;
    while (from < end) {
        const char *zero = memchr(from, 0, (size_t)(end - from));
        const size_t plain = (size_t)((zero != NULL ? zero : end) - from);
        memcpy(at, from, plain);
        at += plain;
        from += plain;
        if (zero != NULL) {
            *at++ = 0;
            *at++ = 0xff;
            from++;
        }
    }
    *at++ = 0;
    *at++ = 0;
    return at;
}

static uint8_t *put_value(uint8_t *at, const struct leat_view *view, int64_t row) {
    const uint64_t sign = UINT64_C(1) << 63;
    switch (view->type.kind) {
    case LEAT_TEXT:
        return put_text(at, leat_text_at(view, row));
    case LEAT_REAL:
        return put_big(at, real_order(leat_real(view, row)));
    case LEAT_BOOLEAN:
        *at = leat_boolean(view, row);
        return at + 1;
    case LEAT_DATE: {
        const uint32_t days = __builtin_bswap32((uint32_t)leat_date(view, row) ^ UINT32_C(1) << 31);
        memcpy(at, &days, sizeof days);
        return at + sizeof days;
    }
    case LEAT_DECIMAL: {
        const struct leat_decimal value = leat_decimal_at(view, row);
        return put_big(put_big(at, (uint64_t)value.high ^ sign), value.low);
    }
    default: /* LEAT_INTEGER, LEAT_TIMESTAMP */
        return put_big(at, (uint64_t)leat_integer(view, row) ^ sign);
    }
}

/* Writes one column of all keys, each at its row's offset, which moves on. */
static void put_column(const struct column *column, uint32_t order, int64_t rows, uint8_t *bytes,
                       uint64_t *offsets) {
    const struct leat_view view = column_view(column);
    const uint8_t null_mark = order & LEAT_NULLS_FIRST ? MARK_FIRST : MARK_LAST;
    for (int64_t row = 0; row < rows; row++) {
        uint8_t *at = bytes + offsets[row], *start;
        if (is_null(column, &view, row)) {
            *at = null_mark;
            at = put_text(at + 1, symbol_of(column, row));
            offsets[row] = (uint64_t)(at - bytes);
            continue;
        }
        *at++ = MARK_VALUE;
        start = at;
        at = put_value(at, &view, row);
        offsets[row] += (uint64_t)(at - start) + 1;
        for (; order & LEAT_DESCENDING && start < at; start++) {
            *start = (uint8_t) ~*start;
        }
    }
}

/* Room for what is to be written; what stood there before is lost. */
static bool make_room(void **block, size_t *room, size_t wanted, size_t size) {
    size_t bytes;
    if (*block != NULL && wanted <= *room) {
        return true;
    }
    memory_free(*block);
    *room = 0;
    *block = __builtin_mul_overflow(wanted, size, &bytes) ? NULL : memory_try(bytes);
    if (*block == NULL) {
        return false;
    }
    *room = wanted;
    return true;
}

bool keys_make(struct key_set *keys, const struct column *const *columns, const uint32_t *orders,
               size_t count, int64_t rows) {
    void *offsets = keys->offsets, *bytes = keys->bytes;
    const bool has_offsets =
        make_room(&offsets, &keys->rows_room, (size_t)rows + 1, sizeof *keys->offsets);
    keys->offsets = offsets;
    if (!has_offsets) {
        return false;
    }
    /* While they are written, key i begins at offsets[i + 1]; as each grows to its end that is
     * where the next begins.
     */
    uint64_t *const starts = keys->offsets + 1, total = 0;
    memset(keys->offsets, 0, ((size_t)rows + 1) * sizeof *keys->offsets);
    for (size_t i = 0; i < count; i++) {
        add_sizes(columns[i], rows, starts);
    }
    for (int64_t row = 0; row < rows; row++) {
        const uint64_t size = starts[row];
        starts[row] = total;
        total += size;
    }
    const bool has_bytes = make_room(&bytes, &keys->bytes_room, (size_t)total + 8, 1);
    keys->bytes = bytes;
    for (size_t i = 0; has_bytes && i < count; i++) {
        put_column(columns[i], orders != NULL ? orders[i] : 0, rows, keys->bytes, starts);
    }
    return has_bytes;
}

void keys_free(struct key_set *keys) {
    memory_free(keys->bytes);
    memory_free(keys->offsets);
    *keys = (struct key_set){0};
}

/* -- hashes ----------------------------------------------------------------------------------- */

/* Odd numbers with as many bits set as not, in no pattern. */
static const uint64_t SEED = UINT64_C(0x9b6d3e42a7c5f18d), LEFT = UINT64_C(0xc2a94d7b15e3680f),
                      RIGHT = UINT64_C(0x5d18e6b3f2974ac1), NOTHING = UINT64_C(0x3f84c9a61b7d52e5);

/* The two halves of a 128-bit product, folded: each bit of it depends on each bit of both. */
static uint64_t fold(uint64_t a, uint64_t b) {
    const uint128 product = (uint128)(a ^ LEFT) * (b ^ RIGHT);
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static uint64_t load(const char *bytes, size_t size) {
    uint64_t value = 0;
    memcpy(&value, bytes, size);
    return value;
}

/* Text up to 12 bytes stands in its view, zeros after it; longer text is taken 8 bytes at a time,
 * the last ones over again where they are no full 8. */
static uint64_t hash_text(const struct leat_view *view, int64_t row, uint64_t hash) {
    const char *at = (const char *)view->values + row * 16;
    const struct leat_text text = leat_text_at(view, row);
    hash += text.size;
    if (text.size <= 12) {
        return fold(load(at + 4, 8), fold(load(at + 12, 4), hash));
    }
    for (size_t done = 0; done + 8 < text.size; done += 8) {
        hash = fold(load(text.data + done, 8), hash);
    }
    return fold(load(text.data + text.size - 8, 8), hash);
}

static uint64_t hash_value(const struct leat_view *view, int64_t row, uint64_t hash) {
    switch (view->type.kind) {
    case LEAT_TEXT:
        return hash_text(view, row, hash);
    case LEAT_REAL:
        return fold(real_order(leat_real(view, row)), hash);
    case LEAT_BOOLEAN:
        return fold(leat_boolean(view, row), hash);
    case LEAT_DATE:
        return fold((uint64_t)leat_date(view, row), hash);
    case LEAT_DECIMAL: {
        const struct leat_decimal value = leat_decimal_at(view, row);
        return fold(value.low, fold((uint64_t)value.high, hash));
    }
    default:
        return fold((uint64_t)leat_integer(view, row), hash);
    }
}

static uint64_t hash_null(const struct column *column, int64_t row, uint64_t hash) {
    hash = fold(NOTHING, hash);
    if (symbol_of(column, row).size > 0) {
        const struct leat_view symbols = column_view(column->symbols);
        hash = hash_text(&symbols, row, hash);
    }
    return hash;
}

void keys_hash(const struct column *const *columns, size_t count, int64_t rows, uint64_t *hashes) {
    for (int64_t row = 0; row < rows; row++) {
        hashes[row] = SEED;
    }
    for (size_t i = 0; i < count; i++) {
        const struct leat_view view = column_view(columns[i]);
        for (int64_t row = 0; row < rows; row++) {
            hashes[row] = is_null(columns[i], &view, row) ? hash_null(columns[i], row, hashes[row])
                                                          : hash_value(&view, row, hashes[row]);
        }
    }
    for (int64_t row = 0; row < rows; row++) { /* so that any of its bits may choose a bucket */
        hashes[row] = (hashes[row] ^ hashes[row] >> 32) * SEED;
        hashes[row] ^= hashes[row] >> 29;
    }
}

/* -- comparing -------------------------------------------------------------------------------- */

static int compare_text(struct leat_text a, struct leat_text b) {
    const int order = memcmp(a.data, b.data, a.size < b.size ? a.size : b.size);
    return order != 0 ? (order > 0) - (order < 0) : (a.size > b.size) - (a.size < b.size);
}

static int compare_values(const struct leat_view *a, int64_t row_a, const struct leat_view *b,
                          int64_t row_b) {
    switch (a->type.kind) {
    case LEAT_TEXT:
        return compare_text(leat_text_at(a, row_a), leat_text_at(b, row_b));
    case LEAT_REAL: {
        const double left = leat_real(a, row_a), right = leat_real(b, row_b);
        return (left > right) - (left < right);
    }
    case LEAT_BOOLEAN:
        return leat_boolean(a, row_a) - leat_boolean(b, row_b);
    case LEAT_DATE: {
        const int32_t left = leat_date(a, row_a), right = leat_date(b, row_b);
        return (left > right) - (left < right);
    }
    case LEAT_DECIMAL: {
        const struct leat_decimal left = leat_decimal_at(a, row_a),
                                  right = leat_decimal_at(b, row_b);
        const int high = (left.high > right.high) - (left.high < right.high);
        return high != 0 ? high : (left.low > right.low) - (left.low < right.low);
    }
    default: {
        const int64_t left = leat_integer(a, row_a), right = leat_integer(b, row_b);
        return (left > right) - (left < right);
    }
    }
}

int keys_compare(const struct column *const *a, int64_t row_a, const struct column *const *b,
                 int64_t row_b, const uint32_t *orders, size_t count) {
    for (size_t i = 0; i < count; i++) {
        const struct leat_view left = column_view(a[i]), right = column_view(b[i]);
        const uint32_t flags = orders != NULL ? orders[i] : 0;
        const bool left_null = is_null(a[i], &left, row_a),
                   right_null = is_null(b[i], &right, row_b);
        if (left_null || right_null) {
            if (left_null != right_null) {
                return left_null == ((flags & LEAT_NULLS_FIRST) != 0) ? -1 : 1;
            }
            const int order = compare_text(symbol_of(a[i], row_a), symbol_of(b[i], row_b));
            if (order != 0) {
                return order;
            }
            continue;
        }
        const int order = compare_values(&left, row_a, &right, row_b);
        if (order != 0) {
            return flags & LEAT_DESCENDING ? -order : order;
        }
    }
    return 0;
}
