/* loose: the keys that no shape has, of the objects that the walk (scans.h) is in. They are kept
 * until their object ends, for none may stand in it twice. */
#ifndef LEAT_PLUGINS_JSON_LOOSE_H
#define LEAT_PLUGINS_JSON_LOOSE_H

#include "shape.h"

/* A row with more is for jansson. */
enum { LOOSE_MOST = 4096 };

struct loose {
    const struct columns *columns;
    const struct shapes *shapes;
    struct leat_text keys[LOOSE_MOST]; /* those of an object behind those of the ones round it */
    size_t count;
    uint16_t table[2 * LOOSE_MOST]; /* for loose_take */
};

/* Adds a key of an object at the place, without escapes, which the shape there does not have.
 * is_unknown: what the object belongs to is loose itself. False: it may be a column, or is to be
 * learnt, or there are too many. */
bool loose_add(struct loose *loose, const struct place *place, bool is_unknown,
               struct leat_text key);

/* Takes the keys from `first` on away, which are those of an object. False: one stands there
 * twice. */
bool loose_take(struct loose *loose, size_t first);

#endif
