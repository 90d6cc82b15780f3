/* arrange: which heading of a crosstab stands where. See crosstab.h. */
#include <stdio.h>
#include <stdlib.h>

#include "shared/format.h"
#include "shared/report/crosstab.h"

/* -- Headings --------------------------------------------------------------------------------- */

/* Numbers the headings of a level by their first coming; ranks holds these numbers at first. */
static void number_headings(struct crosstab *crosstab, int32_t level) {
    struct cell *headings = crosstab->headings[level];
    int32_t distinct = 0;
    for (int32_t row = 0; row < crosstab->rows; row++) {
        const struct cell *cell = &crosstab_row(crosstab, row)[level];
        int32_t number = 0;
        while (number < distinct && !cell_same(&headings[number], cell)) {
            number++;
        }
        if (number == distinct) {
            headings[distinct++] = *cell;
        }
        crosstab->ranks[(size_t)row * (size_t)crosstab->levels + (size_t)level] = number;
    }
    crosstab->distinct[level] = distinct;
}

/* The order of a level's headings while it is being found. */
struct order {
    int32_t *numbers, count; /* in their order */
    int32_t *waiting, size;  /* those of the group that have no place yet */
    uint8_t *known;          /* by number: it stands in either */
};

/* Puts what waits before the heading `number`; at the end for -1. */
static void settle(struct order *order, int32_t number) {
    int32_t at = 0;
    while (at < order->count && order->numbers[at] != number) {
        at++;
    }
    memmove(order->numbers + at + order->size, order->numbers + at,
            (size_t)(order->count - at) * sizeof(int32_t));
    memcpy(order->numbers + at, order->waiting, (size_t)order->size * sizeof(int32_t));
    order->count += order->size;
    order->size = 0;
}

static bool same_prefix(const int32_t *a, const int32_t *b, int32_t levels) {
    return memcmp(a, b, (size_t)levels * sizeof *a) == 0;
}

/* Each group has its headings in order, but may lack some: one that only a later group has goes
 * before the heading that follows it there. Else a first group without September would put
 * September last. */
static void find_order(const struct crosstab *crosstab, int32_t level, struct order *order) {
    const int32_t *before = NULL;
    for (int32_t row = 0; row < crosstab->rows; row++) {
        const int32_t *ranks = &crosstab->ranks[(size_t)row * (size_t)crosstab->levels];
        const int32_t number = ranks[level];
        if (before && !same_prefix(before, ranks, level)) {
            settle(order, -1);
        }
        if (!order->known[number]) {
            order->known[number] = 1;
            order->waiting[order->size++] = number;
        } else if (order->size > 0 && order->waiting[order->size - 1] != number) {
            settle(order, number);
        }
        before = ranks;
    }
    settle(order, -1);
}

/* Puts the headings of a level, numbered by their coming, into their order. */
static bool rank_headings(struct leat_step *step, struct crosstab *crosstab, int32_t level,
                          int32_t *scratch) {
    const size_t count = (size_t)crosstab->distinct[level];
    int32_t *const rank_of = scratch + 2 * count;
    struct order order = {
        .numbers = scratch, .waiting = scratch + count, .known = (uint8_t *)(scratch + 3 * count)};
    memset(order.known, 0, count);
    find_order(crosstab, level, &order);
    struct cell *headings = leat_alloc(step, (count + 1) * sizeof *headings);
    if (!headings) {
        return false;
    }
    for (size_t rank = 0; rank < count; rank++) {
        headings[rank] = crosstab->headings[level][order.numbers[rank]];
        rank_of[order.numbers[rank]] = (int32_t)rank;
    }
    leat_free(step, crosstab->headings[level]);
    crosstab->headings[level] = headings;
    for (int32_t row = 0; row < crosstab->rows; row++) {
        int32_t *rank = &crosstab->ranks[(size_t)row * (size_t)crosstab->levels + (size_t)level];
        *rank = rank_of[*rank];
    }
    return true;
}

static bool find_headings(struct leat_step *step, struct crosstab *crosstab) {
    const size_t rows = (size_t)crosstab->rows;
    crosstab->ranks =
        leat_alloc(step, (rows * (size_t)crosstab->levels + 1) * sizeof *crosstab->ranks);
    int32_t *scratch = leat_alloc(step, (4 * rows + 1) * sizeof *scratch);
    bool found = crosstab->ranks && scratch;
    for (int32_t level = 0; found && level < crosstab->levels; level++) {
        crosstab->headings[level] = leat_alloc(step, (rows + 1) * sizeof(struct cell));
        found = crosstab->headings[level] != NULL;
        if (found) {
            number_headings(crosstab, level);
            found = rank_headings(step, crosstab, level, scratch);
        }
    }
    if (scratch) {
        leat_free(step, scratch);
    }
    return found;
}

/* -- Columns ---------------------------------------------------------------------------------- */

static size_t add_key(char *out, size_t room, size_t size, const struct column *column,
                      const struct cell *cell) {
    char value[FORMAT_ROOM];
    struct leat_text text = {"no value", 8};
    if (column->is_private) {
        text = (struct leat_text){"***", 3};
    } else if (cell_has_text(cell)) {
        text = cell->value.as.text;
    } else if (!cell->value.is_null) {
        text = (struct leat_text){value, cell_text(&cell->value, value)};
    }
    const int most = text.size < 80 ? (int)text.size : 80;
    const int added =
        snprintf(out + size, room - size, "%s%.*s = " LEAT_VALUE("%.*s"), size > 0 ? ", " : "",
                 (int)column->heading.size, column->heading.data, most, text.data);
    const size_t after = size + (added > 0 ? (size_t)added : 0);
    return after < room ? after : room - 1;
}

static bool fail_twice(struct leat_step *step, const struct crosstab *crosstab, int32_t row) {
    const struct section *section = crosstab->section;
    char keys[1024] = "";
    size_t size = 0;
    for (int32_t level = 0; level < crosstab->levels; level++) {
        const struct cell *cell = &crosstab_row(crosstab, row)[level];
        size = add_key(keys, sizeof keys, size, level_column(crosstab, level), cell);
    }
    leat_fail(
        step,
        "sheet \"%.*s\": two rows for one column of the crosstab: %s; aggregate the rows first, or name more "
        "columns in \"across\"",
        (int)section->name.size, section->name.data, keys);
    return false;
}

/* Every heading of each level under every one of the level above. */
static bool place_all(struct leat_step *step, struct crosstab *crosstab) {
    const struct section *section = crosstab->section;
    int64_t count = 1;
    for (int32_t level = 0; level < crosstab->levels && count <= CROSSTAB_COLUMNS; level++) {
        count *= crosstab->distinct[level];
    }
    if (count > CROSSTAB_COLUMNS) {
        leat_fail(
            step,
            "sheet \"%.*s\": the headings across make more than 16,383 columns, and a sheet has no more; set "
            "\"combinations\" to \"present\" to leave out those without a row",
            (int)section->name.size, section->name.data);
        return false;
    }
    crosstab->places = leat_alloc(step, (size_t)(count + 1) * sizeof *crosstab->places);
    if (!crosstab->places) {
        return false;
    }
    crosstab->count = (int32_t)count;
    for (int32_t at = 0; at < crosstab->count; at++) {
        crosstab->places[at].row = -1;
        for (int32_t level = crosstab->levels - 1, left = at; level >= 0; level--) {
            crosstab->places[at].ranks[level] = left % crosstab->distinct[level];
            left /= crosstab->distinct[level];
        }
    }
    for (int32_t row = 0; row < crosstab->rows; row++) {
        int32_t at = 0;
        for (int32_t level = 0; level < crosstab->levels; level++) {
            at = at * crosstab->distinct[level] +
                 crosstab->ranks[(size_t)row * (size_t)crosstab->levels + (size_t)level];
        }
        if (crosstab->places[at].row >= 0) {
            return fail_twice(step, crosstab, row);
        }
        crosstab->places[at].row = row;
    }
    return true;
}

/* Unused levels are all 0. */
static int compare_places(const void *a, const void *b) {
    const struct place *place = a, *other = b;
    for (int32_t level = 0; level < MOST_LEVELS; level++) {
        if (place->ranks[level] != other->ranks[level]) {
            return place->ranks[level] < other->ranks[level] ? -1 : 1;
        }
    }
    return (place->row > other->row) - (place->row < other->row);
}

/* A column a row. */
static bool place_present(struct leat_step *step, struct crosstab *crosstab) {
    const size_t levels = (size_t)crosstab->levels;
    crosstab->places = leat_alloc(step, ((size_t)crosstab->rows + 1) * sizeof *crosstab->places);
    if (!crosstab->places) {
        return false;
    }
    crosstab->count = crosstab->rows;
    for (int32_t row = 0; row < crosstab->rows; row++) {
        crosstab->places[row].row = row;
        memcpy(crosstab->places[row].ranks, &crosstab->ranks[(size_t)row * levels],
               levels * sizeof(int32_t));
    }
    qsort(crosstab->places, (size_t)crosstab->count, sizeof *crosstab->places, compare_places);
    for (int32_t at = 1; at < crosstab->count; at++) {
        if (same_prefix(crosstab->places[at - 1].ranks, crosstab->places[at].ranks, MOST_LEVELS)) {
            return fail_twice(step, crosstab, crosstab->places[at].row);
        }
    }
    return true;
}

bool crosstab_arrange(struct leat_step *step, struct crosstab *crosstab) {
    const struct section_options *options = crosstab->section->options;
    return find_headings(step, crosstab) &&
           (options->combinations == COMBINATIONS_PRESENT ? place_present(step, crosstab)
                                                          : place_all(step, crosstab));
}
