/* See scanner.h. One state machine goes over the bytes; it keeps its state while the stream brings
 * more. */
#include "scanner.h"

#include "shared/utf8.h"

enum state {
    FIELD_START, /* nothing of the field yet, or only spaces that do not count */
    PLAIN,
    QUOTED,
    CLOSED, /* after a quote in a quoted field: its end, or the first of two */
    BROKEN, /* a fault was found: on to the end of the line */
};

/* A record under way. */
struct scan {
    size_t at, have; /* in the stream's text */
    enum state state;
    size_t field_start;
    int64_t field_line;
    bool is_quoted, is_spaced; /* is_spaced: CLOSED, and a space came since */
    bool is_dropping;          /* too long: what was seen is taken off the stream */
    bool has_long;             /* a field is too long, though another fault may have come first */
    char last;                 /* the byte before `at` */
};

void scanner_start(struct scanner *scanner, char delimiter, int quote, bool skips_spaces,
                   size_t max_field) {
    scanner->delimiter = (unsigned char)delimiter;
    scanner->quote = quote;
    scanner->skips_spaces = skips_spaces;
    scanner->max_field = max_field;
    scanner->line = 1;
    scanner->blanks = 0;
    scanner->is_after_cr = false;
    scanner->scanned = 0;
    memset(scanner->stops_plain, 0, sizeof scanner->stops_plain);
    memset(scanner->stops_quoted, 0, sizeof scanner->stops_quoted);
    const unsigned char ends[] = {'\r', '\n', '\0'};
    for (size_t i = 0; i < sizeof ends; i++)
        scanner->stops_plain[ends[i]] = scanner->stops_quoted[ends[i]] = true;
    scanner->stops_plain[scanner->delimiter] = true;
    if (quote >= 0)
        scanner->stops_plain[quote] = scanner->stops_quoted[quote] = true;
}

void scanner_lend(struct scanner *scanner, struct stream lent, int64_t line) {
    scanner->stream = lent;
    scanner->line = line;
    scanner->blanks = 0;
    scanner->scanned = 0;
    scanner->is_after_cr = false;
}

static bool is_line_end(char c) { return c == '\r' || c == '\n'; }

/* Takes one line end off the stream's start, and the LF of a CR LF that was cut in two. False:
 * there is none. */
static bool take_line_end(struct scanner *scanner) {
    const char c = *stream_text(&scanner->stream);
    if (scanner->is_after_cr && c == '\n') {
        scanner->is_after_cr = false;
        stream_take(&scanner->stream, 1);
        return true;
    }
    scanner->is_after_cr = false;
    if (!is_line_end(c))
        return false;
    scanner->is_after_cr = c == '\r';
    scanner->line++;
    stream_take(&scanner->stream, 1);
    return true;
}

int scanner_skip_lines(struct leat_step *step, struct scanner *scanner, int64_t lines) {
    const int64_t first = scanner->line + lines;
    while (scanner->line < first) {
        if (stream_size(&scanner->stream) == 0) {
            const int result = stream_more(step, &scanner->stream);
            if (result != LEAT_OK)
                return result;
        }
        if (take_line_end(scanner))
            continue;
        const char *text = stream_text(&scanner->stream);
        size_t size = 1;
        while (size < stream_size(&scanner->stream) && !is_line_end(text[size]))
            size++;
        stream_take(&scanner->stream, size);
    }
    return LEAT_OK;
}

/* The first fault of a record counts. In a field that is too long it is that, so that what is told
 * does not depend on how the stream came in blocks; nor does whether the record's text is kept. */
static void set_fault(const struct scanner *scanner, struct scan *scan, struct record *record,
                      enum fault fault, size_t at) {
    const bool is_long = at > scan->field_start && at - scan->field_start > scanner->max_field;
    scan->has_long |= is_long;
    if (record->fault)
        return;
    record->fault = is_long ? FAULT_LONG_FIELD : fault;
    record->fault_at = is_long ? scan->field_start : at;
    record->fault_line = scan->field_line;
}

static int add_field(struct leat_step *step, struct scanner *scanner, struct scan *scan,
                     struct record *record) {
    const size_t size = scan->at - scan->field_start;
    scan->has_long |= size > scanner->max_field && scan->state != BROKEN;
    if (size > scanner->max_field)
        set_fault(scanner, scan, record, FAULT_LONG_FIELD, scan->field_start);
    if (record->fault)
        return LEAT_OK;
    if (record->field_count == scanner->field_room) {
        const size_t room = scanner->field_room ? scanner->field_room * 2 : 64;
        struct span *fields = leat_realloc(step, scanner->fields, room * sizeof *fields);
        if (!fields)
            return LEAT_FAILED;
        scanner->fields = fields;
        scanner->field_room = room;
    }
    scanner->fields[record->field_count++] =
        (struct span){scan->field_start, size, scan->is_quoted};
    return LEAT_OK;
}

static void begin_field(const struct scanner *scanner, struct scan *scan, size_t at) {
    scan->state = FIELD_START;
    scan->field_start = at;
    scan->field_line = scanner->line;
    scan->is_quoted = scan->is_spaced = false;
}

/* Goes over bytes that mean nothing in this state. */
static void run(const char *text, struct scan *scan, const bool stops[256]) {
    size_t at = scan->at;
    while (at < scan->have && !stops[(unsigned char)text[at]])
        at++;
    if (at > scan->at)
        scan->last = text[at - 1];
    scan->at = at;
}

/* One byte inside quotes that may mean something. */
static void take_quoted(struct scanner *scanner, struct scan *scan, struct record *record, char c) {
    if ((unsigned char)c == scanner->quote)
        scan->state = CLOSED;
    else if (c == '\0')
        set_fault(scanner, scan, record, FAULT_NUL, scan->at);
    else if (c == '\r' || (c == '\n' && scan->last != '\r'))
        scanner->line++;
}

static bool is_blank(char c) { return c == ' ' || c == '\t'; }

/* One byte elsewhere, which is neither a delimiter nor a line end. */
static void take_other(const struct scanner *scanner, struct scan *scan, struct record *record,
                       char c) {
    const bool is_quote = (unsigned char)c == scanner->quote;
    const bool is_space = is_blank(c);
    if (c == '\0') {
        set_fault(scanner, scan, record, FAULT_NUL, scan->at);
        scan->state = BROKEN;
    } else if (scan->state == CLOSED && is_quote && !scan->is_spaced) {
        scan->state = QUOTED;
    } else if (scan->state == CLOSED && is_space && scanner->skips_spaces) {
        scan->is_spaced = true;
    } else if (scan->state == CLOSED) {
        set_fault(scanner, scan, record, FAULT_AFTER_QUOTE, scan->at);
        scan->state = BROKEN;
    } else if (scan->state == FIELD_START && is_quote) {
        scan->state = QUOTED;
        scan->is_quoted = true;
    } else if (is_quote) {
        set_fault(scanner, scan, record, FAULT_STRAY_QUOTE, scan->at);
        scan->state = BROKEN;
    } else if (scan->state == FIELD_START && !(is_space && scanner->skips_spaces)) {
        scan->state = PLAIN;
    }
}

/* Goes on to the record's line end, or to the end of what is at hand: *has_end says which. */
static int scan_on(struct leat_step *step, struct scanner *scanner, struct scan *scan,
                   struct record *record, bool *has_end) {
    const char *text = stream_text(&scanner->stream);
    for (; scan->at < scan->have; scan->last = text[scan->at++]) {
        if (scan->state == PLAIN || scan->state == QUOTED)
            run(text, scan, scan->state == PLAIN ? scanner->stops_plain : scanner->stops_quoted);
        if (scan->at == scan->have)
            return LEAT_OK;
        const char c = text[scan->at];
        if (scan->state == QUOTED) {
            take_quoted(scanner, scan, record, c);
        } else if (is_line_end(c)) {
            *has_end = true;
            return add_field(step, scanner, scan, record);
        } else if (scan->state == BROKEN) {
            continue;
        } else if ((unsigned char)c == scanner->delimiter) {
            if (add_field(step, scanner, scan, record) != LEAT_OK)
                return LEAT_FAILED;
            begin_field(scanner, scan, scan->at + 1);
        } else {
            take_other(scanner, scan, record, c);
        }
    }
    return LEAT_OK;
}

/* What was seen of a record that is too long is not kept, so that memory stays bounded; the state
 * goes on. */
static void drop_if_long(struct scanner *scanner, struct scan *scan, struct record *record) {
    if (!scan->is_dropping) {
        if (scan->state != BROKEN && scan->at - scan->field_start > scanner->max_field)
            set_fault(scanner, scan, record, FAULT_LONG_FIELD, scan->field_start);
        else if (scan->at > SCANNER_RECORD_MOST + scanner->max_field)
            set_fault(scanner, scan, record, FAULT_LONG_RECORD, 0);
        else
            return;
        scan->is_dropping = true;
    }
    stream_take(&scanner->stream, scan->at);
    scan->at = scan->field_start = 0;
}

int scanner_settle(struct leat_step *step, struct scanner *scanner) {
    stream_take(&scanner->stream, scanner->scanned);
    scanner->scanned = 0;
    for (;;) {
        if (stream_size(&scanner->stream) == 0) {
            const int result = stream_more(step, &scanner->stream);
            if (result != LEAT_OK)
                return result;
        }
        const int64_t line = scanner->line;
        if (!take_line_end(scanner))
            return LEAT_OK;
        scanner->blanks += scanner->line - line;
    }
}

/* The record is whole: its text, and whether it is text. */
static void finish(struct scanner *scanner, struct scan *scan, struct record *record) {
    record->last_line = scanner->line;
    record->fields = scanner->fields;
    if (scan->is_dropping || scan->has_long)
        return;
    if (record->fault == FAULT_LONG_FIELD || record->fault == FAULT_LONG_RECORD)
        return;
    record->text = stream_text(&scanner->stream);
    record->size = scan->at;
    if (record->fault)
        return;
    const size_t valid = utf8_valid(record->text, record->size);
    if (valid == record->size)
        return;
    set_fault(scanner, scan, record, FAULT_NOT_TEXT, valid);
    record->fault_line = record->line;
    for (size_t i = 0; i < valid; i++)
        record->fault_line += record->text[i] == '\r' ||
                              (record->text[i] == '\n' && (i == 0 || record->text[i - 1] != '\r'));
}

/* Brings more of the stream for a record that is not over. */
static int bring_more(struct leat_step *step, struct scanner *scanner, struct scan *scan,
                      struct record *record) {
    if (leat_stopping(step))
        return LEAT_STOPPED;
    drop_if_long(scanner, scan, record);
    const int result = stream_more(step, &scanner->stream);
    scan->have = stream_size(&scanner->stream);
    return result;
}

/* The last record has no line end, which is allowed, unless the file ends inside quotes. */
static int end_of_file(struct leat_step *step, struct scanner *scanner, struct scan *scan,
                       struct record *record) {
    record->is_cut = !scanner->stream.is_over;
    if (scan->state != QUOTED)
        return add_field(step, scanner, scan, record);
    record->fault = FAULT_NONE; /* nothing that was found inside the quotes weighs as much */
    scan->has_long |= scan->at - scan->field_start > scanner->max_field;
    set_fault(scanner, scan, record, FAULT_UNCLOSED, scan->field_start);
    return LEAT_OK;
}

static int scan_record(struct leat_step *step, struct scanner *scanner, struct record *record) {
    *record = (struct record){.line = scanner->line, .byte = stream_byte(&scanner->stream, 0)};
    struct scan scan = {.have = stream_size(&scanner->stream)};
    begin_field(scanner, &scan, 0);
    bool has_end = false;
    int result = LEAT_OK;
    while (result == LEAT_OK && !has_end) {
        result = scan_on(step, scanner, &scan, record, &has_end);
        if (result == LEAT_OK && !has_end)
            result = bring_more(step, scanner, &scan, record);
    }
    if (result == LEAT_END)
        result = end_of_file(step, scanner, &scan, record);
    if (result != LEAT_OK)
        return result;
    finish(scanner, &scan, record);
    scanner->scanned = scan.at;
    if (has_end) {
        scanner->is_after_cr = stream_text(&scanner->stream)[scan.at] == '\r';
        scanner->scanned++;
        scanner->line++;
    }
    return LEAT_OK;
}

/* A line of nothing but spaces, where spaces do not count. */
static bool is_blank_record(const struct scanner *scanner, const struct record *record) {
    if (!scanner->skips_spaces || record->fault || record->field_count != 1 ||
        record->fields[0].is_quoted)
        return false;
    for (size_t i = 0; i < record->size; i++)
        if (!is_blank(record->text[i]))
            return false;
    return true;
}

int scanner_next(struct leat_step *step, struct scanner *scanner, struct record *record) {
    for (;;) {
        int result = scanner_settle(step, scanner);
        if (result == LEAT_OK)
            result = scan_record(step, scanner, record);
        if (result != LEAT_OK || record->is_cut || !is_blank_record(scanner, record))
            return result;
        scanner->blanks++;
    }
}

bool scanner_is_empty(const struct scanner *scanner, const struct record *record, size_t field) {
    const struct span *span = &record->fields[field];
    const char *text = record->text + span->start;
    size_t quotes = 0;
    for (size_t i = 0; i < span->size; i++) {
        if ((unsigned char)text[i] == scanner->quote && quotes < 2)
            quotes++;
        else if (!(scanner->skips_spaces && quotes != 1 && is_blank(text[i])))
            return false; /* inside quotes, a space is a value */
    }
    return true;
}

void scanner_close(struct leat_step *step, struct scanner *scanner) {
    leat_free(step, scanner->fields);
    scanner->fields = NULL;
    scanner->field_room = 0;
    stream_close(step, &scanner->stream);
}
