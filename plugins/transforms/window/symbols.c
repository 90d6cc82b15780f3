/* The symbols that may stand in place of a new column's values. See window.h. */
#include "window.h"

static uint32_t find_symbol(const struct made *made, struct leat_text symbol) {
    for (uint32_t i = 0; i < made->symbol_count; i++) {
        if (made->symbols[i].size == symbol.size &&
            memcmp(made->symbols[i].data, symbol.data, symbol.size) == 0) {
            return i;
        }
    }
    return NO_SYMBOL;
}

int window_list_symbols(struct leat_step *step, struct leat_bind *bind, struct made *made,
                        const int32_t *from, size_t count) {
    for (size_t i = 0; i < count; i++) {
        struct leat_text symbol;
        for (size_t at = 0; (symbol = leat_column_symbol(bind, 0, from[i], at)).size > 0; at++) {
            if (find_symbol(made, symbol) != NO_SYMBOL) {
                continue;
            }
            struct leat_text *longer =
                leat_realloc(step, made->symbols, (made->symbol_count + 1) * sizeof *longer);
            if (!longer) {
                return LEAT_FAILED;
            }
            made->symbols = longer;
            made->symbols[made->symbol_count++] = symbol;
        }
    }
    return LEAT_OK;
}

uint32_t window_symbol(struct leat_step *step, const struct made *made, int32_t column,
                       struct leat_pick cell) {
    const struct kept_rows *kept = &((const struct window *)step->state)->kept;
    if (made->symbol_count == 0 || cell.batch == LEAT_NOWHERE) {
        return NO_SYMBOL;
    }
    const struct leat_text symbol = leat_symbol(step, kept->batches[cell.batch], column, cell.row);
    return symbol.size > 0 ? find_symbol(made, symbol) : NO_SYMBOL;
}
