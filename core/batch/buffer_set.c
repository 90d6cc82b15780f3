/* buffer_set: each buffer once. See buffer_set.h. */
#include "batch/buffer_set.h"

#include <string.h>

/* The slot that holds the buffer, or the free one where it belongs. */
static struct buffer_slot *find(struct buffer_slot *slots, size_t room,
                                const struct buffer *buffer) {
    size_t at = (size_t)(((uint64_t)(uintptr_t)buffer >> 4) * UINT64_C(0x9e3779b97f4a7c15) >> 32) &
                (room - 1);
    while (slots[at].buffer != NULL && slots[at].buffer != buffer) {
        at = (at + 1) & (room - 1);
    }
    return &slots[at];
}

static bool grow(struct buffer_set *set) {
    const size_t room = set->room * 4;
    struct buffer_slot *slots = memory_try(room * sizeof *slots);
    if (slots == NULL) {
        return false;
    }
    memset(slots, 0, room * sizeof *slots);
    for (size_t i = 0; i < set->room; i++) {
        if (set->slots[i].buffer != NULL) {
            *find(slots, room, set->slots[i].buffer) = set->slots[i];
        }
    }
    buffer_set_free(set);
    set->slots = slots;
    set->room = room;
    return true;
}

int32_t buffer_set_add(struct buffer_set *set, const struct buffer *buffer, bool *is_new) {
    if (set->slots == NULL) {
        set->slots = set->few;
        set->room = sizeof set->few / sizeof *set->few;
    }
    struct buffer_slot *slot = find(set->slots, set->room, buffer);
    *is_new = slot->buffer == NULL;
    if (*is_new) {
        if ((size_t)set->count * 2 >= set->room) {
            if (set->count == INT32_MAX || !grow(set)) {
                return -1;
            }
            slot = find(set->slots, set->room, buffer);
        }
        *slot = (struct buffer_slot){.buffer = buffer, .number = set->count++};
    }
    set->last = buffer;
    set->last_number = slot->number;
    return slot->number;
}

void buffer_set_free(struct buffer_set *set) {
    if (set->slots != set->few) {
        memory_free(set->slots);
    }
}
