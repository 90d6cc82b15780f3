/* See block.h: 16 bytes at a time, with SSE2, which every x86-64 has, or NEON, which every 64-bit
 * ARM has. */
#ifndef LEAT_PLUGINS_SHARED_VECTOR_BLOCK_BASE_H
#define LEAT_PLUGINS_SHARED_VECTOR_BLOCK_BASE_H

#include "block.h"
#include "block_bits.h"

enum { PARTS = 4, PART = 16 };

#if defined(__x86_64__)
#include <emmintrin.h>

typedef __m128i part;

static inline part part_load(const char *text) { return _mm_loadu_si128((const __m128i *)text); }
static inline part part_of(unsigned char byte) { return _mm_set1_epi8((char)byte); }
static inline part part_or(part a, part b) { return _mm_or_si128(a, b); }
static inline part part_least(part a, part b) { return _mm_min_epu8(a, b); }
static inline part part_equal(part a, part b) { return _mm_cmpeq_epi8(a, b); }
static inline part part_below(part a, part b) { return _mm_cmplt_epi8(a, b); } /* signed */

static inline uint64_t part_mask(part high) { return (uint64_t)(unsigned)_mm_movemask_epi8(high); }

#elif defined(__aarch64__)
#include <arm_neon.h>

typedef uint8x16_t part;

static inline part part_load(const char *text) { return vld1q_u8((const uint8_t *)text); }
static inline part part_of(unsigned char byte) { return vdupq_n_u8(byte); }
static inline part part_or(part a, part b) { return vorrq_u8(a, b); }
static inline part part_least(part a, part b) { return vminq_u8(a, b); }
static inline part part_equal(part a, part b) { return vceqq_u8(a, b); }
static inline part part_below(part a, part b) /* signed */
{
    return vcltq_s8(vreinterpretq_s8_u8(a), vreinterpretq_s8_u8(b));
}

/* Each byte's high bit, moved to its place of eight and added up. */
static inline uint64_t part_mask(part high) {
    static const int8_t places[PART] = {-7, -6, -5, -4, -3, -2, -1, 0,
                                        -7, -6, -5, -4, -3, -2, -1, 0};
    const uint8x16_t bits = vshlq_u8(vandq_u8(high, vdupq_n_u8(0x80)), vld1q_s8(places));
    return (uint64_t)vaddv_u8(vget_low_u8(bits)) | (uint64_t)vaddv_u8(vget_high_u8(bits)) << 8;
}
#endif

#if defined(__x86_64__) || defined(__aarch64__)

typedef struct {
    part parts[PARTS];
} block;
typedef part needle;
typedef struct {
    part any, least; /* the bits and the least of all parts, byte by byte */
} seen;

static inline block block_load(const char *text) {
    block loaded;
    for (size_t i = 0; i < PARTS; i++)
        loaded.parts[i] = part_load(text + i * PART);
    return loaded;
}

static inline needle needle_of(unsigned char byte) { return part_of(byte); }

static inline uint64_t block_find(block bytes, needle wanted) {
    uint64_t mask = 0;
    for (int i = 0; i < PARTS; i++)
        mask |= part_mask(part_equal(bytes.parts[i], wanted)) << (PART * i);
    return mask;
}

static inline uint64_t block_find_both(block bytes, needle wanted) {
    uint64_t mask = 0;
    for (int i = 0; i < PARTS; i++)
        mask |= part_mask(part_equal(part_or(bytes.parts[i], part_of(0x20)), wanted)) << (PART * i);
    return mask;
}

static inline uint64_t block_tails(block bytes) {
    uint64_t mask = 0;
    for (int i = 0; i < PARTS; i++)
        mask |= part_mask(part_below(bytes.parts[i], part_of(0xc0))) << (PART * i);
    return mask;
}

static inline seen seen_none(void) { return (seen){part_of(0), part_of(0xff)}; }

static inline seen seen_add(seen so_far, block bytes) {
    for (int i = 0; i < PARTS; i++) {
        so_far.any = part_or(so_far.any, bytes.parts[i]);
        so_far.least = part_least(so_far.least, bytes.parts[i]);
    }
    return so_far;
}

static inline int seen_has_nul(seen so_far) {
    return part_mask(part_equal(so_far.least, part_of(0))) != 0;
}
static inline int seen_has_high(seen so_far) { return part_mask(so_far.any) != 0; }

enum { LANE = PART };

static inline uint64_t lane_stops(const char *text) {
    const part bytes = part_load(text);
    const part signs = part_or(part_equal(bytes, part_of('"')), part_equal(bytes, part_of('\\')));
    return part_mask(part_or(signs, part_below(bytes, part_of(0x20))));
}

static inline uint64_t lane_others(const char *text) {
    const part bytes = part_load(text);
    return part_mask(part_or(part_below(bytes, part_of('0')), part_below(part_of('9'), bytes)));
}

static inline int lane_equals(const char *text, const char *other, size_t size) {
    uint64_t equal = 0;
    for (size_t at = 0; at < size; at += PART) {
        equal = part_mask(part_equal(part_load(text + at), part_load(other + at)));
        if (size - at < PART)
            return (~equal & bits_below((int)(size - at))) == 0;
        if (equal != bits_below(PART))
            return 0;
    }
    return 1;
}

#endif

#endif
