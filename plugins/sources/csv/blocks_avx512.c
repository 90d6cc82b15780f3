/* The scan of blocks.h with AVX-512: see shared/vector/block_avx512.h. */
#if defined(__AVX512BW__) && defined(__AVX512VBMI2__)

#include "shared/vector/block_avx512.h"

#include "blocks_body.h"

extern const struct blocks blocks_avx512;
const struct blocks blocks_avx512 = {find, put};

#endif
