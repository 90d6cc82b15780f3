/* memory_system: the C library's allocator, as memory.c uses it. Not for anybody else.
 *
 * The program's malloc, calloc and realloc stand before the C library's, for its libraries as well,
 * so that memory_must (memory.h) hears of it when a library is refused memory. These three pass by
 * that: they answer NULL where there is none. */
#ifndef LEAT_BASE_MEMORY_SYSTEM_H
#define LEAT_BASE_MEMORY_SYSTEM_H

#include <stddef.h>

void *system_malloc(size_t size);
void *system_calloc(size_t count, size_t size);
void *system_realloc(void *block, size_t size);

#endif
