/* misuses-source: a source that misuses the interface in the way that the option `how` names. */
#include <stdlib.h>

#include <leat/plugin.h>

struct state {
    struct leat_text how, path;
    const struct leat_file *files;
    size_t count;
    int64_t calls;
};

static const struct leat_option rows[] = {
    {LEAT_OPTION(struct state, how, TEXT, "how"), .help = "what to do wrong"},
    {LEAT_OPTION(struct state, path, PATH_IN, "path"), .help = "a file"},
};
static const struct leat_options options = LEAT_OPTIONS(struct state, rows);

static bool is_how(const struct leat_step *step, const char *word) {
    const struct state *self = step->state;
    return self->how.size == strlen(word) && memcmp(self->how.data, word, self->how.size) == 0;
}

static int open_step(struct leat_step *step, struct leat_bind *bind) {
    struct state *self = step->state;
    struct leat_text copy = self->path;
    bool copies = is_how(step, "asks-for-a-copy");
    self->files = leat_files(step, copies ? &copy : &self->path, &self->count);
    leat_out_new(bind, leat_text_of("a"), (struct leat_type){.kind = LEAT_INTEGER}, NULL, 0);
    leat_out_new(bind, leat_text_of("b"), (struct leat_type){.kind = LEAT_TEXT}, NULL, 0);
    if (is_how(step, "passes"))
        leat_out_pass(bind, 0, 0);
    if (is_how(step, "takes-a-field"))
        leat_out_field(bind, NULL, 3, leat_text_of("c"));
    return LEAT_OK;
}

static int put(struct leat_step *step, struct leat_batch *batch, int64_t count, int64_t texts) {
    struct leat_builder *numbers = leat_build(step, batch, 0), *words = leat_build(step, batch, 1);
    for (int64_t row = 0; row < count; row++)
        leat_add_integer(numbers, row);
    for (int64_t row = 0; row < texts; row++)
        leat_add_text(words, leat_text_of("word"));
    if (leat_put(step, batch, numbers) < 0)
        return LEAT_FAILED;
    return texts < 0 ? LEAT_OK : leat_put(step, batch, words);
}

static int place(struct leat_step *step, struct leat_batch *batch, int32_t file) {
    return leat_places(step, batch, file, 1, NULL, NULL);
}

static int next(struct leat_step *step, struct leat_batch *batch) {
    struct state *self = step->state;
    int32_t file = self->files->number;
    if (is_how(step, "gives-for-ever"))
        return put(step, batch, 3, 3) < 0 ? LEAT_FAILED : place(step, batch, file);
    if (is_how(step, "gives-nothing-for-ever"))
        return LEAT_OK;
    if (self->calls++ > 0)
        return LEAT_END;
    if (is_how(step, "forgets-every-put")) {
        leat_add_integer(leat_build(step, batch, 0), 1);
        return LEAT_OK;
    }
    if (is_how(step, "forgets-a-put"))
        return put(step, batch, 3, -1) < 0 ? LEAT_FAILED : place(step, batch, file);
    if (is_how(step, "forgets-places"))
        return put(step, batch, 3, 3);
    if (is_how(step, "places-first"))
        return place(step, batch, file) < 0 ? LEAT_FAILED : put(step, batch, 3, 3);
    if (is_how(step, "puts-unevenly"))
        return put(step, batch, 3, 2) < 0 ? LEAT_FAILED : place(step, batch, file);
    if (is_how(step, "puts-too-many"))
        return put(step, batch, LEAT_BATCH_ROWS + 1, 0);
    if (put(step, batch, 3, 3) < 0)
        return LEAT_FAILED;
    if (is_how(step, "places-elsewhere"))
        return place(step, batch, 99);
    if (is_how(step, "reads-below"))
        leat_read_at(step, self->files, -1, self, 1);
    if (is_how(step, "rejects-elsewhere"))
        leat_reject_at(step, &(struct leat_place){.file = 99, .column = -1}, "is elsewhere");
    return is_how(step, "answers-more") ? LEAT_MORE : place(step, batch, file);
}

static const struct leat_source source = {.size = sizeof source, .next = next};

static const struct leat_role role = {.size = sizeof role,
                                      .name = "misuses-source",
                                      .summary = "is at fault, for tests",
                                      .options = &options,
                                      .state_size = sizeof(struct state),
                                      .open = open_step,
                                      .source = &source};
static const struct leat_plugin plugin = {.size = sizeof plugin, .abi = LEAT_ABI, .source = &role};

const struct leat_plugin *leat_plugin_entry(void) { return &plugin; }
