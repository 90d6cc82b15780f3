/* format_parts: what the readers of formats share. For core/format alone. */
#ifndef LEAT_FORMAT_FORMAT_PARTS_H
#define LEAT_FORMAT_FORMAT_PARTS_H

#include "format/format.h"

typedef bool format_reader(struct leat_text text, enum leat_kind kind, char out[FORMAT_ROOM],
                           size_t *size, const char **reason);

/* -- format_number.c: numbers and codes, written exactly so ----------------------------------- */
format_reader format_read_urn, format_read_laestab, format_read_upn, format_read_la_code,
    format_read_ons_code, format_read_academic_year;

/* -- format_word.c: words, whatever their case and spaces ------------------------------------- */
format_reader format_read_ofsted_grade, format_read_phase, format_read_ofsted_phase;

/* Gives the form, or the reason. */
static inline bool format_form(const char *form, size_t form_size, char out[FORMAT_ROOM],
                               size_t *size) {
    memcpy(out, form, form_size);
    *size = form_size;
    return true;
}

static inline bool format_not(const char **reason, const char *why) {
    *reason = why;
    return false;
}

#endif
