/* reread: reads a finished workbook again, to know that what was written is there.
 *
 * Every part must be sound in the ZIP and well-formed XML, and each sheet must hold the rows and
 * cells that were written to it: a workbook cut short is often well-formed. */
#ifndef LEAT_EXCEL_REREAD_H
#define LEAT_EXCEL_REREAD_H

#include <leat/plugin.h>

struct reread_sheet {
    uint64_t rows, cells;
};

/* Sheet i of the file holds counts[i]. false: leat_fail has told. */
bool reread(struct leat_step *step, const char *path, const struct reread_sheet *counts,
            size_t count);

#endif
