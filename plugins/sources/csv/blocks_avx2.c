/* The scan of blocks.h with AVX2: see shared/vector/block_avx2.h. */
#if defined(__AVX2__) && defined(__BMI__)

#include "shared/vector/block_avx2.h"

#include "blocks_body.h"

extern const struct blocks blocks_avx2;
const struct blocks blocks_avx2 = {find, put};

#endif
