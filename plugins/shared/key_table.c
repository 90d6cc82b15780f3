/* key_table: see key_table.h. Open addressing; a slot keeps a part of the hash, so that other keys
 * are seldom looked at. */
#include "shared/key_table.h"

struct key_slot {
    uint32_t tag;    /* the hash's upper half */
    uint32_t number; /* 1 more than the key's; 0: empty */
};

/* A block of copied keys, which stay where they are while more are added. */
struct key_bytes {
    struct key_bytes *next;
    size_t used, room;
    uint8_t data[];
};

enum { FIRST_SLOTS = 64, FIRST_BYTES = 1024, MOST_BYTES = 1 << 20 };

struct key key_of(const void *bytes, size_t size) {
    const uint8_t *at = bytes;
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < size; i++) {
        hash = (hash ^ at[i]) * UINT64_C(0x100000001b3);
    }
    return (struct key){hash ^ hash >> 32, at, size};
}

/* The slot that has the key, or the empty one where it belongs. There is always an empty one. */
static struct key_slot *find_slot(const struct key_table *table, const struct key *key) {
    const size_t mask = table->slot_count - 1;
    for (size_t at = (size_t)key->hash & mask;; at = (at + 1) & mask) {
        struct key_slot *slot = &table->slots[at];
        if (slot->number == 0) {
            return slot;
        }
        const struct key *there = &table->keys[slot->number - 1];
        if (slot->tag == (uint32_t)(key->hash >> 32) && there->size == key->size &&
            (key->size == 0 || memcmp(there->bytes, key->bytes, key->size) == 0)) {
            return slot;
        }
    }
}

uint32_t key_table_find(const struct key_table *table, const struct key *key) {
    if (table->count == 0) {
        return KEY_NONE;
    }
    const struct key_slot *slot = find_slot(table, key);
    return slot->number > 0 ? slot->number - 1 : KEY_NONE;
}

static void place(struct key_table *table, const struct key *key, uint32_t number) {
    *find_slot(table, key) =
        (struct key_slot){.tag = (uint32_t)(key->hash >> 32), .number = number + 1};
}

/* Doubles the slots before they are half full, and the list of keys with them. */
static int grow(struct leat_step *step, struct key_table *table) {
    if (table->count == KEY_NONE - 1) {
        return leat_fail(step, "more than 4 billion different keys");
    }
    if (table->count == table->room) {
        const size_t room = table->room > 0 ? table->room * 2 : FIRST_SLOTS / 2;
        struct key *keys = leat_realloc(step, table->keys, room * sizeof *keys);
        if (!keys) {
            return LEAT_FAILED;
        }
        table->keys = keys;
        table->room = room;
    }
    if (table->slot_count >= 2 * (table->count + 1)) {
        return LEAT_OK;
    }
    const size_t count = table->slot_count > 0 ? table->slot_count * 2 : FIRST_SLOTS;
    struct key_slot *slots = leat_alloc(step, count * sizeof *slots);
    if (!slots) {
        return LEAT_FAILED;
    }
    leat_free(step, table->slots);
    table->slots = slots;
    table->slot_count = count;
    for (size_t i = 0; i < table->count; i++) {
        place(table, &table->keys[i], (uint32_t)i);
    }
    return LEAT_OK;
}

static const uint8_t *copy(struct leat_step *step, struct key_table *table, const struct key *key) {
    struct key_bytes *bytes = table->bytes;
    if (!bytes || bytes->room - bytes->used < key->size) {
        size_t room = !bytes                     ? FIRST_BYTES
                      : bytes->room < MOST_BYTES ? bytes->room * 2
                                                 : MOST_BYTES;
        room = room > key->size ? room : key->size;
        bytes = leat_alloc(step, sizeof *bytes + room);
        if (!bytes) {
            return NULL;
        }
        bytes->room = room;
        bytes->next = table->bytes;
        table->bytes = bytes;
    }
    uint8_t *at = bytes->data + bytes->used;
    if (key->size > 0) {
        memcpy(at, key->bytes, key->size);
    }
    bytes->used += key->size;
    return at;
}

int key_table_add(struct leat_step *step, struct key_table *table, const struct key *key,
                  uint32_t *number) {
    *number = key_table_find(table, key);
    if (*number != KEY_NONE) {
        return LEAT_OK;
    }
    if (grow(step, table) != LEAT_OK) {
        return LEAT_FAILED;
    }
    struct key own = *key;
    own.bytes = copy(step, table, key);
    if (!own.bytes) {
        return LEAT_FAILED;
    }
    *number = (uint32_t)table->count;
    place(table, &own, *number);
    table->keys[table->count++] = own;
    return LEAT_OK;
}

void key_table_free(struct leat_step *step, struct key_table *table) {
    while (table->bytes) {
        struct key_bytes *next = table->bytes->next;
        leat_free(step, table->bytes);
        table->bytes = next;
    }
    leat_free(step, table->keys);
    leat_free(step, table->slots);
    memset(table, 0, sizeof *table);
}
