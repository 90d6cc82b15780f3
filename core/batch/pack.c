/* pack: rows are packed. See pack.h; pack_gather.c picks them. */
#include "batch/pack.h"

#include <string.h>

#include "batch/bits.h"
#include "batch/pack_parts.h"

/* -- Sizes ------------------------------------------------------------------------------------ */

static size_t short_texts_size(const struct column *column, bool *has_long) {
    size_t size = 0;
    for (size_t row = 0; row < (size_t)column_rows(column); row++) {
        const size_t length = (size_t)text_view_get(column->values, row).size;
        *has_long |= length > PACK_SHORT;
        size += length > PACK_SHORT ? 0 : length;
    }
    return size;
}

static bool has_symbol(const struct column *column, int64_t row) {
    const struct column *symbols = column->symbols;
    return symbols != NULL && (symbols->valid == NULL || bit_get(symbols->valid, row));
}

/* No fewer bytes than the column's cells take. */
static size_t size_of_lane(const struct column *column, bool *has_long) {
    const size_t rows = (size_t)column_rows(column);
    const bool is_text = column->type.kind == LEAT_TEXT && !column->is_absent;
    size_t size = rows * (column->totals == NULL ? 1 : 2);
    size += is_text ? short_texts_size(column, has_long) : rows * pack_width(column->type);
    for (size_t row = 0; column->symbols != NULL && row < rows; row++) {
        size += has_symbol(column, (int64_t)row)
                    ? sizeof(uint32_t) + (size_t)text_view_get(column->symbols->values, row).size
                    : 0;
    }
    return size;
}

/* -- Cells ------------------------------------------------------------------------------------ */

static uint8_t *put_symbol(uint8_t *at, const struct column *symbols, int64_t row) {
    const struct leat_view view = column_view(symbols);
    const struct leat_text text = leat_text_at(&view, row);
    const uint32_t size = (uint32_t)text.size;
    *at++ = PACK_SYMBOL;
    memcpy(at, &size, sizeof size);
    memcpy(at + sizeof size, text.data, size);
    return at + sizeof size + size;
}

static inline uint8_t *put_text(uint8_t *at, const struct column *column, int64_t row) {
    const struct text_view view = text_view_get(column->values, (size_t)row);
    if (view.size > PACK_SHORT) {
        *at = PACK_LONG;
        return at + 1;
    }
    *at++ = (uint8_t)view.size;
    if (view.size > TEXT_INLINE) {
        memcpy(at, (const char *)column->pointers[2 + view.number] + view.offset,
               (size_t)view.size);
    } else {
        /* What is over is written again, or is slack. */
        memcpy(at, (const char *)&view + offsetof(struct text_view, prefix), TEXT_INLINE);
    }
    return at + view.size;
}

static inline uint8_t *put_value(uint8_t *at, const struct column *column, int64_t row,
                                 size_t width) {
    *at++ = PACK_VALUE;
    if (column->type.kind == LEAT_BOOLEAN) {
        *at = (uint8_t)bit_get(column->values, row);
    } else {
        memcpy(at, (const char *)column->values + (size_t)row * width, width);
    }
    return at + width;
}

static uint8_t *put_null(uint8_t *at, const struct column *column, int64_t row) {
    if (has_symbol(column, row)) {
        return put_symbol(at, column->symbols, row);
    }
    *at = PACK_NULL;
    return at + 1;
}

static inline uint8_t *put_cell(uint8_t *at, const struct column *column, int64_t row,
                                size_t width) {
    if (column->totals != NULL && bit_get(column->totals, row)) {
        *at++ = PACK_TOTAL;
    }
    if (column->is_absent || (column->valid != NULL && !bit_get(column->valid, row))) {
        return put_null(at, column, row);
    }
    return column->type.kind == LEAT_TEXT ? put_text(at, column, row)
                                          : put_value(at, column, row, width);
}

/* -- Packs ------------------------------------------------------------------------------------ */

/* A column that is there and says something. */
struct full {
    const struct column *column;
    size_t width;
};

static void put_rows(struct pack *pack, const struct full *columns, size_t count) {
    uint8_t *at = pack->bytes;
    for (int64_t row = 0; row < pack->rows; row++) {
        pack->starts[row] = (size_t)(at - pack->bytes);
        for (size_t i = 0; i < count; i++) {
            at = put_cell(at, columns[i].column, row, columns[i].width);
        }
    }
    pack->starts[pack->rows] = (size_t)(at - pack->bytes);
}

/* Notes the columns that are full, in `full`, and answers how many bytes will do for their cells. */
static size_t choose(struct pack *pack, struct column *const *columns, struct full *full,
                     size_t *count) {
    size_t size = 0;
    *count = 0;
    for (int32_t i = 0; i < pack->count; i++) {
        struct column *column = columns[i];
        if (column == NULL || (column->is_absent && column->totals == NULL)) {
            continue;
        }
        bool has_long = false;
        size += size_of_lane(column, &has_long);
        pack->lanes[i].type = column->type;
        pack->lanes[i].long_texts = has_long ? column_share(column) : NULL;
        full[(*count)++] =
            (struct full){column, column->type.kind == LEAT_TEXT ? 0 : pack_width(column->type)};
    }
    return size;
}

/* Gives back what was not needed of the room, where that is more than a little. */
static void trim(struct pack *pack, size_t room) {
    const size_t size = pack->starts[pack->rows] + PACK_SHORT;
    uint8_t *bytes = room - size > size / 8 ? memory_try_resize(pack->bytes, size) : NULL;
    if (bytes != NULL) {
        pack->bytes = bytes;
    }
}

struct pack *pack_try(struct column *const *columns, int32_t count, int64_t rows) {
    struct pack *pack = memory_try(sizeof *pack);
    if (pack == NULL) {
        return NULL;
    }
    *pack = (struct pack){.count = count, .rows = rows};
    pack->lanes = memory_try(((size_t)count + 1) * sizeof *pack->lanes);
    if (pack->lanes != NULL) {
        memset(pack->lanes, 0, ((size_t)count + 1) * sizeof *pack->lanes);
    }
    pack->starts = memory_try(((size_t)rows + 1) * sizeof *pack->starts);
    struct full *full = memory_try(((size_t)count + 1) * sizeof *full);
    bool done = pack->lanes != NULL && pack->starts != NULL && full != NULL;
    if (done) {
        size_t fulls;
        const size_t room = choose(pack, columns, full, &fulls) + PACK_SHORT;
        pack->bytes = memory_try(room);
        done = pack->bytes != NULL;
        if (done) {
            put_rows(pack, full, fulls);
            trim(pack, room);
        }
    }
    memory_free(full);
    if (!done) {
        pack_free(pack);
        return NULL;
    }
    return pack;
}

void pack_free(struct pack *pack) {
    if (pack == NULL) {
        return;
    }
    for (int32_t i = 0; pack->lanes != NULL && i < pack->count; i++) {
        column_release(pack->lanes[i].long_texts);
    }
    memory_free(pack->lanes);
    memory_free(pack->starts);
    memory_free(pack->bytes);
    memory_free(pack);
}

size_t pack_bytes(const struct pack *pack) {
    return sizeof *pack + (size_t)pack->count * sizeof *pack->lanes +
           ((size_t)pack->rows + 1) * sizeof *pack->starts + pack->starts[pack->rows] + PACK_SHORT;
}

int32_t pack_count(const struct pack *pack) { return pack->count; }

const struct column *pack_held(const struct pack *pack, int32_t column) {
    return pack->lanes[column].long_texts;
}
