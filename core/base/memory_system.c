/* memory_system: see memory_system.h. */
#include "memory_system.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"

#ifndef __has_feature
#define __has_feature(feature) 0
#endif

/* The sanitizers have their own allocator, and end a program that is refused memory. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) ||                               \
    __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)

void *system_malloc(size_t size) { return malloc(size); }
void *system_calloc(size_t count, size_t size) { return calloc(count, size); }
void *system_realloc(void *block, size_t size) { return realloc(block, size); }

void memory_must(const char *who) { (void)who; }
const char *memory_wanted_by(void) { return NULL; }

#else

static _Thread_local const char *wanted_by;

void memory_must(const char *who) { wanted_by = who; }

const char *memory_wanted_by(void) { return wanted_by; }

/* The allocator that would be there without ours: the C library's, or one put before it. It is asked
 * for when the first block is, long before there are threads. */
static void *find_next(const char *name) {
    void *next = dlsym(RTLD_NEXT, name);
    if (!next) {
        abort();
    }
    return next;
}

/* ISO C knows no conversion from object to function pointers; POSIX promises that it works. */
#define NEXT(function, name)                                                                       \
    if (!function) {                                                                               \
        void *const found = find_next(name);                                                       \
        memcpy(&function, &found, sizeof found);                                                   \
    }

void *system_malloc(size_t size) {
    static void *(*next)(size_t);
    NEXT(next, "malloc")
    return next(size);
}

void *system_calloc(size_t count, size_t size) {
    static void *(*next)(size_t, size_t);
    NEXT(next, "calloc")
    return next(count, size);
}

void *system_realloc(void *block, size_t size) {
    static void *(*next)(void *, size_t);
    NEXT(next, "realloc")
    return next(block, size);
}

static void *checked(void *block) {
    if (!block) {
        memory_exhausted();
    }
    return block;
}

#define STANDS_BEFORE __attribute__((visibility("default")))

STANDS_BEFORE void *malloc(size_t size) {
    return wanted_by ? checked(system_malloc(size)) : system_malloc(size);
}

STANDS_BEFORE void *calloc(size_t count, size_t size) {
    return wanted_by ? checked(system_calloc(count, size)) : system_calloc(count, size);
}

STANDS_BEFORE void *realloc(void *block, size_t size) {
    return wanted_by && size > 0 ? checked(system_realloc(block, size))
                                 : system_realloc(block, size);
}

#endif
