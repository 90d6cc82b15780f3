/* pool: see pool.h. */
#include "workbook/pool.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 65536, ALIGNMENT = _Alignof(max_align_t) };

struct block {
    struct block *older;
    size_t size, used;
    _Alignas(max_align_t) char bytes[];
};

struct pool {
    struct block *newest;
};

static void *sure(void *memory) {
    if (!memory) {
        fputs("no memory left\n", stderr);
        exit(2);
    }
    return memory;
}

struct pool *pool_new(void) {
    return sure(calloc(1, sizeof(struct pool)));
}

void pool_free(struct pool *pool) {
    while (pool && pool->newest) {
        struct block *older = pool->newest->older;
        free(pool->newest);
        pool->newest = older;
    }
    free(pool);
}

void *pool_get(struct pool *pool, size_t size) {
    if (size > SIZE_MAX / 2) {
        sure(NULL);
    }
    size = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    struct block *block = pool->newest;
    if (!block || block->size - block->used < size) {
        const size_t room = size > BLOCK ? size : BLOCK;
        block = sure(calloc(1, sizeof *block + room));
        block->older = pool->newest;
        block->size = room;
        pool->newest = block;
    }
    void *memory = block->bytes + block->used;
    block->used += size;
    return memory;
}

void *pool_array(struct pool *pool, size_t count, size_t size) {
    if (count > SIZE_MAX / 2 / size) {
        sure(NULL);
    }
    return pool_get(pool, count * size);
}

char *pool_copy(struct pool *pool, const char *text, size_t length) {
    char *copy = pool_get(pool, length + 1);
    memcpy(copy, text, length);
    return copy;
}

char *pool_format(struct pool *pool, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    char *text = NULL;
    const int length = vasprintf(&text, format, arguments);
    va_end(arguments);
    if (length < 0) {
        sure(NULL);
    }
    char *copy = pool_copy(pool, text, (size_t)length);
    free(text);
    return copy;
}
