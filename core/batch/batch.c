/* batch: rows in columns. See batch.h; places.c knows where rows came from. */
#include "batch/batch.h"

#include "batch/bits.h"
#include "batch/buffer_set.h"
#include "batch/places_rows.h"

/* -- life ------------------------------------------------------------------------------------ */

/* A batch's array is released with the batch; a consumer that calls this against the rules does no
 * harm. */
static void array_kept(struct ArrowArray *array) { (void)array; }

struct batch *batch_new(const struct leat_host *host, int32_t count) {
    struct batch *batch = memory_alloc(sizeof *batch);
    atomic_init(&batch->holders, 1);
    batch->api.host = host;
    batch->api.array = &batch->array;
    batch->columns = memory_array((size_t)count, sizeof(struct column *));
    batch->count = batch->room = count;
    batch->array.n_buffers = 1;
    batch->array.buffers = batch->validity;
    batch->array.release = array_kept;
    return batch;
}

struct batch *batch_share(struct batch *batch) {
    atomic_fetch_add_explicit(&batch->holders, 1, memory_order_relaxed);
    return batch;
}

static void release_columns(struct column **columns, int32_t count) {
    for (int32_t i = 0; columns != NULL && i < count; i++) {
        column_release(columns[i]);
    }
    memory_free(columns);
}

/* Forgets what batch_arrow made: it no longer shows the batch. */
static void drop_array(struct batch *batch) {
    release_columns(batch->fillers, (int32_t)batch->array.n_children);
    memory_free(batch->children);
    batch->fillers = NULL;
    batch->children = batch->array.children = NULL;
    batch->array.n_children = 0;
    batch->array.length = 0;
}

void batch_release(struct batch *batch) {
    if (batch == NULL || atomic_fetch_sub_explicit(&batch->holders, 1, memory_order_acq_rel) != 1) {
        return;
    }
    drop_array(batch);
    release_columns(batch->columns, batch->count);
    places_release(batch->places);
    place_rows_release(batch->place_rows);
    pack_free(batch->pack);
    memory_free(batch);
}

/* A batch of count empty slots that is in all else like another. */
static struct batch *batch_like(const struct batch *batch, int32_t count) {
    struct batch *copy = batch_new(batch->api.host, count);
    copy->api.rows = batch->api.rows;
    copy->api.sequence = batch->api.sequence;
    copy->api.input = batch->api.input;
    return copy;
}

static void share_places(struct batch *into, const struct batch *from) {
    into->places = from->places == NULL ? NULL : places_share(from->places);
    into->place_rows = place_rows_share(from->place_rows);
}

struct batch *batch_branch(const struct batch *batch) {
    struct batch *branch = batch_like(batch, batch->count);
    share_places(branch, batch);
    for (int32_t i = 0; i < batch->count; i++) {
        branch->columns[i] = batch->columns[i] == NULL ? NULL : column_share(batch->columns[i]);
    }
    return branch;
}

/* -- editing --------------------------------------------------------------------------------- */

static void grow_to(struct batch *batch, int32_t count) {
    if (count > batch->room) {
        const int32_t room = count > batch->room * 2 ? count : batch->room * 2;
        batch->columns = memory_resize(batch->columns, (size_t)room * sizeof(struct column *));
        batch->room = room;
    }
    for (; batch->count < count; batch->count++) {
        batch->columns[batch->count] = NULL;
    }
}

void batch_set(struct batch *batch, int32_t number, struct column *column) {
    drop_array(batch);
    grow_to(batch, number + 1);
    column_release(batch->columns[number]);
    batch->columns[number] = column;
}

static bool is_all(const uint32_t *rows, size_t count, int64_t of) {
    bool all = (int64_t)count == of;
    for (size_t i = 0; all && i < count; i++) {
        all = rows[i] == i;
    }
    return all;
}

static uint32_t *take_place_rows(const struct batch *batch, const uint32_t *rows, size_t count) {
    uint32_t *taken = place_rows_try(count);
    for (size_t i = 0; taken != NULL && i < count; i++) {
        taken[i] = batch->place_rows == NULL ? rows[i] : batch->place_rows[rows[i]];
    }
    return taken;
}

bool batch_take(struct batch *batch, const uint32_t *rows, size_t count) {
    if (is_all(rows, count, batch->api.rows)) {
        return true;
    }
    struct column **columns = memory_array((size_t)batch->room, sizeof(struct column *));
    uint32_t *place_rows = NULL;
    for (int32_t i = 0; i < batch->count; i++) {
        if (batch->columns[i] != NULL &&
            (columns[i] = column_take(batch->columns[i], rows, count)) == NULL) {
            goto failed;
        }
    }
    if (batch->places != NULL && (place_rows = take_place_rows(batch, rows, count)) == NULL) {
        goto failed;
    }
    drop_array(batch);
    release_columns(batch->columns, batch->count);
    place_rows_release(batch->place_rows);
    batch->columns = columns;
    batch->place_rows = place_rows;
    batch->api.rows = (int64_t)count;
    return true;
failed:
    release_columns(columns, batch->count);
    return false;
}

bool batch_drop_rows(struct batch *batch, const uint8_t *dropped) {
    const int64_t rows = batch->api.rows, gone = bits_count(dropped, 0, rows);
    if (gone == 0) {
        return true;
    }
    uint32_t *kept = memory_try((size_t)(rows - gone) * sizeof *kept);
    if (kept == NULL) {
        return false;
    }
    size_t count = 0;
    for (int64_t row = 0; row < rows; row++) {
        if (!bit_get(dropped, row)) {
            kept[count++] = (uint32_t)row;
        }
    }
    const bool done = batch_take(batch, kept, count);
    memory_free(kept);
    return done;
}

struct batch *batch_choose(const struct batch *batch, const int32_t *numbers, int32_t count) {
    struct batch *chosen = batch_like(batch, count);
    share_places(chosen, batch);
    for (int32_t i = 0; i < count; i++) {
        const int32_t number = numbers[i];
        struct column *column =
            number < 0 || number >= batch->count ? NULL : batch->columns[number];
        chosen->columns[i] = column == NULL ? NULL : column_share(column);
    }
    return chosen;
}

/* -- joining and keeping --------------------------------------------------------------------- */

/* The slot of every batch, empty ones filled with absent columns, which `fillers` then holds. */
static bool slot_columns(struct batch *const *batches, size_t count, int32_t slot,
                         struct leat_type type, const struct column **columns,
                         struct column **fillers, bool *any) {
    *any = false;
    for (size_t i = 0; i < count; i++) {
        const struct column *column = slot < batches[i]->count ? batches[i]->columns[slot] : NULL;
        *any |= column != NULL;
        if (column == NULL) {
            column = fillers[i] = column_try_absent(type, batches[i]->api.rows);
            if (column == NULL) {
                return false;
            }
        }
        columns[i] = column;
    }
    return true;
}

/* One slot of all batches joined; *out stays NULL where none has anything there. */
static bool concat_slot(struct batch *const *batches, size_t count, int32_t slot,
                        struct leat_type type, struct column **out) {
    const struct column **columns = memory_try((count + 1) * sizeof *columns);
    struct column **fillers = memory_array(count, sizeof(struct column *));
    bool any,
        done = columns != NULL && slot_columns(batches, count, slot, type, columns, fillers, &any);
    if (done && any) {
        *out = column_concat(columns, count);
        done = *out != NULL;
    }
    release_columns(fillers, (int32_t)count);
    memory_free(columns);
    return done;
}

struct batch *batch_concat(struct batch *const *batches, size_t count,
                           const struct schema *schema) {
    struct batch *whole =
        count == 0 ? batch_new(NULL, schema->count) : batch_like(batches[0], schema->count);
    whole->api.rows = 0;
    for (size_t i = 0; i < count; i++) {
        whole->api.rows += batches[i]->api.rows;
    }
    bool failed = false;
    for (int32_t i = 0; i < schema->count && !failed; i++) {
        const struct leat_type type = schema->columns[i].type;
        if (count == 0) {
            whole->columns[i] = column_try_null(type, 0);
            failed = whole->columns[i] == NULL;
        } else {
            failed = !concat_slot(batches, count, i, type, &whole->columns[i]);
        }
    }
    if (!failed) {
        whole->places = places_concat(batches, count, &failed);
    }
    if (failed) {
        batch_release(whole);
        return NULL;
    }
    return whole;
}

bool batch_pack(struct batch *batch) {
    struct pack *pack = pack_try(batch->columns, batch->count, batch->api.rows);
    for (int32_t i = 0; pack != NULL && i < batch->count; i++) {
        batch_set(batch, i, NULL);
    }
    batch->pack = pack;
    return pack != NULL;
}

struct batch *batch_compact(const struct batch *batch) {
    struct batch *copy = batch_like(batch, batch->count);
    bool failed = false;
    for (int32_t i = 0; i < batch->count && !failed; i++) {
        copy->columns[i] = batch->columns[i] == NULL ? NULL : column_compact(batch->columns[i]);
        failed = batch->columns[i] != NULL && copy->columns[i] == NULL;
    }
    if (!failed && batch->place_rows != NULL) {
        copy->places = places_compact(batch, &failed);
    } else if (!failed) {
        share_places(copy, batch);
    }
    if (failed) {
        batch_release(copy);
        return NULL;
    }
    return copy;
}

/* -- showing --------------------------------------------------------------------------------- */

bool batch_arrow(struct batch *batch, const struct schema *schema) {
    drop_array(batch);
    const int32_t count = batch->count;
    batch->children = memory_array((size_t)count, sizeof(struct ArrowArray *));
    batch->fillers = memory_array((size_t)count, sizeof(struct column *));
    batch->array.n_children = count;
    for (int32_t i = 0; i < count; i++) {
        struct column *column = batch->columns[i];
        if (column == NULL) {
            const struct leat_type type =
                i < schema->count ? schema->columns[i].type : type_of(LEAT_TEXT);
            column = batch->fillers[i] = column_try_absent(type, batch->api.rows);
        }
        if (column == NULL) {
            drop_array(batch);
            return false;
        }
        batch->children[i] = &column->array;
    }
    batch->array.length = batch->api.rows;
    batch->array.children = batch->children;
    return true;
}

/* The buffers of a column, and of its symbols, that the set has not met yet. */
static size_t buffer_bytes(const struct column *column, struct buffer_set *met) {
    size_t bytes = column->symbols == NULL ? 0 : buffer_bytes(column->symbols, met);
    for (size_t i = 0; i < column->buffer_count; i++) {
        bool is_new = true; /* without memory for the set, a buffer counts each time */
        buffer_set_add(met, column->buffers[i], &is_new);
        bytes += is_new ? column->buffers[i]->size : 0;
    }
    return bytes;
}

/* The same, met or not. */
static size_t all_buffer_bytes(const struct column *column) {
    size_t bytes = column->symbols == NULL ? 0 : all_buffer_bytes(column->symbols);
    for (size_t i = 0; i < column->buffer_count; i++) {
        bytes += column->buffers[i]->size;
    }
    return bytes;
}

/* What it keeps, without buffers that were met; NULL is allowed. */
static size_t new_bytes(const struct column *column, struct buffer_set *met) {
    return column == NULL
               ? 0
               : column_bytes(column) - all_buffer_bytes(column) + buffer_bytes(column, met);
}

size_t batch_bytes(const struct batch *batch) {
    size_t bytes = sizeof *batch + (batch->pack == NULL ? 0 : pack_bytes(batch->pack));
    struct buffer_set met = {0};
    for (int32_t i = 0; i < batch->count; i++) {
        bytes += new_bytes(batch->columns[i], &met);
    }
    for (int32_t i = 0; batch->pack != NULL && i < pack_count(batch->pack); i++) {
        bytes += new_bytes(pack_held(batch->pack, i), &met);
    }
    buffer_set_free(&met);
    const struct places *places = batch->places;
    if (places != NULL) {
        const size_t row = (places->origins == NULL ? 0 : sizeof *places->origins) +
                           (places->lines == NULL ? 0 : sizeof *places->lines) +
                           (places->bytes == NULL ? 0 : sizeof *places->bytes);
        bytes += sizeof *places + (size_t)places->rows * row;
    }
    return bytes +
           (batch->place_rows == NULL ? 0 : (size_t)batch->api.rows * sizeof *batch->place_rows);
}
