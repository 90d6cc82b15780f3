/* misuses-memory: a row-wise transform that gives back what it does not hold, keeps what it must
 * give back, or tells sizes that cannot be, in the way that the option `how` names. */
#include <stdlib.h>

#include <leat/plugin.h>

struct state {
    struct leat_text how;
    int32_t column, text, number;
    void *block;
    struct leat_batch *batch;
};

static const struct leat_option rows[] = {
    {LEAT_OPTION(struct state, how, TEXT, "how"), .help = "what to do wrong"},
    {LEAT_OPTION(struct state, column, COLUMN, "column"), .help = "a column"},
};
static const struct leat_options options = LEAT_OPTIONS(struct state, rows);

static const struct leat_type INTEGER = {.kind = LEAT_INTEGER}, TEXT = {.kind = LEAT_TEXT};

static bool is_how(const struct leat_step *step, const char *word) {
    const struct state *self = step->state;
    return self->how.size == strlen(word) && memcmp(self->how.data, word, self->how.size) == 0;
}

static int open_step(struct leat_step *step, struct leat_bind *bind) {
    struct state *self = step->state;
    self->text = leat_out_new(bind, leat_text_of("text"), TEXT, NULL, 0);
    self->number = leat_out_new(bind, leat_text_of("number"), INTEGER, NULL, 0);
    if (is_how(step, "leaks-from-open"))
        self->block = leat_alloc(step, 8);
    return LEAT_OK;
}

/* ---- Holding ---- */

static void hold(struct leat_step *step, struct leat_batch *batch) {
    struct state *self = step->state;
    int outside = 0;
    if (is_how(step, "leaks-blocks"))
        leat_free(step, leat_realloc(step, NULL, 8 + !leat_alloc(step, 100)));
    if (is_how(step, "leaks-batches"))
        self->batch = leat_share(step, batch);
    if (is_how(step, "leaks-own-batch"))
        self->batch = leat_batch_new(step, &INTEGER, 1);
    if (is_how(step, "leaks-runs"))
        leat_run_new(step);
    if (is_how(step, "leaks-indexes"))
        leat_index_new(step, &INTEGER, 1);
    if (is_how(step, "frees-twice") || is_how(step, "grows-freed")) {
        void *block = leat_alloc(step, 100);
        leat_free(step, block);
        if (is_how(step, "frees-twice"))
            leat_free(step, block);
        else
            leat_realloc(step, block, 200);
    }
    if (is_how(step, "frees-stack"))
        leat_free(step, &outside);
    if (is_how(step, "frees-within")) {
        self->block = leat_alloc(step, 100);
        leat_free(step, (char *)self->block + 16);
        leat_free(step, self->block);
    }
    if (is_how(step, "releases-twice") || is_how(step, "releases-twice-in-end"))
        self->batch = leat_compact(step, batch);
    if (is_how(step, "releases-twice")) {
        leat_release(step, self->batch);
        leat_release(step, self->batch);
    }
    if (is_how(step, "releases-run")) {
        struct leat_run *run = leat_run_new(step);
        leat_run_put(step, run, batch);
        leat_release(step, leat_run_next(step, run));
        leat_run_free(step, run);
    }
    if (is_how(step, "frees-run-twice")) {
        struct leat_run *run = leat_run_new(step);
        leat_run_free(step, run);
        leat_run_free(step, run);
    }
    if (is_how(step, "frees-index-twice")) {
        struct leat_index *index = leat_index_new(step, &INTEGER, 1);
        leat_index_free(step, index);
        leat_index_free(step, index);
    }
}

/* ---- Sizes ---- */

static void ask_below(struct leat_step *step) {
    if (is_how(step, "asks-size-below"))
        leat_alloc(step, (size_t)-1);
    if (is_how(step, "grows-size-below"))
        leat_realloc(step, NULL, (size_t)-1);
    if (is_how(step, "makes-columns-below"))
        leat_batch_new(step, &INTEGER, (size_t)-1);
}

static void release_schema(struct ArrowSchema *schema) { schema->release = NULL; }
static void release_array(struct ArrowArray *array) { array->release = NULL; }

static int import(struct leat_step *step, struct leat_batch *batch) {
    const struct state *self = step->state;
    static const int32_t back[] = {0, 4, 2, 6}, below[] = {-4, 0, 2, 6};
    static const int64_t numbers[] = {1, 2, 3};
    const void *of_numbers[] = {NULL, numbers};
    const void *of_texts[] = {NULL, is_how(step, "imports-offsets-below") ? below : back, "abcdef"};
    bool is_text = is_how(step, "imports-offsets-back") || is_how(step, "imports-offsets-below");
    struct ArrowSchema schema = {.format = is_text ? "u" : "l", .release = release_schema};
    struct ArrowArray array = {.length = batch->rows, .release = release_array};
    array.n_buffers = is_text ? 3 : 2;
    array.buffers = is_text ? of_texts : of_numbers;
    if (is_how(step, "imports-length-below"))
        array.length = -1;
    if (is_how(step, "imports-from-below"))
        array.offset = -1;
    if (is_how(step, "imports-from-far"))
        array.offset = INT64_MAX - 1;
    return leat_import(step, batch, is_text ? self->text : self->number, &schema, &array);
}

static int add_texts(struct leat_step *step, struct leat_batch *batch) {
    struct leat_builder *to = leat_build(step, batch, ((struct state *)step->state)->text);
    struct leat_text text = leat_text_of("four");
    if (is_how(step, "adds-size-below"))
        text.size = (size_t)-1;
    for (int64_t row = 0; row < batch->rows; row++)
        leat_add_text(to, text);
    return leat_put(step, batch, to);
}

static int add_numbers(struct leat_step *step, struct leat_batch *batch) {
    static const int64_t numbers[] = {1, 2, 3};
    struct leat_builder *to = leat_build(step, batch, ((struct state *)step->state)->number);
    leat_bulk(to, numbers, NULL, is_how(step, "adds-count-below") ? (size_t)-1 : 3);
    return leat_put(step, batch, to);
}

static int process(struct leat_step *step, struct leat_batch *batch) {
    const struct state *self = step->state;
    bool imports = self->how.size > 8 && memcmp(self->how.data, "imports-", 8) == 0;
    hold(step, batch);
    ask_below(step);
    if (imports)
        return import(step, batch);
    int answer = add_texts(step, batch);
    return answer < 0 ? answer : add_numbers(step, batch);
}

static void end(struct leat_step *step) {
    struct state *self = step->state;
    if (!is_how(step, "releases-twice-in-end"))
        return;
    leat_release(step, self->batch);
    leat_release(step, self->batch);
}

static const struct leat_rowwise rowwise = {.size = sizeof rowwise, .process = process};
static const struct leat_role role = {.size = sizeof role,
                                      .name = "misuses-memory",
                                      .summary = "is at fault, for tests",
                                      .options = &options,
                                      .state_size = sizeof(struct state),
                                      .open = open_step,
                                      .end = end,
                                      .rowwise = &rowwise};
static const struct leat_plugin plugin = {
    .size = sizeof plugin, .abi = LEAT_ABI, .transform = &role};

const struct leat_plugin *leat_plugin_entry(void) { return &plugin; }
