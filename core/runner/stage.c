/* One stage: threads take parcels of its head's rows, carry them, and finish them in order. */
#include "runner/host.h"
#include "runner/run.h"

struct flow {
    struct run *run;
    struct stage *stage;
    /* The head: one thread at a time. */
    pthread_mutex_t head_lock;
    uint64_t next_number;
    bool is_over;              /* the head gives no more */
    int64_t rows_given;        /* by next and by give in order */
    size_t kept_from, kept_at; /* HEAD_KEPT: which of the input's steps, which batch */
    /* The order: parcels that are carried wait for their turn. */
    pthread_mutex_t order_lock;
    pthread_cond_t order_moved;
    struct parcel **waiting;   /* by number, modulo window */
    uint64_t window, finished; /* parcels 0 … finished - 1 are done */
    bool is_finishing;         /* a thread is at it */
    bool has_failed;
};

struct worker {
    struct flow *flow;
    int32_t thread;
    pthread_t id;
};

static void parcel_free(struct parcel *parcel) {
    for (size_t i = 0; i < parcel->item_count; i++) {
        batch_release(parcel->items[i].batch);
        string_free(&parcel->items[i].blob);
    }
    memory_free(parcel->items);
    rejects_free(&parcel->rejects);
    problems_free(&parcel->problems);
    batch_release(parcel->batch);
    if (parcel->piece) {
        buffer_release(parcel->piece->buffer);
        memory_free(parcel->piece->api.own);
        memory_free(parcel->piece);
    }
    memory_free(parcel);
}

/* -- The head --------------------------------------------------------------------------------- */

/* Rows whose source said nothing of their places stand on the lines of their piece, one after the
 * other; others at the step, by their number. A fold's streams but the last are taken to be full
 * batches, as a count of what other threads gave would change from run to run. */
static bool place_rows(struct flow *flow, struct parcel *parcel, struct batch *own) {
    bool alone = parcel->piece || flow->run->steps[flow->stage->step].streams > 1;
    int64_t *given = alone ? &parcel->rows_given : &flow->rows_given;
    int64_t first =
        parcel->piece ? parcel->piece->api.line : (int64_t)parcel->stream * LEAT_BATCH_ROWS + 1;
    int32_t origin =
        parcel->piece ? parcel->piece->api.file : flow->run->steps[flow->stage->step].step->origin;
    bool placed = own->places || own->api.rows == 0 ||
                  host_set_places(flow->run->steps[flow->stage->step].step, own, origin,
                                  first + *given, NULL, NULL);
    *given += own->api.rows;
    return placed;
}

/* What a source said of its rows' places must be of these rows; one that reads files has to say it,
 * except of pieces, whose rows are lines unless it says otherwise. */
static void check_places(struct handle *handle, const struct batch *own, bool is_piece) {
    if (own->places && own->places->rows != own->api.rows)
        handle_fail(handle, STATUS_PLUGIN,
                    "leat_places was called for %lld rows of a batch of %lld; call it once all "
                    "columns are put",
                    (long long)own->places->rows, (long long)own->api.rows);
    else if (!own->places && !is_piece && handle->step->file_count > 0 && own->api.rows > 0)
        handle_fail(handle, STATUS_PLUGIN,
                    "the plugin's next did not say where its rows stood (leat_places)");
}

/* A source or fold fills a batch of its own columns. */
static bool fill(struct flow *flow, struct parcel *parcel, struct handle *handle,
                 int (*call)(struct handle *, struct parcel *), const char *callback,
                 bool is_source, int *answer) {
    struct run_step *running = &flow->run->steps[flow->stage->step];
    struct batch *own = batch_new(&host_table, running->step->own.count);
    struct work *work = work_begin(handle, callback, parcel, own);
    struct settled settled;
    work->is_source = is_source;
    work->fills = true;
    work->piece = parcel->piece;
    *answer = call(handle, parcel);
    bool is_filled = *answer == LEAT_OK || (*answer == LEAT_MORE && parcel->piece);
    if (is_source && is_filled && !handle->failure)
        check_places(handle, own, parcel->piece != NULL);
    if (!place_rows(flow, parcel, own))
        host_no_memory(&handle->api);
    bool sound = work_end(handle, *answer, true, &settled);
    if (is_source)
        books_found(&running->books, &settled);
    else
        books_made(&running->books, &settled);
    batch_release(parcel->batch);
    parcel->batch = own;
    return sound;
}

static int call_next(struct handle *handle, struct parcel *parcel) {
    struct work *work = handle->work;
    (void)parcel;
    return handle->step->role->source.next(&handle->api, &work->batch->api);
}

static int call_decode(struct handle *handle, struct parcel *parcel) {
    struct work *work = handle->work;
    return handle->step->role->source.decode(&handle->api, &parcel->piece->api, &work->batch->api);
}

static int call_give(struct handle *handle, struct parcel *parcel) {
    struct work *work = handle->work;
    return handle->step->role->fold.give(&handle->api, parcel->stream, &work->batch->api);
}

static bool cut(struct flow *flow, struct parcel *parcel, struct handle *handle) {
    const struct leat_source *source = &handle->step->role->source;
    struct piece *piece = memory_alloc(sizeof *piece);
    parcel->piece = piece;
    piece->api.host = &host_table;
    piece->api.number = parcel->number;
    piece->api.file = -1;
    piece->api.own = memory_alloc(source->piece_size);
    struct work *work = work_begin(handle, "cut", parcel, NULL);
    work->is_source = true;
    work->piece = piece;
    int answer = source->cut(&handle->api, &piece->api);
    if (answer == LEAT_OK && !step_has_file(handle->step, piece->api.file))
        handle_fail(handle, STATUS_PLUGIN,
                    "the plugin cuts a piece of file %d, which is none of its own",
                    piece->api.file);
    if (answer == LEAT_OK && piece->api.size > piece->room)
        handle_fail(handle, STATUS_PLUGIN,
                    "the plugin cuts a piece of %zu bytes into a room of %zu (leat_piece_room)",
                    piece->api.size, piece->room);
    bool sound = work_end(handle, answer, false, NULL);
    flow->is_over = !sound || answer == LEAT_END;
    return sound && answer != LEAT_END;
}

/* The next kept batch of the input's steps, one after the other, its columns in the input's
 * order. */
static bool take_kept(struct flow *flow, struct parcel *parcel) {
    const struct stage *stage = flow->stage;
    const struct input *input = &flow->run->steps[stage->step].step->inputs[stage->input];
    for (; flow->kept_from < input->from_count; flow->kept_from++, flow->kept_at = 0) {
        struct kept *kept = &flow->run->steps[input->from[flow->kept_from]].kept;
        if (flow->kept_at == kept->count)
            continue;
        struct batch *batch = kept->batches[flow->kept_at++];
        const int32_t *map = input->maps[flow->kept_from];
        parcel->batch = map ? batch_choose(batch, map, input->schema.count) : batch_branch(batch);
        parcel->batch->api.sequence = parcel->number << SEQUENCE_BITS | parcel->next_index++;
        return true;
    }
    flow->is_over = true;
    return false;
}

/* Takes what must be taken in order. *go: there is something to carry. false: it failed, which is
 * in the parcel. */
static bool take(struct flow *flow, struct parcel *parcel, int32_t thread, bool *go) {
    struct run_step *running = &flow->run->steps[flow->stage->step];
    int answer = LEAT_OK;
    bool sound = true;
    *go = true;
    if (flow->stage->head == HEAD_KEPT) {
        *go = take_kept(flow, parcel);
        return true;
    }
    /* The source's or the fold's own; a step that takes kept batches may have fewer than threads.
     */
    struct handle *handle = running->handles[thread];
    if (flow->stage->head == HEAD_FOLD) {
        parcel->stream = running->streams > 1 ? (size_t)parcel->number : 0;
        if (running->streams > 1) {
            flow->is_over = parcel->stream >= running->streams;
            *go = !flow->is_over;
        } else {
            sound = fill(flow, parcel, handle, call_give, "give", false, &answer);
        }
    } else if (running->step->role->source.next) {
        sound = fill(flow, parcel, handle, call_next, "next", true, &answer);
    } else {
        *go = cut(flow, parcel, handle);
        return *go || parcel->problems.count == 0;
    }
    if (answer == LEAT_END || !sound) {
        flow->is_over = true;
        *go = false;
    }
    return sound;
}

/* Carries what was taken: decodes the piece, asks the stream, or has the batch already. */
static bool carry_parcel(struct flow *flow, struct parcel *parcel, int32_t thread) {
    struct run_step *running = &flow->run->steps[flow->stage->step];
    struct carry carry = {.run = flow->run, .thread = thread, .parcel = parcel};
    if (flow->stage->head == HEAD_KEPT)
        return carry_edge(&carry, &flow->stage->edge, parcel->batch);
    bool is_stream = flow->stage->head == HEAD_FOLD && running->streams > 1;
    if (!is_stream && !parcel->piece)
        return carry_own(&carry, flow->stage->step, parcel->batch);
    for (int answer = LEAT_MORE; answer != LEAT_END && !run_is_over(flow->run);) {
        if (!fill(flow, parcel, running->handles[thread], is_stream ? call_give : call_decode,
                  is_stream ? "give" : "decode", !is_stream, &answer))
            return false;
        if (answer != LEAT_END && !carry_own(&carry, flow->stage->step, parcel->batch))
            return false;
        if (answer == LEAT_OK && !is_stream)
            break;
    }
    return true;
}

/* -- The order -------------------------------------------------------------------------------- */

/* A preview needs no more than its first rows. */
static void note_preview(struct run *run) {
    if (run->preview_step < 0)
        return;
    const struct kept *kept = &run->steps[run->preview_step].kept;
    int64_t rows = 0;
    for (size_t i = 0; i < kept->count && rows < run->preview_rows; i++)
        rows += kept->batches[i]->api.rows;
    if (rows >= run->preview_rows)
        atomic_store(&run->has_enough, true);
}

/* A parcel's turn: its rejects and failures count, and what was put off is done. What was put off
 * stands before the row at which the parcel failed, if it did: so a failure of the former is the
 * earlier one, and is told alone. */
static bool finish(struct flow *flow, struct parcel *parcel, int32_t thread) {
    struct carry carry = {.run = flow->run, .thread = thread, .parcel = parcel, .in_order = true};
    struct problems later = parcel->problems;
    parcel->problems = (struct problems){0};
    bool sound = carry_items(&carry);
    sound = rejects_commit(flow->run, &parcel->rejects) && sound && later.count == 0;
    if (parcel->problems.count == 0)
        problems_move(flow->run->problems, &later);
    else
        problems_move(flow->run->problems, &parcel->problems);
    problems_free(&later);
    note_preview(flow->run);
    return sound && !flow->run->problems->count;
}

/* Hands a parcel in, and finishes all whose turn has come unless another thread is at it. */
static void hand_in(struct flow *flow, struct parcel *parcel, int32_t thread) {
    pthread_mutex_lock(&flow->order_lock);
    flow->waiting[parcel->number % flow->window] = parcel;
    while (!flow->is_finishing) {
        struct parcel *next = flow->waiting[flow->finished % flow->window];
        if (!next)
            break;
        flow->waiting[flow->finished % flow->window] = NULL;
        flow->is_finishing = true;
        bool has_failed = flow->has_failed;
        pthread_mutex_unlock(&flow->order_lock);
        bool sound = has_failed || finish(flow, next, thread);
        parcel_free(next);
        pthread_mutex_lock(&flow->order_lock);
        flow->is_finishing = false;
        flow->has_failed |= !sound;
        if (flow->has_failed)
            atomic_store(&flow->run->stopping, true);
        flow->finished++;
        pthread_cond_broadcast(&flow->order_moved);
    }
    pthread_mutex_unlock(&flow->order_lock);
}

/* Waits until the window has room for that number. */
static void await_room(struct flow *flow, uint64_t number) {
    pthread_mutex_lock(&flow->order_lock);
    while (number >= flow->finished + flow->window)
        pthread_cond_wait(&flow->order_moved, &flow->order_lock);
    pthread_mutex_unlock(&flow->order_lock);
}

static void *worker_main(void *context) {
    struct worker *worker = context;
    struct flow *flow = worker->flow;
    for (;;) {
        bool go = false, sound = true;
        pthread_mutex_lock(&flow->head_lock);
        if (interrupt_signal)
            atomic_store(&flow->run->stopping, true);
        if (flow->is_over || atomic_load(&flow->run->stopping) ||
            atomic_load(&flow->run->has_enough)) {
            pthread_mutex_unlock(&flow->head_lock);
            return NULL;
        }
        struct parcel *parcel = memory_alloc(sizeof *parcel);
        parcel->number = flow->next_number++;
        await_room(flow, parcel->number);
        sound = take(flow, parcel, worker->thread, &go);
        pthread_mutex_unlock(&flow->head_lock);
        if (sound && go)
            carry_parcel(flow, parcel, worker->thread);
        hand_in(flow, parcel, worker->thread);
    }
}

static void run_threads(struct flow *flow) {
    struct worker *workers = memory_array((size_t)flow->run->threads, sizeof *workers);
    int32_t made = 0;
    for (int32_t i = 0; i < flow->run->threads; i++)
        workers[i] = (struct worker){.flow = flow, .thread = i};
    /* The first worker is this thread; where the system gives fewer threads than asked for, fewer
     * do the work. */
    for (int32_t i = 1; i < flow->run->threads; i++, made++)
        if (pthread_create(&workers[i].id, NULL, worker_main, &workers[i]) != 0)
            break;
    worker_main(&workers[0]);
    for (int32_t i = 1; i <= made; i++)
        pthread_join(workers[i].id, NULL);
    memory_free(workers);
}

/* -- Before and after ------------------------------------------------------------------------- */

static bool start_steps(struct run *run, struct stage *stage) {
    bool sound = stage->head != HEAD_SOURCE || run_step_start(run, stage->step);
    for (size_t i = 0; sound && i < stage->member_count; i++)
        sound = run_step_start(run, stage->members[i]);
    for (size_t i = 0; sound && i < stage->fold_count; i++)
        sound = run_step_start(run, stage->folds[i]);
    for (size_t i = 0; sound && i < stage->write_count; i++)
        sound = run_step_start(run, stage->writes[i].step);
    return sound;
}

/* Rows that row-wise transforms held back, in one last parcel. */
static bool carry_last(struct flow *flow) {
    struct stage *stage = flow->stage;
    struct parcel *parcel = memory_alloc(sizeof *parcel);
    struct carry carry = {.run = flow->run, .parcel = parcel, .in_order = true};
    bool sound = true;
    parcel->number = flow->next_number++;
    for (size_t i = 0; sound && i < stage->member_count; i++)
        sound = carry_rest(&carry, stage->members[i]);
    sound = finish(flow, parcel, 0) && sound;
    parcel_free(parcel);
    return sound;
}

static bool end_steps(struct run *run, struct stage *stage) {
    bool sound = true;
    if (stage->head != HEAD_KEPT)
        run_step_end(run, stage->step);
    for (size_t i = 0; i < stage->member_count; i++)
        run_step_end(run, stage->members[i]);
    for (size_t i = 0; sound && i < stage->fold_count; i++)
        sound = fold_finish(run, stage->folds[i]);
    for (size_t i = 0; sound && i < stage->write_count; i++)
        sound = sink_input_done(run, stage->writes[i].step, stage->writes[i].input);
    return sound;
}

bool stage_run(struct run *run, struct stage *stage) {
    if (!start_steps(run, stage))
        return false;
    struct flow flow = {
        .run = run, .stage = stage, .window = (uint64_t)run->threads * WINDOW_A_THREAD};
    flow.waiting = memory_array(flow.window, sizeof *flow.waiting);
    pthread_mutex_init(&flow.head_lock, NULL);
    pthread_mutex_init(&flow.order_lock, NULL);
    pthread_cond_init(&flow.order_moved, NULL);
    run_threads(&flow);
    bool sound = !flow.has_failed && !atomic_load(&run->stopping);
    /* What comes after the last row is of all rows, and a preview that has enough saw the first. */
    if (sound && !atomic_load(&run->has_enough))
        sound = carry_last(&flow);
    pthread_cond_destroy(&flow.order_moved);
    pthread_mutex_destroy(&flow.order_lock);
    pthread_mutex_destroy(&flow.head_lock);
    memory_free(flow.waiting);
    stage->is_done = true;
    return sound && end_steps(run, stage);
}
