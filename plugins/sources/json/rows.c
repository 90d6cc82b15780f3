/* Rows that the walk declines: new in some way, odd, or wrong. The reader reads them, and jansson
 * judges them. See state.h. */
#include "state.h"

#include "shared/utf8.h"

enum { VALUE_SHOWN = 200 };

/* -- rejects ---------------------------------------------------------------------------------- */

static struct leat_place place_of(const struct reader *reader, const struct row *row) {
    return (struct leat_place){
        .file = reader->stream.file->number, .column = -1, .line = row->line, .byte = row->byte};
}

static void show_row(struct leat_place *place, const struct row *row) {
    if (!row->text.data)
        return;
    const size_t most = row->text.size < VALUE_SHOWN ? row->text.size : VALUE_SHOWN;
    place->value = (struct leat_text){row->text.data,
                                      utf8_cut(row->text.data, utf8_valid(row->text.data, most))};
}

static void reject_bad(struct leat_step *step, const struct reader *reader, const struct row *row) {
    struct leat_place place = place_of(reader, row);
    show_row(&place, row);
    if (row->verdict.line == row->line)
        leat_reject_at(step, &place, "column %lld: %s%s", (long long)row->verdict.column,
                       row->verdict.reason, reader_advice(reader, &row->verdict));
    else
        leat_reject_at(step, &place, "line %lld, column %lld: %s", (long long)row->verdict.line,
                       (long long)row->verdict.column, row->verdict.reason);
}

static void reject_misfit(struct leat_step *step, const struct reader *reader,
                          const struct row *row, enum misfit misfit, struct leat_text key) {
    struct leat_place place = place_of(reader, row);
    if (misfit == MISFIT_NEW_KEY) {
        char learnt[48] = "the rows in the first 64 KiB";
        if (reader->stream.file->bytes >= 0)
            snprintf(learnt, sizeof learnt, "the first %d rows", LEARN_ROWS);
        place.value = key;
        leat_reject_at(
            step, &place,
            "column %lld: the row has a key that none of %s has; declare the \"columns\" that you need",
            (long long)row->column, learnt);
        return;
    }
    show_row(&place, row);
    leat_reject_at(step, &place, "column %lld: %s", (long long)row->column,
                   misfit == MISFIT_EMPTY_KEY
                       ? "the row has a key without a name"
                       : "the row is no object; to read it, declare a column \"value\"");
}

/* -- rows ------------------------------------------------------------------------------------- */

/* Adds a row that stands in the piece, or says why not. */
static int take(struct leat_step *step, struct leat_piece *piece, struct leat_batch *batch,
                const struct reader *reader, const struct row *row) {
    const struct json_state *self = step->state;
    struct part *part = step->part;
    const struct own *own = piece->own;
    struct columns columns = self->columns; /* they are not learnt any more */
    enum misfit misfit;
    struct leat_text key;
    part->rows_read++;
    if (row->is_bad) {
        reject_bad(step, reader, row);
        return LEAT_OK;
    }
    if (columns_take(step, &columns, &part->taken, row->text, &misfit, &key) != LEAT_OK)
        return LEAT_FAILED;
    if (misfit) {
        reject_misfit(step, reader, row, misfit, key);
        return LEAT_OK;
    }
    if (shapes_learn(step, &part->shapes[own->is_lines], &columns, self->slots, row->text) !=
        LEAT_OK)
        return LEAT_FAILED;
    cells_take(step, piece);
    return cells_add(step, piece, batch, row->line, row->byte);
}

int rows_take_judged(struct leat_step *step, struct leat_piece *piece, struct leat_batch *batch) {
    struct part *part = step->part;
    struct own *own = piece->own;
    if (own->row.text.data)
        own->row.text.data = piece->data;
    reader_lend(&part->reader, stream_lend(own->kind, NULL, 0, own->row.byte, true), own->row.line,
                own->row.column);
    return take(step, piece, batch, &part->reader, &own->row);
}

int rows_read_one(struct leat_step *step, struct leat_piece *piece, struct leat_batch *batch) {
    const struct json_state *self = step->state;
    struct part *part = step->part;
    struct own *own = piece->own;
    struct reader *reader = &part->reader;
    struct row row;
    own_place(own, piece->data, own->at);
    reader->is_lines = own->is_lines;
    reader->path = self->rows;
    reader->max_row = (size_t)self->max_row;
    reader->spot = own->spot;
    reader_lend(reader,
                stream_lend(own->kind, piece->data + own->at, piece->size - own->at, own->byte,
                            own->is_lines || own->is_last),
                own->line, own->column);
    const int result = reader_next(step, reader, &row);
    if (result == LEAT_END)
        return LEAT_END;
    if (result == LEAT_FAILED && reader->is_wrong)
        return reader_fail(step, reader);
    if (result != LEAT_OK)
        return result;
    reader_take(reader, reader->pending);
    reader->pending = 0;
    own->at = own->placed = piece->size - stream_size(&reader->stream);
    own->line = reader->line;
    own->column = reader->column;
    own->byte = stream_byte(&reader->stream, 0);
    own->spot = reader->spot;
    return take(step, piece, batch, reader, &row);
}
