/* memory_shim: makes one allocation of a program fail, to be preloaded (LD_PRELOAD). It stands before
 * the C library's allocator, so that the libraries' allocations fail as well as leat's own, those in
 * the C library too.
 *
 *   LEAT_MEMORY_REPORT  the file to report to; without it nothing is done
 *   LEAT_MEMORY_AT      which allocation fails, counted from 1; 0: none, they are counted alone
 *   LEAT_MEMORY_GOOD    set: every one after it fails as well
 *   LEAT_MEMORY_TRACE   set: the report tells the ways to the failure and to blocks that were kept
 *
 * The report, a line each:
 *
 *   failed NUMBER           the allocation was asked for, and failed
 *   count NUMBER            at the end: how many there were
 *   live COUNT BYTES FILE   at the end: blocks that nobody gave back, by the object that asked for them
 *   signal NUMBER FILE SYMBOL  the program was ended by a mistake; where, the C library aside */
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define EXPORTED __attribute__((visibility("default")))

/* The C library's own, under the names that it keeps for those who stand before it. */
void *__libc_malloc(size_t size);               // NOLINT
void *__libc_calloc(size_t count, size_t size); // NOLINT
void *__libc_realloc(void *block, size_t size); // NOLINT
void *__libc_memalign(size_t to, size_t size);  // NOLINT
void __libc_free(void *block);                  // NOLINT

void memory_shim_off(void);
void memory_shim_end(void);

enum { SLOTS = 1 << 18, FRAMES = 24, OBJECTS = 64, REACH = 12 };

struct slot {
    void *block; /* NULL: empty; GONE: was given back */
    size_t size;
    void *from[REACH]; /* the first alone unless ways are traced */
};

static void *const GONE = (void *)1;
static struct slot *slots;
static atomic_flag slots_lock = ATOMIC_FLAG_INIT;
static _Atomic uint64_t count;
static uint64_t fail_at;
static bool for_good, traces;
static atomic_bool is_on;
static int report = -1;

/* -- The report ------------------------------------------------------------------------------- */

static void tell(const char *format, ...) __attribute__((format(printf, 1, 2)));
static void tell(const char *format, ...) {
    char line[512];
    va_list list;
    va_start(list, format);
    const int size = vsnprintf(line, sizeof line, format, list);
    va_end(list);
    if (size > 0 &&
        write(report, line, (size_t)size < sizeof line ? (size_t)size : sizeof line) < 0) {
        _exit(125);
    }
}

static const char *object_of(void *address, const char **symbol) {
    Dl_info info;
    if (dladdr(address, &info) == 0 || !info.dli_fname) {
        return "?";
    }
    const char *slash = strrchr(info.dli_fname, '/');
    if (symbol) {
        *symbol = info.dli_sname ? info.dli_sname : "?";
    }
    return slash ? slash + 1 : info.dli_fname;
}

static void tell_way(void *const *frames, int frame_count) {
    for (int i = 0; i < frame_count && frames[i]; i++) {
        Dl_info info;
        if (dladdr(frames[i], &info) != 0 && info.dli_fname) {
            tell("  %s +0x%zx\n", info.dli_fname,
                 (size_t)((char *)frames[i] - (char *)info.dli_fbase));
        }
    }
}

/* -- Blocks that are in use ------------------------------------------------------------------- */

static size_t slot_of(const void *block) {
    return (size_t)(((uintptr_t)block >> 4) * UINT64_C(0x9e3779b97f4a7c15) >> 32) % SLOTS;
}

static void lock(void) {
    while (atomic_flag_test_and_set(&slots_lock)) {
    }
}
static void unlock(void) { atomic_flag_clear(&slots_lock); }

static void note(void *block, size_t size, void *from) {
    struct slot slot = {.block = block, .size = size, .from = {from}};
    if (!block || !atomic_load(&is_on)) {
        return;
    }
    if (traces) {
        void *frames[REACH + 2];
        const int got = backtrace(frames, REACH + 2);
        for (int i = 2; i < got; i++) {
            slot.from[i - 2] = frames[i];
        }
    }
    lock();
    size_t at = slot_of(block);
    while (slots[at].block && slots[at].block != GONE) {
        at = (at + 1) % SLOTS;
    }
    slots[at] = slot;
    unlock();
}

static void forget(void *block) {
    if (!block || !slots) {
        return;
    }
    lock();
    size_t at = slot_of(block);
    while (slots[at].block && slots[at].block != block) {
        at = (at + 1) % SLOTS;
    }
    if (slots[at].block) {
        slots[at].block = GONE;
    }
    unlock();
}

static void tell_live(void) {
    struct {
        const char *name;
        size_t count, bytes;
    } objects[OBJECTS];
    size_t known = 0;
    for (size_t i = 0; i < SLOTS; i++) {
        if (!slots[i].block || slots[i].block == GONE) {
            continue;
        }
        const char *name = object_of(slots[i].from[0], NULL);
        size_t at = 0;
        while (at < known && strcmp(objects[at].name, name) != 0) {
            at++;
        }
        if (at == OBJECTS) {
            continue;
        }
        if (at == known) {
            objects[known].name = name;
            objects[known].count = objects[known].bytes = 0;
            known++;
        }
        objects[at].count++;
        objects[at].bytes += slots[i].size;
        if (traces) {
            tell("kept %zu bytes\n", slots[i].size);
            tell_way(slots[i].from, REACH);
        }
    }
    for (size_t i = 0; i < known; i++) {
        tell("live %zu %zu %s\n", objects[i].count, objects[i].bytes, objects[i].name);
    }
}

/* -- A mistake -------------------------------------------------------------------------------- */

static bool is_own(const char *object) {
    return strncmp(object, "libc.so", 7) == 0 || strcmp(object, "memory_shim.so") == 0 ||
           strcmp(object, "?") == 0;
}

static void on_signal(int number) {
    void *frames[FRAMES];
    atomic_store(&is_on, false);
    const int got = backtrace(frames, FRAMES);
    const char *object = "?", *symbol = "?";
    for (int i = 1; i < got; i++) {
        object = object_of(frames[i], &symbol);
        if (!is_own(object)) {
            break;
        }
    }
    tell("signal %d %s %s\n", number, object, symbol);
    tell_way(frames + 1, got - 1);
    signal(number, SIG_DFL);
    raise(number);
}

/* -- Beginning and end ------------------------------------------------------------------------ */

__attribute__((constructor)) static void begin(void) {
    static char room[65536];
    const char *path = getenv("LEAT_MEMORY_REPORT"), *at = getenv("LEAT_MEMORY_AT");
    void *frames[2];
    if (!path) {
        return;
    }
    const int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    report = fcntl(fd, F_DUPFD_CLOEXEC, 500); /* out of the way of limits and of closing */
    close(fd);
    backtrace(frames, 2); /* it allocates, once */
    fail_at = at ? strtoull(at, NULL, 10) : 0;
    for_good = getenv("LEAT_MEMORY_GOOD") != NULL;
    traces = getenv("LEAT_MEMORY_TRACE") != NULL;
    slots = mmap(NULL, SLOTS * sizeof *slots, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
                 -1, 0);
    sigaltstack(&(stack_t){.ss_sp = room, .ss_size = sizeof room}, NULL);
    const int signals[] = {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL};
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
        sigaction(signals[i], &(struct sigaction){.sa_handler = on_signal, .sa_flags = SA_ONSTACK},
                  NULL);
    }
    atomic_store(&is_on, slots != MAP_FAILED && report >= 0);
}

/* For tests/check/coverage_end.c: no allocation fails from now on, and nothing is told. */
EXPORTED void memory_shim_off(void) { atomic_store(&is_on, false); }

/* Or sooner, if coverage_end.c says so. */
EXPORTED __attribute__((destructor)) void memory_shim_end(void) {
    if (!atomic_exchange(&is_on, false)) {
        return;
    }
    tell("count %llu\n", (unsigned long long)atomic_load(&count));
    tell_live();
}

/* -- The allocator ---------------------------------------------------------------------------- */

static bool fails(void) {
    static _Thread_local bool is_telling;
    if (!atomic_load(&is_on) || is_telling) {
        return false;
    }
    const uint64_t number = atomic_fetch_add(&count, 1) + 1;
    if (fail_at == 0 || number < fail_at || (number > fail_at && !for_good)) {
        return false;
    }
    if (number == fail_at) {
        is_telling = true;
        tell("failed %llu\n", (unsigned long long)number);
        if (traces) {
            void *frames[FRAMES];
            tell_way(frames, backtrace(frames, FRAMES));
        }
        is_telling = false;
    }
    errno = ENOMEM;
    return true;
}

EXPORTED void *malloc(size_t size) {
    void *block = fails() ? NULL : __libc_malloc(size);
    note(block, size, __builtin_return_address(0));
    return block;
}

EXPORTED void *calloc(size_t number, size_t size) {
    void *block = fails() ? NULL : __libc_calloc(number, size);
    note(block, number * size, __builtin_return_address(0));
    return block;
}

EXPORTED void *realloc(void *old, size_t size) {
    if (fails()) {
        return NULL;
    }
    forget(old);
    void *block = __libc_realloc(old, size);
    note(block, size, __builtin_return_address(0));
    return block;
}

EXPORTED void *memalign(size_t to, size_t size) {
    void *block = fails() ? NULL : __libc_memalign(to, size);
    note(block, size, __builtin_return_address(0));
    return block;
}

EXPORTED void *aligned_alloc(size_t to, size_t size) {
    void *block = fails() ? NULL : __libc_memalign(to, size);
    note(block, size, __builtin_return_address(0));
    return block;
}

EXPORTED int posix_memalign(void **out, size_t to, size_t size) {
    void *block = fails() ? NULL : __libc_memalign(to, size);
    note(block, size, __builtin_return_address(0));
    *out = block ? block : *out;
    return block ? 0 : ENOMEM;
}

EXPORTED void free(void *block) {
    forget(block);
    __libc_free(block);
}
