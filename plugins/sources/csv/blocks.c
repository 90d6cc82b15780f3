/* Which variant of the scans of blocks.h is for which level. */
#include "blocks.h"

extern const struct blocks blocks_plain, blocks_base, blocks_avx2, blocks_avx512;

const struct blocks *blocks_at(enum vector_level level) {
#if defined(__x86_64__)
    if (level == VECTOR_AVX512)
        return &blocks_avx512;
    if (level == VECTOR_AVX2)
        return &blocks_avx2;
#endif
#if defined(__x86_64__) || defined(__aarch64__)
    if (level == VECTOR_BASE)
        return &blocks_base;
#endif
    return &blocks_plain;
}
