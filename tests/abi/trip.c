/* trip: a parallel row-wise transform that fails or rejects where it is told to, for the runner's
 * tests.
 *
 * A number listed in `fail` fails the run, one in `reject` has its row rejected, and a batch that
 * holds one in `slow` takes its time, so that later ones come first. */
#include <time.h>

#include <leat/plugin.h>

struct trip {
    int32_t column;
    struct leat_list fail, reject, slow;
};

static const struct leat_option rows[] = {
    {LEAT_OPTION(struct trip, column, COLUMN, "column"), .kinds = LEAT_KINDS(LEAT_INTEGER),
     .help = "numbers"},
    {LEAT_OPTION_LIST(struct trip, fail, INTEGER, "fail"), .flags = LEAT_OPTIONAL,
     .help = "where to fail"},
    {LEAT_OPTION_LIST(struct trip, reject, INTEGER, "reject"), .flags = LEAT_OPTIONAL,
     .help = "where to reject"},
    {LEAT_OPTION_LIST(struct trip, slow, INTEGER, "slow"), .flags = LEAT_OPTIONAL,
     .help = "where to wait"},
};
static const struct leat_options options = LEAT_OPTIONS(struct trip, rows);

static bool holds(const struct leat_list *list, int64_t number) {
    for (size_t i = 0; i < list->count; i++)
        if (LEAT_ITEM(*list, int64_t, i) == number)
            return true;
    return false;
}

static int process(struct leat_step *step, struct leat_batch *batch) {
    const struct trip *self = step->state;
    const struct timespec while_others_run = {.tv_nsec = 50 * 1000 * 1000};
    struct leat_view numbers = leat_read(step, batch, self->column);
    for (int64_t row = 0; row < batch->rows; row++) {
        int64_t number = leat_integer(&numbers, row);
        if (leat_is_null(&numbers, row))
            continue;
        if (holds(&self->slow, number))
            nanosleep(&while_others_run, NULL);
        if (holds(&self->reject, number)) {
            leat_reject(step, batch, row, self->column, "this number is not wanted");
            leat_reject(step, batch, row, -1, "nor is this row");
        }
        if (holds(&self->fail, number))
            return leat_fail(step, "tripped over %lld", (long long)number);
    }
    return LEAT_OK;
}

static const struct leat_rowwise rowwise = {.size = sizeof rowwise, .process = process};
static const struct leat_role role = {.size = sizeof role,
                                      .name = "trip",
                                      .summary = "fails and rejects where it is told to, for tests",
                                      .flags = LEAT_PARALLEL,
                                      .options = &options,
                                      .state_size = sizeof(struct trip),
                                      .rowwise = &rowwise};
static const struct leat_plugin plugin = {
    .size = sizeof plugin, .abi = LEAT_ABI, .transform = &role};

const struct leat_plugin *leat_plugin_entry(void) { return &plugin; }
