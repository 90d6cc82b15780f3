/* check: finds at `leat check` what nobody can mean by a return's options. */
#ifndef LEAT_REPORT_CHECK_H
#define LEAT_REPORT_CHECK_H

#include "shared/report/report.h"

/* A section whose columns are described: its layout, its widths, its formats and what it marks. */
bool check_section(struct leat_step *step, const struct section *section);

/* A text for those who do not see a picture holds nothing that no reader could say. */
bool check_alt(struct leat_step *step, const struct leat_text *alt);

/* A language is written as BCP 47 has it, which programs that read aloud go by. */
bool check_language(struct leat_step *step, const struct leat_text *language);

/* At most one section gives the summary its exceptions. */
bool check_exceptions(struct leat_step *step, const struct report *report);

#endif
