/* The record that a rejected row was: where it ends, and its text. See state.h. */
#include "state.h"

/* How the file's text is made of its bytes; of one that is not open yet by its first ones. */
static int find_kind(struct leat_step *step, size_t number, struct stream *kind) {
    const struct csv_state *self = step->state;
    if (self->layouts && self->layouts[number]) {
        *kind = self->layouts[number]->kind;
        return LEAT_OK;
    }
    struct stream stream = {.file = NULL};
    const int result =
        stream_open(step, &stream, &self->files[number], &self->encoding, STREAM_BLOCK);
    if (result == LEAT_OK)
        *kind = stream_lend(&stream, NULL, 0, 0, false);
    stream_close(step, &stream);
    return result;
}

/* The text's first record's size; 0: it goes on behind it. */
static size_t find_end(struct leat_step *step, const struct stream *kind, const char *text,
                       size_t size, bool is_last) {
    const struct csv_state *self = step->state;
    struct scanner scanner = {.line = 1};
    struct record record = {.size = 0};
    scanner_start(&scanner, (char)self->dialect.delimiter,
                  self->dialect.quote ? self->dialect.quote : -1, self->skips_spaces,
                  (size_t)self->max_field);
    /* The scanner writes to no lent text. */
    scanner_lend(&scanner, stream_lend(kind, (char *)(uintptr_t)text, size, 0, is_last), 1);
    const int result = scanner_next(step, &scanner, &record);
    const bool is_whole = result == LEAT_OK && record.text && !record.is_cut && record.byte == 0;
    scanner.stream = (struct stream){.file = NULL}; /* lent */
    scanner_close(step, &scanner);
    return is_whole ? record.size : 0;
}

/* No character takes more bytes in UTF-8 than that for each of its own. */
enum { UTF8_FOR_EACH = 3 };

size_t csv_record(struct leat_step *step, int32_t file, const char *bytes, size_t size,
                  bool is_last) {
    const struct csv_state *self = step->state;
    const size_t number = (size_t)(file - self->files[0].number);
    struct stream kind;
    if (number >= self->file_count || find_kind(step, number, &kind) != LEAT_OK)
        return 0;
    if (kind.is_utf8)
        return find_end(step, &kind, bytes, size, is_last);
    size_t text_size = 0, found = 0;
    char *text = leat_alloc(step, size * UTF8_FOR_EACH + 1);
    if (text && stream_recode(step, &kind, false, bytes, size, text, size * UTF8_FOR_EACH,
                              &text_size) == LEAT_OK) {
        const size_t end = find_end(step, &kind, text, text_size, is_last);
        const int64_t width = stream_width(&kind, text, end);
        found = width > 0 && (size_t)width <= size ? (size_t)width : 0;
    }
    leat_free(step, text);
    return found;
}

int csv_recode(struct leat_step *step, int32_t file, bool into_file, const char *from, size_t size,
               char *into, size_t room, size_t *got) {
    const struct csv_state *self = step->state;
    const size_t number = (size_t)(file - self->files[0].number);
    struct stream kind;
    if (number >= self->file_count)
        return LEAT_END;
    const int result = find_kind(step, number, &kind);
    return result == LEAT_OK ? stream_recode(step, &kind, into_file, from, size, into, room, got)
                             : result;
}
