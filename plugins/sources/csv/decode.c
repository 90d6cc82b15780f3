/* A piece becomes batches. See state.h.
 *
 * The positions of a piece's delimiters and line ends are put first (blocks.h), and one before them
 * that stands before the text: marks. Mostly each row has as many as there are fields:
 * then field f of row r stands between the marks r * fields + f and the one after it, and each
 * column that is needed is handed on without any other being looked at. Where that does not hold,
 * rows are looked at one by one, and those out of the ordinary go to records.c. */
#include "state.h"

#include "shared/utf8.h"

/* So many slices are made at a time: they stay in the nearest cache. */
enum { SLICES = 256 };

/* The mark before a text's first byte: one more than it is 0. */
#define MARK_BEFORE UINT32_MAX

/* -- slices ----------------------------------------------------------------------------------- */

/* Makes one quote of each doubled one, in place. Answers with the size that is left. */
static size_t undouble(char *text, size_t size, char quote) {
    char *to = memchr(text, quote, size);
    if (!to)
        return size;
    const char *end = text + size;
    for (const char *from = to; from < end; from++) {
        *to++ = *from;
        if (*from == quote)
            from++; /* its double */
    }
    return (size_t)(to - text);
}

/* The slice of a field that stands at text[start] and ends before text[end]. */
static inline struct leat_slice slice_of(char *text, uint32_t start, uint32_t end, char quote,
                                         bool has_quotes) {
    if (has_quotes && start < end && text[start] == quote) {
        const size_t size = undouble(text + start + 1, end - start - 2, quote);
        return (struct leat_slice){start + 1, (uint32_t)size | LEAT_SLICE_QUOTED};
    }
    return (struct leat_slice){start, end - start};
}

/* The end of a line's text before its line end. */
static inline uint32_t before_cr(const char *text, uint32_t start, uint32_t end) {
    return end > start && text[end - 1] == '\r' ? end - 1 : end;
}

/* -- even pieces ------------------------------------------------------------------------------ */

/* Whether every row has a field for each column, no more and no fewer. */
static bool is_even(const struct leat_piece *piece, const uint32_t *marks, const struct own *own) {
    const size_t fields = own->layout->field_count, rows = own->found.rows;
    if (rows == 0 || own->mark_count != rows * fields)
        return false;
    const char *text = piece->data;
    const uint32_t *mark = marks + fields;
    bool is_wrong = false;
    for (size_t row = 0; row + 1 < rows; row++, mark += fields)
        is_wrong |= text[*mark] != '\n';
    return !is_wrong && (*mark == piece->size || text[*mark] == '\n');
}

/* Slices of the fields between every `fields`th mark and the one after it. */
static inline __attribute__((always_inline)) void
slice_column(char *text, const uint32_t *mark, size_t fields, size_t count, bool is_last,
             bool has_quotes, char quote, struct leat_slice *slices) {
    for (size_t i = 0; i < count; i++, mark += fields) {
        const uint32_t start = mark[0] + 1;
        const uint32_t end = is_last ? before_cr(text, start, mark[1]) : mark[1];
        slices[i] = slice_of(text, start, end, quote, has_quotes);
    }
}

/* One field of `count` rows from own->row on. */
static void add_even(struct leat_builder *builder, struct leat_piece *piece, const uint32_t *marks,
                     size_t field, size_t count, char quote) {
    const struct own *own = piece->own;
    const size_t fields = own->layout->field_count;
    const uint32_t *mark = marks + own->row * fields + field;
    struct leat_slice slices[SLICES];
    for (size_t now; count > 0; count -= now, mark += now * fields) {
        now = count < SLICES ? count : SLICES;
        if (field + 1 == fields)
            slice_column(piece->data, mark, fields, now, true, own->found.has_quotes, quote,
                         slices);
        else if (own->found.has_quotes)
            slice_column(piece->data, mark, fields, now, false, true, quote, slices);
        else
            slice_column(piece->data, mark, fields, now, false, false, quote, slices);
        leat_add_slices(builder, piece, slices, now);
    }
}

/* Bytes of `count` rows from own->row on, of a file whose own bytes these are, line by line. */
static void place_plainly(const struct leat_piece *piece, struct part *part, size_t count) {
    const struct own *own = piece->own;
    const size_t fields = own->layout->field_count;
    const uint32_t *mark = part->marks + own->row * fields;
    for (size_t i = 0; i < count; i++, mark += fields)
        part->bytes[i] = piece->byte + (uint32_t)(*mark + 1);
}

/* Lines and bytes of `count` rows from own->row on. */
static void place_even(struct leat_piece *piece, struct part *part, size_t count) {
    struct own *own = piece->own;
    const size_t fields = own->layout->field_count;
    const bool is_utf8 = own->layout->kind.is_utf8;
    const uint32_t *mark = part->marks + own->row * fields;
    for (size_t i = 0; i < count; i++, mark += fields) {
        const uint32_t start = mark[0] + 1, end = mark[fields] + 1;
        const size_t size = (end < piece->size ? end : piece->size) - start;
        part->bytes[i] = is_utf8 ? piece->byte + start : own->byte;
        part->lines[i] = own->line;
        if (own->byte >= 0)
            own->byte += stream_width(&own->layout->kind, piece->data + start, size);
        for (size_t at = start; own->found.has_quoted_line && at < start + size; at++)
            own->line += piece->data[at] == '\n';
        own->line += !own->found.has_quoted_line;
    }
}

static int decode_even(struct leat_step *step, struct leat_piece *piece, struct leat_batch *batch) {
    const struct csv_state *self = step->state;
    struct part *part = step->part;
    struct own *own = piece->own;
    const size_t left = own->found.rows - own->row;
    const size_t count = left < LEAT_BATCH_ROWS ? left : LEAT_BATCH_ROWS;
    const int64_t first_line = piece->line + (int64_t)own->row;
    if (place_room(step, part, count) != LEAT_OK)
        return LEAT_FAILED;
    const bool has_lines = own->found.has_quoted_line;
    if (has_lines || !own->layout->kind.is_utf8)
        place_even(piece, part, count);
    else
        place_plainly(piece, part, count);
    for (size_t i = 0; i < self->promised.count; i++) {
        if (!self->needed[i])
            continue;
        struct leat_builder *builder = leat_build(step, batch, (int32_t)i);
        add_even(builder, piece, part->marks, own->layout->field_of[i], count,
                 (char)self->dialect.quote);
        if (leat_put(step, batch, builder) != LEAT_OK)
            return LEAT_FAILED;
    }
    own->row += count;
    if (leat_places(step, batch, piece->file, has_lines ? part->lines[0] : first_line,
                    has_lines ? part->lines : NULL,
                    part->bytes[0] < 0 ? NULL : part->bytes) != LEAT_OK)
        return LEAT_FAILED;
    return own->row < own->found.rows ? LEAT_MORE : LEAT_OK;
}

/* -- pieces row by row ------------------------------------------------------------------------ */

/* Whether a row of the right number of fields needs no second look. */
static bool is_plain(const struct csv_state *self, const struct layout *layout, const char *text,
                     const uint32_t *marks, uint32_t start, uint32_t end) {
    const size_t fields = layout->field_count;
    if (utf8_valid(text + start, end - start) < end - start)
        return false;
    for (size_t i = 0; i < fields; i++, start = marks[i] + 1) {
        const uint32_t stop = i + 1 == fields ? end : marks[i + 1];
        if (stop - start > (size_t)self->max_field || (layout->column_of[i] < 0 && stop > start))
            return false;
    }
    return true;
}

static int add_plain(struct leat_step *step, struct leat_piece *piece, const uint32_t *marks,
                     uint32_t start, uint32_t end) {
    const struct csv_state *self = step->state;
    const struct own *own = piece->own;
    const size_t fields = own->layout->field_count;
    struct part *part = step->part;
    struct leat_slice *slices = row_room(step, part, own->layout);
    if (!slices)
        return LEAT_FAILED;
    part->lines[part->rows] = own->line;
    part->bytes[part->rows++] = own->byte;
    for (size_t i = 0; i < fields; i++, start = marks[i] + 1)
        slices[i] = own->layout->column_of[i] < 0
                        ? (struct leat_slice){0, LEAT_SLICE_NULL}
                        : slice_of(piece->data, start, i + 1 == fields ? end : marks[i + 1],
                                   (char)self->dialect.quote, own->found.has_quotes);
    return LEAT_OK;
}

/* One line of a piece, or more where quotes hold line ends: a row, a blank, or one for records.c.
 * It ends at the mark `last`. Where the next one stands is worked out before slices are made, since
 * that changes the text. */
static int take_line(struct leat_step *step, struct leat_piece *piece, size_t last) {
    const struct csv_state *self = step->state;
    const struct part *part = step->part;
    struct own *own = piece->own;
    const char *text = piece->data;
    const uint32_t *marks = part->marks + own->mark;
    const uint32_t start = (uint32_t)own->at, feed = part->marks[last + 1];
    const uint32_t end = before_cr(text, start, feed);
    const size_t next = feed < piece->size ? feed + 1 : feed;
    const bool has_right_count = last + 1 - own->mark == own->layout->field_count;
    int64_t line = own->line + 1, byte = own->byte;
    own->mark = last + 1;
    if (end > start && !(has_right_count && is_plain(self, own->layout, text, marks, start, end)))
        return records_read(step, piece, next);
    for (size_t at = start; own->found.has_quoted_line && at < feed; at++)
        line += text[at] == '\n';
    if (byte >= 0)
        byte += stream_width(&own->layout->kind, text + start, next - start);
    if (end > start && add_plain(step, piece, marks, start, end) != LEAT_OK)
        return LEAT_FAILED;
    own->has_row |= end > start;
    own->line = line;
    own->byte = byte;
    own->at = next;
    return LEAT_OK;
}

static int take_lines(struct leat_step *step, struct leat_piece *piece) {
    const struct part *part = step->part;
    struct own *own = piece->own;
    const size_t most = rows_most(own->layout);
    int result = LEAT_OK;
    while (result == LEAT_OK && own->mark < own->mark_count && part->rows < most) {
        size_t last = own->mark;
        while (part->marks[last + 1] < piece->size && piece->data[part->marks[last + 1]] != '\n')
            last++;
        result = take_line(step, piece, last);
    }
    return result;
}

/* Hands on the rows that were found one by one. */
static int put_rows(struct leat_step *step, struct leat_piece *piece, struct leat_batch *batch) {
    const struct csv_state *self = step->state;
    const struct part *part = step->part;
    const struct layout *layout = ((const struct own *)piece->own)->layout;
    struct leat_slice slices[SLICES];
    if (part->rows == 0)
        return LEAT_OK;
    for (size_t i = 0; i < self->promised.count; i++) {
        if (!self->needed[i])
            continue;
        struct leat_builder *builder = leat_build(step, batch, (int32_t)i);
        for (size_t row = 0; row < part->rows;) {
            size_t now = 0;
            for (; now < SLICES && row < part->rows; now++, row++)
                slices[now] = part->slices[row * layout->field_count + layout->field_of[i]];
            leat_add_slices(builder, piece, slices, now);
        }
        if (leat_put(step, batch, builder) != LEAT_OK)
            return LEAT_FAILED;
    }
    bool is_line_each = true;
    for (size_t i = 0; i < part->rows && is_line_each; i++)
        is_line_each = part->lines[i] == part->lines[0] + (int64_t)i;
    return leat_places(step, batch, piece->file, part->lines[0], is_line_each ? NULL : part->lines,
                       part->bytes[0] < 0 ? NULL : part->bytes);
}

static int decode_rows(struct leat_step *step, struct leat_piece *piece, struct leat_batch *batch) {
    struct part *part = step->part;
    const struct own *own = piece->own;
    part->rows = 0;
    const int result =
        own->is_irregular ? records_read(step, piece, piece->size) : take_lines(step, piece);
    if (result != LEAT_OK || put_rows(step, piece, batch) != LEAT_OK)
        return result != LEAT_OK ? result : LEAT_FAILED;
    const bool is_done = own->is_irregular ? own->at == piece->size : own->mark == own->mark_count;
    return is_done ? LEAT_OK : LEAT_MORE;
}

/* -- pieces ----------------------------------------------------------------------------------- */

static int mark_room(struct leat_step *step, struct part *part, size_t size) {
    if (size <= part->mark_room)
        return LEAT_OK;
    const size_t room = size + size / 4; /* pieces differ by a line or so */
    leat_free(step, part->marks);
    part->mark_room = 0;
    part->marks = leat_alloc(step, room * sizeof *part->marks);
    if (!part->marks)
        return LEAT_FAILED;
    part->mark_room = room;
    return LEAT_OK;
}

/* Makes marks of the masks that cut found. */
static int begin(struct leat_step *step, struct leat_piece *piece) {
    const struct csv_state *self = step->state;
    struct part *part = step->part;
    struct own *own = piece->own;
    own->is_begun = true;
    own->line = piece->line;
    own->byte = piece->byte;
    if (own->is_irregular)
        return LEAT_OK;
    if (mark_room(step, part, piece->size + 2 + BLOCKS_SLACK) != LEAT_OK)
        return LEAT_FAILED;
    part->marks[0] = MARK_BEFORE;
    own->mark_count = self->blocks->put(part->masks, piece->size, part->marks + 1);
    if (piece->size > 0 && piece->data[piece->size - 1] != '\n') { /* the file's last line */
        part->marks[++own->mark_count] = (uint32_t)piece->size;
        own->found.rows++;
    }
    /* With a single column, a blank line would pass for a row. */
    const size_t fields = own->layout->field_count;
    const bool is_text =
        !own->found.has_high || utf8_valid(piece->data, piece->size) == piece->size;
    own->is_even = fields > 1 && is_text && !own->layout->has_dropped &&
                   piece->size <= (size_t)self->max_field && is_even(piece, part->marks, own);
    piece->flags = is_text ? LEAT_PIECE_UTF8 : 0;
    return LEAT_OK;
}

int csv_decode(struct leat_step *step, struct leat_piece *piece, struct leat_batch *batch) {
    const struct part *part = step->part;
    struct own *own = piece->own;
    if (own->is_long) {
        struct reader reader = part->reader;
        scanner_lend(&reader.scanner,
                     stream_lend(&own->layout->kind, NULL, 0, own->long_record.byte, true),
                     own->long_record.line);
        const int result = records_tell(step, &reader.scanner, &own->long_record);
        return result == LEAT_OK ? LEAT_END : result;
    }
    if (!own->is_begun && begin(step, piece) != LEAT_OK)
        return LEAT_FAILED;
    return own->is_even && own->found.rows > 0 ? decode_even(step, piece, batch)
                                               : decode_rows(step, piece, batch);
}
