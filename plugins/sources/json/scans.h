/* scans: what is done to JSON text many bytes at a time.
 *
 * Three scans and the walk, each in variants that answer alike (shared/vector/level.h). Where a
 * piece can be cut is found by its quotes, brackets and commas alone, by the rules of extent_find
 * (value.h), whether it is JSON or not. A mask has a bit for each of 64 bytes, the first lowest;
 * where the quotes are q, the exclusive-or of all bits up to each is 1 from an opening quote up to
 * its closing one, the closing one left out.
 *
 * The walk takes one row from its first byte to its last and proves each of them: it is JSON by RFC
 * 8259 and UTF-8 by RFC 3629, no key stands twice, and all keys are known (shape.h). Where anything
 * else turns up it declines, and the row is for jansson. It looks at what is expected next first:
 * the key that followed this one in other rows, compared with all that stands round it at once; a
 * string's end, many bytes at a time; a number's digits likewise. */
#ifndef LEAT_PLUGINS_JSON_SCANS_H
#define LEAT_PLUGINS_JSON_SCANS_H

#include "loose.h"
#include "shared/vector/level.h"

/* Text for the walk has so many NUL bytes behind its end. */
enum { WALK_SLACK = 2 * HEAD_MOST };

/* A cell that is not given as it stands. */
struct fix {
    uint32_t slot;
    bool is_json; /* to be made compact; else a string with escapes */
};

struct walk {
    const char *text, *end; /* of the piece; slices count from text */
    bool is_lines;          /* a line feed ends the row */
    struct leat_slice *row; /* the row's, slot s at row[s * stride] */
    size_t stride;
    int64_t lines;     /* line feeds passed */
    uint64_t marks;    /* objects walked through */
    uint64_t escapes;  /* passed in strings */
    struct fix *fixes; /* of the row: room for one a slot */
    size_t fix_count;
    struct loose *loose;
};

/* Where text that stands between rows of an array can be cut in two. */
struct scan_cut {
    size_t end;     /* behind the last comma between rows, or behind the array's end; 0: neither */
    bool is_closed; /* the array ends there */
};

struct scan_count {
    int64_t lines;  /* line feeds */
    int64_t blanks; /* of the lines they end, those of white space alone */
    int64_t chars;  /* code points behind the last one */
};

struct scans {
    /* Walks through the value at `at`, which is no white space: answers with the byte behind it, or
     * NULL: declined, with the row's slices, fixes and lines of no meaning. */
    const char *(*walk)(struct walk *walk, const struct place *root, const char *at);

    struct scan_cut (*cut)(const char *text, size_t size);
    struct scan_count (*count_lines)(const char *text, size_t size); /* without chars */
    struct scan_count (*count_chars)(const char *text, size_t size); /* without blanks */
};

/* The variant for a level that this machine has. */
const struct scans *scans_at(enum vector_level level);

#endif
