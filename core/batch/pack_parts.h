/* pack_parts: how a row is packed, for pack.c and pack_gather.c alone.
 *
 * A row is the cells of those columns that are there, one after another. A cell is a byte, and then:
 *
 *   0 … PACK_SHORT   a text of so many bytes, or, of another type, PACK_VALUE and the value's
 *                    PACK_WIDTH bytes; a boolean is one byte
 *   PACK_LONG        nothing: the text stands in the column that is held
 *   PACK_NULL        nothing
 *   PACK_SYMBOL      the symbol that stands in place of a value: four bytes of its size, and itself
 *   PACK_TOTAL       the cell once more, without it: its value is marked as a total */
#ifndef LEAT_BATCH_PACK_PARTS_H
#define LEAT_BATCH_PACK_PARTS_H

#include "batch/pack.h"

enum {
    PACK_SHORT = 64,
    PACK_VALUE = 1,
    PACK_LONG = 252,
    PACK_TOTAL = 253,
    PACK_SYMBOL = 254,
    PACK_NULL = 255
};

/* One column's. */
struct pack_lane {
    struct leat_type type;     /* kind LEAT_NONE: there is none */
    struct column *long_texts; /* held; or NULL */
};

struct pack {
    struct pack_lane *lanes;
    int32_t count;
    int64_t rows;
    size_t *starts; /* of each row in bytes, and the last one's end */
    uint8_t *bytes; /* PACK_SHORT more may be written behind them */
};

/* The bytes of a value that is no text. */
static inline size_t pack_width(struct leat_type type) {
    return type.kind == LEAT_BOOLEAN ? 1 : column_size(type, 1);
}

#endif
