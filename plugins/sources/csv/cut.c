/* Files become pieces, one thread at a time and in order, so that what stands at a piece's first
 * byte is known and never guessed: it is always a record, or a blank line before one. See
 * state.h. */
#include "state.h"

/* -- files ------------------------------------------------------------------------------------ */

void layout_free(struct leat_step *step, struct layout *layout) {
    if (!layout)
        return;
    leat_free(step, layout->column_of);
    leat_free(step, layout->field_of);
    leat_free(step, layout);
}

/* By column: the field that it stands in. */
static int find_fields(struct leat_step *step, const struct csv_state *self,
                       struct layout *layout) {
    layout->field_of = leat_alloc(step, (self->promised.count + 1) * sizeof *layout->field_of);
    if (!layout->field_of)
        return LEAT_FAILED;
    for (size_t field = 0; field < layout->field_count; field++)
        if (layout->column_of[field] >= 0)
            layout->field_of[layout->column_of[field]] = field;
    return LEAT_OK;
}

/* Reads the file's headings, and finds the step's columns among them. */
static int read_layout(struct leat_step *step, struct csv_state *self, struct layout *layout) {
    if (!self->has_header) {
        layout->field_count = self->promised.count;
        return match_file(step, self, &self->promised, &layout->column_of);
    }
    struct headings headings = {.count = 0};
    int result = headings_read(step, self, &headings);
    if (result == LEAT_END)
        result = leat_fail(step, "%s is empty: it has no heading line",
                           self->files[self->file].name.data);
    layout->field_count = headings.count;
    layout->has_dropped = headings.has_dropped;
    if (result == LEAT_OK)
        result = match_file(step, self, &headings, &layout->column_of);
    headings_free(step, &headings);
    return result;
}

static int begin_file(struct leat_step *step, struct csv_state *self) {
    if (source_open_file(step, self, self->file, -1) != LEAT_OK)
        return LEAT_FAILED;
    struct scanner *scanner = &self->reader.scanner;
    struct layout *layout = leat_alloc(step, sizeof *layout);
    self->layouts[self->file] = layout;
    if (!layout || read_layout(step, self, layout) != LEAT_OK ||
        find_fields(step, self, layout) != LEAT_OK)
        return LEAT_FAILED;
    const int result = scanner_settle(step, scanner);
    if (result != LEAT_OK && result != LEAT_END)
        return result;
    layout->kind = stream_lend(&scanner->stream, NULL, 0, 0, false);
    self->line = scanner->line;
    self->byte = stream_byte(&scanner->stream, 0);
    self->blanks = scanner->blanks;
    self->is_over = false;
    self->is_after_cr = scanner->is_after_cr;
    self->is_first = true;
    return LEAT_OK;
}

static void end_file(struct leat_step *step, struct csv_state *self) {
    const long long blanks = (long long)self->blanks;
    if (blanks > 0)
        leat_log(step, LEAT_INFO, "%s: %lld empty line%s passed over",
                 self->files[self->file].name.data, blanks, blanks == 1 ? "" : "s");
    scanner_close(step, &self->reader.scanner);
}

/* -- bytes ------------------------------------------------------------------------------------ */

/* Fills the piece up to `room` bytes, or to the file's end. */
static int fill(struct leat_step *step, struct csv_state *self, struct leat_piece *piece,
                size_t room) {
    char *data = leat_piece_room(step, piece, room);
    if (!data)
        return LEAT_FAILED;
    while (piece->size < room && !self->is_over) {
        size_t got = 0;
        const int result = stream_read(step, &self->reader.scanner.stream, data + piece->size,
                                       room - piece->size, &got);
        if (result != LEAT_OK && result != LEAT_END)
            return result;
        piece->size += got;
        self->is_over = result == LEAT_END;
    }
    if (self->is_after_cr && piece->size > 0) {
        if (data[0] == '\n') {
            memmove(data, data + 1, --piece->size);
            if (self->byte >= 0)
                self->byte += stream_width(&self->layouts[self->file]->kind, "\n", 1);
        }
        self->is_after_cr = false;
    }
    return LEAT_OK;
}

/* -- where a piece ends ----------------------------------------------------------------------- */

/* Where the last whole record of the bytes at hand ends, and how many lines that is. */
struct found {
    size_t end; /* 0: not even one is whole */
    int64_t lines, blanks;
    bool is_irregular, is_after_cr;
    bool is_long; /* the first record is not whole, and already too long to be kept */
};

/* Goes over the records byte by byte. */
static int find_end_by_scanner(struct leat_step *step, struct csv_state *self,
                               struct leat_piece *piece, struct found *found) {
    struct scanner *scanner = &self->reader.scanner;
    const struct stream file = scanner->stream; /* lies idle meanwhile */
    struct record record;
    int result;
    *found = (struct found){.is_irregular = true};
    scanner_lend(scanner, stream_lend(&file, piece->data, piece->size, self->byte, self->is_over),
                 self->line);
    while ((result = scanner_next(step, scanner, &record)) == LEAT_OK && !record.is_cut) {
        found->end = (size_t)(stream_text(&scanner->stream) - piece->data) + scanner->scanned;
        found->lines = scanner->line - self->line;
        found->blanks = scanner->blanks;
        found->is_after_cr = scanner->is_after_cr && found->end == piece->size;
        if (scanner->is_after_cr && !found->is_after_cr && piece->data[found->end] == '\n')
            found->end++;
    }
    found->is_long = result == LEAT_OK && record.is_cut && !record.text && found->end == 0;
    if (result == LEAT_END) { /* behind the last record are at most blank lines */
        found->end = piece->size;
        found->lines = scanner->line - self->line;
        found->blanks = scanner->blanks;
        found->is_after_cr = scanner->is_after_cr;
    }
    scanner->stream = file;
    scanner->scanned = 0;
    scanner->is_after_cr = false;
    return result == LEAT_END ? LEAT_OK : result;
}

static int mask_room(struct leat_step *step, struct part *part, size_t count) {
    if (count <= part->mask_room)
        return LEAT_OK;
    leat_free(step, part->masks);
    part->mask_room = 0;
    part->masks = leat_alloc(step, count * sizeof *part->masks);
    if (!part->masks)
        return LEAT_FAILED;
    part->mask_room = count;
    return LEAT_OK;
}

/* Finds the structure of regular text, for decode too. */
static int find_end_by_blocks(struct leat_step *step, struct csv_state *self,
                              struct leat_piece *piece, struct found *found) {
    struct part *part = step->part;
    struct own *own = piece->own;
    if (mask_room(step, part, piece->size / BLOCKS_BYTES + 1) != LEAT_OK)
        return LEAT_FAILED;
    own->found =
        self->blocks->find(piece->data, piece->size, self->dialect, self->is_over, part->masks);
    *found = (struct found){.is_irregular = !own->found.is_regular,
                            .end = own->found.end,
                            .lines = own->found.lines,
                            .blanks = own->found.blanks};
    return LEAT_OK;
}

static int find_end(struct leat_step *step, struct csv_state *self, struct leat_piece *piece,
                    struct found *found) {
    *found = (struct found){.is_irregular = self->skips_spaces};
    if (!self->skips_spaces && find_end_by_blocks(step, self, piece, found) != LEAT_OK)
        return LEAT_FAILED;
    const bool may_be_long = found->end == 0 && piece->size > (size_t)self->max_field;
    return found->is_irregular || may_be_long ? find_end_by_scanner(step, self, piece, found)
                                              : LEAT_OK;
}

/* A record that is too long is read over as a stream, so that memory stays bounded; what the scanner
 * found is all that there is of it. */
static int cut_long(struct leat_step *step, struct csv_state *self, struct leat_piece *piece) {
    struct own *own = piece->own;
    struct scanner *scanner = &self->reader.scanner;
    if (stream_unread(step, &scanner->stream, piece->data, piece->size, self->byte) != LEAT_OK)
        return LEAT_FAILED;
    piece->size = 0;
    scanner->blanks = 0;
    scanner->line = self->line;
    scanner->scanned = 0;
    scanner->is_after_cr = false;
    const int result = scanner_next(step, scanner, &own->long_record);
    if (result != LEAT_OK)
        return result;
    own->is_long = own->is_irregular = true;
    own->long_record.fields = NULL;
    stream_take(&scanner->stream, scanner->scanned);
    scanner->scanned = 0;
    self->line = scanner->line;
    self->blanks += scanner->blanks;
    self->byte = stream_byte(&scanner->stream, 0);
    self->is_after_cr = scanner->is_after_cr;
    scanner->is_after_cr = false;
    self->is_over = false; /* if it is, the next read will tell */
    return LEAT_OK;
}

/* -- pieces ----------------------------------------------------------------------------------- */

/* The next piece of the open file, or LEAT_END. */
static int cut_piece(struct leat_step *step, struct csv_state *self, struct leat_piece *piece) {
    struct own *own = piece->own;
    struct found found = {.end = 0};
    own->layout = self->layouts[self->file];
    own->is_first = self->is_first;
    piece->file = self->files[self->file].number;
    piece->line = self->line;
    piece->byte = self->byte;
    size_t room = self->piece_size;
    for (; found.end == 0; room *= 2) {
        int result = fill(step, self, piece, room);
        if (result == LEAT_OK && piece->size == 0)
            return LEAT_END;
        piece->byte = self->byte;
        if (result == LEAT_OK)
            result = find_end(step, self, piece, &found);
        if (result != LEAT_OK || found.is_long)
            return result != LEAT_OK ? result : cut_long(step, self, piece);
    }
    /* Marks take four bytes for each of the piece's, so a huge record is read without. */
    own->is_irregular = found.is_irregular || found.end > 8 * self->piece_size;
    if (stream_keep(step, &self->reader.scanner.stream, piece->data, piece->size, found.end,
                    &self->byte) != LEAT_OK)
        return LEAT_FAILED;
    self->is_over = self->is_over && found.end == piece->size;
    piece->size = found.end;
    self->line += found.lines;
    self->blanks += found.blanks;
    self->is_after_cr = found.is_after_cr;
    return LEAT_OK;
}

static void next_file(struct leat_step *step, struct csv_state *self) {
    end_file(step, self);
    self->file++;
}

int csv_cut(struct leat_step *step, struct leat_piece *piece) {
    struct csv_state *self = step->state;
    while (self->file < self->file_count) {
        if (leat_stopping(step))
            return LEAT_STOPPED;
        if (!stream_is_open(&self->reader.scanner.stream) && begin_file(step, self) != LEAT_OK)
            return LEAT_FAILED;
        const int result = cut_piece(step, self, piece);
        self->is_first = false;
        if (result == LEAT_END || (result == LEAT_OK && self->is_over))
            next_file(step, self);
        if (result != LEAT_END)
            return result;
    }
    return LEAT_END;
}
