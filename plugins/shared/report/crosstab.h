/* crosstab: the layout that turns rows round: each row becomes a column of figures, under as many
 * levels of headings as there are columns `across`, and each column `down` becomes a line.
 *
 *                  Primary Schools      Secondary Schools
 *                  Sep-14    Sep-15     Sep-14    Sep-15
 *     Good             51        54         12        12
 *     Total            67        70         16        16
 *
 * Headings stand in the order in which they come. Where a group lacks one that others have, its
 * cells stay empty, and the heading stands where those others have it. A sheet has 16,384 columns,
 * so there are never many rows: they are kept.
 *
 * crosstab.c keeps the rows; arrange.c finds which heading stands where. */
#ifndef LEAT_REPORT_CROSSTAB_H
#define LEAT_REPORT_CROSSTAB_H

#include "shared/report/report.h"

/* As many columns as a sheet of Excel has beside that of the labels. */
enum { CROSSTAB_COLUMNS = 16383, MOST_LEVELS = 16 };

/* One column of figures. */
struct place {
    int32_t row;                /* of the kept rows; -1: there is none for these headings */
    int32_t ranks[MOST_LEVELS]; /* which heading it stands under, level by level */
};

struct crosstab {
    const struct section *section;
    int32_t levels, measures;
    struct cell *cells; /* levels + measures of them a row */
    int32_t rows, room;
    int32_t *ranks; /* levels of them a row: its heading's place among those of that level */
    struct cell *headings[MOST_LEVELS]; /* by rank; texts as in cells */
    int32_t distinct[MOST_LEVELS];      /* how many headings there are */
    struct place *places;
    int32_t count;
};

/* All functions that may fail have told why. A zeroed crosstab may be freed. */
struct crosstab *crosstab_new(struct leat_step *step, const struct section *section);
bool crosstab_add(struct leat_step *step, struct crosstab *crosstab, struct leat_batch *batch);

/* Fills ranks, headings and places from the kept rows. */
bool crosstab_arrange(struct leat_step *step, struct crosstab *crosstab);

/* How many of the kept rows have their places, once they are arranged. */
int32_t crosstab_rows(const struct crosstab *crosstab);

void crosstab_free(struct leat_step *step, struct crosstab *crosstab); /* NULL is allowed */

/* The columns of the input that make a level of headings, and a line. */
static inline const struct column *level_column(const struct crosstab *crosstab, int32_t level) {
    const struct section *section = crosstab->section;
    return &section->columns[LEAT_ITEM(section->options->across, int32_t, level)];
}

/* The line's column, with the line's own label as its heading and its own format. */
static inline const struct column *measure_column(const struct crosstab *crosstab,
                                                  int32_t measure) {
    return &crosstab->section->flat[crosstab->levels + measure];
}

static inline struct cell *crosstab_row(const struct crosstab *crosstab, int32_t row) {
    return &crosstab->cells[(size_t)row * (size_t)(crosstab->levels + crosstab->measures)];
}

/* Whether two columns stand under the same headings down to this level. */
bool crosstab_same_group(const struct crosstab *crosstab, int32_t place, int32_t other,
                         int32_t level);

/* Whether a column stands under a total. */
bool crosstab_is_total(const struct crosstab *crosstab, int32_t place);

/* The heading of a place at a level; the cell of a line at a place, a null where no row is. */
const struct cell *crosstab_heading(const struct crosstab *crosstab, int32_t place, int32_t level);
const struct cell *crosstab_cell(const struct crosstab *crosstab, int32_t place, int32_t measure);

#endif
