/* The scans of scans.h with what every machine of an architecture has: see shared/vector/block_base.h. */
#if defined(__x86_64__) || defined(__aarch64__)

#include "scans.h"
#include "shared/vector/block_base.h"

#include "scans_body.h"
#include "walk_body.h"

extern const struct scans scans_base;
const struct scans scans_base = {walk_row, cut, count_lines, count_chars};

#endif
