/* Rows: their figures brought to one scale and compared. See status.h. */
#include "status.h"

bool status_widen(int128 units, int from, int to, int128 *out) {
    const uint128 factor = exact_power(to - from);
    const uint128 size = exact_size(units);
    if (size > (exact_power(EXACT_DIGITS) - 1) / factor) {
        return false;
    }
    *out = units < 0 ? -(int128)(size * factor) : (int128)(size * factor);
    return true;
}

/* A row's figures, at the common scale. */
struct row {
    int128 units[ROLES];
    bool is_absent[ROLES];
    int32_t polarity; /* POLARITIES: the row has none */
};

/* False: one has too many digits at that scale; *too_long says which. */
static bool read_row(const struct status *self, const struct leat_view *views, int64_t at,
                     struct row *row, enum role *too_long) {
    for (size_t i = 0; i < ROLES; i++) {
        const struct figure *figure = &self->figures[i];
        const bool of_column = figure->column >= 0;
        row->is_absent[i] = !figure->is_given || (of_column && leat_is_null(&views[i], at));
        row->units[i] = figure->units;
        if (of_column && !row->is_absent[i] &&
            !status_widen(exact_units(&views[i], at), figure->scale, self->scale, &row->units[i])) {
            *too_long = (enum role)i;
            return false;
        }
    }
    return true;
}

/* What is good in this row; false: its column says no such thing, which has been told. */
static bool read_polarity(struct leat_step *step, struct leat_batch *batch,
                          const struct leat_view *words, int64_t at, int32_t *polarity) {
    const struct status *self = step->state;
    *polarity = self->polarity_column < 0 ? self->polarity : POLARITIES;
    if (self->polarity_column < 0 || leat_is_null(words, at)) {
        return true;
    }
    const struct leat_text word = leat_text_at(words, at);
    for (int32_t i = 0; i < POLARITIES; i++) {
        if (strlen(status_polarities[i]) == word.size &&
            memcmp(status_polarities[i], word.data, word.size) == 0) {
            *polarity = i;
            return true;
        }
    }
    leat_reject(step, batch, at, self->polarity_column,
                "a polarity is high, low or close, for what is good");
    return false;
}

/* Of two numbers below 10^38; it may have a digit more. */
static uint128 distance(int128 a, int128 b) {
    return a < b ? (uint128)b - (uint128)a : (uint128)a - (uint128)b;
}

/* How far from the target; of what is wanted high or low, that is no matter. */
static uint128 miss(const struct row *row, enum role role) {
    return row->polarity == CLOSE ? distance(row->units[role], row->units[TARGET]) : 0;
}

/* Whether the figure is as good as the mark: with polarity close, as near as NEAR or FLOOR says. */
static bool reaches(const struct row *row, enum role mark) {
    switch (row->polarity) {
    case HIGH:
        return row->units[VALUE] >= row->units[mark];
    case LOW:
        return row->units[VALUE] <= row->units[mark];
    default:
        return row->units[mark] >= 0 && miss(row, VALUE) <= (uint128)row->units[mark];
    }
}

/* What the columns say; NULL: a figure that it takes is absent, *absent says which. */
static const char *status_of(const struct status *self, const struct row *row, enum role *absent) {
    *absent = row->is_absent[VALUE] ? VALUE : TARGET;
    if (row->is_absent[*absent]) {
        return NULL;
    }
    if (reaches(row, row->polarity == CLOSE ? NEAR : TARGET)) {
        return "Green";
    }
    *absent = FLOOR;
    if (!self->figures[FLOOR].is_given) {
        return "Red";
    }
    return row->is_absent[FLOOR] ? NULL : reaches(row, FLOOR) ? "Amber" : "Red";
}

static const char *direction_of(const struct row *row, enum role *absent) {
    const int128 now = row->units[VALUE], before = row->units[PREVIOUS];
    *absent = row->is_absent[VALUE] ? VALUE : PREVIOUS;
    if (!row->is_absent[*absent] && row->polarity == CLOSE) {
        *absent = TARGET;
    }
    if (row->is_absent[*absent]) {
        return NULL;
    }
    const uint128 missed = miss(row, VALUE), missed_before = miss(row, PREVIOUS);
    const bool better = row->polarity == HIGH  ? now > before
                        : row->polarity == LOW ? now < before
                                               : missed < missed_before;
    const bool same = row->polarity == CLOSE ? missed == missed_before : now == before;
    return same ? "No change" : better ? "Improved" : "Worsened";
}

static void add_word(struct leat_step *step, struct leat_batch *batch, int64_t row,
                     const char *word, enum role absent, struct leat_builder *to) {
    const struct status *self = step->state;
    const int32_t column = self->figures[absent].column;
    const struct leat_text symbol =
        !word && column >= 0 ? leat_symbol(step, batch, column, row) : (struct leat_text){NULL, 0};
    if (word) {
        leat_add_text(to, leat_text_of(word));
    } else if (symbol.size > 0) {
        leat_add_symbol(to, symbol);
    } else {
        leat_add_null(to);
    }
}

int status_process(struct leat_step *step, struct leat_batch *batch) {
    const struct status *self = step->state;
    struct leat_view views[ROLES] = {{0}};
    for (size_t i = 0; i < ROLES; i++) {
        if (self->figures[i].column >= 0) {
            views[i] = leat_read(step, batch, self->figures[i].column);
        }
    }
    struct leat_view words = {0};
    if (self->polarity_column >= 0) {
        words = leat_read(step, batch, self->polarity_column);
    }
    struct leat_builder *status = leat_build(step, batch, self->result);
    struct leat_builder *direction =
        self->previous >= 0 ? leat_build(step, batch, self->direction) : NULL;
    for (int64_t at = 0; at < batch->rows; at++) {
        struct row row;
        enum role absent = VALUE;
        const bool is_read = read_row(self, views, at, &row, &absent);
        if (!is_read) {
            leat_reject(step, batch, at, self->figures[absent].column,
                        "the number has too many digits to be compared with one of %d decimals; "
                        "cast that one to fewer",
                        self->scale);
        }
        const bool is_judged = read_polarity(step, batch, &words, at, &row.polarity) && is_read &&
                               row.polarity != POLARITIES;
        const char *word = is_judged ? status_of(self, &row, &absent) : NULL;
        add_word(step, batch, at, word, absent, status);
        if (direction) {
            word = is_judged ? direction_of(&row, &absent) : NULL;
            add_word(step, batch, at, word, absent, direction);
        }
    }
    const int result = leat_put(step, batch, status);
    return result == LEAT_OK && direction ? leat_put(step, batch, direction) : result;
}
