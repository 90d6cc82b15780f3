/* misuses-sink: a sink that misuses the interface in the way that the option `how` names. */
#include <stdlib.h>

#include <leat/plugin.h>

struct state {
    struct leat_text how, path;
};

static const struct leat_option rows[] = {
    {LEAT_OPTION(struct state, how, TEXT, "how"), .help = "what to do wrong"},
    {LEAT_OPTION(struct state, path, PATH_OUT, "path"), .help = "where to write"},
};
static const struct leat_options options = LEAT_OPTIONS(struct state, rows);

static bool is_how(const struct leat_step *step, const char *word) {
    const struct state *self = step->state;
    return self->how.size == strlen(word) && memcmp(self->how.data, word, self->how.size) == 0;
}

static int open_step(struct leat_step *step, struct leat_bind *bind) {
    struct state *self = step->state;
    struct leat_output output;
    if (is_how(step, "adds-a-column"))
        leat_out_new(bind, leat_text_of("new"), (struct leat_type){.kind = LEAT_TEXT}, NULL, 0);
    if (is_how(step, "counts-in-open"))
        leat_counted(step, 1);
    if (is_how(step, "asks-output-in-open"))
        leat_output(step, &self->path, &output);
    return LEAT_OK;
}

static int write_rows(struct leat_step *step, int32_t input, struct leat_batch *batch) {
    struct state *self = step->state;
    struct leat_text copy = self->path;
    struct leat_output output;
    (void)input;
    if (is_how(step, "rejects"))
        leat_reject(step, batch, 0, -1, "is too late");
    if (is_how(step, "chooses-rows"))
        leat_rows(step, batch, NULL, 0);
    if (is_how(step, "builds"))
        leat_put(step, batch, leat_build(step, batch, 0));
    if (is_how(step, "blobs-in-write"))
        leat_blob(step, batch, "x", 1);
    if (is_how(step, "asks-output-of-a-copy"))
        leat_output(step, &copy, &output);
    if (is_how(step, "loses-a-row"))
        leat_counted(step, batch->rows - 1);
    if (is_how(step, "answers-end"))
        return LEAT_END;
    return is_how(step, "says-nothing") ? LEAT_FAILED : LEAT_OK;
}

static int finish(struct leat_step *step) {
    if (is_how(step, "rejects-in-finish"))
        leat_reject(step, NULL, 0, -1, "is too late");
    if (is_how(step, "writes-a-row-twice"))
        leat_counted(step, 4);
    if (is_how(step, "loses-every-row"))
        leat_counted(step, 0);
    return is_how(step, "finishes-badly") ? 7 : LEAT_OK;
}

static const struct leat_sink sink = {.size = sizeof sink, .write = write_rows, .finish = finish};
static const struct leat_role role = {.size = sizeof role,
                                      .name = "misuses-sink",
                                      .summary = "is at fault, for tests",
                                      .options = &options,
                                      .state_size = sizeof(struct state),
                                      .open = open_step,
                                      .sink = &sink};
static const struct leat_plugin plugin = {.size = sizeof plugin, .abi = LEAT_ABI, .sink = &role};

const struct leat_plugin *leat_plugin_entry(void) { return &plugin; }
