/* See block.h: in plain C, eight bytes at a time, for any machine. */
#ifndef LEAT_PLUGINS_SHARED_VECTOR_BLOCK_PLAIN_H
#define LEAT_PLUGINS_SHARED_VECTOR_BLOCK_PLAIN_H

#include "block.h"
#include "block_bits.h"

enum { WORDS = 8 };

#define EACH_BYTE UINT64_C(0x0101010101010101)
#define HIGH_BITS UINT64_C(0x8080808080808080)

typedef struct {
    uint64_t words[WORDS];
} block;
typedef uint64_t needle;
typedef struct {
    uint64_t any, nul; /* bits of all words; HIGH_BITS where a byte was 0 */
} seen;

static inline block block_load(const char *text) {
    block loaded;
    memcpy(&loaded, text, sizeof loaded);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    for (int i = 0; i < WORDS; i++)
        loaded.words[i] = __builtin_bswap64(loaded.words[i]);
#endif
    return loaded;
}

static inline needle needle_of(unsigned char byte) { return EACH_BYTE * byte; }

/* The high bit of each byte that is 0; exact, for no borrow goes from byte to byte. */
static inline uint64_t zero_bytes(uint64_t word) {
    return ~(((word & ~HIGH_BITS) + ~HIGH_BITS) | word | ~HIGH_BITS);
}

/* The eight high bits side by side: each product's bit 56 + i is the high bit of byte i alone. */
static inline uint64_t gather_high(uint64_t bits) {
    return ((bits >> 7) * UINT64_C(0x0102040810204080)) >> 56;
}

static inline uint64_t block_find(block bytes, needle wanted) {
    uint64_t mask = 0;
    for (int i = 0; i < WORDS; i++)
        mask |= gather_high(zero_bytes(bytes.words[i] ^ wanted)) << (8 * i);
    return mask;
}

static inline uint64_t block_find_both(block bytes, needle wanted) {
    uint64_t mask = 0;
    for (int i = 0; i < WORDS; i++)
        mask |= gather_high(zero_bytes((bytes.words[i] | EACH_BYTE * 0x20) ^ wanted)) << (8 * i);
    return mask;
}

static inline uint64_t block_tails(block bytes) {
    uint64_t mask = 0;
    for (int i = 0; i < WORDS; i++)
        mask |= gather_high(bytes.words[i] & ~(bytes.words[i] << 1) & HIGH_BITS) << (8 * i);
    return mask;
}

static inline seen seen_none(void) { return (seen){0, 0}; }

static inline seen seen_add(seen so_far, block bytes) {
    for (int i = 0; i < WORDS; i++) {
        so_far.any |= bytes.words[i];
        so_far.nul |= zero_bytes(bytes.words[i]);
    }
    return so_far;
}

static inline int seen_has_nul(seen so_far) { return so_far.nul != 0; }
static inline int seen_has_high(seen so_far) { return (so_far.any & HIGH_BITS) != 0; }

enum { LANE = 8 };

static inline uint64_t lane_load(const char *text) {
    uint64_t word;
    memcpy(&word, text, sizeof word);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    return word;
}

/* No sum of two bytes below 0x80 goes over into the next. */
static inline uint64_t lane_stops(const char *text) {
    const uint64_t word = lane_load(text), low = word & ~HIGH_BITS;
    const uint64_t control = ~(low + EACH_BYTE * (0x80 - 0x20));
    return gather_high((control | word | zero_bytes(word ^ EACH_BYTE * '"') |
                        zero_bytes(word ^ EACH_BYTE * '\\')) &
                       HIGH_BITS);
}

static inline uint64_t lane_others(const char *text) {
    const uint64_t word = lane_load(text), low = word & ~HIGH_BITS;
    const uint64_t below = ~(low + EACH_BYTE * (0x80 - '0'));
    const uint64_t above = low + EACH_BYTE * (0x7f - '9');
    return gather_high((word | below | above) & HIGH_BITS);
}

static inline int lane_equals(const char *text, const char *other, size_t size) {
    return memcmp(text, other, size) == 0;
}

#endif
