/* sort: puts all rows in order. See sort.h. give picks the rows, 65,536 a stream, from the kept
 * batches, or merges the runs. */
#include "sort.h"

#include "shared/order.h"

static const struct leat_option rows[] = {
    {LEAT_OPTION_LIST(struct sort, by, TABLE, "by"), .flags = LEAT_ONE_OR_MANY, .least = 1,
     .most = ORDER_MOST, .items = &order_by_options,
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
        const struct order_by *by = &LEAT_ITEM(self->by, struct order_by, i);
        self->columns[i] = by->column;
        self->orders[i] = order_flags(by);
    }
    for (int32_t column = 0; column < count; column++) {
        leat_out_pass(bind, 0, column);
    }
    return LEAT_OK;
}

static int add(struct leat_step *step, struct leat_batch *batch) {
    const struct sort *self = step->state;
    return kept_add_packed(step, batch, self->columns, self->orders, self->by.count);
}

/* What dealing and sorting take, beside the rows and their keys. */
static bool fits(struct leat_step *step, void *const *parts, size_t count) {
    size_t row_count = 0;
    for (size_t i = 0; i < count; i++) {
        const struct sort_part *part = parts[i];
        if (part->runs.count > 0) {
            return false;
        }
        for (size_t batch = 0; batch < part->kept.count; batch++) {
            row_count += part->kept.batches[batch].keys.rows;
        }
    }
    return leat_memory_left(step) / (3 * sizeof(struct key_row)) > row_count;
}

static int seal_runs(struct leat_step *step, void *const *parts, size_t count) {
    struct sort *self = step->state;
    int result = LEAT_OK;
    for (size_t i = 0; result == LEAT_OK && i < count; i++) {
        struct sort_part *part = parts[i];
        result = sort_spill(step, part);
        if (result == LEAT_OK) {
            result = sort_runs_move(step, &self->runs, &part->runs);
        }
    }
    return result;
}

static int seal(struct leat_step *step, void *const *parts, size_t count, size_t *partitions) {
    struct sort *self = step->state;
    if (leat_has(step, run_gather) && !fits(step, parts, count)) {
        return seal_runs(step, parts, count);
    }
    return kept_seal(step, &self->kept, parts, count, partitions);
}

static int merge(struct leat_step *step, void *const *parts, size_t count, size_t partition) {
    struct sort *self = step->state;
    (void)parts;
    (void)count;
    return self->runs.count > 0 ? LEAT_OK : kept_sort(step, &self->kept, partition);
}

static int arrange(struct leat_step *step, void *const *parts, size_t count, size_t *streams) {
    struct sort *self = step->state;
    (void)parts;
    (void)count;
    if (self->runs.count > 0) {
        return sort_merge_begin(step);
    }
    if (self->kept.row_count > LEAT_BATCH_ROWS) {
        *streams = (self->kept.row_count + LEAT_BATCH_ROWS - 1) / LEAT_BATCH_ROWS;
    }
    self->given = leat_alloc(step, *streams * sizeof *self->given);
    return self->given ? LEAT_OK : LEAT_FAILED;
}

static int give(struct leat_step *step, size_t stream, struct leat_batch *batch) {
    const struct sort *self = step->state;
    const struct kept_rows *kept = &self->kept;
    const size_t start = stream * LEAT_BATCH_ROWS;
    if (self->runs.count > 0) {
        return sort_merge_give(step, batch);
    }
    if (self->given[stream] || start >= kept->row_count) {
        return LEAT_END;
    }
    self->given[stream] = true;
    const size_t left = kept->row_count - start,
                 count = left < LEAT_BATCH_ROWS ? left : LEAT_BATCH_ROWS;
    struct leat_pick *picks = leat_alloc(step, count * sizeof *picks);
    if (!picks) {
        return LEAT_FAILED;
    }
    for (size_t i = 0; i < count; i++) {
        picks[i] = (struct leat_pick){kept->sorted[start + i].batch, kept->sorted[start + i].row};
    }
    const int result = leat_gather(step, batch, kept->batches, kept->batch_count, picks, count);
    leat_free(step, picks);
    return result;
}

static int spill(struct leat_step *step, size_t bytes) {
    (void)bytes;
    return leat_has(step, run_gather) ? sort_spill(step, step->part) : LEAT_OK;
}

static void end(struct leat_step *step) {
    struct sort_part *part = step->part;
    kept_part_free(step, &part->kept);
    sort_runs_free(step, &part->runs);
}

static void close(struct leat_step *step) {
    struct sort *self = step->state;
    leat_free(step, self->columns);
    leat_free(step, self->orders);
    leat_free(step, self->given);
    kept_free(step, &self->kept);
    run_merge_free(step, &self->merge);
    sort_runs_free(step, &self->runs);
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
    "All rows are kept in memory until the last has come, or, where \"leat run --memory\" sets a\n"
    "limit and they are too many for it, in a temporary file (in TMPDIR, or /tmp).";

static const struct leat_fold fold = {.size = sizeof fold,
                                      .add = add,
                                      .seal = seal,
                                      .merge = merge,
                                      .arrange = arrange,
                                      .give = give,
                                      .spill = spill};

static const struct leat_role role = {
    .size = sizeof role,
    .name = "sort",
    .summary = "puts the rows in order, by one column or several",
    .help = help,
    .flags = LEAT_READS_NAMED,
    .options = &options,
    .state_size = sizeof(struct sort),
    .part_size = sizeof(struct sort_part),
    .open = open,
    .end = end,
    .close = close,
    .fold = &fold,
};

static const struct leat_plugin plugin = {
    .size = sizeof plugin, .abi = LEAT_ABI, .version = "1.0.0", .transform = &role};

const struct leat_plugin *leat_plugin_entry(void) { return &plugin; }
