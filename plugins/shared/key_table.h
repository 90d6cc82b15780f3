/* key_table: which number a key has that is no row's (for those there is leat_index): bytes with a
 * hash, numbered 0, 1, 2 … as they are added. It holds copies of the keys, in memory that the runner
 * counts.
 *
 * Any number of threads may look in a table that nobody adds to. */
#ifndef LEAT_SHARED_KEY_TABLE_H
#define LEAT_SHARED_KEY_TABLE_H

#include <leat/plugin.h>

#define KEY_NONE LEAT_NOWHERE

struct key {
    uint64_t hash;
    const uint8_t *bytes; /* NULL only for an empty key */
    size_t size;
};

/* The bytes, which stay the caller's, with their hash: FNV-1a, whose upper half is mixed into the
 * lower, as slots are found by that. */
struct key key_of(const void *bytes, size_t size);

/* Zeroed is empty and ready. */
struct key_table {
    struct key *keys; /* count of them, by number */
    size_t count, room;
    struct key_slot *slots;
    size_t slot_count;       /* a power of two, or 0 */
    struct key_bytes *bytes; /* blocks of copied keys, the newest first */
};

/* The key's number; KEY_NONE: it is not there. */
uint32_t key_table_find(const struct key_table *table, const struct key *key);

/* The same, adding it when it is not there: its number is then what count was. LEAT_OK or
 * LEAT_FAILED: no memory. */
int key_table_add(struct leat_step *step, struct key_table *table, const struct key *key,
                  uint32_t *number);

void key_table_free(struct leat_step *step, struct key_table *table); /* empty and ready again */

#endif
