/* tally: a parallel row-wise transform with parts and merge, for the runner's tests.
 *
 * It gives each batch `times` times over (LEAT_MORE), upper columns: what is worked out stands in
 * the column `value`, the column `old` takes the new name `named`, and `gone` goes. After the last
 * row the parts are added up; where `expect` is not -1 and the rows are not so many, it fails at
 * that option. One row at the end tells the sum in `value`. */
#include <leat/plugin.h>

struct tally {
    struct leat_expression *value;
    int32_t old, gone, value_column;
    struct leat_text named, next;
    int64_t times, expect, rows;
    bool is_told;
};

struct part {
    int64_t rows;
    int64_t given; /* of the batch under way */
    int64_t *seen; /* rows of each batch, so that something grows */
    size_t count, room;
};

static const struct leat_option rows[] = {
    {LEAT_OPTION(struct tally, value, EXPRESSION, "value"), .kinds = LEAT_KINDS(LEAT_INTEGER),
     .help = "an integer"},
    {LEAT_OPTION(struct tally, old, COLUMN, "old"), .help = "a column to rename"},
    {LEAT_OPTION(struct tally, gone, COLUMN, "gone"), .flags = LEAT_OPTIONAL,
     .help = "a column to drop"},
    {LEAT_OPTION(struct tally, named, NEW_COLUMN, "named"), .fallback = "\"named\"",
     .help = "its new name"},
    {LEAT_OPTION(struct tally, next, TEXT, "next"), .flags = LEAT_OPTIONAL,
     .help = "a column that must be there"},
    {LEAT_OPTION(struct tally, times, INTEGER, "times"), .fallback = "1", .least = 1, .most = 9,
     .help = "how often"},
    {LEAT_OPTION(struct tally, expect, INTEGER, "expect"), .fallback = "-1", .least = -1,
     .most = INT64_MAX, .help = "how many rows there must be"},
};
static const struct leat_options options = LEAT_OPTIONS(struct tally, rows);

/* The column named by `next` must be there, or the nearest name is told. */
static int check_next(struct leat_step *step, struct leat_bind *bind) {
    const struct tally *self = step->state;
    struct leat_text names[64];
    int32_t count = leat_columns(bind, 0);
    if (!self->next.data)
        return LEAT_OK;
    int32_t found = leat_find(bind, 0, self->next);
    if (found >= 0) {
        leat_uses(bind, 0, found);
        return LEAT_OK;
    }
    for (int32_t i = 0; i < count && i < 64; i++)
        names[i] = leat_column_name(bind, 0, i);
    struct leat_text near =
        leat_suggest(step, self->next, names, (size_t)(count < 64 ? count : 64));
    return leat_fail_option(step, &self->next, "there is no column '%s'%s%s", self->next.data,
                            near.data ? "; perhaps " : "", near.data ? near.data : "");
}

static int open_tally(struct leat_step *step, struct leat_bind *bind) {
    struct tally *self = step->state;
    struct leat_hint hint = {.size = sizeof hint};
    if (check_next(step, bind) != LEAT_OK)
        return LEAT_FAILED;
    leat_column_hint(bind, 0, self->old, &hint);
    hint.unit = leat_text_of("rows");
    leat_out_rename(bind, self->old, self->named);
    self->value_column =
        leat_out_new(bind, leat_text_of("value"), leat_expression_type(step, self->value), NULL, 0);
    leat_out_hint(bind, self->value_column, &hint);
    int32_t order[] = {self->value_column, self->old};
    leat_out_order(bind, order, 2);
    if (self->gone >= 0)
        leat_out_drop(bind, self->gone);
    return LEAT_OK;
}

static int begin(struct leat_step *step) {
    struct part *part = step->part;
    part->room = 4;
    part->seen = leat_alloc(step, part->room * sizeof *part->seen);
    return part->seen ? LEAT_OK : LEAT_FAILED;
}

static int note(struct leat_step *step, int64_t count) {
    struct part *part = step->part;
    if (part->count == part->room) {
        int64_t *seen = leat_realloc(step, part->seen, part->room * 2 * sizeof *seen);
        if (!seen || leat_memory_left(step) == 0)
            return LEAT_FAILED;
        part->seen = seen;
        part->room *= 2;
    }
    part->seen[part->count++] = count;
    return LEAT_OK;
}

static int process(struct leat_step *step, struct leat_batch *batch) {
    const struct tally *self = step->state;
    struct part *part = step->part;
    struct leat_view view;
    if (leat_stopping(step))
        return LEAT_STOPPED;
    if (leat_eval(step, self->value, batch, &view) != LEAT_OK ||
        leat_put_view(step, batch, self->value_column, &view) != LEAT_OK)
        return LEAT_FAILED;
    if (++part->given < self->times)
        return LEAT_MORE;
    part->given = 0;
    return note(step, batch->rows);
}

static int merge(struct leat_step *step, void *const *parts, size_t count) {
    struct tally *self = step->state;
    for (size_t i = 0; i < count; i++) {
        const struct part *part = parts[i];
        for (size_t k = 0; k < part->count; k++)
            self->rows += part->seen[k];
    }
    if (self->expect >= 0 && self->rows != self->expect)
        return leat_fail_option(step, &self->expect, "there were %lld rows", (long long)self->rows);
    return LEAT_OK;
}

static int rest(struct leat_step *step, struct leat_batch *batch) {
    struct tally *self = step->state;
    if (self->is_told)
        return LEAT_END;
    self->is_told = true;
    struct leat_builder *value = leat_build(step, batch, self->value_column);
    leat_add_integer(value, self->rows);
    return leat_put(step, batch, value);
}

static void end(struct leat_step *step) {
    struct part *part = step->part;
    leat_free(step, part->seen);
}

static const struct leat_rowwise rowwise = {
    .size = sizeof rowwise, .process = process, .merge = merge, .rest = rest};
static const struct leat_role role = {.size = sizeof role,
                                      .name = "tally",
                                      .summary = "counts rows in parts, for tests",
                                      .flags = LEAT_PARALLEL | LEAT_READS_NAMED,
                                      .options = &options,
                                      .state_size = sizeof(struct tally),
                                      .part_size = sizeof(struct part),
                                      .open = open_tally,
                                      .begin = begin,
                                      .end = end,
                                      .rowwise = &rowwise};
static const struct leat_plugin plugin = {
    .size = sizeof plugin, .abi = LEAT_ABI, .transform = &role};

const struct leat_plugin *leat_plugin_entry(void) { return &plugin; }
