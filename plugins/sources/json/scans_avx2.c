/* The scans of scans.h with AVX2: see shared/vector/block_avx2.h. */
#if defined(__AVX2__) && defined(__BMI__)

#include "scans.h"
#include "shared/vector/block_avx2.h"

#include "scans_body.h"
#include "walk_body.h"

extern const struct scans scans_avx2;
const struct scans scans_avx2 = {walk_row, cut, count_lines, count_chars};

#endif
