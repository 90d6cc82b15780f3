/* shape: what rows have looked like, so that the next one is read by comparing instead of by
 * looking up.
 *
 * Rows of a file mostly have the same keys in the same order, written alike. A shape holds the keys
 * of the objects at one place of a row, each with the very bytes that stand between the `{` or `,`
 * before it and its value, and what becomes of the value. It is learnt from rows that jansson has
 * found to be JSON (shape_learn); the walk (scans.h) takes rows whose keys are all known. Which rows
 * were learnt from changes the pace alone, never what comes out. */
#ifndef LEAT_PLUGINS_JSON_SHAPE_H
#define LEAT_PLUGINS_JSON_SHAPE_H

#include "columns.h"

struct shape;

/* A value's place in a row, and what becomes of it. */
struct place {
    uint32_t slot;       /* of the row's slices; 0: it is not needed */
    bool is_whole;       /* a string keeps its quotes: it is given as JSON */
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
    size_t count, room;
    bool has_escapes;     /* a key has */
    struct place element; /* of the arrays */
};

/* What one thread has learnt. */
struct shapes {
    struct place root;
    size_t entries;  /* in all */
    bool *is_taken;  /* by column: an entry has it */
    bool is_useless; /* two entries have one column, and which of them counts is not for the walk */
};

/* Most of what there is to compare of a key. */
static inline uint64_t key_word(const char *key, size_t size) {
    uint64_t word = 0;
    memcpy(&word, key, size < sizeof word ? size : sizeof word);
    return word ^ (uint64_t)size << 56;
}

/* slots: by column. LEAT_OK or LEAT_FAILED. */
int shapes_begin(struct leat_step *step, struct shapes *shapes, const struct columns *columns,
                 const uint32_t *slots);
void shapes_end(struct leat_step *step, struct shapes *shapes);

/* Learns a row that is JSON, and fits the columns. LEAT_OK or LEAT_FAILED. */
int shapes_learn(struct leat_step *step, struct shapes *shapes, const struct columns *columns,
                 const uint32_t *slots, struct leat_text row);

#endif
