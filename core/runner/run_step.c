/* One step while it runs: its handles and parts, its tables, its start and end. */
#include "runner/run.h"

void kept_add(struct kept *kept, struct batch *batch) {
    if (kept->count == kept->room) {
        kept->room = kept->room * 2 + 8;
        kept->batches = memory_resize(kept->batches, kept->room * sizeof *kept->batches);
    }
    kept->batches[kept->count++] = batch;
}

void kept_free(struct kept *kept) {
    for (size_t i = 0; i < kept->count; i++)
        batch_release(kept->batches[i]);
    memory_free(kept->batches);
    *kept = (struct kept){0};
}

/* Which of the steps needs a handle a thread, and which just one. Sinks that encode have one more,
 * for write. */
static int32_t handles_wanted(const struct run *run, const struct step *step) {
    const struct leat_role *role = &step->role->common;
    if (role->sink)
        return step->role->sink.encode ? run->threads + 1 : 1;
    if (role->rowwise)
        return role->flags & LEAT_PARALLEL ? run->threads : 1;
    return run->threads;
}

static void make_handles(struct run *run, struct run_step *running) {
    struct step *step = running->step;
    int32_t count = handles_wanted(run, step);
    running->handles = memory_array((size_t)count, sizeof *running->handles);
    running->parts = memory_array((size_t)count, sizeof *running->parts);
    running->handle_count = count;
    running->is_ordered = step->role->common.rowwise && !(step->role->common.flags & LEAT_PARALLEL);
    for (int32_t i = 0; i < count; i++) {
        struct handle *handle = handle_new(&host_table, step);
        work_attach(handle);
        struct work *work = handle->work;
        work->run = run;
        work->checks |= run->check_batches;
        if (step->role->common.part_size)
            handle->api.part = memory_alloc(step->role->common.part_size);
        running->handles[i] = handle;
        running->parts[i] = handle->api.part;
    }
}

/* Brings together what is kept of a step that is read whole. */
static bool make_tables(struct run *run, struct run_step *running) {
    const struct step *step = running->step;
    running->tables = memory_array(step->input_count + 1, sizeof *running->tables);
    for (size_t i = 0; i < step->input_count; i++) {
        if (step->inputs[i].use != INPUT_WHOLE)
            continue;
        struct kept *kept = &run->steps[step->inputs[i].from[0]].kept;
        struct batch *table = batch_concat(kept->batches, kept->count, &step->inputs[i].schema);
        if (!table || !batch_arrow(table, &step->inputs[i].schema)) {
            struct place place = step_place(step);
            problem_add(run->problems, STATUS_WORLD, &place,
                        "%s: there is no memory left for the table of %s", step->label,
                        run->steps[step->inputs[i].from[0]].step->label);
            batch_release(table);
            return false;
        }
        table->api.input = (int32_t)i;
        running->tables[i] = table;
    }
    return true;
}

bool run_step_start(struct run *run, int32_t number) {
    struct run_step *running = &run->steps[number];
    const struct leat_role *role = &running->step->role->common;
    if (running->was_started)
        return true;
    running->was_started = true;
    make_handles(run, running);
    if (!make_tables(run, running))
        return false;
    if (role->start) {
        struct handle *handle = ordered_handle(running);
        work_begin(handle, "start", NULL, NULL);
        if (!work_end(handle, role->start(&handle->api), false, NULL))
            return false;
    }
    for (int32_t i = 0; role->begin && i < running->handle_count; i++) {
        running->begun = i + 1;
        work_begin(running->handles[i], "begin", NULL, NULL);
        if (!work_end(running->handles[i], role->begin(&running->handles[i]->api), false, NULL))
            return false;
    }
    running->begun = running->handle_count;
    return true;
}

void run_step_end(struct run *run, int32_t number) {
    struct run_step *running = &run->steps[number];
    const struct leat_role *role = &running->step->role->common;
    for (int32_t i = 0; i < running->handle_count; i++) {
        struct handle *handle = running->handles[i];
        if (role->end && i < running->begun) {
            watch_enter(&running->step->guest, "end");
            role->end(&handle->api);
            watch_leave();
            /* What a plugin says of a run that is over is of no use; what leat found is. */
            if (handle->failure_is_own && run->problems->count == 0)
                handle_report(handle, LEAT_FAILED, "end", run->problems);
        }
        memory_free(handle->api.part);
        handle_free(handle);
    }
    for (size_t i = 0; running->tables && i < running->step->input_count; i++)
        batch_release(running->tables[i]);
    memory_free(running->tables);
    memory_free(running->handles);
    memory_free(running->parts);
    running->tables = NULL;
    running->handles = NULL;
    running->parts = NULL;
    running->handle_count = running->begun = 0;
}
