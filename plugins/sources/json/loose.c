/* See loose.h. */
#include "loose.h"

/* Names that are longer are looked for by jansson's way; fewer keys are compared each with each. */
enum { NAME_MOST = 512, FEW = 12 };

/* Whether the key, or what stands in its object, may be a column. */
static bool may_be_column(const struct loose *loose, const struct shape *shape,
                          struct leat_text key) {
    const struct columns *columns = loose->columns;
    char name[NAME_MOST];
    if (!columns->takes_nested || !shape || key.size == 0 ||
        key.size + shape->path.size >= NAME_MOST)
        return true;
    if (shape->path.size > 0)
        memcpy(name, shape->path.data, shape->path.size);
    memcpy(name + shape->path.size, key.data, key.size);
    const size_t size = shape->path.size + key.size;
    name[size] = '.';
    return columns_find(columns, (struct leat_text){name, size}) >= 0 ||
           columns_lead_on(columns, (struct leat_text){name, size + 1});
}

bool loose_add(struct loose *loose, const struct place *place, bool is_unknown,
               struct leat_text key) {
    const struct shape *shape = place->shape;
    const bool is_learnt = shape ? !shape->is_full : !is_unknown && !loose->shapes->is_full;
    if (is_learnt || loose->count == LOOSE_MOST || (shape && shape->has_escapes) ||
        (place->is_reached && may_be_column(loose, shape, key)))
        return false;
    loose->keys[loose->count++] = key;
    return true;
}

static bool are_same(struct leat_text a, struct leat_text b) {
    return a.size == b.size && memcmp(a.data, b.data, a.size) == 0;
}

static bool are_few_distinct(const struct leat_text *keys, size_t count) {
    for (size_t i = 1; i < count; i++)
        for (size_t j = 0; j < i; j++)
            if (are_same(keys[i], keys[j]))
                return false;
    return true;
}

static bool are_many_distinct(struct loose *loose, const struct leat_text *keys, size_t count) {
    size_t room = 2; /* a power of two: LOOSE_MOST is one */
    while (room < 2 * count)
        room *= 2;
    memset(loose->table, 0, room * sizeof *loose->table);
    for (size_t i = 0; i < count; i++) {
        size_t at = key_word(keys[i]) & (room - 1);
        for (; loose->table[at] > 0; at = (at + 1) & (room - 1))
            if (are_same(keys[loose->table[at] - 1], keys[i]))
                return false;
        loose->table[at] = (uint16_t)(i + 1);
    }
    return true;
}

bool loose_take(struct loose *loose, size_t first) {
    const struct leat_text *keys = loose->keys + first;
    const size_t count = loose->count - first;
    loose->count = first;
    return count <= FEW ? are_few_distinct(keys, count) : are_many_distinct(loose, keys, count);
}
