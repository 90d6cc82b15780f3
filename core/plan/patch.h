/* patch: an input file as it would be with some of its records corrected, for `leat replay`.
 *
 * The file itself is never written. What is read of it has the corrections in their places, and
 * where a byte or a line of that stands is told as it is in the file, so that messages and rejects
 * speak of what people have before them. */
#ifndef LEAT_PLAN_PATCH_H
#define LEAT_PLAN_PATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One record of the file, and what is read in its place. */
struct patch {
    int64_t byte, line; /* where the record begins in the file, and its size there */
    int64_t size;
    char *text;
    size_t text_size;
    char *mark;          /* of what stands in the file (patch_mark) */
    int64_t line_ends;   /* within the text */
    int64_t more_lines;  /* that the text has; less than 0: the record has more */
    int64_t shift;       /* bytes that the patches before it and it add together … */
    int64_t lines_shift; /* … and lines */
};

/* In the order of the file. Zeroed is empty. */
struct patches {
    struct patch *list;
    size_t count;
};

/* Puts them in order and works out how they move what stands behind them. false: two of them stand
 * in the same bytes. */
bool patches_settle(struct patches *patches);
void patches_free(struct patches *patches);

/* How many bytes they add. */
int64_t patches_shift(const struct patches *patches);

/* What bytes [offset, offset + size) of the patched file are made of: the first part of them, *size
 * cut down to it. NULL: they are the file's own, from *offset on; else the text is answered. */
const char *patches_part(const struct patches *patches, int64_t *offset, size_t *size);

/* Where a byte and a line of the patched file stand in the file itself; what stands within a
 * correction, where its record begins. */
int64_t patches_byte(const struct patches *patches, int64_t byte);
int64_t patches_line(const struct patches *patches, int64_t line);

/* Where a record of the file begins in the patched file; *patch: the one in its place, or NULL. */
int64_t patches_find(const struct patches *patches, int64_t byte, const struct patch **patch);

/* What a record is known by: its size and a sum of its bytes, "17-x5f0c…". A spreadsheet takes it
 * for no number. memory_free. */
char *patch_mark(const char *record, size_t size);

/* A mark's size; -1: it is no mark. */
int64_t patch_mark_size(const char *mark);

/* Line ends within a text: LF, CR LF or CR. */
int64_t patch_line_ends(const char *text, size_t size);

#endif
