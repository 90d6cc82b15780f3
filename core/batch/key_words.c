/* key_words: see key_words.h. Words are made column by column. */
#include "batch/key_words.h"

#include "batch/bits.h"

enum { FLAG_NULL = 1, FLAG_FAR = 2, FLAGS_A_WORD = 32 };

static size_t words_of(uint8_t kind) { return kind == LEAT_TEXT || kind == LEAT_DECIMAL ? 2 : 1; }

size_t key_words_width(const struct leat_type *types, size_t count) {
    size_t width = key_words_flags(count);
    for (size_t i = 0; i < count; i++) {
        width += words_of(types[i].kind);
    }
    return width;
}

static void set_flags(uint64_t *words, size_t column, uint64_t flags) {
    words[column / FLAGS_A_WORD] |= flags << 2 * (column % FLAGS_A_WORD);
}

static bool has_flag(const uint64_t *words, size_t column, uint64_t flag) {
    return (words[column / FLAGS_A_WORD] >> 2 * (column % FLAGS_A_WORD) & flag) != 0;
}

/* -- Values ----------------------------------------------------------------------------------- */

/* More than 12 bytes are taken 8 at a time, the last ones over again where they are no full 8. */
static uint64_t hash_bytes(struct leat_text text) {
    uint64_t hash = text.size;
    size_t done = 0;
    if (text.size < 8) {
        return key_words_fold(text_part(text.data, text.size) ^ UINT64_C(0x3f84c9a61b7d52e5),
                              hash ^ UINT64_C(0xc2a94d7b15e3680f));
    }
    for (; done + 8 < text.size; done += 8) {
        hash = key_words_fold(text_wide_word(text.data + done) ^ UINT64_C(0x3f84c9a61b7d52e5),
                              hash ^ UINT64_C(0xc2a94d7b15e3680f));
    }
    return key_words_fold(text_wide_word(text.data + text.size - 8) ^ UINT64_C(0x3f84c9a61b7d52e5),
                          hash ^ UINT64_C(0xc2a94d7b15e3680f));
}

static inline struct leat_text text_at(const struct column *column, int64_t row) {
    const char *at = (const char *)column->values + row * 16;
    const struct text_view view = text_view_get(at, 0);
    const char *text = view.size <= TEXT_INLINE ? at + 4
                                                : (const char *)column->pointers[2 + view.number] +
                                                      (uint32_t)view.offset;
    return (struct leat_text){text, (size_t)view.size};
}

/* Answers whether some are long. */
static bool copy_texts(const struct column *column, int64_t first, size_t rows, uint64_t *into,
                       size_t width) {
    const char *views = (const char *)column->values + first * 16;
    uint32_t most = 0;
    for (size_t row = 0; row < rows; row++) {
        memcpy(into + row * width, views + row * 16, 16);
        const uint32_t size = (uint32_t)into[row * width];
        most = size > most ? size : most;
    }
    return most > TEXT_INLINE;
}

/* Long texts, once all are copied: a hash in place of where they stand. Nulls are seen to after. */
static void mark_long(const struct column *column, size_t number, int64_t first, size_t rows,
                      uint64_t *words, size_t at, size_t width) {
    for (size_t row = 0; row < rows; row++) {
        uint64_t *own = words + row * width;
        if ((uint32_t)own[at] <= TEXT_INLINE ||
            (column->valid != NULL && !bit_get(column->valid, first + (int64_t)row))) {
            continue;
        }
        own[at + 1] = hash_bytes(text_at(column, first + (int64_t)row));
        set_flags(own, number, FLAG_FAR);
    }
}

static uint64_t word_of_real(double value) {
    uint64_t bits;
    value = value == 0 ? 0 : value; /* -0 */
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static void copy_fixed(const struct column *column, int64_t first, size_t rows, uint64_t *into,
                       size_t width) {
    switch (column->type.kind) {
    case LEAT_REAL: {
        const double *values = (const double *)column->values + first;
        for (size_t row = 0; row < rows; row++) {
            into[row * width] = word_of_real(values[row]);
        }
        break;
    }
    case LEAT_BOOLEAN:
        for (size_t row = 0; row < rows; row++) {
            into[row * width] = bit_get(column->values, first + (int64_t)row);
        }
        break;
    case LEAT_DATE: {
        const int32_t *values = (const int32_t *)column->values + first;
        for (size_t row = 0; row < rows; row++) {
            into[row * width] = (uint64_t)values[row];
        }
        break;
    }
    case LEAT_DECIMAL: {
        const char *values = (const char *)column->values + first * 16;
        for (size_t row = 0; row < rows; row++) {
            memcpy(into + row * width, values + row * 16, 16);
        }
        break;
    }
    default: { /* LEAT_INTEGER, LEAT_TIMESTAMP */
        const uint64_t *values = (const uint64_t *)column->values + first;
        for (size_t row = 0; row < rows; row++) {
            into[row * width] = values[row];
        }
    }
    }
}

/* -- Nulls ------------------------------------------------------------------------------------ */

/* The symbol in place of a null; size 0: none. */
static struct leat_text symbol_at(const struct column *column, int64_t row) {
    const struct leat_text none = {"", 0};
    const struct column *symbols = column->symbols;
    const bool is_there =
        symbols != NULL && !symbols->is_absent && (!symbols->valid || bit_get(symbols->valid, row));
    return is_there ? text_at(symbols, row) : none;
}

static void mark_nulls(const struct column *column, size_t number, int64_t first, size_t rows,
                       uint64_t *words, size_t at, size_t width) {
    const size_t size = words_of(column->type.kind);
    for (size_t row = 0; row < rows; row++) {
        uint64_t *own = words + row * width;
        if (!column->is_absent && bit_get(column->valid, first + (int64_t)row)) {
            continue;
        }
        const struct leat_text symbol = symbol_at(column, first + (int64_t)row);
        memset(own + at, 0, size * sizeof *own);
        set_flags(own, number, FLAG_NULL);
        if (symbol.size > 0) {
            own[at] = hash_bytes(symbol);
            set_flags(own, number, FLAG_FAR);
        }
    }
}

void key_words_make(const struct column *const *columns, size_t count, size_t width, int64_t first,
                    size_t rows, uint64_t *words) {
    const size_t flags = key_words_flags(count);
    size_t at = flags;
    for (size_t i = 0; i < flags; i++) {
        for (size_t row = 0; row < rows; row++) {
            words[row * width + i] = 0;
        }
    }
    for (size_t i = 0; i < count; i++) {
        const struct column *column = columns[i];
        if (!column->is_absent && column->type.kind == LEAT_TEXT) {
            if (copy_texts(column, first, rows, words + at, width)) {
                mark_long(column, i, first, rows, words, at, width);
            }
        } else if (!column->is_absent) {
            copy_fixed(column, first, rows, words + at, width);
        }
        if (column->is_absent || column->valid != NULL) {
            mark_nulls(column, i, first, rows, words, at, width);
        }
        at += words_of(column->type.kind);
    }
}

/* -- Far values ------------------------------------------------------------------------------- */

static struct leat_text far_text(const struct column *column, size_t number, const uint64_t *words,
                                 int64_t row) {
    return has_flag(words, number, FLAG_NULL) ? symbol_at(column, row) : text_at(column, row);
}

size_t key_far_size(const struct column *const *columns, size_t count, const uint64_t *words,
                    int64_t row) {
    size_t size = 0;
    for (size_t i = 0; i < count; i++) {
        if (has_flag(words, i, FLAG_FAR)) {
            size += sizeof(uint32_t) + far_text(columns[i], i, words, row).size;
        }
    }
    return size;
}

void key_far_write(const struct column *const *columns, size_t count, const uint64_t *words,
                   int64_t row, uint8_t *into) {
    for (size_t i = 0; i < count; i++) {
        if (has_flag(words, i, FLAG_FAR)) {
            const struct leat_text text = far_text(columns[i], i, words, row);
            const uint32_t size = (uint32_t)text.size;
            memcpy(into, &size, sizeof size);
            memcpy(into + sizeof size, text.data, size);
            into += sizeof size + size;
        }
    }
}

bool key_far_equal(const struct column *const *columns, size_t count, const uint64_t *words,
                   int64_t row, const uint8_t *written) {
    for (size_t i = 0; i < count; i++) {
        if (has_flag(words, i, FLAG_FAR)) {
            const struct leat_text text = far_text(columns[i], i, words, row);
            uint32_t size;
            memcpy(&size, written, sizeof size);
            if (size != text.size || memcmp(written + sizeof size, text.data, size) != 0) {
                return false;
            }
            written += sizeof size + size;
        }
    }
    return true;
}

size_t key_far_written(const uint64_t *words, size_t count, const uint8_t *written) {
    size_t total = 0;
    for (size_t i = 0; i < count; i++) {
        if (has_flag(words, i, FLAG_FAR)) {
            uint32_t size;
            memcpy(&size, written + total, sizeof size);
            total += sizeof size + size;
        }
    }
    return total;
}
