/* Records that the scans of blocks.h leave: read byte by byte, judged, and their fields taken out by
 * libcsv. See state.h. */
#include "state.h"

#include "shared/utf8.h"

enum { VALUE_SHOWN = 200 };

/* -- rejects ---------------------------------------------------------------------------------- */

static struct leat_place place_of(const struct scanner *scanner, const struct record *record) {
    struct leat_place place = {.file = scanner->stream.file->number,
                               .column = -1,
                               .line = record->line,
                               .byte = record->byte};
    if (record->text) {
        const size_t most = record->size < VALUE_SHOWN ? record->size : VALUE_SHOWN;
        const size_t size = utf8_cut(record->text, utf8_valid(record->text, most));
        place.value = (struct leat_text){size > 0 ? record->text : NULL, size};
    }
    return place;
}

int records_tell(struct leat_step *step, const struct scanner *scanner,
                 const struct record *record) {
    char text[FAULT_TEXT];
    fault_describe(scanner, record, text);
    if (fault_is_final(scanner, record))
        return leat_fail(step, "%s, line %lld: %s", scanner->stream.file->name.data,
                         (long long)record->fault_line, text);
    const struct leat_place place = place_of(scanner, record);
    leat_reject_at(step, &place, "%s", text);
    return LEAT_OK;
}

static bool are_empty(const struct scanner *scanner, const struct record *record, size_t first) {
    for (size_t i = first; i < record->field_count; i++)
        if (!scanner_is_empty(scanner, record, i))
            return false;
    return true;
}

static const char *plural(size_t count) { return count == 1 ? "" : "s"; }

/* Whether the record has a field for each column, or may be made to have; if not, it is
 * rejected. is_first: it is the file's first row. */
static bool has_right_count(struct leat_step *step, const struct scanner *scanner,
                            const struct record *record, size_t want, bool is_first) {
    const struct csv_state *self = step->state;
    const size_t have = record->field_count;
    const bool pads = self->ragged == RAGGED_PAD || self->ragged == RAGGED_FIT;
    const bool cuts = self->ragged == RAGGED_CUT || self->ragged == RAGGED_FIT;
    const bool is_empty_rest = have > want && are_empty(scanner, record, want);
    if (have == want || (have < want && pads) || (is_empty_rest && cuts))
        return true;
    char title[64] = "";
    if (is_first && self->has_header && have > want)
        snprintf(title, sizeof title, ", or is line %lld a title (\"skip_lines\")",
                 (long long)record->line - 1);
    const struct leat_place place = place_of(scanner, record);
    leat_reject_at(step, &place, "the row has %zu field%s where %s %zu; %s%s%s", have, plural(have),
                   self->has_header ? "the headings are" : "the columns are", want,
                   have < want ? "to fill short rows up with nulls, set \"ragged\": \"pad\""
                   : is_empty_rest
                       ? "to drop empty fields at the end of rows, set \"ragged\": \"cut\""
                       : "is a delimiter inside a field that stands in no quotes",
                   is_empty_rest ? "" : title, have > want && !is_empty_rest ? "?" : "");
    return false;
}

/* A column without a heading is left out ("drop"), but no value is lost in silence. */
static bool has_nothing_dropped(struct leat_step *step, const struct scanner *scanner,
                                const struct record *record, const struct layout *layout) {
    if (!layout->has_dropped)
        return true;
    for (size_t i = 0; i < layout->field_count && i < record->field_count; i++) {
        if (layout->column_of[i] >= 0 || scanner_is_empty(scanner, record, i))
            continue;
        const struct leat_place place = place_of(scanner, record);
        leat_reject_at(
            step, &place,
            "field %zu has a value but its column has no heading; set \"empty_headings\": \"name\" to keep it",
            i + 1);
        return false;
    }
    return true;
}

/* -- rows ------------------------------------------------------------------------------------- */

size_t rows_most(const struct layout *layout) {
    enum { SLICES_MOST = 1 << 20 };
    const size_t most = SLICES_MOST / (layout->field_count + 1);
    return most < 1 ? 1 : most < LEAT_BATCH_ROWS ? most : LEAT_BATCH_ROWS;
}

int place_room(struct leat_step *step, struct part *part, size_t rows) {
    if (rows <= part->place_room)
        return LEAT_OK;
    size_t room = part->place_room * 2 > rows ? part->place_room * 2 : rows;
    room = room < LEAT_BATCH_ROWS ? room : LEAT_BATCH_ROWS;
    int64_t *lines = leat_realloc(step, part->lines, room * sizeof *lines);
    part->lines = lines ? lines : part->lines;
    int64_t *bytes = leat_realloc(step, part->bytes, room * sizeof *bytes);
    part->bytes = bytes ? bytes : part->bytes;
    if (!lines || !bytes)
        return LEAT_FAILED;
    part->place_room = room;
    return LEAT_OK;
}

struct leat_slice *row_room(struct leat_step *step, struct part *part,
                            const struct layout *layout) {
    const size_t used = part->rows * layout->field_count, need = used + layout->field_count;
    if (place_room(step, part, part->rows + 1) != LEAT_OK)
        return NULL;
    if (need > part->slice_room) {
        const size_t room = need * 2;
        struct leat_slice *slices = leat_realloc(step, part->slices, room * sizeof *slices);
        if (!slices)
            return NULL;
        part->slices = slices;
        part->slice_room = room;
    }
    return part->slices + used;
}

/* A record's fields on their way into a row. What libcsv gives is never longer than what stands in
 * the piece, so it is put back there. */
struct filling {
    const struct record *record;
    char *text; /* the record's, in the piece */
    size_t base, field, field_count;
    struct leat_slice *slices;
};

static void take_field(void *text, size_t size, void *context) {
    struct filling *filling = context;
    const size_t field = filling->field++;
    if (field >= filling->field_count)
        return;
    const struct span *span = &filling->record->fields[field];
    struct leat_slice *slice = &filling->slices[field];
    slice->offset = (uint32_t)(filling->base + span->start);
    slice->length = (uint32_t)size;
    if (!text)
        slice->length = LEAT_SLICE_NULL;
    else if (span->is_quoted)
        slice->length |= LEAT_SLICE_QUOTED;
    if (text && size > 0)
        memcpy(filling->text + span->start, text, size);
}

static int add_row(struct leat_step *step, struct leat_piece *piece, const struct record *record) {
    struct part *part = step->part;
    const struct own *own = piece->own;
    const size_t base = (size_t)(record->text - piece->data);
    struct filling filling = {.record = record,
                              .text = piece->data + base,
                              .base = base,
                              .field_count = own->layout->field_count,
                              .slices = row_room(step, part, own->layout)};
    if (!filling.slices ||
        fields_split(step, &part->reader, record, take_field, &filling) != LEAT_OK)
        return LEAT_FAILED;
    for (size_t field = record->field_count; field < filling.field_count; field++)
        filling.slices[field] = (struct leat_slice){0, LEAT_SLICE_NULL};
    part->lines[part->rows] = record->line;
    part->bytes[part->rows++] = record->byte;
    return LEAT_OK;
}

/* Takes a record off the text. It was put into a row, which changed its bytes, so where the next one
 * stands in the file was worked out before. */
static void leave(struct scanner *scanner, int64_t byte) {
    stream_take(&scanner->stream, scanner->scanned);
    scanner->stream.byte = byte;
    scanner->scanned = 0;
}

/* The next record: good ones become rows. LEAT_END: there is none. */
static int read_record(struct leat_step *step, struct leat_piece *piece) {
    struct part *part = step->part;
    struct own *own = piece->own;
    struct scanner *scanner = &part->reader.scanner;
    struct record record;
    int result = scanner_next(step, scanner, &record);
    if (result != LEAT_OK)
        return result;
    const int64_t next = stream_byte(&scanner->stream, scanner->scanned);
    const bool is_first = own->is_first && !own->has_row;
    own->has_row = true;
    if (record.fault)
        result = records_tell(step, scanner, &record);
    else if (has_right_count(step, scanner, &record, own->layout->field_count, is_first) &&
             has_nothing_dropped(step, scanner, &record, own->layout))
        result = add_row(step, piece, &record);
    leave(scanner, next);
    return result;
}

int records_read(struct leat_step *step, struct leat_piece *piece, size_t end) {
    struct part *part = step->part;
    struct own *own = piece->own;
    struct scanner *scanner = &part->reader.scanner;
    const size_t most = rows_most(own->layout);
    int result = LEAT_OK;
    scanner_lend(
        scanner,
        stream_lend(&own->layout->kind, piece->data + own->at, end - own->at, own->byte, true),
        own->line);
    while (result == LEAT_OK && part->rows < most)
        result = read_record(step, piece);
    own->at = end - stream_size(&scanner->stream);
    own->line = scanner->line;
    own->byte = stream_byte(&scanner->stream, 0);
    if (scanner->is_after_cr && own->at < end && piece->data[own->at] == '\n') {
        own->byte = stream_byte(&scanner->stream, 1); /* of the record before */
        own->at++;
    }
    return result == LEAT_END ? LEAT_OK : result;
}
