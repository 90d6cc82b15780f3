/* key_equal: rows as words that are equal where the rows are, and their hashes. See key.h.
 *
 * A row's key is a whole number of words of eight bytes:
 *
 *   a bit a column: whether its value is null (one word for 64 columns)
 *   a column each: text and decimals two words, all others one
 *   the texts that do not fit there, each filled up with zeros
 *
 * A text's words are those of its view; where it is longer than these hold, the second is 0 and its
 * bytes follow. A null's words are 0; where a symbol stands in its place, the first is the symbol's
 * size and first four bytes, and the rest of it, if any, follows. So most keys have the same few
 * words, made column by column without a branch a row. */
#include "batch/key.h"

#include <string.h>

#include "batch/bits.h"
#include "batch/key_hash.h"

enum { WORD = 8, COLUMNS_A_WORD = 64 };

/* The keys being made: row r begins at word starts[r], and what does not fit goes to ends[r]. */
struct making {
    uint64_t *words;
    const uint64_t *starts;
    uint64_t *ends; /* NULL: everything fits */
    int64_t rows;
};

static size_t words_of(size_t bytes) { return (bytes + WORD - 1) / WORD; }

static size_t column_words(const struct column *column) {
    return column->type.kind == LEAT_TEXT || column->type.kind == LEAT_DECIMAL ? 2 : 1;
}

static bool is_null(const struct column *column, int64_t row) {
    return column->is_absent || (column->valid != NULL && !bit_get(column->valid, row));
}

/* -- what does not fit ------------------------------------------------------------------------ */

static struct leat_text symbol_at(const struct column *column, int64_t row) {
    const struct leat_view view = column_view(column->symbols);
    return leat_is_null(&view, row) ? (struct leat_text){"", 0} : leat_text_at(&view, row);
}

/* Whether a column may have more than its words hold: texts that stand in buffers, or symbols. */
static bool may_overflow(const struct column *column) {
    return column->buffer_count > 0 || column->symbols != NULL;
}

/* The bytes of a row's value that are put behind the words. */
static struct leat_text overflow_at(const struct column *column, const struct leat_view *view,
                                    int64_t row) {
    struct leat_text text = {"", 0};
    if (is_null(column, row)) {
        if (column->symbols != NULL) {
            text = symbol_at(column, row);
            const size_t kept = text.size < 4 ? text.size : 4;
            text.data += kept;
            text.size -= kept;
        }
    } else if (column->type.kind == LEAT_TEXT &&
               text_view_get(column->values, (size_t)row).size > TEXT_INLINE) {
        text = leat_text_at(view, row);
    }
    return text;
}

static void add_overflow(const struct column *column, int64_t rows, uint64_t *sizes) {
    const struct leat_view view = column_view(column);
    for (int64_t row = 0; row < rows; row++) {
        sizes[row] += words_of(overflow_at(column, &view, row).size);
    }
}

static void put_overflow(const struct making *making, const struct column *column) {
    const struct leat_view view = column_view(column);
    for (int64_t row = 0; row < making->rows; row++) {
        const struct leat_text text = overflow_at(column, &view, row);
        if (text.size == 0) {
            continue;
        }
        uint64_t *at = making->words + making->ends[row];
        const size_t words = words_of(text.size);
        making->ends[row] += words;
        at[words - 1] = 0;
        memcpy(at, text.data, text.size);
    }
}

/* -- the words of a column -------------------------------------------------------------------- */

/* Goes through the rows' words for a column that begins at word `place`. */
#define EACH_ROW(making, place)                                                                    \
    for (int64_t row = 0; row < (making)->rows; row++) {                                           \
        uint64_t *at = (making)->words + (making)->starts[row] + (place);
#define END_EACH_ROW }

static void put_texts(const struct making *making, const struct column *column, size_t place) {
    EACH_ROW(making, place)
    const struct text_view view = text_view_get(column->values, (size_t)row);
    at[0] = (uint32_t)view.size | (uint64_t)view.prefix << 32;
    at[1] = view.size > TEXT_INLINE ? 0 : text_view_rest(view);
    END_EACH_ROW
}

static void put_values(const struct making *making, const struct column *column, size_t place) {
    switch (column->type.kind) {
    case LEAT_TEXT:
        put_texts(making, column, place);
        break;
    case LEAT_BOOLEAN:
        EACH_ROW(making, place)
        at[0] = bit_get(column->values, row);
        END_EACH_ROW
        break;
    case LEAT_DATE:
        EACH_ROW(making, place)
        at[0] = (uint64_t)((const int32_t *)column->values)[row];
        END_EACH_ROW
        break;
    case LEAT_REAL:
        EACH_ROW(making, place)
        const double value = ((const double *)column->values)[row] + 0.0; /* -0.0 becomes 0.0 */
        memcpy(at, &value, sizeof value);
        END_EACH_ROW
        break;
    case LEAT_DECIMAL:
        EACH_ROW(making, place)
        memcpy(at, (const char *)column->values + row * 16, 16);
        END_EACH_ROW
        break;
    default:
        EACH_ROW(making, place)
        at[0] = ((const uint64_t *)column->values)[row];
        END_EACH_ROW
    }
}

/* Marks the nulls of a column, and takes away what stood under them. */
static void put_nulls(const struct making *making, const struct column *column, size_t number,
                      size_t place) {
    if (!column->is_absent && column->valid == NULL) {
        return;
    }
    const size_t words = column_words(column);
    for (int64_t row = 0; row < making->rows; row++) {
        if (!is_null(column, row)) {
            continue;
        }
        uint64_t *key = making->words + making->starts[row];
        key[number / COLUMNS_A_WORD] |= UINT64_C(1) << number % COLUMNS_A_WORD;
        memset(key + place, 0, words * WORD);
        if (column->symbols != NULL) {
            const struct leat_text symbol = symbol_at(column, row);
            uint32_t front = 0;
            memcpy(&front, symbol.data, symbol.size < 4 ? symbol.size : 4);
            key[place] = (uint32_t)symbol.size | (uint64_t)front << 32;
        }
    }
}

static void put_columns(const struct making *making, const struct column *const *columns,
                        size_t count, size_t heads) {
    size_t place = heads;
    for (size_t i = 0; i < heads; i++) {
        EACH_ROW(making, i)
        at[0] = 0;
        END_EACH_ROW
    }
    for (size_t i = 0; i < count; i++) {
        if (!columns[i]->is_absent) {
            put_values(making, columns[i], place);
        }
        put_nulls(making, columns[i], i, place);
        place += column_words(columns[i]);
    }
    for (size_t i = 0; making->ends != NULL && i < count; i++) {
        if (may_overflow(columns[i])) {
            put_overflow(making, columns[i]);
        }
    }
}

/* -- all of it -------------------------------------------------------------------------------- */

static void hash_rows(const struct making *making, uint64_t *hashes) {
    for (int64_t row = 0; row < making->rows; row++) {
        uint64_t hash = KEY_SEED;
        for (uint64_t at = making->starts[row]; at < making->starts[row + 1]; at++) {
            hash = key_fold(making->words[at], hash);
        }
        hashes[row] = key_finish(hash);
    }
}

/* Words become bytes, as callers count them. */
static void scale(uint64_t *offsets, int64_t rows) {
    for (int64_t row = 0; row <= rows; row++) {
        offsets[row] *= WORD;
    }
}

static bool make_room(struct equal_keys *keys, int64_t rows) {
    const size_t wanted = (size_t)rows + 1;
    if (wanted <= keys->rows_room) {
        return true;
    }
    memory_free(keys->offsets);
    memory_free(keys->ends);
    memory_free(keys->hashes);
    keys->offsets = memory_try(wanted * sizeof *keys->offsets);
    keys->ends = memory_try(wanted * sizeof *keys->ends);
    keys->hashes = memory_try(wanted * sizeof *keys->hashes);
    keys->rows_room =
        keys->offsets != NULL && keys->ends != NULL && keys->hashes != NULL ? wanted : 0;
    return keys->rows_room > 0;
}

static bool make_words(struct equal_keys *keys, uint64_t wanted) {
    if (keys->words != NULL && wanted <= keys->words_room) {
        return true;
    }
    memory_free(keys->words);
    keys->words_room = 0;
    keys->words = wanted > SIZE_MAX / WORD - 1
                      ? NULL
                      : memory_try(((size_t)wanted + 1) * sizeof *keys->words);
    keys->words_room = keys->words == NULL ? 0 : (size_t)wanted;
    return keys->words != NULL;
}

/* Says where each row's key begins: in offsets, one more for the end; and, where there is overflow,
 * where that begins, in ends. */
static bool lay_out(struct equal_keys *keys, const struct column *const *columns, size_t count,
                    int64_t rows, size_t stride) {
    bool overflows = false;
    for (size_t i = 0; i < count; i++) {
        overflows |= may_overflow(columns[i]);
    }
    if (!overflows) {
        for (int64_t row = 0; row <= rows; row++) {
            keys->offsets[row] = (uint64_t)row * stride;
        }
        return false;
    }
    memset(keys->ends, 0, ((size_t)rows + 1) * sizeof *keys->ends);
    for (size_t i = 0; i < count; i++) {
        if (may_overflow(columns[i])) {
            add_overflow(columns[i], rows, keys->ends);
        }
    }
    uint64_t at = 0;
    for (int64_t row = 0; row < rows; row++) {
        const uint64_t more = keys->ends[row];
        keys->offsets[row] = at;
        keys->ends[row] = at + stride;
        at += stride + more;
    }
    keys->offsets[rows] = at;
    return true;
}

bool keys_equal(struct equal_keys *keys, const struct column *const *columns, size_t count,
                int64_t rows) {
    const size_t heads = (count + COLUMNS_A_WORD - 1) / COLUMNS_A_WORD;
    size_t stride = heads;
    for (size_t i = 0; i < count; i++) {
        stride += column_words(columns[i]);
    }
    if (!make_room(keys, rows)) {
        return false;
    }
    const bool overflows = lay_out(keys, columns, count, rows, stride);
    if (!make_words(keys, keys->offsets[rows])) {
        return false;
    }
    const struct making making = {keys->words, keys->offsets, overflows ? keys->ends : NULL, rows};
    put_columns(&making, columns, count, heads);
    hash_rows(&making, keys->hashes);
    scale(keys->offsets, rows);
    return true;
}

void equal_keys_free(struct equal_keys *keys) {
    memory_free(keys->words);
    memory_free(keys->offsets);
    memory_free(keys->ends);
    memory_free(keys->hashes);
    *keys = (struct equal_keys){0};
}
