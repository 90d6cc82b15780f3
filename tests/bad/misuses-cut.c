/* misuses-cut: a source by cut and decode that misuses the interface in the way that the option `how` names. */
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
    self->files = leat_files(step, &self->path, &self->count);
    leat_out_new(bind, leat_text_of("a"), (struct leat_type){.kind = LEAT_INTEGER}, NULL, 0);
    leat_out_new(bind, leat_text_of("b"), (struct leat_type){.kind = LEAT_TEXT}, NULL, 0);
    return LEAT_OK;
}

static int cut(struct leat_step *step, struct leat_piece *piece) {
    struct state *self = step->state;
    if (self->calls++ > 0)
        return LEAT_END;
    if (!is_how(step, "cuts-without-room"))
        leat_piece_room(step, piece, 64);
    piece->size = is_how(step, "cuts-beyond-room") ? 1000 : 64;
    if (!is_how(step, "cuts-no-file"))
        piece->file = self->files->number;
    piece->line = 1;
    return LEAT_OK;
}

static int decode(struct leat_step *step, struct leat_piece *piece, struct leat_batch *batch) {
    struct leat_slice slices[1] = {{is_how(step, "slices-beyond") ? 60u : 0u, 20}};
    struct leat_builder *numbers = leat_build(step, batch, 0), *words = leat_build(step, batch, 1);
    leat_add_integer(numbers, 1);
    if (is_how(step, "decodes-for-ever"))
        return LEAT_MORE;
    leat_add_slices(words, piece, slices, 1);
    leat_put(step, batch, numbers);
    return leat_put(step, batch, words);
}

static const struct leat_source source = {.size = sizeof source, .cut = cut, .decode = decode};

static const struct leat_role role = {.size = sizeof role,
                                      .name = "misuses-cut",
                                      .summary = "is at fault, for tests",
                                      .options = &options,
                                      .state_size = sizeof(struct state),
                                      .open = open_step,
                                      .source = &source};
static const struct leat_plugin plugin = {.size = sizeof plugin, .abi = LEAT_ABI, .source = &role};

const struct leat_plugin *leat_plugin_entry(void) { return &plugin; }
