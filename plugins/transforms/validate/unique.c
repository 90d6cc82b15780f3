/* unique: values that may stand once. As SQL's unique constraint: a row with a null among them
 * passes, and a row that is rejected, for whatever reason, takes no value. See validate.h. */
#include "validate.h"

#include <stdio.h>

#include "shared/format.h"
#include "shared/show.h"

struct stand {
    int64_t line;
    int32_t file;
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
            self->sets[self->set_count++] =
                (struct key_set){.columns = &column->number, .count = 1, .stops = column->stops};
        }
    }
    for (size_t i = 0; i < self->unique.count; i++) {
        const struct leat_list *columns = &LEAT_ITEM(self->unique, struct leat_list, i);
        self->sets[self->set_count++] =
            (struct key_set){.columns = columns->items,
                             .count = columns->count,
                             .stops = validate_stops(self, FAILS_INHERIT)};
    }
    for (size_t i = 0; result == LEAT_OK && i < self->set_count; i++) {
        result = open_set(step, bind, &self->sets[i]);
    }
    return result;
}

/* -- rows ------------------------------------------------------------------------------------- */

/* One set's keys of the batch at hand. */
struct set_keys {
    struct leat_equal_keys keys;
    const struct leat_view *views;
};

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
        validate_tell(step, batch, row, set->columns[0], set->stops,
                      "must be unique, and stands in %s%s already", where, line);
        return;
    }
    for (size_t i = 0; i < set->count; i++) {
        show_add(key, set->names[i], show_cell(&views[i], row, set->is_private[i], cell));
    }
    validate_tell(step, batch, row, -1, set->stops,
                  "must be unique, and stands in %s%s already: %s", where, line, key);
}

/* Keeps a row's key, and where the row stands. */
static int keep(struct leat_step *step, struct leat_batch *batch, struct key_set *set,
                const struct key *key, int64_t row) {
    uint32_t number;
    if (set->table.count == set->stand_room) {
        const size_t room = set->stand_room * 2 + 1024;
        struct stand *stands = leat_realloc(step, set->stands, room * sizeof *stands);
        if (!stands) {
            return LEAT_FAILED;
        }
        set->stands = stands;
        set->stand_room = room;
    }
    if (key_table_add(step, &set->table, key, &number) != LEAT_OK) {
        return LEAT_FAILED;
    }
    const struct leat_place place = leat_place_of(step, batch, row);
    set->stands[number] = (struct stand){.line = place.line, .file = place.file};
    return LEAT_OK;
}

/* A row's keys are all looked for before any is kept. */
static int check_row(struct leat_step *step, struct leat_batch *batch, const struct set_keys *keys,
                     int64_t row, bool has_failed) {
    const struct validate *self = step->state;
    for (size_t i = 0; i < self->set_count; i++) {
        const struct key_set *set = &self->sets[i];
        const struct key key = key_of(&keys[i].keys, row);
        const uint32_t number =
            has_null(set, keys[i].views, row) ? KEY_NONE : key_table_find(&set->table, &key);
        if (number != KEY_NONE) {
            tell_again(step, batch, set, keys[i].views, row, number);
            has_failed = true;
        }
    }
    for (size_t i = 0; !has_failed && i < self->set_count; i++) {
        struct key_set *set = &self->sets[i];
        const struct key key = key_of(&keys[i].keys, row);
        if (!has_null(set, keys[i].views, row) && keep(step, batch, set, &key, row) != LEAT_OK) {
            return LEAT_FAILED;
        }
    }
    return LEAT_OK;
}

static int read_keys(struct leat_step *step, struct leat_batch *batch, struct key_set *set,
                     struct set_keys *keys, struct leat_view *views) {
    if (leat_equal_keys(step, batch, set->columns, set->count, &keys->keys) != LEAT_OK) {
        return LEAT_FAILED;
    }
    for (size_t i = 0; i < set->count; i++) {
        views[i] = leat_read(step, batch, set->columns[i]);
    }
    keys->views = views;
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
    struct set_keys *keys = leat_alloc(step, self->set_count * sizeof *keys);
    struct leat_view *views = leat_alloc(step, columns * sizeof *views);
    result = keys && views ? LEAT_OK : LEAT_FAILED;
    for (size_t i = 0; result == LEAT_OK && i < self->set_count; i++) {
        result = read_keys(step, batch, &self->sets[i], &keys[i], views + used);
        used += self->sets[i].count;
    }
    for (int64_t row = 0; result == LEAT_OK && row < batch->rows; row++) {
        result = check_row(step, batch, keys, row, validate_has(failed, row));
    }
    leat_free(step, keys);
    leat_free(step, views);
    return result;
}

void unique_close(struct leat_step *step) {
    struct validate *self = step->state;
    for (size_t i = 0; i < self->set_count; i++) {
        struct key_set *set = &self->sets[i];
        key_table_free(step, &set->table);
        leat_free(step, set->names);
        leat_free(step, set->is_private);
        leat_free(step, set->stands);
    }
    leat_free(step, self->sets);
}
