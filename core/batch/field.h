/* field: how a source's texts become values: the declaration of a column, compiled.
 *
 * One meaning for all sources. A text is read in this order: trimmed if asked; null if it is one of
 * the null texts; a symbol if it is one of those; else by its format, if it has one, or by its kind
 * alone. */
#ifndef LEAT_BATCH_FIELD_H
#define LEAT_BATCH_FIELD_H

#include "base/date.h"
#include "batch/schema.h"
#include "format/format.h"

struct field {
    char *name; /* as the definition declares it */
    struct leat_type type;
    bool trim;      /* take white space (and U+00A0) off both ends first */
    bool has_nulls; /* `nulls` replaces the rule that an empty field that was not quoted is null */
    char **nulls;   /* texts that mean null; NULL-terminated */
    char **symbols; /* texts that are symbols for an absent number; NULL-terminated, or NULL */
    char point;     /* '.' or ',': the decimal mark */
    char thousands; /* 0: none allowed; ',', '.', ' ' (also U+00A0 and U+202F) or '\'' */
    bool percent;   /* one '%' may follow a number; the number is taken as written: "76%" is 76 */
    char *currency; /* may stand before or after a number: "£", "EUR"; or NULL */
    bool has_pattern; /* dates and timestamps: the pattern below, else ISO 8601 */
    struct date_pattern pattern;
    int pivot; /* two-digit years: the first year of the hundred; 0: two-digit years are refused */
    char **truths, **falsehoods; /* booleans: the words, compared without letter case; NULL:
                                    true/false, yes/no, y/n, 1/0 */
    const struct format *format; /* what its values are and are brought into; NULL: none */
    bool is_private;
};

/* What a text turned out to be. */
enum field_read { FIELD_VALUE, FIELD_NULL, FIELD_SYMBOL, FIELD_WRONG };

/* Reads one text, valid UTF-8, into *out (of the field's type; text points into `text`, or into
 * room where its format has brought it into another form).
 * FIELD_WRONG: room has a sentence naming what is wrong and, where an option would mend it, the
 * option: "not an integer: it has a decimal point; declare the column as decimal(p,s)", "has a
 * percent sign; declare \"percent\": true". Not the value itself: the caller shows that. */
enum { FIELD_REASON = 256 };
_Static_assert((int)FIELD_REASON >= (int)FORMAT_ROOM, "a form fits where a reason does");
enum field_read field_read(const struct field *field, struct leat_text text, bool quoted,
                           struct leat_value *out, char room[FIELD_REASON]);

/* A field that reads any text as it stands: what an undeclared column is. */
extern const struct field field_plain;

void field_free(struct field *field); /* what it points to, not itself */

#endif
