/* spool: batches on disk, for when memory is short. They come back with all that hangs on their
 * columns, and their rows' places.
 *
 * The file has no name, stands in TMPDIR, or /tmp, and goes with the process. Each batch is one
 * record behind its length and a checksum, so that what comes back is what was put, or is told.
 * Not for use by two threads at once. */
#ifndef LEAT_BATCH_SPOOL_H
#define LEAT_BATCH_SPOOL_H

#include "batch/batch.h"

struct spool;

/* NULL: *why says so (memory_free). */
struct spool *spool_new(char **why);
void spool_free(struct spool *spool); /* NULL is allowed */

/* Puts a batch there, whose hold stays the caller's. *where: for spool_get. false: *why, which is
 * NULL where it is for want of memory. */
bool spool_put(struct spool *spool, const struct batch *batch, int64_t *where, char **why);

/* Reads a batch back; the caller's to release. NULL: *why, as for spool_put. */
struct batch *spool_get(struct spool *spool, int64_t where, const struct leat_host *host,
                        char **why);

#endif
