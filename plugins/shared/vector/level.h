/* level: which vector instructions the scans of this folder use.
 *
 * Every scan stands here in several variants that answer alike: one in plain C for any machine, one
 * for what every machine of an architecture has (SSE2 on x86-64, NEON on ARM), and on x86-64 two
 * that are chosen when the program runs, for machines that have AVX2 or AVX-512. Each file of
 * variants has a function that takes the level and answers with the variant, so that a test on one
 * machine goes through all of them. */
#ifndef LEAT_PLUGINS_SHARED_VECTOR_LEVEL_H
#define LEAT_PLUGINS_SHARED_VECTOR_LEVEL_H

enum vector_level {
    VECTOR_PLAIN,
    VECTOR_BASE,   /* SSE2, NEON: 16 bytes at a time */
    VECTOR_AVX2,   /* 32, with BMI1 and BMI2 */
    VECTOR_AVX512, /* 64: F, BW, VL and VBMI2, with what AVX2 has */
};

/* The highest level of this machine, or that which the environment variable LEAT_VECTOR asks for
 * (plain, base, avx2, avx512) where the machine has it. [any thread] */
enum vector_level vector_level(void);

/* What it is called in LEAT_VECTOR. */
const char *vector_level_name(enum vector_level level);

#endif
