/* whole: what the rows must be to one another. See ees.h. */
#include "ees.h"

#include "shared/show.h"

/* -- Time ------------------------------------------------------------------------------------- */

static bool check_time_group(struct leat_step *step, struct leat_batch *batch, int64_t row) {
    struct ees *self = step->state;
    const struct ees_column *column = &self->columns[self->time_identifier];
    char room[FORMAT_ROOM];
    int digits;
    const struct leat_text name =
        ees_cell(step, batch, column, &self->views[self->time_identifier], row, room);
    const int group = ees_time_group(name, &digits);
    if (self->rows == 0) {
        self->time_group = group;
        return bytes_add(step, &self->first_time, name.data, name.size);
    }
    if (group != self->time_group) {
        leat_fail_row(
            step, batch, row, column->number,
            "does not go with '" LEAT_VALUE(
                "%.*s") "', the first row's; EES takes one kind of time in a file: make a file "
                        "of each",
            (int)self->first_time.size, self->first_time.data);
        return false;
    }
    return true;
}

/* -- No row twice ----------------------------------------------------------------------------- */

/* The row's time, geography and filters, as the file has them. */
static bool make_key(struct leat_step *step, struct leat_batch *batch, int64_t row,
                     struct key *key) {
    struct ees *self = step->state;
    self->key.size = 0;
    for (int32_t place = 0; place < self->count; place++) {
        const struct ees_column *column = &self->columns[place];
        if (column->role == EES_INDICATOR) {
            break;
        }
        char room[FORMAT_ROOM];
        const struct leat_text text = ees_cell(step, batch, column, &self->views[place], row, room);
        const uint32_t size = (uint32_t)text.size;
        if (!bytes_add(step, &self->key, (const char *)&size, sizeof size) ||
            !bytes_add(step, &self->key, text.data, text.size)) {
            return false;
        }
    }
    *key = key_of(self->key.data, self->key.size);
    return true;
}

/* The cells of the key that are filled in, but those that all rows have. */
static void tell_again(struct leat_step *step, struct leat_batch *batch, int64_t row,
                       uint32_t number) {
    const struct ees *self = step->state;
    const struct ees_stand *stand = &self->stands[number];
    char list[SHOW_LIST] = "", cell[SHOW_CELL], where[256] = "an earlier row";
    for (int32_t place = 0; place < self->count; place++) {
        const struct ees_column *column = &self->columns[place];
        if (column->role != EES_INDICATOR && !leat_is_null(&self->views[place], row)) {
            show_add(list, column->name.data,
                     show_cell(&self->views[place], row, column->is_private, cell));
        }
    }
    if (stand->file >= 0) {
        const struct leat_text file = leat_file_name(step, stand->file);
        snprintf(where, sizeof where, "line %lld of %.*s", (long long)stand->line,
                 (int)(file.size < 180 ? file.size : 180), file.data);
    }
    leat_fail_row(
        step, batch, row, -1,
        "has the time, place and filters of %s; leave one out, or add the filter by which they "
        "differ: %s",
        where, list);
}

static bool keep_key(struct leat_step *step, struct leat_batch *batch, int64_t row) {
    struct ees *self = step->state;
    const size_t count = self->keys.count;
    struct key key;
    uint32_t number;
    if (count == self->stands_room) {
        const size_t room = self->stands_room * 2 + 1024;
        struct ees_stand *stands = leat_realloc(step, self->stands, room * sizeof *stands);
        if (!stands) {
            return false;
        }
        self->stands = stands;
        self->stands_room = room;
    }
    if (!make_key(step, batch, row, &key) ||
        key_table_add(step, &self->keys, &key, &number) != LEAT_OK) {
        return false;
    }
    if (number != count) {
        tell_again(step, batch, row, number);
        return false;
    }
    const struct leat_place place = leat_place_of(step, batch, row);
    self->stands[number] = (struct ees_stand){place.line, place.file};
    return true;
}

/* -- What the filters hold -------------------------------------------------------------------- */

static struct leat_text default_of(const struct ees_column *column) {
    return column->option && column->option->filter_default.data ? column->option->filter_default
                                                                 : leat_text_of("Total");
}

static bool see_filter(struct leat_step *step, struct ees_column *column, struct leat_text text) {
    static const char *const legacy[] = {"N/A", "n/a", ".", "..", "-"};
    const struct leat_text wanted = default_of(column);
    if (!column->has_first) {
        column->has_first = true;
        if (!bytes_add(step, &column->first, text.data, text.size)) {
            return false;
        }
    }
    column->has_two = column->has_two || text.size != column->first.size ||
                      memcmp(text.data, column->first.data, text.size) != 0;
    column->has_default = column->has_default || (text.size == wanted.size &&
                                                  memcmp(text.data, wanted.data, text.size) == 0);
    for (size_t i = 0; i < sizeof legacy / sizeof *legacy; i++) {
        column->has_legacy = column->has_legacy || ees_is(text, legacy[i]);
    }
    return true;
}

static bool see_filters(struct leat_step *step, struct leat_batch *batch, int64_t row) {
    struct ees *self = step->state;
    for (int32_t place = 0; place < self->count; place++) {
        struct ees_column *column = &self->columns[place];
        char room[FORMAT_ROOM];
        if (column->role == EES_FILTER &&
            !see_filter(step, column,
                        ees_cell(step, batch, column, &self->views[place], row, room))) {
            return false;
        }
    }
    return true;
}

/* -- All of it -------------------------------------------------------------------------------- */

bool ees_whole_add(struct leat_step *step, struct leat_batch *batch) {
    struct ees *self = step->state;
    for (int32_t place = 0; place < self->count; place++) {
        self->views[place] = leat_read(step, batch, self->columns[place].number);
    }
    for (int64_t row = 0; row < batch->rows; row++) {
        if (!check_time_group(step, batch, row) || !keep_key(step, batch, row) ||
            !see_filters(step, batch, row)) {
            return false;
        }
        self->rows++;
    }
    return true;
}

bool ees_whole_finish(struct leat_step *step) {
    const struct ees *self = step->state;
    if (self->rows == 0) {
        leat_fail(step, "no rows came, and EES takes no empty file");
        return false;
    }
    for (int32_t place = 0; place < self->count; place++) {
        const struct ees_column *column = &self->columns[place];
        const int size = (int)column->name.size;
        const char *name = column->name.data;
        if (column->role != EES_FILTER) {
            continue;
        }
        if (!column->has_two) {
            leat_fail(
                step,
                "filter '%.*s' has one value alone, by which nothing can be chosen; drop it by a select "
                "step",
                size, name);
            return false;
        }
        if (!column->has_default) {
            const struct leat_text wanted = default_of(column);
            leat_log(
                step, LEAT_WARNING,
                "filter '%.*s' has no row with '%.*s', which EES would show first; add totals, or set "
                "\"filter_default\" to the value that stands for all",
                size, name, (int)wanted.size, wanted.data);
        }
        if (column->has_legacy) {
            leat_log(
                step, LEAT_WARNING,
                "filter '%.*s' has a value that stood for none once (N/A, ., .. or -); give it a word",
                size, name);
        }
    }
    return true;
}

void ees_whole_close(struct leat_step *step) {
    struct ees *self = step->state;
    bytes_free(step, &self->first_time);
    bytes_free(step, &self->key);
    key_table_free(step, &self->keys);
    leat_free(step, self->stands);
    leat_free(step, self->views);
}
