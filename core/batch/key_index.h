/* key_index: which number the values of a row's columns have: 0, 1, 2 … as they first come.
 *
 * One thread at a time adds; any number of threads may find while nobody adds. Keys are kept as
 * words (key_words.h) by their numbers, and found through slots by open addressing: a key belongs at
 * its hash's first bits, so that slots stand in the order of hashes. Growing then reads and writes
 * slots in order, and those of one range of hashes, which one thread merges while others merge other
 * ranges, stand together. */
#ifndef LEAT_BATCH_KEY_INDEX_H
#define LEAT_BATCH_KEY_INDEX_H

#include "batch/key_words.h"
#include "leat/plugin.h"

struct key_index;

/* More keys than this are not held: adding answers false. */
#define KEY_INDEX_MOST (UINT32_C(1) << 31)

/* Of at least one column. NULL: no memory. */
struct key_index *key_index_try(const struct leat_type *types, size_t count);
void key_index_free(struct key_index *index); /* NULL is allowed */

size_t key_index_count(const struct key_index *index);
size_t key_index_columns(const struct key_index *index);
const struct leat_type *key_index_types(const struct key_index *index);

/* Numbers the rows; add: what is not there gets the next numbers, in the order of the rows; find:
 * LEAT_NOWHERE. false: no memory, and some keys may have been added. */
bool key_index_add(struct key_index *index, const struct column *const *columns, int64_t rows,
                   uint32_t *numbers);
bool key_index_find(const struct key_index *index, const struct column *const *columns,
                    int64_t rows, uint32_t *numbers);

/* Adds the keys of the `range`-th of `ranges` (a power of two) of another index of the same types,
 * and says which number each has there and here. What is in `into` must be of that range as well.
 * The list is the caller's (memory_free); NULL: no memory. */
struct leat_index_pair *key_index_merge(struct key_index *into, const struct key_index *from,
                                        size_t range, size_t ranges, size_t *count);

#endif
