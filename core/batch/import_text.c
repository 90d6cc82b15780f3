/* import_text: foreign texts. See import_parts.h. */
#include <string.h>

#include "batch/builder.h"
#include "batch/check.h"
#include "batch/import_parts.h"

/* -- offsets and bytes ----------------------------------------------------------------------- */

static int64_t offset_at(const struct import *import, int64_t row) {
    const char *at = (const char *)import->array->buffers[1] +
                     (import->array->offset + row) * import->layout.width;
    if (import->layout.width == 8) {
        int64_t wide;
        memcpy(&wide, at, sizeof wide);
        return wide;
    }
    int32_t narrow;
    memcpy(&narrow, at, sizeof narrow);
    return narrow;
}

/* Adds every row; offsets never go back, not even under a null. */
static bool add_rows(struct import *import, struct builder *builder) {
    const char *data = import->array->buffers[2];
    const int64_t rows = import->array->length;
    int64_t start = rows > 0 ? offset_at(import, 0) : 0;
    for (int64_t row = 0; row < rows && !builder->api.failed; row++) {
        const int64_t end = offset_at(import, row + 1);
        if (start < 0 || end < start || (end > start && data == NULL)) {
            import_fail(import,
                        "row %lld, counted from 0, goes from byte %lld to byte %lld of its buffer",
                        (long long)row, (long long)start, (long long)end);
            return false;
        }
        if (import_is_null(import, row)) {
            builder_add_null(builder);
        } else {
            builder_add_text(builder, (struct leat_text){start == end ? "" : data + start,
                                                         (size_t)(end - start)});
        }
        start = end;
    }
    return true;
}

struct column *import_offsets(struct import *import) {
    struct builder *builder = builder_new(NULL, import->wanted, import->array->length);
    if (!add_rows(import, builder)) {
        builder_free(builder);
        return NULL;
    }
    char *failure = NULL;
    struct column *column = builder_finish(builder, &failure);
    if (column == NULL) {
        import_fail(import, "%s", failure);
        memory_free(failure);
    }
    return column;
}

/* -- views ----------------------------------------------------------------------------------- */

/* The foreign array as a column that is not ours, to be proved and copied, and never to be shared.
 * Its bitmap alone is a copy, since it may begin within a byte. */
static bool lend(struct import *import, struct column *lent) {
    const struct ArrowArray *array = import->array;
    *lent = (struct column){.type = import->wanted};
    lent->array = (struct ArrowArray){.length = array->length, .n_buffers = array->n_buffers};
    lent->pointers = memory_try((size_t)array->n_buffers * sizeof *lent->pointers);
    if (lent->pointers == NULL) {
        import_fail_memory(import);
        return false;
    }
    if (!import_valid(import, lent)) {
        memory_free(lent->pointers);
        return false;
    }
    memcpy(lent->pointers, array->buffers, (size_t)array->n_buffers * sizeof *lent->pointers);
    lent->array.buffers = lent->pointers;
    if (array->length > 0) {
        lent->values = (char *)(uintptr_t)array->buffers[1] + array->offset * 16;
    }
    lent->pointers[0] = lent->valid;
    lent->pointers[1] = lent->values;
    lent->array.null_count = column_nulls(lent);
    return true;
}

struct column *import_views(struct import *import) {
    struct column lent;
    if (!lend(import, &lent)) {
        return NULL;
    }
    struct column *column = NULL;
    import->failure = column_check(&lent, import->wanted, import->array->length);
    if (import->failure == NULL) {
        column = column_compact(&lent);
        if (column == NULL) {
            import_fail_memory(import);
        }
    }
    memory_free(lent.valid);
    memory_free(lent.pointers);
    return column;
}
