/* crosstab: what its files share. crosstab.c keeps the rows and writes the sheet; arrange.c finds
 * which heading stands where. */
#ifndef LEAT_EXCEL_CROSSTAB_H
#define LEAT_EXCEL_CROSSTAB_H

#include "book.h"

enum { MOST_COLUMNS = LXW_COL_MAX - 1, MOST_LEVELS = 16 };

/* One column of the sheet. */
struct place {
    int32_t row;                /* of the kept rows; -1: there is none for these headings */
    int32_t ranks[MOST_LEVELS]; /* which heading it stands under, level by level */
};

struct crosstab {
    int32_t levels, measures;
    struct cell *cells; /* levels + measures of them a row */
    int32_t rows, room;
    int32_t *ranks; /* levels of them a row: its heading's place among those of that level */
    struct cell *headings[MOST_LEVELS]; /* by rank; texts as in cells */
    int32_t distinct[MOST_LEVELS];      /* how many headings there are */
    struct place *places;
    int32_t count;
};

static inline int32_t level_column(const struct sheet *sheet, int32_t level) {
    return LEAT_ITEM(sheet->options->across, int32_t, level);
}

static inline const struct measure *measure_at(const struct sheet *sheet, int32_t measure) {
    return &LEAT_ITEM(sheet->options->down, struct measure, measure);
}

static inline struct cell *crosstab_row(const struct crosstab *crosstab, int32_t row) {
    return &crosstab->cells[(size_t)row * (size_t)(crosstab->levels + crosstab->measures)];
}

/* Fills ranks, headings and places from the kept rows. */
bool crosstab_arrange(struct leat_step *step, struct sheet *sheet);

#endif
