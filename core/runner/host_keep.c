/* The calls of struct leat_host that keep rows beyond a callback, and compare them. */
#include <string.h>

#include "plan/held.h"
#include "runner/host.h"
#include "runner/run.h"

/* -- Keeping ---------------------------------------------------------------------------------- */

/* The column types of a batch of the plugin's own. */
struct leat_type *host_copy_types(const struct leat_type *types, size_t count) {
    struct leat_type *copy = memory_array(count + 1, sizeof *copy);
    if (count)
        memcpy(copy, types, count * sizeof *copy);
    return copy;
}

void host_batch_drop(struct batch *batch) {
    if (batch)
        memory_free(batch->owner);
    batch_release(batch);
}

/* A copy of the handle without the columns that the step neither reads nor passes on. */
struct batch *host_useful(struct handle *handle, const struct batch *batch) {
    const struct step *step = handle->step;
    struct batch *branch = batch_branch(batch);
    branch->api.input = batch->api.input;
    branch->api.sequence = batch->api.sequence;
    if (batch->owner)
        branch->owner = host_copy_types(batch->owner, (size_t)batch->count);
    if (batch->owner || (size_t)batch->api.input >= step->input_count)
        return branch;
    const struct input *input = &step->inputs[batch->api.input];
    for (int32_t i = 0; i < branch->count && i < input->schema.count; i++)
        if (!input->needed[i] && branch->columns[i])
            batch_set(branch, i, NULL);
    return branch;
}

/* A batch that is kept is counted by what it holds, whoever took that: the callback's own balance
 * since `before` is not. */
static void count_kept(struct handle *handle, struct batch *batch, int64_t before) {
    struct work *work = handle->work;
    batch->counted = (int64_t)batch_bytes(batch);
    work->held += batch->counted;
    work->apart += memory_balance() - before;
}

/* Gives up a hold of a batch: that of one that was kept counts as it did then, and that of one which
 * the plugin made as what is given back of it. */
static void count_released(struct handle *handle, struct batch *batch) {
    struct work *work = handle->work;
    const int64_t before = memory_balance(), counted = batch->counted;
    host_batch_drop(batch);
    if (counted > 0) {
        work->held -= counted;
        work->apart += memory_balance() - before;
    }
}

struct leat_batch *host_share(struct leat_step *step, struct leat_batch *batch) {
    struct handle *handle = (struct handle *)step;
    const int64_t before = memory_balance();
    if (!host_is_batch(handle, batch))
        return NULL;
    struct batch *branch = host_useful(handle, (struct batch *)batch);
    held_note(step, HELD_BATCH, branch);
    count_kept(handle, branch, before);
    return &branch->api;
}

struct leat_batch *host_compact(struct leat_step *step, struct leat_batch *batch) {
    const int64_t before = memory_balance();
    if (!host_is_batch((struct handle *)step, batch))
        return NULL;
    struct batch *branch = host_useful((struct handle *)step, (struct batch *)batch);
    struct batch *compact = batch_compact(branch);
    if (compact) {
        compact->api.input = batch->input;
        compact->api.sequence = batch->sequence;
        compact->owner = branch->owner;
        branch->owner = NULL;
    } else {
        host_no_memory(step);
    }
    host_batch_drop(branch);
    held_note(step, HELD_BATCH, compact);
    if (compact)
        count_kept((struct handle *)step, compact, before);
    return compact ? &compact->api : NULL;
}

/* Whether the batch is as the input gives them: what is packed is picked by the input's columns. */
static bool is_of_input(const struct handle *handle, const struct batch *batch) {
    const struct work *work = handle->work;
    if (batch->owner || (size_t)batch->api.input >= handle->step->input_count ||
        (batch == work->batch && (work->fills || handle->step->role->common.rowwise)))
        return false;
    const struct schema *schema = &handle->step->inputs[batch->api.input].schema;
    bool is = batch->count <= schema->count;
    for (int32_t i = 0; is && i < batch->count; i++)
        is = !batch->columns[i] || type_equal(batch->columns[i]->type, schema->columns[i].type);
    return is;
}

struct leat_batch *host_pack(struct leat_step *step, struct leat_batch *api) {
    struct handle *handle = (struct handle *)step;
    const int64_t before = memory_balance();
    if (!host_is_batch(handle, api))
        return NULL;
    if (!is_of_input(handle, (struct batch *)api)) {
        handle_fail(handle, STATUS_PLUGIN,
                    "leat_pack is for batches of an input, and was given another");
        return NULL;
    }
    struct batch *branch = host_useful(handle, (struct batch *)api);
    if (!batch_pack(branch)) {
        host_batch_drop(branch);
        host_no_memory(step);
        return NULL;
    }
    held_note(step, HELD_BATCH, branch);
    count_kept(handle, branch, before);
    return &branch->api;
}

/* What is lent is not the plugin's to give back: the callback's batch and tables. */
static bool is_lent(const struct work *work, const struct leat_batch *batch) {
    const struct run_step *running =
        work->run ? &work->run->steps[work->handle->step->number] : NULL;
    bool lent = work->batch && batch == &work->batch->api;
    for (size_t i = 0; running && running->tables && i < running->step->input_count; i++)
        lent |= running->tables[i] && batch == &running->tables[i]->api;
    return lent;
}

void host_release(struct leat_step *step, struct leat_batch *batch) {
    struct handle *handle = (struct handle *)step;
    if (!batch)
        return;
    if (is_lent(handle->work, batch)) {
        handle_fail(handle, STATUS_PLUGIN,
                    "leat_release is for batches that the plugin kept or made, and was given one "
                    "that is lent");
        return;
    }
    if (!held_take(step, HELD_BATCH, batch, "leat_release"))
        return;
    count_released(handle, (struct batch *)batch);
}

struct leat_batch *host_batch_new(struct leat_step *step, const struct leat_type *types,
                                  size_t count) {
    if (count > INT32_MAX) {
        handle_fail((struct handle *)step, STATUS_PLUGIN,
                    "leat_batch_new was asked for a batch of %zu columns", count);
        return NULL;
    }
    struct batch *batch = batch_new(&host_table, (int32_t)count);
    batch->owner = host_copy_types(types, count);
    held_note(step, HELD_BATCH, batch);
    return &batch->api;
}

struct leat_batch *host_table_of(struct leat_step *step, int32_t input) {
    struct handle *handle = (struct handle *)step;
    struct work *work = handle->work;
    struct run_step *running = work->run ? &work->run->steps[handle->step->number] : NULL;
    bool sound = running && running->tables && input >= 0 &&
                 (size_t)input < handle->step->input_count && running->tables[input];
    if (sound)
        return &running->tables[input]->api;
    handle_fail(handle, STATUS_PLUGIN, "the plugin asks for the table of input %d, which is none",
                input);
    return NULL;
}

/* -- Comparing -------------------------------------------------------------------------------- */

const struct column **host_chosen(struct leat_step *step, const struct batch *batch,
                                  const int32_t *numbers, size_t count) {
    if (count > INT32_MAX) {
        handle_fail((struct handle *)step, STATUS_PLUGIN,
                    "the plugin names %zu columns to be compared", count);
        return NULL;
    }
    const struct column **columns = memory_array(count + 1, sizeof *columns);
    for (size_t i = 0; i < count; i++) {
        host_read(step, (struct leat_batch *)batch, numbers[i]);
        struct work *work = ((struct handle *)step)->work;
        columns[i] = work->lent_count ? work->lent[work->lent_count - 1] : NULL;
        if (columns[i] && !((struct handle *)step)->failure)
            continue;
        memory_free(columns);
        return NULL;
    }
    return columns;
}

int host_hash(struct leat_step *step, struct leat_batch *batch, const int32_t *numbers,
              size_t count, uint64_t *hashes) {
    const struct column **columns = host_chosen(step, (struct batch *)batch, numbers, count);
    if (!columns)
        return LEAT_FAILED;
    keys_hash(columns, count, batch->rows, hashes);
    memory_free(columns);
    return LEAT_OK;
}

/* A column of a batch and a row that is in it; told where not. */
static bool is_cell(struct handle *handle, const struct leat_batch *api, int64_t row,
                    int32_t column) {
    const struct batch *batch = (const struct batch *)api;
    if (!host_is_batch(handle, api))
        return false;
    bool is = row >= 0 && row < api->rows && column >= 0 && column < batch->count;
    if (!is)
        handle_fail(handle, STATUS_PLUGIN,
                    "leat_compare was given row %lld and column %d of a batch of %lld rows and %d "
                    "columns",
                    (long long)row, column, (long long)api->rows, batch->count);
    return is;
}

/* Called a row at a time, so it takes no holds. */
int host_compare(struct leat_step *step, struct leat_batch *a, int64_t row_a,
                 const int32_t *columns_a, struct leat_batch *b, int64_t row_b,
                 const int32_t *columns_b, const uint32_t *orders, size_t count) {
    struct handle *handle = (struct handle *)step;
    for (size_t i = 0; i < count; i++) {
        int32_t column_b = columns_b ? columns_b[i] : columns_a[i];
        if (!is_cell(handle, a, row_a, columns_a[i]) || !is_cell(handle, b, row_b, column_b))
            return 0;
        const struct column *left = ((struct batch *)a)->columns[columns_a[i]];
        const struct column *right = ((struct batch *)b)->columns[column_b];
        if (!left || !right)
            continue;
        if (left->type.kind != right->type.kind || left->type.scale != right->type.scale) {
            handle_fail(handle, STATUS_PLUGIN,
                        "leat_compare was given columns %d and %d, which are of different kinds or "
                        "scales",
                        columns_a[i], column_b);
            return 0;
        }
        int order = keys_compare(&left, row_a, &right, row_b, orders ? &orders[i] : NULL, 1);
        if (order)
            return order;
    }
    return 0;
}

int host_sort_keys(struct leat_step *step, struct leat_batch *batch, const int32_t *numbers,
                   const uint32_t *orders, size_t count, struct leat_keys *keys) {
    struct handle *handle = (struct handle *)step;
    struct work *work = handle->work;
    const struct column **columns = host_chosen(step, (struct batch *)batch, numbers, count);
    if (!columns)
        return LEAT_FAILED;
    if (work->key_count == work->key_room) {
        work->keys = memory_resize(work->keys, (work->key_room + 1) * sizeof *work->keys);
        work->keys[work->key_room++] = (struct key_set){0};
    }
    struct key_set *set = &work->keys[work->key_count++];
    bool made = keys_make(set, columns, orders, count, batch->rows);
    memory_free(columns);
    if (!made)
        return host_no_memory(step);
    keys->bytes = set->bytes;
    keys->offsets = set->offsets;
    return LEAT_OK;
}
