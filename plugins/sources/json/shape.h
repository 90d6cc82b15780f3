/* shape: what rows have looked like, so that the next one is read by comparing instead of by
 * looking up.
 *
 * Rows of a file mostly have the same keys in the same order, written alike. A shape holds the keys
 * of the objects at one place of a row, each with the very bytes that stand between the `{` or `,`
 * before it and its value, and what becomes of the value. It is learnt from rows that jansson has
 * found to be JSON (shapes_learn); the walk (scans.h) takes rows whose keys are all known. Where keys
 * are data, each row has new ones: so a shape learns no more than so many, and then the walk takes
 * others too, where they are no columns. Which rows were learnt from changes the pace alone, never
 * what comes out. */
#ifndef LEAT_PLUGINS_JSON_SHAPE_H
#define LEAT_PLUGINS_JSON_SHAPE_H

#include "columns.h"

struct shape;

/* A value's place in a row, and what becomes of it. */
struct place {
    uint32_t slot;       /* of the row's slices; 0: it is not needed */
    bool is_whole;       /* a string keeps its quotes: it is given as JSON */
    bool is_reached;     /* keys of an object there may be columns */
    struct shape *shape; /* of the objects and arrays that stand there; NULL: none were seen */
};

/* The most bytes of a head; longer ones are read piece by piece. */
enum { HEAD_MOST = 64 };

struct entry {
    char head[HEAD_MOST]; /* what stands before the value; zeros behind it */
    uint32_t head_size;   /* 0: too long */
    uint32_t head_lines;  /* line feeds in it */
    struct leat_text key; /* as it stands between its quotes */
    uint64_t mark;        /* the object that had it last */
    struct place value;
};

struct shape {
    struct entry *entries; /* in the order of the rows; no two are the same key, escapes resolved */
    uint64_t *words;       /* by entry: key_word */
    uint32_t *index;       /* entries by word: a hash table of their positions and 1, or 0 */
    size_t count, room;    /* of entries; the index has twice the room, a power of two */
    bool has_escapes;      /* a key has */
    bool is_full;          /* keys that are new are not learnt any more */
    struct leat_text path; /* what stands before the keys in columns' names */
    struct place element;  /* of the arrays */
};

/* What one thread has learnt. */
struct shapes {
    struct place root;
    size_t entries;  /* in all */
    bool is_full;    /* no more are learnt */
    bool *is_taken;  /* by column: an entry has it */
    bool is_useless; /* two entries have one column, and which of them counts is not for the walk */
};

/* A hash of a key: of its size and its first and last bytes. */
static inline uint64_t key_word(struct leat_text key) {
    uint64_t first = 0, last = 0;
    if (key.size < sizeof first) {
        memcpy(&first, key.data, key.size);
    } else {
        memcpy(&first, key.data, sizeof first);
        memcpy(&last, key.data + key.size - sizeof last, sizeof last);
    }
    first = (first ^ key.size) * UINT64_C(0x9e3779b97f4a7c15);
    last = (last ^ first >> 32) * UINT64_C(0xd6e8feb86659fd93);
    return first ^ last ^ last >> 32;
}

/* The key's entry, or the count: it has none. */
static inline size_t shape_find(const struct shape *shape, struct leat_text key) {
    const uint64_t word = key_word(key);
    const size_t mask = shape->room * 2 - 1;
    for (size_t at = word & mask; shape->count > 0 && shape->index[at] > 0; at = (at + 1) & mask) {
        const size_t entry = shape->index[at] - 1;
        const struct leat_text known = shape->entries[entry].key;
        if (shape->words[entry] == word && known.size == key.size &&
            memcmp(known.data, key.data, key.size) == 0)
            return entry;
    }
    return shape->count;
}

/* slots: by column. LEAT_OK or LEAT_FAILED. */
int shapes_begin(struct leat_step *step, struct shapes *shapes, const struct columns *columns,
                 const uint32_t *slots);
void shapes_end(struct leat_step *step, struct shapes *shapes);

/* Learns a row that is JSON, and fits the columns. LEAT_OK or LEAT_FAILED. */
int shapes_learn(struct leat_step *step, struct shapes *shapes, const struct columns *columns,
                 const uint32_t *slots, struct leat_text row);

#endif
