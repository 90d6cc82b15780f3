/* The calls of struct leat_host for expressions and measures. */
#include "runner/host.h"
#include "runner/run.h"

struct leat_type host_expression_type(struct leat_step *step,
                                      const struct leat_expression *expression) {
    if (!expression)
        handle_fail((struct handle *)step, STATUS_PLUGIN,
                    "the plugin asks for the type of an expression that is absent (NULL)");
    return expression ? expression_type(expression) : (struct leat_type){0};
}

const char *host_expression_sql(struct leat_step *step, const struct leat_expression *expression,
                                const char *dialect) {
    (void)step;
    return expression && dialect ? expression_sql(expression, dialect) : NULL;
}

/* Whether what was compiled can be worked out over the batch: rows of the input that it is over, with
 * their columns as they came in. Told where not. */
static bool may_eval(struct handle *handle, const char *call, bool is_there,
                     const struct leat_batch *api, bool fits) {
    const struct work *work = handle->work;
    const struct batch *batch = (const struct batch *)api;
    if (!is_there)
        handle_fail(handle, STATUS_PLUGIN,
                    "%s was given NULL, which an option that is absent leaves in its field", call);
    else if (batch->owner || (work->fills && batch == work->batch) || !fits)
        handle_fail(handle, STATUS_PLUGIN,
                    "%s was given a batch that has not the columns that the option is over", call);
    else
        return true;
    return false;
}

static bool may_eval_expression(struct handle *handle, const char *call,
                                const struct leat_expression *expression,
                                const struct leat_batch *api) {
    const struct batch *batch = (const struct batch *)api;
    return host_is_batch(handle, api) &&
           may_eval(handle, call, expression != NULL, api,
                    expression && expression_fits(expression, batch->columns, batch->count));
}

static bool is_measure(struct handle *handle, const struct leat_measures *measures,
                       size_t measure) {
    bool is = measures && measure < measures_count(measures);
    if (!is)
        handle_fail(handle, STATUS_PLUGIN, "the plugin speaks of measure %zu, which does not exist",
                    measure);
    return is;
}

/* For whom the last evaluation has no result. */
static int tell_unfinished(struct leat_step *step) {
    struct handle *handle = (struct handle *)step;
    const struct work *work = handle->work;
    if (!work->evaluation.makes_too_much)
        return host_no_memory(step);
    char *told = evaluation_too_much(&work->evaluation);
    handle_fail(handle, STATUS_DATA, "%s", told);
    memory_free(told);
    return LEAT_FAILED;
}

int host_eval(struct leat_step *step, const struct leat_expression *expression,
              struct leat_batch *api, struct leat_view *view) {
    struct handle *handle = (struct handle *)step;
    struct work *work = handle->work;
    const struct batch *batch = (struct batch *)api;
    if (!may_eval_expression(handle, "leat_eval", expression, api))
        return LEAT_FAILED;
    work->evaluated = api;
    work->evaluating = expression;
    struct column *column =
        expression_eval(expression, batch->columns, api->rows, &work->evaluation);
    if (!column)
        return tell_unfinished(step);
    host_lend(work, column);
    *view = column_view(column);
    return LEAT_OK;
}

int host_where(struct leat_step *step, const struct leat_expression *expression,
               struct leat_batch *api, const uint32_t **rows, size_t *count) {
    struct handle *handle = (struct handle *)step;
    struct work *work = handle->work;
    if (!may_eval_expression(handle, "leat_where", expression, api))
        return LEAT_FAILED;
    if (expression_type(expression).kind != LEAT_BOOLEAN)
        return handle_fail(handle, STATUS_PLUGIN,
                           "leat_where was given an expression that is no condition; its option "
                           "wants .kinds = LEAT_KINDS(LEAT_BOOLEAN)");
    if ((size_t)api->rows > work->where_room) {
        work->where_room = (size_t)api->rows;
        work->where = memory_resize(work->where, work->where_room * sizeof *work->where);
    }
    const struct batch *batch = (struct batch *)api;
    work->evaluated = api;
    work->evaluating = expression;
    *rows = work->where;
    *count = 0;
    return expression_where(expression, batch->columns, api->rows, &work->evaluation, work->where,
                            count)
               ? LEAT_OK
               : tell_unfinished(step);
}

size_t host_measures_count(struct leat_step *step, const struct leat_measures *measures) {
    (void)step;
    return measures ? measures_count(measures) : 0;
}

struct leat_text host_measures_name(struct leat_step *step, const struct leat_measures *measures,
                                    size_t measure) {
    bool is = is_measure((struct handle *)step, measures, measure);
    return leat_text_of(is ? measures_name(measures, measure) : "");
}

struct leat_type host_measures_type(struct leat_step *step, const struct leat_measures *measures,
                                    size_t measure) {
    bool is = is_measure((struct handle *)step, measures, measure);
    return is ? measures_type(measures, measure) : (struct leat_type){0};
}

bool host_measures_private(struct leat_step *step, const struct leat_measures *measures,
                           size_t measure) {
    return is_measure((struct handle *)step, measures, measure) &&
           measures_are_private(measures, measure);
}

int host_measures_symbols(struct leat_step *step, struct leat_measures *measures, int rule) {
    struct handle *handle = (struct handle *)step;
    if (!handle->in_open || rule < LEAT_SYMBOLS_BY_MEASURE || rule > LEAT_SYMBOLS_FAIL)
        return handle_fail(handle, STATUS_PLUGIN,
                           "leat_measures_symbols is for open, and its rule is one of enum "
                           "leat_symbols, not %d",
                           rule);
    if (measures && measures_are_settled(measures))
        return handle_fail(handle, STATUS_PLUGIN,
                           "leat_measures_symbols comes before leat_measures_size and "
                           "leat_out_measure, whose answers depend on it");
    if (measures)
        measures_rule(measures, (enum leat_symbols)rule);
    return LEAT_OK;
}

size_t host_measures_size(struct leat_step *step, const struct leat_measures *measures) {
    if (measures && ((struct handle *)step)->in_open)
        measures_settle(measures);
    return measures ? measures_size(measures) : 0;
}

int host_measures_start(struct leat_step *step, const struct leat_measures *measures, void *block) {
    return !measures || measures_start(measures, block) ? LEAT_OK : host_no_memory(step);
}

int host_measures_add(struct leat_step *step, const struct leat_measures *measures,
                      struct leat_batch *batch, void *const *blocks) {
    struct handle *handle = (struct handle *)step;
    struct work *work = handle->work;
    if (!measures)
        return LEAT_OK;
    if (!host_is_batch(handle, batch) ||
        !may_eval(handle, "leat_measures_add", true, batch,
                  measures_fit(measures, ((struct batch *)batch)->columns,
                               ((struct batch *)batch)->count)))
        return LEAT_FAILED;
    work->evaluated = batch;
    bool added = measures_add(measures, ((struct batch *)batch)->columns, batch->rows, blocks,
                              &work->evaluation);
    return added ? LEAT_OK : tell_unfinished(step);
}

int host_measures_merge(struct leat_step *step, const struct leat_measures *measures, void *into,
                        void *from) {
    return !measures || measures_merge(measures, into, from) ? LEAT_OK : host_no_memory(step);
}

int host_measures_give(struct leat_step *step, const struct leat_measures *measures, size_t measure,
                       void *const *blocks, size_t count, struct leat_builder *builder,
                       size_t *failed) {
    struct handle *handle = (struct handle *)step;
    char *reason = NULL;
    if (!is_measure(handle, measures, measure))
        return LEAT_FAILED;
    if (measures_give(measures, measure, blocks, count, (struct builder *)builder, failed, &reason))
        return LEAT_OK;
    handle_fail(handle, reason ? STATUS_DATA : STATUS_WORLD, "%s",
                reason ? reason : "there is no memory left");
    memory_free(reason);
    return LEAT_FAILED;
}

int host_measures_save(struct leat_step *step, const struct leat_measures *measures,
                       const void *block, void *into, size_t room, size_t *size) {
    (void)step;
    *size = measures ? measures_save(measures, block, into, room) : 0;
    return LEAT_OK;
}

int host_measures_load(struct leat_step *step, const struct leat_measures *measures, void *block,
                       const void *from, size_t size) {
    if (!measures || measures_load(measures, block, from, size))
        return LEAT_OK;
    return memory_was_refused() ? host_no_memory(step)
                                : handle_fail((struct handle *)step, STATUS_DONE,
                                              "what was saved of a measure cannot be read again");
}

void host_measures_drop(struct leat_step *step, const struct leat_measures *measures, void *block) {
    (void)step;
    if (measures)
        measures_drop(measures, block);
}
