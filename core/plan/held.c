/* See held.h: a set of addresses behind a lock. */
#include "plan/held.h"

#include <pthread.h>

struct entry {
    uintptr_t address; /* 0: free */
    enum held_kind kind;
};

struct held {
    pthread_mutex_t lock;
    struct entry *entries;
    size_t room; /* a power of two, or 0 */
    size_t counts[HELD_KINDS], count;
};

static const struct {
    const char *article, *one, *many, *given_back_with;
} kinds[HELD_KINDS] = {
    [HELD_BLOCK] = {"a", "block of memory", "blocks of memory", "leat_free"},
    [HELD_BATCH] = {"a", "batch", "batches", "leat_release"},
    [HELD_RUN] = {"a", "run", "runs", "leat_run_free"},
    [HELD_INDEX] = {"an", "index", "indexes", "leat_index_free"},
};

struct held *held_new(void) {
    struct held *held = memory_alloc(sizeof *held);
    pthread_mutex_init(&held->lock, NULL);
    return held;
}

void held_free(struct held *held) {
    if (!held)
        return;
    pthread_mutex_destroy(&held->lock);
    memory_free(held->entries);
    memory_free(held);
}

static size_t home_of(const struct held *held, uintptr_t address) {
    return (size_t)((uint64_t)address * UINT64_C(0x9e3779b97f4a7c15) >> 32) & (held->room - 1);
}

/* Where the address stands, or else the free entry where it would. */
static struct entry *find(const struct held *held, uintptr_t address) {
    size_t at = home_of(held, address);
    while (held->entries[at].address && held->entries[at].address != address)
        at = (at + 1) & (held->room - 1);
    return &held->entries[at];
}

static void grow(struct held *held) {
    struct entry *old = held->entries;
    size_t old_room = held->room;
    held->room = old_room ? old_room * 2 : 64;
    held->entries = memory_array(held->room, sizeof *held->entries);
    for (size_t i = 0; i < old_room; i++)
        if (old[i].address)
            *find(held, old[i].address) = old[i];
    memory_free(old);
}

/* Frees an entry; those that stand behind it only because it was taken move up. */
static void take_out(struct held *held, struct entry *entry) {
    size_t hole = (size_t)(entry - held->entries), mask = held->room - 1;
    held->entries[hole] = (struct entry){0};
    for (size_t at = (hole + 1) & mask; held->entries[at].address; at = (at + 1) & mask) {
        struct entry moved = held->entries[at];
        held->entries[at] = (struct entry){0};
        *find(held, moved.address) = moved;
    }
}

void held_note(struct leat_step *step, enum held_kind kind, const void *what) {
    struct held *held = ((struct handle *)step)->step->held;
    if (!held || !what)
        return;
    pthread_mutex_lock(&held->lock);
    if (held->count * 2 >= held->room)
        grow(held);
    *find(held, (uintptr_t)what) = (struct entry){(uintptr_t)what, kind};
    held->counts[kind]++;
    held->count++;
    pthread_mutex_unlock(&held->lock);
}

bool held_take(struct leat_step *step, enum held_kind kind, const void *what, const char *call) {
    struct held *held = ((struct handle *)step)->step->held;
    if (!held || !what)
        return true;
    pthread_mutex_lock(&held->lock);
    struct entry *entry = held->room ? find(held, (uintptr_t)what) : NULL;
    bool has = entry && entry->address && entry->kind == kind;
    if (has) {
        take_out(held, entry);
        held->counts[kind]--;
        held->count--;
    }
    pthread_mutex_unlock(&held->lock);
    if (!has)
        handle_fail((struct handle *)step, STATUS_PLUGIN,
                    "the plugin gives %s %s %s that it does not hold: it was given back before, or "
                    "never taken",
                    call, kinds[kind].article, kinds[kind].one);
    return has;
}

bool held_is_empty(const struct step *step, struct problems *problems) {
    const struct held *held = step->held;
    if (!held || held->count == 0)
        return true;
    struct string text = {0};
    for (size_t i = 0; i < HELD_KINDS; i++) {
        if (held->counts[i] == 0)
            continue;
        string_add_text(&text, text.size ? ", " : "");
        string_add_count(&text, (int64_t)held->counts[i], kinds[i].one, kinds[i].many);
        string_add_format(&text, " (%s)", kinds[i].given_back_with);
    }
    struct place place = step_place(step);
    problem_add(problems, STATUS_PLUGIN, &place,
                "%s: the plugin's close left what must be given back by then: %s (%s)", step->label,
                text.data, step->plugin->path);
    string_free(&text);
    return false;
}
