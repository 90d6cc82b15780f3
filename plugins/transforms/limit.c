/* limit: keeps the first rows, of all or of each group. */
#include <leat/plugin.h>

#include "shared/key_rows.h"

struct limit {
    int64_t rows, skip;
    struct leat_list by; /* columns; none: one group */

    struct leat_index *groups; /* NULL: there is one, or none yet */
    struct key_rows keys;
    uint64_t *seen; /* by group number: how many of its rows came */
    size_t seen_room;
};

static const struct leat_option rows[] = {
    {LEAT_OPTION(struct limit, rows, INTEGER, "rows"), .least = 1, .most = INT64_MAX,
     .help = "how many rows are kept, from the first on"},
    {LEAT_OPTION(struct limit, skip, INTEGER, "skip"), .fallback = "0", .least = 0,
     .most = INT64_MAX, .help = "how many rows are left out before them"},
    {LEAT_OPTION(struct limit, by, COLUMNS, "by"), .flags = LEAT_OPTIONAL | LEAT_ONE_OR_MANY,
     .help =
         "the columns to group by: rows are counted for each different set of their values; without it over all rows"},
};
static const struct leat_options options = LEAT_OPTIONS(struct limit, rows);

/* A count for each group. */
static int make_counts(struct leat_step *step) {
    struct limit *self = step->state;
    const size_t groups = self->by.count > 0 ? leat_index_count(step, self->groups) : 1;
    if (groups <= self->seen_room) {
        return LEAT_OK;
    }
    const size_t room = 2 * groups;
    uint64_t *seen = leat_realloc(step, self->seen, room * sizeof *seen);
    if (!seen) {
        return LEAT_FAILED;
    }
    memset(seen + self->seen_room, 0, (room - self->seen_room) * sizeof *seen);
    self->seen = seen;
    self->seen_room = room;
    return LEAT_OK;
}

static int process(struct leat_step *step, struct leat_batch *batch) {
    struct limit *self = step->state;
    const int32_t *by = self->by.items;
    const uint64_t first = (uint64_t)self->skip, end = first + (uint64_t)self->rows;
    size_t count = 0;
    int result = key_rows_add(step, &self->keys, &self->groups, batch, by, self->by.count);
    if (result == LEAT_OK) {
        result = make_counts(step);
    }
    /* The list of kept rows is written over numbers that were read. */
    uint32_t *numbers = self->keys.numbers;
    for (int64_t row = 0; result == LEAT_OK && row < batch->rows; row++) {
        const uint64_t at = self->seen[numbers[row]]++;
        if (at >= first && at < end) {
            numbers[count++] = (uint32_t)row;
        }
    }
    return result == LEAT_OK && count < (size_t)batch->rows ? leat_rows(step, batch, numbers, count)
                                                            : result;
}

static void close(struct leat_step *step) {
    struct limit *self = step->state;
    leat_index_free(step, self->groups);
    key_rows_free(step, &self->keys);
    leat_free(step, self->seen);
}

static const char help[] =
    "Keeps the first rows; the others are counted as filtered. \"by\" keeps the first rows of\n"
    "each group.\n"
    "\n"
    "    { \"transform\": \"limit\", \"rows\": 10 }\n"
    "\n"
    "    { \"transform\": \"sort\", \"by\": { \"column\": \"pupils\", \"order\": \"descending\" } },\n"
    "    { \"transform\": \"limit\", \"rows\": 3, \"by\": \"phase\" }\n"
    "\n"
    "\"First\" is by the order that the rows come in, so the three largest schools of each phase\n"
    "need the sort. \"skip\" leaves rows out before: \"rows\": 10, \"skip\": 10 are the second ten.\n"
    "Rows without a value in \"by\" are a group of their own.\n"
    "\n"
    "The whole input is read all the same, so a mistake further down is still found.";

static const struct leat_rowwise rowwise = {.size = sizeof rowwise, .process = process};

static const struct leat_role role = {
    .size = sizeof role,
    .name = "limit",
    .summary = "keeps the first rows, of all or of each group",
    .help = help,
    .flags = LEAT_READS_NAMED,
    .options = &options,
    .state_size = sizeof(struct limit),
    .close = close,
    .rowwise = &rowwise,
};

static const struct leat_plugin plugin = {
    .size = sizeof plugin, .abi = LEAT_ABI, .version = "1.0.0", .transform = &role};

const struct leat_plugin *leat_plugin_entry(void) { return &plugin; }
