/* foreign: a row-wise transform that puts columns as other programs lay them out, for the runner's
 * tests: 32-bit integers with an offset, small and large strings, a dictionary. `copy` is a text
 * column that a new one copies cell by cell. */
#include <stdlib.h>

#include <leat/plugin.h>

struct foreign {
    int32_t copy, first;
};

static const struct leat_option rows[] = {
    {LEAT_OPTION(struct foreign, copy, COLUMN, "copy"), .flags = LEAT_REPLACED,
     .help = "a column to copy, and to replace"},
};
static const struct leat_options options = LEAT_OPTIONS(struct foreign, rows);

enum { SMALL, SHORT_TEXT, LONG_TEXT, CHOSEN, COPIED, NEW };

static int open_foreign(struct leat_step *step, struct leat_bind *bind) {
    struct foreign *self = step->state;
    static const char *const names[] = {"small", "short_text", "long_text", "chosen", "copied"};
    struct leat_type text = {.kind = LEAT_TEXT}, type = leat_column_type(bind, 0, self->copy);
    for (int32_t i = 0; i < NEW; i++) {
        int32_t number = leat_out_new(bind, leat_text_of(names[i]),
                                      i == SMALL    ? (struct leat_type){.kind = LEAT_INTEGER}
                                      : i == COPIED ? type
                                                    : text,
                                      &self->copy, i == COPIED);
        self->first = i == 0 ? number : self->first;
    }
    leat_out_replace(bind, self->copy, (struct leat_type){.kind = LEAT_INTEGER});
    return LEAT_OK;
}

/* An array that owns its buffers, all by malloc. */
static void release_array(struct ArrowArray *array) {
    for (int64_t i = 0; i < array->n_buffers; i++)
        free((void *)array->buffers[i]);
    free(array->buffers);
    if (array->dictionary) {
        array->dictionary->release(array->dictionary);
        free(array->dictionary);
    }
    array->release = NULL;
}

static void release_schema(struct ArrowSchema *schema) {
    if (schema->dictionary) {
        schema->dictionary->release(schema->dictionary);
        free(schema->dictionary);
    }
    schema->release = NULL;
}

static struct ArrowSchema schema_of(const char *format) {
    return (struct ArrowSchema){
        .format = format, .flags = ARROW_FLAG_NULLABLE, .release = release_schema};
}

static struct ArrowArray array_of(int64_t length, void *one, void *two) {
    const void **buffers = calloc(3, sizeof *buffers);
    buffers[1] = one;
    buffers[2] = two;
    return (struct ArrowArray){
        .length = length, .n_buffers = two ? 3 : 2, .buffers = buffers, .release = release_array};
}

/* "0", "1" … as strings with offsets of the width given. */
static struct ArrowArray strings(int64_t count, bool is_large) {
    char *bytes = malloc((size_t)count * 24 + 1);
    void *offsets = calloc((size_t)count + 1, 8);
    int64_t at = 0;
    for (int64_t i = 0; i <= count; i++) {
        if (is_large)
            ((int64_t *)offsets)[i] = at;
        else
            ((int32_t *)offsets)[i] = (int32_t)at;
        at += i < count ? sprintf(bytes + at, is_large ? "a long text %lld" : "%lld", (long long)i)
                        : 0;
    }
    return array_of(count, offsets, bytes);
}

static int put_strings(struct leat_step *step, struct leat_batch *batch, int32_t column,
                       bool is_large) {
    struct ArrowSchema schema = schema_of(is_large ? "U" : "u");
    struct ArrowArray array = strings(batch->rows, is_large);
    return leat_import(step, batch, column, &schema, &array);
}

static int put_small(struct leat_step *step, struct leat_batch *batch, int32_t column) {
    int32_t *values = malloc((size_t)(batch->rows + 3) * sizeof *values);
    for (int64_t i = 0; i < batch->rows + 3; i++)
        values[i] = (int32_t)i - 3;
    struct ArrowSchema schema = schema_of("i");
    struct ArrowArray array = array_of(batch->rows, values, NULL);
    array.offset = 3;
    return leat_import(step, batch, column, &schema, &array);
}

static int put_dictionary(struct leat_step *step, struct leat_batch *batch, int32_t column) {
    int8_t *values = malloc((size_t)batch->rows + 1);
    for (int64_t i = 0; i < batch->rows; i++)
        values[i] = (int8_t)(i % 3);
    struct ArrowSchema schema = schema_of("c");
    struct ArrowArray array = array_of(batch->rows, values, NULL);
    schema.dictionary = malloc(sizeof schema);
    array.dictionary = malloc(sizeof array);
    *schema.dictionary = schema_of("u");
    *array.dictionary = strings(3, false);
    return leat_import(step, batch, column, &schema, &array);
}

static int process(struct leat_step *step, struct leat_batch *batch) {
    const struct foreign *self = step->state;
    struct leat_view copied = leat_read(step, batch, self->copy);
    struct leat_builder *copy = leat_build(step, batch, self->first + COPIED);
    struct leat_builder *sizes = leat_build(step, batch, self->copy);
    for (int64_t row = 0; row < batch->rows; row++) {
        leat_add_from(copy, &copied, row);
        leat_add_integer(sizes, row);
    }
    if (leat_put(step, batch, copy) != LEAT_OK || leat_put(step, batch, sizes) != LEAT_OK ||
        put_small(step, batch, self->first + SMALL) != LEAT_OK ||
        put_strings(step, batch, self->first + SHORT_TEXT, false) != LEAT_OK ||
        put_strings(step, batch, self->first + LONG_TEXT, true) != LEAT_OK)
        return LEAT_FAILED;
    return put_dictionary(step, batch, self->first + CHOSEN);
}

static const struct leat_rowwise rowwise = {.size = sizeof rowwise, .process = process};
static const struct leat_role role = {.size = sizeof role,
                                      .name = "foreign",
                                      .summary = "puts columns of foreign layouts, for tests",
                                      .flags = LEAT_PARALLEL,
                                      .options = &options,
                                      .state_size = sizeof(struct foreign),
                                      .open = open_foreign,
                                      .rowwise = &rowwise};
static const struct leat_plugin plugin = {
    .size = sizeof plugin, .abi = LEAT_ABI, .transform = &role};

const struct leat_plugin *leat_plugin_entry(void) { return &plugin; }
