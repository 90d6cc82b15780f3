/* format: the formats of education data: what a text must be, and the one form it is brought into.
 *
 * One table. A source's column names one in its "format", an expression in as_format, a plugin
 * finds them by leat_format_find. A text is checked and comes out in its one form, so that what
 * means the same is the same: 8792001, 879-2001 and 879/2001 are one LAESTAB. What has been brought
 * into its form is read again as it is. */
#ifndef LEAT_FORMAT_FORMAT_H
#define LEAT_FORMAT_FORMAT_H

#include "leat/plugin.h"

enum { FORMAT_ROOM = LEAT_FORMAT_ROOM };

struct format {
    const char *name;
    const char *help; /* a line */
    uint32_t kinds;   /* which kinds of columns it goes with, LEAT_KINDS; text is always one */
    bool (*read)(struct leat_text text, enum leat_kind kind, char out[FORMAT_ROOM], size_t *size,
                 const char **reason);
};

extern const struct format format_table[]; /* name NULL at the end */

/* The names, for suggestions; *count of them, static. */
const char *const *format_names(size_t *count);

/* NULL: there is none. */
const struct format *format_find(const char *name, size_t size);

/* Reads a text, of any bytes, as what a column of one of the format's kinds holds. true: out has
 * its one form, *size bytes of UTF-8; for an integer its digits. false: *reason (static) says why,
 * in words that follow "is" and never have any of the value: "not a URN: those are …". */
bool format_read(const struct format *format, struct leat_text text, enum leat_kind kind,
                 char out[FORMAT_ROOM], size_t *size, const char **reason);

/* By which of Ofsted's frameworks a grade was given: "overall effectiveness" or "report card";
 * NULL: the text is no grade, and *reason says why. */
const char *format_ofsted_framework(struct leat_text text, const char **reason);

#define FORMAT_TEXT LEAT_KINDS(LEAT_TEXT)
#define FORMAT_CODE (LEAT_KINDS(LEAT_TEXT) | LEAT_KINDS(LEAT_INTEGER))

/* name, kinds, reader, help */
#define FORMAT_LIST(X)                                                                             \
    X("urn", FORMAT_CODE, format_read_urn,                                                         \
      "a school's unique reference number, 100000 to 999999; text or integer")                     \
    X("laestab", FORMAT_TEXT, format_read_laestab,                                                 \
      "an authority's and a school's number, 879/2001; 8792001 and 879-2001 become it")            \
    X("upn", FORMAT_TEXT, format_read_upn,                                                         \
      "a unique pupil number, permanent or temporary, whose check letter fits")                    \
    X("la_code", FORMAT_CODE, format_read_la_code,                                                 \
      "an authority's old code, three digits, 879; text or integer")                               \
    X("ons_code", FORMAT_TEXT, format_read_ons_code,                                               \
      "a nine-character code of the ONS, such as an authority's new one, E06000026")               \
    X("academic_year", FORMAT_TEXT, format_read_academic_year,                                     \
      "an academic year, 2014/15; 201415, 2014-15 and 2014/2015 become it")                        \
    X("ofsted_grade", FORMAT_CODE, format_read_ofsted_grade,                                       \
      "Outstanding, Good, Requires improvement, Inadequate or Not judged, or a report card's "     \
      "word; 1 to 4, Satisfactory and School remains Good become them; as integer 1 to 4, and no " \
      "report card's word")                                                                        \
    X("phase", FORMAT_TEXT, format_read_phase,                                                     \
      "a phase of education as GIAS names it, such as Primary or Middle deemed secondary")         \
    X("ofsted_phase", FORMAT_TEXT, format_read_ofsted_phase,                                       \
      "Ofsted's phase: Nursery, Primary, Secondary, Special or PRU; those of GIAS become it")

#endif
