/* gather: rows picked from columns, and columns one after the other. See column.h.
 *
 * Buffers of text are shared. A result holds only those that its own rows point into, each once, so
 * that rows picked out of many batches keep no more alive than they need. */
#include <string.h>

#include "batch/bits.h"
#include "batch/buffer_set.h"

/* -- picking --------------------------------------------------------------------------------- */

/* Which rows to pick: `rows` of the first column, or `picks`. */
struct choice {
    const struct column *const *columns;
    const uint32_t *rows;
    const struct leat_pick *picks;
    size_t count;
    bool of_one;     /* rows */
    bool of_symbols; /* not of the columns but of the symbols that hang on them */
};

/* The column and row that position i is picked from; NULL: none, which is null. */
static inline const struct column *choice_at(const struct choice *choice, size_t i, size_t *row) {
    const struct column *column;
    *row = 0;
    if (choice->of_one) {
        *row = choice->rows[i];
        column = choice->columns[0];
    } else if (choice->picks[i].batch == LEAT_NOWHERE) {
        return NULL;
    } else {
        *row = choice->picks[i].row;
        column = choice->columns[choice->picks[i].batch];
    }
    return choice->of_symbols ? column->symbols : column;
}

/* Picked rows lie far apart, so each value is fetched this many before it is used. */
enum { AHEAD = 16 };

static inline void fetch(const struct choice *choice, size_t i, size_t width) {
    if (i + AHEAD < choice->count) {
        size_t row;
        const struct column *column = choice_at(choice, i + AHEAD, &row);
        if (column != NULL) {
            __builtin_prefetch((const char *)column->values + row * width);
        }
    }
}

static inline bool is_null_at(const struct column *column, size_t row) {
    return column == NULL || (column->valid != NULL && !bit_get(column->valid, (int64_t)row));
}

/* What the picked rows bring along, so that nothing is made that none of them has. */
struct findings {
    bool nulls, symbols, totals;
    bool absent, present; /* some come from absent columns; from others */
};

static struct findings survey(const struct choice *choice) {
    struct findings found = {0};
    if (choice->of_one && choice->columns[0]->valid == NULL && choice->columns[0]->totals == NULL) {
        return found;
    }
    for (size_t i = 0; i < choice->count; i++) {
        size_t row;
        const struct column *column = choice_at(choice, i, &row);
        if (is_null_at(column, row)) {
            found.nulls = true;
            found.symbols |=
                column != NULL && column->symbols != NULL && !is_null_at(column->symbols, row);
        }
        if (column != NULL) {
            found.absent |= column->is_absent;
            found.present |= !column->is_absent;
            found.totals |= column->totals != NULL && bit_get(column->totals, (int64_t)row);
        }
    }
    return found;
}

/* Inlined with a constant width, so that each copy is one move. */
__attribute__((always_inline)) static inline void
pick_values(char *into, const struct choice *choice, size_t width) {
    for (size_t i = 0; i < choice->count; i++) {
        size_t row;
        const struct column *column = choice_at(choice, i, &row);
        fetch(choice, i, width);
        if (column == NULL) {
            memset(into + i * width, 0, width);
        } else {
            memcpy(into + i * width, (const char *)column->values + row * width, width);
        }
    }
}

static void pick_bits(uint8_t *into, const struct choice *choice) {
    memset(into, 0, bits_size((int64_t)choice->count));
    for (size_t i = 0; i < choice->count; i++) {
        size_t row;
        const struct column *column = choice_at(choice, i, &row);
        if (column != NULL && bit_get(column->values, (int64_t)row)) {
            bit_set(into, (int64_t)i);
        }
    }
}

static bool pick_text(struct column *into, const struct choice *choice) {
    struct buffer_set set = {0};
    bool done = true;
    for (size_t i = 0; i < choice->count && done; i++) {
        size_t row;
        const struct column *column = choice_at(choice, i, &row);
        struct text_view view = {0};
        fetch(choice, i, sizeof view);
        if (!is_null_at(column, row)) {
            view = text_view_get(column->values, row);
            if (view.size > TEXT_INLINE) {
                view.number = buffer_set_hold(&set, into, column->buffers[view.number]);
                done = view.number >= 0;
            }
        }
        text_view_set(into->values, i, view);
    }
    buffer_set_free(&set);
    return done;
}

static bool pick_all(struct column *into, const struct choice *choice) {
    switch (column_size(into->type, 1)) {
    case 1:
        pick_bits(into->values, choice);
        return true;
    case 4:
        pick_values(into->values, choice, 4);
        return true;
    case 8:
        pick_values(into->values, choice, 8);
        return true;
    default:
        if (into->type.kind == LEAT_TEXT) {
            return pick_text(into, choice);
        }
        pick_values(into->values, choice, 16);
        return true;
    }
}

static bool pick_nulls(struct column *into, const struct choice *choice) {
    if (!column_try_valid(into)) {
        return false;
    }
    for (size_t i = 0; i < choice->count; i++) {
        size_t row;
        const struct column *column = choice_at(choice, i, &row);
        if (is_null_at(column, row)) {
            column_set_null(into, (int64_t)i);
        }
    }
    return true;
}

static uint8_t *try_totals(int64_t rows) {
    uint8_t *totals = memory_try(bits_size(rows) + COLUMN_SLACK);
    if (totals != NULL) {
        memset(totals, 0, bits_size(rows) + COLUMN_SLACK);
    }
    return totals;
}

static bool pick_totals(struct column *into, const struct choice *choice) {
    into->totals = try_totals((int64_t)choice->count);
    for (size_t i = 0; into->totals != NULL && i < choice->count; i++) {
        size_t row;
        const struct column *column = choice_at(choice, i, &row);
        if (column != NULL && column->totals != NULL && bit_get(column->totals, (int64_t)row)) {
            bit_set(into->totals, (int64_t)i);
        }
    }
    return into->totals != NULL;
}

static struct column *pick(struct leat_type type, const struct choice *choice);

static bool pick_symbols(struct column *into, const struct choice *choice) {
    struct choice symbols = *choice;
    symbols.of_symbols = true;
    into->symbols = pick((struct leat_type){.kind = LEAT_TEXT}, &symbols);
    return into->symbols != NULL;
}

static struct column *pick(struct leat_type type, const struct choice *choice) {
    const struct findings found = survey(choice);
    if (found.absent && !found.present && !found.totals) {
        return column_try_absent(type, (int64_t)choice->count);
    }
    struct column *into = column_try_unset(type, (int64_t)choice->count);
    if (into == NULL) {
        return NULL;
    }
    if (!pick_all(into, choice) || (found.nulls && !pick_nulls(into, choice)) ||
        (found.totals && !pick_totals(into, choice)) ||
        (found.symbols && !pick_symbols(into, choice))) {
        column_release(into);
        return NULL;
    }
    column_finish(into);
    return into;
}

struct column *column_take(const struct column *column, const uint32_t *rows, size_t count) {
    if (column->is_absent && column->totals == NULL) {
        return column_try_absent(column->type, (int64_t)count);
    }
    return pick(column->type,
                &(struct choice){.columns = &column, .rows = rows, .count = count, .of_one = true});
}

struct column *column_gather(const struct column *const *columns, size_t columns_count,
                             const struct leat_pick *picks, size_t count) {
    if (columns_count == 0) {
        return NULL;
    }
    return pick(columns[0]->type,
                &(struct choice){.columns = columns, .picks = picks, .count = count});
}

/* -- one after the other --------------------------------------------------------------------- */

/* The columns to be joined, or the symbols that hang on them. */
struct chain {
    const struct column *const *columns;
    size_t count;
    bool of_symbols;
};

/* Column number i, NULL: rows that are null throughout. */
static const struct column *chain_at(const struct chain *chain, size_t i) {
    return chain->of_symbols ? chain->columns[i]->symbols : chain->columns[i];
}

static bool append_text(struct column *into, struct buffer_set *set, size_t at,
                        const struct column *from) {
    for (size_t row = 0; row < (size_t)column_rows(from); row++) {
        struct text_view view = {0};
        if (!is_null_at(from, row)) {
            view = text_view_get(from->values, row);
            if (view.size > TEXT_INLINE) {
                view.number = buffer_set_hold(set, into, from->buffers[view.number]);
                if (view.number < 0) {
                    return false;
                }
            }
        }
        text_view_set(into->values, at + row, view);
    }
    return true;
}

/* Appends the values of one column, of `rows` nulls when it is NULL, as only symbols can be. */
static bool append_values(struct column *into, struct buffer_set *set, int64_t at,
                          const struct column *from, int64_t rows) {
    if (into->type.kind == LEAT_BOOLEAN) {
        bits_copy(into->values, at, from->values, 0, rows);
        return true;
    }
    const size_t width = column_size(into->type, 1);
    char *values = (char *)into->values + (size_t)at * width;
    if (from == NULL) {
        memset(values, 0, (size_t)rows * width);
    } else if (into->type.kind == LEAT_TEXT && (from->buffer_count > 0 || from->valid != NULL)) {
        return append_text(into, set, (size_t)at, from);
    } else {
        memcpy(values, from->values, (size_t)rows * width);
    }
    return true;
}

/* Appends what hangs beside the values of one column: its nulls and its totals. */
static bool append_marks(struct column *into, int64_t at, const struct column *from, int64_t rows) {
    if (from == NULL || from->valid != NULL) {
        if (!column_try_valid(into)) {
            return false;
        }
        for (int64_t row = 0; from == NULL && row < rows; row++) {
            column_set_null(into, at + row);
        }
        if (from != NULL) {
            bits_copy(into->valid, at, from->valid, 0, rows);
        }
    }
    if (from != NULL && from->totals != NULL) {
        if (into->totals == NULL && (into->totals = try_totals(column_rows(into))) == NULL) {
            return false;
        }
        bits_copy(into->totals, at, from->totals, 0, rows);
    }
    return true;
}

static bool append_all(struct column *into, struct buffer_set *set, const struct chain *chain) {
    int64_t at = 0;
    for (size_t i = 0; i < chain->count; i++) {
        const int64_t rows = column_rows(chain->columns[i]);
        const struct column *from = chain_at(chain, i);
        if (!append_values(into, set, at, from, rows) || !append_marks(into, at, from, rows)) {
            return false;
        }
        at += rows;
    }
    return true;
}

/* Adds up rows; says whether all columns are absent, and whether any has symbols. */
static int64_t chain_survey(const struct chain *chain, bool *absent, bool *symbols) {
    int64_t rows = 0;
    for (size_t i = 0; i < chain->count; i++) {
        const struct column *column = chain_at(chain, i);
        rows += column_rows(chain->columns[i]);
        *absent &= column != NULL && column->is_absent && column->totals == NULL;
        *symbols |= column != NULL && column->symbols != NULL;
    }
    return rows;
}

static struct column *join(struct leat_type type, const struct chain *chain) {
    bool absent = true, symbols = false;
    const int64_t rows = chain_survey(chain, &absent, &symbols);
    if (absent) {
        return column_try_absent(type, rows);
    }
    struct column *into = column_try_unset(type, rows);
    if (into == NULL) {
        return NULL;
    }
    if (type.kind == LEAT_BOOLEAN) {
        memset(into->values, 0, bits_size(rows));
    }
    struct buffer_set set = {0};
    bool done = append_all(into, &set, chain);
    buffer_set_free(&set);
    if (done && symbols) {
        struct chain companions = *chain;
        companions.of_symbols = true;
        into->symbols = join((struct leat_type){.kind = LEAT_TEXT}, &companions);
        done = into->symbols != NULL;
    }
    if (!done) {
        column_release(into);
        return NULL;
    }
    column_finish(into);
    return into;
}

struct column *column_concat(const struct column *const *columns, size_t count) {
    return count == 0 ? NULL
                      : join(columns[0]->type, &(struct chain){.columns = columns, .count = count});
}
