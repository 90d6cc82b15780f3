/* cell: one value on its way to paper. */
#ifndef LEAT_REPORT_CELL_H
#define LEAT_REPORT_CELL_H

#include <leat/plugin.h>

static inline bool text_same(struct leat_text a, struct leat_text b) {
    return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

struct cell {
    struct leat_value value;
    bool is_symbol; /* the text stands for a number that is not there */
    bool is_total;
};

/* Whether as.text holds something. */
static inline bool cell_has_text(const struct cell *cell) {
    return cell->is_symbol || (!cell->value.is_null && cell->value.type.kind == LEAT_TEXT);
}

/* Whether nothing is to be seen of it. */
static inline bool cell_is_blank(const struct cell *cell) {
    return !cell->is_symbol && (cell->value.is_null || (cell->value.type.kind == LEAT_TEXT &&
                                                        cell->value.as.text.size == 0));
}

/* The column's value in a row of the batch, lent until the callback returns. Whether it is a total
 * is for the caller to say. */
struct cell cell_of(struct leat_step *step, struct leat_batch *batch, int32_t column,
                    const struct leat_view *view, int64_t row);

/* A value of any kind but text, as text; answers its bytes. out has room for FORMAT_ROOM. */
size_t cell_text(const struct leat_value *value, char *out);

static inline struct cell cell_of_text(struct leat_text text) {
    struct cell cell = {.value = {.type = {.kind = LEAT_TEXT}, .as.text = text}};
    return cell;
}

/* Copies the cell's text, if it has one, so that it outlives its batch. false: no memory, told; the
 * cell is then null. */
bool cell_keep(struct leat_step *step, struct cell *cell);
void cell_free(struct leat_step *step, struct cell *cell); /* a kept one's text */

/* Whether two cells of one column are alike. */
bool cell_same(const struct cell *a, const struct cell *b);

#endif
