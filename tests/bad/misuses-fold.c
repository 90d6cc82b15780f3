/* misuses-fold: a fold that misuses the interface in the way that the option `how` names. */
#include <stdlib.h>

#include <leat/plugin.h>

struct state {
    struct leat_text how;
    struct leat_measures *measures;
    int32_t passed, counted;
    struct leat_batch *kept[64];
    size_t count;
    bool was_given;
};

static const struct leat_option rows[] = {
    {LEAT_OPTION(struct state, how, TEXT, "how"), .help = "what to do wrong"},
    {LEAT_OPTION_HANDLES(struct state, measures, MEASURE, "measures"), .flags = LEAT_OPTIONAL},
};
static const struct leat_options options = LEAT_OPTIONS(struct state, rows);

static bool is_how(const struct leat_step *step, const char *word) {
    const struct state *self = step->state;
    return self->how.size == strlen(word) && memcmp(self->how.data, word, self->how.size) == 0;
}

static int open_step(struct leat_step *step, struct leat_bind *bind) {
    struct state *self = step->state;
    self->passed = leat_out_pass(bind, 0, is_how(step, "passes-nothing") ? 99 : 0);
    self->counted =
        leat_out_new(bind, leat_text_of("counted"), (struct leat_type){.kind = LEAT_TEXT}, NULL, 0);
    return LEAT_OK;
}

static void keep(struct leat_step *step, struct leat_batch *batch) {
    struct state *self = step->state;
    const bool packs = is_how(step, "reads-packed") || is_how(step, "shares-packed") ||
                       is_how(step, "gathers-column-of-packed") ||
                       is_how(step, "gathers-packed-and-shared");
    if (self->count + 2 > 64)
        return;
    struct leat_batch *kept = self->kept[self->count++] =
        packs ? leat_pack(step, batch) : leat_share(step, batch);
    if (is_how(step, "reads-packed"))
        leat_read(step, kept, 0);
    if (is_how(step, "shares-packed"))
        leat_share(step, kept);
    if (is_how(step, "gathers-packed-and-shared"))
        self->kept[self->count++] = leat_share(step, batch);
}

/* One thread alone adds, as the tests run it with one. */
static int add(struct leat_step *step, struct leat_batch *batch) {
    struct state *self = step->state;
    if (is_how(step, "edits-input"))
        leat_rows(step, batch, NULL, 0);
    if (is_how(step, "builds-in-add"))
        leat_put(step, batch, leat_build(step, batch, self->counted));
    if (is_how(step, "adds-own")) {
        struct leat_batch *own = leat_batch_new(step, NULL, 0);
        leat_measures_add(step, self->measures, own, NULL);
        leat_release(step, own);
    }
    if (is_how(step, "loses-a-row"))
        leat_counted(step, batch->rows - 1);
    if (is_how(step, "packs-own")) {
        struct leat_batch *own = leat_batch_new(step, NULL, 0);
        leat_pack(step, own);
        leat_release(step, own);
    }
    keep(step, batch);
    return LEAT_OK;
}

static int seal(struct leat_step *step, void *const *parts, size_t count, size_t *partitions) {
    (void)parts, (void)count;
    if (is_how(step, "seals-none"))
        *partitions = 0;
    if (is_how(step, "seals-too-many"))
        *partitions = SIZE_MAX;
    return LEAT_OK;
}

static int arrange(struct leat_step *step, void *const *parts, size_t count, size_t *streams) {
    (void)parts, (void)count;
    if (is_how(step, "arranges-none"))
        *streams = 0;
    if (is_how(step, "arranges-too-many"))
        *streams = SIZE_MAX;
    return LEAT_OK;
}

static int give(struct leat_step *step, size_t stream, struct leat_batch *batch) {
    struct state *self = step->state;
    (void)stream;
    if (is_how(step, "gives-for-ever"))
        return LEAT_OK;
    if (self->was_given)
        return LEAT_END;
    self->was_given = true;
    struct leat_pick picks[2] = {{0, 0}, {0, is_how(step, "picks-beyond") ? 99u : 1u}};
    struct leat_batch *nothing = NULL;
    bool is_none = is_how(step, "gathers-from-none");
    if (!is_how(step, "forgets-gather") &&
        leat_gather(step, batch, is_none ? &nothing : self->kept,
                    is_how(step, "gathers-packed-and-shared") ? 2 : 1, picks, 2) < 0)
        return LEAT_FAILED;
    if (is_how(step, "packs-given"))
        leat_pack(step, batch);
    if (is_how(step, "gathers-column-of-packed"))
        leat_gather_column(step, batch, self->passed, self->kept, 1, 0, picks, 2);
    struct leat_builder *to = leat_build(step, batch, self->counted);
    if (is_how(step, "gives-other-kind")) {
        size_t failed;
        void *block = leat_alloc(step, leat_measures_size(step, self->measures));
        leat_measures_start(step, self->measures, block);
        leat_measures_give(step, self->measures, 0, &block, 1, to, &failed);
        leat_measures_drop(step, self->measures, block);
        leat_free(step, block);
    }
    if (is_how(step, "gives-no-measure"))
        leat_measures_give(step, self->measures, 7, NULL, 0, to, NULL);
    for (int row = 0; row < 2; row++)
        leat_add_text(to, leat_text_of("row"));
    return is_how(step, "forgets-put") ? LEAT_OK : leat_put(step, batch, to);
}

static void close_step(struct leat_step *step) {
    struct state *self = step->state;
    for (size_t i = 0; i < self->count; i++)
        leat_release(step, self->kept[i]);
}

static const struct leat_fold fold = {
    .size = sizeof fold, .add = add, .seal = seal, .arrange = arrange, .give = give};
static const struct leat_role role = {.size = sizeof role,
                                      .name = "misuses-fold",
                                      .summary = "is at fault, for tests",
                                      .options = &options,
                                      .state_size = sizeof(struct state),
                                      .open = open_step,
                                      .close = close_step,
                                      .fold = &fold};
static const struct leat_plugin plugin = {
    .size = sizeof plugin, .abi = LEAT_ABI, .transform = &role};

const struct leat_plugin *leat_plugin_entry(void) { return &plugin; }
