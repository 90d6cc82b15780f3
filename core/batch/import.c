/* import: foreign Arrow arrays become columns. See check.h.
 *
 * Everything is copied, so that a column's memory is counted, aligned and written by nobody else,
 * and the foreign array is given back at once. import_fixed.c and import_text.c have the
 * layouts. */
#include "batch/import_parts.h"

#include <stdarg.h>

#include "batch/bits.h"
#include "batch/check.h"
#include "batch/schema.h"

struct column *import_fail(struct import *import, const char *format, ...) {
    if (import->failure == NULL) {
        va_list arguments;
        va_start(arguments, format);
        import->failure = memory_format_list(format, arguments);
        va_end(arguments);
    }
    return NULL;
}

struct column *import_fail_memory(struct import *import) {
    return import_fail(import, "no memory is left for a column");
}

/* -- the array ------------------------------------------------------------------------------- */

static bool has_buffers(const struct import *import) {
    const int64_t count = import->array->n_buffers;
    switch (import->layout.form) {
    case FORM_NULL:
        return count == 0;
    case FORM_OFFSETS:
        return count == 3;
    case FORM_VIEWS:
        return count >= 3 && count - 3 <= INT32_MAX;
    default:
        return count == 2;
    }
}

/* -1 nulls: not counted yet. */
static void check_nulls(struct import *import) {
    const struct ArrowArray *array = import->array;
    const uint8_t *valid = array->buffers[0];
    const int64_t nulls =
        valid == NULL ? 0 : array->length - bits_count(valid, array->offset, array->length);
    if (array->null_count != -1 && array->null_count != nulls) {
        import_fail(import, "says it has %lld nulls, and has %lld", (long long)array->null_count,
                    (long long)nulls);
    }
}

/* Lengths and buffers, as far as they can be known. rows < 0: any number. */
static bool check_array(struct import *import, int64_t rows) {
    const struct ArrowArray *array = import->array;
    const int64_t length = array->length, offset = array->offset;
    if (length < 0 || length > COLUMN_ROWS || offset < 0 || offset > INT64_MAX / 16 - length) {
        import_fail(import, "has the length %lld and the offset %lld", (long long)length,
                    (long long)offset);
    } else if (rows >= 0 && length != rows) {
        import_fail(import, "has %lld values, where the batch has %lld rows", (long long)length,
                    (long long)rows);
    } else if (!has_buffers(import) || (array->n_buffers > 0 && array->buffers == NULL)) {
        import_fail(import, "has %lld buffers, which its format does not",
                    (long long)array->n_buffers);
    } else if (array->n_children != 0) {
        import_fail(import, "has children");
    } else if (length > 0 && import->layout.form != FORM_NULL && array->buffers[1] == NULL) {
        import_fail(import, "has no buffer of values");
    } else if (import->layout.form != FORM_NULL) {
        check_nulls(import);
    }
    return import->failure == NULL;
}

bool import_valid(struct import *import, struct column *column) {
    const struct ArrowArray *array = import->array;
    if (array->buffers[0] == NULL) {
        return true;
    }
    if (!column_try_valid(column)) {
        import_fail_memory(import);
        return false;
    }
    bits_copy(column->valid, 0, array->buffers[0], array->offset, array->length);
    return true;
}

/* Proves what came of it. */
static struct column *finish(struct import *import, struct column *column) {
    if (column == NULL) {
        return import_fail_memory(import);
    }
    import->failure = column_check(column, import->wanted, import->array->length);
    if (import->failure != NULL) {
        column_release(column);
        return NULL;
    }
    return column;
}

/* -- layouts --------------------------------------------------------------------------------- */

static struct column *import_plain(struct import *import, int64_t rows) {
    if (!check_array(import, rows)) {
        return NULL;
    }
    struct column *column = NULL;
    switch (import->layout.form) {
    case FORM_NULL:
        column = column_try_null(import->wanted, import->array->length);
        break;
    case FORM_OFFSETS:
        column = import_offsets(import);
        break;
    case FORM_VIEWS:
        column = import_views(import);
        break;
    default:
        column = import_fixed(import);
        break;
    }
    return finish(import, column);
}

static bool read_format(struct import *import, const struct ArrowSchema *schema) {
    const char *format = schema->format == NULL ? "" : schema->format;
    if (layout_read(format, &import->layout)) {
        return true;
    }
    import_fail(import, "is of the Arrow format '%s', which leat does not take", format);
    return false;
}

/* Whether the format gives values of the type wanted. */
static bool check_kind(struct import *import, const struct ArrowSchema *schema) {
    char wanted[TYPE_NAME];
    if (!read_format(import, schema)) {
        return false;
    }
    if (import->layout.kind != LEAT_NONE && import->layout.kind != import->wanted.kind) {
        import_fail(import, "is of the Arrow format '%s', which is no %s", schema->format,
                    type_name(import->wanted, wanted));
        return false;
    }
    return true;
}

/* -- dictionaries ---------------------------------------------------------------------------- */

static bool pick_entries(struct import *import, const struct column *entries,
                         struct leat_pick *picks) {
    for (int64_t row = 0; row < import->array->length; row++) {
        int64_t entry;
        picks[row] = (struct leat_pick){.batch = LEAT_NOWHERE};
        if (import_is_null(import, row)) {
            continue;
        }
        if (!import_integer(import, row, &entry)) {
            return false;
        }
        if (entry < 0 || entry >= column_rows(entries)) {
            import_fail(import, "row %lld, counted from 0, is entry %lld of a dictionary of %lld",
                        (long long)row, (long long)entry, (long long)column_rows(entries));
            return false;
        }
        picks[row] = (struct leat_pick){.batch = 0, .row = (uint32_t)entry};
    }
    return true;
}

/* The rows, each an entry of the dictionary; texts are shared among them. */
static struct column *import_entries(struct import *import, const struct column *entries) {
    const size_t rows = (size_t)import->array->length;
    struct leat_pick *picks = memory_try(rows * sizeof *picks);
    if (picks == NULL) {
        return import_fail_memory(import);
    }
    struct column *column = NULL;
    if (pick_entries(import, entries, picks)) {
        column = column_gather(&entries, 1, picks, rows);
        if (column == NULL) {
            import_fail_memory(import);
        }
    }
    memory_free(picks);
    return column;
}

static struct column *import_dictionary(struct import *import, const struct ArrowSchema *schema,
                                        int64_t rows) {
    struct import values = {.array = import->array->dictionary, .wanted = import->wanted};
    if (!read_format(import, schema)) {
        return NULL;
    }
    if (import->layout.kind != LEAT_INTEGER || values.array == NULL ||
        schema->dictionary->dictionary != NULL) {
        return import_fail(import, "has a dictionary that is not as Arrow has them");
    }
    if (!check_array(import, rows)) {
        return NULL;
    }
    struct column *entries =
        check_kind(&values, schema->dictionary) ? import_plain(&values, -1) : NULL;
    if (entries == NULL) {
        import_fail(import, "its dictionary: %s", values.failure);
        memory_free(values.failure);
        return NULL;
    }
    struct column *column = import_entries(import, entries);
    column_release(entries);
    return column;
}

/* -- all of it ------------------------------------------------------------------------------- */

static struct column *import_any(struct import *import, const struct ArrowSchema *schema,
                                 int64_t rows) {
    if (schema == NULL || schema->release == NULL || import->array == NULL ||
        import->array->release == NULL) {
        return import_fail(import, "was released before it was handed over");
    }
    if (schema->dictionary != NULL) {
        return import_dictionary(import, schema, rows);
    }
    if (import->array->dictionary != NULL) {
        return import_fail(import, "has a dictionary that its schema does not");
    }
    return check_kind(import, schema) ? import_plain(import, rows) : NULL;
}

struct column *column_import(struct ArrowSchema *schema, struct ArrowArray *array,
                             struct leat_type wanted, int64_t rows, char **failure) {
    struct import import = {.array = array, .wanted = wanted};
    struct column *column = import_any(&import, schema, rows);
    if (schema != NULL && schema->release != NULL) {
        schema->release(schema);
    }
    if (array != NULL && array->release != NULL) {
        array->release(array);
    }
    if (column == NULL) {
        *failure = import.failure;
    }
    return column;
}
