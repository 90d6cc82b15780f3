/* bits: bitmaps as Arrow has them. See bits.h. */
#include "batch/bits.h"

#include <string.h>

int64_t bits_count(const uint8_t *bits, int64_t from, int64_t count) {
    int64_t ones = 0;
    for (; count > 0 && (from & 7) != 0; from++, count--) {
        ones += bit_get(bits, from);
    }
    for (; count >= 64; from += 64, count -= 64) {
        uint64_t word;
        memcpy(&word, bits + (from >> 3), sizeof word);
        ones += __builtin_popcountll(word);
    }
    for (; count > 0; from++, count--) {
        ones += bit_get(bits, from);
    }
    return ones;
}

static void copy_one(uint8_t *into, int64_t at, const uint8_t *from, int64_t from_at) {
    if (bit_get(from, from_at)) {
        bit_set(into, at);
    } else {
        bit_clear(into, at);
    }
}

void bits_copy(uint8_t *into, int64_t at, const uint8_t *from, int64_t from_at, int64_t count) {
    for (; count > 0 && (at & 7) != 0; at++, from_at++, count--) {
        copy_one(into, at, from, from_at);
    }
    const size_t whole = (size_t)count >> 3;
    if (whole > 0) {
        const unsigned shift = from_at & 7;
        const uint8_t *source = from + (from_at >> 3);
        uint8_t *target = into + (at >> 3);
        if (shift == 0) {
            memcpy(target, source, whole);
        }
        for (size_t i = 0; shift != 0 && i < whole; i++) {
            target[i] = (uint8_t)(source[i] >> shift | source[i + 1] << (8 - shift));
        }
    }
    for (int64_t i = (int64_t)whole * 8; i < count; i++) {
        copy_one(into, at + i, from, from_at + i);
    }
}
