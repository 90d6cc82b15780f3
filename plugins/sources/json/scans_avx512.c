/* The scans of scans.h with AVX-512: see shared/vector/block_avx512.h. */
#if defined(__AVX512BW__) && defined(__AVX512VBMI2__)

#include "scans.h"
#include "shared/vector/block_avx512.h"

#include "scans_body.h"
#include "walk_body.h"

extern const struct scans scans_avx512;
const struct scans scans_avx512 = {walk_row, cut, count_lines, count_chars};

#endif
