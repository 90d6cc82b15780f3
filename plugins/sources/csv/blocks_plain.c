/* The scan of blocks.h in plain C: see shared/vector/block_plain.h. */
#include "shared/vector/block_plain.h"

#include "blocks_body.h"

extern const struct blocks blocks_plain;
const struct blocks blocks_plain = {find, put};
