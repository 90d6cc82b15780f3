/* blocks: scans CSV text 64 bytes at a time, for structure alone.
 *
 * Two scans, each in variants that answer alike (shared/vector/level.h). Both hold for regular text
 * only: by RFC 4180, section 2, with a field either in quotes from end to end or without any. Lines
 * end in LF or CR LF. Where the first scan finds anything else, it says so, and the text is for
 * scanner.h, which judges byte by byte.
 *
 * A mask has a bit for each byte of a block, the first byte lowest. Where the quotes of a block are
 * q, the exclusive-or of all bits up to each (a prefix sum without carry) is 1 from an opening quote
 * up to its closing one, the closing one left out; the two halves of a doubled quote close and open
 * again. */
#ifndef LEAT_PLUGINS_CSV_BLOCKS_H
#define LEAT_PLUGINS_CSV_BLOCKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/vector/level.h"

struct dialect {
    unsigned char delimiter, quote; /* quote 0: none; no regular text has a NUL */
};

/* Where text that begins with a record can be cut in two. */
struct blocks_cut {
    bool is_regular;  /* if not, nothing else is known */
    size_t end;       /* behind its last line end outside quotes; 0: it has none */
    int64_t lines;    /* line ends up to there, those in quotes too */
    int64_t blanks;   /* lines up to there that are empty, but for a CR */
    bool is_unclosed; /* the text ends inside quotes */
};

/* Where regular text has its delimiters and line ends outside quotes. */
struct blocks_index {
    size_t count;         /* of positions */
    size_t rows;          /* of line feeds among them */
    bool has_quotes;      /* anywhere */
    bool has_quoted_line; /* a line feed inside quotes */
    bool has_high;        /* a byte above 0x7f */
};

struct blocks {
    /* is_last: the file ends here, so a CR that is its last byte has no LF. */
    struct blocks_cut (*cut)(const char *text, size_t size, struct dialect dialect, bool is_last);

    /* Fills at[], which has room for size + BLOCKS_SLACK positions, ascending. */
    struct blocks_index (*index)(const char *text, size_t size, struct dialect dialect,
                                 uint32_t *at);
};

/* What the variants may write behind the last position. */
enum { BLOCKS_SLACK = 64 };

/* The variant for a level that this machine has. */
const struct blocks *blocks_at(enum vector_level level);

#endif
