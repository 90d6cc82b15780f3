/* One callback of a plugin: what it may use, what it left, and the rows that it rejected. See
 * work.h. */
#include "runner/work.h"

#include <string.h>

#include "batch/bits.h"
#include "batch/spool.h"
#include "runner/run.h"

static void work_free(void *context);

void work_attach(struct handle *handle) {
    struct work *work = memory_alloc(sizeof *work);
    work->handle = handle;
    work->checks = !handle->step->plugin->is_own;
    handle->work = work;
    handle->detach = work_free;
}

void work_tell(struct work *work, struct told told) {
    if (work->told_count == work->told_room) {
        work->told_room = work->told_room * 2 + 8;
        work->told = memory_resize(work->told, work->told_room * sizeof *work->told);
    }
    work->told[work->told_count++] = told;
}

static void told_free(struct told *told) {
    memory_free(told->column);
    memory_free(told->value);
    memory_free(told->message);
    *told = (struct told){0};
}

/* A sink's or fold's columns are its input's. */
static const struct schema_column *told_column(const struct step *step, const struct batch *batch,
                                               int32_t column) {
    const struct schema *schema = &step->own;
    if (!step->role->common.rowwise && !step->role->common.source && batch &&
        (size_t)batch->api.input < step->input_count)
        schema = &step->inputs[batch->api.input].schema;
    return column >= 0 && column < schema->count ? &schema->columns[column] : NULL;
}

void work_name_cell(const struct work *work, struct told *told, int32_t column) {
    const struct batch *given = work->given ? work->given : work->batch;
    const struct schema_column *known = told_column(work->handle->step, given, column);
    if (!known)
        return;
    told->column = memory_copy(known->name);
    if (column < given->count && told->row < given->api.rows)
        told->value =
            known->is_private ? memory_copy("***") : cell_text(given->columns[column], told->row);
}

/* An expression could not be worked out for a row. */
static void evaluation_failed(void *context, int64_t row, const char *reason) {
    struct work *work = context;
    /* Rows of a table, or of batches of the plugin's own, are no rows that could be rejected. */
    if (!work->parcel || !work->batch || work->evaluated != &work->batch->api) {
        if (!work->handle->failure)
            handle_fail(work->handle, STATUS_DATA, "row %lld: %s", (long long)row + 1, reason);
        return;
    }
    struct told told = {.row = row, .message = memory_copy(reason), .rule = work->evaluating};
    if (work->has_chosen)
        told.row = work->chosen[row];
    if (work->evaluation.blames_column)
        work_name_cell(work, &told, work->evaluation.column);
    work_tell(work, told);
}

struct work *work_begin(struct handle *handle, const char *callback, struct parcel *parcel,
                        struct batch *batch) {
    struct work *work = handle->work;
    work->callback = callback;
    work->parcel = parcel;
    work->batch = batch;
    work->given = NULL;
    work->has_chosen = work->has_left = false;
    work->is_source = work->fills = work->encodes = false;
    work->piece = NULL;
    work->use = NULL;
    work->rule = NULL;
    if (batch) {
        size_t columns = (size_t)handle->step->own.count;
        work->before = batch->api;
        work->put = work->put ? work->put : memory_alloc(columns + 1);
        memset(work->put, 0, columns + 1);
    }
    work->evaluation.fail = evaluation_failed;
    work->evaluation.context = work;
    work->evaluation.out_of_memory = false;
    work->balance = memory_balance();
    work->apart = 0;
    if (handle->step->role->common.flags & LEAT_FRAIL)
        memory_must(handle->step->label);
    watch_enter(&handle->step->guest, callback);
    return work;
}

/* Whether an earlier call for the same input gave the row. */
static bool was_given(const struct work *work, int64_t row) {
    const struct use *use = work->use;
    return use && (use->all || (use->used && use->used[row >> 3] >> (row & 7) & 1));
}

/* What was told, as rejects in the parcel, and how many rows that is. dropped: a bit for each row
 * given. */
static void pass_on(struct handle *handle, uint8_t *dropped, struct settled *settled) {
    struct work *work = handle->work;
    const struct batch *given = work->given ? work->given : work->batch;
    const struct told *last = NULL;
    for (size_t i = 0; i < work->told_count; i++) {
        struct told *told = &work->told[i];
        struct reject reject = {.step = handle->step->number,
                                .column = told->column,
                                .value = told->value,
                                .message = told->message,
                                .rule = told->rule,
                                .serial = work->parcel->rejects.count};
        if (told->row >= 0) {
            uint8_t bit = (uint8_t)(1u << (told->row & 7));
            reject.is_first = !(work->seen[told->row >> 3] & bit);
            if (reject.is_first && was_given(work, told->row))
                handle_fail(handle, STATUS_PLUGIN,
                            "the plugin rejects row %lld of its batch after rows made of it went "
                            "on; it must be rejected before, in the first call that meets it",
                            (long long)told->row);
            work->seen[told->row >> 3] |= bit;
            dropped[told->row >> 3] |= bit;
            reject.place = batch_place(given, told->row);
        } else {
            reject.is_first = !last || last->place.file != told->place.file ||
                              last->place.line != told->place.line ||
                              last->place.byte != told->place.byte;
            reject.place = (struct row_place){told->place.file, told->place.line, told->place.byte};
            settled->outside += reject.is_first;
            last = told;
        }
        settled->rejected += reject.is_first;
        rejects_add(&work->parcel->rejects, reject);
    }
    work->told_count = 0;
}

/* Takes rejected rows out of the edited batch, whose rows may be a choice of those given. */
static bool drop_told(struct work *work, const uint8_t *dropped) {
    if (!work->has_chosen)
        return batch_drop_rows(work->batch, dropped);
    uint8_t *chosen = memory_alloc(work->chosen_count / 8 + 1);
    for (size_t i = 0; i < work->chosen_count; i++)
        if (dropped[work->chosen[i] >> 3] >> (work->chosen[i] & 7) & 1)
            chosen[i >> 3] |= (uint8_t)(1u << (i & 7));
    bool done = batch_drop_rows(work->batch, chosen);
    memory_free(chosen);
    return done;
}

static void settle_told(struct handle *handle, bool edits, struct settled *settled) {
    struct work *work = handle->work;
    const struct batch *given = work->given ? work->given : work->batch;
    settled->rows = given ? given->api.rows : 0;
    if ((work->told_count == 0 && !work->seen) || !work->parcel)
        return;
    int64_t rows_given = settled->rows;
    uint8_t *dropped = memory_alloc((size_t)rows_given / 8 + 1);
    if (work->seen) /* what an earlier call for the same input rejected stays out of this one */
        memcpy(dropped, work->seen, (size_t)rows_given / 8 + 1);
    else
        work->seen = memory_alloc((size_t)rows_given / 8 + 1);
    for (size_t i = 0; i < work->told_count; i++) {
        struct told *told = &work->told[i];
        if (told->row < rows_given)
            continue;
        told_free(told);
        *told = work->told[--work->told_count];
        i--;
        handle_fail(handle, STATUS_PLUGIN, "the plugin rejected a row that does not exist");
    }
    pass_on(handle, dropped, settled);
    settled->dropped = bits_count(work->seen, 0, rows_given);
    if (edits && given && !drop_told(work, dropped))
        handle_fail(handle, STATUS_WORLD, "there is no memory left");
    memory_free(dropped);
}

static void give_back(struct work *work) {
    for (size_t i = 0; i < work->builder_count; i++)
        builder_free(work->builders[i]);
    for (size_t i = 0; i < work->lent_count; i++)
        column_release(work->lent[i]);
    for (size_t i = 0; i < work->lent_batch_count; i++)
        batch_release(work->lent_batches[i]);
    work->builder_count = work->lent_count = work->lent_batch_count = 0;
    for (size_t i = 0; i < work->told_count; i++)
        told_free(&work->told[i]);
    told_free(&work->failed);
    for (size_t i = 1; i < work->key_count; i++)
        keys_free(&work->keys[i]);
    work->told_count = work->key_count = 0;
    batch_release(work->given);
    work->given = NULL;
}

/* The run ends at a row: what was told of it and of those before it counts, and the row is told in
 * the failure's place. */
static void report_row(struct handle *handle, struct problems *problems) {
    struct work *work = handle->work;
    const struct batch *given = work->given ? work->given : work->batch;
    struct told *failed = &work->failed;
    size_t kept = 0;
    for (size_t i = 0; i < work->told_count; i++) {
        if (work->told[i].row <= failed->row)
            work->told[kept++] = work->told[i];
        else
            told_free(&work->told[i]);
    }
    work->told_count = kept;
    settle_told(handle, false, &(struct settled){0});
    const struct reject reject = {.place = batch_place(given, failed->row),
                                  .step = handle->step->number,
                                  .column = failed->column,
                                  .value = failed->value,
                                  .message = handle->failure};
    reject_tell(work->run, &reject, problems);
    handle_forget(handle);
}

static bool is_one_of(const char *callback, const char *const *names) {
    while (*names && strcmp(*names, callback) != 0)
        names++;
    return *names != NULL;
}

/* Whether the answer means something there, and is no failure. */
static bool is_answer(int answer, const char *callback) {
    static const char *const may_go_on[] = {"decode", "process", NULL};
    static const char *const may_end[] = {"next", "cut", "decode", "rest", "give", NULL};
    return answer == LEAT_OK || answer == LEAT_STOPPED ||
           (answer == LEAT_MORE && is_one_of(callback, may_go_on)) ||
           (answer == LEAT_END && is_one_of(callback, may_end));
}

/* The fields of a batch are the runner's to change: a plugin that wrote them is told so, and they
 * are put right. */
static void check_fields(struct handle *handle) {
    struct work *work = handle->work;
    struct leat_batch *api = &work->batch->api;
    int64_t rows = work->has_chosen ? (int64_t)work->chosen_count : work->before.rows;
    bool has_columns = false;
    api->sequence = work->before.sequence;
    api->input = work->before.input;
    for (int32_t i = 0; work->fills && i < work->batch->count; i++) {
        if (!work->batch->columns[i])
            continue;
        rows = has_columns ? rows : column_rows(work->batch->columns[i]);
        has_columns = true;
    }
    if (api->rows == rows)
        return;
    api->rows = rows;
    handle_fail(handle, STATUS_PLUGIN,
                "the plugin wrote the batch's number of rows; leat_rows and leat_put do that");
}

/* What open promised must be there: each column that is needed, in a batch that has rows. */
static void check_put(struct handle *handle, int answer, const char *callback) {
    const struct work *work = handle->work;
    const struct step *step = handle->step;
    bool rests = work->fills && step->role->common.rowwise;
    const struct builder *lost = NULL; /* what was built and not put, where no row came of it */
    for (size_t i = 0; work->fills && i < work->builder_count && !lost; i++)
        if (!work->builders[i]->is_taken && work->builders[i]->batch == work->batch &&
            work->builders[i]->api.rows > 0)
            lost = work->builders[i];
    if (answer == LEAT_END || (work->batch->api.rows == 0 && !lost))
        return;
    for (int32_t i = 0; i < step->own.count && !rests; i++) {
        const struct own_column *own = &step->own_columns[i];
        bool is_passed = own->passed_column >= 0 && !own->is_replaced && !work->fills;
        if (work->put[i] || is_passed || !own->is_needed || (lost && lost->number != i))
            continue;
        handle_fail(handle, STATUS_PLUGIN,
                    "the plugin's %s did not put the column '%s', which its open promised (with "
                    "leat_put, leat_put_view or leat_gather)",
                    callback, step->own.columns[i].name);
        return;
    }
}

/* A builder is done with when it is put. */
static void check_builders(struct handle *handle) {
    const struct work *work = handle->work;
    for (size_t i = 0; i < work->builder_count && !handle->failure; i++)
        if (work->builders[i]->is_late)
            handle_fail(handle, STATUS_PLUGIN,
                        "the plugin adds to its column %d after leat_put has taken it",
                        work->builders[i]->number);
}

/* What the callback took and did not give back it keeps, unless it is of those that give rows. */
static void count_held(struct work *work, const char *callback) {
    static const char *const may_keep[] = {"start", "begin", "add",     "spill",
                                           "seal",  "merge", "arrange", NULL};
    if (is_one_of(callback, may_keep))
        work->held += memory_balance() - work->balance - work->apart;
}

bool work_end(struct handle *handle, int answer, bool edits, struct settled *settled) {
    watch_leave();
    struct work *work = handle->work;
    const char *callback = work->callback;
    struct problems *problems = work->parcel ? &work->parcel->problems : work->run->problems;
    memory_must(NULL);
    count_held(work, callback);
    bool answers = is_answer(answer, callback);
    if (answer == LEAT_STOPPED && !atomic_load(&work->run->stopping) && !interrupt_signal)
        answers = false;
    if (work->batch && work->checks && answers && !handle->failure)
        check_fields(handle);
    struct settled rows = {0};
    if (answers && !handle->failure)
        settle_told(handle, edits, &rows);
    if (answer == LEAT_END)
        rows.rows = rows.dropped;
    if (settled)
        *settled = rows;
    if (answers && !handle->failure)
        check_builders(handle);
    if (answers && answer != LEAT_STOPPED && !handle->failure && work->batch && edits)
        check_put(handle, answer, callback);
    bool sound = answers && !handle->failure;
    if (handle->failure && handle->failure_of_row)
        report_row(handle, problems);
    else if (!sound)
        handle_report(handle, answer, callback, problems);
    give_back(work);
    if (!edits || work->fills) {
        memory_free(work->seen);
        work->seen = NULL;
    }
    work->batch = NULL;
    work->parcel = NULL;
    work->blob = NULL;
    return sound && answer != LEAT_STOPPED;
}

static void work_free(void *context) {
    struct work *work = context;
    give_back(work);
    memory_free(work->builders);
    memory_free(work->lent);
    memory_free(work->lent_batches);
    memory_free(work->told);
    memory_free(work->chosen);
    memory_free(work->rejected);
    memory_free(work->seen);
    memory_free(work->where);
    evaluation_free(&work->evaluation);
    for (size_t i = 0; i < work->key_room; i++)
        keys_free(&work->keys[i]);
    memory_free(work->keys);
    memory_free(work->put);
    string_free(&work->made);
    spool_free(work->spool);
    memory_free(work);
}
