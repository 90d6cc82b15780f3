/* columns: the columns of a JSON source, and the cells that one row has for them. */
#ifndef LEAT_PLUGINS_JSON_COLUMNS_H
#define LEAT_PLUGINS_JSON_COLUMNS_H

#include "shared/bytes.h"
#include "value.h"

/* More columns than any tool takes; keys that are data, such as an object with a member a school,
 * would make more. */
#define COLUMNS_MOST ((size_t)16384)

struct column {
    struct leat_text name; /* NUL-terminated */
    bool is_needed;
    bool is_mixed; /* its cells are JSON text */
};

/* What a row has for a column. */
struct cell {
    struct leat_text value; /* as it stands */
    enum value_kind kind;
    uint32_t depth; /* how many objects it stands in: of several that fit, the outermost counts */
};

struct columns {
    struct column *list;
    size_t count, room;
    int32_t *sorted;   /* by name */
    bool takes_nested; /* names such as "address.postcode" reach into objects */
    bool takes_rows;   /* a row as a whole is the value of the one column there is */
    bool learns;       /* a key that is new becomes a column; else it is a fault, or is passed over
                          (takes_nested) */
};

/* The row that was taken apart last, and what was seen in all. */
struct taken {
    struct cell *cells; /* by column */
    uint32_t *kinds;    /* by column, the kinds of value: a bit each, 1 << enum value_kind */
    size_t count, room;
    uint32_t row_kinds; /* the kinds of row */
    struct bytes path;  /* the names that lead to a member, each with a point behind it */
    int64_t replaced;   /* characters that no text can hold */
};

/* LEAT_OK or LEAT_FAILED: no memory. */
int columns_add(struct leat_step *step, struct columns *columns, struct leat_text name);
int32_t columns_find(const struct columns *columns, struct leat_text name); /* -1: none */
/* Whether any name begins so and goes on. */
bool columns_lead_on(const struct columns *columns, struct leat_text start);
void columns_free(struct leat_step *step, struct columns *columns);
void taken_free(struct leat_step *step, struct taken *taken);

/* Why a row cannot be taken apart. */
enum misfit { FITS, MISFIT_EMPTY_KEY, MISFIT_NEW_KEY, MISFIT_NO_OBJECT, MISFIT_MANY_KEYS };

/* Takes a row apart into taken->cells, which point into it. Of a row that is no object the value is
 * the column `value`. *key is the key at fault, valid as long as the row. The columns change only
 * where they are learnt. LEAT_OK or LEAT_FAILED. */
int columns_take(struct leat_step *step, struct columns *columns, struct taken *taken,
                 struct leat_text row, enum misfit *misfit, struct leat_text *key);

#endif
