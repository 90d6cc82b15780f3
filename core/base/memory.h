/* memory: counted allocation.
 *
 * Two families, for two kinds of need:
 *
 *   memory_alloc and its kin never return NULL. They serve the small, many allocations of
 *   definitions, plans and messages, where no caller could do better than stop. When the machine
 *   has no memory left they call the out-of-memory handler, which removes the run's unfinished
 *   files, says so, and ends the process with status 3.
 *
 *   memory_try and memory_try_resize may return NULL. They serve data: columns, group tables, kept
 *   rows. Their callers turn NULL into a message that names the step.
 *
 * Every byte of both is counted. Blocks of both are given back with memory_free. All functions may
 * be called from any thread. In tests any allocation can be made to fail (memory_fail_at).
 */
#ifndef LEAT_BASE_MEMORY_H
#define LEAT_BASE_MEMORY_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* size bytes, zeroed, aligned for any type. size 0 gives a block of its own too. Never NULL. */
void *memory_alloc(size_t size) __attribute__((malloc, returns_nonnull, warn_unused_result));

/* count * size bytes, zeroed; a product that overflows counts as no memory left. Never NULL. */
void *memory_array(size_t count, size_t size)
    __attribute__((malloc, returns_nonnull, warn_unused_result));

/* The block, now size bytes long; bytes beyond its old size are not set. block may be NULL. Never
 * NULL. */
void *memory_resize(void *block, size_t size) __attribute__((returns_nonnull, warn_unused_result));

/* A copy of the text (NUL-terminated); of its first size bytes, NUL added. Never NULL. */
char *memory_copy(const char *text) __attribute__((malloc, returns_nonnull, warn_unused_result));
char *memory_copy_part(const char *bytes, size_t size)
    __attribute__((malloc, returns_nonnull, warn_unused_result));

/* As printf into a block of its own. Never NULL. */
char *memory_format(const char *format, ...)
    __attribute__((format(printf, 1, 2), returns_nonnull, warn_unused_result));
char *memory_format_list(const char *format, va_list arguments)
    __attribute__((format(printf, 1, 0), returns_nonnull, warn_unused_result));

/* size bytes, not set (64-byte aligned), or NULL when there is no memory or the limit would be
 * passed. */
void *memory_try(size_t size) __attribute__((malloc, warn_unused_result));

/* The block, now size bytes long; NULL when that cannot be had, and the old block is then still
 * whole.
 * block may be NULL and must otherwise come from memory_try or memory_try_resize. */
void *memory_try_resize(void *block, size_t size) __attribute__((warn_unused_result));

/* Gives a block of either family back; NULL is allowed. */
void memory_free(void *block);

/* Bytes in use now, and the most there ever were in use at once. */
size_t memory_used(void);
size_t memory_peak(void);

/* A limit in bytes for the memory_try family; 0: none. memory_left is what remains below it
 * (SIZE_MAX: no limit). memory_was_refused: the family has answered NULL since the process began. */
void memory_limit(size_t bytes);
size_t memory_limit_now(void);
size_t memory_left(void);
bool memory_was_refused(void);

/* Bytes that this thread has taken so far, less those that it has given back: the difference of two
 * answers is what was kept between them. */
int64_t memory_balance(void);

/* Has the system's allocator keep what is given back, up to a few hundred megabytes: pieces and
 * batches come and go by the thousand, and each time the pages that they stand in would be asked
 * for anew. To be called once, before any thread is made. */
void memory_begin(void);

/* For libraries that do not survive being refused memory, or go on and make a wrong file without a
 * word: from now on, on this thread, where the C library has no memory for anybody but memory_try
 * and memory_try_resize, the process ends as it does for memory_alloc. who is told (its text must
 * stay); NULL: that is over. memory_wanted_by: who it is now, or NULL. */
void memory_must(const char *who);
const char *memory_wanted_by(void);

/* Ends the process as memory_alloc does: for those who took from memory_try what they cannot do
 * without, where nobody is to be told. */
_Noreturn void memory_exhausted(void);

/* Called when memory_alloc finds no memory, after which the process ends with status 3; set once,
 * at the start. */
void memory_on_exhausted(void (*handler)(void));

/* For tests: the count-th allocation from now (1: the next) fails, that one alone or, with
 * for_good, each after it as well; 0 turns this off. memory_allocations counts the allocations so
 * far. */
void memory_fail_at(uint64_t count, bool for_good);
uint64_t memory_allocations(void);

/* An arena: many small blocks that are given back together. Not for use by two threads at once. */
struct arena;
struct arena *arena_new(void) __attribute__((returns_nonnull, warn_unused_result));
void *arena_alloc(struct arena *arena, size_t size)
    __attribute__((returns_nonnull, warn_unused_result)); /* zeroed */
char *arena_copy(struct arena *arena, const char *bytes, size_t size)
    __attribute__((returns_nonnull, warn_unused_result)); /* NUL added */
char *arena_format(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3), returns_nonnull, warn_unused_result));
void arena_free(struct arena *arena); /* NULL is allowed */

#endif
