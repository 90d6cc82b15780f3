/* The scans of scans.h in plain C: see shared/vector/block_plain.h. */
#include "scans.h"
#include "shared/vector/block_plain.h"

#include "scans_body.h"
#include "walk_body.h"

extern const struct scans scans_plain;
const struct scans scans_plain = {walk_row, cut, count_lines, count_chars};
