/* The inputs of sinks: written one after the other, what comes too early being kept. */
#include "runner/run.h"

bool sink_encode(struct handle *handle, struct parcel *parcel, int32_t input, struct batch *batch,
                 struct string *blob) {
    struct work *work = work_begin(handle, "encode", parcel, batch);
    work->encodes = true;
    int answer = handle->step->role->sink.encode(&handle->api, input, &batch->api);
    *blob = work->made;
    work->made = (struct string){0};
    return work_end(handle, answer, false, NULL);
}

static bool write_now(struct carry *carry, int32_t number, int32_t input, struct batch *batch,
                      const struct string *blob) {
    struct run_step *running = &carry->run->steps[number];
    struct handle *handle = ordered_handle(running);
    struct work *work = work_begin(handle, "write", carry->parcel, batch);
    work->blob = blob;
    atomic_fetch_add(&running->books.taken, batch->api.rows);
    atomic_fetch_add(&running->sink_inputs[input].taken, batch->api.rows);
    int answer = running->step->role->sink.write(&handle->api, input, &batch->api);
    struct settled settled;
    bool sound = work_end(handle, answer, false, &settled);
    atomic_fetch_add(&running->books.used, settled.rows);
    return sound;
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
        if (running->step->role->sink.encode)
            sound = sink_encode(ordered_handle(running), carry->parcel, input, early->batches[i],
                                &blob);
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
        struct handle *handle = ordered_handle(running);
        int32_t now = (int32_t)running->sink_now;
        if (sink->input_end && running->step->inputs[now].use == INPUT_ROWS) {
            work_begin(handle, "input_end", &parcel, NULL);
            sound = work_end(handle, sink->input_end(&handle->api, now), false, NULL);
        }
        running->sink_now++;
        if (sound && running->sink_now < running->step->input_count)
            sound = write_early(&carry, number, (int32_t)running->sink_now);
    }
    problems_move(run->problems, &parcel.problems);
    rejects_free(&parcel.rejects);
    return sound;
}
