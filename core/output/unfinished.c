/* See unfinished.h. They stand in a table of fixed slots, in memory that is shared with a child
 * made by fork: each is filled before the file is made, and freed after it is gone. */
#include "output/unfinished.h"

#include <errno.h>
#include <limits.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { UNFINISHED_MOST = 1024 };

static struct table {
    atomic_int stage;   /* an enum outputs_stage */
    atomic_size_t used; /* slots from there on were never taken */
    struct slot {
        atomic_int state;
        char path[PATH_MAX];
    } slots[UNFINISHED_MOST];
} * table;
enum { SLOT_FREE, SLOT_TAKEN, SLOT_FILLED };

bool outputs_begin(void) {
    if (!table) {
        void *made = mmap(NULL, sizeof *table, PROT_READ | PROT_WRITE,
                          MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        table = made == MAP_FAILED ? NULL : made;
    }
    if (table)
        atomic_store(&table->stage, OUTPUTS_OLD);
    return table != NULL;
}

static size_t slots_used(void) { return table ? atomic_load(&table->used) : 0; }

bool unfinished_add(const char *path) {
    size_t size = strlen(path) + 1;
    errno = size > PATH_MAX ? ENAMETOOLONG : EMFILE;
    if (errno == ENAMETOOLONG || (!table && !outputs_begin()))
        return false;
    for (size_t i = 0; i < UNFINISHED_MOST; i++) {
        struct slot *slot = &table->slots[i];
        int state = SLOT_FREE;
        if (!atomic_compare_exchange_strong(&slot->state, &state, SLOT_TAKEN))
            continue;
        memcpy(slot->path, path, size);
        for (size_t used = slots_used(); used <= i;)
            if (atomic_compare_exchange_weak(&table->used, &used, i + 1))
                break;
        atomic_store(&slot->state, SLOT_FILLED);
        return true;
    }
    return false;
}

void unfinished_drop(const char *path) {
    for (size_t i = 0; i < slots_used(); i++)
        if (atomic_load(&table->slots[i].state) == SLOT_FILLED &&
            strcmp(table->slots[i].path, path) == 0)
            atomic_store(&table->slots[i].state, SLOT_FREE);
}

void unfinished_reach(enum outputs_stage stage) {
    if (table)
        atomic_store(&table->stage, stage);
}

enum outputs_stage outputs_stage(void) {
    return table ? (enum outputs_stage)atomic_load(&table->stage) : OUTPUTS_OLD;
}

void output_remove_unfinished(void) {
    if (outputs_stage() == OUTPUTS_BETWEEN)
        return;
    for (size_t i = 0; i < slots_used(); i++)
        if (atomic_load(&table->slots[i].state) == SLOT_FILLED)
            unlink(table->slots[i].path);
}

const char *outputs_told(void) {
    static const char *const words[] = {
        [OUTPUTS_OLD] = "nothing was written",
        [OUTPUTS_BETWEEN] = "the outputs were being put in their places, which the next run ends",
        [OUTPUTS_NEW] = "all is written",
    };
    return words[outputs_stage()];
}
