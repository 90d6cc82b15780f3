/* The runner's table of calls, and those that belong to no other part: stopping, outputs, blobs. */
#include "runner/host.h"

#include <string.h>

#include "plan/bind.h"
#include "runner/run.h"

static int32_t host_threads(struct leat_step *step) {
    const struct work *work = ((struct handle *)step)->work;
    return work && work->run && work->run->threads > 0 ? work->run->threads : 1;
}

static bool host_stopping(struct leat_step *step) {
    struct work *work = ((struct handle *)step)->work;
    return work->run ? run_is_over(work->run) : interrupt_signal != 0;
}

static int host_output(struct leat_step *step, const struct leat_text *field,
                       struct leat_output *out) {
    struct handle *handle = (struct handle *)step;
    const struct step *self = handle->step;
    for (size_t i = 0; i < self->output_count; i++) {
        struct output *open = self->outputs[i].open;
        if (self->outputs[i].field != field || !open)
            continue;
        *out = (struct leat_output){.path = open->again, .fd = open->fd};
        return LEAT_OK;
    }
    return handle_fail(handle, STATUS_PLUGIN,
                       "the plugin asks where to write before start, or for no output of its own");
}

/* Where a figure was written is of use to `why`, which is not built yet: it is taken, and not
 * kept. */
static int host_wrote(struct leat_step *step, int32_t input, int64_t row, int32_t column,
                      struct leat_text where) {
    (void)step, (void)input, (void)row, (void)column, (void)where;
    return LEAT_OK;
}

static int host_blob(struct leat_step *step, struct leat_batch *batch, const void *bytes,
                     size_t size) {
    struct work *work = ((struct handle *)step)->work;
    if (!work->encodes || batch != &work->batch->api)
        return handle_fail((struct handle *)step, STATUS_PLUGIN,
                           "leat_blob is for encode, on the batch that it was given");
    string_add(&work->made, bytes, size);
    return LEAT_OK;
}

static struct leat_text host_blob_bytes(struct leat_step *step, struct leat_batch *batch) {
    struct work *work = ((struct handle *)step)->work;
    (void)batch;
    return work->blob && work->blob->data ? (struct leat_text){work->blob->data, work->blob->size}
                                          : (struct leat_text){"", 0};
}

/* The builder's calls under their public types: struct leat_builder is a builder's first member. */
static void add_null(struct leat_builder *builder) { builder_add_null((struct builder *)builder); }
static void add_symbol(struct leat_builder *builder, struct leat_text symbol) {
    builder_add_symbol((struct builder *)builder, symbol);
}
static void add_text(struct leat_builder *builder, struct leat_text text) {
    builder_add_text((struct builder *)builder, text);
}
static void add_texts(struct leat_builder *builder, const struct leat_text *texts, size_t count) {
    builder_add_texts((struct builder *)builder, texts, count);
}

static char *add_space(struct leat_builder *builder, size_t size) {
    return builder_add_space((struct builder *)builder, size);
}
static void add_fixed(struct leat_builder *builder, int kind, const void *value) {
    builder_add_fixed((struct builder *)builder, kind, value);
}
static void add_cell(struct leat_builder *builder, struct leat_text text, bool quoted) {
    builder_add_cell((struct builder *)builder, text, quoted);
}

/* A view of another callback points at what may be gone. */
static bool is_lent(struct builder *builder, const struct leat_view *view) {
    struct handle *handle = builder->context;
    const struct work *work = handle->work;
    for (size_t i = work->lent_count; i-- > 0 && builder->from != view->column;)
        if (work->lent[i] == view->column)
            builder->from = view->column;
    if (view->column && builder->from == view->column)
        return true;
    handle_fail(handle, STATUS_PLUGIN, "leat_add_from was given a view of another callback");
    return false;
}

static void add_from(struct leat_builder *api, const struct leat_view *view, int64_t row) {
    struct builder *builder = (struct builder *)api;
    if (is_lent(builder, view))
        builder_add_from(builder, view, row);
}
static void bulk(struct leat_builder *builder, const void *values, const uint8_t *valid,
                 size_t count) {
    builder_bulk((struct builder *)builder, values, valid, count);
}

const struct leat_host host_table = {
    .size = sizeof host_table,
    .abi = LEAT_ABI,
    .version = LEAT_VERSION,
    .fail = host_fail,
    .fail_world = host_fail_world,
    .fail_option = host_fail_option,
    .reject = host_reject,
    .reject_at = host_reject_at,
    .rejected = host_rejected,
    .fail_row = host_fail_row,
    .place = host_place,
    .file_name = host_file_name,
    .log = host_log,
    .stopping = host_stopping,
    .suggest = host_suggest,
    .columns = host_columns,
    .inputs = host_inputs,
    .column_name = host_column_name,
    .column_type = host_column_type,
    .column_hint = host_column_hint,
    .column_symbol = host_column_symbol,
    .find = host_find,
    .uses = host_uses,
    .out_pass = host_out_pass,
    .out_new = host_out_new,
    .out_field = host_out_field,
    .out_measure = host_out_measure,
    .out_replace = host_out_replace,
    .out_rename = host_out_rename,
    .out_drop = host_out_drop,
    .out_order = host_out_order,
    .out_hint = host_out_hint,
    .out_symbol = host_out_symbol,
    .out_symbols = host_out_symbols,
    .out_expression = host_out_expression,
    .needed = host_needed,
    .fields_count = host_fields_count,
    .field_name = host_field_name,
    .field_type = host_field_type,
    .format_count = host_format_count,
    .format_name = host_format_name,
    .format_kinds = host_format_kinds,
    .format_find = host_format_find,
    .format_read = host_format_read,
    .expression_type = host_expression_type,
    .eval = host_eval,
    .where = host_where,
    .expression_sql = host_expression_sql,
    .measures_count = host_measures_count,
    .measures_name = host_measures_name,
    .measures_type = host_measures_type,
    .measures_private = host_measures_private,
    .measures_symbols = host_measures_symbols,
    .measures_size = host_measures_size,
    .measures_start = host_measures_start,
    .measures_add = host_measures_add,
    .measures_merge = host_measures_merge,
    .measures_give = host_measures_give,
    .measures_save = host_measures_save,
    .measures_load = host_measures_load,
    .measures_drop = host_measures_drop,
    .read = host_read,
    .rows = host_rows,
    .build = host_build,
    .put = host_put,
    .put_view = host_put_view,
    .import = host_import,
    .places = host_places,
    .grouping = host_grouping,
    .totals = host_totals,
    .symbol = host_symbol,
    .add_null = add_null,
    .add_symbol = add_symbol,
    .add_text = add_text,
    .add_space = add_space,
    .add_fixed = add_fixed,
    .add_cell = add_cell,
    .add_from = add_from,
    .add_slices = host_add_slices,
    .bulk = bulk,
    .piece_room = host_piece_room,
    .share = host_share,
    .compact = host_compact,
    .release = host_release,
    .batch_new = host_batch_new,
    .gather = host_gather,
    .gather_column = host_gather_column,
    .table = host_table_of,
    .run_new = host_run_new,
    .run_put = host_run_put,
    .run_next = host_run_next,
    .run_free = host_run_free,
    .alloc = host_alloc,
    .realloc = host_realloc,
    .free = host_free,
    .memory_left = host_memory_left,
    .hash = host_hash,
    .compare = host_compare,
    .sort_keys = host_sort_keys,
    .index_new = host_index_new,
    .index_add = host_index_add,
    .index_find = host_index_find,
    .index_count = host_index_count,
    .index_merge = host_index_merge,
    .index_free = host_index_free,
    .files = host_files,
    .read_at = host_read_at,
    .output = host_output,
    .wrote = host_wrote,
    .blob = host_blob,
    .blob_bytes = host_blob_bytes,
    .threads = host_threads,
    .run_gather = host_run_gather,
    .counted = host_counted,
    .rule = host_rule,
    .add_texts = add_texts,
    .pack = host_pack,
};
