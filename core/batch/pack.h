/* pack: the rows of a batch each in one place, for keeping many that are later picked in another
 * order: a row is then found with one look at far memory, and takes little more than the bytes of
 * its values, where columns of texts take 16 for each view besides. It takes more than they do where
 * many rows share a text, which each then has for itself, and where a text is long.
 *
 * Never changed once made; any number of threads may gather from it. */
#ifndef LEAT_BATCH_PACK_H
#define LEAT_BATCH_PACK_H

#include "batch/column.h"
#include "leat/plugin.h"

struct pack;

/* Of count columns, each of `rows` rows; NULL where there is none. A column with texts that are
 * long is held besides, and those stand there alone. NULL: no memory. */
struct pack *pack_try(struct column *const *columns, int32_t count, int64_t rows);
void pack_free(struct pack *pack); /* NULL is allowed */

/* What it keeps in memory, without the columns that it holds. */
size_t pack_bytes(const struct pack *pack);

/* Of how many columns it is, and that which it holds besides, or NULL. */
int32_t pack_count(const struct pack *pack);
const struct column *pack_held(const struct pack *pack, int32_t column);

/* Picked rows of several packs (picks' batch is the position in packs; LEAT_NOWHERE gives nulls), as
 * columns with all that hangs on them. types: of count columns, of kind LEAT_NONE where that one is
 * not wanted; a pack's own are of the same type or not there. into: count slots, all NULL; then the
 * caller's columns. false: no memory, and all are NULL. */
bool pack_gather(const struct pack *const *packs, const struct leat_pick *picks, size_t picked,
                 const struct leat_type *types, int32_t count, struct column **into);

#endif
