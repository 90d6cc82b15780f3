/* rows: each row checked by itself, and made into a line of the data file. See ees.h. */
#include "ees.h"

struct leat_text ees_cell(struct leat_step *step, struct leat_batch *batch,
                          const struct ees_column *column, const struct leat_view *view,
                          int64_t row, char room[FORMAT_ROOM]) {
    if (leat_is_null(view, row)) {
        return leat_symbol(step, batch, column->number, row);
    }
    if (view->type.kind == LEAT_TEXT) {
        return leat_text_at(view, row);
    }
    return (struct leat_text){room, format_value(view, row, room)};
}

/* What the checks of one row share. */
struct row {
    struct leat_batch *batch;
    const struct leat_view *views;
    int64_t row;
};

static struct leat_text cell_at(struct leat_step *step, const struct row *at, int32_t place,
                                char room[FORMAT_ROOM]) {
    const struct ees *self = step->state;
    return ees_cell(step, at->batch, &self->columns[place], &at->views[place], at->row, room);
}

/* Fails the run for the cell; the runner tells the row's place and the value. */
#define FAIL_CELL(step, at, place, ...)                                                            \
    (leat_fail_row((step), (at)->batch, (at)->row,                                                 \
                   ((const struct ees *)(step)->state)->columns[place].number, __VA_ARGS__),       \
     false)

/* -- Time and geography ----------------------------------------------------------------------- */

static bool check_time(struct leat_step *step, const struct row *at) {
    const struct ees *self = step->state;
    char room[FORMAT_ROOM];
    const struct leat_text name = cell_at(step, at, self->time_identifier, room);
    int digits = 0;
    if (ees_time_group(name, &digits) < 0) {
        const struct leat_text near = ees_suggest_time(step, name);
        return FAIL_CELL(step, at, self->time_identifier, "is no time identifier of EES%s%.*s%s",
                         near.data ? " (did you mean '" : ", such as Calendar year", (int)near.size,
                         near.data ? near.data : "", near.data ? "'?)" : "");
    }
    const char *wrong = ees_time_period_wrong(cell_at(step, at, self->time_period, room), digits);
    return !wrong || FAIL_CELL(step, at, self->time_period, "%s", wrong);
}

static bool has_space_at_end(struct leat_text text) {
    static const char no_break[] = "\xC2\xA0";
    if (text.size == 0) {
        return false;
    }
    const char first = text.data[0], last = text.data[text.size - 1];
    return first == ' ' || (first >= '\t' && first <= '\r') || last == ' ' ||
           (last >= '\t' && last <= '\r') ||
           (text.size >= 2 && (memcmp(text.data, no_break, 2) == 0 ||
                               memcmp(text.data + text.size - 2, no_break, 2) == 0));
}

static bool check_text(struct leat_step *step, const struct row *at, int32_t place,
                       struct leat_text text) {
    if (has_space_at_end(text)) {
        return FAIL_CELL(step, at, place,
                         "begins or ends with a space; take it away, by trim in a derive step");
    }
    return !ees_is_null_word(text) ||
           FAIL_CELL(
               step, at, place,
               "stands for no value, which EES refuses; leave the cell empty, or give it a word");
}

/* The columns of the row's own level are filled in, and those of levels within it are empty. */
static bool check_level_columns(struct leat_step *step, const struct row *at, int of_row,
                                int level) {
    const struct ees *self = step->state;
    const struct ees_level *known = &ees_levels[level];
    const bool is_own = level == of_row || level == EES_NATIONAL;
    const bool may_be_filled = is_own || (known->within & (1u << of_row));
    for (int i = 0; i < EES_LEVEL_COLUMNS; i++) {
        const int32_t place = self->level_columns[level][i];
        if (place < 0 && known->columns[i] && is_own) {
            return FAIL_CELL(
                step, at, self->level,
                "rows of this level want the column %s; add it by a derive or lookup step",
                known->columns[i]);
        }
        if (place < 0) {
            continue;
        }
        char room[FORMAT_ROOM];
        const struct leat_text text = cell_at(step, at, place, room);
        if (text.size == 0 && is_own && !(i == 0 && known->may_lack_code)) {
            return FAIL_CELL(step, at, place, "is empty, and rows of level %s must have it",
                             ees_levels[of_row].name);
        }
        if (text.size > 0 && !may_be_filled) {
            return FAIL_CELL(step, at, place, "must be empty in rows of level %s",
                             ees_levels[of_row].name);
        }
        if (!check_text(step, at, place, text)) {
            return false;
        }
    }
    return true;
}

static bool check_geography(struct leat_step *step, const struct row *at) {
    const struct ees *self = step->state;
    char room[FORMAT_ROOM];
    const struct leat_text name = cell_at(step, at, self->level, room);
    const int of_row = ees_level_find(name);
    if (of_row < 0) {
        const struct leat_text near = ees_suggest_level(step, name);
        return FAIL_CELL(step, at, self->level, "is no geographic level of EES%s%.*s%s",
                         near.data ? " (did you mean '" : ", such as National", (int)near.size,
                         near.data ? near.data : "", near.data ? "'?)" : "");
    }
    for (int level = 0; level < EES_LEVELS; level++) {
        if (!check_level_columns(step, at, of_row, level)) {
            return false;
        }
    }
    return true;
}

/* -- Filters and indicators ------------------------------------------------------------------- */

static bool check_filter(struct leat_step *step, const struct row *at, int32_t place,
                         struct leat_text text) {
    if (text.size == 0) {
        return FAIL_CELL(
            step, at, place,
            "is empty, and a filter must not be; give it a word, such as Total, by a fill step");
    }
    return check_text(step, at, place, text);
}

/* 12, -0.5: what a column of numbers would have. */
static bool is_number(struct leat_text text) {
    size_t digits = 0, points = 0;
    for (size_t i = text.size > 0 && text.data[0] == '-'; i < text.size; i++) {
        if (text.data[i] >= '0' && text.data[i] <= '9') {
            digits++;
        } else if (text.data[i] == '.' && digits > 0 && points == 0) {
            points++;
        } else {
            return false;
        }
    }
    return digits > 0 && text.data[text.size - 1] != '.';
}

/* The symbol that stands for another; the text itself where none does. */
static struct leat_text translate(const struct ees *self, struct leat_text text) {
    for (size_t i = 0; i < self->symbols.count; i++) {
        const struct leat_text key = self->symbols.keys[i];
        if (key.size == text.size && memcmp(key.data, text.data, key.size) == 0) {
            return LEAT_ITEM(self->symbols, struct leat_text, i);
        }
    }
    return text;
}

static bool add_symbol(struct leat_step *step, const struct row *at, int32_t place,
                       struct bytes *bytes, struct leat_text text) {
    const struct ees *self = step->state;
    if (text.size == 0) {
        if (!self->null.data) {
            return FAIL_CELL(
                step, at, place,
                "has no value; set \"null\" to the symbol that says why, such as x (not available)");
        }
        return bytes_add(step, bytes, self->null.data, self->null.size);
    }
    text = translate(self, text);
    if (ees_is_symbol(text)) {
        return bytes_add(step, bytes, text.data, text.size);
    }
    if (ees_is(text, ":") || ees_is(text, "~")) {
        return FAIL_CELL(step, at, place,
                         "is obsolete; say in \"symbols\" which one stands for it now: "
                         "{\"%s\": \"z\"}, say, of " EES_SYMBOLS,
                         text.data[0] == ':' ? ":" : "~");
    }
    return FAIL_CELL(
        step, at, place,
        "is neither a number nor a symbol of EES; say in \"symbols\" which one it is of " EES_SYMBOLS);
}

static bool add_indicator(struct leat_step *step, const struct row *at, int32_t place,
                          struct bytes *bytes) {
    const struct ees *self = step->state;
    const struct leat_view *view = &at->views[place];
    char room[FORMAT_ROOM];
    const struct leat_text text = cell_at(step, at, place, room);
    const bool is_there = !leat_is_null(view, at->row);
    return (is_there && view->type.kind != LEAT_TEXT) || (is_there && is_number(text))
               ? rows_csv_field(step, &self->csv, bytes, text, &(uint64_t){0})
               : add_symbol(step, at, place, bytes, text);
}

/* -- Rows ------------------------------------------------------------------------------------- */

static bool add_cell(struct leat_step *step, const struct row *at, int32_t place,
                     struct bytes *bytes) {
    const struct ees *self = step->state;
    const enum ees_role role = self->columns[place].role;
    if (role == EES_INDICATOR) {
        return add_indicator(step, at, place, bytes);
    }
    char room[FORMAT_ROOM];
    const struct leat_text text = cell_at(step, at, place, room);
    return (role != EES_FILTER || check_filter(step, at, place, text)) &&
           (text.size == 0 || rows_csv_field(step, &self->csv, bytes, text, &(uint64_t){0}));
}

static bool add_row(struct leat_step *step, const struct row *at, struct bytes *bytes) {
    const struct ees *self = step->state;
    if (!check_time(step, at) || !check_geography(step, at)) {
        return false;
    }
    for (int32_t place = 0; place < self->count; place++) {
        if ((place > 0 && !bytes_add(step, bytes, ",", 1)) || !add_cell(step, at, place, bytes)) {
            return false;
        }
    }
    return rows_csv_line_end(step, &self->csv, bytes);
}

bool ees_rows_add(struct leat_step *step, struct rows_part *part, struct leat_batch *batch) {
    const struct ees *self = step->state;
    for (int32_t place = 0; place < self->count; place++) {
        part->views[place] = leat_read(step, batch, self->columns[place].number);
    }
    for (int64_t row = 0; row < batch->rows; row++) {
        const struct row at = {batch, part->views, row};
        if (!add_row(step, &at, &part->text)) {
            return false;
        }
        part->rows++;
    }
    return true;
}
