/* misuses: a source, a row-wise transform and a sink that misuse the interface in the way that the
 * option `how` names: one mistake of a beginner a word. misuses-fold.c has those of folds. */
#include <limits.h>
#include <stdlib.h>

#include <leat/plugin.h>

struct state {
    struct leat_text how, path, second;
    int32_t column, table;
    struct leat_expression *value, *absent;
    struct leat_fields *fields;
    int32_t added;
    int64_t calls;
    const struct leat_file *file;
    size_t files;
    struct leat_view kept;
};

static bool is_how(const struct leat_step *step, const char *word) {
    const struct state *self = step->state;
    return self->how.size == strlen(word) && memcmp(self->how.data, word, self->how.size) == 0;
}

static const struct leat_type TEXT = {.kind = LEAT_TEXT}, INTEGER = {.kind = LEAT_INTEGER};

/* ---- What process does wrong ---- */

/* Builds the new column as it should be. */
static struct leat_builder *build(struct leat_step *step, struct leat_batch *batch) {
    struct leat_builder *to = leat_build(step, batch, ((struct state *)step->state)->added);
    for (int64_t row = 0; row < batch->rows; row++)
        leat_add_integer(to, row);
    return to;
}

static int forgets_put(struct leat_step *step, struct leat_batch *batch) {
    build(step, batch);
    return LEAT_OK;
}

static int forgets_replaced(struct leat_step *step, struct leat_batch *batch) {
    return leat_put(step, batch, build(step, batch));
}

static int adds_other_kind(struct leat_step *step, struct leat_batch *batch) {
    struct leat_builder *to = leat_build(step, batch, ((struct state *)step->state)->added);
    for (int64_t row = 0; row < batch->rows; row++)
        leat_add_text(to, leat_text_of("three"));
    return leat_put(step, batch, to);
}

static int adds_after_put(struct leat_step *step, struct leat_batch *batch) {
    struct leat_builder *to = build(step, batch);
    int result = leat_put(step, batch, to);
    leat_add_integer(to, 7);
    return result;
}

static int puts_twice(struct leat_step *step, struct leat_batch *batch) {
    struct leat_builder *to = build(step, batch);
    leat_put(step, batch, to);
    return leat_put(step, batch, to);
}

static int adds_no_text(struct leat_step *step, struct leat_batch *batch) {
    struct leat_builder *to = leat_build(step, batch, ((struct state *)step->state)->added);
    struct leat_text text = {NULL, 5};
    for (int64_t row = 0; row < batch->rows; row++)
        leat_add_text(to, text);
    return leat_put(step, batch, to);
}

static int reads_column(struct leat_step *step, struct leat_batch *batch) {
    leat_read(step, batch, 99);
    return leat_put(step, batch, build(step, batch));
}

static int reads_minus_one(struct leat_step *step, struct leat_batch *batch) {
    leat_read(step, batch, -1);
    return leat_put(step, batch, build(step, batch));
}

static int reads_nothing(struct leat_step *step, struct leat_batch *batch) {
    leat_read(step, NULL, 0);
    return leat_put(step, batch, build(step, batch));
}

/* The view is of an earlier call. */
static int keeps_view(struct leat_step *step, struct leat_batch *batch) {
    struct state *self = step->state;
    if (self->calls++ == 0) {
        self->kept = leat_read(step, batch, self->column);
        leat_put(step, batch, build(step, batch));
        return LEAT_MORE;
    }
    return leat_put_view(step, batch, self->added, &self->kept);
}

static int adds_from_kept_view(struct leat_step *step, struct leat_batch *batch) {
    struct state *self = step->state;
    if (self->calls++ == 0) {
        self->kept = leat_read(step, batch, self->column);
        leat_put(step, batch, build(step, batch));
        return LEAT_MORE;
    }
    struct leat_builder *to = leat_build(step, batch, self->added);
    for (int64_t row = 0; row < batch->rows; row++)
        leat_add_from(to, &self->kept, row);
    return leat_put(step, batch, to);
}

static int rejects_below(struct leat_step *step, struct leat_batch *batch) {
    leat_reject(step, batch, -1, -1, "is below");
    return leat_put(step, batch, build(step, batch));
}

/* The row has been given already, by the call before. */
static int rejects_late(struct leat_step *step, struct leat_batch *batch) {
    struct state *self = step->state;
    if (self->calls++ == 0) {
        uint32_t first = 0;
        leat_rows(step, batch, &first, 1);
        leat_put(step, batch, build(step, batch));
        return LEAT_MORE;
    }
    leat_reject(step, batch, 0, -1, "is late");
    return leat_put(step, batch, build(step, batch));
}

static int chooses_too_many(struct leat_step *step, struct leat_batch *batch) {
    uint32_t *rows = calloc(LEAT_BATCH_ROWS + 1, sizeof *rows);
    int result = leat_rows(step, batch, rows, LEAT_BATCH_ROWS + 1);
    free(rows);
    return result < 0 ? result : leat_put(step, batch, build(step, batch));
}

static int chooses_twice(struct leat_step *step, struct leat_batch *batch) {
    uint32_t rows[] = {0, 1};
    leat_rows(step, batch, rows, 2);
    leat_rows(step, batch, rows, 1);
    return leat_put(step, batch, build(step, batch));
}

static int evaluates_nothing(struct leat_step *step, struct leat_batch *batch) {
    struct leat_view view;
    if (leat_eval(step, ((struct state *)step->state)->absent, batch, &view) < 0)
        return LEAT_FAILED;
    return leat_put(step, batch, build(step, batch));
}

static int filters_by_number(struct leat_step *step, struct leat_batch *batch) {
    const uint32_t *rows;
    size_t count;
    if (leat_where(step, ((struct state *)step->state)->value, batch, &rows, &count) < 0)
        return LEAT_FAILED;
    return leat_put(step, batch, build(step, batch));
}

/* The expression is over the input's columns; this batch has none of them. */
static int evaluates_own(struct leat_step *step, struct leat_batch *batch) {
    struct leat_view view;
    struct leat_batch *own = leat_batch_new(step, NULL, 0);
    int result = leat_eval(step, ((struct state *)step->state)->value, own, &view);
    leat_release(step, own);
    return result < 0 ? result : leat_put(step, batch, build(step, batch));
}

static int fails_beyond(struct leat_step *step, struct leat_batch *batch) {
    leat_put(step, batch, build(step, batch));
    return leat_fail_row(step, batch, batch->rows, -1, "is not there");
}

/* What goes wrong later counts more than the row. */
static int fails_row_and_reads(struct leat_step *step, struct leat_batch *batch) {
    leat_fail_row(step, batch, 0, -1, "is wrong");
    leat_read(step, batch, 99);
    return LEAT_FAILED;
}

static int asks_place(struct leat_step *step, struct leat_batch *batch) {
    leat_place_of(step, batch, batch->rows);
    return leat_put(step, batch, build(step, batch));
}

static int asks_file_name(struct leat_step *step, struct leat_batch *batch) {
    leat_file_name(step, 99);
    return leat_put(step, batch, build(step, batch));
}

static int asks_symbol(struct leat_step *step, struct leat_batch *batch) {
    leat_symbol(step, batch, ((struct state *)step->state)->column, batch->rows);
    return leat_put(step, batch, build(step, batch));
}

static int compares(struct leat_step *step, struct leat_batch *batch, int64_t row, int32_t left,
                    int32_t right) {
    leat_compare(step, batch, 0, &left, batch, row, &right, NULL, 1);
    return leat_put(step, batch, build(step, batch));
}
static int compares_column(struct leat_step *step, struct leat_batch *batch) {
    return compares(step, batch, 1, 0, 99);
}
static int compares_row(struct leat_step *step, struct leat_batch *batch) {
    return compares(step, batch, batch->rows, 0, 0);
}
static int compares_kinds(struct leat_step *step, struct leat_batch *batch) {
    return compares(step, batch, 1, 0, 1);
}

static int hashes_column(struct leat_step *step, struct leat_batch *batch) {
    uint64_t hashes[1024];
    int32_t column = 99;
    leat_hash(step, batch, &column, 1, hashes);
    return leat_put(step, batch, build(step, batch));
}

static int releases_lent(struct leat_step *step, struct leat_batch *batch) {
    int result = leat_put(step, batch, build(step, batch));
    leat_release(step, batch);
    return result;
}

static int gathers_kinds(struct leat_step *step, struct leat_batch *batch) {
    struct leat_batch *own = leat_batch_new(step, &TEXT, 1);
    struct leat_builder *to = leat_build(step, own, 0);
    leat_add_text(to, leat_text_of("a text, not a number"));
    leat_put(step, own, to);
    struct leat_pick picks[3] = {{0, 0}, {0, 0}, {0, 0}};
    int result =
        leat_gather_column(step, batch, ((struct state *)step->state)->added, &own, 1, 0, picks, 3);
    leat_release(step, own);
    return result;
}

static int gathers_passed(struct leat_step *step, struct leat_batch *batch) {
    struct leat_pick picks[3] = {{0, 0}, {0, 0}, {0, 0}};
    leat_gather_column(step, batch, 1, &batch, 1, 1, picks, 3);
    return leat_put(step, batch, build(step, batch));
}

static int gathers_nothing(struct leat_step *step, struct leat_batch *batch) {
    struct leat_pick pick = {3, 0};
    leat_gather_column(step, batch, ((struct state *)step->state)->added, &batch, 1, 0, &pick, 1);
    return leat_put(step, batch, build(step, batch));
}

static int imports_nothing(struct leat_step *step, struct leat_batch *batch) {
    struct ArrowSchema schema = {0};
    struct ArrowArray array = {0};
    return leat_import(step, batch, ((struct state *)step->state)->added, &schema, &array);
}

static int gathers_all(struct leat_step *step, struct leat_batch *batch) {
    struct leat_pick pick = {0, 0};
    leat_gather(step, batch, &batch, 1, &pick, 1);
    return leat_put(step, batch, build(step, batch));
}

static int places_rows(struct leat_step *step, struct leat_batch *batch) {
    leat_places(step, batch, 0, 1, NULL, NULL);
    return leat_put(step, batch, build(step, batch));
}

static int blobs(struct leat_step *step, struct leat_batch *batch) {
    leat_blob(step, batch, "bytes", 5);
    return leat_put(step, batch, build(step, batch));
}

static int counts(struct leat_step *step, struct leat_batch *batch) {
    leat_counted(step, batch->rows);
    return leat_put(step, batch, build(step, batch));
}

static int asks_output(struct leat_step *step, struct leat_batch *batch) {
    struct leat_output output;
    leat_output(step, &((struct state *)step->state)->how, &output);
    return leat_put(step, batch, build(step, batch));
}

static int asks_table(struct leat_step *step, struct leat_batch *batch) {
    leat_table(step, 0);
    return leat_put(step, batch, build(step, batch));
}

static int marks_column(struct leat_step *step, struct leat_batch *batch) {
    uint8_t bits[1] = {7};
    leat_grouping(step, batch, 99, bits);
    return leat_put(step, batch, build(step, batch));
}

static int says_and_goes_on(struct leat_step *step, struct leat_batch *batch) {
    leat_fail(step, "the plugin said so, and went on");
    return leat_put(step, batch, build(step, batch));
}

static int gives_for_ever(struct leat_step *step, struct leat_batch *batch) {
    leat_rows(step, batch, NULL, 0);
    leat_put(step, batch, build(step, batch));
    return LEAT_MORE;
}

static int works(struct leat_step *step, struct leat_batch *batch) {
    return leat_put(step, batch, build(step, batch));
}

static const struct {
    const char *word;
    int (*call)(struct leat_step *, struct leat_batch *);
} processes[] = {
    {"forgets-put", forgets_put},
    {"forgets-replaced", forgets_replaced},
    {"adds-other-kind", adds_other_kind},
    {"adds-after-put", adds_after_put},
    {"puts-twice", puts_twice},
    {"adds-no-text", adds_no_text},
    {"reads-column", reads_column},
    {"reads-minus-one", reads_minus_one},
    {"reads-nothing", reads_nothing},
    {"keeps-view", keeps_view},
    {"adds-from-kept-view", adds_from_kept_view},
    {"rejects-below", rejects_below},
    {"rejects-late", rejects_late},
    {"chooses-too-many", chooses_too_many},
    {"chooses-twice", chooses_twice},
    {"evaluates-nothing", evaluates_nothing},
    {"filters-by-number", filters_by_number},
    {"evaluates-own", evaluates_own},
    {"fails-beyond", fails_beyond},
    {"fails-row-and-reads", fails_row_and_reads},
    {"asks-place", asks_place},
    {"asks-file-name", asks_file_name},
    {"asks-symbol", asks_symbol},
    {"compares-column", compares_column},
    {"compares-row", compares_row},
    {"compares-kinds", compares_kinds},
    {"hashes-column", hashes_column},
    {"releases-lent", releases_lent},
    {"gathers-kinds", gathers_kinds},
    {"gathers-passed", gathers_passed},
    {"gathers-nothing", gathers_nothing},
    {"imports-nothing", imports_nothing},
    {"gathers-all", gathers_all},
    {"places-rows", places_rows},
    {"blobs", blobs},
    {"counts", counts},
    {"asks-output", asks_output},
    {"asks-table", asks_table},
    {"marks-column", marks_column},
    {"says-and-goes-on", says_and_goes_on},
    {"gives-for-ever", gives_for_ever},
};

static int process(struct leat_step *step, struct leat_batch *batch) {
    for (size_t i = 0; i < sizeof processes / sizeof processes[0]; i++)
        if (is_how(step, processes[i].word))
            return processes[i].call(step, batch);
    return works(step, batch);
}

static int open_transform(struct leat_step *step, struct leat_bind *bind) {
    struct state *self = step->state;
    const struct leat_text added = leat_text_of("added");
    self->added = 0;
    if (is_how(step, "names-nothing"))
        self->added = leat_out_new(bind, self->second, INTEGER, NULL, 0);
    else if (is_how(step, "names-not-utf8"))
        self->added = leat_out_new(bind, leat_text_of("\xff\xfe"), INTEGER, NULL, 0);
    else
        self->added = leat_out_new(bind, added, INTEGER, NULL, 0);
    if (is_how(step, "has-no-type"))
        leat_out_new(bind, leat_text_of("other"), (struct leat_type){0}, NULL, 0);
    if (is_how(step, "made-of-nothing"))
        leat_out_new(bind, leat_text_of("other"), INTEGER, (int32_t[]){99}, 1);
    if (is_how(step, "forgets-replaced"))
        leat_out_replace(bind, self->column, TEXT);
    if (is_how(step, "renames-nothing"))
        leat_out_rename(bind, 99, added);
    if (is_how(step, "passes"))
        leat_out_pass(bind, 0, 0);
    if (is_how(step, "declares"))
        leat_out_field(bind, NULL, -1, leat_text_of("field"));
    if (is_how(step, "hints-nothing"))
        leat_out_hint(bind, self->added, &(struct leat_hint){.size = 0});
    if (is_how(step, "asks-hint"))
        leat_column_hint(bind, 0, 0, &(struct leat_hint){.size = 0});
    if (is_how(step, "asks-name"))
        leat_column_name(bind, 7, 0);
    if (is_how(step, "asks-needed"))
        leat_needed(step, self->added);
    if (is_how(step, "asks-field"))
        leat_field_name(step, NULL, 0);
    if (is_how(step, "asks-measure"))
        leat_measures_type(step, NULL, 0);
    if (is_how(step, "asks-files"))
        leat_files(step, &self->how, &self->files);
    if (is_how(step, "asks-privacy"))
        leat_measures_private(step, NULL, 0);
    if (is_how(step, "fails-row-in-open"))
        leat_fail_row(step, NULL, 0, -1, "is too early");
    if (is_how(step, "asks-place-in-open"))
        leat_place_of(step, NULL, 0);
    if (is_how(step, "asks-file-name-in-open"))
        leat_file_name(step, 0);
    if (is_how(step, "rejects-in-open"))
        leat_reject(step, NULL, 0, -1, "is too early");
    if (is_how(step, "reads-in-open"))
        leat_read(step, NULL, 0);
    if (is_how(step, "builds-in-open"))
        leat_put(step, NULL, leat_build(step, NULL, 0));
    if (is_how(step, "edits-in-open"))
        leat_rows(step, NULL, NULL, 0);
    if (is_how(step, "keeps-in-open"))
        leat_release(step, leat_share(step, NULL));
    if (is_how(step, "fails-elsewhere"))
        return leat_fail_option(step, step, "this is at fault");
    return LEAT_OK;
}

static int start_transform(struct leat_step *step) {
    if (is_how(step, "rejects-in-start"))
        leat_reject(step, NULL, 0, -1, "is too early");
    if (is_how(step, "builds-in-start"))
        leat_put(step, NULL, leat_build(step, NULL, 0));
    if (is_how(step, "asks-rejected"))
        leat_rejected(step, NULL);
    if (is_how(step, "grows-piece"))
        leat_piece_room(step, NULL, 10);
    return LEAT_OK;
}

static int rest(struct leat_step *step, struct leat_batch *batch) {
    if (is_how(step, "rests-for-ever"))
        return LEAT_OK;
    if (is_how(step, "chooses-in-rest"))
        leat_rows(step, batch, NULL, 0);
    return LEAT_END;
}

static const struct leat_option transform_rows[] = {
    {LEAT_OPTION(struct state, how, TEXT, "how"), .help = "what to do wrong"},
    {LEAT_OPTION(struct state, column, COLUMN, "column"), .help = "a column"},
    {LEAT_OPTION(struct state, second, NEW_COLUMN, "second"), .flags = LEAT_OPTIONAL},
    {LEAT_OPTION(struct state, value, EXPRESSION, "value"), .fallback = "\"a + 1\""},
    {LEAT_OPTION(struct state, absent, EXPRESSION, "absent"), .flags = LEAT_OPTIONAL},
};
static const struct leat_options transform_options = LEAT_OPTIONS(struct state, transform_rows);
static const struct leat_rowwise rowwise = {
    .size = sizeof rowwise, .process = process, .rest = rest};
static const struct leat_role transform = {.size = sizeof transform,
                                           .name = "misuses",
                                           .summary = "is at fault, for tests",
                                           .options = &transform_options,
                                           .state_size = sizeof(struct state),
                                           .open = open_transform,
                                           .start = start_transform,
                                           .rowwise = &rowwise};

static const struct leat_plugin plugin = {
    .size = sizeof plugin, .abi = LEAT_ABI, .transform = &transform};

const struct leat_plugin *leat_plugin_entry(void) { return &plugin; }
