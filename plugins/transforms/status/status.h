/* status: what its files share.
 *
 *   status.c   options and open
 *   process.c  rows
 *
 * All numbers are brought to one scale, the widest of them, and compared as whole numbers there, so
 * that 79.95 is never taken for 80. */
#ifndef LEAT_STATUS_H
#define LEAT_STATUS_H

#include <leat/plugin.h>

#include "shared/ratio.h"

/* Where a number is from: a column, or the definition. */
struct figure {
    int32_t column; /* -1: none */
    int128 units;   /* at the common scale; of a column: at its own */
    int scale;      /* its own */
    bool is_given;
};

struct status {
    int32_t value, previous, target_column, floor_column, polarity_column;
    struct leat_value target, floor, near;
    int32_t polarity; /* where there is no column of it */
    struct leat_text as, travel, period;

    struct figure figures[5]; /* by enum role */
    int scale;                /* common to all */
    int32_t result, direction;
};

enum role { VALUE, PREVIOUS, TARGET, FLOOR, NEAR, ROLES };

enum { HIGH, LOW, CLOSE, POLARITIES };
extern const char *const status_polarities[POLARITIES + 1];

/* The units at a higher scale; false: more than 38 digits. */
bool status_widen(int128 units, int from, int to, int128 *out);

int status_process(struct leat_step *step, struct leat_batch *batch);

#endif
