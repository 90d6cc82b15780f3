/* The cells of rows become columns. See state.h.
 *
 * A row's cells are slices of the piece. They are gathered for some hundred rows and then handed on
 * column by column, as leat_add_slices wants them. */
#include "state.h"

/* So many rows are gathered, fewer where they are wide: they stay in the nearest caches. */
enum { WAITING_MOST = 256, WAITING_LEAST = 16, WAITING_SLICES = 32768 };

static const struct leat_slice none = {0, LEAT_SLICE_NULL};

int cells_begin(struct leat_step *step) {
    const struct json_state *self = step->state;
    struct part *part = step->part;
    const size_t slots = self->slot_count, most = WAITING_SLICES / slots;
    part->most = most < WAITING_LEAST ? WAITING_LEAST : most < WAITING_MOST ? most : WAITING_MOST;
    part->stride =
        part->most + 8; /* so that slots do not all fall on the same lines of the cache */
    part->slices = leat_alloc(step, slots * part->stride * sizeof *part->slices);
    part->fixes = leat_alloc(step, slots * sizeof *part->fixes);
    part->builders = leat_alloc(step, slots * sizeof(struct leat_builder *));
    if (!part->slices || !part->fixes || !part->builders)
        return LEAT_FAILED;
    for (size_t i = 0; i < slots * part->stride; i++)
        part->slices[i] = none;
    return LEAT_OK;
}

void cells_end(struct leat_step *step) {
    struct part *part = step->part;
    leat_free(step, part->slices);
    leat_free(step, part->fixes);
    leat_free(step, part->builders);
    leat_free(step, part->asides);
    bytes_free(step, &part->text);
}

void cells_clear(struct part *part, size_t slots) {
    for (size_t slot = 0; slot < slots; slot++)
        cells_row(part)[slot * part->stride] = none;
}

/* -- one row ---------------------------------------------------------------------------------- */

static void take_cell(struct part *part, uint32_t slot, const struct leat_piece *piece,
                      const struct cell *cell, bool is_whole) {
    struct leat_slice *slice = &cells_row(part)[slot * part->stride];
    const bool is_string = cell->kind == VALUE_STRING && !is_whole;
    struct leat_text text = cell->value;
    if (cell->kind == VALUE_ABSENT || cell->kind == VALUE_NULL)
        return;
    if (is_string)
        text = (struct leat_text){text.data + 1, text.size - 2};
    *slice = (struct leat_slice){(uint32_t)(text.data - piece->data), (uint32_t)text.size};
    if (cell->kind == VALUE_BOOLEAN || cell->kind == VALUE_NUMBER)
        return;
    slice->length |= LEAT_SLICE_QUOTED;
    if (!is_string || memchr(text.data, '\\', text.size) || value_is_suspect(text))
        part->fixes[part->walk.fix_count++] = (struct fix){slot, !is_string};
}

void cells_take(struct leat_step *step, const struct leat_piece *piece) {
    const struct json_state *self = step->state;
    struct part *part = step->part;
    part->walk.fix_count = 0;
    for (uint32_t slot = 1; slot < self->slot_count; slot++) {
        const int32_t column = self->column_of[slot];
        take_cell(part, slot, piece, &part->taken.cells[column],
                  self->columns.list[column].is_mixed);
    }
}

static size_t fix_text(struct part *part, const struct fix *fix, struct leat_text text, char *out) {
    return fix->is_json ? value_compact(text, out, &part->replaced)
                        : value_unescape(text, out, &part->replaced);
}

/* Where one column's object has another column, the text must stay for both: what is made of it
 * stands aside. */
static int fix_aside(struct leat_step *step, struct part *part, const struct fix *fix,
                     struct leat_text text) {
    if (part->aside_count == part->aside_room) {
        const size_t room = part->aside_room ? part->aside_room * 2 : 64;
        struct aside *asides = leat_realloc(step, part->asides, room * sizeof *asides);
        if (!asides)
            return LEAT_FAILED;
        part->asides = asides;
        part->aside_room = room;
    }
    char *out = bytes_room(step, &part->text, text.size + 1);
    if (!out)
        return LEAT_FAILED;
    const size_t start = part->text.size, size = fix_text(part, fix, text, out);
    part->asides[part->aside_count++] =
        (struct aside){fix->slot, (uint32_t)part->waiting, start, size};
    part->text.size += size;
    return LEAT_OK;
}

static int make_fix(struct leat_step *step, struct leat_piece *piece, const struct fix *fix) {
    const struct json_state *self = step->state;
    struct part *part = step->part;
    struct leat_slice *slice = &cells_row(part)[fix->slot * part->stride];
    char *data = piece->data + slice->offset;
    const struct leat_text text = {data, slice->length & LEAT_SLICE_LENGTH};
    if (self->has_overlaps)
        return fix_aside(step, part, fix, text);
    slice->length = (uint32_t)fix_text(part, fix, text, data) | LEAT_SLICE_QUOTED;
    return LEAT_OK;
}

int cells_add(struct leat_step *step, struct leat_piece *piece, struct leat_batch *batch,
              int64_t line, int64_t byte) {
    struct part *part = step->part;
    for (size_t i = 0; i < part->walk.fix_count; i++)
        if (make_fix(step, piece, &part->fixes[i]) != LEAT_OK)
            return LEAT_FAILED;
    part->lines[part->rows] = line;
    part->bytes[part->rows++] = byte;
    return ++part->waiting < part->most ? LEAT_OK : cells_flush(step, piece, batch);
}

/* -- columns ---------------------------------------------------------------------------------- */

static void add_slot(const struct part *part, uint32_t slot, struct leat_piece *piece) {
    const struct leat_slice *slices = part->slices + slot * part->stride;
    struct leat_builder *builder = part->builders[slot];
    size_t done = 0;
    for (size_t i = 0; i < part->aside_count; i++) {
        const struct aside *aside = &part->asides[i];
        if (aside->slot != slot)
            continue;
        leat_add_slices(builder, piece, slices + done, aside->row - done);
        leat_add_cell(builder, (struct leat_text){part->text.data + aside->start, aside->size},
                      true);
        done = aside->row + 1;
    }
    leat_add_slices(builder, piece, slices + done, part->waiting - done);
}

int cells_flush(struct leat_step *step, struct leat_piece *piece, struct leat_batch *batch) {
    const struct json_state *self = step->state;
    struct part *part = step->part;
    if (part->waiting == 0)
        return LEAT_OK;
    for (uint32_t slot = 1; slot < self->slot_count; slot++) {
        if (!part->has_builders)
            part->builders[slot] = leat_build(step, batch, self->column_of[slot]);
        add_slot(part, slot, piece);
        struct leat_slice *slices = part->slices + slot * part->stride;
        for (size_t i = 0; i < part->waiting; i++)
            slices[i] = none;
    }
    part->has_builders = true;
    part->waiting = part->aside_count = part->text.size = 0;
    return LEAT_OK;
}

int cells_put(struct leat_step *step, struct leat_piece *piece, struct leat_batch *batch) {
    const struct json_state *self = step->state;
    struct part *part = step->part;
    if (cells_flush(step, piece, batch) != LEAT_OK)
        return LEAT_FAILED;
    if (part->rows == 0)
        return LEAT_OK;
    part->has_builders = false;
    for (size_t slot = 1; slot < self->slot_count; slot++)
        if (leat_put(step, batch, part->builders[slot]) != LEAT_OK)
            return LEAT_FAILED;
    bool is_line_each = true;
    for (size_t i = 0; i < part->rows && is_line_each; i++)
        is_line_each = part->lines[i] == part->lines[0] + (int64_t)i;
    return leat_places(step, batch, piece->file, part->lines[0], is_line_each ? NULL : part->lines,
                       part->bytes[0] < 0 ? NULL : part->bytes);
}
