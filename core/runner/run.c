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
    run->preview_step = request->preview_step;
    run->preview_rows = request->preview_rows;
    run->steps = memory_array((size_t)plan->count + 1, sizeof *run->steps);
    run->began = clock_now();
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

static bool has_commit(const struct step *step) {
    return step->kind == ROLE_SINK && step->role->sink.commit;
}

static bool commit_sinks(struct run *run) {
    bool sound = true;
    for (int32_t i = 0; sound && i < run->plan->count; i++) {
        struct run_step *running = &run->steps[i];
        if (!running->is_wanted || !has_commit(running->step))
            continue;
        struct handle *handle = ordered_handle(running);
        work_begin(handle, "commit", NULL, NULL);
        sound = work_end(handle, running->step->role->sink.commit(&handle->api), false, NULL);
    }
    return sound;
}

/* Rows that the steps which an input reads have given. */
static int64_t rows_given(const struct run *run, const struct input *input) {
    int64_t given = 0;
    for (size_t i = 0; input->use == INPUT_ROWS && i < input->from_count; i++)
        given += atomic_load(&run->steps[input->from[i]].books.given);
    return given;
}

/* What one gives the next takes; and what it took is accounted for. NULL: so it is. */
static char *step_wrong(const struct run *run, const struct run_step *running, bool *by_plugin) {
    const struct step *step = running->step;
    *by_plugin = false;
    for (size_t i = 0; i < step->input_count; i++) {
        const row_count *taken =
            running->sink_inputs ? &running->sink_inputs[i].taken : &running->books.taken;
        const int64_t given = rows_given(run, &step->inputs[i]);
        if (step->inputs[i].use == INPUT_ROWS && given != atomic_load(taken))
            return memory_format("was given %lld rows and took %lld", (long long)given,
                                 (long long)atomic_load(taken));
    }
    return books_wrong(&running->books, by_plugin);
}

/* At each step, rows in = rows that led to a row out + filtered + rejected, and the rejects of all
 * steps are those of the run. A run whose books do not balance writes nothing. */
static bool books_balance(struct run *run) {
    int64_t rejected = 0;
    for (int32_t i = 0; i < run->plan->count; i++) {
        const struct run_step *running = &run->steps[i];
        const struct step *step = running->step;
        bool by_plugin;
        char *wrong = step_wrong(run, running, &by_plugin);
        rejected += books_rejected(&running->books);
        if (!wrong)
            continue;
        struct place place = step_place(step);
        const bool is_foreign = by_plugin && !step->plugin->is_own;
        char *whose = is_foreign
                          ? memory_format("the plugin '%s' (%s)", step->word, step->plugin->path)
                          : memory_copy("leat itself");
        problem_add(run->problems, STATUS_PLUGIN, &place,
                    "the books do not balance: %s %s; this is a defect of %s", step->label, wrong,
                    whose);
        memory_free(whose);
        memory_free(wrong);
        return false;
    }
    if (rejected == run->rejects.count)
        return true;
    problem_add(
        run->problems, STATUS_PLUGIN, NULL,
        "the books do not balance: the steps rejected %lld rows, and %lld were kept; this is "
        "a defect of leat itself",
        (long long)rejected, (long long)run->rejects.count);
    return false;
}

static bool run_stages(struct run *run) {
    bool sound = true;
    for (struct stage *stage; sound && (stage = next_stage(run));)
        sound = stage_run(run, stage);
    return sound;
}

/* No plugin is called once the first output is in its place: what one does wrong to the very end
 * leaves all of them as they were. Sinks that have something to commit are closed behind that. */
static bool close_steps(struct run *run, bool commit) {
    bool sound = true;
    for (int32_t i = run->plan->count; i-- > 0;) {
        struct step *step = run->plan->steps[i];
        if (has_commit(step) != commit)
            continue;
        run_step_end(run, i);
        sound = step_close(step, run->problems) && sound;
    }
    return sound && run->problems->count == 0;
}

void run_plan(struct run *run) {
    if (run->preview_step >= 0) {
        run->rejects.limit = -1; /* a preview passes over rejected rows, however many */
        run_stages(run);
        return;
    }
    rejects_begin(run);
    bool sound = run_outputs_open(run) && run_stages(run);
    sound = sound && !interrupt_signal && finish_sinks(run) && rejects_finish(run) &&
            books_balance(run) && run_outputs_sync(run) && close_steps(run, false) &&
            run_outputs_copy(run);
    /* From here on it is too late for a signal: whatever the status says, all outputs agree. */
    sound = sound && interrupt_shut() && commit_sinks(run) && close_steps(run, true);
    run->is_committed = sound && run_outputs_commit(run);
    if (!sound && memory_was_refused())
        run_tell_shortage(run);
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
    memory_free(run->outputs);
    string_free(&run->rejects.pending);
    memory_free(run->rejects.room);
    rejects_free(&run->rejects.first);
    memory_free(run->steps);
    memory_free(run);
}
