/* Cells as text, for messages and rejects. */
#include "base/decimal.h"
#include "base/real.h"
#include "runner/work.h"

char *cell_text(const struct column *column, int64_t row) {
    if (!column || column->is_absent || row < 0 || row >= column_rows(column))
        return NULL;
    struct leat_view view = column_view(column);
    char room[DECIMAL_TEXT + DATE_TEXT + REAL_TEXT];
    size_t size = 0;
    if (leat_is_null(&view, row))
        return column->symbols ? cell_text(column->symbols, row) : NULL;
    switch (column->type.kind) {
    case LEAT_TEXT: {
        struct leat_text text = leat_text_at(&view, row);
        return memory_copy_part(text.data, text.size);
    }
    case LEAT_INTEGER:
        return memory_format("%lld", (long long)leat_integer(&view, row));
    case LEAT_BOOLEAN:
        return memory_copy(leat_boolean(&view, row) ? "true" : "false");
    case LEAT_REAL:
        size = real_format(leat_real(&view, row), room);
        break;
    case LEAT_DATE:
        size = date_format(leat_date(&view, row), room);
        break;
    case LEAT_TIMESTAMP:
        size = timestamp_format(leat_timestamp(&view, row), room);
        break;
    default: {
        struct leat_decimal value = leat_decimal_at(&view, row);
        size = decimal_format((int128)((uint128)(uint64_t)value.high << 64 | value.low),
                              column->type.scale, false, room);
    }
    }
    return memory_copy_part(room, size);
}
