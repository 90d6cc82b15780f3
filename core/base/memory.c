/* memory: counted allocation. See memory.h.
 *
 * Each block is preceded by a header that says how large it is and how far back the system's own
 * block begins, so that both families are given back by one function and counted to the byte. */
#include "memory.h"

#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "memory_system.h"

struct header {
    size_t size;
    uint32_t lead; /* bytes from the start of the system's block to ours */
    uint32_t
        mark; /* tells a live block from one given back, or from bytes that were written over */
};

/* More than this no object may have, and no machine has. */
static const size_t MOST_SIZE = PTRDIFF_MAX - 128;

enum { SMALL_LEAD = sizeof(struct header), ALIGNMENT = 64, WIDE_LEAD = SMALL_LEAD + ALIGNMENT };

static const uint32_t MARK_SMALL = 0x6c656174, MARK_WIDE = 0x7461656c;

_Static_assert(SMALL_LEAD % _Alignof(max_align_t) == 0, "a block is aligned for any type");

static atomic_size_t used, peak, limit;
static _Atomic uint64_t allocations, fail_at;
static atomic_bool fail_for_good, was_refused;
static _Thread_local int64_t balance;
static void (*_Atomic exhausted_handler)(void);

/* -- counting ------------------------------------------------------------------------------- */

size_t memory_used(void) { return atomic_load(&used); }

size_t memory_peak(void) { return atomic_load(&peak); }

void memory_limit(size_t bytes) { atomic_store(&limit, bytes); }

size_t memory_limit_now(void) { return atomic_load(&limit); }

bool memory_was_refused(void) { return atomic_load(&was_refused); }

int64_t memory_balance(void) { return balance; }

size_t memory_left(void) {
    const size_t most = atomic_load(&limit), now = atomic_load(&used);
    if (most == 0) {
        return SIZE_MAX;
    }
    return now < most ? most - now : 0;
}

uint64_t memory_allocations(void) { return atomic_load(&allocations); }

void memory_fail_at(uint64_t count, bool for_good) {
    atomic_store(&fail_at, 0);
    atomic_store(&fail_for_good, for_good);
    atomic_store(&fail_at, count == 0 ? 0 : atomic_load(&allocations) + count);
}

/* Counts one allocation; true when it is one that a test wants to fail. */
static bool must_fail(void) {
    const uint64_t number = atomic_fetch_add_explicit(&allocations, 1, memory_order_relaxed) + 1;
    const uint64_t at = atomic_load_explicit(&fail_at, memory_order_relaxed);
    return at != 0 && (number == at || (number > at && atomic_load(&fail_for_good)));
}

/* Takes bytes into the count, unless they would pass the limit. */
static bool reserve(size_t bytes, size_t most) {
    size_t before = atomic_load_explicit(&used, memory_order_relaxed);
    do {
        if (most != 0 && (before > most || bytes > most - before)) {
            return false;
        }
    } while (!atomic_compare_exchange_weak(&used, &before, before + bytes));
    balance += (int64_t)bytes;
    size_t highest = atomic_load_explicit(&peak, memory_order_relaxed);
    while (before + bytes > highest &&
           !atomic_compare_exchange_weak(&peak, &highest, before + bytes)) {
    }
    return true;
}

static void release(size_t bytes) {
    atomic_fetch_sub(&used, bytes);
    balance -= (int64_t)bytes;
}

static void *refused(void) {
    atomic_store(&was_refused, true);
    return NULL;
}

/* -- no memory left -------------------------------------------------------------------------- */

static void say(const char *text) {
    if (write(STDERR_FILENO, text, strlen(text)) < 0) {
        return; /* nothing is left that could be told */
    }
}

void memory_begin(void) {
    enum { KEPT = 256 * 1024 * 1024, PAGES_OF_ITS_OWN = 4 * 1024 * 1024 };
    mallopt(M_TRIM_THRESHOLD, KEPT);
    mallopt(M_MMAP_THRESHOLD, PAGES_OF_ITS_OWN);
}

void memory_on_exhausted(void (*handler)(void)) { atomic_store(&exhausted_handler, handler); }

/* The first thread to come here cleans up and ends the process. Others wait for that, so that the
 * handler is not cut short; the same thread comes back only when its handler wanted memory in its
 * turn, and then leaves at once. */
_Noreturn void memory_exhausted(void) {
    static atomic_flag entered = ATOMIC_FLAG_INIT;
    static _Thread_local bool handling;
    if (!handling && atomic_flag_test_and_set(&entered)) {
        for (;;) {
            pause();
        }
    }
    void (*const handler)(void) = atomic_load(&exhausted_handler);
    if (!handling && handler != NULL) {
        handling = true;
        handler();
    } else {
        say("leat: no memory left\n");
    }
    _Exit(3);
}

/* -- blocks ---------------------------------------------------------------------------------- */

static struct header *header_of(void *block) {
    struct header *header = (struct header *)block - 1;
    if (header->mark != MARK_SMALL && header->mark != MARK_WIDE) {
        say("leat: a block was given back twice, or its edge written over\n");
        abort();
    }
    return header;
}

static void *place_header(char *base, size_t lead, size_t size, uint32_t mark) {
    struct header *header = (struct header *)(void *)(base + lead) - 1;
    *header = (struct header){.size = size, .lead = (uint32_t)lead, .mark = mark};
    return header + 1;
}

/* The distance from the system's block to the first address in it that is aligned and leaves room
 * for a header. */
static size_t wide_lead(const char *base) {
    const uintptr_t start = (uintptr_t)base + SMALL_LEAD;
    return SMALL_LEAD + (ALIGNMENT - start % ALIGNMENT) % ALIGNMENT;
}

static void *small_new(size_t size) {
    char *base = must_fail() || size > MOST_SIZE ? NULL : system_calloc(1, size + SMALL_LEAD);
    if (base == NULL) {
        memory_exhausted();
    }
    reserve(size, 0);
    return place_header(base, SMALL_LEAD, size, MARK_SMALL);
}

void *memory_try(size_t size) {
    if (must_fail() || size > MOST_SIZE || !reserve(size, atomic_load(&limit))) {
        return refused();
    }
    char *base = system_malloc(size + WIDE_LEAD);
    if (base == NULL) {
        release(size);
        return refused();
    }
    return place_header(base, wide_lead(base), size, MARK_WIDE);
}

/* realloc knows nothing of our alignment: when it moved the block, the bytes may have to shift by a
 * few places. Large blocks come whole pages at a time and keep their place, so that growing them
 * costs no copy. */
static void *resized(void *block, size_t size) {
    struct header *header = header_of(block);
    const size_t old_lead = header->lead, old_size = header->size;
    const uint32_t mark = header->mark;
    char *base = system_realloc((char *)block - old_lead,
                                size + (mark == MARK_WIDE ? WIDE_LEAD : SMALL_LEAD));
    if (base == NULL) {
        return NULL;
    }
    const size_t lead = mark == MARK_WIDE ? wide_lead(base) : SMALL_LEAD;
    if (lead != old_lead) {
        memmove(base + lead, base + old_lead, size < old_size ? size : old_size);
    }
    return place_header(base, lead, size, mark);
}

/* Resizes and keeps the count right; NULL, with the old block whole, when that cannot be. */
static void *counted_resize(void *block, size_t size, size_t most) {
    const size_t before = header_of(block)->size;
    const size_t more = size > before ? size - before : 0;
    if (must_fail() || size > MOST_SIZE || !reserve(more, more > 0 ? most : 0)) {
        return refused();
    }
    void *moved = resized(block, size);
    if (moved == NULL) {
        release(more);
        return refused();
    }
    if (size < before) {
        release(before - size);
    }
    return moved;
}

void *memory_try_resize(void *block, size_t size) {
    return block == NULL ? memory_try(size) : counted_resize(block, size, atomic_load(&limit));
}

void *memory_alloc(size_t size) { return small_new(size); }

void *memory_array(size_t count, size_t size) {
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes)) {
        memory_exhausted();
    }
    return small_new(bytes);
}

void *memory_resize(void *block, size_t size) {
    if (block == NULL) {
        return small_new(size);
    }
    void *moved = counted_resize(block, size, 0);
    if (moved == NULL) {
        memory_exhausted();
    }
    return moved;
}

void memory_free(void *block) {
    if (block == NULL) {
        return;
    }
    struct header *header = header_of(block);
    header->mark = 0;
    release(header->size);
    free((char *)block - header->lead);
}

/* -- text ------------------------------------------------------------------------------------ */

char *memory_copy(const char *text) { return memory_copy_part(text, strlen(text)); }

char *memory_copy_part(const char *bytes, size_t size) {
    if (size == SIZE_MAX) {
        memory_exhausted();
    }
    char *copy = small_new(size + 1);
    if (size > 0) {
        memcpy(copy, bytes, size);
    }
    return copy;
}

char *memory_format(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    char *text = memory_format_list(format, arguments);
    va_end(arguments);
    return text;
}

char *memory_format_list(const char *format, va_list arguments) {
    va_list again;
    va_copy(again, arguments);
    const int size = vsnprintf(NULL, 0, format, arguments);
    char *text = small_new(size < 0 ? 1 : (size_t)size + 1); /* < 0: more than INT_MAX bytes */
    if (size > 0) {
        vsnprintf(text, (size_t)size + 1, format, again);
    }
    va_end(again);
    return text;
}
