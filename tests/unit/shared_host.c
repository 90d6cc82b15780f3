/* shared_host: see shared_host.h. */
#include "shared_host.h"

#include <stdlib.h>

static size_t allocations, failing, blocks;

static bool fails(void) { return ++allocations == failing; }

static void *host_alloc(struct leat_step *step, size_t size) {
    void *block = fails() ? NULL : calloc(1, size);
    (void)step;
    blocks += block != NULL;
    return block;
}

static void *host_realloc(struct leat_step *step, void *block, size_t size) {
    (void)step;
    return fails() ? NULL : realloc(block, size);
}

static void host_free(struct leat_step *step, void *block) {
    (void)step;
    blocks -= block != NULL;
    free(block);
}

static bool host_stopping(struct leat_step *step) {
    (void)step;
    return false;
}

struct leat_step *shared_step(size_t fail_at) {
    static const struct leat_host host = {.size = sizeof host,
                                          .abi = LEAT_ABI,
                                          .stopping = host_stopping,
                                          .alloc = host_alloc,
                                          .realloc = host_realloc,
                                          .free = host_free};
    static struct leat_step step = {.host = &host};
    allocations = 0;
    failing = fail_at;
    return &step;
}

size_t shared_blocks(void) { return blocks; }
