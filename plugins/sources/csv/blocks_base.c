/* The scan of blocks.h with what every machine of an architecture has: see
 * shared/vector/block_base.h. */
#if defined(__x86_64__) || defined(__aarch64__)

#include "shared/vector/block_base.h"

#include "blocks_body.h"

extern const struct blocks blocks_base;
const struct blocks blocks_base = {find, put};

#endif
