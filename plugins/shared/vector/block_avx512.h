/* See block.h: 64 bytes at a time, with AVX-512, for files that the Makefile has compiled for
 * machines that have it; only they come there. */
#ifndef LEAT_PLUGINS_SHARED_VECTOR_BLOCK_AVX512_H
#define LEAT_PLUGINS_SHARED_VECTOR_BLOCK_AVX512_H

#include "block.h"

#if defined(__AVX512BW__) && defined(__AVX512VBMI2__)

#include <immintrin.h>

typedef __m512i block;
typedef __m512i needle;
typedef struct {
    __m512i any, least; /* the bits and the least of all blocks, byte by byte */
} seen;

static inline block block_load(const char *text) { return _mm512_loadu_si512(text); }

static inline needle needle_of(unsigned char byte) { return _mm512_set1_epi8((char)byte); }

static inline uint64_t block_find(block bytes, needle wanted) {
    return _mm512_cmpeq_epi8_mask(bytes, wanted);
}

static inline uint64_t block_find_both(block bytes, needle wanted) {
    return block_find(_mm512_or_si512(bytes, _mm512_set1_epi8(0x20)), wanted);
}

static inline uint64_t block_tails(block bytes) {
    return _mm512_cmplt_epi8_mask(bytes, _mm512_set1_epi8((char)0xc0));
}

static inline seen seen_none(void) {
    return (seen){_mm512_setzero_si512(), _mm512_set1_epi8((char)0xff)};
}

static inline seen seen_add(seen so_far, block bytes) {
    return (seen){_mm512_or_si512(so_far.any, bytes), _mm512_min_epu8(so_far.least, bytes)};
}

static inline int seen_has_nul(seen so_far) {
    return _mm512_cmpeq_epi8_mask(so_far.least, _mm512_setzero_si512()) != 0;
}
static inline int seen_has_high(seen so_far) { return _mm512_movepi8_mask(so_far.any) != 0; }

static inline size_t count_bits(uint64_t mask) { return (size_t)__builtin_popcountll(mask); }

/* The numbers of the bytes, those of the mask moved together, made 32 bits wide 16 at a time. */
static inline size_t put_positions(uint64_t mask, uint32_t base, uint32_t *at) {
    static const char numbers[64] __attribute__((aligned(64))) = {
        0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
        22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43,
        44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63};
    const __m512i first = _mm512_set1_epi32((int)base);
    __m512i left = _mm512_maskz_compress_epi8(mask, _mm512_load_si512(numbers));
    const size_t count = count_bits(mask);
    for (size_t put = 0;;) {
        const __m512i wide = _mm512_cvtepu8_epi32(_mm512_castsi512_si128(left));
        _mm512_storeu_si512(at + put, _mm512_add_epi32(wide, first));
        put += 16;
        if (__builtin_expect(put >= count, 1))
            return count;
        left = _mm512_alignr_epi32(_mm512_setzero_si512(), left, 4);
    }
}

/* Half as many as could be: what is looked for is mostly nearer, and fewer loads lie across two lines
 * of the cache. */
enum { LANE = 32 };

static inline __m256i lane_load(const char *text) {
    return _mm256_loadu_si256((const __m256i *)text);
}

static inline uint64_t lane_stops(const char *text) {
    const __m256i bytes = lane_load(text);
    return _mm256_cmpeq_epi8_mask(bytes, _mm256_set1_epi8('"')) |
           _mm256_cmpeq_epi8_mask(bytes, _mm256_set1_epi8('\\')) |
           _mm256_cmplt_epi8_mask(bytes, _mm256_set1_epi8(0x20));
}

static inline uint64_t lane_others(const char *text) {
    const __m256i bytes = _mm256_sub_epi8(lane_load(text), _mm256_set1_epi8('0'));
    return _mm256_cmpgt_epu8_mask(bytes, _mm256_set1_epi8(9));
}

static inline int lane_equals(const char *text, const char *other, size_t size) {
    const uint64_t wanted = _bzhi_u64(~(uint64_t)0, (unsigned)size);
    uint64_t other_bytes =
        _mm256_mask_cmpneq_epi8_mask((__mmask32)wanted, lane_load(text), lane_load(other));
    if (size > LANE)
        other_bytes |= _mm256_mask_cmpneq_epi8_mask(
            (__mmask32)(wanted >> LANE), lane_load(text + LANE), lane_load(other + LANE));
    return other_bytes == 0;
}

#endif

#endif
