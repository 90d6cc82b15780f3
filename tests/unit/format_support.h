/* format_support: texts read by their formats. */
#ifndef LEAT_TEST_FORMAT_SUPPORT_H
#define LEAT_TEST_FORMAT_SUPPORT_H

#include <criterion/criterion.h>

#include "format/format.h"

/* The form of a text; or "!" and the reason, which is proved to be one. The form is proved to be a
 * text that stays as it is. Valid until the next call. */
const char *format_shown(const char *name, enum leat_kind kind, const char *text, size_t size);

#define FORM_IN(name, kind, text, size, expected)                                                  \
    cr_assert_str_eq(format_shown(name, kind, text, size), expected, "%s '%s': %s", name, text,    \
                     format_shown(name, kind, text, size))
/* A literal, which may have a NUL in it; the same as an integer; a text that ends with a NUL. */
#define FORM(name, text, expected) FORM_IN(name, LEAT_TEXT, text, sizeof(text) - 1, expected)
#define NUMBER(name, text, expected) FORM_IN(name, LEAT_INTEGER, text, sizeof(text) - 1, expected)
#define FORM_OF(name, text, expected) FORM_IN(name, LEAT_TEXT, text, strlen(text), expected)

#endif
