/* The calls of struct leat_host for indices: which number a row's key has. */
#include "batch/key_index.h"
#include "plan/held.h"
#include "runner/host.h"
#include "runner/run.h"

/* What plugins see of a struct key_index. */
static struct key_index *index_of(struct leat_index *index) { return (struct key_index *)index; }

static const struct key_index *index_in(const struct leat_index *index) {
    return (const struct key_index *)index;
}

/* What an index took since `before` the step holds, in whichever callback: counted here, it is not
 * counted again with what the callback keeps. */
static void count_index(struct leat_step *step, int64_t before) {
    struct work *work = ((struct handle *)step)->work;
    const int64_t grown = memory_balance() - before;
    work->held += grown;
    work->apart += grown;
}

struct leat_index *host_index_new(struct leat_step *step, const struct leat_type *types,
                                  size_t count) {
    if (count == 0) {
        handle_fail((struct handle *)step, STATUS_PLUGIN,
                    "leat_index_new was asked for an index of no columns");
        return NULL;
    }
    const int64_t before = memory_balance();
    struct key_index *index = key_index_try(types, count);
    count_index(step, before);
    if (!index)
        host_no_memory(step);
    held_note(step, HELD_INDEX, index);
    return (struct leat_index *)index;
}

/* Whether the columns are of the index's types; told where not. */
static bool are_of(struct handle *handle, const struct key_index *index,
                   const struct column *const *columns) {
    const struct leat_type *types = key_index_types(index);
    for (size_t i = 0; i < key_index_columns(index); i++) {
        if (columns[i]->type.kind == types[i].kind && columns[i]->type.scale == types[i].scale)
            continue;
        handle_fail(
            handle, STATUS_PLUGIN,
            "an index was given a column, number %zu of its key, that is of another kind or "
            "scale than its own",
            i);
        return false;
    }
    return true;
}

/* The columns of the key, lent; NULL: told. */
static const struct column **key_columns(struct leat_step *step, const struct leat_index *index,
                                         struct leat_batch *batch, const int32_t *numbers) {
    struct handle *handle = (struct handle *)step;
    if (!index) {
        handle_fail(handle, STATUS_PLUGIN, "the plugin uses an index that is NULL");
        return NULL;
    }
    if (!host_is_batch(handle, batch))
        return NULL;
    const struct column **columns =
        host_chosen(step, (struct batch *)batch, numbers, key_index_columns(index_in(index)));
    if (columns && are_of(handle, index_in(index), columns))
        return columns;
    memory_free(columns);
    return NULL;
}

static int is_full(struct leat_step *step, const struct leat_index *index) {
    return key_index_count(index_in(index)) == KEY_INDEX_MOST
               ? handle_fail((struct handle *)step, STATUS_DATA,
                             "there are more than 2 billion different keys")
               : host_no_memory(step);
}

int host_index_add(struct leat_step *step, struct leat_index *index, struct leat_batch *batch,
                   const int32_t *numbers, uint32_t *found) {
    const struct column **columns = key_columns(step, index, batch, numbers);
    if (!columns)
        return LEAT_FAILED;
    const int64_t before = memory_balance();
    bool done = key_index_add(index_of(index), columns, batch->rows, found);
    count_index(step, before);
    memory_free(columns);
    return done ? LEAT_OK : is_full(step, index);
}

int host_index_find(struct leat_step *step, const struct leat_index *index,
                    struct leat_batch *batch, const int32_t *numbers, uint32_t *found) {
    const struct column **columns = key_columns(step, index, batch, numbers);
    if (!columns)
        return LEAT_FAILED;
    bool done = key_index_find(index_in(index), columns, batch->rows, found);
    memory_free(columns);
    return done ? LEAT_OK : host_no_memory(step);
}

size_t host_index_count(struct leat_step *step, const struct leat_index *index) {
    (void)step;
    return index ? key_index_count(index_in(index)) : 0;
}

static bool may_merge(struct handle *handle, const struct key_index *into,
                      const struct key_index *from, size_t range, size_t ranges) {
    bool may = into && into != from && range < ranges && ranges <= LEAT_PARTITIONS_MOST &&
               (ranges & (ranges - 1)) == 0;
    may = may && (!from || key_index_columns(into) == key_index_columns(from));
    for (size_t i = 0; may && from && i < key_index_columns(into); i++) {
        const struct leat_type a = key_index_types(into)[i], b = key_index_types(from)[i];
        may = a.kind == b.kind && a.scale == b.scale;
    }
    if (!may)
        handle_fail(handle, STATUS_PLUGIN,
                    "leat_index_merge wants two indices of the same types, and a range below a "
                    "number of ranges that is a power of two, at most %d",
                    LEAT_PARTITIONS_MOST);
    return may;
}

int host_index_merge(struct leat_step *step, struct leat_index *into, const struct leat_index *from,
                     size_t range, size_t ranges, struct leat_index_pair **pairs, size_t *count) {
    *pairs = NULL;
    *count = 0;
    if (!may_merge((struct handle *)step, index_in(into), index_in(from), range, ranges))
        return LEAT_FAILED;
    if (!from)
        return LEAT_OK;
    *pairs = key_index_merge(index_of(into), index_in(from), range, ranges, count);
    held_note(step, HELD_BLOCK, *pairs);
    return *pairs ? LEAT_OK : is_full(step, into);
}

void host_index_free(struct leat_step *step, struct leat_index *index) {
    const int64_t before = memory_balance();
    if (held_take(step, HELD_INDEX, index, "leat_index_free")) {
        key_index_free(index_of(index));
        count_index(step, before);
    }
}
