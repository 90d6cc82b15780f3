/* top: keeps the rows with the highest values of a column, the highest first; of equal ones the
 * first to come. A fold: every thread gathers the best rows that it has seen in its own part. */
#include <leat/plugin.h>

struct best { /* a row, in a batch that its part keeps */
    struct leat_batch *batch;
    int64_t row;
};

struct part {          /* one for each thread */
    struct best *best; /* count of them, the best first; room for one more than is kept */
    size_t count;
    struct leat_batch **kept; /* every batch that had a row among them */
    size_t kept_count;
};

struct state {
    int32_t column;
    int64_t rows;
    struct leat_batch **batches; /* what give gathers: row picks[i].row of batches[i] */
    struct leat_pick *picks;
    size_t count;
    bool is_given;
};

static const struct leat_option rows[] = {
    {LEAT_OPTION(struct state, column, COLUMN, "column"), .help = "whose highest values to keep"},
    {LEAT_OPTION(struct state, rows, INTEGER, "rows"), .fallback = "10", .least = 1, .most = 1000,
     .help = "how many rows to keep"},
};
static const struct leat_options options = LEAT_OPTIONS(struct state, rows);

/* Every column comes out as it is. */
static int open_step(struct leat_step *step, struct leat_bind *bind) {
    (void)step;
    for (int32_t column = 0; column < leat_columns(bind, 0); column++)
        leat_out_pass(bind, 0, column);
    return LEAT_OK;
}

/* What a part sees differs from run to run, so order depends on values and (sequence, row) alone. */
static bool is_better(struct leat_step *step, const struct best *a, const struct best *b) {
    const struct state *self = step->state;
    const uint32_t descending = LEAT_DESCENDING;
    int order =
        leat_compare(step, a->batch, a->row, &self->column, b->batch, b->row, NULL, &descending, 1);
    if (order == 0 && a->batch->sequence != b->batch->sequence)
        return a->batch->sequence < b->batch->sequence;
    return order < 0 || (order == 0 && a->row < b->row);
}

/* Puts a row among the part's best; false: it is none of them. */
static bool insert(struct leat_step *step, struct part *part, struct best found) {
    size_t most = (size_t)((struct state *)step->state)->rows, at = part->count;
    while (at > 0 && is_better(step, &found, &part->best[at - 1]))
        at--;
    if (at == most)
        return false;
    memmove(&part->best[at + 1], &part->best[at], (part->count - at) * sizeof found);
    part->best[at] = found;
    part->count += part->count < most;
    return true;
}

static int begin(struct leat_step *step) {
    struct part *part = step->part;
    size_t most = (size_t)((struct state *)step->state)->rows;
    part->best = leat_alloc(step, (most + 1) * sizeof *part->best);
    return part->best ? LEAT_OK : LEAT_FAILED;
}

static int add(struct leat_step *step, struct leat_batch *batch) {
    struct part *part = step->part;
    struct leat_batch **longer =
        leat_realloc(step, part->kept, (part->kept_count + 1) * sizeof(struct leat_batch *));
    if (!longer)
        return LEAT_FAILED;
    part->kept = longer;
    struct leat_batch *kept =
        leat_share(step, batch); /* the batch itself is lent until we return */
    if (!kept)
        return LEAT_FAILED;
    bool is_used = false;
    for (int64_t row = 0; row < batch->rows; row++)
        is_used |= insert(step, part, (struct best){kept, row});
    if (is_used)
        part->kept[part->kept_count++] = kept;
    else
        leat_release(step, kept);
    return LEAT_OK;
}

/* Brings the parts together in the first, whose best rows are then those of all. */
static int arrange(struct leat_step *step, void *const *parts, size_t count, size_t *streams) {
    struct state *self = step->state;
    struct part *first = parts[0];
    (void)streams; /* 1: give is asked in order */
    for (size_t i = 1; i < count; i++) {
        const struct part *other = parts[i];
        for (size_t j = 0; j < other->count; j++)
            insert(step, first, other->best[j]);
    }
    self->count = first->count;
    self->batches = leat_alloc(step, (first->count + 1) * sizeof *self->batches);
    self->picks = leat_alloc(step, (first->count + 1) * sizeof *self->picks);
    for (size_t i = 0; self->batches && self->picks && i < first->count; i++) {
        self->batches[i] = first->best[i].batch;
        self->picks[i] = (struct leat_pick){(uint32_t)i, (uint32_t)first->best[i].row};
    }
    return self->batches && self->picks ? LEAT_OK : LEAT_FAILED;
}

static int give(struct leat_step *step, size_t stream, struct leat_batch *batch) {
    struct state *self = step->state;
    (void)stream;
    if (self->is_given)
        return LEAT_END;
    self->is_given = true;
    return leat_gather(step, batch, self->batches, self->count, self->picks, self->count);
}

static void end(struct leat_step *step) {
    struct part *part = step->part;
    for (size_t i = 0; i < part->kept_count; i++)
        leat_release(step, part->kept[i]);
    leat_free(step, part->kept);
    leat_free(step, part->best);
}

static void close_step(struct leat_step *step) {
    struct state *self = step->state;
    leat_free(step, self->batches);
    leat_free(step, self->picks);
}

static const struct leat_fold fold = {
    .size = sizeof fold, .add = add, .arrange = arrange, .give = give};
static const struct leat_role role = {.size = sizeof role,
                                      .name = "top",
                                      .summary = "keeps the rows with the highest values",
                                      .options = &options,
                                      .state_size = sizeof(struct state),
                                      .part_size = sizeof(struct part),
                                      .open = open_step,
                                      .begin = begin,
                                      .end = end,
                                      .close = close_step,
                                      .fold = &fold};
static const struct leat_plugin plugin = {
    .size = sizeof plugin, .abi = LEAT_ABI, .transform = &role};
const struct leat_plugin *leat_plugin_entry(void) { return &plugin; }
