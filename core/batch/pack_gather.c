/* pack_gather: packed rows become columns again. See pack.h. */
#include "batch/pack.h"

#include <string.h>

#include "batch/bits.h"
#include "batch/buffer_set.h"
#include "batch/pack_parts.h"

/* Picked rows lie far apart, so each is fetched so many before it is used, its place first. */
enum { AHEAD = 8, PLACE_AHEAD = 16, LINE = 64 };
enum { FIRST_TEXT = 4096 };

/* A column being made. */
struct target {
    struct column *column; /* NULL: nobody wants it */
    size_t width;          /* of a value that is no text */
    bool is_there;         /* some pack has it */
    struct buffer_set set; /* the column's buffers … */
    struct buffer *texts;  /* … and the one for texts that are copied, or NULL */
    size_t room;
    int32_t number;         /* of `texts` in the column */
    struct target *symbols; /* or NULL */
};

/* -- Targets ---------------------------------------------------------------------------------- */

static struct column *make_column(struct leat_type type, size_t rows, bool is_null) {
    return is_null ? column_try_null(type, (int64_t)rows) : column_try_unset(type, (int64_t)rows);
}

static void target_end(struct target *target, bool done, struct column **into) {
    buffer_set_free(&target->set);
    if (target->symbols != NULL) {
        struct column *symbols = NULL;
        target_end(target->symbols, done, &symbols);
        memory_free(target->symbols);
        if (target->column != NULL) {
            target->column->symbols = symbols;
        }
    }
    if (target->column != NULL && !done) {
        column_release(target->column);
        target->column = NULL;
    }
    if (target->column != NULL) {
        column_finish(target->column);
    }
    *into = target->column;
}

/* Room for a text at the end of the buffer; NULL: no memory. Views say offsets, so that the buffer
 * may move while it grows. */
static char *text_room(struct target *target, size_t size) {
    struct buffer *buffer = target->texts;
    if (buffer == NULL) {
        target->room = size > FIRST_TEXT ? size : FIRST_TEXT;
        buffer = buffer_try(target->room);
        target->number =
            buffer == NULL ? -1 : buffer_set_hold(&target->set, target->column, buffer);
        buffer_release(buffer); /* the column holds it now, or nobody does */
        if (target->number < 0) {
            return NULL;
        }
        target->texts = buffer;
    }
    if (size > target->room - buffer->size) {
        const size_t room =
            2 * target->room > buffer->size + size ? 2 * target->room : buffer->size + size;
        char *data =
            room > BUFFER_MOST ? NULL : memory_try_resize(buffer->data, room + COLUMN_SLACK);
        if (data == NULL) {
            return NULL;
        }
        buffer->data = data;
        target->room = room;
    }
    return buffer->data + buffer->size;
}

static bool set_text(struct target *target, size_t row, const uint8_t *text, size_t size) {
    size_t offset = 0;
    if (size > TEXT_INLINE) {
        char *room = text_room(target, size);
        if (room == NULL) {
            return false;
        }
        memcpy(room, text, size);
        offset = target->texts->size;
        target->texts->size += size;
    }
    text_view_set(target->column->values, row,
                  text_view_of((const char *)text, size, target->number, offset));
    return true;
}

/* -- Cells ------------------------------------------------------------------------------------ */

static bool set_null(struct target *target, size_t row) {
    struct column *column = target->column;
    if (column == NULL) {
        return true;
    }
    if (column->valid == NULL && !column_try_valid(column)) {
        return false;
    }
    column_set_null(column, (int64_t)row);
    if (column->type.kind == LEAT_TEXT) {
        text_view_set(column->values, row, (struct text_view){0});
    } else if (column->type.kind == LEAT_BOOLEAN) {
        ((uint8_t *)column->values)[row >> 3] &= (uint8_t) ~(1U << (row & 7));
    } else {
        memset((char *)column->values + row * target->width, 0, target->width);
    }
    return true;
}

static bool set_symbol(struct target *target, size_t row, const uint8_t *text, size_t size) {
    struct target *symbols = target->symbols;
    if (symbols == NULL) {
        symbols = memory_try(sizeof *symbols);
        if (symbols == NULL) {
            return false;
        }
        *symbols = (struct target){0};
        target->symbols = symbols;
        symbols->column = make_column((struct leat_type){.kind = LEAT_TEXT},
                                      (size_t)column_rows(target->column), true);
        if (symbols->column == NULL) {
            return false;
        }
    }
    bit_set(symbols->column->valid, (int64_t)row);
    return set_text(symbols, row, text, size);
}

static bool set_total(struct target *target, size_t row) {
    struct column *column = target->column;
    const size_t size = bits_size(column_rows(column)) + COLUMN_SLACK;
    if (column->totals == NULL) {
        column->totals = memory_try(size);
        if (column->totals == NULL) {
            return false;
        }
        memset(column->totals, 0, size);
    }
    bit_set(column->totals, (int64_t)row);
    return true;
}

/* A text that stands in the column that the pack holds. */
static bool set_long(struct target *target, size_t row, const struct column *from, size_t at) {
    struct text_view view = text_view_get(from->values, at);
    view.number = buffer_set_hold(&target->set, target->column, from->buffers[view.number]);
    text_view_set(target->column->values, row, view);
    return view.number >= 0;
}

static inline void set_value(struct target *target, size_t row, const uint8_t *value) {
    struct column *column = target->column;
    switch (target->width) { /* so that each copy is one move */
    case 4:
        memcpy((char *)column->values + row * 4, value, 4);
        break;
    case 8:
        memcpy((char *)column->values + row * 8, value, 8);
        break;
    case 16:
        memcpy((char *)column->values + row * 16, value, 16);
        break;
    default:
        ((uint8_t *)column->values)[row >> 3] &= (uint8_t) ~(1U << (row & 7));
        ((uint8_t *)column->values)[row >> 3] |= (uint8_t)(*value << (row & 7));
        break;
    }
}

/* Where a cell begins in the pack's bytes, and whose it is. */
struct cell {
    const struct pack_lane *lane;
    size_t row; /* in the pack */
};

/* Whatever is no plain value. Moves *at over the cell; false: no memory. */
static __attribute__((noinline)) bool set_other(struct target *target, size_t row,
                                                const struct cell *cell, const uint8_t **at) {
    const bool is_wanted = target->column != NULL;
    if (**at == PACK_TOTAL) {
        (*at)++;
        if (is_wanted && !set_total(target, row)) {
            return false;
        }
    }
    const uint8_t code = *(*at)++;
    if (code == PACK_LONG) {
        return !is_wanted || set_long(target, row, cell->lane->long_texts, cell->row);
    }
    if (code == PACK_NULL) {
        return set_null(target, row);
    }
    if (code == PACK_SYMBOL) {
        uint32_t size;
        memcpy(&size, *at, sizeof size);
        const uint8_t *text = *at + sizeof size;
        *at = text + size;
        return set_null(target, row) && (!is_wanted || set_symbol(target, row, text, size));
    }
    const uint8_t *value = *at;
    if (cell->lane->type.kind == LEAT_TEXT) {
        *at += code;
        return !is_wanted || set_text(target, row, value, code);
    }
    *at += pack_width(cell->lane->type);
    if (is_wanted) {
        set_value(target, row, value);
    }
    return true;
}

static inline bool set_cell(struct target *target, size_t row, const struct cell *cell,
                            const uint8_t **at) {
    const uint8_t code = **at;
    if (code > PACK_SHORT || target->column == NULL) {
        return set_other(target, row, cell, at);
    }
    const uint8_t *value = *at + 1;
    if (cell->lane->type.kind == LEAT_TEXT) {
        *at = value + code;
        return set_text(target, row, value, code);
    }
    set_value(target, row, value);
    *at = value + target->width + (target->width == 0);
    return true;
}

/* -- Rows ------------------------------------------------------------------------------------- */

static inline void fetch(const struct pack *const *packs, const struct leat_pick *picks,
                         size_t left) {
    if (left > PLACE_AHEAD && picks[PLACE_AHEAD].batch != LEAT_NOWHERE) {
        __builtin_prefetch(&packs[picks[PLACE_AHEAD].batch]->starts[picks[PLACE_AHEAD].row]);
    }
    if (left > AHEAD && picks[AHEAD].batch != LEAT_NOWHERE) {
        const struct pack *pack = packs[picks[AHEAD].batch];
        const uint8_t *from = pack->bytes + pack->starts[picks[AHEAD].row];
        const size_t size = pack->starts[picks[AHEAD].row + 1] - pack->starts[picks[AHEAD].row];
        for (size_t i = 0; i < size && i < (size_t)8 * LINE; i += LINE) {
            __builtin_prefetch(from + i);
        }
    }
}

static bool set_row(struct target *targets, int32_t count, size_t row, const struct pack *pack,
                    size_t from) {
    const uint8_t *at = pack == NULL ? NULL : pack->bytes + pack->starts[from];
    bool done = true;
    for (int32_t i = 0; done && i < count; i++) {
        const struct cell cell = {pack == NULL || i >= pack->count ? NULL : &pack->lanes[i], from};
        if (cell.lane == NULL || cell.lane->type.kind == LEAT_NONE) {
            done = set_null(&targets[i], row);
        } else {
            targets[i].is_there = true;
            done = set_cell(&targets[i], row, &cell, &at);
        }
    }
    return done;
}

/* A column that no pack had is absent, as it was there. */
static bool make_absent(struct column **column, size_t rows) {
    struct column *absent = column_try_absent((*column)->type, (int64_t)rows);
    column_release(*column);
    *column = absent;
    return absent != NULL;
}

bool pack_gather(const struct pack *const *packs, const struct leat_pick *picks, size_t picked,
                 const struct leat_type *types, int32_t count, struct column **into) {
    struct target *targets = memory_try(((size_t)count + 1) * sizeof *targets);
    if (targets == NULL) {
        return false;
    }
    memset(targets, 0, ((size_t)count + 1) * sizeof *targets);
    bool done = true, is_somewhere = false;
    for (int32_t i = 0; done && i < count; i++) {
        if (types[i].kind != LEAT_NONE) {
            targets[i].width = types[i].kind == LEAT_TEXT || types[i].kind == LEAT_BOOLEAN
                                   ? 0
                                   : column_size(types[i], 1);
            targets[i].column = make_column(types[i], picked, false);
            done = targets[i].column != NULL;
        }
    }
    for (size_t row = 0; done && row < picked; row++) {
        const struct leat_pick pick = picks[row];
        fetch(packs, picks + row, picked - row);
        is_somewhere |= pick.batch != LEAT_NOWHERE;
        done = set_row(targets, count, row, pick.batch == LEAT_NOWHERE ? NULL : packs[pick.batch],
                       pick.row);
    }
    for (int32_t i = 0; i < count; i++) {
        target_end(&targets[i], done, &into[i]);
        if (into[i] != NULL && !targets[i].is_there && is_somewhere) {
            done = make_absent(&into[i], picked);
        }
    }
    for (int32_t i = 0; !done && i < count; i++) {
        column_release(into[i]);
        into[i] = NULL;
    }
    memory_free(targets);
    return done;
}
