/* See columns.h. */
#include "columns.h"

/* -- names ------------------------------------------------------------------------------------ */

static int compare(struct leat_text a, struct leat_text b) {
    const int order = memcmp(a.data, b.data, a.size < b.size ? a.size : b.size);
    return order ? order : (a.size > b.size) - (a.size < b.size);
}

/* The position in `sorted` of the first name that is not before this one. */
static size_t lower_bound(const struct columns *columns, struct leat_text name) {
    size_t low = 0, high = columns->count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (compare(columns->list[columns->sorted[middle]].name, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

int32_t columns_find(const struct columns *columns, struct leat_text name) {
    const size_t at = lower_bound(columns, name);
    const bool is_found =
        at < columns->count && compare(columns->list[columns->sorted[at]].name, name) == 0;
    return is_found ? columns->sorted[at] : -1;
}

bool columns_lead_on(const struct columns *columns, struct leat_text start) {
    const size_t at = lower_bound(columns, start);
    if (at == columns->count)
        return false;
    const struct leat_text name = columns->list[columns->sorted[at]].name;
    return name.size > start.size && memcmp(name.data, start.data, start.size) == 0;
}

static int make_room(struct leat_step *step, struct columns *columns) {
    if (columns->count < columns->room)
        return LEAT_OK;
    const size_t room = columns->room ? columns->room * 2 : 32;
    struct column *list = leat_realloc(step, columns->list, room * sizeof *list);
    if (!list)
        return LEAT_FAILED;
    columns->list = list;
    int32_t *sorted = leat_realloc(step, columns->sorted, room * sizeof *sorted);
    if (!sorted)
        return LEAT_FAILED;
    columns->sorted = sorted;
    columns->room = room;
    return LEAT_OK;
}

int columns_add(struct leat_step *step, struct columns *columns, struct leat_text name) {
    if (make_room(step, columns) != LEAT_OK)
        return LEAT_FAILED;
    char *copy = leat_alloc(step, name.size + 1);
    if (!copy)
        return LEAT_FAILED;
    if (name.size > 0)
        memcpy(copy, name.data, name.size);
    const size_t at = lower_bound(columns, name);
    memmove(columns->sorted + at + 1, columns->sorted + at,
            (columns->count - at) * sizeof *columns->sorted);
    columns->sorted[at] = (int32_t)columns->count;
    columns->list[columns->count++] = (struct column){.name = {copy, name.size}};
    return LEAT_OK;
}

void columns_free(struct leat_step *step, struct columns *columns) {
    for (size_t i = 0; i < columns->count; i++)
        leat_free(step, (void *)columns->list[i].name.data);
    leat_free(step, columns->list);
    leat_free(step, columns->sorted);
    *columns = (struct columns){.count = 0};
}

void taken_free(struct leat_step *step, struct taken *taken) {
    leat_free(step, taken->cells);
    leat_free(step, taken->kinds);
    bytes_free(step, &taken->path);
    *taken = (struct taken){.count = 0};
}

/* Cells for all columns, those that are new without a value and not seen yet. */
static int make_cells(struct leat_step *step, struct taken *taken, size_t count) {
    if (count > taken->room) {
        const size_t room = count * 2;
        struct cell *cells = leat_realloc(step, taken->cells, room * sizeof *cells);
        if (!cells)
            return LEAT_FAILED;
        taken->cells = cells;
        uint32_t *kinds = leat_realloc(step, taken->kinds, room * sizeof *kinds);
        if (!kinds)
            return LEAT_FAILED;
        taken->kinds = kinds;
        taken->room = room;
    }
    for (; taken->count < count; taken->count++) {
        taken->cells[taken->count].kind = VALUE_ABSENT;
        taken->kinds[taken->count] = 0;
    }
    return LEAT_OK;
}

/* -- rows ------------------------------------------------------------------------------------- */

/* A row being taken apart. */
struct taking {
    struct columns *columns;
    struct taken *taken;
    enum misfit misfit;
    struct leat_text key;
    int32_t next; /* the column that stands behind the last one found: keys mostly come in the same
                     order */
};

static void set_cell(struct taking *taking, int32_t column, struct leat_text value,
                     enum value_kind kind, uint32_t depth) {
    struct cell *cell = &taking->taken->cells[column];
    if (cell->kind == VALUE_ABSENT || depth < cell->depth)
        *cell = (struct cell){.value = value, .kind = kind, .depth = depth};
    taking->taken->kinds[column] |= 1u << kind;
    taking->next = column + 1;
}

/* The column of a name; where new names are learnt, a new one if need be. -1: none. */
static int find(struct leat_step *step, struct taking *taking, struct leat_text name,
                int32_t *column) {
    struct columns *columns = taking->columns;
    if ((size_t)taking->next < columns->count) {
        const struct leat_text guess = columns->list[taking->next].name;
        if (guess.size == name.size && memcmp(guess.data, name.data, name.size) == 0) {
            *column = taking->next;
            return LEAT_OK;
        }
    }
    *column = columns_find(columns, name);
    if (*column >= 0 || !columns->learns)
        return LEAT_OK;
    if (columns->count == COLUMNS_MOST) {
        taking->misfit = MISFIT_MANY_KEYS;
        return LEAT_OK;
    }
    *column = (int32_t)columns->count;
    return columns_add(step, columns, name) == LEAT_OK
               ? make_cells(step, taking->taken, columns->count)
               : LEAT_FAILED;
}

static int take_object(struct leat_step *step, struct taking *taking, struct leat_text object,
                       uint32_t depth);

/* Puts the member's key behind the path; the whole name is then the path. */
static int lengthen_path(struct leat_step *step, struct taken *taken, const struct member *member) {
    char *room = bytes_room(step, &taken->path, member->key.size + 1);
    if (!room)
        return LEAT_FAILED;
    taken->path.size += value_unescape(member->key, room, &taken->replaced);
    return LEAT_OK;
}

/* A member whose name is the path. */
static int take_named(struct leat_step *step, struct taking *taking, const struct member *member,
                      uint32_t depth) {
    struct columns *columns = taking->columns;
    struct taken *taken = taking->taken;
    int32_t column = -1;
    if (find(step, taking, (struct leat_text){taken->path.data, taken->path.size}, &column) !=
        LEAT_OK)
        return LEAT_FAILED;
    if (column >= 0)
        set_cell(taking, column, member->value, member->kind, depth);
    else if (!columns->takes_nested && !taking->misfit)
        taking->misfit = MISFIT_NEW_KEY;
    if (!columns->takes_nested || member->kind != VALUE_OBJECT)
        return LEAT_OK;
    taken->path.data[taken->path.size++] = '.'; /* lengthen_path made room for it */
    if (!columns_lead_on(columns, (struct leat_text){taken->path.data, taken->path.size}))
        return LEAT_OK;
    return take_object(step, taking, member->value, depth + 1);
}

/* How deep it goes is bounded by the points in the columns' names. */
static int take_object(struct leat_step *step, struct taking *taking, struct leat_text object,
                       uint32_t depth) {
    struct taken *taken = taking->taken;
    const size_t path = taken->path.size;
    struct member member;
    for (size_t at = 0; !taking->misfit && member_next(object, &at, &member);) {
        if (member.key.size == 0) {
            taking->misfit = MISFIT_EMPTY_KEY;
            return LEAT_OK;
        }
        taken->path.size = path;
        if (lengthen_path(step, taken, &member) != LEAT_OK ||
            take_named(step, taking, &member, depth) != LEAT_OK)
            return LEAT_FAILED;
        if (taking->misfit == MISFIT_NEW_KEY || taking->misfit == MISFIT_MANY_KEYS)
            taking->key = member.key;
    }
    taken->path.size = path;
    return LEAT_OK;
}

/* A row that is no object, or is not to be taken apart. */
static void take_whole(struct taking *taking, struct leat_text value, enum value_kind kind) {
    struct columns *columns = taking->columns;
    const int32_t column = columns->takes_rows ? 0 : columns_find(columns, leat_text_of("value"));
    if (column >= 0)
        set_cell(taking, column, value, kind, 0);
    else if (kind != VALUE_NULL && !columns->learns)
        taking->misfit = MISFIT_NO_OBJECT;
}

int columns_take(struct leat_step *step, struct columns *columns, struct taken *taken,
                 struct leat_text row, enum misfit *misfit, struct leat_text *key) {
    if (make_cells(step, taken, columns->count) != LEAT_OK)
        return LEAT_FAILED;
    for (size_t i = 0; i < columns->count; i++)
        taken->cells[i].kind = VALUE_ABSENT;
    taken->path.size = 0;
    struct taking taking = {.columns = columns, .taken = taken};
    const enum value_kind kind = value_kind(row);
    taken->row_kinds |= 1u << kind;
    int result = LEAT_OK;
    if (kind == VALUE_OBJECT && !columns->takes_rows)
        result = take_object(step, &taking, row, 0);
    else
        take_whole(&taking, row, kind);
    *misfit = taking.misfit;
    *key = taking.key;
    return result;
}
