/* See level.h. */
#include "level.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static const char *const names[] = {
    [VECTOR_PLAIN] = "plain",
    [VECTOR_BASE] = "base",
    [VECTOR_AVX2] = "avx2",
    [VECTOR_AVX512] = "avx512",
};

const char *vector_level_name(enum vector_level level) { return names[level]; }

static enum vector_level machine_level(void) {
#if defined(__x86_64__)
    const bool has_avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
                          __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt");
    if (has_avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vbmi2"))
        return VECTOR_AVX512;
    return has_avx2 ? VECTOR_AVX2 : VECTOR_BASE;
#elif defined(__aarch64__)
    return VECTOR_BASE;
#else
    return VECTOR_PLAIN;
#endif
}

enum vector_level vector_level(void) {
    const enum vector_level most = machine_level();
    const char *asked = getenv("LEAT_VECTOR");
    for (enum vector_level level = VECTOR_PLAIN; asked && level < most; level++)
        if (strcmp(asked, names[level]) == 0)
            return level;
    return most;
}
