/* blocks: scans CSV text 64 bytes at a time, for structure alone.
 *
 * The scan comes in variants that answer alike (shared/vector/level.h). It holds for regular text
 * only: by RFC 4180, section 2, with a field either in quotes from end to end or without any. Lines
 * end in LF or CR LF. Where it finds anything else, it says so, and the text is for scanner.h, which
 * judges byte by byte.
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

/* What there is of text that begins with a record, up to where it can be cut in two. */
struct blocks_found {
    bool is_regular;      /* if not, nothing else is known; the whole text is looked at */
    size_t end;           /* behind its last line end outside quotes; 0: it has none. Of a file's
                             last text, its size */
    int64_t lines;        /* line ends, those in quotes too */
    int64_t blanks;       /* lines that are empty, but for a CR */
    size_t rows;          /* line feeds outside quotes */
    bool has_quotes;      /* anywhere, also behind the end, as the next two */
    bool has_quoted_line; /* a line feed inside quotes */
    bool has_high;        /* a byte above 0x7f */
};

enum { BLOCKS_BYTES = 64 }; /* a mask's */

struct blocks {
    /* is_last: the file ends here, so a CR that is its last byte has no LF. Fills a mask for every
     * block, the last one too where it is not whole: the delimiters and line ends outside quotes. */
    struct blocks_found (*find)(const char *text, size_t size, struct dialect dialect, bool is_last,
                                uint64_t *masks);

    /* Fills at[], which has room for size + BLOCKS_SLACK, with where such stand in the text's first
     * `size` bytes, ascending. Answers how many. */
    size_t (*put)(const uint64_t *masks, size_t size, uint32_t *at);
};

/* What the variants may write behind the last position. */
enum { BLOCKS_SLACK = 64 };

/* The variant for a level that this machine has. */
const struct blocks *blocks_at(enum vector_level level);

#endif
