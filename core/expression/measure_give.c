/* measure_give: results of groups. See measure.h. */
#include "expression/measure_parts.h"

/* Results that come of an expression over calls are worked out so many at a time. */
enum { GIVE_ROWS = 16384 };

/* How many blocks ahead of its use one is fetched, for they lie far apart. */
enum { AHEAD = 16 };

struct giving {
    const struct leat_measures *measures;
    const struct measure *measure;
    void *const *blocks;
    size_t first, count; /* of the groups under way */
    size_t *failed;
    char **reason;
    bool has_failed;
};

/* The symbol that stands in place of the measure's value in a group, whatever that is; or NULL. */
static const char *symbol_of(const struct giving *giving, size_t group) {
    return giving->measure->symbols == NULL
               ? NULL
               : measure_symbol(giving->measures, giving->measure, giving->blocks[group]);
}

static bool give_call(const struct giving *giving, size_t number, struct builder *builder) {
    const struct measure_call *call = &giving->measures->calls[number];
    const size_t offset = giving->measures->slots[call->slot].offset;
    const size_t end = giving->first + giving->count;
    for (size_t i = giving->first; i < end; i++) {
        if (i + AHEAD < end) {
            __builtin_prefetch((char *)giving->blocks[i + AHEAD] + offset);
        }
        const char *symbol = symbol_of(giving, i);
        if (symbol != NULL) {
            builder_add_symbol(builder, leat_text_of(symbol));
        } else if (!call->give(&call->use, (char *)giving->blocks[i] + offset, builder,
                               giving->reason)) {
            *giving->failed = i;
            return false;
        }
    }
    return true;
}

/* A call's results as a column; NULL: *reason says why, or that there is no memory. */
static struct column *make_call(const struct giving *giving, size_t number) {
    const struct leat_type type = giving->measures->calls[number].use.type;
    struct builder *builder = builder_new(NULL, type, (int64_t)giving->count);
    if (!give_call(giving, number, builder)) {
        builder_free(builder);
        return NULL;
    }
    struct column *column = builder_finish(builder, giving->reason);
    if (column == NULL) {
        *giving->failed = giving->first;
    }
    return column;
}

/* Keeps the first of them, however they come. */
static void note_failure(void *context, int64_t row, const char *reason) {
    struct giving *giving = context;
    const size_t at = giving->first + (size_t)row;
    if (symbol_of(giving, at) == NULL && (!giving->has_failed || at < *giving->failed)) {
        memory_free(*giving->reason);
        *giving->reason = memory_copy(reason);
        *giving->failed = at;
        giving->has_failed = true;
    }
}

static void add_column(const struct giving *giving, struct builder *builder,
                       const struct column *column) {
    const struct leat_view view = column_view(column);
    if (view.type.kind != LEAT_TEXT && giving->measure->symbols == NULL) {
        builder_bulk(builder, view.values, view.valid, (size_t)view.rows);
        return;
    }
    for (int64_t row = 0; row < view.rows; row++) {
        const char *symbol = symbol_of(giving, giving->first + (size_t)row);
        if (symbol != NULL) {
            builder_add_symbol(builder, leat_text_of(symbol));
        } else {
            builder_add_from(builder, &view, row);
        }
    }
}

static bool give_outer(struct giving *giving, struct column **columns,
                       struct evaluation *evaluation, struct builder *builder) {
    size_t count;
    const int32_t *calls = expression_columns(giving->measure->outer, &count);
    for (size_t i = 0; i < count; i++) {
        columns[calls[i]] = make_call(giving, (size_t)calls[i]);
        if (columns[calls[i]] == NULL) {
            return false;
        }
    }
    struct column *result =
        expression_eval(giving->measure->outer, columns, (int64_t)giving->count, evaluation);
    const bool done = result != NULL && !giving->has_failed;
    if (done) {
        add_column(giving, builder, result);
    } else if (!giving->has_failed) {
        *giving->failed = giving->first;
        *giving->reason = evaluation->makes_too_much ? evaluation_too_much(evaluation) : NULL;
    }
    column_release(result);
    return done;
}

bool measures_give(const struct leat_measures *measures, size_t measure, void *const *blocks,
                   size_t count, struct builder *builder, size_t *failed, char **reason) {
    struct giving giving = {.measures = measures,
                            .measure = &measures->measures[measure],
                            .blocks = blocks,
                            .count = count,
                            .failed = failed,
                            .reason = reason};
    *failed = 0;
    *reason = NULL;
    if (giving.measure->outer == NULL) {
        return give_call(&giving, giving.measure->calls[0], builder);
    }
    struct evaluation evaluation = {.fail = note_failure, .context = &giving};
    const size_t bytes = measures->call_count * sizeof(struct column *);
    struct column **columns = memory_try(bytes);
    bool done = columns != NULL;
    for (size_t first = 0; done && first < count; first += GIVE_ROWS) {
        giving.first = first;
        giving.count = count - first < GIVE_ROWS ? count - first : GIVE_ROWS;
        memset(columns, 0, bytes);
        done = give_outer(&giving, columns, &evaluation, builder);
        for (size_t i = 0; i < measures->call_count; i++) {
            column_release(columns[i]);
        }
    }
    evaluation_free(&evaluation);
    memory_free(columns);
    return done;
}
