/* field_parts: what the parts of reading a field have in common. For core/batch/field*.c alone. */
#ifndef LEAT_BATCH_FIELD_PARTS_H
#define LEAT_BATCH_FIELD_PARTS_H

#include "batch/field.h"

/* What a text is when it is read as a number of the field's kind. All but FORM mean that it is some
 * number. */
enum field_number {
    FIELD_NUMBER_READ,
    FIELD_NUMBER_FORM,     /* no number at all, as the field has it */
    FIELD_NUMBER_POINT,    /* has a fraction, and the field is an integer */
    FIELD_NUMBER_EXPONENT, /* has an exponent, and the field is an integer */
    FIELD_NUMBER_LARGE,
    FIELD_NUMBER_INEXACT, /* has more digits after the point than the decimal keeps */
};

/* Reads an integer, real or decimal; *out is of the field's type. */
enum field_number field_number_read(const struct field *field, struct leat_text text,
                                    struct leat_value *out);

/* Whether a text is one of the list, which may be NULL. */
bool field_is_listed(char *const *list, struct leat_text text);

/* The first and the last character: how many bytes it has when it is a space between the digits of
 * a number (a space, U+00A0, U+202F), else 0. */
size_t field_gap(const char *text, size_t size);
size_t field_gap_before(const char *text, size_t size);

/* Why a text could not be read. They are slow, and called for no text that could be. wrong is the
 * sentence of the reader that failed. */
void field_explain_number(const struct field *field, struct leat_text text,
                          char reason[FIELD_REASON]);
void field_explain_date(const struct field *field, struct leat_text text, const char *wrong,
                        char reason[FIELD_REASON]);

/* Whether a text that could not be read is likely to stand for no value: short, without digits. */
bool field_may_mean_none(struct leat_text text);
#define FIELD_NONE_ADVICE                                                                          \
    "if it stands for no value, list it in \"null\", or in \"symbols\" to show it as it is"

/* The pattern that a date or moment seems to be written in: "dd/mm/yyyy". false: none is seen. */
enum { FIELD_PATTERN = 48 };
bool field_guess_pattern(struct leat_text text, char out[FIELD_PATTERN],
                         struct date_pattern *compiled);

#endif
