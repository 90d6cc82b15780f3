/* reread: reads a finished workbook again, to know that what was written is there.
 *
 * Every part must be sound in the ZIP and well-formed XML, and each sheet must hold the rows and
 * cells that were written to it: a workbook cut short is often well-formed. */
#ifndef LEAT_EXCEL_REREAD_H
#define LEAT_EXCEL_REREAD_H

#include <leat/plugin.h>

#include "packed.h"

struct reread_sheet {
    uint64_t rows, cells;
};

/* Sheet i of the file holds counts[i]. false: leat_fail has told. */
bool reread(struct leat_step *step, const char *path, const struct reread_sheet *counts,
            size_t count);

/* Whether the file's parts are those that were packed, in their order, and nothing else: the list
 * of parts, and their bytes as they lie there. false: leat_fail has told. */
bool reread_joined(struct leat_step *step, const char *path, const struct packed_sums *parts,
                   size_t count);

/* The number of the sheet that a part holds, from 0; -1: it is another part. */
long reread_sheet_number(const char *part);

#endif
