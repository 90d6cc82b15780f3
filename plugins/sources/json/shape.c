/* See shape.h. */
#include "shape.h"

/* More keys are not learnt: they are data, and no row is like another. In all; of objects that have
 * no columns; of those that have some, where a row may have other keys too. */
enum { ENTRIES_MOST = 32768, OTHERS_MOST = 64, KEYS_MOST = 1024 };

struct learning {
    struct leat_step *step;
    struct shapes *shapes;
    const struct columns *columns;
    const uint32_t *slots;
    struct bytes path; /* as in struct taken */
};

static int learn_value(struct learning *learning, struct place *place, struct leat_text value,
                       bool is_reached);

/* The shape of what stands at the place. NULL: there is no memory. */
static struct shape *shape_of(struct learning *learning, struct place *place) {
    if (place->shape)
        return place->shape;
    const struct bytes *path = &learning->path;
    struct shape *shape = leat_alloc(learning->step, sizeof *shape);
    place->shape = shape;
    if (!shape || !place->is_reached || path->size == 0)
        return shape;
    char *copy = leat_alloc(learning->step, path->size);
    if (!copy)
        return NULL;
    memcpy(copy, path->data, path->size);
    shape->path = (struct leat_text){copy, path->size};
    return shape;
}

/* -- keys ------------------------------------------------------------------------------------- */

static bool has_escape(struct leat_text key) { return memchr(key.data, '\\', key.size) != NULL; }

/* Whether a key that is not in the shape is the same as one that is, but for how it is written, or
 * has characters that are counted wherever they stand. */
static int is_for_jansson(struct learning *learning, const struct shape *shape,
                          struct leat_text key, bool *is_so) {
    struct bytes *path = &learning->path;
    const size_t start = path->size;
    int64_t replaced = 0;
    *is_so = false;
    if (!has_escape(key) && !shape->has_escapes && !value_is_suspect(key))
        return LEAT_OK;
    char *name = bytes_room(learning->step, path, key.size + 1);
    if (!name)
        return LEAT_FAILED;
    const size_t size = value_unescape(key, name, &replaced);
    path->size += size;
    *is_so = replaced > 0;
    const bool is_escaped = has_escape(key);
    for (size_t i = 0; i < shape->count && !*is_so; i++) {
        const struct leat_text known = shape->entries[i].key;
        if (!is_escaped && !(shape->has_escapes && has_escape(known)))
            continue;
        char *other = bytes_room(learning->step, path, known.size + 1);
        if (!other)
            return LEAT_FAILED;
        *is_so = value_unescape(known, other, &replaced) == size &&
                 memcmp(other, path->data + start, size) == 0;
    }
    path->size = start;
    return LEAT_OK;
}

static void index_entry(struct shape *shape, size_t entry) {
    const size_t mask = shape->room * 2 - 1;
    size_t at = shape->words[entry] & mask;
    while (shape->index[at] > 0)
        at = (at + 1) & mask;
    shape->index[at] = (uint32_t)entry + 1;
}

static void index_all(struct shape *shape) {
    memset(shape->index, 0, shape->room * 2 * sizeof *shape->index);
    for (size_t i = 0; i < shape->count; i++)
        index_entry(shape, i);
}

static int make_room(struct leat_step *step, struct shape *shape) {
    if (shape->count < shape->room)
        return LEAT_OK;
    const size_t room = shape->room ? shape->room * 2 : 8;
    struct entry *entries = leat_realloc(step, shape->entries, room * sizeof *entries);
    if (!entries)
        return LEAT_FAILED;
    shape->entries = entries;
    uint64_t *words = leat_realloc(step, shape->words, room * sizeof *words);
    if (!words)
        return LEAT_FAILED;
    shape->words = words;
    uint32_t *index = leat_alloc(step, room * 2 * sizeof *index);
    if (!index)
        return LEAT_FAILED;
    leat_free(step, shape->index);
    shape->index = index;
    shape->room = room;
    index_all(shape);
    return LEAT_OK;
}

static int add_entry(struct learning *learning, struct shape *shape, size_t at,
                     const struct member *member, struct leat_text head) {
    char *key = leat_alloc(learning->step, member->key.size + 1);
    if (!key || make_room(learning->step, shape) != LEAT_OK) {
        leat_free(learning->step, key);
        return LEAT_FAILED;
    }
    memcpy(key, member->key.data, member->key.size);
    const size_t behind = shape->count++ - at;
    memmove(shape->entries + at + 1, shape->entries + at, behind * sizeof *shape->entries);
    memmove(shape->words + at + 1, shape->words + at, behind * sizeof *shape->words);
    struct entry *entry = &shape->entries[at];
    *entry = (struct entry){.key = {key, member->key.size}};
    if (head.size <= HEAD_MOST) {
        memcpy(entry->head, head.data, head.size);
        entry->head_size = (uint32_t)head.size;
        for (size_t i = 0; i < head.size; i++)
            entry->head_lines += head.data[i] == '\n';
    }
    shape->words[at] = key_word(entry->key);
    if (behind == 0)
        index_entry(shape, at);
    else
        index_all(shape);
    shape->has_escapes |= has_escape(member->key);
    learning->shapes->entries++;
    return LEAT_OK;
}

/* The column of the name that the path is. */
static void take_column(const struct learning *learning, struct place *place) {
    const struct leat_text name = {learning->path.data, learning->path.size};
    const int32_t column = columns_find(learning->columns, name);
    struct shapes *shapes = learning->shapes;
    if (column < 0)
        return;
    place->slot = learning->slots[column];
    place->is_whole = learning->columns->list[column].is_mixed;
    shapes->is_useless |= shapes->is_taken[column];
    shapes->is_taken[column] = true;
}

/* -- values ----------------------------------------------------------------------------------- */

/* How many keys such an object's shape has at most. */
static size_t most_of(const struct learning *learning, bool is_reached) {
    if (!is_reached)
        return OTHERS_MOST;
    return learning->columns->takes_nested ? KEYS_MOST : SIZE_MAX; /* all of them are columns */
}

/* Goes on at shape->entries[*next], which is where a key that is new is put. */
static int learn_member(struct learning *learning, struct shape *shape, size_t *next,
                        const struct member *member, struct leat_text head, bool is_reached) {
    struct bytes *path = &learning->path;
    const size_t start = path->size;
    size_t at = shape_find(shape, member->key);
    const bool is_known = at < shape->count;
    if (!is_known) {
        bool is_so;
        at = *next;
        learning->shapes->is_full |= learning->shapes->entries >= ENTRIES_MOST;
        shape->is_full |=
            learning->shapes->is_full || shape->count >= most_of(learning, is_reached);
        if (is_for_jansson(learning, shape, member->key, &is_so) != LEAT_OK)
            return LEAT_FAILED;
        if (is_so || shape->is_full)
            return LEAT_OK;
        if (add_entry(learning, shape, at, member, head) != LEAT_OK)
            return LEAT_FAILED;
    }
    *next = at + 1;
    if (is_reached) {
        int64_t replaced = 0;
        char *name = bytes_room(learning->step, path, member->key.size + 1);
        if (!name)
            return LEAT_FAILED;
        path->size += value_unescape(member->key, name, &replaced);
        if (!is_known)
            take_column(learning, &shape->entries[at].value);
        path->data[path->size++] = '.';
        is_reached = learning->columns->takes_nested &&
                     columns_lead_on(learning->columns, (struct leat_text){path->data, path->size});
    }
    shape->entries[at].value.is_reached = is_reached;
    const int result = learn_value(learning, &shape->entries[at].value, member->value, is_reached);
    path->size = start;
    return result;
}

static int learn_object(struct learning *learning, struct shape *shape, struct leat_text object,
                        bool is_reached) {
    const char *separator = object.data;
    size_t next = 0;
    struct member member;
    for (size_t at = 0; member_next(object, &at, &member);) {
        const char *value = member.value.data;
        const struct leat_text head = {separator + 1, (size_t)(value - separator - 1)};
        if (learn_member(learning, shape, &next, &member, head, is_reached) != LEAT_OK)
            return LEAT_FAILED;
        separator = value + member.value.size;
        while (*separator != ',' && *separator != '}')
            separator++;
    }
    return LEAT_OK;
}

static int learn_array(struct learning *learning, struct shape *shape, struct leat_text array) {
    const char *end = array.data + array.size - 1;
    for (const char *at = array.data + 1; at < end;) {
        if (*at == ',' || *at == ' ' || *at == '\t' || *at == '\n' || *at == '\r') {
            at++;
            continue;
        }
        struct extent extent = {.at = 0};
        extent_find(&extent, at, (size_t)(end - at));
        const struct leat_text value = {at, extent.at};
        if (learn_value(learning, &shape->element, value, false) != LEAT_OK)
            return LEAT_FAILED;
        at += extent.at;
    }
    return LEAT_OK;
}

/* How deep it goes is bounded by jansson, which has read the row. */
static int learn_value(struct learning *learning, struct place *place, struct leat_text value,
                       bool is_reached) {
    const enum value_kind kind = value_kind(value);
    if (kind != VALUE_OBJECT && kind != VALUE_ARRAY)
        return LEAT_OK;
    struct shape *shape = shape_of(learning, place);
    if (!shape)
        return LEAT_FAILED;
    return kind == VALUE_OBJECT ? learn_object(learning, shape, value, is_reached)
                                : learn_array(learning, shape, value);
}

/* -- shapes ----------------------------------------------------------------------------------- */

int shapes_begin(struct leat_step *step, struct shapes *shapes, const struct columns *columns,
                 const uint32_t *slots) {
    shapes->is_taken = leat_alloc(step, (columns->count + 1) * sizeof *shapes->is_taken);
    if (!shapes->is_taken)
        return LEAT_FAILED;
    shapes->root.is_reached = !columns->takes_rows;
    if (columns->takes_rows) {
        shapes->root.slot = slots[0];
        shapes->root.is_whole = columns->list[0].is_mixed;
    }
    return LEAT_OK;
}

int shapes_learn(struct leat_step *step, struct shapes *shapes, const struct columns *columns,
                 const uint32_t *slots, struct leat_text row) {
    struct learning learning = {.step = step, .shapes = shapes, .columns = columns, .slots = slots};
    if (shapes->is_useless)
        return LEAT_OK;
    const int result = learn_value(&learning, &shapes->root, row, !columns->takes_rows);
    bytes_free(step, &learning.path);
    return result;
}

static void shape_free(struct leat_step *step, struct shape *shape) {
    if (!shape)
        return;
    for (size_t i = 0; i < shape->count; i++) {
        shape_free(step, shape->entries[i].value.shape);
        leat_free(step, (void *)shape->entries[i].key.data);
    }
    shape_free(step, shape->element.shape);
    leat_free(step, shape->entries);
    leat_free(step, shape->words);
    leat_free(step, shape->index);
    leat_free(step, (void *)shape->path.data);
    leat_free(step, shape);
}

void shapes_end(struct leat_step *step, struct shapes *shapes) {
    shape_free(step, shapes->root.shape);
    leat_free(step, shapes->is_taken);
    *shapes = (struct shapes){.entries = 0};
}
