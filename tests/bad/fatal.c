/* fatal: a row-wise transform that ends the process, or never comes back, as the option `how` says,
 * in the callback that `in` names. */
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include <leat/plugin.h>

struct state {
    struct leat_text how, in;
};

static const struct leat_option rows[] = {
    {LEAT_OPTION(struct state, how, TEXT, "how"), .help = "what to do wrong"},
    {LEAT_OPTION(struct state, in, TEXT, "in"), .help = "where"},
};
static const struct leat_options options = LEAT_OPTIONS(struct state, rows);

static bool is(struct leat_text text, const char *word) {
    return text.size == strlen(word) && memcmp(text.data, word, text.size) == 0;
}

static volatile int zero, depth; /* which no compiler knows */

static int *volatile nowhere;

static int calls_itself(int number) {
    volatile char room[4096] = {0};
    depth = number;
    return depth < 0 ? 0 : calls_itself(number + 1) + room[number % 4096];
}

static void *exit_aside(void *unused) {
    (void)unused;
    exit(0);
}

static int at(struct leat_step *step, const char *callback) {
    const struct state *self = step->state;
    if (!is(self->in, callback))
        return LEAT_OK;
    if (is(self->how, "crashes"))
        *nowhere = 1;
    if (is(self->how, "divides"))
        zero = depth / zero;
    if (is(self->how, "aborts"))
        abort();
    if (is(self->how, "fills-stack"))
        return calls_itself(0);
    if (is(self->how, "exits"))
        exit(0);
    if (is(self->how, "exits-at-once"))
        _exit(0);
    if (is(self->how, "exits-aside")) {
        pthread_t thread;
        pthread_create(&thread, NULL, exit_aside, NULL);
        for (;;)
            pause();
    }
    while (is(self->how, "hangs"))
        usleep(1000);
    while (is(self->how, "spins"))
        depth++;
    return LEAT_OK;
}

static int open_step(struct leat_step *step, struct leat_bind *bind) {
    (void)bind;
    return at(step, "open");
}
static int start(struct leat_step *step) { return at(step, "start"); }
static int begin(struct leat_step *step) { return at(step, "begin"); }
static void end(struct leat_step *step) { at(step, "end"); }
static void close_step(struct leat_step *step) { at(step, "close"); }

static int process(struct leat_step *step, struct leat_batch *batch) {
    (void)batch;
    return at(step, "process");
}

static int rest(struct leat_step *step, struct leat_batch *batch) {
    (void)batch;
    at(step, "rest");
    return LEAT_END;
}

static const struct leat_rowwise rowwise = {
    .size = sizeof rowwise, .process = process, .rest = rest};
static const struct leat_role role = {.size = sizeof role,
                                      .name = "fatal",
                                      .summary = "is at fault, for tests",
                                      .options = &options,
                                      .state_size = sizeof(struct state),
                                      .open = open_step,
                                      .start = start,
                                      .begin = begin,
                                      .end = end,
                                      .close = close_step,
                                      .rowwise = &rowwise};
static const struct leat_plugin plugin = {
    .size = sizeof plugin, .abi = LEAT_ABI, .transform = &role};

const struct leat_plugin *leat_plugin_entry(void) { return &plugin; }
