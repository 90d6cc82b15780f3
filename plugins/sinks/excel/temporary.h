/* temporary: the files of libxlsxwriter and minizip.
 *
 * The library writes each part of a workbook to a temporary file and never asks whether that
 * succeeded, so that a full disk makes a workbook with rows missing. It gets these files from a
 * function that it exports, lxw_tmpfile; ours stands before it and hands out files that remember
 * their first error.
 *
 * minizip asks, but takes an interrupted write, or one that took a part, for a failed one. So it is
 * given files that go on; the library calls minizip's zipOpen, and ours stands before that too. */
#ifndef LEAT_EXCEL_TEMPORARY_H
#define LEAT_EXCEL_TEMPORARY_H

#include <minizip/unzip.h>
#include <minizip/zip.h>
#include <stdint.h>

struct temporary {
    int error;                   /* the first errno, or 0 */
    uint32_t made;               /* how many files were asked for */
    struct temporary_file *open; /* those that are not closed */
};

/* Until temporary_end, files that the library asks for on this thread belong to `temporary`, which
 * must outlive them.
 */
void temporary_begin(struct temporary *temporary);
void temporary_end(void);

/* A temporary file of one's own, read and written, that vanishes when it is closed; -1: errno says
 * why. */
int temporary_open(void);

/* As zipOpen64 for a new file, and unzOpen64. */
zipFile temporary_zip(const char *path);
unzFile temporary_unzip(const char *path);

/* Closes what is still open: the library leaves files behind where it fails, and where a workbook
 * is given up. */
void temporary_close(struct temporary *temporary);

#endif
