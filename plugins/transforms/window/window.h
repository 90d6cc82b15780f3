/* window: what its files share.
 *
 *   window.c   options and open
 *   divide.c   once all rows are sorted: the streams that will come out, and the runs of rows that
 *              are compared with one another
 *   fill.c     what each row needs of the others in its run: the one before it, its rank, sums
 *   symbols.c  what stands in place of numbers
 *   give.c     the rows in the order they came in, with their new columns
 *
 * The rows are kept by shared/kept_rows.h, sorted by "by" and "order", and stay in the batches they
 * came in. What fill.c finds out stands in arrays over all rows, batch after batch: row r of batch
 * b is number bases[b] + r. */
#ifndef LEAT_WINDOW_H
#define LEAT_WINDOW_H

#include <leat/plugin.h>

#include "shared/kept_rows.h"
#include "shared/key_table.h"
#include "shared/ratio.h"

enum operation {
    PREVIOUS,
    CHANGE,
    CHANGE_PERCENT,
    CHANGE_POINTS,
    SHARE,
    RUNNING_SUM,
    RANK,
    OPERATIONS
};

enum { RANK_NONE, RANK_RANK, RANK_DENSE, RANK_ROW }; /* the words of "rank" */

struct of_whole {
    int32_t part, whole; /* -1: absent */
};

/* One of "columns", as the definition has it. */
struct asked {
    int32_t previous, change, change_percent, share, running_sum; /* -1: not this */
    struct of_whole change_points;
    int32_t rank;
    int64_t decimals, back;
    int32_t symbols; /* PASS or IGNORE */
};

enum { PASS, IGNORE };

#define NO_SYMBOL UINT32_MAX

/* A sum over some rows of a column. */
struct sum {
    int128 units;    /* below 10^38 but for its sign, unless it is_too_large */
    uint32_t symbol; /* that stands in place of the sum, or NO_SYMBOL */
    bool is_empty, is_too_large;
};

/* A new column. */
struct made {
    enum operation operation;
    int32_t column, whole; /* what it is made of; whole: change_points alone */
    struct leat_type from, type;
    struct ratio_form form; /* percentages */
    size_t back;
    int32_t rank;
    struct leat_text *symbols; /* that may stand in place of its values, the weightiest first */
    uint32_t symbol_count;     /* 0 where they are ignored */

    /* From arrange on, by the rows' numbers. Each has what its operation needs. */
    struct leat_pick *befores; /* `back` rows before, or LEAT_NOWHERE; shared with … */
    bool is_lender;            /* … the first that has the same `back` */
    struct sum *sums;          /* running_sum: by row; share: by group */
    int64_t *ranks;
};

/* Rows that are compared with one another: those with the same values in "by" that are totals over
 * the same columns outside it. */
struct run {
    size_t from;    /* its first among the sorted rows; the next run's is its end */
    uint32_t group; /* the same for all runs with the same values in "by" */
    bool is_totals;
};

/* A batch that comes out as it came in, as a stream. */
struct stream {
    uint64_t sequence;
    uint32_t batch;
    bool given;
};

struct window {
    struct leat_list by, order; /* order: of struct order_by */
    struct leat_map columns;    /* of struct asked */

    int32_t *keys; /* by, then order */
    uint32_t *orders;
    size_t key_count;
    int32_t *outside; /* the columns that are not in "by" */
    size_t outside_count;
    struct made *made; /* columns.count of them */
    int32_t first;     /* the number of the first of them */

    struct kept_rows kept;

    /* From arrange on. */
    struct stream *streams;
    size_t *bases;
    struct run *runs; /* and one more, where the last ends */
    size_t run_count, run_room;
    size_t group_count;
    uint32_t *groups; /* by the rows' numbers, where some column is a share */
};

static inline const int32_t *window_by(const struct window *self) { return self->by.items; }

/* In open: the symbols of the columns that it is made of, in the order that leat_out_new has
 * them. */
int window_list_symbols(struct leat_step *step, struct leat_bind *bind, struct made *made,
                        const int32_t *from, size_t count);

/* The number in made->symbols of a cell's symbol, or NO_SYMBOL. The lowest number is that of the
 * weightiest, which stands for several. */
uint32_t window_symbol(struct leat_step *step, const struct made *made, int32_t column,
                       struct leat_pick cell);

/* A column's views in all kept batches. */
struct leat_view *window_views(struct leat_step *step, int32_t column);

int window_divide(struct leat_step *step);
int window_fill(struct leat_step *step);
int window_give(struct leat_step *step, size_t stream, struct leat_batch *batch);

#endif
