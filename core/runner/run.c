/* The whole run: stages in turn, then sinks finished and outputs put in their places. See run.h. */
#include "runner/run.h"

#include <string.h>
#include <unistd.h>

/* The steps that a preview depends on; without one, all. */
static void mark_wanted(struct run *run) {
    for (int32_t i = run->plan->count; i-- > 0;) {
        const struct step *step = run->plan->steps[i];
        struct run_step *running = &run->steps[i];
        running->is_wanted |= run->preview_step < 0 || i == run->preview_step;
        for (size_t k = 0; running->is_wanted && k < step->input_count; k++)
            for (size_t f = 0; f < step->inputs[k].from_count; f++)
                run->steps[step->inputs[k].from[f]].is_wanted = true;
    }
}

struct run *run_new(struct plan *plan, const struct run_request *request,
                    struct problems *problems) {
    struct run *run = memory_alloc(sizeof *run);
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    run->plan = plan;
    run->problems = problems;
    run->threads = request->threads > 0 ? request->threads
                   : processors > 0     ? (int32_t)processors
                                        : 1;
    run->check_batches = request->check_batches;
    run->commit = request->commit;
    run->preview_step = request->preview_step;
    run->preview_rows = request->preview_rows;
    run->steps = memory_array((size_t)plan->count + 1, sizeof *run->steps);
    clock_gettime(CLOCK_MONOTONIC, &run->began);
    for (int32_t i = 0; i < plan->count; i++) {
        struct step *step = plan->steps[i];
        struct run_step *running = &run->steps[i];
        running->step = step;
        running->keeps = i == request->preview_step;
        if (step->kind != ROLE_SINK)
            continue;
        running->sink_inputs = memory_array(step->input_count + 1, sizeof *running->sink_inputs);
        for (size_t k = 0; k < step->input_count; k++)
            running->sink_inputs[k].is_done = step->inputs[k].use == INPUT_WHOLE;
        while (running->sink_now < step->input_count &&
               running->sink_inputs[running->sink_now].is_done)
            running->sink_now++;
    }
    mark_wanted(run);
    stages_make(run);
    return run;
}

/* The next stage that waits for none that is not done; NULL: all are done. */
static struct stage *next_stage(struct run *run) {
    for (size_t i = 0; i < run->stage_count; i++) {
        struct stage *stage = &run->stages[i];
        bool ready = !stage->is_done;
        for (size_t k = 0; ready && k < run->stage_count; k++)
            ready = !stage->after[k] || run->stages[k].is_done;
        if (ready)
            return stage;
    }
    return NULL;
}

static bool open_outputs(struct run *run) {
    for (int32_t i = 0; i < run->plan->count; i++) {
        struct step *step = run->plan->steps[i];
        for (size_t k = 0; run->steps[i].is_wanted && k < step->output_count; k++) {
            struct step_output *output = &step->outputs[k];
            output->open = output_open(output->path, &output->place, run->problems);
            if (!output->open)
                return false;
        }
    }
    return true;
}

/* All is written: each sink flushes and closes. */
static bool finish_sinks(struct run *run) {
    bool sound = true;
    for (int32_t i = 0; i < run->plan->count; i++) {
        struct run_step *running = &run->steps[i];
        if (running->step->kind != ROLE_SINK || !running->is_wanted)
            continue;
        struct handle *handle = ordered_handle(running);
        work_begin(handle, "finish", NULL, NULL);
        sound =
            work_end(handle, running->step->role->sink.finish(&handle->api), false, NULL) && sound;
    }
    return sound;
}

static bool commit_sinks(struct run *run) {
    bool sound = true;
    for (int32_t i = 0; sound && i < run->plan->count; i++) {
        struct run_step *running = &run->steps[i];
        if (running->step->kind != ROLE_SINK || !running->is_wanted ||
            !running->step->role->sink.commit)
            continue;
        struct handle *handle = ordered_handle(running);
        work_begin(handle, "commit", NULL, NULL);
        sound = work_end(handle, running->step->role->sink.commit(&handle->api), false, NULL);
    }
    return sound;
}

typedef bool output_call(struct output *, struct problems *);

/* Standard output is first: it fails more often than a file that is written already, and then no
 * file has changed. */
static bool each_output(struct run *run, output_call *call) {
    bool sound = true;
    for (int turn = 0; turn < 2; turn++)
        for (int32_t i = 0; sound && i < run->plan->count; i++) {
            struct step *step = run->plan->steps[i];
            for (size_t k = 0; sound && k < step->output_count; k++) {
                struct output *open = step->outputs[k].open;
                if (open && (strcmp(open->target, "-") == 0) == (turn == 0))
                    sound = call(open, run->problems);
            }
        }
    return sound && (!run->rejects.output || call(run->rejects.output, run->problems));
}

/* At each step, rows in = rows that led to a row out + filtered + rejected; and what one gives the
 * next takes. A run whose books do not balance has a mistake of leat's own, and writes nothing. */
static bool books_balance(struct run *run) {
    for (int32_t i = 0; i < run->plan->count; i++) {
        const struct step *step = run->plan->steps[i];
        int64_t given = 0;
        if (step->kind == ROLE_SOURCE || !run->steps[i].is_wanted)
            continue;
        for (size_t k = 0; k < step->input_count; k++)
            for (size_t f = 0; step->inputs[k].use == INPUT_ROWS && f < step->inputs[k].from_count;
                 f++)
                given += atomic_load(&run->steps[step->inputs[k].from[f]].rows_out);
        int64_t taken = atomic_load(&run->steps[i].rows_in);
        if (given == taken)
            continue;
        struct place place = step_place(step);
        problem_add(
            run->problems, STATUS_PLUGIN, &place,
            "the books do not balance: %s was given %lld rows and took %lld; this is a mistake in leat itself",
            step->label, (long long)given, (long long)taken);
        return false;
    }
    return true;
}

static bool run_stages(struct run *run) {
    bool sound = true;
    for (struct stage *stage; sound && (stage = next_stage(run));)
        sound = stage_run(run, stage);
    return sound;
}

/* No plugin is called once the first output is in its place: what one does wrong to the very end
 * leaves all of them as they were. */
static bool close_steps(struct run *run) {
    for (int32_t i = 0; i < run->plan->count; i++)
        run_step_end(run, i);
    return plan_close(run->plan) && run->problems->count == 0;
}

static bool commit_outputs(struct run *run) {
    return run->commit ? run->commit(run->problems) && each_output(run, output_is_in_place)
                       : each_output(run, output_commit);
}

void run_plan(struct run *run) {
    if (run->preview_step >= 0) {
        run->rejects.limit = -1; /* a preview passes over rejected rows, however many */
        run_stages(run);
        return;
    }
    bool sound = rejects_open(run) && open_outputs(run) && run_stages(run);
    sound = sound && !interrupt_signal && finish_sinks(run) && rejects_finish(run) &&
            books_balance(run);
    sound = sound && each_output(run, output_sync) && !interrupt_signal && commit_sinks(run);
    if (sound && close_steps(run))
        run->is_committed = commit_outputs(run);
}

void run_free(struct run *run) {
    for (int32_t i = 0; i < run->plan->count; i++) {
        struct run_step *running = &run->steps[i];
        run_step_end(run, i);
        kept_free(&running->kept);
        for (size_t k = 0; running->sink_inputs && k < running->step->input_count; k++)
            kept_free(&running->sink_inputs[k].early);
        memory_free(running->sink_inputs);
        memory_free(running->edges);
    }
    stages_free(run);
    output_free(run->rejects.output);
    string_free(&run->rejects.pending);
    rejects_free(&run->rejects.first);
    memory_free(run->steps);
    memory_free(run);
}
