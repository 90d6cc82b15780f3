/* JSON Lines: each line is a row, and one that is no JSON spoils no other. See reader.h. */
#include "reader.h"

#include "value.h"

/* The bytes to the end of the line (*has_end: and its line feed after them). LEAT_END: there is
 * nothing left. Of a line that is too long nothing is kept: *is_long, and what was seen is
 * taken. */
static int find_line(struct leat_step *step, struct reader *reader, size_t *size, bool *has_end,
                     bool *is_long) {
    size_t at = 0;
    *has_end = *is_long = false;
    for (;;) {
        const char *text = stream_text(&reader->stream);
        const size_t have = stream_size(&reader->stream);
        const char *feed = have > at ? memchr(text + at, '\n', have - at) : NULL;
        *has_end = feed != NULL;
        *size = at = feed ? (size_t)(feed - text) : have;
        if (at > reader->max_row) {
            *is_long = true;
            reader_take(reader, at);
            *size = at = 0;
        }
        if (feed)
            return LEAT_OK;
        const int result = reader_more(step, reader);
        if (result == LEAT_END)
            return at > 0 || *is_long ? LEAT_OK : LEAT_END;
        if (result != LEAT_OK)
            return result;
    }
}

int lines_next(struct leat_step *step, struct reader *reader, struct row *row) {
    for (;;) {
        const int64_t line = reader->line, byte = stream_byte(&reader->stream, 0);
        size_t size;
        bool has_end, is_long;
        const int result = find_line(step, reader, &size, &has_end, &is_long);
        if (result != LEAT_OK)
            return result;
        reader->pending = size + has_end;
        if (is_long) {
            *row = (struct row){.line = line, .column = 1, .byte = byte, .is_bad = true};
            row->verdict.line = line;
            row->verdict.column = 1;
            snprintf(row->verdict.reason, sizeof row->verdict.reason,
                     "the line is longer than %zu bytes; raise \"max_row\" if it is right",
                     reader->max_row);
            return LEAT_OK;
        }
        if (value_trim(stream_text(&reader->stream), size).size > 0)
            return reader_judge(step, reader, size, row);
        reader->blanks++;
        reader_take(reader, reader->pending);
        reader->pending = 0;
    }
}
