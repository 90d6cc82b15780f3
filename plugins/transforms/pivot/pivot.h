/* pivot: what its files share. Groups are those of shared/group_by.h, whose blocks have a set of
 * measures for each listed value; what is pivot's own is
 *
 *   pivot.c    options, open and the callbacks
 *   columns.c  the columns that come out, and their names
 *   add.c      which listed value each row has */
#ifndef LEAT_PIVOT_H
#define LEAT_PIVOT_H

#include "shared/format.h"
#include "shared/group_by.h"
#include "shared/key_rows.h"

/* Columns: as many as a sheet has. */
enum { VALUES_MOST = 1000, COLUMNS_MOST = 16384 };

struct pivoted {
    struct leat_value value;
    struct leat_text as, label;
};

struct pivot {
    struct leat_list by;
    int32_t column;
    struct leat_list values; /* of struct pivoted */
    struct leat_measures *measures;
    int32_t symbols; /* enum leat_symbols */
    int32_t otherwise;

    struct group_by groups; /* a set of measures for each of `values` */
    struct leat_type type;  /* of the column, whose name and privacy follow */
    const char *name;
    bool is_private;
    struct leat_text *texts; /* the listed texts, for "did you mean" */
    size_t text_count;
    struct leat_index *table; /* the listed values; their numbers are those of `values` */
    uint32_t null_number;     /* the null's; KEY_NONE: it is not listed */
};

enum otherwise { REFUSE, DROP };

struct part {
    struct group_by_part grouped;
    struct key_rows keys; /* the rows' values, by their numbers */
};

static inline const struct pivoted *pivot_value(const struct pivot *self, size_t number) {
    return &LEAT_ITEM(self->values, struct pivoted, number);
}

/* A value as leat writes it, NUL-terminated: in `room` where it is no text. NULL: it is null. */
enum { PIVOT_TEXT = FORMAT_ROOM + 1 };
const char *pivot_text(const struct leat_value *value, char room[PIVOT_TEXT]);

/* In open: the new columns, value by value and for each measure by measure. */
int pivot_open_columns(struct leat_step *step, struct leat_bind *bind);

int pivot_start(struct leat_step *step);
int pivot_add(struct leat_step *step, struct leat_batch *batch);
void pivot_end(struct leat_step *step);

#endif
