/* One batch through the steps of its stage. Rows go depth first: all readers of a step, one after
 * the other, so that what descends from one parcel has one order. */
#include "runner/run.h"

static struct handle *handle_for(const struct carry *carry, const struct run_step *step) {
    return step->is_ordered ? ordered_handle(step) : step->handles[carry->thread];
}

static bool no_memory(struct carry *carry, const struct step *step) {
    struct place place = step_place(step);
    problem_add(&carry->parcel->problems, STATUS_WORLD, &place, "%s: there is no memory left",
                step->label);
    return false;
}

static uint64_t next_sequence(struct parcel *parcel) {
    return parcel->number << SEQUENCE_BITS | parcel->next_index++;
}

static void put_off(struct parcel *parcel, struct item item) {
    if (parcel->item_count == parcel->item_room) {
        parcel->item_room = parcel->item_room * 2 + 4;
        parcel->items = memory_resize(parcel->items, parcel->item_room * sizeof *parcel->items);
    }
    parcel->items[parcel->item_count++] = item;
}

/* The rows as a plugin's batch of its own columns: the input's first, then empty slots for its new
 * ones. */
static struct batch *own_batch(const struct step *step, struct batch *rows) {
    int32_t *numbers = memory_array((size_t)step->own.count + 1, sizeof *numbers);
    for (int32_t i = 0; i < step->own.count; i++)
        numbers[i] = step_passes(step, i) ? step->own_columns[i].passed_column : -1;
    struct batch *own = batch_choose(rows, numbers, step->own.count);
    memory_free(numbers);
    own->api.sequence = rows->api.sequence;
    return own;
}

/* The columns that come out, as far as anybody needs them. */
static struct batch *choose_out(const struct step *step, const struct batch *own) {
    int32_t *numbers = memory_array((size_t)step->out.count + 1, sizeof *numbers);
    for (int32_t i = 0; i < step->out.count; i++)
        numbers[i] = step->own_columns[step->out_map[i]].is_needed ? step->out_map[i] : -1;
    struct batch *rows = batch_choose(own, numbers, step->out.count);
    memory_free(numbers);
    return rows;
}

/* Rows that a row-wise transform held back and gives at the end stand at the step, by their
 * number. */
static struct places *places_of_step(const struct run_step *running, int64_t rows) {
    struct places *places = memory_alloc(sizeof *places);
    atomic_init(&places->holders, 1);
    places->origin = running->step->origin;
    places->rows = rows;
    places->line = atomic_load(&running->books.given) + 1;
    return places;
}

bool carry_own(struct carry *carry, int32_t number, struct batch *own) {
    struct run_step *running = &carry->run->steps[number];
    const struct step *step = running->step;
    if (own->api.rows == 0)
        return true;
    struct batch *rows = choose_out(step, own);
    /* A new column that the plugin did not build is null. */
    for (int32_t i = 0; i < step->out.count; i++) {
        if (rows->columns[i] || !step->own_columns[step->out_map[i]].is_needed)
            continue;
        struct column *null = column_try_null(step->out.columns[i].type, rows->api.rows);
        if (!null) {
            batch_release(rows);
            return no_memory(carry, step);
        }
        batch_set(rows, i, null);
    }
    rows->api.sequence = next_sequence(carry->parcel);
    if (!rows->places)
        rows->places = places_of_step(running, rows->api.rows);
    atomic_fetch_add(&running->books.given, rows->api.rows);
    bool carried = carry_rows(carry, number, rows);
    batch_release(rows);
    return carried;
}

static bool has_bit(const uint8_t *bits, int64_t row) {
    return bits && bits[row >> 3] >> (row & 7) & 1;
}

/* Notes which rows a call chose. Answers how many rows of its batch shall go on. */
static int64_t note_use(struct use *use, const struct work *work, const struct settled *settled) {
    int64_t due = settled->rows - settled->dropped;
    use->all |= !work->has_chosen;
    if (!work->has_chosen)
        return due;
    due = (int64_t)work->chosen_count;
    if (!use->used)
        use->used = memory_alloc((size_t)settled->rows / 8 + 1);
    for (size_t i = 0; i < work->chosen_count; i++) {
        const uint32_t row = work->chosen[i];
        use->used[row >> 3] |= (uint8_t)(1u << (row & 7));
        due -= has_bit(work->seen, row);
    }
    return due;
}

/* What became of the rows of one input, when process is done with it. seen: those that were
 * rejected; NULL: none. */
static void note_rows(struct books *books, const struct use *use, const uint8_t *seen,
                      int64_t rows) {
    int64_t used = 0, filtered = 0;
    for (int64_t row = 0; (use->used || seen) && row < rows; row++) {
        const bool is_chosen = use->all || has_bit(use->used, row), is_seen = has_bit(seen, row);
        used += is_chosen && !is_seen;
        filtered += !is_chosen && !is_seen;
    }
    atomic_fetch_add(&books->used, use->used || seen ? used : rows);
    atomic_fetch_add(&books->filtered, filtered);
}

/* Runs process over the batch, as often as it says LEAT_MORE, and carries what comes out. */
static bool carry_process(struct carry *carry, int32_t number, struct batch *rows) {
    struct run_step *running = &carry->run->steps[number];
    const struct step *step = running->step;
    struct handle *handle = handle_for(carry, running);
    struct use use = {0};
    struct work *work = handle->work;
    bool sound = true;
    atomic_fetch_add(&running->books.taken, rows->api.rows);
    for (int answer = LEAT_MORE; sound && answer == LEAT_MORE && !run_is_over(carry->run);) {
        struct settled settled;
        struct batch *own = own_batch(step, rows);
        if (!batch_arrow(own, &step->own)) {
            batch_release(own);
            return no_memory(carry, step);
        }
        work_begin(handle, "process", carry->parcel, own)->use = &use;
        answer = step->role->rowwise.process(&handle->api, &own->api);
        sound = work_end(handle, answer, true, &settled);
        if (sound)
            atomic_fetch_add(&running->books.due, note_use(&use, work, &settled));
        sound = sound && carry_own(carry, number, own);
        atomic_fetch_add(&running->books.rejected, settled.rejected);
        batch_release(own);
    }
    note_rows(&running->books, &use, work->seen, rows->api.rows);
    memory_free(use.used);
    memory_free(work->seen);
    work->seen = NULL;
    return sound;
}

/* The rows as the plugin of a fold or sink sees them: its input's columns. */
static struct batch *input_batch(struct carry *carry, const struct edge *edge, struct batch *rows) {
    const struct step *step = carry->run->steps[edge->to].step;
    struct batch *branch = batch_branch(rows);
    branch->api.input = edge->input;
    branch->api.sequence = rows->api.sequence;
    if (batch_arrow(branch, &step->inputs[edge->input].schema))
        return branch;
    batch_release(branch);
    no_memory(carry, step);
    return NULL;
}

/* Whether a part that holds so much, and took `grown` of it for its last batch, is to put it
 * elsewhere: when half of the memory is gone, or when another such batch in each thread, and what it
 * takes to put all of it elsewhere, might find too little. */
static bool is_short(int64_t held, int64_t grown, size_t limit, size_t threads) {
    const size_t left = memory_left();
    if (held < (int64_t)(limit / 4 / threads))
        return false;
    return left <= limit / 2 || left / threads < (size_t)held + (size_t)(grown > 0 ? grown : 0);
}

/* Where memory is short, a part that holds its share of it puts that elsewhere, if it can. */
static bool spill(struct carry *carry, const struct run_step *running, struct handle *handle,
                  int64_t grown) {
    const struct leat_fold *fold = &running->step->role->fold;
    const struct work *work = handle->work;
    const size_t limit = memory_limit_now();
    if (limit == 0 || !fold->spill ||
        !is_short(work->held, grown, limit, (size_t)carry->run->threads))
        return true;
    work_begin(handle, "spill", carry->parcel, NULL);
    return work_end(handle, fold->spill(&handle->api, (size_t)work->held), false, NULL);
}

static bool carry_add(struct carry *carry, const struct edge *edge, struct batch *rows) {
    struct run_step *running = &carry->run->steps[edge->to];
    struct handle *handle = running->handles[carry->thread];
    struct batch *branch = input_batch(carry, edge, rows);
    struct settled settled;
    if (!branch)
        return false;
    atomic_fetch_add(&running->books.taken, rows->api.rows);
    const int64_t held = ((const struct work *)handle->work)->held;
    work_begin(handle, "add", carry->parcel, branch);
    int answer = running->step->role->fold.add(&handle->api, &branch->api);
    bool sound = work_end(handle, answer, false, &settled);
    atomic_fetch_add(&running->books.rejected, settled.rejected);
    atomic_fetch_add(&running->books.used, settled.rows - settled.dropped);
    batch_release(branch);
    return sound && spill(carry, running, handle, ((const struct work *)handle->work)->held - held);
}

/* A sink's rows: formatted now where it can, written when their turn comes. */
static bool carry_write(struct carry *carry, const struct edge *edge, struct batch *rows) {
    struct run_step *running = &carry->run->steps[edge->to];
    struct batch *branch = input_batch(carry, edge, rows);
    struct string blob = {0};
    if (!branch)
        return false;
    if (running->step->role->sink.encode) {
        struct handle *handle =
            carry->in_order ? ordered_handle(running) : running->handles[carry->thread];
        if (!sink_encode(handle, carry->parcel, edge->input, branch, &blob)) {
            string_free(&blob);
            batch_release(branch);
            return false;
        }
    }
    bool sound = true;
    if (carry->in_order) {
        sound = sink_write(carry, edge->to, edge->input, branch, &blob);
        batch_release(branch);
        string_free(&blob);
    } else {
        put_off(carry->parcel, (struct item){.kind = ITEM_WRITE,
                                             .step = edge->to,
                                             .input = edge->input,
                                             .batch = branch,
                                             .blob = blob});
    }
    return sound;
}

bool carry_edge(struct carry *carry, const struct edge *edge, struct batch *rows) {
    if (atomic_load(&carry->run->stopping) && !carry->in_order)
        return true;
    switch (edge->kind) {
    case EDGE_ADD:
        return carry_add(carry, edge, rows);
    case EDGE_WRITE:
        return carry_write(carry, edge, rows);
    default:
        if (!carry->run->steps[edge->to].is_ordered || carry->in_order)
            return carry_process(carry, edge->to, rows);
        put_off(carry->parcel,
                (struct item){.kind = ITEM_PROCESS, .step = edge->to, .batch = batch_share(rows)});
        return true;
    }
}

bool carry_rows(struct carry *carry, int32_t number, struct batch *rows) {
    struct run_step *running = &carry->run->steps[number];
    if (running->keeps && carry->in_order)
        kept_add(&running->kept, batch_share(rows));
    else if (running->keeps)
        put_off(carry->parcel,
                (struct item){.kind = ITEM_KEEP, .step = number, .batch = batch_share(rows)});
    for (size_t i = 0; i < running->edge_count; i++)
        if (!carry_edge(carry, &running->edges[i], rows))
            return false;
    return true;
}

bool carry_items(struct carry *carry) {
    struct parcel *parcel = carry->parcel;
    bool sound = true;
    for (size_t i = 0; i < parcel->item_count; i++) {
        struct item item = parcel->items[i];
        if (sound && item.kind == ITEM_KEEP)
            kept_add(&carry->run->steps[item.step].kept, batch_share(item.batch));
        else if (sound && item.kind == ITEM_PROCESS)
            sound = carry_process(carry, item.step, item.batch);
        else if (sound)
            sound = sink_write(carry, item.step, item.input, item.batch, &item.blob);
        batch_release(item.batch);
        string_free(&item.blob);
    }
    parcel->item_count = 0;
    return sound;
}

bool carry_rest(struct carry *carry, int32_t number) {
    struct run_step *running = &carry->run->steps[number];
    const struct step *step = running->step;
    const struct leat_rowwise *rowwise = &step->role->rowwise;
    struct handle *handle = ordered_handle(running);
    if (rowwise->merge) {
        work_begin(handle, "merge", carry->parcel, NULL);
        int answer = rowwise->merge(&handle->api, running->parts, (size_t)running->handle_count);
        if (!work_end(handle, answer, false, NULL))
            return false;
    }
    for (int answer = rowwise->rest ? LEAT_OK : LEAT_END;
         answer != LEAT_END && !run_is_over(carry->run);) {
        struct batch *own = batch_new(&host_table, step->own.count);
        work_begin(handle, "rest", carry->parcel, own)->fills = true;
        answer = rowwise->rest(&handle->api, &own->api);
        struct settled settled;
        bool sound = work_end(handle, answer, true, &settled);
        books_made(&running->books, &settled);
        if (sound && answer != LEAT_END)
            sound = carry_own(carry, number, own);
        batch_release(own);
        if (!sound)
            return false;
    }
    return true;
}
