/* The first rows tell of the columns. See state.h. */
#include "state.h"

struct learnt {
    struct taken own;    /* of the step's columns */
    struct columns seen; /* where columns are declared: all that the rows have */
    struct taken all;    /* of these */
};

/* Rows that cannot be used are told when they are read for good; here they are passed over. */
static int learn_row(struct leat_step *step, struct json_state *self, const struct row *row,
                     struct learnt *learnt) {
    enum misfit misfit;
    struct leat_text key;
    if (row->is_bad)
        return LEAT_OK;
    if (columns_take(step, &self->columns, &learnt->own, row->text, &misfit, &key) != LEAT_OK)
        return LEAT_FAILED;
    if (misfit == MISFIT_MANY_KEYS)
        return leat_fail(
            step,
            "%s has more than %zu keys in its first rows; are its keys data? Then set \"rows\" to where the "
            "rows are, or declare \"columns\"",
            self->reader.stream.file->name.data, COLUMNS_MOST);
    return self->is_declared
               ? columns_take(step, &learnt->seen, &learnt->all, row->text, &misfit, &key)
               : LEAT_OK;
}

/* Learns from one file, *left rows at most. What is wrong with it is told when it is read for good,
 * and here only remarked on, since what follows from it may be told first. */
static int learn_file(struct leat_step *step, struct json_state *self, size_t file,
                      struct learnt *learnt, int64_t *left) {
    int result = source_open_file(step, self, file, stream_limit(&self->files[file]));
    while (result == LEAT_OK && *left > 0) {
        struct row row;
        result = reader_next(step, &self->reader, &row);
        if (self->reader.is_cut)
            result = LEAT_END;
        if (result == LEAT_OK) {
            result = learn_row(step, self, &row, learnt);
            --*left;
        }
    }
    const bool has_no_row = self->reader.is_cut && *left == LEARN_ROWS;
    if (has_no_row && !self->is_declared)
        result = leat_fail(
            step,
            "%s: its first row is longer than 64 KiB, and of a pipe no more can be read beforehand; declare the \"columns\", or read from a file",
            self->files[file].name.data);
    else if (result == LEAT_FAILED && self->reader.is_wrong) {
        if (!self->is_declared)
            leat_log(step, LEAT_WARNING,
                     "%s, line %lld, column %lld: %s; the columns are those of the rows before it",
                     self->files[file].name.data, (long long)self->reader.wrong_line,
                     (long long)self->reader.wrong_column, self->reader.wrong);
        *left = 0;
        result = LEAT_OK;
    }
    reader_close(step, &self->reader);
    return result == LEAT_END ? LEAT_OK : result;
}

/* Whether values of these kinds are texts and something else, which are then told apart as JSON
 * text: "5" and 5. */
static bool are_mixed(uint32_t kinds) {
    const uint32_t texts = 1u << VALUE_STRING, none = 1u << VALUE_NULL | 1u << VALUE_ABSENT;
    return (kinds & texts) && (kinds & ~texts & ~none);
}

/* What the first rows have shown. Where not all of them are objects, each is a value as a whole. */
static int settle(struct leat_step *step, struct columns *columns, const struct taken *own) {
    const uint32_t kinds = own->row_kinds, objects = 1u << VALUE_OBJECT | 1u << VALUE_NULL;
    const bool takes_rows = kinds & ~objects;
    if (takes_rows)
        columns_free(step, columns);
    columns->takes_rows = takes_rows;
    if (columns->count == 0) {
        if (columns_add(step, columns, leat_text_of("value")) != LEAT_OK)
            return LEAT_FAILED;
        columns->list[0].is_mixed = are_mixed(kinds);
        return LEAT_OK;
    }
    for (size_t i = 0; i < columns->count; i++)
        columns->list[i].is_mixed = are_mixed(own->kinds[i]);
    return LEAT_OK;
}

/* A declared column that the first rows do not have, though they have one whose name is near. */
static int warn_of_absent(struct leat_step *step, struct json_state *self,
                          const struct learnt *learnt) {
    const struct columns *seen = &learnt->seen;
    struct leat_text *names = leat_alloc(step, (seen->count + 1) * sizeof *names);
    if (!names)
        return LEAT_FAILED;
    for (size_t i = 0; i < seen->count; i++)
        names[i] = seen->list[i].name;
    for (size_t i = 0; i < self->columns.count; i++) {
        const struct leat_text name = self->columns.list[i].name;
        if (i < learnt->own.count && learnt->own.kinds[i] != 0)
            continue;
        const struct leat_text near = leat_suggest(step, name, names, seen->count);
        if (!near.data)
            continue;
        self->was_warned[i] = true;
        leat_log(step, LEAT_WARNING, "none of the first rows has '%s' (did you mean '%.*s'?)",
                 name.data, (int)near.size, near.data);
    }
    leat_free(step, names);
    return LEAT_OK;
}

int learn_columns(struct leat_step *step, struct json_state *self) {
    struct learnt learnt = {.seen.learns = true};
    int64_t left = LEARN_ROWS;
    int result = LEAT_OK;
    self->columns.learns = !self->is_declared;
    for (size_t file = 0; file < self->file_count && left > 0 && result == LEAT_OK; file++)
        result = learn_file(step, self, file, &learnt, &left);
    self->columns.learns = false;
    if (result == LEAT_OK)
        result = self->is_declared ? warn_of_absent(step, self, &learnt)
                                   : settle(step, &self->columns, &learnt.own);
    columns_free(step, &learnt.seen);
    taken_free(step, &learnt.own);
    taken_free(step, &learnt.all);
    return result;
}
