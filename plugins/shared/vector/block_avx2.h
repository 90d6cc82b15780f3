/* See block.h: 32 bytes at a time, with AVX2, for files that the Makefile has compiled for machines
 * that have it; only they come there. */
#ifndef LEAT_PLUGINS_SHARED_VECTOR_BLOCK_AVX2_H
#define LEAT_PLUGINS_SHARED_VECTOR_BLOCK_AVX2_H

#include "block.h"

#if defined(__AVX2__) && defined(__BMI__)

#include <immintrin.h>

typedef struct {
    __m256i low, high;
} block;
typedef __m256i needle;
typedef struct {
    __m256i any, least; /* the bits and the least of all halves, byte by byte */
} seen;

static inline block block_load(const char *text) {
    return (block){_mm256_loadu_si256((const __m256i *)text),
                   _mm256_loadu_si256((const __m256i *)(text + 32))};
}

static inline needle needle_of(unsigned char byte) { return _mm256_set1_epi8((char)byte); }

static inline uint64_t half_mask(__m256i high) {
    return (uint64_t)(unsigned)_mm256_movemask_epi8(high);
}

static inline uint64_t block_find(block bytes, needle wanted) {
    return half_mask(_mm256_cmpeq_epi8(bytes.low, wanted)) |
           half_mask(_mm256_cmpeq_epi8(bytes.high, wanted)) << 32;
}

static inline uint64_t block_find_both(block bytes, needle wanted) {
    const __m256i bit = _mm256_set1_epi8(0x20);
    return block_find((block){_mm256_or_si256(bytes.low, bit), _mm256_or_si256(bytes.high, bit)},
                      wanted);
}

static inline uint64_t block_tails(block bytes) {
    const __m256i first = _mm256_set1_epi8((char)0xc0); /* signed */
    return half_mask(_mm256_cmpgt_epi8(first, bytes.low)) |
           half_mask(_mm256_cmpgt_epi8(first, bytes.high)) << 32;
}

static inline seen seen_none(void) {
    return (seen){_mm256_setzero_si256(), _mm256_set1_epi8((char)0xff)};
}

static inline seen seen_add(seen so_far, block bytes) {
    return (seen){
        _mm256_or_si256(so_far.any, _mm256_or_si256(bytes.low, bytes.high)),
        _mm256_min_epu8(so_far.least, _mm256_min_epu8(bytes.low, bytes.high)),
    };
}

static inline int seen_has_nul(seen so_far) {
    return half_mask(_mm256_cmpeq_epi8(so_far.least, _mm256_setzero_si256())) != 0;
}
static inline int seen_has_high(seen so_far) { return half_mask(so_far.any) != 0; }

static inline size_t count_bits(uint64_t mask) { return (size_t)__builtin_popcountll(mask); }

/* So many at a time, without a branch for each: which of them count is not worth one. */
static inline __attribute__((always_inline)) uint64_t put_some(uint64_t mask, uint32_t base,
                                                               uint32_t *at, int count) {
#pragma GCC unroll 12
    for (int i = 0; i < count; i++) {
        at[i] = base + (uint32_t)_tzcnt_u64(mask);
        mask = _blsr_u64(mask);
    }
    return mask;
}

/* Twelve are enough for nearly every block of common text, so that the one branch is foreseen. */
static inline size_t put_positions(uint64_t mask, uint32_t base, uint32_t *at) {
    const size_t count = count_bits(mask);
    mask = put_some(mask, base, at, 12);
    for (at += 12; mask; at += 8)
        mask = put_some(mask, base, at, 8);
    return count;
}

enum { LANE = 32 };

static inline __m256i lane_load(const char *text) {
    return _mm256_loadu_si256((const __m256i *)text);
}

static inline uint64_t lane_stops(const char *text) {
    const __m256i bytes = lane_load(text);
    const __m256i signs = _mm256_or_si256(_mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('"')),
                                          _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('\\')));
    const __m256i below = _mm256_cmpgt_epi8(_mm256_set1_epi8(0x20), bytes); /* signed */
    return half_mask(_mm256_or_si256(signs, below));
}

static inline uint64_t lane_others(const char *text) {
    const __m256i bytes = lane_load(text);
    return half_mask(_mm256_or_si256(_mm256_cmpgt_epi8(_mm256_set1_epi8('0'), bytes),
                                     _mm256_cmpgt_epi8(bytes, _mm256_set1_epi8('9'))));
}

static inline int lane_equals(const char *text, const char *other, size_t size) {
    const uint64_t wanted = _bzhi_u64(~(uint64_t)0, (unsigned)size);
    uint64_t equal = half_mask(_mm256_cmpeq_epi8(lane_load(text), lane_load(other)));
    if (size > LANE)
        equal |= half_mask(_mm256_cmpeq_epi8(lane_load(text + LANE), lane_load(other + LANE)))
                 << LANE;
    return (~equal & wanted) == 0;
}

#endif

#endif
