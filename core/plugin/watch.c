/* See watch.h. A slot is taken for one call: threads come and go with each stage, and which slot
 * one had last is where it looks first. */
#include "plugin/watch.h"

#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>

struct slot {
    atomic_bool is_taken, is_running; /* the latter: its texts are whole */
    atomic_uint_fast64_t serial;
    uint64_t guest; /* the number of the one whose texts stand there */
    struct watched watched;
};

struct page {
    atomic_size_t used; /* slots from there on were never taken */
    atomic_bool is_own_end;
    struct slot slots[WATCH_SLOTS];
};

static struct page *page;
static _Thread_local struct slot *mine;
static _Thread_local size_t last;

void watch_begin(void) {
    void *made =
        mmap(NULL, sizeof *page, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    page = made == MAP_FAILED ? NULL : made; /* without it all works, but that nobody is named */
}

struct guest watch_guest(const char *label, const char *path, struct place place, bool is_own) {
    static atomic_uint_fast64_t guests;
    return (struct guest){.number = atomic_fetch_add(&guests, 1) + 1,
                          .label = label,
                          .path = path,
                          .place = place,
                          .is_own = is_own};
}

static void set_text(char *room, size_t size, const char *text) {
    size_t has = text ? strnlen(text, size - 1) : 0;
    if (has)
        memcpy(room, text, has);
    room[has] = '\0';
}

static struct slot *take_slot(void) {
    for (size_t i = 0; i < WATCH_SLOTS; i++) {
        size_t number = (last + i) % WATCH_SLOTS;
        bool is_taken = false;
        if (!atomic_compare_exchange_strong(&page->slots[number].is_taken, &is_taken, true))
            continue;
        last = number;
        for (size_t used = atomic_load(&page->used); used <= number;)
            if (atomic_compare_exchange_weak(&page->used, &used, number + 1))
                break;
        return &page->slots[number];
    }
    return NULL;
}

/* A thread whose stack is full needs another for the signal that tells so. One that is there
 * already, a sanitizer's, stays. */
static void have_spare_stack(void) {
    static _Thread_local char spare[32768];
    static _Thread_local bool has_spare;
    stack_t stack;
    if (has_spare)
        return;
    has_spare = true;
    if (sigaltstack(NULL, &stack) == 0 && stack.ss_flags & SS_DISABLE) {
        stack = (stack_t){.ss_sp = spare, .ss_size = sizeof spare};
        sigaltstack(&stack, NULL);
    }
}

void watch_enter(const struct guest *guest, const char *callback) {
    struct slot *slot = page ? take_slot() : NULL;
    if (!slot)
        return;
    have_spare_stack();
    struct watched *watched = &slot->watched;
    if (slot->guest != guest->number) {
        slot->guest = guest->number;
        set_text(watched->label, sizeof watched->label, guest->label);
        set_text(watched->path, sizeof watched->path, guest->path);
        set_text(watched->file, sizeof watched->file, guest->place.file);
        watched->line = guest->place.line;
        watched->column = guest->place.column;
        watched->is_own = guest->is_own;
    }
    set_text(watched->callback, sizeof watched->callback, callback);
    watched->end = WATCH_RUNNING;
    atomic_fetch_add(&slot->serial, 1);
    atomic_store(&slot->is_running, true);
    mine = slot;
}

void watch_leave(void) {
    if (!mine)
        return;
    atomic_store(&mine->is_running, false);
    atomic_store(&mine->is_taken, false);
    mine = NULL;
}

struct watched *watch_mine(void) {
    return mine ? &mine->watched : NULL;
}

const struct watched *watch_next(size_t *at, uint64_t *serial) {
    while (page && *at < atomic_load(&page->used)) {
        struct slot *slot = &page->slots[(*at)++];
        *serial = atomic_load(&slot->serial);
        if (atomic_load(&slot->is_running))
            return &slot->watched;
    }
    return NULL;
}

void watch_note_own_end(void) {
    if (page)
        atomic_store(&page->is_own_end, true);
}

bool watch_is_own_end(void) { return page && atomic_load(&page->is_own_end); }

const char *watch_signal_words(int number) {
    static const struct {
        int number;
        const char *words;
    } known[] = {
        {SIGSEGV, "SIGSEGV, a pointer that leads nowhere or a stack that is full"},
        {SIGBUS, "SIGBUS, memory that is not there"},
        {SIGFPE, "SIGFPE, a division by zero"},
        {SIGILL, "SIGILL, no instruction of this machine"},
        {SIGABRT, "SIGABRT, from abort or from the C library, which found memory damaged"},
        {SIGTRAP, "SIGTRAP, a trap"},
        {SIGSYS, "SIGSYS, a forbidden system call"},
        {SIGKILL, "SIGKILL, from outside or for want of memory"},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (known[i].number == number)
            return known[i].words;
    return "a signal";
}
