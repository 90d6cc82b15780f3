/* promises: a row-wise transform that holds the runner to what plugin.h says, for the runner's
 * tests; it fails, saying which, where a promise is not kept. */
#include <stdlib.h>

#include <leat/plugin.h>

struct state {
    int32_t first, second;
    struct leat_measures *absent;
    bool rejects;
};
struct part {
    bool again; /* this is the second call for the same input */
};

static const struct leat_option rows[] = {
    {LEAT_OPTION(struct state, first, COLUMN, "first"), .help = "a column of text"},
    {LEAT_OPTION(struct state, second, COLUMN, "second"), .help = "another column"},
    {LEAT_OPTION_HANDLES(struct state, absent, MEASURE, "absent"), .flags = LEAT_OPTIONAL},
    {LEAT_OPTION(struct state, rejects, BOOLEAN, "rejects"), .fallback = "false"},
};
static const struct leat_options options = LEAT_OPTIONS(struct state, rows);

/* Keys are lent until the callback returns, and those over more columns begin with those over
 * fewer. */
static int check_keys(struct leat_step *step, struct leat_batch *batch) {
    const struct state *self = step->state;
    int32_t columns[] = {self->first, self->second};
    struct leat_keys one, both;
    if (leat_sort_keys(step, batch, columns, NULL, 1, &one) < 0 ||
        leat_sort_keys(step, batch, columns, NULL, 2, &both) < 0)
        return LEAT_FAILED;
    for (int64_t row = 0; row < batch->rows; row++) {
        size_t size = (size_t)(one.offsets[row + 1] - one.offsets[row]);
        if (one.bytes == both.bytes || both.offsets[row + 1] - both.offsets[row] <= size ||
            memcmp(one.bytes + one.offsets[row], both.bytes + both.offsets[row], size) != 0)
            return leat_fail(step, "the first keys did not outlive the second call");
    }
    return LEAT_OK;
}

/* An absent set of measures is an empty one. */
static int check_measures(struct leat_step *step, struct leat_batch *batch) {
    const struct state *self = step->state;
    bool is_empty = leat_measures_count(step, self->absent) == 0 &&
                    leat_measures_size(step, self->absent) == 0 &&
                    leat_measures_start(step, self->absent, NULL) == LEAT_OK &&
                    leat_measures_add(step, self->absent, batch, NULL) == LEAT_OK &&
                    leat_measures_merge(step, self->absent, NULL, NULL) == LEAT_OK;
    leat_measures_drop(step, self->absent, NULL);
    return is_empty ? LEAT_OK : leat_fail(step, "an absent set of measures is not empty");
}

static int process(struct leat_step *step, struct leat_batch *batch) {
    const struct state *self = step->state;
    struct part *part = step->part;
    if (check_keys(step, batch) < 0 || check_measures(step, batch) < 0)
        return LEAT_FAILED;
    leat_release(step, NULL);
    leat_free(step, NULL);
    part->again = !part->again;
    if (!self->rejects || !part->again)
        return LEAT_OK;
    /* The first row is rejected now, and no row given; it stays out of what the next call gives. */
    leat_reject(step, batch, 0, self->first, "is the first");
    leat_rows(step, batch, NULL, 0);
    return LEAT_MORE;
}

static const struct leat_rowwise rowwise = {.size = sizeof rowwise, .process = process};
static const struct leat_role role = {.size = sizeof role,
                                      .name = "promises",
                                      .summary = "holds the runner to its promises",
                                      .flags = LEAT_PARALLEL,
                                      .options = &options,
                                      .state_size = sizeof(struct state),
                                      .part_size = sizeof(struct part),
                                      .rowwise = &rowwise};
static const struct leat_plugin plugin = {
    .size = sizeof plugin, .abi = LEAT_ABI, .transform = &role};

const struct leat_plugin *leat_plugin_entry(void) { return &plugin; }
