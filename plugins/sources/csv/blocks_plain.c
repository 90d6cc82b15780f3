/* The scans of blocks.h in plain C, eight bytes at a time, for any machine. */
#include <stdint.h>
#include <string.h>

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

/* Most masks have few bits, and not every machine counts them in one instruction. */
static inline size_t count_bits(uint64_t mask) {
    size_t count = 0;
    for (; mask; mask &= mask - 1)
        count++;
    return count;
}

static inline size_t put_positions(uint64_t mask, uint32_t base, uint32_t *at) {
    size_t count = 0;
    for (; mask; mask &= mask - 1)
        at[count++] = base + (uint32_t)__builtin_ctzll(mask);
    return count;
}

#include "blocks_body.h"

extern const struct blocks blocks_plain;
const struct blocks blocks_plain = {cut, find};
