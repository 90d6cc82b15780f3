/* check: finds at `leat check` what nobody can mean by a return's options. */
#ifndef LEAT_REPORT_CHECK_H
#define LEAT_REPORT_CHECK_H

#include "shared/report/report.h"

/* A section whose columns are described: its layout, its widths, its formats and what it marks. */
bool check_section(struct leat_step *step, const struct section *section);

/* At most one section gives the summary its exceptions. */
bool check_exceptions(struct leat_step *step, const struct report *report);

#endif
