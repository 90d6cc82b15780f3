/* seen: what a section's rows turn out to hold, found as they come: for what is said above a table
 * before it is written, and for the summary. */
#ifndef LEAT_REPORT_SEEN_H
#define LEAT_REPORT_SEEN_H

#include "shared/report/cell.h"
#include "shared/report/theme.h"

struct section;

/* Zeroed is nothing seen. */
struct seen {
    int64_t rows;
    struct leat_text *symbols; /* each once, in the order of their first cells */
    size_t symbol_count;
    bool has_blank;          /* in a column that the section shows */
    int64_t statuses[4];     /* rows by enum status of the section's status column */
    struct cell *exceptions; /* of rows that are Amber or Red, the section's columns a row */
    int32_t exception_count, exception_room;
};

struct report;

/* Besides it refuses words of status and travel that are none, and links that lead nowhere. false:
 * told. */
bool seen_add(struct leat_step *step, const struct report *report, struct section *section,
              struct leat_batch *batch);
void seen_free(struct leat_step *step, struct section *section);

/* The cells of an exception. */
const struct cell *seen_exception(const struct section *section, int32_t at);

#endif
