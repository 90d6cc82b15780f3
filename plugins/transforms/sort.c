/* sort: puts all rows in order.
 *
 *   add      keeps the batch and its rows' keys, in this thread's part
 *   seal     numbers the batches of all parts
 *   merge    sorts one part's rows; the parts at once
 *   arrange  brings the parts' rows together, two and two
 *   give     picks the rows, 65,536 a stream, from the kept batches */
#include <leat/plugin.h>

#include "shared/key_sort.h"

struct by {
    int32_t column;
    int32_t order, nulls;
};

struct sort {
    struct leat_list by; /* of struct by */

    int32_t *columns;
    uint32_t *orders;

    /* All parts' together, from seal on. */
    struct leat_batch **batches;
    struct key_batch *keys;
    size_t batch_count;
    struct key_row *sorted;
    size_t row_count;
    bool *given; /* a stream each */
};

struct part {
    struct leat_batch **batches; /* kept */
    struct key_batch *keys;      /* their keys, copied */
    size_t count, room;
    uint32_t first;       /* the number of its first batch among all parts' */
    struct key_row *rows; /* sorted, from merge on */
    size_t row_count;
};

static const char *const order_words[] = {"ascending", "descending", NULL};
static const char *const null_words[] = {"last", "first", NULL};

static const struct leat_option by_rows[] = {
    {LEAT_OPTION(struct by, column, COLUMN, "column"), .flags = LEAT_BARE, .help = "the column"},
    {LEAT_OPTION(struct by, order, CHOICE, "order"), .fallback = "\"ascending\"",
     .choices = order_words, .help = "whether the lowest values come first or the highest"},
    {LEAT_OPTION(struct by, nulls, CHOICE, "nulls"), .fallback = "\"last\"", .choices = null_words,
     .help = "where rows without a value stand, whatever the order"},
};
static const struct leat_options by_options = LEAT_OPTIONS(struct by, by_rows);

static const struct leat_option rows[] = {
    {LEAT_OPTION_LIST(struct sort, by, TABLE, "by"), .flags = LEAT_ONE_OR_MANY, .least = 1,
     .most = 1000, .items = &by_options,
     .help =
         "the columns to sort by, the first counting most, each by its name or as {\"column\": ..., \"order\": \"descending\", \"nulls\": \"first\"}"},
};
static const struct leat_options options = LEAT_OPTIONS(struct sort, rows);

static int open(struct leat_step *step, struct leat_bind *bind) {
    struct sort *self = step->state;
    const int32_t count = leat_columns(bind, 0);
    self->columns = leat_alloc(step, self->by.count * sizeof *self->columns);
    self->orders = leat_alloc(step, self->by.count * sizeof *self->orders);
    if (!self->columns || !self->orders) {
        return LEAT_FAILED;
    }
    for (size_t i = 0; i < self->by.count; i++) {
        const struct by *by = &LEAT_ITEM(self->by, struct by, i);
        self->columns[i] = by->column;
        self->orders[i] =
            (by->order == 1 ? LEAT_DESCENDING : 0) | (by->nulls == 1 ? LEAT_NULLS_FIRST : 0);
    }
    for (int32_t column = 0; column < count; column++) {
        leat_out_pass(bind, 0, column);
    }
    return LEAT_OK;
}

/* -- Adding ----------------------------------------------------------------------------------- */

static int make_room(struct leat_step *step, struct part *part) {
    if (part->count < part->room) {
        return LEAT_OK;
    }
    const size_t room = part->room > 0 ? part->room * 2 : 16;
    struct leat_batch **batches =
        leat_realloc(step, part->batches, room * sizeof(struct leat_batch *));
    if (!batches) {
        return LEAT_FAILED;
    }
    part->batches = batches;
    struct key_batch *keys = leat_realloc(step, part->keys, room * sizeof *keys);
    if (!keys) {
        return LEAT_FAILED;
    }
    part->keys = keys;
    part->room = room;
    return LEAT_OK;
}

static int add(struct leat_step *step, struct leat_batch *batch) {
    const struct sort *self = step->state;
    struct part *part = step->part;
    struct leat_keys keys;
    if (batch->rows == 0) {
        return LEAT_OK;
    }
    if (make_room(step, part) != LEAT_OK ||
        leat_sort_keys(step, batch, self->columns, self->orders, self->by.count, &keys) !=
            LEAT_OK ||
        key_batch_copy(step, &keys, batch->rows, &part->keys[part->count]) != LEAT_OK) {
        return LEAT_FAILED;
    }
    part->keys[part->count].sequence = batch->sequence;
    part->batches[part->count] = leat_share(step, batch);
    if (!part->batches[part->count]) {
        key_batch_free(step, &part->keys[part->count]);
        return LEAT_FAILED;
    }
    part->row_count += (size_t)batch->rows;
    part->count++;
    return LEAT_OK;
}

/* -- Sorting ---------------------------------------------------------------------------------- */

static int seal(struct leat_step *step, void *const *parts, size_t count, size_t *partitions) {
    struct sort *self = step->state;
    for (size_t i = 0; i < count; i++) {
        struct part *part = parts[i];
        part->first = (uint32_t)self->batch_count;
        self->batch_count += part->count;
        self->row_count += part->row_count;
    }
    self->batches = leat_alloc(step, (self->batch_count + 1) * sizeof *self->batches);
    self->keys = leat_alloc(step, (self->batch_count + 1) * sizeof *self->keys);
    if (!self->batches || !self->keys) {
        return LEAT_FAILED;
    }
    for (size_t i = 0; i < count; i++) {
        const struct part *part = parts[i];
        for (size_t batch = 0; batch < part->count; batch++) {
            self->batches[part->first + batch] = part->batches[batch];
            self->keys[part->first + batch] = part->keys[batch];
        }
    }
    *partitions = count;
    return LEAT_OK;
}

static int merge(struct leat_step *step, void *const *parts, size_t count, size_t partition) {
    const struct sort *self = step->state;
    struct part *part = parts[partition];
    size_t at = 0;
    (void)count;
    part->rows = leat_alloc(step, (part->row_count + 1) * sizeof *part->rows);
    struct key_row *spare = leat_alloc(step, (part->row_count + 1) * sizeof *spare);
    if (!part->rows || !spare) {
        leat_free(step, spare);
        return LEAT_FAILED;
    }
    for (size_t batch = 0; batch < part->count; batch++) {
        for (int64_t row = 0; row < part->batches[batch]->rows; row++) {
            part->rows[at++] = key_row_of(self->keys, part->first + (uint32_t)batch, (uint32_t)row);
        }
    }
    const int result = key_sort(step, self->keys, part->rows, part->row_count, spare);
    leat_free(step, spare);
    return result;
}

/* Merges two parts' rows into the first. */
static int merge_parts(struct leat_step *step, struct part *into, struct part *from) {
    const struct sort *self = step->state;
    if (from->row_count == 0) {
        return LEAT_OK;
    }
    struct key_row *both = leat_alloc(step, (into->row_count + from->row_count) * sizeof *both);
    if (!both) {
        return LEAT_FAILED;
    }
    key_merge(self->keys, into->rows, into->row_count, from->rows, from->row_count, both);
    leat_free(step, into->rows);
    leat_free(step, from->rows);
    into->rows = both;
    into->row_count += from->row_count;
    from->rows = NULL;
    from->row_count = 0;
    return LEAT_OK;
}

static int arrange(struct leat_step *step, void *const *parts, size_t count, size_t *streams) {
    struct sort *self = step->state;
    for (size_t width = 1; width < count; width *= 2) {
        for (size_t i = 0; i + width < count; i += 2 * width) {
            if (leat_stopping(step)) {
                return LEAT_STOPPED;
            }
            if (merge_parts(step, parts[i], parts[i + width]) != LEAT_OK) {
                return LEAT_FAILED;
            }
        }
    }
    struct part *first = parts[0];
    self->sorted = first->rows;
    first->rows = NULL;
    if (self->row_count > LEAT_BATCH_ROWS) {
        *streams = (self->row_count + LEAT_BATCH_ROWS - 1) / LEAT_BATCH_ROWS;
    }
    self->given = leat_alloc(step, *streams * sizeof *self->given);
    return self->given ? LEAT_OK : LEAT_FAILED;
}

/* -- Giving ----------------------------------------------------------------------------------- */

static int give(struct leat_step *step, size_t stream, struct leat_batch *batch) {
    const struct sort *self = step->state;
    const size_t start = stream * LEAT_BATCH_ROWS;
    if (self->given[stream] || start >= self->row_count) {
        return LEAT_END;
    }
    self->given[stream] = true;
    const size_t left = self->row_count - start,
                 count = left < LEAT_BATCH_ROWS ? left : LEAT_BATCH_ROWS;
    struct leat_pick *picks = leat_alloc(step, count * sizeof *picks);
    if (!picks) {
        return LEAT_FAILED;
    }
    for (size_t i = 0; i < count; i++) {
        picks[i] = (struct leat_pick){self->sorted[start + i].batch, self->sorted[start + i].row};
    }
    const int result = leat_gather(step, batch, self->batches, self->batch_count, picks, count);
    leat_free(step, picks);
    return result;
}

static void end(struct leat_step *step) {
    struct part *part = step->part;
    for (size_t i = 0; i < part->count; i++) {
        leat_release(step, part->batches[i]);
        key_batch_free(step, &part->keys[i]);
    }
    leat_free(step, part->batches);
    leat_free(step, part->keys);
    leat_free(step, part->rows);
}

static void close(struct leat_step *step) {
    struct sort *self = step->state;
    leat_free(step, self->columns);
    leat_free(step, self->orders);
    leat_free(step, self->batches);
    leat_free(step, self->keys);
    leat_free(step, self->sorted);
    leat_free(step, self->given);
}

static const char help[] =
    "Puts the rows in order, by one column or by several. Rows that are equal in all of them\n"
    "stay in the order they came in.\n"
    "\n"
    "    { \"transform\": \"sort\", \"by\": [ \"phase\", { \"column\": \"pupils\", \"order\": \"descending\" } ] }\n"
    "\n"
    "Texts go by their letters' code points: capitals before small letters, accented ones\n"
    "after all others. Rows without a value come last, unless \"nulls\" is \"first\".\n"
    "\n"
    "All rows are kept in memory until the last has come.";

static const struct leat_fold fold = {.size = sizeof fold,
                                      .add = add,
                                      .seal = seal,
                                      .merge = merge,
                                      .arrange = arrange,
                                      .give = give};

static const struct leat_role role = {
    .size = sizeof role,
    .name = "sort",
    .summary = "puts the rows in order, by one column or several",
    .help = help,
    .flags = LEAT_READS_NAMED,
    .options = &options,
    .state_size = sizeof(struct sort),
    .part_size = sizeof(struct part),
    .open = open,
    .end = end,
    .close = close,
    .fold = &fold,
};

static const struct leat_plugin plugin = {
    .size = sizeof plugin, .abi = LEAT_ABI, .version = "1.0.0", .transform = &role};

const struct leat_plugin *leat_plugin_entry(void) { return &plugin; }
