/* memory_arena: many small blocks that are given back together. See memory.h. */
#include "memory.h"

#include <stdio.h>
#include <string.h>

#ifndef __has_feature
#define __has_feature(feature) 0
#endif

/* Under the address sanitizer each block gets a chunk of its own, so that a step past its end is
 * seen. */
#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer)
enum { FIRST_ROOM = 0, LARGEST_ROOM = 0 };
#else
enum { FIRST_ROOM = 4096, LARGEST_ROOM = 262144 };
#endif

struct chunk {
    struct chunk *next;
    size_t room, taken;
    max_align_t data[]; /* aligned for any type; used as bytes */
};

struct arena {
    struct chunk *chunks; /* the first is the one in use */
    size_t next_room;
};

struct arena *arena_new(void) {
    struct arena *arena = memory_alloc(sizeof *arena);
    arena->next_room = FIRST_ROOM;
    return arena;
}

static struct chunk *chunk_new(size_t room) {
    /* A sum past SIZE_MAX becomes one that no machine has, and ends where all such wishes end. */
    const size_t head = offsetof(struct chunk, data);
    struct chunk *chunk = memory_alloc(room > SIZE_MAX - head ? SIZE_MAX : head + room);
    chunk->room = room;
    return chunk;
}

static struct chunk *chunk_with(struct arena *arena, size_t size) {
    struct chunk *first = arena->chunks;
    if (first != NULL && first->room - first->taken >= size) {
        return first;
    }
    const bool large = size > arena->next_room / 4;
    struct chunk *chunk = chunk_new(large ? size : arena->next_room);
    if (large &&
        first !=
            NULL) { /* a block of its own goes behind, so that the first one's rest is not lost */
        chunk->next = first->next;
        first->next = chunk;
        return chunk;
    }
    chunk->next = first;
    arena->chunks = chunk;
    if (!large && arena->next_room != LARGEST_ROOM) {
        arena->next_room *= 2;
    }
    return chunk;
}

void *arena_alloc(struct arena *arena, size_t size) {
    const size_t step = _Alignof(max_align_t);
    size_t rounded = size + (step - size % step) % step;
    if (rounded < size) {
        rounded = SIZE_MAX;
    } else if (rounded == 0) {
        rounded = step; /* two blocks never share an address */
    }
    struct chunk *chunk = chunk_with(arena, rounded);
    void *block = (char *)chunk->data + chunk->taken;
    chunk->taken += rounded;
    return block;
}

char *arena_copy(struct arena *arena, const char *bytes, size_t size) {
    char *copy = arena_alloc(arena, size == SIZE_MAX ? size : size + 1);
    if (size > 0) {
        memcpy(copy, bytes, size);
    }
    return copy;
}

char *arena_format(struct arena *arena, const char *format, ...) {
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    const int size = vsnprintf(NULL, 0, format, arguments);
    char *text = arena_alloc(arena, size < 0 ? 1 : (size_t)size + 1);
    if (size > 0) {
        vsnprintf(text, (size_t)size + 1, format, again);
    }
    va_end(again);
    va_end(arguments);
    return text;
}

void arena_free(struct arena *arena) {
    if (arena == NULL) {
        return;
    }
    for (struct chunk *chunk = arena->chunks; chunk != NULL;) {
        struct chunk *next = chunk->next;
        memory_free(chunk);
        chunk = next;
    }
    memory_free(arena);
}
