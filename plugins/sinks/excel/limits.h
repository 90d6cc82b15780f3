/* limits: finds at `leat check` what Excel would refuse of a sheet, with the place in the
 * definition. */
#ifndef LEAT_EXCEL_LIMITS_H
#define LEAT_EXCEL_LIMITS_H

#include "sheet.h"

/* An option's text holds no control character and at most `most` UTF-16 units; absent is fine.
 * what: "the title". */
bool limits_text(struct leat_step *step, const struct leat_text *text, size_t most,
                 const char *what);

/* Sheet `at` of the list is one that can be written: its name, which none before and no page has
 * (bits of enum page), its formats, its layout and its charts. */
bool limits_sheet(struct leat_step *step, const struct sheet *sheets, size_t at, uint32_t pages);

#endif
