/* random: numbers for property tests, the same in every run. */
#ifndef LEAT_TEST_RANDOM_H
#define LEAT_TEST_RANDOM_H

#include <stddef.h>
#include <stdint.h>

/* Steps through all 2^64 states, each mixed to look like none of its neighbours (splitmix64). */
static inline uint64_t random_next(uint64_t *state) {
    uint64_t mixed = *state += UINT64_C(0x9e3779b97f4a7c15);
    mixed = (mixed ^ mixed >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    mixed = (mixed ^ mixed >> 27) * UINT64_C(0x94d049bb133111eb);
    return mixed ^ mixed >> 31;
}

/* From 0 to below - 1. */
static inline uint64_t random_below(uint64_t *state, uint64_t below) {
    return random_next(state) % below;
}

#endif
