/* distinct: keeps the first row of each set of values. */
#include <leat/plugin.h>

#include "shared/key_rows.h"

struct distinct {
    struct leat_list by; /* columns */

    struct leat_index *seen;
    struct key_rows keys;
};

static const struct leat_option rows[] = {
    {LEAT_OPTION(struct distinct, by, COLUMNS, "by"), .flags = LEAT_ONE_OR_MANY,
     .fallback = "\"*\"", .least = 1, .most = INT64_MAX,
     .help =
         "the columns whose values may stand once; without it, rows are the same when they are in all columns"},
};
static const struct leat_options options = LEAT_OPTIONS(struct distinct, rows);

static int process(struct leat_step *step, struct leat_batch *batch) {
    struct distinct *self = step->state;
    const int32_t *by = self->by.items;
    size_t next = leat_index_count(step, self->seen), count = 0;
    const int result = key_rows_add(step, &self->keys, &self->seen, batch, by, self->by.count);
    if (result != LEAT_OK) {
        return result;
    }
    /* New keys are numbered as they come: the next number is the first row of its key. The list of
     * such rows is written over numbers that were read. */
    uint32_t *numbers = self->keys.numbers;
    for (int64_t row = 0; row < batch->rows; row++) {
        if (numbers[row] == next) {
            numbers[count++] = (uint32_t)row;
            next++;
        }
    }
    return count < (size_t)batch->rows ? leat_rows(step, batch, numbers, count) : LEAT_OK;
}

static void close(struct leat_step *step) {
    struct distinct *self = step->state;
    leat_index_free(step, self->seen);
    key_rows_free(step, &self->keys);
}

static const char help[] =
    "Keeps the first row of each set of values and leaves out those that repeat it; they are\n"
    "counted as filtered.\n"
    "\n"
    "    { \"transform\": \"distinct\" }\n"
    "    { \"transform\": \"distinct\", \"by\": [\"urn\", \"as_at\"] }\n"
    "\n"
    "\"First\" is by the order that the rows come in. To keep the latest of each school instead,\n"
    "sort first:\n"
    "\n"
    "    { \"transform\": \"sort\", \"by\": { \"column\": \"inspected\", \"order\": \"descending\" } },\n"
    "    { \"transform\": \"distinct\", \"by\": \"urn\" }\n"
    "\n"
    "A null equals a null, as in SQL's distinct; a symbol (c: suppressed) equals the same symbol\n"
    "and nothing else.\n"
    "\n"
    "The different sets of values are kept in memory.";

static const struct leat_rowwise rowwise = {.size = sizeof rowwise, .process = process};

static const struct leat_role role = {
    .size = sizeof role,
    .name = "distinct",
    .summary = "keeps the first row of each set of values",
    .help = help,
    .flags = LEAT_READS_NAMED,
    .options = &options,
    .state_size = sizeof(struct distinct),
    .close = close,
    .rowwise = &rowwise,
};

static const struct leat_plugin plugin = {
    .size = sizeof plugin, .abi = LEAT_ABI, .version = "1.0.0", .transform = &role};

const struct leat_plugin *leat_plugin_entry(void) { return &plugin; }
