/* block_bits: the bits of a mask one by one, for block_plain.h and block_base.h: see block.h. */
#ifndef LEAT_PLUGINS_SHARED_VECTOR_BLOCK_BITS_H
#define LEAT_PLUGINS_SHARED_VECTOR_BLOCK_BITS_H

#include <stddef.h>
#include <stdint.h>

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

#endif
