/* A JSON document: the way to the rows through its objects, then the rows. See reader.h.
 *
 * Between the rows there is little to read: brackets, commas, keys. What stands elsewhere in the
 * document is judged and passed over, so that what is read is JSON from the first byte to the
 * last. */
#include "reader.h"

#include "value.h"

/* The first byte that is no white space, which stays where it is. LEAT_END: there is none. */
static int peek(struct leat_step *step, struct reader *reader, char *c) {
    for (;;) {
        const char *text = stream_text(&reader->stream);
        const size_t have = stream_size(&reader->stream);
        size_t at = 0;
        while (at < have &&
               (text[at] == ' ' || text[at] == '\n' || text[at] == '\r' || text[at] == '\t'))
            at++;
        if (at < have) {
            *c = text[at];
            reader_take(reader, at);
            return LEAT_OK;
        }
        reader_take(reader, at);
        const int result = reader_more(step, reader);
        if (result != LEAT_OK)
            return result;
    }
}

static int wrong_here(struct reader *reader, const char *reason) {
    return reader_wrong(reader, reader->line, reader->column, "%s", reason);
}

/* The size of the value at the stream's start, all of which is then at hand. */
static int find_value(struct leat_step *step, struct reader *reader, size_t *size) {
    struct extent extent = {.at = 0};
    for (bool is_whole = false; !is_whole;) {
        is_whole = extent_find(&extent, stream_text(&reader->stream), stream_size(&reader->stream));
        if (extent.at > reader->max_row)
            return reader_wrong(
                reader, reader->line, reader->column,
                "what begins here is longer than %zu bytes; raise \"max_row\" if it is right",
                reader->max_row);
        const int result = is_whole ? LEAT_OK : reader_more(step, reader);
        if (result == LEAT_END)
            break; /* the judge says what is missing */
        if (result != LEAT_OK)
            return result;
    }
    *size = extent.at;
    return LEAT_OK;
}

/* A value at the stream's start, judged. What is no JSON is wrong; a key that cannot be is left to
 * the caller. */
static int judge_value(struct leat_step *step, struct reader *reader, struct row *row) {
    size_t size = 0;
    const int result = find_value(step, reader, &size);
    if (result != LEAT_OK)
        return result;
    if (reader_judge(step, reader, size, row) != LEAT_OK)
        return LEAT_FAILED;
    reader->pending = size;
    if (row->is_bad && !row->verdict.is_key_alone)
        return reader_wrong(reader, row->verdict.line, row->verdict.column, "%s%s",
                            row->verdict.reason, reader_advice(reader, &row->verdict));
    return LEAT_OK;
}

static void take_pending(struct reader *reader) {
    reader_take(reader, reader->pending);
    reader->pending = 0;
}

/* A value that is not on the way to the rows. */
static int pass_value(struct leat_step *step, struct reader *reader) {
    struct row row;
    const int result = judge_value(step, reader, &row);
    if (result != LEAT_OK)
        return result;
    if (row.is_bad)
        return reader_wrong(reader, row.verdict.line, row.verdict.column, "%s", row.verdict.reason);
    take_pending(reader);
    return LEAT_OK;
}

static enum spot after_value(const struct reader *reader) {
    return reader->depth > 0 ? AFTER_MEMBER : AT_END;
}

/* Whether the key is the path's next name, or all of what is left of it (a key may hold points
 * itself): the bytes of the path that are found with it, else 0. */
static size_t match(const struct reader *reader, struct leat_text key) {
    const size_t found = reader->matched[reader->depth - 1];
    const struct leat_text rest = {reader->path.data + found, reader->path.size - found};
    if (key.size == 0 || key.size > rest.size || memcmp(key.data, rest.data, key.size) != 0)
        return 0;
    if (key.size == rest.size)
        return reader->path.size;
    return rest.data[key.size] == '.' ? found + key.size + 1 : 0;
}

/* A key and its colon; then its value is gone into, or passed over. */
static int take_member(struct leat_step *step, struct reader *reader, char c) {
    struct row row;
    if (c != '"')
        return wrong_here(reader, "a key in double quotes is expected");
    const int64_t line = reader->line, column = reader->column;
    int result = judge_value(step, reader, &row);
    if (result != LEAT_OK)
        return result;
    char *key = leat_alloc(step, row.text.size);
    if (!key)
        return LEAT_FAILED;
    int64_t replaced = 0;
    const size_t size =
        value_unescape((struct leat_text){row.text.data + 1, row.text.size - 2}, key, &replaced);
    const size_t found = match(reader, (struct leat_text){key, size});
    leat_free(step, key);
    take_pending(reader);
    result = peek(step, reader, &c);
    if (result != LEAT_OK || c != ':')
        return result == LEAT_OK || result == LEAT_END ? wrong_here(reader, "':' is expected")
                                                       : result;
    reader_take(reader, 1);
    result = peek(step, reader, &c);
    if (result != LEAT_OK)
        return result == LEAT_END ? wrong_here(reader, "the file ends where a value is expected")
                                  : result;
    if (found > 0 && reader->was_found)
        return reader_wrong(reader, line, column, "the rows stand here for the second time");
    if (found == 0) {
        reader->spot = AFTER_MEMBER;
        return pass_value(step, reader);
    }
    reader->matched[reader->depth] = found;
    reader->spot = AT_VALUE;
    return LEAT_OK;
}

/* The document itself, or a value on the way to the rows. LEAT_MORE: go on. */
static int take_value(struct leat_step *step, struct reader *reader, struct row *row, char c) {
    if (reader->matched[reader->depth] == reader->path.size) {
        reader->was_found = true;
        if (c == '[') {
            reader_take(reader, 1);
            reader->spot = AT_FIRST_ROW;
            return LEAT_MORE;
        }
        const int result = judge_value(step, reader, row);
        reader->spot = after_value(reader);
        const bool is_none =
            result == LEAT_OK && reader->path.size > 0 && value_kind(row->text) == VALUE_NULL;
        if (is_none)
            take_pending(reader);
        return is_none ? LEAT_MORE : result;
    }
    if (c != '{') {
        /* What is no JSON at all is told as that. */
        const int64_t line = reader->line, column = reader->column;
        const int result = pass_value(step, reader);
        return result != LEAT_OK
                   ? result
                   : reader_wrong(
                         reader, line, column,
                         "the way to the rows, \"%s\", leads through an object, and this is none",
                         reader->path.data);
    }
    reader_take(reader, 1);
    reader->depth++;
    reader->spot = AT_FIRST_KEY;
    return LEAT_MORE;
}

/* One step through the document. LEAT_OK: a row; LEAT_MORE: go on. */
static int advance(struct leat_step *step, struct reader *reader, struct row *row, char c) {
    const bool is_close =
        c == (reader->spot == AT_FIRST_ROW || reader->spot == AFTER_ROW ? ']' : '}');
    int result;
    switch (reader->spot) {
    case AT_VALUE:
        return take_value(step, reader, row, c);
    case AT_FIRST_KEY:
    case AFTER_MEMBER:
        if (is_close) {
            reader->depth--;
            reader_take(reader, 1);
            reader->spot = after_value(reader);
            return LEAT_MORE;
        }
        if (reader->spot == AT_FIRST_KEY) {
            result = take_member(step, reader, c);
            return result == LEAT_OK ? LEAT_MORE : result;
        }
        if (c != ',')
            return wrong_here(reader, "',' or '}' is expected");
        reader_take(reader, 1);
        reader->spot = AT_KEY;
        return LEAT_MORE;
    case AT_KEY:
        result = take_member(step, reader, c);
        return result == LEAT_OK ? LEAT_MORE : result;
    case AT_FIRST_ROW:
    case AFTER_ROW:
        if (is_close) {
            reader_take(reader, 1);
            reader_end_rows(reader);
            return LEAT_MORE;
        }
        if (reader->spot == AFTER_ROW && c != ',')
            return wrong_here(reader, "',' or ']' is expected");
        if (reader->spot == AFTER_ROW)
            reader_take(reader, 1);
        reader->spot = AT_ROW;
        return LEAT_MORE;
    case AT_ROW:
        reader->spot = AFTER_ROW;
        return judge_value(step, reader, row);
    case AT_END:
        break;
    }
    return wrong_here(
        reader,
        c == '{' || c == '['
            ? "the document has ended, and another begins; if every line is a document, set "
              "\"format\": \"lines\""
            : "the document has ended, and more follows");
}

static int end_of_file(struct reader *reader) {
    if (reader->spot == AT_END && reader->was_found)
        return LEAT_END;
    if (reader->spot == AT_END)
        return reader_wrong(reader, reader->line, reader->column,
                            "the document has no rows at \"%s\"", reader->path.data);
    if (reader->spot == AT_VALUE && reader->depth == 0)
        return wrong_here(reader, "the file has no data; JSON begins with '[' or '{'");
    return wrong_here(reader, reader->spot == AT_ROW || reader->spot == AT_FIRST_ROW ||
                                      reader->spot == AFTER_ROW
                                  ? "the file ends before its array does: ']' is missing"
                                  : "the file ends before its object does: '}' is missing");
}

int document_next(struct leat_step *step, struct reader *reader, struct row *row, bool is_seeking) {
    for (;;) {
        char c = '\0';
        if (is_seeking && reader->spot == AT_FIRST_ROW)
            return LEAT_MORE;
        int result = peek(step, reader, &c);
        if (result == LEAT_END)
            return end_of_file(reader);
        if (result == LEAT_OK)
            result = advance(step, reader, row, c);
        if (result != LEAT_MORE)
            return result;
    }
}
