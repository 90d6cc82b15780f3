/* batch_foreign: Arrow arrays as other software hands them over, for the tests of import.
 *
 * Their buffers are of the exact size, aligned to nothing, and gone once released, so that a
 * sanitizer finds whoever reads beyond them or keeps them. */
#ifndef LEAT_TEST_BATCH_FOREIGN_H
#define LEAT_TEST_BATCH_FOREIGN_H

#include "leat/arrow.h"

#include <stddef.h>

struct foreign {
    struct ArrowSchema schema;
    struct ArrowArray array;
    int schemas_released, arrays_released;
    void *blocks[8];
    const void *buffers[8];
};

/* A column of rows values without buffers yet; format is lent. */
void foreign_start(struct foreign *foreign, const char *format, int64_t rows);

/* Adds a buffer, a copy of these bytes; bytes NULL: a NULL buffer. */
void foreign_add(struct foreign *foreign, const void *bytes, size_t size);

/* Adds a buffer of count integers, each `width` bytes wide. */
void foreign_add_integers(struct foreign *foreign, size_t width, const int64_t *values,
                          size_t count);

/* Adds a buffer of views: texts[i] inline or, where it is longer than 12 bytes, in buffer
 * `numbers[i]` at offsets[i].
 */
void foreign_add_views(struct foreign *foreign, const char *const *texts, const int *numbers,
                       const int *offsets, size_t count);

/* Hangs a dictionary on it, whose release then comes with its own. */
void foreign_add_dictionary(struct foreign *foreign, struct foreign *dictionary);

#endif
