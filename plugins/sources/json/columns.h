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
    uint32_t kinds;        /* the kinds of value that were seen: a bit each, 1 << enum value_kind */
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
    int32_t *sorted; /* by name */
    struct cell *cells;
    bool takes_nested;  /* names such as "address.postcode" reach into objects */
    bool takes_rows;    /* a row as a whole is the value of the one column there is */
    uint32_t row_kinds; /* the kinds of row that were seen, as in struct column */
    bool learns;        /* a key that is new becomes a column; else it is a fault, or is passed over
                           (takes_nested) */
    struct bytes path;  /* the names that lead to a member, each with a point behind it */
    int64_t replaced;   /* characters that no text can hold */
};

/* LEAT_OK or LEAT_FAILED: no memory. */
int columns_add(struct leat_step *step, struct columns *columns, struct leat_text name);
int32_t columns_find(const struct columns *columns, struct leat_text name); /* -1: none */
void columns_free(struct leat_step *step, struct columns *columns);

/* Why a row cannot be taken apart. */
enum misfit { FITS, MISFIT_EMPTY_KEY, MISFIT_NEW_KEY, MISFIT_NO_OBJECT, MISFIT_MANY_KEYS };

/* Takes a row apart into columns->cells, until the next row. Of a row that is no object the value
 * is the column `value`. *key is the key at fault, valid as long as the row and the next call.
 * LEAT_OK or LEAT_FAILED. */
int columns_take(struct leat_step *step, struct columns *columns, struct leat_text row,
                 enum misfit *misfit, struct leat_text *key);

#endif
