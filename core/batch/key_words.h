/* key_words: rows as words of 64 bits, so that equal rows are found without a look at bytes. Equality
 * is key.h's.
 *
 * A row's words are, one after another: for each 32 columns a word of flags, two bits a column: its
 * value is null; its value is far. Then each column's value: a text's view or a decimal in two
 * words, all else in one. A far value is one that its words do not hold: a text of more than 12
 * bytes, or the symbol in a null's place. Its words then hold its size and a hash, so rows whose
 * words are alike are nearly always equal, and their far values prove it. */
#ifndef LEAT_BATCH_KEY_WORDS_H
#define LEAT_BATCH_KEY_WORDS_H

#include "base/decimal.h"
#include "batch/column.h"

/* Rows of which words are made at once: so few that the words stay in the nearest cache. */
enum { KEY_WORDS_ROWS = 512 };

/* How many words the rows of such columns take, and those of them that are flags. */
size_t key_words_width(const struct leat_type *types, size_t count);
static inline size_t key_words_flags(size_t count) { return (count + 31) / 32; }

/* Makes the words of rows [first, first + rows), row by row. */
void key_words_make(const struct column *const *columns, size_t count, size_t width, int64_t first,
                    size_t rows, uint64_t *words);

/* A hash of a row's words, any bits of which may choose a bucket. */
static inline uint64_t key_words_fold(uint64_t a, uint64_t b) {
    const uint128 product = (uint128)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}
static inline uint64_t key_words_hash(const uint64_t *words, size_t width) {
    /* Odd numbers with as many bits set as not, in no pattern. */
    const uint64_t seed = UINT64_C(0x9b6d3e42a7c5f18d), salt = UINT64_C(0x5d18e6b3f2974ac1);
    uint64_t hash = seed;
    size_t i = 0;
    for (; i + 2 <= width; i += 2) {
        hash = key_words_fold(words[i] ^ hash, words[i + 1] ^ salt);
    }
    return key_words_fold((i < width ? words[i] : salt) ^ hash, seed);
}

/* -- Far values: whether a row's words, by their flags, have some … --------------------------- */

static inline bool key_words_are_far(const uint64_t *words, size_t count) {
    uint64_t flags = words[0];
    for (size_t i = 1; i < key_words_flags(count); i++) {
        flags |= words[i];
    }
    return (flags & UINT64_C(0xaaaaaaaaaaaaaaaa)) != 0;
}

/* … and what they are as bytes, each with its size before it. size: how many bytes; write; and
 * whether they are those that were written. */
size_t key_far_size(const struct column *const *columns, size_t count, const uint64_t *words,
                    int64_t row);
void key_far_write(const struct column *const *columns, size_t count, const uint64_t *words,
                   int64_t row, uint8_t *into);
bool key_far_equal(const struct column *const *columns, size_t count, const uint64_t *words,
                   int64_t row, const uint8_t *written);

/* The bytes that were written for these words, and whether two such are equal. */
size_t key_far_written(const uint64_t *words, size_t count, const uint8_t *written);

#endif
