/* The calls of struct leat_host that pick rows from batches that are kept. */
#include "runner/host.h"
#include "runner/run.h"

/* -- Batches of columns ----------------------------------------------------------------------- */

/* One column of several batches, slots that are empty filled with absent columns that `work` gives
 * back. */
static bool columns_of(struct handle *handle, struct leat_batch *const *from, size_t batches,
                       int32_t number, struct leat_type type, const struct column **columns) {
    for (size_t i = 0; i < batches; i++) {
        const struct batch *batch = (const struct batch *)from[i];
        if (!host_is_batch(handle, from[i]))
            return false;
        columns[i] = number >= 0 && number < batch->count ? batch->columns[number] : NULL;
        if (columns[i] && !type_equal(columns[i]->type, type)) {
            handle_fail(handle, STATUS_PLUGIN,
                        "the plugin gathers from column %d of a batch, which is of another type "
                        "than the column that it gathers into",
                        number);
            return false;
        }
        if (columns[i])
            continue;
        struct column *absent = column_try_absent(type, batch->api.rows);
        if (!absent)
            return false;
        host_lend(handle->work, absent);
        columns[i] = absent;
    }
    return true;
}

bool host_picks_are_sound(struct handle *handle, struct leat_batch *const *from, size_t batches,
                          const struct leat_pick *picks, size_t count) {
    struct work *work = handle->work;
    if (batches > LEAT_NOWHERE) {
        handle_fail(handle, STATUS_PLUGIN, "the plugin gathers from %zu batches", batches);
        return false;
    }
    for (size_t i = 0; i < batches; i++)
        if ((!from[i] || !((struct batch *)from[i])->pack) && !host_is_batch(handle, from[i]))
            return false;
    for (size_t i = 0; work->checks && i < count; i++) {
        if (picks[i].batch == LEAT_NOWHERE ||
            (picks[i].batch < batches && picks[i].row < from[picks[i].batch]->rows))
            continue;
        handle_fail(handle, STATUS_PLUGIN,
                    "the plugin picks row %u of batch %u, which does not exist", picks[i].row,
                    picks[i].batch);
        return false;
    }
    return true;
}

static struct column *gather_one(struct handle *handle, struct leat_batch *const *from,
                                 size_t batches, int32_t number, struct leat_type type,
                                 const struct leat_pick *picks, size_t count) {
    const struct column **columns = memory_array(batches + 1, sizeof *columns);
    struct column *gathered = NULL;
    if (batches == 0)
        gathered = column_try_null(type, (int64_t)count);
    else if (columns_of(handle, from, batches, number, type, columns))
        gathered = column_gather(columns, batches, picks, count);
    memory_free(columns);
    return gathered;
}

/* -- Packed batches --------------------------------------------------------------------------- */

/* Whether the batches are packed, all of them and of one input; told where only some are. */
static bool are_packed(struct handle *handle, struct leat_batch *const *from, size_t batches,
                       bool *failed) {
    const bool are = batches > 0 && ((struct batch *)from[0])->pack;
    *failed = false;
    for (size_t i = 0; i < batches && !*failed; i++) {
        const bool is = ((struct batch *)from[i])->pack;
        *failed = is != are || (are && from[i]->input != from[0]->input);
    }
    if (*failed)
        handle_fail(handle, STATUS_PLUGIN,
                    "the plugin gathers from batches of leat_pack, and from others or of another "
                    "input at once");
    return are;
}

/* The columns of an input that are wanted, from batches that are packed. */
static bool unpack(struct handle *handle, struct leat_batch *const *from, size_t batches,
                   const struct leat_pick *picks, size_t count, const bool *wanted,
                   struct column **columns) {
    const struct schema *schema = &handle->step->inputs[from[0]->input].schema;
    const struct pack **packs = memory_array(batches, sizeof *packs);
    struct leat_type *types = memory_array((size_t)schema->count + 1, sizeof *types);
    for (size_t i = 0; i < batches; i++)
        packs[i] = ((struct batch *)from[i])->pack;
    for (int32_t i = 0; i < schema->count; i++)
        if (wanted[i])
            types[i] = schema->columns[i].type;
    const bool done = pack_gather(packs, picks, count, types, schema->count, columns);
    memory_free(packs);
    memory_free(types);
    return done;
}

/* Whether leat_gather fills this column from the input. */
static bool is_gathered(const struct own_column *own, int32_t input) {
    return own->passed_column >= 0 && !own->is_replaced && own->is_needed &&
           own->passed_input == input;
}

/* From batches that are packed, whose rows are all read at once. */
static int gather_packed(struct leat_step *step, struct batch *into, struct leat_batch *const *from,
                         size_t batches, const struct leat_pick *picks, size_t count) {
    struct handle *handle = (struct handle *)step;
    struct work *work = handle->work;
    const struct step *self = handle->step;
    const int32_t input = from[0]->input;
    const size_t width = (size_t)self->inputs[input].schema.count + 1;
    struct column **columns = memory_array(width, sizeof(struct column *));
    bool *wanted = memory_array(width, sizeof *wanted);
    for (int32_t i = 0; i < self->own.count; i++)
        if (is_gathered(&self->own_columns[i], input))
            wanted[self->own_columns[i].passed_column] = true;
    const bool done = unpack(handle, from, batches, picks, count, wanted, columns);
    for (int32_t i = 0; done && i < self->own.count; i++) {
        const struct own_column *own = &self->own_columns[i];
        if (!is_gathered(own, input))
            continue;
        batch_set(into, i, column_share(columns[own->passed_column]));
        work->put[i] = true;
    }
    for (size_t i = 0; i < width; i++)
        column_release(columns[i]);
    memory_free(columns);
    memory_free(wanted);
    return done ? LEAT_OK : host_no_memory(step);
}

static int gather_columns(struct leat_step *step, struct batch *into,
                          struct leat_batch *const *from, size_t batches,
                          const struct leat_pick *picks, size_t count) {
    struct handle *handle = (struct handle *)step;
    struct work *work = handle->work;
    const struct step *self = handle->step;
    for (int32_t i = 0; i < self->own.count; i++) {
        const struct own_column *own = &self->own_columns[i];
        /* Of another input it is filled by leat_gather_column. */
        if (!is_gathered(own, batches ? from[0]->input : own->passed_input))
            continue;
        struct column *column = gather_one(handle, from, batches, own->passed_column,
                                           self->own.columns[i].type, picks, count);
        if (!column)
            return handle->failure ? LEAT_FAILED : host_no_memory(step);
        batch_set(into, i, column);
        work->put[i] = true;
    }
    return LEAT_OK;
}

/* -- Either ----------------------------------------------------------------------------------- */

int host_gather_column(struct leat_step *step, struct leat_batch *api, int32_t number,
                       struct leat_batch *const *from, size_t batches, int32_t from_column,
                       const struct leat_pick *picks, size_t count) {
    struct handle *handle = (struct handle *)step;
    struct batch *into = (struct batch *)api;
    if (!host_may_put(handle, into, number) ||
        !host_picks_are_sound(handle, from, batches, picks, count))
        return LEAT_FAILED;
    struct leat_type type = into->owner ? ((const struct leat_type *)into->owner)[number]
                                        : handle->step->own.columns[number].type;
    struct column *column = gather_one(handle, from, batches, from_column, type, picks, count);
    if (!column)
        return handle->failure ? LEAT_FAILED : host_no_memory(step);
    return host_put_column(handle, into, number, column);
}

int host_gather(struct leat_step *step, struct leat_batch *api, struct leat_batch *const *from,
                size_t batches, const struct leat_pick *picks, size_t count) {
    struct handle *handle = (struct handle *)step;
    struct work *work = handle->work;
    struct batch *into = (struct batch *)api;
    bool failed;
    if (!work->fills || into != work->batch || count > LEAT_BATCH_ROWS)
        return handle_fail(handle, STATUS_PLUGIN,
                           "leat_gather is for give, and for at most %d rows", LEAT_BATCH_ROWS);
    if (!host_picks_are_sound(handle, from, batches, picks, count))
        return LEAT_FAILED;
    const bool packed = are_packed(handle, from, batches, &failed);
    if (failed)
        return LEAT_FAILED;
    into->api.rows = (int64_t)count;
    const int result = packed ? gather_packed(step, into, from, batches, picks, count)
                              : gather_columns(step, into, from, batches, picks, count);
    if (result != LEAT_OK)
        return result;
    places_release(into->places);
    into->places =
        batches ? places_gather((struct batch *const *)from, picks, count, &failed) : NULL;
    return failed ? host_no_memory(step) : LEAT_OK;
}

bool host_gather_needed(struct handle *handle, struct leat_batch *const *from, size_t batches,
                        const struct leat_pick *picks, size_t count, struct batch *into) {
    const struct input *input = &handle->step->inputs[from[0]->input];
    bool failed;
    if (are_packed(handle, from, batches, &failed))
        return !failed && unpack(handle, from, batches, picks, count, input->needed, into->columns);
    for (int32_t i = 0; i < input->schema.count && !failed; i++) {
        if (!input->needed[i])
            continue;
        struct column *column =
            gather_one(handle, from, batches, i, input->schema.columns[i].type, picks, count);
        if (column)
            batch_set(into, i, column);
        failed = !column;
    }
    return !failed;
}
