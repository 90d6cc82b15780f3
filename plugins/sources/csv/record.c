/* Where a record ends that was rejected, and is to be kept as it stands. See state.h. */
#include "state.h"

size_t csv_record(struct leat_step *step, int32_t file, const char *bytes, size_t size,
                  bool is_last) {
    const struct csv_state *self = step->state;
    const size_t number = (size_t)(file - self->files[0].number);
    const struct layout *layout =
        self->layouts && number < self->file_count ? self->layouts[number] : NULL;
    if (!layout || !layout->kind.is_utf8)
        return 0;
    struct scanner scanner = {.line = 1};
    struct record record = {.size = 0};
    scanner_start(&scanner, (char)self->dialect.delimiter,
                  self->dialect.quote ? self->dialect.quote : -1, self->skips_spaces,
                  (size_t)self->max_field);
    /* The scanner writes to no lent text. */
    scanner_lend(&scanner, stream_lend(&layout->kind, (char *)bytes, size, 0, is_last), 1);
    const int result = scanner_next(step, &scanner, &record);
    const bool is_whole = result == LEAT_OK && record.text && !record.is_cut && record.byte == 0;
    scanner.stream = (struct stream){.file = NULL}; /* lent */
    scanner_close(step, &scanner);
    return is_whole ? record.size : 0;
}
