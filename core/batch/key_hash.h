/* key_hash: how keys are hashed. For key.c and key_equal.c. */
#ifndef LEAT_BATCH_KEY_HASH_H
#define LEAT_BATCH_KEY_HASH_H

#include <stdint.h>

#include "base/decimal.h"

/* Odd numbers with as many bits set as not, in no pattern. */
#define KEY_SEED UINT64_C(0x9b6d3e42a7c5f18d)
#define KEY_LEFT UINT64_C(0xc2a94d7b15e3680f)
#define KEY_RIGHT UINT64_C(0x5d18e6b3f2974ac1)
#define KEY_NOTHING UINT64_C(0x3f84c9a61b7d52e5)

/* The two halves of a 128-bit product, folded: each bit of it depends on each bit of both. */
static inline uint64_t key_fold(uint64_t a, uint64_t b) {
    const uint128 product = (uint128)(a ^ KEY_LEFT) * (b ^ KEY_RIGHT);
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* So that any of its bits may choose a bucket. */
static inline uint64_t key_finish(uint64_t hash) {
    hash = (hash ^ hash >> 32) * KEY_SEED;
    return hash ^ hash >> 29;
}

#endif
