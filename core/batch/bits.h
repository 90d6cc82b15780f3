/* bits: bitmaps as Arrow has them, lowest bit first. */
#ifndef LEAT_BATCH_BITS_H
#define LEAT_BATCH_BITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

static inline size_t bits_size(int64_t count) { return ((size_t)count + 7) / 8; }

static inline bool bit_get(const uint8_t *bits, int64_t at) {
    return bits[at >> 3] >> (at & 7) & 1;
}
static inline void bit_set(uint8_t *bits, int64_t at) {
    bits[at >> 3] |= (uint8_t)(1u << (at & 7));
}
static inline void bit_clear(uint8_t *bits, int64_t at) {
    bits[at >> 3] &= (uint8_t) ~(1u << (at & 7));
}

/* How many of the count bits from `from` on are ones. */
int64_t bits_count(const uint8_t *bits, int64_t from, int64_t count);

/* Copies count bits; those of `into` outside of them stay as they are. */
void bits_copy(uint8_t *into, int64_t at, const uint8_t *from, int64_t from_at, int64_t count);

#endif
