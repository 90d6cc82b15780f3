/* key_table: adding to a table. See key_table.h. Open addressing, slot after slot. */
#include "shared/key_table.h"

/* A block of copied keys, which stay where they are while more are added. */
struct key_bytes {
    struct key_bytes *next;
    size_t used, room;
    uint8_t data[];
};

enum { FIRST_SLOTS = 64, FIRST_BYTES = 1024, MOST_BYTES = 1 << 20 };

static void place(struct key_table *table, const struct key *key, uint32_t number) {
    *key_table_slot(table, key) =
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

int key_table_add_new(struct leat_step *step, struct key_table *table, const struct key *key,
                      uint32_t *number) {
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
