/* What is wrong with a record, in words that say what to do. See state.h. */
#include "state.h"

#include "shared/utf8.h"

/* Inside the format's own encoding the byte can be shown; where the file was converted it is
 * gone. */
static void describe_not_text(const struct scanner *scanner, const struct record *record,
                              char text[FAULT_TEXT]) {
    const struct stream *stream = &scanner->stream;
    const char *bad = record->text + record->fault_at;
    const long long byte = (long long)stream_byte(stream, record->fault_at);
    char place[64] = "";
    if (byte >= 0)
        snprintf(place, sizeof place, " (at byte %lld of the file)", byte);
    if (utf8_is_no_character(bad, record->size - record->fault_at))
        snprintf(text, FAULT_TEXT, "it holds U+%s, which is no character%s",
                 (unsigned char)bad[2] == 0xbe ? "FFFE" : "FFFF", place);
    else if (!stream->is_utf8)
        snprintf(text, FAULT_TEXT, "it holds a byte that is no character in %s%s", stream->name,
                 place);
    else if (stream->is_guessed)
        snprintf(
            text, FAULT_TEXT,
            "the byte 0x%02x is not UTF-8%s; say the file's encoding: from Excel or Windows it is mostly "
            "\"encoding\": \"windows-1252\"",
            (unsigned char)*bad, place);
    else
        snprintf(text, FAULT_TEXT, "the byte 0x%02x is not UTF-8%s", (unsigned char)*bad, place);
}

/* In which field, counted from 1, the fault is: the fields before it are whole. */
static long long field_number(const struct record *record) {
    return (long long)record->field_count + 1;
}

static bool are_spaces(const char *text, size_t size) {
    for (size_t i = 0; i < size; i++)
        if (text[i] != ' ' && text[i] != '\t')
            return false;
    return size > 0;
}

/* Whether only spaces stand between the closing quote and the delimiter, or the line's end. */
static bool is_spaced_after(const struct scanner *scanner, const struct record *record) {
    size_t end = record->fault_at;
    if (!record->text)
        return false;
    while (end < record->size && (unsigned char)record->text[end] != scanner->delimiter)
        end++;
    return are_spaces(record->text + record->fault_at, end - record->fault_at);
}

/* ... or before the quote. */
static bool is_spaced_before(const struct record *record) {
    if (!record->text)
        return false;
    const struct span *last =
        record->field_count > 0 ? &record->fields[record->field_count - 1] : NULL;
    const size_t start = last ? last->start + last->size + 1 : 0;
    return are_spaces(record->text + start, record->fault_at - start);
}

static void describe_after_quote(const struct scanner *scanner, const struct record *record,
                                 char text[FAULT_TEXT]) {
    char lines[96] = " goes on after its closing quote";
    if (record->fault_line != record->last_line)
        snprintf(lines, sizeof lines,
                 ", whose quote is opened in line %lld, goes on after it is closed in line %lld",
                 (long long)record->fault_line, (long long)record->last_line);
    snprintf(text, FAULT_TEXT, "field %lld%s; a quote inside quotes is written twice%s",
             field_number(record), lines,
             is_spaced_after(scanner, record) && !scanner->skips_spaces
                 ? "; if spaces round fields do not count, set \"skip_spaces\": true"
                 : "");
}

static void describe_stray_quote(const struct record *record, char text[FAULT_TEXT]) {
    if (is_spaced_before(record))
        snprintf(text, FAULT_TEXT,
                 "field %lld has spaces before its quote; if spaces round fields do not count, set "
                 "\"skip_spaces\": true",
                 field_number(record));
    else
        snprintf(
            text, FAULT_TEXT,
            "field %lld holds a quote but does not begin with one; if quotes mean nothing in this file, set "
            "\"quote\": \"none\"",
            field_number(record));
}

void fault_describe(const struct scanner *scanner, const struct record *record,
                    char text[FAULT_TEXT]) {
    switch (record->fault) {
    case FAULT_NONE:
        text[0] = '\0';
        break;
    case FAULT_AFTER_QUOTE:
        describe_after_quote(scanner, record, text);
        break;
    case FAULT_STRAY_QUOTE:
        describe_stray_quote(record, text);
        break;
    case FAULT_NUL:
        snprintf(text, FAULT_TEXT, "field %lld holds a NUL byte%s", field_number(record),
                 scanner->stream.is_guessed
                     ? "; a file that is full of them is UTF-16: set \"encoding\": \"utf-16\""
                     : "");
        break;
    case FAULT_LONG_FIELD:
        snprintf(
            text, FAULT_TEXT,
            "field %lld, which begins in line %lld, is longer than %lld bytes; is a quote missing? Else raise "
            "\"max_field\"",
            field_number(record), (long long)record->fault_line, (long long)scanner->max_field);
        break;
    case FAULT_LONG_RECORD:
        snprintf(text, FAULT_TEXT,
                 "the row is longer than %zu bytes; raise \"max_field\" if it is right",
                 SCANNER_RECORD_MOST + scanner->max_field);
        break;
    case FAULT_NOT_TEXT:
        describe_not_text(scanner, record, text);
        break;
    case FAULT_UNCLOSED:
        snprintf(text, FAULT_TEXT,
                 "the quote that is opened here is never closed; if quotes mean nothing in this "
                 "file, set \"quote\": \"none\"");
        break;
    }
}

bool fault_is_final(const struct scanner *scanner, const struct record *record) {
    return record->fault == FAULT_UNCLOSED ||
           (record->fault == FAULT_NOT_TEXT && scanner->stream.is_guessed &&
            !utf8_is_no_character(record->text + record->fault_at,
                                  record->size - record->fault_at));
}
