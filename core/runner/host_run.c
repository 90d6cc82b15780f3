/* The calls of struct leat_host for runs: batches that are kept in order, in memory, or on disk
 * where that is short. */
#include <string.h>

#include "batch/spool.h"
#include "plan/held.h"
#include "runner/host.h"
#include "runner/run.h"

struct leat_run {
    struct kept kept; /* the first batches */
    size_t next;      /* of all of them */
    int64_t *spooled; /* where the others stand in the spool */
    size_t spool_count, spool_room;
    struct spool *spool;     /* the handle's that put them; all are of one */
    struct batch *lent;      /* what was read back last */
    struct leat_type *types; /* of batches of the plugin's own, or NULL */
    size_t type_count;
};

struct leat_run *host_run_new(struct leat_step *step) {
    struct leat_run *run = memory_alloc(sizeof *run);
    held_note(step, HELD_RUN, run);
    return run;
}

/* Tells of it; *why NULL: there is no memory. */
static int disk_failed(struct leat_step *step, char *why) {
    if (!why)
        return host_no_memory(step);
    handle_fail((struct handle *)step, STATUS_WORLD, "%s", why);
    memory_free(why);
    return LEAT_FAILED;
}

static int put_on_disk(struct leat_step *step, struct leat_run *run, const struct batch *batch) {
    struct work *work = ((struct handle *)step)->work;
    char *why = NULL;
    if (!work->spool)
        work->spool = spool_new(&why);
    if (!work->spool)
        return disk_failed(step, why);
    if (run->spool && run->spool != work->spool)
        return handle_fail((struct handle *)step, STATUS_PLUGIN,
                           "the plugin puts batches into one run on two threads");
    if (run->spool_count == run->spool_room) {
        run->spool_room = run->spool_room * 2 + 16;
        run->spooled = memory_resize(run->spooled, run->spool_room * sizeof *run->spooled);
    }
    run->spool = work->spool;
    return spool_put(run->spool, batch, &run->spooled[run->spool_count++], &why)
               ? LEAT_OK
               : disk_failed(step, why);
}

/* Whether there is room for the batch in memory: none where memory is being made free. */
static bool has_room(const struct work *work) {
    const size_t limit = memory_limit_now();
    return limit == 0 || (memory_left() > limit / 2 && strcmp(work->callback, "spill") != 0);
}

/* Takes the hold. */
static int put(struct leat_step *step, struct leat_run *run, struct batch *batch) {
    if (run->spool_count == 0 && has_room(((struct handle *)step)->work)) {
        kept_add(&run->kept, batch);
        return LEAT_OK;
    }
    const int result = put_on_disk(step, run, batch);
    if (batch->owner && !run->types) {
        run->types = batch->owner;
        batch->owner = NULL;
    }
    host_batch_drop(batch);
    return result;
}

int host_run_put(struct leat_step *step, struct leat_run *run, struct leat_batch *batch) {
    struct handle *handle = (struct handle *)step;
    if (!host_is_batch(handle, batch))
        return LEAT_FAILED;
    run->type_count = (size_t)((struct batch *)batch)->count;
    return put(step, run, host_useful(handle, (struct batch *)batch));
}

int host_run_gather(struct leat_step *step, struct leat_run *run, struct leat_batch *const *from,
                    size_t batches, const struct leat_pick *picks, size_t count) {
    struct handle *handle = (struct handle *)step;
    if (batches == 0 || count > LEAT_BATCH_ROWS)
        return handle_fail(handle, STATUS_PLUGIN,
                           "leat_run_gather is for at most %d rows of some batches",
                           LEAT_BATCH_ROWS);
    if (!host_picks_are_sound(handle, from, batches, picks, count))
        return LEAT_FAILED;
    const struct input *input = &handle->step->inputs[from[0]->input];
    struct batch *batch = batch_new(&host_table, input->schema.count);
    batch->api.rows = (int64_t)count;
    batch->api.input = from[0]->input;
    if (!host_gather_needed(handle, from, batches, picks, count, batch)) {
        batch_release(batch);
        return handle->failure ? LEAT_FAILED : host_no_memory(step);
    }
    bool failed = false;
    batch->places = places_gather((struct batch *const *)from, picks, count, &failed);
    if (failed) {
        batch_release(batch);
        return host_no_memory(step);
    }
    return put(step, run, batch);
}

struct leat_batch *host_run_next(struct leat_step *step, struct leat_run *run) {
    host_batch_drop(run->lent);
    run->lent = NULL;
    const size_t at = run->next++;
    if (at < run->kept.count)
        return &run->kept.batches[at]->api;
    if (at - run->kept.count == run->spool_count) {
        run->next = 0;
        return NULL;
    }
    char *why = NULL;
    run->lent = spool_get(run->spool, run->spooled[at - run->kept.count], &host_table, &why);
    if (!run->lent) {
        disk_failed(step, why);
        return NULL;
    }
    if (run->types)
        run->lent->owner = host_copy_types(run->types, run->type_count);
    return &run->lent->api;
}

void host_run_free(struct leat_step *step, struct leat_run *run) {
    if (!run || !held_take(step, HELD_RUN, run, "leat_run_free"))
        return;
    for (size_t i = 0; i < run->kept.count; i++)
        host_batch_drop(run->kept.batches[i]);
    host_batch_drop(run->lent);
    memory_free(run->kept.batches);
    memory_free(run->spooled);
    memory_free(run->types);
    memory_free(run);
}
