/* See reader.h. */
#include "reader.h"

#include "shared/utf8.h"
#include "value.h"

int reader_wrong(struct reader *reader, int64_t line, int64_t column, const char *format, ...) {
    va_list list;
    va_start(list, format);
    vsnprintf(reader->wrong, sizeof reader->wrong, format, list);
    va_end(list);
    reader->is_wrong = true;
    reader->wrong_line = line;
    reader->wrong_column = column;
    return LEAT_FAILED;
}

int reader_fail(struct leat_step *step, const struct reader *reader) {
    return leat_fail(step, "%s, line %lld, column %lld: %s", reader->stream.file->name.data,
                     (long long)reader->wrong_line, (long long)reader->wrong_column, reader->wrong);
}

void reader_take(struct reader *reader, size_t size) {
    const char *text = stream_text(&reader->stream), *end = text + size;
    for (const char *at; (at = memchr(text, '\n', (size_t)(end - text)));) {
        reader->line++;
        reader->column = 1;
        text = at + 1;
    }
    reader->column += (int64_t)utf8_length(text, (size_t)(end - text));
    stream_take(&reader->stream, size);
}

int reader_more(struct leat_step *step, struct reader *reader) {
    if (leat_stopping(step))
        return LEAT_STOPPED;
    const int result = stream_more(step, &reader->stream);
    if (result == LEAT_END && !reader->stream.is_over)
        reader->is_cut = true;
    return result;
}

/* What may be the matter with a file of which nobody said the encoding. */
const char *reader_advice(const struct reader *reader, const struct verdict *verdict) {
    if (!reader->stream.is_guessed)
        return "";
    if (verdict->is_not_utf8)
        return "; if the file is not UTF-8, say its \"encoding\", such as \"windows-1252\"";
    if (verdict->is_nul && verdict->line == 1 && verdict->column <= 2)
        return "; is the file UTF-16? Then set \"encoding\": \"utf-16\"";
    return "";
}

/* Judges the first `size` bytes of the stream, which are a row; places are made the file's own. */
int reader_judge(struct leat_step *step, struct reader *reader, size_t size, struct row *row) {
    *row = (struct row){
        .line = reader->line, .column = reader->column, .byte = stream_byte(&reader->stream, 0)};
    const char *text = stream_text(&reader->stream);
    if (judge(step, text, size, &row->verdict) != LEAT_OK)
        return LEAT_FAILED;
    row->text = value_trim(text, size);
    row->is_bad = !row->verdict.is_good;
    row->verdict.column += row->verdict.line == 1 ? reader->column - 1 : 0;
    row->verdict.line += reader->line - 1;
    return LEAT_OK;
}

int reader_open(struct leat_step *step, struct reader *reader, const struct leat_file *file,
                const struct leat_text *encoding, int64_t limit) {
    reader->line = reader->column = 1;
    reader->blanks = 0;
    reader->pending = 0;
    reader->is_cut = reader->is_wrong = reader->was_found = false;
    reader->spot = AT_VALUE;
    reader->depth = 0;
    reader->matched[0] = 0;
    return stream_open(step, &reader->stream, file, encoding, limit);
}

int reader_next(struct leat_step *step, struct reader *reader, struct row *row) {
    reader_take(reader, reader->pending);
    reader->pending = 0;
    return reader->is_lines ? lines_next(step, reader, row)
                            : document_next(step, reader, row, false);
}

int reader_seek(struct leat_step *step, struct reader *reader, struct row *row) {
    reader_take(reader, reader->pending);
    reader->pending = 0;
    return document_next(step, reader, row, true);
}

void reader_end_rows(struct reader *reader) {
    reader->spot = reader->depth > 0 ? AFTER_MEMBER : AT_END;
}

void reader_lend(struct reader *reader, struct stream stream, int64_t line, int64_t column) {
    reader->stream = stream;
    reader->line = line;
    reader->column = column;
    reader->pending = 0;
    reader->is_cut = reader->is_wrong = false;
}

void reader_close(struct leat_step *step, struct reader *reader) {
    stream_close(step, &reader->stream);
}
