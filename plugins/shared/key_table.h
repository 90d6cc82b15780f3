/* key_table: which number a key has: keys are bytes with a hash (leat_equal_keys), numbered 0, 1, 2 …
 * as they are added. It holds copies of the keys, in memory that the runner counts.
 *
 * Any number of threads may look in a table that nobody adds to. */
#ifndef LEAT_SHARED_KEY_TABLE_H
#define LEAT_SHARED_KEY_TABLE_H

#include <leat/plugin.h>

#define KEY_NONE UINT32_MAX

struct key {
    uint64_t hash;
    const void *bytes; /* NULL only for an empty key */
    size_t size;
};

/* The key of a row, as leat_equal_keys gave it. */
static inline struct key key_of(const struct leat_equal_keys *keys, int64_t row) {
    const struct key key = {keys->hashes[row], (const char *)keys->words + keys->offsets[row],
                            (size_t)(keys->offsets[row + 1] - keys->offsets[row])};
    return key;
}

/* A slot keeps a part of the hash, so that other keys are seldom looked at. */
struct key_slot {
    uint32_t tag;    /* the hash's upper half */
    uint32_t number; /* 1 more than the key's; 0: empty */
};

/* Zeroed is empty and ready. */
struct key_table {
    struct key *keys; /* count of them, by number */
    size_t count, room;
    struct key_slot *slots;
    size_t slot_count;       /* a power of two, or 0 */
    struct key_bytes *bytes; /* blocks of copied keys, the newest first */
};

/* Whether two keys of that size are the same: word by word, as most have few of them. */
static inline bool key_is_same(const void *a, const void *b, size_t size) {
    const char *left = (const char *)a, *right = (const char *)b;
    uint64_t one, other;
    for (; size >= sizeof one; size -= sizeof one, left += sizeof one, right += sizeof one) {
        memcpy(&one, left, sizeof one);
        memcpy(&other, right, sizeof other);
        if (one != other) {
            return false;
        }
    }
    return size == 0 || memcmp(left, right, size) == 0;
}

/* The slot that has the key, or the empty one where it belongs; there is always an empty one in a
 * table that has slots. */
static inline struct key_slot *key_table_slot(const struct key_table *table,
                                              const struct key *key) {
    const size_t mask = table->slot_count - 1;
    for (size_t at = (size_t)key->hash & mask;; at = (at + 1) & mask) {
        struct key_slot *slot = &table->slots[at];
        if (slot->number == 0) {
            return slot;
        }
        if (slot->tag == (uint32_t)(key->hash >> 32)) {
            const struct key *there = &table->keys[slot->number - 1];
            if (there->size == key->size && key_is_same(there->bytes, key->bytes, key->size)) {
                return slot;
            }
        }
    }
}

/* The key's number; KEY_NONE: it is not there. */
static inline uint32_t key_table_find(const struct key_table *table, const struct key *key) {
    return table->count == 0 ? KEY_NONE : key_table_slot(table, key)->number - 1;
}

/* Adds a key that is not there: its number is what count was. LEAT_OK or LEAT_FAILED: no memory. */
int key_table_add_new(struct leat_step *step, struct key_table *table, const struct key *key,
                      uint32_t *number);

/* The key's number, adding it where it is not there. LEAT_OK or LEAT_FAILED: no memory. */
static inline int key_table_add(struct leat_step *step, struct key_table *table,
                                const struct key *key, uint32_t *number) {
    *number = key_table_find(table, key);
    return *number != KEY_NONE ? LEAT_OK : key_table_add_new(step, table, key, number);
}

/* Has the processor fetch what a search for a key with that hash looks at first: to be asked for a
 * dozen keys ahead, where the table is larger than the caches. */
static inline void key_table_prefetch(const struct key_table *table, uint64_t hash) {
    if (table->slot_count > 0) {
        __builtin_prefetch(&table->slots[(size_t)hash & (table->slot_count - 1)]);
    }
}

void key_table_free(struct leat_step *step, struct key_table *table); /* empty and ready again */

#endif
