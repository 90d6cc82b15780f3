/* A piece becomes batches: the walk goes from row to row, and what it declines is for rows.c. See
 * state.h. */
#include "state.h"

#include "shared/utf8.h"

void own_place(struct own *own, const char *text, size_t to) {
    const char *from = text + own->placed;
    const size_t size = to - own->placed;
    const char *feed = own->is_lines ? NULL : memrchr(from, '\n', size);
    if (own->byte >= 0)
        own->byte += stream_width(own->kind, from, size);
    if (feed)
        own->column = 1 + (int64_t)utf8_length(feed + 1, (size_t)(text + to - feed - 1));
    else if (!own->is_lines)
        own->column += (int64_t)utf8_length(from, size);
    own->placed = to;
}

static void begin(struct leat_step *step, struct leat_piece *piece) {
    const struct json_state *self = step->state;
    struct part *part = step->part;
    struct own *own = piece->own;
    own->is_begun = true;
    own->line = piece->line;
    own->byte = piece->byte;
    part->walk = (struct walk){.text = piece->data,
                               .end = piece->data + piece->size,
                               .is_lines = own->is_lines,
                               .stride = part->stride,
                               .fixes = part->fixes,
                               .loose = &part->loose};
    part->loose.columns = &self->columns;
    part->loose.shapes = &part->shapes[own->is_lines];
    piece->flags = LEAT_PIECE_UTF8; /* what is given of it: rows that are not are rejected */
}

/* Whether a number or a word is over there; if not, jansson says what is wrong with the whole. */
static bool may_end_row(const struct leat_piece *piece, const char *at) {
    const char c = *at;
    return c == ',' || c == ']' || c == '}' || c == ' ' || c == '\t' || c == '\n' || c == '\r' ||
           at == piece->data + piece->size;
}

/* Walks through the row at own->at, which stands there in a piece: *end is the byte behind it. False:
 * it is not for the walk. */
static bool walk_row(struct leat_step *step, struct leat_piece *piece, size_t *end) {
    const struct json_state *self = step->state;
    struct part *part = step->part;
    const struct own *own = piece->own;
    const struct shapes *shapes = &part->shapes[own->is_lines];
    const char *at = piece->data + own->at;
    if (shapes->is_useless || (*at != '{' && !self->columns.takes_rows))
        return false;
    part->walk.row = cells_row(part);
    part->walk.lines = 0;
    const char *behind = self->scans->walk(&part->walk, &shapes->root, at);
    if (behind)
        *end = (size_t)(behind - piece->data);
    return behind && may_end_row(piece, behind) && (size_t)(behind - at) <= (size_t)self->max_row;
}

/* Adds the row that ends there. */
static int add_row(struct leat_step *step, struct leat_piece *piece, struct leat_batch *batch,
                   size_t end) {
    struct part *part = step->part;
    struct own *own = piece->own;
    int64_t byte = piece->byte + (int64_t)own->at;
    if (!own->kind->is_utf8) {
        own_place(own, piece->data, own->at);
        byte = own->byte;
    }
    if (part->walk.fix_count > 0 && !(own->is_lines && own->kind->is_utf8))
        own_place(own, piece->data, end);
    const int64_t line = own->line;
    own->line += part->walk.lines;
    own->at = end;
    part->rows_read++;
    return cells_add(step, piece, batch, line, byte);
}

static int read_slowly(struct leat_step *step, struct leat_piece *piece, struct leat_batch *batch) {
    const struct json_state *self = step->state;
    cells_clear(step->part, self->slot_count);
    return rows_read_one(step, piece, batch);
}

/* -- lines ------------------------------------------------------------------------------------ */

static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r'; }

/* The line that begins at own->at. */
static int take_line(struct leat_step *step, struct leat_piece *piece, struct leat_batch *batch) {
    const struct json_state *self = step->state;
    struct own *own = piece->own;
    const char *text = piece->data;
    const size_t start = own->at;
    size_t end;
    while (is_space(text[own->at]))
        own->at++;
    if (text[own->at] == '\n' && own->at - start <= (size_t)self->max_row) {
        own->at++;
        own->line++;
        return LEAT_OK;
    }
    /* The places told are those of the line. */
    const size_t value = own->at;
    bool is_good = value < piece->size && walk_row(step, piece, &end);
    own->at = start;
    size_t next = is_good ? end : 0;
    while (is_good && is_space(text[next]))
        next++;
    is_good = is_good && next - start <= (size_t)self->max_row &&
              (next == piece->size || text[next] == '\n');
    if (!is_good)
        return read_slowly(step, piece, batch);
    if (add_row(step, piece, batch, next) != LEAT_OK)
        return LEAT_FAILED;
    if (next < piece->size) {
        own->at++;
        own->line++;
    }
    return LEAT_OK;
}

/* -- the rows of an array --------------------------------------------------------------------- */

/* Passes over white space. */
static char next_sign(struct own *own, const char *text) {
    for (;; own->at++) {
        if (text[own->at] == '\n')
            own->line++;
        else if (!is_space(text[own->at]))
            return text[own->at];
    }
}

/* The next row of an array, from what stands before it on. LEAT_END: the array or the piece is
 * over. */
static int take_row(struct leat_step *step, struct leat_piece *piece, struct leat_batch *batch) {
    struct own *own = piece->own;
    char sign = next_sign(own, piece->data);
    size_t end;
    if (own->spot == AFTER_ROW && sign == ',') {
        own->at++;
        own->spot = AT_ROW;
        sign = next_sign(own, piece->data);
    }
    if ((own->at == piece->size && !own->is_last) || (own->spot != AT_ROW && sign == ']'))
        return LEAT_END;
    if (own->spot == AFTER_ROW || own->at == piece->size || !walk_row(step, piece, &end))
        return read_slowly(step, piece, batch);
    own->spot = AFTER_ROW;
    return add_row(step, piece, batch, end);
}

/* -- pieces ----------------------------------------------------------------------------------- */

static int take_rows(struct leat_step *step, struct leat_piece *piece, struct leat_batch *batch) {
    const struct part *part = step->part;
    const struct own *own = piece->own;
    int result = LEAT_OK;
    while (result == LEAT_OK && part->rows < LEAT_BATCH_ROWS) {
        if (!own->is_lines)
            result = take_row(step, piece, batch);
        else
            result = own->at < piece->size ? take_line(step, piece, batch) : LEAT_END;
    }
    return result;
}

int json_decode(struct leat_step *step, struct leat_piece *piece, struct leat_batch *batch) {
    struct part *part = step->part;
    struct own *own = piece->own;
    if (!own->is_begun)
        begin(step, piece);
    part->rows = 0;
    const int result =
        own->is_row ? rows_take_judged(step, piece, batch) : take_rows(step, piece, batch);
    if (result != LEAT_OK && result != LEAT_END) {
        cells_flush(step, piece, batch); /* what is wrong with cells before is told too */
        part->has_builders = false;
        return result;
    }
    if (cells_put(step, piece, batch) != LEAT_OK)
        return LEAT_FAILED;
    if (result == LEAT_OK && !own->is_row)
        return LEAT_MORE;
    part->pieces++;
    return LEAT_OK;
}
