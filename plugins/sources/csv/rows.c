/* Records become batches. See state.h. */
#include "state.h"

#include "shared/utf8.h"

/* A batch is full at so many rows, or once its records hold so many bytes. */
enum { BATCH_ROWS = 16384, BATCH_BYTES = 4 * 1024 * 1024, VALUE_SHOWN = 200 };

struct filling {
    struct csv_state *self;
    const struct record *record;
    size_t field;
    int64_t rows;
};

/* -- rejects ---------------------------------------------------------------------------------- */

static struct leat_place place_of(const struct csv_state *self, const struct record *record) {
    struct leat_place place = {.file = self->scanner.stream.file->number,
                               .column = -1,
                               .line = record->line,
                               .byte = record->byte};
    if (record->text) {
        const size_t most = record->size < VALUE_SHOWN ? record->size : VALUE_SHOWN;
        const size_t size = utf8_cut(record->text, utf8_valid(record->text, most));
        place.value = (struct leat_text){size > 0 ? record->text : NULL, size};
    }
    return place;
}

/* A row that RFC 4180 does not have: rejected, but for faults after which nothing is sure. */
static int tell_fault(struct leat_step *step, const struct csv_state *self,
                      const struct record *record) {
    char text[FAULT_TEXT];
    fault_describe(self, record, text);
    if (fault_is_final(self, record))
        return leat_fail(step, "%s, line %lld: %s", self->scanner.stream.file->name.data,
                         (long long)record->fault_line, text);
    const struct leat_place place = place_of(self, record);
    leat_reject_at(step, &place, "%s", text);
    return LEAT_OK;
}

static bool are_empty(const struct csv_state *self, const struct record *record, size_t first) {
    for (size_t i = first; i < record->field_count; i++)
        if (!scanner_is_empty(&self->scanner, record, i))
            return false;
    return true;
}

static const char *plural(size_t count) { return count == 1 ? "" : "s"; }

/* Whether the record has a field for each column, or may be made to have; if not, it is
 * rejected. */
static bool has_right_count(struct leat_step *step, const struct csv_state *self,
                            const struct record *record) {
    const size_t want = self->field_count, have = record->field_count;
    const bool pads = self->ragged == RAGGED_PAD || self->ragged == RAGGED_FIT;
    const bool cuts = self->ragged == RAGGED_CUT || self->ragged == RAGGED_FIT;
    const bool is_empty_rest = have > want && are_empty(self, record, want);
    if (have == want || (have < want && pads) || (is_empty_rest && cuts))
        return true;
    char title[64] = "";
    if (self->is_first_row && self->has_header && have > want)
        snprintf(title, sizeof title, ", or is line %lld a title (\"skip_lines\")",
                 (long long)record->line - 1);
    const struct leat_place place = place_of(self, record);
    leat_reject_at(step, &place, "the row has %zu field%s where %s %zu; %s%s%s", have, plural(have),
                   self->has_header ? "the headings are" : "the columns are", want,
                   have < want ? "to fill short rows up with nulls, set \"ragged\": \"pad\""
                   : is_empty_rest
                       ? "to drop empty fields at the end of rows, set \"ragged\": \"cut\""
                       : "is a delimiter inside a field that stands in no quotes",
                   is_empty_rest ? "" : title, have > want && !is_empty_rest ? "?" : "");
    return false;
}

/* A column without a heading is left out ("drop"), but no value is lost in silence. */
static bool has_nothing_dropped(struct leat_step *step, const struct csv_state *self,
                                const struct record *record) {
    for (size_t i = 0; self->has_dropped && i < self->field_count && i < record->field_count; i++) {
        if (self->column_of[i] >= 0 || scanner_is_empty(&self->scanner, record, i))
            continue;
        const struct leat_place place = place_of(self, record);
        leat_reject_at(
            step, &place,
            "field %zu has a value but its column has no heading; set \"empty_headings\": \"name\" to keep it",
            i + 1);
        return false;
    }
    return true;
}

/* -- rows ------------------------------------------------------------------------------------- */

static void take_field(void *text, size_t size, void *context) {
    struct filling *filling = context;
    const struct csv_state *self = filling->self;
    const size_t field = filling->field++;
    if (field >= self->field_count || self->column_of[field] < 0)
        return;
    struct leat_builder *builder = self->builders[self->column_of[field]];
    if (builder)
        leat_add_cell(builder, (struct leat_text){text ? text : "", size},
                      text && filling->record->fields[field].is_quoted);
}

static int add_row(struct leat_step *step, struct leat_batch *batch, struct csv_state *self,
                   const struct record *record, int64_t row) {
    if (row == 0)
        for (size_t i = 0; i < self->promised.count; i++)
            self->builders[i] = self->needed[i] ? leat_build(step, batch, (int32_t)i) : NULL;
    struct filling filling = {.self = self, .record = record};
    if (fields_split(step, self, record, take_field, &filling) != LEAT_OK)
        return LEAT_FAILED;
    for (size_t field = record->field_count; field < self->field_count; field++)
        if (self->column_of[field] >= 0 && self->builders[self->column_of[field]])
            leat_add_null(self->builders[self->column_of[field]]);
    self->lines[row] = record->line;
    self->bytes[row] = record->byte;
    return LEAT_OK;
}

static int put_rows(struct leat_step *step, struct leat_batch *batch, struct csv_state *self,
                    int64_t rows) {
    if (rows == 0)
        return LEAT_OK;
    for (size_t i = 0; i < self->promised.count; i++)
        if (self->builders[i] && leat_put(step, batch, self->builders[i]) != LEAT_OK)
            return LEAT_FAILED;
    bool is_line_each = true;
    for (int64_t i = 0; i < rows && is_line_each; i++)
        is_line_each = self->lines[i] == self->lines[0] + i;
    return leat_places(step, batch, self->files[self->file].number, self->lines[0],
                       is_line_each ? NULL : self->lines, self->bytes[0] < 0 ? NULL : self->bytes);
}

/* -- files ------------------------------------------------------------------------------------ */

static int begin_file(struct leat_step *step, struct csv_state *self) {
    leat_free(step, self->column_of);
    self->column_of = NULL;
    self->is_first_row = true;
    self->has_dropped = false;
    if (source_open_file(step, self, self->file, -1) != LEAT_OK)
        return LEAT_FAILED;
    if (!self->has_header) {
        self->field_count = self->promised.count;
        return match_file(step, self, &self->promised, &self->column_of);
    }
    struct headings headings = {.count = 0};
    int result = headings_read(step, self, &headings);
    if (result == LEAT_END)
        result = leat_fail(step, "%s is empty: it has no heading line",
                           self->files[self->file].name.data);
    self->field_count = headings.count;
    self->has_dropped = headings.has_dropped;
    if (result == LEAT_OK)
        result = match_file(step, self, &headings, &self->column_of);
    headings_free(step, &headings);
    return result;
}

static void end_file(struct leat_step *step, struct csv_state *self) {
    const long long blanks = (long long)self->scanner.blanks;
    if (blanks > 0)
        leat_log(step, LEAT_INFO, "%s: %lld empty line%s passed over",
                 self->files[self->file].name.data, blanks, plural((size_t)blanks));
    scanner_close(step, &self->scanner);
}

/* Adds records of the open file to the batch until it is full, or the file is over: LEAT_END. */
static int fill(struct leat_step *step, struct leat_batch *batch, struct csv_state *self,
                int64_t *rows) {
    size_t bytes = 0;
    while (*rows < BATCH_ROWS && bytes < BATCH_BYTES) {
        struct record record;
        int result = scanner_next(step, &self->scanner, &record);
        if (result != LEAT_OK)
            return result;
        bytes += record.size;
        if (record.fault)
            result = tell_fault(step, self, &record);
        else if (has_right_count(step, self, &record) && has_nothing_dropped(step, self, &record))
            result = add_row(step, batch, self, &record, (*rows)++);
        if (result != LEAT_OK)
            return result;
        self->is_first_row = false;
    }
    return LEAT_OK;
}

int rows_next(struct leat_step *step, struct leat_batch *batch) {
    struct csv_state *self = step->state;
    int64_t rows = 0;
    while (self->file < self->file_count) {
        if (leat_stopping(step))
            return LEAT_STOPPED;
        if (!stream_is_open(&self->scanner.stream)) {
            const int result = begin_file(step, self);
            if (result != LEAT_OK)
                return result;
        }
        const int result = fill(step, batch, self, &rows);
        if (result != LEAT_OK && result != LEAT_END)
            return result;
        const int told = put_rows(step, batch, self, rows);
        if (told != LEAT_OK)
            return told;
        if (result == LEAT_END) {
            end_file(step, self);
            self->file++;
        }
        if (rows > 0 || result == LEAT_OK)
            return LEAT_OK;
    }
    return LEAT_END;
}
