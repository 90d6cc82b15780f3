/* Files become pieces, one thread at a time and in order, so that what stands at a piece's first
 * byte is known and never guessed: a line, or a row of an array, or what stands between two. What is
 * round an array of rows is read here, by the reader. See state.h. */
#include "state.h"

#include "value.h"

/* -- files ------------------------------------------------------------------------------------ */

static int begin_file(struct leat_step *step, struct json_state *self) {
    if (source_open_file(step, self, self->file, -1) != LEAT_OK)
        return LEAT_FAILED;
    const struct stream *stream = &self->reader.stream;
    self->kinds[self->file] = stream_lend(stream, NULL, 0, 0, false);
    self->byte = stream_byte(stream, 0);
    self->is_in_rows = self->is_done = self->is_read = false;
    return LEAT_OK;
}

static void end_file(struct leat_step *step, struct json_state *self) {
    self->blanks[self->file] = self->reader.blanks;
    reader_close(step, &self->reader);
}

/* -- bytes ------------------------------------------------------------------------------------ */

static struct own *begin_piece(struct json_state *self, struct leat_piece *piece) {
    struct own *own = piece->own;
    own->kind = &self->kinds[self->file];
    own->is_lines = self->reader.is_lines;
    own->spot = self->reader.spot;
    own->column = self->reader.column;
    piece->file = self->files[self->file].number;
    piece->line = self->reader.line;
    piece->byte = self->byte;
    return own;
}

/* Fills the piece up to `room` bytes, or to the file's end. */
static int fill(struct leat_step *step, struct json_state *self, struct leat_piece *piece,
                size_t room) {
    char *data = leat_piece_room(step, piece, room + WALK_SLACK);
    if (!data)
        return LEAT_FAILED;
    while (piece->size < room && !self->is_read) {
        size_t got = 0;
        const int result =
            stream_read(step, &self->reader.stream, data + piece->size, room - piece->size, &got);
        if (result != LEAT_OK && result != LEAT_END)
            return result;
        piece->size += got;
        self->is_read = result == LEAT_END;
    }
    return LEAT_OK;
}

/* Ends the piece, and readies it for the walk; count is of its text. What stands behind its end is
 * for the next one. */
static int end_piece(struct leat_step *step, struct json_state *self, struct leat_piece *piece,
                     size_t end, struct scan_count count) {
    struct reader *reader = &self->reader;
    if (stream_keep(step, &reader->stream, piece->data, piece->size, end, &self->byte) != LEAT_OK)
        return LEAT_FAILED;
    self->is_read = self->is_read && end == piece->size;
    piece->size = end;
    memset(piece->data + end, 0, WALK_SLACK);
    reader->line += count.lines;
    reader->blanks += count.blanks;
    reader->column = count.chars + (count.lines > 0 ? 1 : reader->column);
    self->pieces++;
    return LEAT_OK;
}

/* A piece that is a row, which the reader has read and judged, or found too long to be kept. */
static int put_row(struct leat_step *step, struct json_state *self, struct leat_piece *piece) {
    struct own *own = piece->own;
    struct reader *reader = &self->reader;
    const struct leat_text text = own->row.text;
    char *data = leat_piece_room(step, piece, text.size + WALK_SLACK);
    if (!data)
        return LEAT_FAILED;
    if (text.size > 0)
        memcpy(data, text.data, text.size);
    own->is_row = true;
    piece->size = text.size;
    piece->line = own->row.line;
    piece->byte = own->row.byte;
    reader_take(reader, reader->pending);
    reader->pending = 0;
    self->byte = stream_byte(&reader->stream, 0);
    self->pieces++;
    return LEAT_OK;
}

/* -- lines ------------------------------------------------------------------------------------ */

/* A line that is too long is read over as a stream, so that memory stays bounded. */
static int cut_long_line(struct leat_step *step, struct json_state *self,
                         struct leat_piece *piece) {
    struct own *own = piece->own;
    if (stream_unread(step, &self->reader.stream, piece->data, piece->size, self->byte) != LEAT_OK)
        return LEAT_FAILED;
    piece->size = 0;
    self->is_read = false; /* if it is, the next read will tell */
    const int result = reader_next(step, &self->reader, &own->row);
    return result == LEAT_OK ? put_row(step, self, piece) : result;
}

/* Lines of white space that are longer than a row may be are rejected for that, and not counted as
 * empty. */
static int64_t count_long_blanks(const char *text, size_t size, size_t most) {
    int64_t count = 0;
    for (const char *end = text + size; size > most && text < end;) {
        const char *feed = memchr(text, '\n', (size_t)(end - text));
        const size_t line = (size_t)((feed ? feed : end) - text);
        count += line > most && value_trim(text, line).size == 0;
        text = feed ? feed + 1 : end;
    }
    return count;
}

static int cut_lines(struct leat_step *step, struct json_state *self, struct leat_piece *piece) {
    size_t room = self->piece_size, end = 0;
    begin_piece(self, piece);
    for (; end == 0; room *= 2) {
        const int result = fill(step, self, piece, room);
        if (result != LEAT_OK)
            return result;
        if (piece->size == 0)
            return LEAT_END;
        const char *feed = memrchr(piece->data, '\n', piece->size);
        end = self->is_read ? piece->size : feed ? (size_t)(feed - piece->data) + 1 : 0;
        if (!feed && piece->size > (size_t)self->max_row)
            return cut_long_line(step, self, piece);
    }
    struct scan_count count = self->scans->count_lines(piece->data, end);
    const char *last = memrchr(piece->data, '\n', end);
    const size_t start = last ? (size_t)(last - piece->data) + 1 : 0;
    count.blanks += end > start && value_trim(piece->data + start, end - start).size == 0;
    count.blanks -= count_long_blanks(piece->data, end, (size_t)self->max_row);
    return end_piece(step, self, piece, end, count);
}

/* -- the rows of an array --------------------------------------------------------------------- */

/* Where the bytes at hand end, and what stands behind them. */
struct found {
    size_t end; /* 0: no row is whole */
    enum spot spot;
    bool is_closed; /* the array ends there */
    bool is_wrong;  /* decode will say what is wrong, and nothing behind it is read */
};

/* There is no comma between rows in more bytes than a row may have. */
static int find_end_by_reader(struct leat_step *step, const struct json_state *self,
                              const struct leat_piece *piece, struct found *found) {
    struct reader scout = self->reader;
    struct row row;
    int result;
    reader_lend(&scout,
                stream_lend(&self->kinds[self->file], piece->data, piece->size, self->byte, false),
                self->reader.line, self->reader.column);
    do /* of a row that is not whole, a key may be told before its end is missed */
        result = reader_next(step, &scout, &row);
    while (result == LEAT_OK && !scout.is_cut);
    const size_t left = stream_size(&scout.stream);
    found->is_wrong = scout.is_wrong && !scout.is_cut;
    found->end = found->is_wrong ? piece->size : piece->size - left;
    found->spot = left > 0 ? AT_ROW : scout.spot; /* it was still to be read, and not whole */
    return scout.is_wrong || scout.is_cut ? LEAT_OK : result;
}

static int find_end(struct leat_step *step, const struct json_state *self,
                    const struct leat_piece *piece, struct found *found) {
    const struct scan_cut cut = self->scans->cut(piece->data, piece->size);
    *found = (struct found){.end = cut.end, .spot = AT_ROW, .is_closed = cut.is_closed};
    if (cut.is_closed)
        return LEAT_OK;
    if (self->is_read)
        found->end = piece->size;
    else if (cut.end == 0 && piece->size > (size_t)self->max_row)
        return find_end_by_reader(step, self, piece, found);
    return LEAT_OK;
}

static int cut_rows(struct leat_step *step, struct json_state *self, struct leat_piece *piece) {
    size_t room = self->piece_size;
    struct found found = {.end = 0};
    struct own *own = begin_piece(self, piece);
    for (; found.end == 0; room *= 2) {
        int result = fill(step, self, piece, room);
        if (result == LEAT_OK)
            result = find_end(step, self, piece, &found);
        if (result != LEAT_OK)
            return result;
        if (found.end == 0 && self->is_read)
            break; /* the file ends, and says so with an empty piece */
    }
    own->is_last = self->is_read && !found.is_closed;
    if (end_piece(step, self, piece, found.end, self->scans->count_chars(piece->data, found.end)) !=
        LEAT_OK)
        return LEAT_FAILED;
    self->reader.spot = found.spot;
    self->is_done = own->is_last || found.is_wrong;
    if (!found.is_closed)
        return LEAT_OK;
    self->is_in_rows = self->is_read = false;
    reader_end_rows(&self->reader);
    return LEAT_OK;
}

/* -- pieces ----------------------------------------------------------------------------------- */

static int cut_document(struct leat_step *step, struct json_state *self, struct leat_piece *piece) {
    struct reader *reader = &self->reader;
    struct own *own = piece->own;
    if (self->is_in_rows)
        return cut_rows(step, self, piece);
    const int result = reader_seek(step, reader, &own->row);
    if (result == LEAT_OK) {
        begin_piece(self, piece);
        return put_row(step, self, piece);
    }
    if (result == LEAT_MORE) {
        self->is_in_rows = true;
        self->byte = stream_byte(&reader->stream, 0);
        return cut_rows(step, self, piece);
    }
    return result == LEAT_FAILED && reader->is_wrong ? reader_fail(step, reader) : result;
}

int json_cut(struct leat_step *step, struct leat_piece *piece) {
    struct json_state *self = step->state;
    for (; self->file < self->file_count; self->file++) {
        if (leat_stopping(step))
            return LEAT_STOPPED;
        if (!stream_is_open(&self->reader.stream) && begin_file(step, self) != LEAT_OK)
            return LEAT_FAILED;
        const int result = self->is_done           ? LEAT_END
                           : self->reader.is_lines ? cut_lines(step, self, piece)
                                                   : cut_document(step, self, piece);
        if (result != LEAT_END)
            return result;
        end_file(step, self);
    }
    self->is_over = true;
    return LEAT_END;
}
