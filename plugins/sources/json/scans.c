/* Which variant of the scans of scans.h is for which level. */
#include "scans.h"

extern const struct scans scans_plain, scans_base, scans_avx2, scans_avx512;

const struct scans *scans_at(enum vector_level level) {
#if defined(__x86_64__)
    if (level == VECTOR_AVX512)
        return &scans_avx512;
    if (level == VECTOR_AVX2)
        return &scans_avx2;
#endif
#if defined(__x86_64__) || defined(__aarch64__)
    if (level == VECTOR_BASE)
        return &scans_base;
#endif
    return &scans_plain;
}
