/* unique: values that may stand once. As SQL's unique constraint: a row with a null among them
 * passes, and a row that is rejected, for whatever reason, takes no value. See validate.h. */
#include "validate.h"

#include <stdio.h>

#include "shared/format.h"
#include "shared/show.h"

/* Of a key that an index numbers: a row that was rejected numbered it too, but took no value. */
struct stand {
    int64_t line;
    int32_t file;
    bool is_taken;
};

/* -- open ------------------------------------------------------------------------------------- */

static int open_set(struct leat_step *step, struct leat_bind *bind, struct key_set *set) {
    set->names = leat_alloc(step, set->count * sizeof *set->names);
    set->is_private = leat_alloc(step, set->count * sizeof *set->is_private);
    if (!set->names || !set->is_private) {
        return LEAT_FAILED;
    }
    for (size_t i = 0; i < set->count; i++) {
        struct leat_hint hint = {.size = sizeof hint};
        leat_column_hint(bind, 0, set->columns[i], &hint);
        set->names[i] = leat_column_name(bind, 0, set->columns[i]).data;
        set->is_private[i] = hint.is_private != 0;
    }
    return LEAT_OK;
}

int unique_open(struct leat_step *step, struct leat_bind *bind) {
    struct validate *self = step->state;
    const size_t most = self->columns.count + self->unique.count;
    int result = LEAT_OK;
    self->sets = leat_alloc(step, most * sizeof *self->sets);
    if (!self->sets) {
        return LEAT_FAILED;
    }
    for (size_t i = 0; i < self->columns.count; i++) {
        const struct column *column = &self->checked[i];
        if (column->check->unique) {
            self->sets[self->set_count++] = (struct key_set){.columns = &column->number,
                                                             .count = 1,
                                                             .field = &column->check->unique,
                                                             .stops = column->stops};
        }
    }
    for (size_t i = 0; i < self->unique.count; i++) {
        const struct leat_list *columns = &LEAT_ITEM(self->unique, struct leat_list, i);
        self->sets[self->set_count++] =
            (struct key_set){.columns = columns->items,
                             .count = columns->count,
                             .field = columns,
                             .stops = validate_stops(self, FAILS_INHERIT)};
    }
    for (size_t i = 0; result == LEAT_OK && i < self->set_count; i++) {
        result = open_set(step, bind, &self->sets[i]);
    }
    return result;
}

/* -- rows ------------------------------------------------------------------------------------- */

static bool has_null(const struct key_set *set, const struct leat_view *views, int64_t row) {
    for (size_t i = 0; i < set->count; i++) {
        if (leat_is_null(&views[i], row)) {
            return true;
        }
    }
    return false;
}

static void tell_again(struct leat_step *step, struct leat_batch *batch, const struct key_set *set,
                       const struct leat_view *views, int64_t row, uint32_t number) {
    const struct stand *stand = &set->stands[number];
    const bool is_known = stand->file >= 0;
    const char *where = is_known ? leat_file_name(step, stand->file).data : "an earlier row";
    char line[FORMAT_ROOM] = "", key[SHOW_LIST] = "", cell[SHOW_CELL];
    if (is_known) {
        snprintf(line, sizeof line, ":%lld", (long long)stand->line);
    }
    if (set->count == 1) {
        validate_tell(step, batch, row, set->columns[0], set->field, set->stops,
                      "must be unique, and stands in %s%s already", where, line);
        return;
    }
    for (size_t i = 0; i < set->count; i++) {
        show_add(key, set->names[i], show_cell(&views[i], row, set->is_private[i], cell));
    }
    validate_tell(step, batch, row, -1, set->field, set->stops,
                  "must be unique, and stands in %s%s already: %s", where, line, key);
}

/* A row's keys are all looked for before any is taken. */
static void check_row(struct leat_step *step, struct leat_batch *batch,
                      const struct leat_view *views, int64_t row, bool has_failed) {
    const struct validate *self = step->state;
    size_t used = 0;
    for (size_t i = 0; i < self->set_count; i++) {
        const struct key_set *set = &self->sets[i];
        const uint32_t number = set->keys.numbers[row];
        if (set->stands[number].is_taken && !has_null(set, views + used, row)) {
            tell_again(step, batch, set, views + used, row, number);
            has_failed = true;
        }
        used += set->count;
    }
    if (has_failed) {
        return;
    }
    const struct leat_place place = leat_place_of(step, batch, row);
    for (size_t i = 0; i < self->set_count; i++) {
        const struct key_set *set = &self->sets[i];
        set->stands[set->keys.numbers[row]] = (struct stand){place.line, place.file, true};
    }
}

/* Numbers the rows' keys, with a stand for each. */
static int number_keys(struct leat_step *step, struct leat_batch *batch, struct key_set *set) {
    const int result = key_rows_add(step, &set->keys, &set->index, batch, set->columns, set->count);
    const size_t count = result == LEAT_OK ? leat_index_count(step, set->index) : 0;
    if (count <= set->stand_room) {
        return result;
    }
    const size_t room = count + count / 2 + 1024;
    struct stand *stands = leat_realloc(step, set->stands, room * sizeof *stands);
    if (!stands) {
        return LEAT_FAILED;
    }
    memset(stands + set->stand_room, 0, (room - set->stand_room) * sizeof *stands);
    set->stands = stands;
    set->stand_room = room;
    return LEAT_OK;
}

int unique_check(struct leat_step *step, struct leat_batch *batch, const uint8_t *failed) {
    struct validate *self = step->state;
    size_t columns = 0, used = 0;
    int result = LEAT_OK;
    for (size_t i = 0; i < self->set_count; i++) {
        columns += self->sets[i].count;
    }
    if (columns == 0) {
        return LEAT_OK;
    }
    struct leat_view *views = leat_alloc(step, columns * sizeof *views);
    result = views ? LEAT_OK : LEAT_FAILED;
    for (size_t i = 0; result == LEAT_OK && i < self->set_count; i++) {
        const struct key_set *set = &self->sets[i];
        for (size_t column = 0; column < set->count; column++) {
            views[used++] = leat_read(step, batch, set->columns[column]);
        }
        result = number_keys(step, batch, &self->sets[i]);
    }
    for (int64_t row = 0; result == LEAT_OK && row < batch->rows; row++) {
        check_row(step, batch, views, row, validate_has(failed, row));
    }
    leat_free(step, views);
    return result;
}

void unique_close(struct leat_step *step) {
    struct validate *self = step->state;
    for (size_t i = 0; i < self->set_count; i++) {
        struct key_set *set = &self->sets[i];
        leat_index_free(step, set->index);
        key_rows_free(step, &set->keys);
        leat_free(step, set->names);
        leat_free(step, set->is_private);
        leat_free(step, set->stands);
    }
    leat_free(step, self->sets);
}
