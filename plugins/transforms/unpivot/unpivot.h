/* unpivot: what its files share.
 *
 *   unpivot.c  options and open
 *   kinds.c    the kind of the values
 *   rows.c     cells as rows */
#ifndef LEAT_UNPIVOT_H
#define LEAT_UNPIVOT_H

#include <leat/plugin.h>

struct listed {
    int32_t column;
    struct leat_text label;
};

struct unpivot {
    struct leat_list columns; /* of struct listed */
    struct leat_text name, value;
    int32_t nulls;

    struct leat_text *labels;
    struct leat_type type; /* of the values */
    int32_t name_column, value_column;
};

/* The cells that are not given yet begin at this one. */
struct part {
    int64_t row;
    size_t column;
    uint32_t *rows;   /* of the cells that this call gives: their rows … */
    uint32_t *places; /* … and the places of their columns in `columns` */
    struct leat_view *views;
};

enum nulls { KEEP, DROP };

static inline const struct listed *unpivot_listed(const struct unpivot *self, size_t place) {
    return &LEAT_ITEM(self->columns, struct listed, place);
}

static inline bool unpivot_is_same(struct leat_type a, struct leat_type b) {
    return a.kind == b.kind && a.precision == b.precision && a.scale == b.scale;
}

/* In open: finds the kind of the values. LEAT_OK or LEAT_FAILED. */
int unpivot_find_type(struct leat_step *step, struct leat_bind *bind);

int unpivot_begin(struct leat_step *step);
int unpivot_process(struct leat_step *step, struct leat_batch *batch);
void unpivot_end(struct leat_step *step);

#endif
