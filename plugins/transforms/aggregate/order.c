/* order: the order in which groups come out, as bytes that sort. See aggregate.h.
 *
 * By keys, a row's bytes are, for each key: 0 and its place in the declared order; or 1 and the
 * runner's own key of the value, ended so that no key begins another; or 2 for a total. In the
 * order of first appearance: how many keys are totalled, which, and where the first row stood. */
#include "aggregate.h"

#include "shared/format.h"

enum { DECLARED = 0, OTHER = 1, TOTAL = 2 };

struct writer {
    uint8_t *bytes; /* NULL: it is only counted */
    size_t size;
};

static void put(struct writer *writer, uint8_t byte) {
    if (writer->bytes) {
        writer->bytes[writer->size] = byte;
    }
    writer->size++;
}

static void put_number(struct writer *writer, uint64_t number, int bytes) {
    for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) {
        put(writer, (uint8_t)(number >> shift));
    }
}

/* Bytes with 00 as 00 FF, and 00 00 at their end. */
static void put_key(struct writer *writer, const struct key_batch *keys, uint32_t row) {
    for (uint64_t at = keys->offsets[row]; at < keys->offsets[row + 1]; at++) {
        put(writer, keys->bytes[at]);
        if (keys->bytes[at] == 0) {
            put(writer, 0xff);
        }
    }
    put(writer, 0);
    put(writer, 0);
}

/* -- Declared orders -------------------------------------------------------------------------- */

static size_t value_text(const struct leat_value *value, char *out) {
    switch (value->type.kind) {
    case LEAT_INTEGER:
        return format_integer(value->as.integer, out);
    case LEAT_DECIMAL:
        return format_decimal(value->as.decimal, value->type.scale, out);
    case LEAT_REAL:
        return format_real(value->as.real, out);
    case LEAT_BOOLEAN:
        memcpy(out, value->as.boolean ? "true" : "false", 5);
        return value->as.boolean ? 4 : 5;
    case LEAT_DATE:
        return format_date(value->as.date, out);
    default:
        return 0;
    }
}

/* Whether a cell is the declared value: as text, so that dates may be written as texts and numbers
 * as numbers. */
static bool is_value(const struct leat_view *view, int64_t row, const struct leat_value *value) {
    char cell[FORMAT_ROOM], wanted[FORMAT_ROOM];
    struct leat_text a = {cell, 0}, b = {wanted, 0};
    if (leat_is_null(view, row) || value->is_null) {
        return leat_is_null(view, row) && value->is_null;
    }
    if (view->type.kind == LEAT_TEXT) {
        a = leat_text_at(view, row);
    } else {
        a.size = format_value(view, row, cell);
    }
    if (value->type.kind == LEAT_TEXT) {
        b = value->as.text;
    } else {
        b.size = value_text(value, wanted);
    }
    return a.size == b.size && memcmp(a.data, b.data, a.size) == 0;
}

/* The cell's place among the declared values; their number when it is none of them. */
static size_t declared_place(const struct declared *declared, const struct leat_view *view,
                             int64_t row) {
    size_t place = 0;
    while (place < declared->values.count &&
           !is_value(view, row, &LEAT_ITEM(declared->values, struct leat_value, place))) {
        place++;
    }
    return place;
}

/* -- Rows ------------------------------------------------------------------------------------- */

/* What is known of all cells: partition by partition, key by key. */
struct cells {
    struct key_batch *keys;
    struct leat_view *views;
};

static void write_by_keys(const struct aggregate *self, const struct result *result,
                          const struct cells *cells, struct writer *writer) {
    const struct leat_pick cell = result->group->cell;
    for (size_t key = 0; key < self->by.count; key++) {
        const size_t at = cell.batch * self->by.count + key;
        if (self->total_of[key] >= 0 && result->totalled >> self->total_of[key] & 1) {
            put(writer, TOTAL);
            continue;
        }
        const struct declared *declared = self->ordered[key];
        const size_t place = declared ? declared_place(declared, &cells->views[at], cell.row) : 0;
        if (declared && place < declared->values.count) {
            put(writer, DECLARED);
            put_number(writer, place, 4);
        } else {
            put(writer, OTHER);
            put_key(writer, &cells->keys[at], cell.row);
        }
    }
}

static void write_by_rows(const struct result *result, struct writer *writer) {
    put(writer, (uint8_t)__builtin_popcount(result->totalled));
    put_number(writer, result->totalled, 4);
    put_number(writer, result->group->sequence, 8);
    put_number(writer, result->group->row, 4);
}

/* Writes all rows' bytes one after another, or only counts them; offsets may be NULL. */
static size_t write_all(const struct aggregate *self, const struct cells *cells, uint8_t *bytes,
                        uint64_t *offsets) {
    struct writer writer = {bytes, 0};
    for (size_t i = 0; i < self->result_count; i++) {
        if (offsets) {
            offsets[i] = writer.size;
        }
        if (self->first_seen) {
            write_by_rows(&self->results[i], &writer);
        } else {
            write_by_keys(self, &self->results[i], cells, &writer);
        }
    }
    if (offsets) {
        offsets[self->result_count] = writer.size;
    }
    return writer.size;
}

/* -- Sorting ---------------------------------------------------------------------------------- */

static int read_cells(struct leat_step *step, struct cells *cells) {
    const struct aggregate *self = step->state;
    const size_t count = self->partition_count * self->by.count;
    cells->keys = leat_alloc(step, (count + 1) * sizeof *cells->keys);
    cells->views = leat_alloc(step, (count + 1) * sizeof *cells->views);
    if (!cells->keys || !cells->views) {
        return LEAT_FAILED;
    }
    for (size_t i = 0; i < count; i++) {
        struct leat_batch *batch = self->cells[i / self->by.count];
        const int32_t *column = &self->places[i % self->by.count];
        struct leat_keys keys;
        if (batch->rows == 0) {
            continue;
        }
        if (leat_sort_keys(step, batch, column, NULL, 1, &keys) != LEAT_OK ||
            key_batch_copy(step, &keys, batch->rows, &cells->keys[i]) != LEAT_OK) {
            return LEAT_FAILED;
        }
        cells->views[i] = leat_read(step, batch, *column);
    }
    return LEAT_OK;
}

static void free_cells(struct leat_step *step, struct cells *cells) {
    const struct aggregate *self = step->state;
    for (size_t i = 0; cells->keys && i < self->partition_count * self->by.count; i++) {
        key_batch_free(step, &cells->keys[i]);
    }
    leat_free(step, cells->keys);
    leat_free(step, cells->views);
}

static int sort_results(struct leat_step *step, const struct key_batch *keys) {
    struct aggregate *self = step->state;
    const size_t count = self->result_count;
    struct key_row *rows = leat_alloc(step, count * sizeof *rows),
                   *spare = leat_alloc(step, count * sizeof *spare);
    struct result *sorted = leat_alloc(step, count * sizeof *sorted);
    int result = rows && spare && sorted ? LEAT_OK : LEAT_FAILED;
    for (size_t i = 0; result == LEAT_OK && i < count; i++) {
        rows[i] = key_row_of(keys, 0, (uint32_t)i);
    }
    result = result == LEAT_OK ? key_sort(step, keys, rows, count, spare) : result;
    for (size_t i = 0; result == LEAT_OK && i < count; i++) {
        sorted[i] = self->results[rows[i].row];
    }
    leat_free(step, rows);
    leat_free(step, spare);
    if (result != LEAT_OK) {
        leat_free(step, sorted);
        return result;
    }
    leat_free(step, self->results);
    self->results = sorted;
    return LEAT_OK;
}

int aggregate_order(struct leat_step *step) {
    const struct aggregate *self = step->state;
    struct cells cells = {0};
    int result = read_cells(step, &cells);
    if (result == LEAT_OK) {
        const size_t size = write_all(self, &cells, NULL, NULL);
        uint8_t *bytes = leat_alloc(step, size + 1);
        uint64_t *offsets = leat_alloc(step, (self->result_count + 1) * sizeof *offsets);
        result = bytes && offsets ? LEAT_OK : LEAT_FAILED;
        if (result == LEAT_OK) {
            write_all(self, &cells, bytes, offsets);
            const struct key_batch keys = {bytes, offsets, 0};
            result = sort_results(step, &keys);
        }
        leat_free(step, bytes);
        leat_free(step, offsets);
    }
    free_cells(step, &cells);
    return result;
}
