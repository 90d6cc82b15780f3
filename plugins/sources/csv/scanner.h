/* scanner: cuts a stream into CSV records, byte by byte, and says of each where it stood and whether
 * RFC 4180 would have it.
 *
 * It judges whatever the scans of blocks.h do not take. libcsv, which then takes the fields out of a
 * record, has no line numbers, cannot be stopped, passes over blank lines and can swallow a file
 * after one bad quote. So each record is found and judged here first, and libcsv only sees the good
 * ones. */
#ifndef LEAT_PLUGINS_CSV_SCANNER_H
#define LEAT_PLUGINS_CSV_SCANNER_H

#include "shared/stream.h"

enum fault {
    FAULT_NONE,
    FAULT_AFTER_QUOTE, /* something between a closing quote and the delimiter */
    FAULT_STRAY_QUOTE, /* a quote in a field that does not begin with one */
    FAULT_NUL,
    FAULT_LONG_FIELD,
    FAULT_LONG_RECORD,
    FAULT_NOT_TEXT, /* bytes that are no text in the file's encoding */
    FAULT_UNCLOSED, /* the file ends inside quotes: the last record */
};

/* A field as it stands in the record, quotes included. */
struct span {
    size_t start, size;
    bool is_quoted;
};

/* Valid until the next record is asked for. */
struct record {
    const char *text; /* without its line end; NULL where it was too long to be kept */
    size_t size;
    int64_t line, byte; /* where it begins; byte -1: unknown */
    int64_t last_line;  /* where it ends */
    const struct span *fields;
    size_t field_count; /* where there is a fault: those before it */
    bool is_cut;        /* by the stream's limit: it goes on */
    enum fault fault;
    size_t fault_at;    /* where in the record; for FAULT_UNCLOSED and the like the field's start */
    int64_t fault_line; /* the line of the faulty field's start */
};

struct scanner {
    struct stream stream;
    int delimiter, quote; /* quote -1: none */
    bool skips_spaces;    /* round fields */
    size_t max_field;
    int64_t line;     /* of the next byte */
    int64_t blanks;   /* wholly empty lines passed over */
    bool is_after_cr; /* an LF now belongs to the line end before it */
    size_t
        scanned; /* bytes of the last record, line end included, still to be taken off the stream */
    bool stops_plain[256], stops_quoted[256];
    struct span *fields;
    size_t field_room;
};

/* The record that is too long to be kept whole, beside its longest field. */
#define SCANNER_RECORD_MOST ((size_t)64 * 1024 * 1024)

/* Readies the scanner for the stream, which the caller has opened in it. */
void scanner_start(struct scanner *scanner, char delimiter, int quote, bool skips_spaces,
                   size_t max_field);

/* Begins anew with text that was read before (stream_lend), whose first line is given. */
void scanner_lend(struct scanner *scanner, struct stream lent, int64_t line);

/* Takes what the last record used off the stream, and the blank lines before the next one. LEAT_OK:
 * the stream stands at its first byte; LEAT_END; LEAT_FAILED. */
int scanner_settle(struct leat_step *step, struct scanner *scanner);

/* Passes over whole lines, whatever they hold. LEAT_OK; LEAT_END: the file has fewer;
 * LEAT_FAILED. */
int scanner_skip_lines(struct leat_step *step, struct scanner *scanner, int64_t lines);

/* The next record that is no blank line. LEAT_OK; LEAT_END; LEAT_FAILED; LEAT_STOPPED. */
int scanner_next(struct leat_step *step, struct scanner *scanner, struct record *record);

/* Whether a field of the record is empty, quoted or not. */
bool scanner_is_empty(const struct scanner *scanner, const struct record *record, size_t field);

void scanner_close(struct leat_step *step, struct scanner *scanner); /* the stream too */

#endif
