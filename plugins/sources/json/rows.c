/* Rows become batches. See state.h. */
#include "state.h"

#include "shared/utf8.h"

/* A batch is full at so many rows, or once its rows hold so many bytes. */
enum { BATCH_ROWS = 16384, BATCH_BYTES = 4 * 1024 * 1024, VALUE_SHOWN = 200 };

/* -- rejects ---------------------------------------------------------------------------------- */

static struct leat_place place_of(const struct json_state *self, const struct row *row) {
    return (struct leat_place){
        .file = self->files[self->file].number, .column = -1, .line = row->line, .byte = row->byte};
}

static void show_row(struct leat_place *place, const struct row *row) {
    if (!row->text.data)
        return;
    const size_t most = row->text.size < VALUE_SHOWN ? row->text.size : VALUE_SHOWN;
    place->value = (struct leat_text){row->text.data,
                                      utf8_cut(row->text.data, utf8_valid(row->text.data, most))};
}

static void reject_bad(struct leat_step *step, const struct json_state *self,
                       const struct row *row) {
    struct leat_place place = place_of(self, row);
    show_row(&place, row);
    if (row->verdict.line == row->line)
        leat_reject_at(step, &place, "column %lld: %s%s", (long long)row->verdict.column,
                       row->verdict.reason, reader_advice(&self->reader, &row->verdict));
    else
        leat_reject_at(step, &place, "line %lld, column %lld: %s", (long long)row->verdict.line,
                       (long long)row->verdict.column, row->verdict.reason);
}

static void reject_misfit(struct leat_step *step, const struct json_state *self,
                          const struct row *row, enum misfit misfit, struct leat_text key) {
    struct leat_place place = place_of(self, row);
    if (misfit == MISFIT_NEW_KEY) {
        char learnt[48] = "the rows in the first 64 KiB";
        if (self->files[self->file].bytes >= 0)
            snprintf(learnt, sizeof learnt, "the first %d rows", LEARN_ROWS);
        place.value = key;
        leat_reject_at(
            step, &place,
            "column %lld: the row has a key that none of %s has; declare the \"columns\" that you need",
            (long long)row->column, learnt);
        return;
    }
    show_row(&place, row);
    leat_reject_at(step, &place, "column %lld: %s", (long long)row->column,
                   misfit == MISFIT_EMPTY_KEY
                       ? "the row has a key without a name"
                       : "the row is no object; to read it, declare a column \"value\"");
}

/* -- cells ------------------------------------------------------------------------------------ */

static int add_string(struct leat_step *step, struct json_state *self, struct leat_builder *builder,
                      struct leat_text text) {
    if (!memchr(text.data, '\\', text.size) && !value_is_suspect(text)) {
        leat_add_cell(builder, text, true);
        return LEAT_OK;
    }
    self->scratch.size = 0;
    char *room = bytes_room(step, &self->scratch, text.size + 1);
    if (!room)
        return LEAT_FAILED;
    const size_t size = value_unescape(text, room, &self->columns.replaced);
    leat_add_cell(builder, (struct leat_text){room, size}, true);
    return LEAT_OK;
}

static int add_json(struct leat_step *step, struct json_state *self, struct leat_builder *builder,
                    struct leat_text value) {
    self->scratch.size = 0;
    char *room = bytes_room(step, &self->scratch, value.size + 1);
    if (!room)
        return LEAT_FAILED;
    const size_t size = value_compact(value, room, &self->columns.replaced);
    leat_add_cell(builder, (struct leat_text){room, size}, true);
    return LEAT_OK;
}

static int add_cell(struct leat_step *step, struct json_state *self, struct leat_builder *builder,
                    bool is_mixed, const struct cell *cell) {
    switch (cell->kind) {
    case VALUE_ABSENT:
    case VALUE_NULL:
        leat_add_null(builder);
        return LEAT_OK;
    case VALUE_BOOLEAN:
    case VALUE_NUMBER:
        leat_add_cell(builder, cell->value, false);
        return LEAT_OK;
    case VALUE_STRING:
        if (!is_mixed)
            return add_string(step, self, builder,
                              (struct leat_text){cell->value.data + 1, cell->value.size - 2});
        break;
    case VALUE_ARRAY:
    case VALUE_OBJECT:
        break;
    }
    return add_json(step, self, builder, cell->value);
}

/* -- rows ------------------------------------------------------------------------------------- */

/* Adds a row, or rejects it. */
static int add_row(struct leat_step *step, struct leat_batch *batch, struct json_state *self,
                   const struct row *row, int64_t *rows) {
    struct columns *columns = &self->columns;
    if (row->is_bad) {
        reject_bad(step, self, row);
        return LEAT_OK;
    }
    enum misfit misfit;
    struct leat_text key;
    if (columns_take(step, columns, row->text, &misfit, &key) != LEAT_OK)
        return LEAT_FAILED;
    if (misfit) {
        reject_misfit(step, self, row, misfit, key);
        return LEAT_OK;
    }
    for (size_t i = 0; i < columns->count; i++) {
        const struct column *column = &columns->list[i];
        if (*rows == 0)
            self->builders[i] = column->is_needed ? leat_build(step, batch, (int32_t)i) : NULL;
        if (self->builders[i] && add_cell(step, self, self->builders[i], column->is_mixed,
                                          &columns->cells[i]) != LEAT_OK)
            return LEAT_FAILED;
    }
    self->lines[*rows] = row->line;
    self->bytes[*rows] = row->byte;
    ++*rows;
    return LEAT_OK;
}

static int put_rows(struct leat_step *step, struct leat_batch *batch, struct json_state *self,
                    int64_t rows) {
    if (rows == 0)
        return LEAT_OK;
    for (size_t i = 0; i < self->columns.count; i++)
        if (self->builders[i] && leat_put(step, batch, self->builders[i]) != LEAT_OK)
            return LEAT_FAILED;
    bool is_line_each = true;
    for (int64_t i = 0; i < rows && is_line_each; i++)
        is_line_each = self->lines[i] == self->lines[0] + i;
    return leat_places(step, batch, self->files[self->file].number, self->lines[0],
                       is_line_each ? NULL : self->lines, self->bytes[0] < 0 ? NULL : self->bytes);
}

/* -- files ------------------------------------------------------------------------------------ */

static void end_file(struct leat_step *step, struct json_state *self) {
    const long long blanks = (long long)self->reader.blanks;
    if (blanks > 0)
        leat_log(step, LEAT_INFO, "%s: %lld empty line%s passed over",
                 self->files[self->file].name.data, blanks, blanks == 1 ? "" : "s");
    reader_close(step, &self->reader);
    self->file++;
}

/* What is told once, behind the last row. */
static void end_input(struct leat_step *step, struct json_state *self) {
    for (size_t i = 0; self->is_declared && self->rows_read > 0 && i < self->columns.count; i++)
        if (self->columns.list[i].kinds == 0 && !self->was_warned[i])
            leat_log(step, LEAT_WARNING, "no row has '%s': the column is null throughout",
                     self->columns.list[i].name.data);
    if (self->columns.replaced > 0)
        leat_log(step, LEAT_WARNING,
                 "%lld of the characters U+FFFE and U+FFFF, which no text can hold, became U+FFFD",
                 (long long)self->columns.replaced);
    self->columns.replaced = 0;
}

/* Adds rows of the open file to the batch until it is full, or the file is over: LEAT_END. */
static int fill(struct leat_step *step, struct leat_batch *batch, struct json_state *self,
                int64_t *rows) {
    size_t bytes = 0;
    while (*rows < BATCH_ROWS && bytes < BATCH_BYTES) {
        struct row row;
        const int result = reader_next(step, &self->reader, &row);
        if (result == LEAT_FAILED && self->reader.is_wrong)
            return reader_fail(step, &self->reader);
        if (result != LEAT_OK)
            return result;
        if (add_row(step, batch, self, &row, rows) != LEAT_OK)
            return LEAT_FAILED;
        bytes += row.text.size;
        self->rows_read++;
    }
    return LEAT_OK;
}

int rows_next(struct leat_step *step, struct leat_batch *batch) {
    struct json_state *self = step->state;
    int64_t rows = 0;
    while (self->file < self->file_count) {
        if (leat_stopping(step))
            return LEAT_STOPPED;
        if (!stream_is_open(&self->reader.stream) &&
            source_open_file(step, self, self->file, -1) != LEAT_OK)
            return LEAT_FAILED;
        const int result = fill(step, batch, self, &rows);
        if (result != LEAT_OK && result != LEAT_END)
            return result;
        const int told = put_rows(step, batch, self, rows);
        if (told != LEAT_OK)
            return told;
        if (result == LEAT_END)
            end_file(step, self);
        if (rows > 0 || result == LEAT_OK)
            return LEAT_OK;
    }
    end_input(step, self);
    return LEAT_END;
}
