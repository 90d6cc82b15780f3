/* joined: a workbook put together from what the library wrote and the rows that it did not.
 *
 * The library writes the workbook as if its large sheets had no rows, to a temporary file, which is
 * read again as any workbook (reread.h). Its parts are copied as they are, or compressed again
 * where the definition wants another compression than the library's; in a sheet's part the rows are
 * put in their place. Then the workbook is read again too, so that what lies on the disk is what
 * was made: of each part the bytes as they lie there, compressed, have the length and the checksum
 * of those that left the compressor, piece after piece, or that stood in the library's file; and
 * the list of parts has the length and checksum of the text that went in. To unpack them would say
 * no more, and take most of the time. */
#ifndef LEAT_EXCEL_JOINED_H
#define LEAT_EXCEL_JOINED_H

#include "book.h"

enum { JOINED_USUAL = 6 /* the library's compression */ };

/* Whether the workbook is to be joined from parts. */
bool joined_is_needed(const struct book *book);

/* Joins the library's file, which is at `from`, into the workbook at book->path. false: told. */
bool joined_write(struct leat_step *step, const struct book *book, const char *from);

#endif
