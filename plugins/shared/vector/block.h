/* block: text 64 bytes at a time, for scans that are written once and compiled for each level of
 * level.h. A variant's file includes one of block_plain.h, block_base.h, block_avx2.h and
 * block_avx512.h, which all offer the same, and then the scan:
 *
 *   block, block_load(text)       64 bytes
 *   needle, needle_of(byte)       a byte to look for
 *   block_find(block, needle)     its mask: a bit for each byte, the first lowest
 *   block_find_both(block, needle)
 *                                 the mask of the bytes that are the needle but for bit 5, which it
 *                                 has: '[' and '{' differ in no other
 *   block_tails(block)            the mask of the bytes that go on a character of UTF-8
 *   seen, seen_none(), seen_add(seen, block), seen_has_nul(seen), seen_has_high(seen)
 *                                 whether any byte of many blocks is 0, or above 0x7f
 *   count_bits(mask)              how many are set
 *   put_positions(mask, base, at) base plus the number of each set bit, to at[0] and on; answers
 *                                 how many. Up to BLOCK more may be written, of no meaning
 *
 * and, for what is mostly short, as many bytes as the machine takes at once:
 *
 *   LANE                          how many: 8 to 64
 *   lane_stops(text)              the mask of the bytes at which plain ASCII of a JSON string ends:
 *                                 '"', '\\', below 0x20, above 0x7f
 *   lane_others(text)             the mask of the bytes that are no digits
 *   lane_equals(text, other, size)
 *                                 whether the first `size` bytes, at most 64, are equal; of both, 64
 *                                 bytes may be read */
#ifndef LEAT_PLUGINS_SHARED_VECTOR_BLOCK_H
#define LEAT_PLUGINS_SHARED_VECTOR_BLOCK_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { BLOCK = 64 };

/* Each bit becomes the exclusive-or of itself and all below. */
static inline uint64_t prefix_xor(uint64_t bits) {
#pragma GCC unroll 6
    for (int shift = 1; shift < BLOCK; shift *= 2)
        bits ^= bits << shift;
    return bits;
}

/* The bits below that one, of 0 to 63. */
static inline uint64_t bits_below(int bit) { return ((uint64_t)1 << bit) - 1; }

#endif
