/* The calls of struct leat_host that read, edit and build batches. */
#include <string.h>

#include "batch/check.h"
#include "plan/bind.h"
#include "runner/host.h"
#include "runner/run.h"

#define GROW(work, list, count, room)                                                              \
    do {                                                                                           \
        if ((work)->count == (work)->room) {                                                       \
            (work)->room = (work)->room * 2 + 8;                                                   \
            (work)->list = memory_resize((work)->list, (work)->room * sizeof *(work)->list);       \
        }                                                                                          \
    } while (0)

void host_lend(struct work *work, struct column *column) {
    GROW(work, lent, lent_count, lent_room);
    work->lent[work->lent_count++] = column;
}

int host_no_memory(struct leat_step *step) {
    return handle_fail((struct handle *)step, STATUS_WORLD, "there is no memory left");
}

/* Whether the batch is the one that the callback edits: not a table or one of the plugin's own. */
static bool is_edited(const struct work *work, const struct leat_batch *batch) {
    return work->batch && batch == &work->batch->api;
}

/* The type of a column as the callback numbers it; false: there is none. */
static bool column_type(struct handle *handle, const struct batch *batch, int32_t column,
                        struct leat_type *type) {
    struct work *work = handle->work;
    const struct step *step = handle->step;
    const struct schema *schema = &step->own;
    if (!batch || column < 0)
        return false;
    if (batch->owner) { /* a batch of the plugin's own: its types */
        if (column >= batch->count)
            return false;
        *type = ((const struct leat_type *)batch->owner)[column];
        return true;
    }
    bool edits = is_edited(work, &batch->api) &&
                 (step->role->common.rowwise || step->role->common.source || work->fills);
    if (!edits && (size_t)batch->api.input < step->input_count)
        schema = &step->inputs[batch->api.input].schema;
    if (column >= schema->count)
        return false;
    *type = schema->columns[column].type;
    return true;
}

/* Whether the step may read this column of an input: a passed one that it did not name may not be
 * there. */
static bool may_read(struct handle *handle, const struct batch *batch, int32_t column) {
    const struct step *step = handle->step;
    struct work *work = handle->work;
    if (batch->owner || work->fills || (size_t)batch->api.input >= step->input_count)
        return true;
    const struct input *input = &step->inputs[batch->api.input];
    return column >= input->schema.count || input->reads[column];
}

static bool is_named(struct handle *handle, const struct leat_batch *batch) {
    if (!batch)
        handle_fail(handle, STATUS_PLUGIN, "the plugin names no batch (NULL)");
    return batch != NULL;
}

/* The columns that open drops do not go on, so leat_rows leaves them as they were given: to gather
 * each of hundreds for each batch that unpivot makes of one would take longer than all else. */
static void leave_dropped(struct work *work) {
    const struct step *step = work->handle->step;
    for (int32_t i = 0; i < work->batch->count && i < step->own.count; i++) {
        if (!step->own_columns[i].is_dropped || !work->batch->columns[i])
            continue;
        batch_set(work->batch, i, NULL);
        work->has_left = true;
    }
}

/* A step that reads one after all finds it with the chosen rows as well. */
static bool bring_dropped(struct work *work) {
    for (int32_t i = 0; i < work->given->count; i++) {
        struct column *taken;
        if (work->batch->columns[i] || !work->given->columns[i])
            continue;
        taken = column_take(work->given->columns[i], work->chosen, work->chosen_count);
        if (!taken)
            return false;
        batch_set(work->batch, i, taken);
    }
    work->has_left = false;
    return true;
}

bool host_is_batch(struct handle *handle, const struct leat_batch *batch) {
    struct work *work = handle->work;
    bool is = is_named(handle, batch);
    if (is && ((const struct batch *)batch)->pack) {
        handle_fail(handle, STATUS_PLUGIN,
                    "the plugin uses a batch of leat_pack, whose rows can be gathered alone");
        return false;
    }
    if (is && work->has_left && is_edited(work, batch) && !bring_dropped(work))
        host_no_memory((struct leat_step *)handle);
    return is;
}

struct leat_view host_read(struct leat_step *step, struct leat_batch *api, int32_t column) {
    struct handle *handle = (struct handle *)step;
    struct batch *batch = (struct batch *)api;
    struct leat_type type = {.kind = LEAT_TEXT};
    bool known = column_type(handle, batch, column, &type);
    if (!host_is_batch(handle, api))
        return (struct leat_view){.type = type};
    if (!known)
        handle_fail(handle, STATUS_PLUGIN, "the plugin reads its column %d, which does not exist",
                    column);
    else if (!may_read(handle, batch, column))
        handle_fail(
            handle, STATUS_PLUGIN,
            "the plugin reads the column '%s', which no option names and leat_uses did not ask for",
            handle->step->inputs[api->input].schema.columns[column].name);
    else if (column < batch->count && batch->columns[column]) {
        struct column *lent = column_share(batch->columns[column]);
        host_lend(handle->work, lent);
        return column_view(lent);
    }
    struct column *absent = column_try_absent(type, api->rows);
    if (!absent) {
        host_no_memory(step);
        return (struct leat_view){.type = type};
    }
    host_lend(handle->work, absent);
    return column_view(absent);
}

int host_rows(struct leat_step *step, struct leat_batch *api, const uint32_t *rows, size_t count) {
    struct handle *handle = (struct handle *)step;
    struct work *work = handle->work;
    if (!is_edited(work, api) || !handle->step->role->common.rowwise || work->fills ||
        work->has_chosen)
        return handle_fail(handle, STATUS_PLUGIN,
                           "leat_rows is for row-wise transforms, in process, once a call");
    if (count > LEAT_BATCH_ROWS)
        return handle_fail(handle, STATUS_PLUGIN,
                           "leat_rows was given %zu rows, and the most is %d; give them in parts, "
                           "with LEAT_MORE",
                           count, LEAT_BATCH_ROWS);
    for (size_t i = 0; i < count; i++)
        if (rows[i] >= (uint64_t)api->rows)
            return handle_fail(handle, STATUS_PLUGIN,
                               "leat_rows was given row %u of a batch of %lld", rows[i],
                               (long long)api->rows);
    work->given = batch_branch(work->batch);
    work->given->api.input = api->input;
    if (count > work->chosen_room) {
        work->chosen_room = count;
        work->chosen = memory_resize(work->chosen, count * sizeof *work->chosen);
    }
    if (count)
        memcpy(work->chosen, rows, count * sizeof *rows);
    work->chosen_count = count;
    work->has_chosen = true;
    leave_dropped(work);
    return batch_take(work->batch, rows, count) ? LEAT_OK : host_no_memory(step);
}

bool host_may_put(struct handle *handle, const struct batch *batch, int32_t column) {
    const struct work *work = handle->work;
    const struct step *self = handle->step;
    struct leat_type type;
    if (!is_named(handle, (const struct leat_batch *)batch))
        return false;
    bool may = column_type(handle, batch, column, &type);
    if (may && !batch->owner) {
        const struct own_column *own = &self->own_columns[column];
        may = is_edited(work, &batch->api) &&
              (work->fills ||
               (self->role->common.rowwise && (!step_passes(self, column) || own->is_replaced)));
    }
    if (!may)
        handle_fail(handle, STATUS_PLUGIN,
                    "the plugin puts its column %d, which open neither added nor replaced", column);
    return may;
}

/* A source's cell could not be read: its row is rejected. */
static void reject_cell(void *context, struct builder *builder, int64_t row, struct leat_text cell,
                        const char *reason) {
    struct handle *handle = context;
    const struct schema_column *column = &handle->step->own.columns[builder->number];
    struct told told = {
        .row = row, .column = memory_copy(column->name), .message = memory_copy(reason)};
    told.rule = handle->step->own_columns[builder->number].field;
    told.value = column->is_private
                     ? memory_copy("***")
                     : memory_copy_part(cell.data, text_valid_prefix(cell.data, cell.size));
    work_tell(handle->work, told);
}

struct leat_builder *host_build(struct leat_step *step, struct leat_batch *api, int32_t column) {
    struct handle *handle = (struct handle *)step;
    struct work *work = handle->work;
    struct batch *batch = (struct batch *)api;
    struct leat_type type = {.kind = LEAT_TEXT};
    bool known = column_type(handle, batch, column, &type),
         may = host_may_put(handle, batch, column);
    bool own = batch && batch->owner;
    int64_t rows = batch && api->rows > 0 ? api->rows : 1024;
    struct builder *builder = builder_new(&host_table, type, rows);
    builder->number = column;
    builder->batch = batch;
    builder->checks_utf8 = work->checks;
    builder->context = handle;
    if (known && may && !own && handle->step->own_columns[column].field) {
        builder->field = handle->step->own_columns[column].field;
        builder->reject = reject_cell;
    }
    GROW(work, builders, builder_count, builder_room);
    work->builders[work->builder_count++] = builder;
    return &builder->api;
}

/* Whether open said that the column may carry its symbols. */
static bool may_carry(const struct handle *handle, const struct batch *batch, int32_t number,
                      const struct column *symbols) {
    if (!symbols || batch->owner)
        return true;
    char **list = handle->step->own.columns[number].symbols;
    const struct work *work = handle->work;
    const struct leat_view view = column_view(symbols);
    const size_t count = symbols_count(list);
    bool may = count > 0;
    for (int64_t row = 0; may && work->checks && row < view.rows; row++)
        may = leat_is_null(&view, row) || symbols_find(list, leat_text_at(&view, row)) < count;
    return may;
}

int host_put_column(struct handle *handle, struct batch *batch, int32_t number,
                    struct column *column) {
    struct work *work = handle->work;
    const char *name = batch->owner || number >= handle->step->own.count
                           ? ""
                           : handle->step->own.columns[number].name;
    int64_t rows = column_rows(column);
    bool is_first = batch->api.rows == 0 && (batch->owner || work->fills);
    for (int32_t i = 0; is_first && i < batch->count; i++)
        is_first = batch->columns[i] == NULL;
    if (!is_first && rows != batch->api.rows) {
        column_release(column);
        return handle_fail(
            handle, STATUS_PLUGIN,
            "the plugin puts %lld values into the column '%s' of a batch of %lld rows",
            (long long)rows, name, (long long)batch->api.rows);
    }
    if (rows > LEAT_BATCH_ROWS && is_first && !batch->owner) {
        column_release(column);
        return handle_fail(handle, STATUS_PLUGIN,
                           "the plugin gives a batch of %lld rows; the most is %d", (long long)rows,
                           LEAT_BATCH_ROWS);
    }
    if (!may_carry(handle, batch, number, column->symbols)) {
        column_release(column);
        return handle_fail(handle, STATUS_PLUGIN,
                           "the plugin puts a symbol into the column '%s' that open did not say it "
                           "may carry",
                           name);
    }
    if (work->checks) {
        struct leat_type type;
        column_type(handle, batch, number, &type);
        char *wrong = column_check(column, type, rows);
        if (wrong) {
            column_release(column);
            handle_fail(handle, STATUS_PLUGIN,
                        "the plugin puts a column '%s' that is not sound: %s", name, wrong);
            memory_free(wrong);
            return LEAT_FAILED;
        }
    }
    batch->api.rows = rows;
    batch_set(batch, number, column);
    if (batch == work->batch)
        work->put[number] = true;
    return LEAT_OK;
}

int host_put(struct leat_step *step, struct leat_batch *api, struct leat_builder *built) {
    struct handle *handle = (struct handle *)step;
    struct work *work = handle->work;
    size_t at = work->builder_count; /* the latest first */
    while (at > 0 && &work->builders[at - 1]->api != built)
        at--;
    if (at == 0 || work->builders[at - 1]->batch != api || work->builders[at - 1]->is_taken)
        return handle_fail(
            handle, STATUS_PLUGIN,
            "leat_put was given a builder that was not begun for this batch, or was put before");
    struct builder *builder = work->builders[at - 1];
    int32_t number = builder->number;
    char *failure = NULL;
    struct column *column = builder_take(builder, &failure);
    if (column)
        return handle->failure ? (column_release(column), LEAT_FAILED)
                               : host_put_column(handle, (struct batch *)api, number, column);
    const char *name = number < handle->step->own.count && number >= 0
                           ? handle->step->own.columns[number].name
                           : "";
    if (!handle->failure)
        handle_fail(handle, failure && strstr(failure, "memory") ? STATUS_WORLD : STATUS_PLUGIN,
                    "column '%s': %s", name, failure ? failure : "it could not be built");
    memory_free(failure);
    return LEAT_FAILED;
}

int host_put_view(struct leat_step *step, struct leat_batch *api, int32_t number,
                  const struct leat_view *view) {
    struct handle *handle = (struct handle *)step;
    struct work *work = handle->work;
    struct batch *batch = (struct batch *)api;
    struct leat_type type;
    struct column *column = NULL;
    if (!host_may_put(handle, batch, number))
        return LEAT_FAILED;
    for (size_t i = 0; i < work->lent_count && !column; i++)
        if (work->lent[i] == view->column)
            column = work->lent[i];
    if (!column || !column_type(handle, batch, number, &type) || !type_equal(type, column->type))
        return handle_fail(
            handle, STATUS_PLUGIN,
            "leat_put_view was given a view of another callback, or of another type");
    return host_put_column(handle, batch, number, column_share(column));
}

int host_import(struct leat_step *step, struct leat_batch *api, int32_t number,
                struct ArrowSchema *schema, struct ArrowArray *array) {
    struct handle *handle = (struct handle *)step;
    struct batch *batch = (struct batch *)api;
    struct leat_type type = {.kind = LEAT_TEXT};
    char *failure = NULL;
    bool known = host_may_put(handle, batch, number) && column_type(handle, batch, number, &type);
    struct column *column = column_import(schema, array, type, array->length, &failure);
    if (known && !column)
        handle_fail(handle, STATUS_PLUGIN,
                    "the plugin imports an Arrow array into the column '%s' that is not sound: %s",
                    batch->owner ? "" : handle->step->own.columns[number].name, failure);
    memory_free(failure);
    if (known && column)
        return host_put_column(handle, batch, number, column);
    column_release(column);
    return LEAT_FAILED;
}

int host_places(struct leat_step *step, struct leat_batch *api, int32_t file, int64_t line,
                const int64_t *lines, const int64_t *bytes) {
    struct handle *handle = (struct handle *)step;
    struct work *work = handle->work;
    if (!is_edited(work, api) || !work->is_source)
        return handle_fail(handle, STATUS_PLUGIN,
                           "leat_places is for sources, on the batch that they fill");
    if (!step_has_file(handle->step, file))
        return handle_fail(handle, STATUS_PLUGIN,
                           "the plugin speaks of file %d, which is none of its own", file);
    return host_set_places(handle->step, work->batch, file, line, lines, bytes)
               ? LEAT_OK
               : host_no_memory(step);
}

/* Of a file that is read with some of its records corrected, places are told as they are in the
 * file itself. */
static bool unpatch(struct places *places, const struct file *file) {
    if (!file || file->patches.count == 0)
        return true;
    if (!places->lines) {
        places->lines = memory_try((size_t)(places->rows + 1) * sizeof(int64_t));
        for (int64_t row = 0; places->lines && row < places->rows; row++)
            places->lines[row] = places->line + row;
    }
    for (int64_t row = 0; places->lines && row < places->rows; row++)
        places->lines[row] = patches_line(&file->patches, places->lines[row]);
    for (int64_t row = 0; places->bytes && row < places->rows; row++)
        places->bytes[row] = patches_byte(&file->patches, places->bytes[row]);
    return places->lines != NULL;
}

bool host_set_places(const struct step *step, struct batch *batch, int32_t file, int64_t line,
                     const int64_t *lines, const int64_t *bytes) {
    size_t size = (size_t)batch->api.rows * sizeof(int64_t);
    struct places *places = memory_alloc(sizeof *places);
    atomic_init(&places->holders, 1);
    places->origin = file;
    places->line = line;
    places->rows = batch->api.rows;
    places->lines = lines ? memory_try(size) : NULL;
    places->bytes = bytes ? memory_try(size) : NULL;
    if ((lines && !places->lines) || (bytes && !places->bytes)) {
        places_release(places);
        return false;
    }
    if (lines)
        memcpy(places->lines, lines, size);
    if (bytes)
        memcpy(places->bytes, bytes, size);
    if (!unpatch(places, step_file(step, file))) {
        places_release(places);
        return false;
    }
    places_release(batch->places);
    batch->places = places;
    return true;
}

int host_grouping(struct leat_step *step, struct leat_batch *api, int32_t number,
                  const uint8_t *totals) {
    struct handle *handle = (struct handle *)step;
    struct batch *batch = (struct batch *)api;
    if (!is_edited(handle->work, api) || !batch || number < 0 || number >= batch->count ||
        !batch->columns[number])
        return handle_fail(handle, STATUS_PLUGIN,
                           "leat_grouping marks a column that is not there yet");
    struct column *marked = column_with_totals(batch->columns[number], totals);
    if (!marked)
        return host_no_memory(step);
    batch_set(batch, number, marked);
    return LEAT_OK;
}

const uint8_t *host_totals(struct leat_step *step, struct leat_batch *api, int32_t number) {
    const struct batch *batch = (struct batch *)api;
    return host_is_batch((struct handle *)step, api) && number >= 0 && number < batch->count &&
                   batch->columns[number]
               ? batch->columns[number]->totals
               : NULL;
}

struct leat_text host_symbol(struct leat_step *step, struct leat_batch *api, int32_t number,
                             int64_t row) {
    const struct batch *batch = (struct batch *)api;
    if (!host_is_batch((struct handle *)step, api))
        return (struct leat_text){NULL, 0};
    if (row < 0 || row >= api->rows) {
        handle_fail((struct handle *)step, STATUS_PLUGIN,
                    "the plugin asks for the symbol of row %lld of a batch of %lld", (long long)row,
                    (long long)api->rows);
        return (struct leat_text){NULL, 0};
    }
    if (number < 0 || number >= batch->count || !batch->columns[number] ||
        !batch->columns[number]->symbols)
        return (struct leat_text){NULL, 0};
    struct leat_view view = column_view(batch->columns[number]->symbols);
    return leat_text_at(&view, row);
}

void host_add_slices(struct leat_builder *built, struct leat_piece *piece,
                     const struct leat_slice *slices, size_t count) {
    struct piece *own = (struct piece *)piece;
    struct handle *handle = ((struct builder *)built)->context;
    const struct work *work = handle->work;
    if (!own || own != work->piece || !own->buffer) {
        handle_fail(handle, STATUS_PLUGIN,
                    "leat_add_slices is for decode, of the piece that it was given, whose bytes "
                    "cut put into the room that leat_piece_room made");
    } else {
        own->buffer->size = piece->size < own->room ? piece->size : own->room;
        builder_add_slices((struct builder *)built, own->buffer,
                           !work->checks && (piece->flags & LEAT_PIECE_UTF8) != 0, slices, count);
    }
}

char *host_piece_room(struct leat_step *step, struct leat_piece *api, size_t room) {
    struct piece *piece = (struct piece *)api;
    const struct work *work = ((struct handle *)step)->work;
    if (!piece || piece != work->piece) {
        handle_fail((struct handle *)step, STATUS_PLUGIN,
                    "leat_piece_room is for cut, on the piece that it was given");
        return NULL;
    }
    if (piece->buffer && room <= piece->room)
        return api->data;
    struct buffer *grown = room <= INT32_MAX ? buffer_try(room) : NULL;
    if (!grown) {
        handle_fail((struct handle *)step, STATUS_WORLD,
                    "there is no memory left for a piece of %zu bytes", room);
        return NULL;
    }
    if (piece->buffer)
        memcpy(grown->data, piece->buffer->data, api->size < piece->room ? api->size : piece->room);
    buffer_release(piece->buffer);
    piece->buffer = grown;
    api->data = grown->data;
    piece->room = room;
    api->room = room;
    return api->data;
}
