/* The calls of struct leat_host that tell of rows: those that cannot be used, and where one came
 * from. */
#include "runner/host.h"
#include "runner/run.h"

static const char *column_name(const struct step *step, int32_t column) {
    return column >= 0 && column < step->own.count ? step->own.columns[column].name : NULL;
}

/* The batch as the callback was given it; NULL: it is not the callback's own, or the row is not
 * there. */
static const struct batch *given_row(const struct work *work, const struct leat_batch *batch,
                                     int64_t row) {
    const struct batch *given = work->given ? work->given : work->batch;
    const bool is_given = given && batch == &work->batch->api && row >= 0;
    return is_given && row < given->api.rows ? given : NULL;
}

void host_reject(struct leat_step *step, struct leat_batch *batch, int64_t row, int32_t column,
                 const char *message, size_t size) {
    struct handle *handle = (struct handle *)step;
    struct work *work = handle->work;
    const struct batch *given = work->given ? work->given : work->batch;
    if (!work->parcel || !given || batch != &work->batch->api || handle->step->role->common.sink) {
        handle_fail(handle, STATUS_PLUGIN,
                    "leat_reject is for a callback that was given rows, on its batch, and not for "
                    "sinks");
        return;
    }
    if (row < 0) {
        handle_fail(handle, STATUS_PLUGIN, "the plugin rejected a row that does not exist");
        return;
    }
    struct told told = {
        .row = row, .message = handle_message(handle, message, size), .rule = work->rule};
    work_name_cell(work, &told, column);
    work_tell(work, told);
}

void host_rule(struct leat_step *step, const void *field) {
    ((struct work *)((struct handle *)step)->work)->rule = field;
}

void host_reject_at(struct leat_step *step, const struct leat_place *place, const char *message,
                    size_t size) {
    struct handle *handle = (struct handle *)step;
    struct work *work = handle->work;
    if (!work->parcel || !work->is_source) {
        handle_fail(handle, STATUS_PLUGIN, "only a source, giving rows, may reject a place");
        return;
    }
    if (place->file >= 0 && !step_has_file(handle->step, place->file)) {
        handle_fail(handle, STATUS_PLUGIN,
                    "the plugin rejects a row of file %d, which is none of its own", place->file);
        return;
    }
    const char *name = column_name(handle->step, place->column);
    bool is_private =
        name ? handle->step->own.columns[place->column].is_private : step_has_private(handle->step);
    struct told told = {
        .row = -1, .place = *place, .column = name ? memory_copy(name) : NULL, .rule = work->rule};
    const struct file *file = step_file(handle->step, place->file);
    if (file && file->patches.count) {
        told.place.byte = patches_byte(&file->patches, place->byte);
        told.place.line = patches_line(&file->patches, place->line);
    }
    told.message = handle_message(handle, message, size);
    if (place->value.data)
        told.value =
            is_private ? memory_copy("***")
                       : memory_copy_part(place->value.data,
                                          text_valid_prefix(place->value.data, place->value.size));
    work_tell(work, told);
}

const uint8_t *host_rejected(struct leat_step *step, struct leat_batch *batch) {
    struct work *work = ((struct handle *)step)->work;
    const struct batch *given = work->given ? work->given : work->batch;
    bool any = false;
    if (!given || batch != &work->batch->api)
        return NULL;
    memory_free(work->rejected);
    work->rejected = memory_alloc((size_t)given->api.rows / 8 + 1);
    for (size_t i = 0; i < work->told_count; i++) {
        int64_t row = work->told[i].row;
        if (row < 0 || row >= given->api.rows)
            continue;
        any = true;
        work->rejected[row >> 3] |= (uint8_t)(1u << (row & 7));
    }
    return any ? work->rejected : NULL;
}

int host_fail_row(struct leat_step *step, struct leat_batch *batch, int64_t row, int32_t column,
                  const char *message, size_t size) {
    struct handle *handle = (struct handle *)step;
    struct work *work = handle->work;
    if (!work->parcel || handle->step->role->common.source || !given_row(work, batch, row))
        return handle_fail(handle, STATUS_PLUGIN,
                           "leat_fail_row is for a row of the batch that a callback was given");
    if (handle->failure && handle->failure_of_row && work->failed.row <= row)
        return LEAT_FAILED;
    memory_free(work->failed.column);
    memory_free(work->failed.value);
    work->failed = (struct told){.row = row};
    work_name_cell(work, &work->failed, column);
    host_fail(step, message, size);
    handle->failure_of_row = handle->failure != NULL;
    return LEAT_FAILED;
}

struct leat_place host_place(struct leat_step *step, struct leat_batch *api, int64_t row) {
    const struct work *work = ((struct handle *)step)->work;
    const struct batch *batch = (struct batch *)api;
    struct leat_place place = {.file = -1, .column = -1, .byte = -1};
    if (!host_is_batch((struct handle *)step, api))
        return place;
    if (work->given && api == &work->batch->api)
        batch = work->given;
    if (row < 0 || row >= batch->api.rows) {
        handle_fail((struct handle *)step, STATUS_PLUGIN,
                    "the plugin asks for the place of row %lld of a batch of %lld", (long long)row,
                    (long long)batch->api.rows);
        return place;
    }
    const struct row_place found = batch_place(batch, row);
    place.file = found.origin;
    place.line = found.line;
    place.byte = found.byte;
    return place;
}

void host_counted(struct leat_step *step, int64_t rows) {
    struct handle *handle = (struct handle *)step;
    const struct role *role = handle->step->role;
    const struct run *run = ((struct work *)handle->work)->run;
    if (!run || !(role->common.fold || role->common.sink)) {
        handle_fail(handle, STATUS_PLUGIN, "leat_counted is for folds and sinks, from start on");
        return;
    }
    struct books *books = &run->steps[handle->step->number].books;
    atomic_fetch_add(&books->told, rows);
    atomic_store(&books->tells, true);
}

struct leat_text host_file_name(struct leat_step *step, int32_t file) {
    const struct run *run = ((struct work *)((struct handle *)step)->work)->run;
    if (run && file >= 0 && file < run->plan->origin_count)
        return leat_text_of(run->plan->origins[file].name);
    handle_fail((struct handle *)step, STATUS_PLUGIN,
                "the plugin asks for the name of file %d, which does not exist", file);
    return (struct leat_text){"", 0};
}
