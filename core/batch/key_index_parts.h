/* key_index_parts: what the index's own files share. Not for others.
 *
 * A slot names a key: its tag above, one more than its number below; 0: the slot is empty. The keys'
 * words stand by number, so that growing moves slots alone, and room for more costs little. */
#ifndef LEAT_BATCH_KEY_INDEX_PARTS_H
#define LEAT_BATCH_KEY_INDEX_PARTS_H

#include "batch/key_index.h"

/* Bytes of far values, which stay where they are while more are added. */
struct far_block {
    struct far_block *next;
    size_t used, room;
    uint8_t data[];
};

struct key_index {
    struct leat_type *types;
    size_t columns, width;
    unsigned skip; /* how many of the hash's first bits are left out of the tags */

    uint64_t *slots; /* 1 << bits of them */
    unsigned bits;
    uint64_t *words; /* by number: width of them each; room for word_room keys */
    size_t word_room;
    const uint8_t **far; /* by number: their far values; NULL: none has any yet */
    size_t count, far_count;
    struct far_block *far_blocks; /* the newest first */
};

enum { KEY_TAG_BITS = 32 };

static inline size_t key_slot_mask(const struct key_index *index) {
    return ((size_t)1 << index->bits) - 1;
}

/* The hash's first bits, but for those that all keys of a range have alike. */
static inline uint32_t key_tag(const struct key_index *index, uint64_t hash) {
    return (uint32_t)(hash << index->skip >> KEY_TAG_BITS);
}
static inline uint32_t key_slot_tag(uint64_t slot) { return (uint32_t)(slot >> 32); }
static inline uint32_t key_slot_number(uint64_t slot) { return (uint32_t)slot - 1; }

/* A key that is looked for: of a row of columns, or, where columns is NULL, of another index. */
struct key_wanted {
    const uint64_t *words;
    const struct column *const *columns;
    int64_t row;
    const uint8_t *written;
};

/* What a search reads: a copy, so that it stays in registers. */
struct key_table {
    const uint64_t *slots, *words;
    size_t mask;
    unsigned shift; /* a tag's home is the tag moved down by it */
};

static inline struct key_table key_table_of(const struct key_index *index) {
    return (struct key_table){index->slots, index->words, key_slot_mask(index),
                              KEY_TAG_BITS - index->bits};
}

/* Searches on from slot *at for a key with the tag and the words, whatever its far values; *at is
 * then its slot, or, with LEAT_NOWHERE, the empty one where it belongs. Inlined with a constant
 * width where that is small. */
static inline __attribute__((always_inline)) uint32_t
key_look(struct key_table table, size_t width, uint32_t tag, const uint64_t *words, size_t *at) {
    for (;; *at = (*at + 1) & table.mask) {
        const uint64_t slot = table.slots[*at];
        uint64_t other = 0;
        if (slot == 0) {
            return LEAT_NOWHERE;
        }
        if (key_slot_tag(slot) != tag) {
            continue;
        }
        const uint64_t *there = table.words + key_slot_number(slot) * width;
        for (size_t i = 0; i < width; i++) {
            other |= there[i] ^ words[i];
        }
        if (other == 0) {
            return key_slot_number(slot);
        }
    }
}

/* Searches on where `number` was found at slot `at` and the key has far values: for those. */
uint32_t key_look_far(const struct key_index *index, uint32_t tag, const struct key_wanted *wanted,
                      size_t at, uint32_t number);

/* Slots and words for so many keys; false: no memory. */
bool key_make_room(struct key_index *index, size_t count);

/* Adds a key that is not there; LEAT_NOWHERE: no memory. */
uint32_t key_add(struct key_index *index, uint32_t tag, const struct key_wanted *wanted);

#endif
