/* import_parts: what import's own files share. Not for others. */
#ifndef LEAT_BATCH_IMPORT_PARTS_H
#define LEAT_BATCH_IMPORT_PARTS_H

#include "batch/column.h"
#include "batch/import_layout.h"

/* A foreign array under way, its length and offset and the number of its buffers found right. */
struct import {
    const struct ArrowArray *array;
    struct layout layout;
    struct leat_type wanted;
    char *failure; /* or NULL */
};

static inline bool import_is_null(const struct import *import, int64_t row) {
    const uint8_t *valid = import->array->buffers[0];
    const int64_t at = import->array->offset + row;
    return valid != NULL && !(valid[at >> 3] >> (at & 7) & 1);
}

/* Both answer NULL with a failure. What is not said of the first is without memory. */
struct column *import_fail(struct import *import, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
struct column *import_fail_memory(struct import *import);

/* An integer of any width; false: it is too large, which is the failure. */
bool import_integer(struct import *import, int64_t row, int64_t *out);

/* Fixed-width values and bits; texts. The bitmap is copied along. NULL: with a failure. */
struct column *import_fixed(struct import *import);
struct column *import_offsets(struct import *import);
struct column *import_views(struct import *import);

/* Gives a column the foreign bitmap. */
bool import_valid(struct import *import, struct column *column);

#endif
