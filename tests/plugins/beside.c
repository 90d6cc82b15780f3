/* beside: a fold that puts another step's rows beside its own, the first beside the first, for the
 * runner's tests. Where the other step has fewer rows its columns are null. */
#include <stdlib.h>

#include <leat/plugin.h>

struct beside {
    int32_t with;
    int32_t first, others; /* the columns passed from the other step */
    struct leat_batch **kept;
    size_t count, given;
    uint32_t rows;
};

struct part {
    struct leat_batch **kept;
    size_t count;
};

static const struct leat_option rows[] = {
    {LEAT_OPTION(struct beside, with, STEP, "with"), .flags = LEAT_WHOLE, .help = "the other step"},
};
static const struct leat_options options = LEAT_OPTIONS(struct beside, rows);

static int open_beside(struct leat_step *step, struct leat_bind *bind) {
    struct beside *self = step->state;
    self->others = leat_columns(bind, self->with);
    for (int32_t i = 0; i < self->others; i++) {
        const int32_t number = leat_out_pass(bind, self->with, i);
        self->first = i == 0 ? number : self->first;
    }
    for (int32_t i = 0; i < leat_columns(bind, 0); i++)
        leat_out_pass(bind, 0, i);
    return LEAT_OK;
}

static int keep(struct leat_step *step, struct leat_batch ***list, size_t count,
                struct leat_batch *batch) {
    struct leat_batch **grown =
        leat_realloc(step, *list, (count + 1) * sizeof(struct leat_batch *));
    if (!grown)
        return LEAT_FAILED;
    *list = grown;
    grown[count] = batch;
    return batch ? LEAT_OK : LEAT_FAILED;
}

static int add(struct leat_step *step, struct leat_batch *batch) {
    struct part *part = step->part;
    if (keep(step, &part->kept, part->count, leat_share(step, batch)) != LEAT_OK)
        return LEAT_FAILED;
    part->count++;
    return LEAT_OK;
}

static int by_sequence(const void *a, const void *b) {
    const struct leat_batch *one = *(struct leat_batch *const *)a,
                            *two = *(struct leat_batch *const *)b;
    return (one->sequence > two->sequence) - (one->sequence < two->sequence);
}

static int arrange(struct leat_step *step, void *const *parts, size_t count, size_t *streams) {
    struct beside *self = step->state;
    (void)streams;
    for (size_t i = 0; i < count; i++) {
        struct part *part = parts[i];
        for (size_t j = 0; j < part->count; j++)
            if (keep(step, &self->kept, self->count++, part->kept[j]) != LEAT_OK)
                return LEAT_FAILED;
        part->count = 0;
    }
    if (self->count > 0)
        qsort(self->kept, self->count, sizeof(struct leat_batch *), by_sequence);
    return LEAT_OK;
}

/* A kept batch's rows, and beside them those of the table. */
static int fill(struct leat_step *step, struct leat_batch *batch, struct leat_batch *own,
                struct leat_batch *table, struct leat_pick *picks) {
    struct beside *self = step->state;
    const uint32_t count = (uint32_t)own->rows;
    for (uint32_t i = 0; i < count; i++)
        picks[i] = (struct leat_pick){0, i};
    if (leat_gather(step, batch, &own, 1, picks, count) != LEAT_OK)
        return LEAT_FAILED;
    for (uint32_t i = 0; i < count; i++, self->rows++)
        picks[i] = self->rows < table->rows ? (struct leat_pick){0, self->rows}
                                            : (struct leat_pick){LEAT_NOWHERE, 0};
    for (int32_t i = 0; i < self->others; i++)
        if (leat_needed(step, self->first + i) &&
            leat_gather_column(step, batch, self->first + i, &table, 1, i, picks, count) != LEAT_OK)
            return LEAT_FAILED;
    return LEAT_OK;
}

static int give(struct leat_step *step, size_t stream, struct leat_batch *batch) {
    struct beside *self = step->state;
    struct leat_batch *table = leat_table(step, self->with);
    (void)stream;
    if (self->given == self->count)
        return LEAT_END;
    struct leat_batch *own = self->kept[self->given++];
    struct leat_pick *picks = leat_alloc(step, ((size_t)own->rows + 1) * sizeof *picks);
    const int result = table && picks ? fill(step, batch, own, table, picks) : LEAT_FAILED;
    leat_free(step, picks);
    return result;
}

static void release(struct leat_step *step, struct leat_batch **kept, size_t count) {
    for (size_t i = 0; i < count; i++)
        leat_release(step, kept[i]);
    leat_free(step, kept);
}

static void end(struct leat_step *step) {
    struct part *part = step->part;
    release(step, part->kept, part->count);
}

static void close_beside(struct leat_step *step) {
    struct beside *self = step->state;
    release(step, self->kept, self->count);
}

static const struct leat_fold fold = {
    .size = sizeof fold, .add = add, .arrange = arrange, .give = give};
static const struct leat_role role = {.size = sizeof role,
                                      .name = "beside",
                                      .summary = "puts rows beside rows, for tests",
                                      .flags = LEAT_READS_NAMED,
                                      .options = &options,
                                      .state_size = sizeof(struct beside),
                                      .part_size = sizeof(struct part),
                                      .open = open_beside,
                                      .end = end,
                                      .close = close_beside,
                                      .fold = &fold};
static const struct leat_plugin plugin = {
    .size = sizeof plugin, .abi = LEAT_ABI, .transform = &role};

const struct leat_plugin *leat_plugin_entry(void) { return &plugin; }
