/* pieces: a source for the runner's tests: lines of NUMBER,TEXT, cut into pieces of a few bytes and
 * decoded by many threads.
 *
 * A piece ends after the last line end within its size; a line that is longer makes the piece
 * longer. A line without a comma is rejected. `rows` makes decode answer LEAT_MORE after so many
 * rows. */
#include <string.h>

#include <leat/plugin.h>

struct pieces {
    struct leat_text path;
    struct leat_fields *columns;
    int64_t size, rows;
    size_t file; /* which is being cut */
    int64_t at, line;
};

struct own { /* a piece's */
    size_t at;
    int64_t line;
};

static const struct leat_option rows[] = {
    {LEAT_OPTION(struct pieces, path, PATH_IN, "path"), .help = "the file"},
    {LEAT_OPTION_HANDLES(struct pieces, columns, FIELDS, "columns"), .flags = LEAT_OPTIONAL,
     .help = "number and text"},
    {LEAT_OPTION(struct pieces, size, INTEGER, "size"), .fallback = "64", .least = 1,
     .most = 1 << 20, .help = "bytes in a piece"},
    {LEAT_OPTION(struct pieces, rows, INTEGER, "rows"), .fallback = "65536", .least = 1,
     .most = 65536, .help = "rows in a batch"},
};
static const struct leat_options options = LEAT_OPTIONS(struct pieces, rows);

static int32_t declared(struct leat_step *step, const struct leat_fields *fields,
                        const char *name) {
    for (int32_t i = 0; i < leat_fields_count(step, fields); i++)
        if (strcmp(leat_field_name(step, fields, i).data, name) == 0)
            return i;
    return -1;
}

static int open_pieces(struct leat_step *step, struct leat_bind *bind) {
    const struct pieces *self = step->state;
    leat_out_field(bind, self->columns, declared(step, self->columns, "number"),
                   leat_text_of("number"));
    leat_out_field(bind, self->columns, declared(step, self->columns, "text"),
                   leat_text_of("text"));
    return LEAT_OK;
}

/* The bytes of data up to and with its last line end; 0: there is none. */
static size_t whole_lines(const char *data, size_t size) {
    while (size > 0 && data[size - 1] != '\n')
        size--;
    return size;
}

static int cut(struct leat_step *step, struct leat_piece *piece) {
    struct pieces *self = step->state;
    size_t count;
    const struct leat_file *files = leat_files(step, &self->path, &count);
    while (self->file < count) {
        for (size_t room = (size_t)self->size;; room *= 2) {
            char *data = leat_piece_room(step, piece, room);
            int64_t got = data ? leat_read_at(step, &files[self->file], self->at, data, room) : -1;
            if (got < 0)
                return LEAT_FAILED;
            if (got == 0)
                break;
            size_t whole = whole_lines(data, (size_t)got);
            if (whole == 0 && (size_t)got == room)
                continue;
            piece->size = whole ? whole : (size_t)got;
            piece->file = files[self->file].number;
            piece->line = self->line + 1;
            piece->byte = self->at;
            self->at += (int64_t)piece->size;
            for (size_t i = 0; i < piece->size; i++)
                self->line += piece->data[i] == '\n';
            return LEAT_OK;
        }
        self->file++;
        self->at = self->line = 0;
    }
    return LEAT_END;
}

static void reject_line(struct leat_step *step, const struct leat_piece *piece, int64_t line,
                        size_t at, size_t size) {
    struct leat_place place = {.file = piece->file,
                               .column = -1,
                               .line = line,
                               .byte = piece->byte + (int64_t)at,
                               .value = {piece->data + at, size}};
    leat_reject_at(step, &place, "a line must be NUMBER,TEXT");
}

static int decode(struct leat_step *step, struct leat_piece *piece, struct leat_batch *batch) {
    const struct pieces *self = step->state;
    struct own *own = piece->own;
    static _Thread_local struct leat_slice numbers[65536], texts[65536];
    static _Thread_local int64_t lines[65536], bytes[65536];
    size_t count = 0;
    if (own->at == piece->size)
        return LEAT_END;
    for (; own->at < piece->size && (int64_t)count < self->rows; own->line++) {
        const char *line = piece->data + own->at;
        const char *end = memchr(line, '\n', piece->size - own->at);
        size_t size = end ? (size_t)(end - line) : piece->size - own->at, at = own->at;
        const char *comma = memchr(line, ',', size);
        own->at += size + (end != NULL);
        if (!comma) {
            reject_line(step, piece, piece->line + own->line, at, size);
            continue;
        }
        size_t number = (size_t)(comma - line);
        numbers[count] = (struct leat_slice){(uint32_t)at, (uint32_t)number};
        texts[count] =
            (struct leat_slice){(uint32_t)(at + number + 1), (uint32_t)(size - number - 1)};
        lines[count] = piece->line + own->line;
        bytes[count++] = piece->byte + (int64_t)at;
    }
    const struct leat_slice *slices[] = {numbers, texts};
    for (int32_t column = 0; column < 2; column++) {
        if (!leat_needed(step, column))
            continue;
        struct leat_builder *builder = leat_build(step, batch, column);
        leat_add_slices(builder, piece, slices[column], count);
        if (leat_put(step, batch, builder) != LEAT_OK)
            return LEAT_FAILED;
    }
    if (leat_places(step, batch, piece->file, 0, lines, bytes) != LEAT_OK)
        return LEAT_FAILED;
    return own->at < piece->size ? LEAT_MORE : LEAT_OK;
}

static const struct leat_source source = {
    .size = sizeof source, .cut = cut, .decode = decode, .piece_size = sizeof(struct own)};
static const struct leat_role role = {.size = sizeof role,
                                      .name = "pieces",
                                      .summary = "reads lines of NUMBER,TEXT in pieces, for tests",
                                      .options = &options,
                                      .state_size = sizeof(struct pieces),
                                      .open = open_pieces,
                                      .source = &source};
static const struct leat_plugin plugin = {
    .size = sizeof plugin, .abi = LEAT_ABI, .version = "1.0.0", .source = &role};

const struct leat_plugin *leat_plugin_entry(void) { return &plugin; }
