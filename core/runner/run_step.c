/* One step while it runs: its handles and parts, its tables, its start and end; the finishing of
 * folds; the inputs of sinks in their order. */
#include <string.h>

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
        struct handle *handle = running->handles[running->handle_count - 1];
        work_begin(handle, NULL, NULL);
        if (!work_end(handle, role->start(&handle->api), "start", false, NULL))
            return false;
    }
    for (int32_t i = 0; role->begin && i < running->handle_count; i++) {
        running->begun = i + 1;
        work_begin(running->handles[i], NULL, NULL);
        if (!work_end(running->handles[i], role->begin(&running->handles[i]->api), "begin", false,
                      NULL))
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
        if (role->end && i < running->begun)
            role->end(&handle->api);
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

/* -- Folds ------------------------------------------------------------------------------------ */

struct merging {
    struct run *run;
    struct run_step *running;
    size_t partitions;
    atomic_size_t next;
    struct problems *problems; /* by partition: the first that failed is told */
};

struct merger {
    struct merging *merging;
    int32_t thread;
    pthread_t id;
};

static void *merger_main(void *context) {
    struct merger *merger = context;
    struct merging *merging = merger->merging;
    struct run_step *running = merging->running;
    struct handle *handle = running->handles[merger->thread];
    for (size_t i; (i = atomic_fetch_add(&merging->next, 1)) < merging->partitions;) {
        struct parcel parcel = {0};
        work_begin(handle, &parcel, NULL);
        int answer = running->step->role->fold.merge(&handle->api, running->parts,
                                                     (size_t)running->handle_count, i);
        work_end(handle, answer, "merge", false, NULL);
        merging->problems[i] = parcel.problems;
    }
    return NULL;
}

static bool merge_partitions(struct run *run, struct run_step *running, size_t partitions) {
    struct merging merging = {.run = run, .running = running, .partitions = partitions};
    struct merger *mergers = memory_array((size_t)run->threads, sizeof *mergers);
    merging.problems = memory_array(partitions + 1, sizeof *merging.problems);
    int32_t made = 0;
    for (int32_t i = 0; i < run->threads; i++)
        mergers[i] = (struct merger){.merging = &merging, .thread = i};
    for (int32_t i = 1; i < run->threads && (size_t)i < partitions; i++, made++)
        if (pthread_create(&mergers[i].id, NULL, merger_main, &mergers[i]) != 0)
            break;
    merger_main(&mergers[0]);
    for (int32_t i = 1; i <= made; i++)
        pthread_join(mergers[i].id, NULL);
    bool sound = true;
    for (size_t i = 0; i < partitions; i++) {
        sound &= merging.problems[i].count == 0;
        if (run->problems->count == 0)
            problems_move(run->problems, &merging.problems[i]);
        problems_free(&merging.problems[i]);
    }
    memory_free(merging.problems);
    memory_free(mergers);
    return sound;
}

bool fold_finish(struct run *run, int32_t number) {
    struct run_step *running = &run->steps[number];
    const struct leat_fold *fold = &running->step->role->fold;
    struct handle *handle = running->handles[0];
    size_t count = (size_t)running->handle_count, partitions = 1;
    if (fold->seal) {
        work_begin(handle, NULL, NULL);
        if (!work_end(handle, fold->seal(&handle->api, running->parts, count, &partitions), "seal",
                      false, NULL))
            return false;
    }
    if (fold->merge && !merge_partitions(run, running, partitions))
        return false;
    running->streams = 1;
    work_begin(handle, NULL, NULL);
    int answer = fold->arrange(&handle->api, running->parts, count, &running->streams);
    return work_end(handle, answer, "arrange", false, NULL);
}

/* -- Sinks ------------------------------------------------------------------------------------ */

static bool write_now(struct carry *carry, int32_t number, int32_t input, struct batch *batch,
                      const struct string *blob) {
    struct run_step *running = &carry->run->steps[number];
    struct handle *handle = running->handles[running->handle_count - 1];
    struct work *work = work_begin(handle, carry->parcel, batch);
    work->blob = blob;
    atomic_fetch_add(&running->rows_in, batch->api.rows);
    int answer = running->step->role->sink.write(&handle->api, input, &batch->api);
    return work_end(handle, answer, "write", false, NULL);
}

bool sink_write(struct carry *carry, int32_t number, int32_t input, struct batch *batch,
                const struct string *blob) {
    struct run_step *running = &carry->run->steps[number];
    if (running->sink_now == (size_t)input)
        return write_now(carry, number, input, batch, blob);
    kept_add(&running->sink_inputs[input].early, batch_share(batch));
    return true;
}

/* Writes what came too early for the input whose turn it now is. */
static bool write_early(struct carry *carry, int32_t number, int32_t input) {
    struct run_step *running = &carry->run->steps[number];
    struct kept *early = &running->sink_inputs[input].early;
    bool sound = true;
    for (size_t i = 0; sound && i < early->count; i++) {
        struct string blob = {0};
        if (running->step->role->sink.encode) {
            struct handle *handle = running->handles[running->handle_count - 1];
            struct work *work = work_begin(handle, carry->parcel, early->batches[i]);
            work->encodes = true;
            int answer =
                running->step->role->sink.encode(&handle->api, input, &early->batches[i]->api);
            blob = work->made;
            work->made = (struct string){0};
            sound = work_end(handle, answer, "encode", false, NULL);
        }
        sound = sound && write_now(carry, number, input, early->batches[i], &blob);
        string_free(&blob);
    }
    kept_free(early);
    return sound;
}

bool sink_input_done(struct run *run, int32_t number, int32_t input) {
    struct run_step *running = &run->steps[number];
    const struct leat_sink *sink = &running->step->role->sink;
    struct parcel parcel = {0};
    struct carry carry = {.run = run, .parcel = &parcel, .in_order = true};
    bool sound = true;
    running->sink_inputs[input].is_done = true;
    while (sound && running->sink_now < running->step->input_count &&
           running->sink_inputs[running->sink_now].is_done) {
        struct handle *handle = running->handles[running->handle_count - 1];
        int32_t now = (int32_t)running->sink_now;
        if (sink->input_end && running->step->inputs[now].use == INPUT_ROWS) {
            work_begin(handle, &parcel, NULL);
            sound = work_end(handle, sink->input_end(&handle->api, now), "input_end", false, NULL);
        }
        running->sink_now++;
        if (sound && running->sink_now < running->step->input_count)
            sound = write_early(&carry, number, (int32_t)running->sink_now);
    }
    problems_move(run->problems, &parcel.problems);
    rejects_free(&parcel.rejects);
    return sound;
}
