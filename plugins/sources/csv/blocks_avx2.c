/* The scans of blocks.h 32 bytes at a time, with AVX2. The Makefile has this file compiled for
 * machines that have it; only they come here. */
#if defined(__AVX2__) && defined(__BMI__)

#include <immintrin.h>
#include <stdint.h>

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

/* Eight at a time, for which of them count is not worth a branch. */
static inline size_t put_positions(uint64_t mask, uint32_t base, uint32_t *at) {
    const size_t count = count_bits(mask);
    do {
        for (int i = 0; i < 8; i++) {
            at[i] = base + (uint32_t)_tzcnt_u64(mask);
            mask = _blsr_u64(mask);
        }
        at += 8;
    } while (mask);
    return count;
}

#include "blocks_body.h"

extern const struct blocks blocks_avx2;
const struct blocks blocks_avx2 = {cut, find};

#endif
