/* hold: an ordered row-wise transform with state and rest, for the runner's tests.
 *
 * It numbers the rows as they pass, and holds back those for which `when` is true; they come last,
 * in their order, numbered on. Rows held stand in a run (leat_run), copied into batches of the
 * plugin's own. */
#include <leat/plugin.h>

struct hold {
    struct leat_expression *when;
    struct leat_text as;
    int32_t number, columns;
    int64_t rows; /* numbered so far */
    struct leat_run *held;
    struct leat_type *types;
};

static const struct leat_option rows[] = {
    {LEAT_OPTION(struct hold, when, EXPRESSION, "when"), .kinds = LEAT_KINDS(LEAT_BOOLEAN),
     .help = "rows that come last"},
    {LEAT_OPTION(struct hold, as, NEW_COLUMN, "as"), .fallback = "\"number\"",
     .help = "the column of numbers"},
};
static const struct leat_options options = LEAT_OPTIONS(struct hold, rows);

static int open_hold(struct leat_step *step, struct leat_bind *bind) {
    struct hold *self = step->state;
    const char *sql = leat_expression_sql(step, self->when, "sqlite");
    if (leat_expression_type(step, self->when).kind != LEAT_BOOLEAN)
        return leat_fail(step, "a condition is wanted");
    leat_log(step, LEAT_DEBUG, "holds back in %d inputs%s", (int)leat_inputs(bind),
             sql ? ", also in SQL" : "");
    self->columns = leat_columns(bind, 0);
    self->types = leat_alloc(step, ((size_t)self->columns + 1) * sizeof *self->types);
    if (!self->types)
        return LEAT_FAILED;
    for (int32_t i = 0; i < self->columns; i++)
        self->types[i] = leat_column_type(bind, 0, i);
    self->number = leat_out_new(bind, self->as, (struct leat_type){.kind = LEAT_INTEGER}, NULL, 0);
    return LEAT_OK;
}

static int start_hold(struct leat_step *step) {
    struct hold *self = step->state;
    self->held = leat_run_new(step);
    return LEAT_OK;
}

/* Copies all columns of the picked rows from one batch into another. */
static int copy_rows(struct leat_step *step, struct leat_batch *into, struct leat_batch *from,
                     const struct leat_pick *picks, size_t count) {
    const struct hold *self = step->state;
    for (int32_t i = 0; i < self->columns; i++)
        if (leat_gather_column(step, into, i, &from, 1, i, picks, count) != LEAT_OK)
            return LEAT_FAILED;
    return LEAT_OK;
}

static int number_rows(struct leat_step *step, struct leat_batch *batch) {
    struct hold *self = step->state;
    struct leat_builder *numbers = leat_build(step, batch, self->number);
    for (int64_t row = 0; row < batch->rows; row++)
        leat_add_integer(numbers, ++self->rows);
    return leat_put(step, batch, numbers);
}

static int keep_rows(struct leat_step *step, struct leat_batch *batch,
                     const struct leat_pick *picks, size_t count) {
    struct hold *self = step->state;
    struct leat_batch *own = leat_batch_new(step, self->types, (size_t)self->columns);
    int answer = own ? copy_rows(step, own, batch, picks, count) : LEAT_FAILED;
    if (answer == LEAT_OK)
        answer = leat_run_put(step, self->held, own);
    leat_release(step, own);
    return answer;
}

static int process(struct leat_step *step, struct leat_batch *batch) {
    const struct hold *self = step->state;
    static uint32_t passing[LEAT_BATCH_ROWS];
    static struct leat_pick held[LEAT_BATCH_ROWS];
    const uint32_t *chosen;
    size_t chosen_count, passing_count = 0, held_count = 0;
    if (leat_where(step, self->when, batch, &chosen, &chosen_count) != LEAT_OK)
        return LEAT_FAILED;
    const uint8_t *rejected = leat_rejected(step, batch);
    for (uint32_t row = 0; row < (uint32_t)batch->rows; row++) {
        if (held_count < chosen_count && chosen[held_count] == row)
            held[held_count++] = (struct leat_pick){0, row};
        else if (!rejected || !(rejected[row >> 3] >> (row & 7) & 1))
            passing[passing_count++] = row;
    }
    if (held_count && keep_rows(step, batch, held, held_count) != LEAT_OK)
        return LEAT_FAILED;
    if (leat_rows(step, batch, passing, passing_count) != LEAT_OK)
        return LEAT_FAILED;
    return number_rows(step, batch);
}

static int rest(struct leat_step *step, struct leat_batch *batch) {
    const struct hold *self = step->state;
    static struct leat_pick all[LEAT_BATCH_ROWS];
    struct leat_batch *held = leat_run_next(step, self->held);
    if (!held)
        return LEAT_END;
    for (uint32_t row = 0; row < (uint32_t)held->rows; row++)
        all[row] = (struct leat_pick){0, row};
    if (copy_rows(step, batch, held, all, (size_t)held->rows) != LEAT_OK)
        return LEAT_FAILED;
    return number_rows(step, batch);
}

static void close_hold(struct leat_step *step) {
    struct hold *self = step->state;
    leat_run_free(step, self->held);
    leat_free(step, self->types);
}

static const struct leat_rowwise rowwise = {
    .size = sizeof rowwise, .process = process, .rest = rest};
static const struct leat_role role = {.size = sizeof role,
                                      .name = "hold",
                                      .summary = "numbers rows, some of them last, for tests",
                                      .options = &options,
                                      .state_size = sizeof(struct hold),
                                      .open = open_hold,
                                      .start = start_hold,
                                      .close = close_hold,
                                      .rowwise = &rowwise};
static const struct leat_plugin plugin = {
    .size = sizeof plugin, .abi = LEAT_ABI, .transform = &role};

const struct leat_plugin *leat_plugin_entry(void) { return &plugin; }
