/* validate: what the files of the transform share.
 *
 * Rows come in order. Each batch goes through the checks of single columns and the rules; then what
 * must be unique is looked at, since a row that fails another check takes no value; and what is left
 * is counted and added to the sums that must agree. */
#ifndef LEAT_VALIDATE_H
#define LEAT_VALIDATE_H

#include <leat/plugin.h>

#include "shared/key_rows.h"

/* What becomes of a row that fails: as the whole step says, or as its own check does. */
enum fails { FAILS_INHERIT, FAILS_REJECT, FAILS_STOP };

/* -- The definition --------------------------------------------------------------------------- */

/* What a column's values must be. */
struct check {
    bool required, unique;
    int32_t fails;
    struct leat_text format, pattern;
    struct leat_list in; /* of struct leat_value */
    struct leat_value least, most;
};

struct rule {
    struct leat_expression *that;
    struct leat_text message;
    int32_t fails;
};

/* Measures that must be equal over all rows. */
struct agreement {
    struct leat_measures *equal;
};

struct row_bounds {
    struct leat_value least, most;
};

/* -- What is made of it ------------------------------------------------------------------------ */

/* A column and its check. */
struct column {
    int32_t number;
    struct leat_type type;
    bool is_private, stops;
    const struct check *check;
    int32_t format; /* -1: none */
    struct pattern *pattern;
    struct leat_index *in;
    struct leat_text *words; /* text: the values of "in", for suggestions */
};

/* Columns of which no two rows may have the same values. */
struct key_set {
    const int32_t *columns;
    size_t count;
    const void *field; /* the option */
    bool stops;
    const char **names;
    bool *is_private;
    struct leat_index *index;
    struct key_rows keys; /* of the batch at hand */
    struct stand *stands; /* where the first row of each key stands */
    size_t stand_room;
};

/* The sums of one agreement: over all rows so far, and over the batch at hand. */
struct sums {
    struct leat_measures *measures;
    void *all, *batch;
    bool has_all, has_batch; /* they are started */
};

struct validate {
    struct leat_map columns; /* of struct check */
    struct leat_list unique; /* of struct leat_list of columns */
    struct leat_list rules;  /* of struct rule */
    struct row_bounds rows;
    struct leat_list agree; /* of struct agreement */
    int32_t fails;

    struct column *checked; /* columns.count of them */
    struct key_set *sets;
    size_t set_count;
    struct sums *sums;    /* agree.count of them */
    void **blocks;        /* a row each of the batch */
    int64_t room;         /* of blocks */
    struct key_rows keys; /* of the column at hand */
    int64_t rows_given;   /* rows that passed */
    bool has_stopped;     /* a row ends the run */
};

/* -- validate.c ------------------------------------------------------------------------------- */

/* Tells that a row fails: it is rejected, or the run ends. rule: the field of the option that says
 * what was asked of it. The message ends the runner's sentence "column 'grade': '7': …". */
LEAT_PRINTF(7, 8)
void validate_tell(struct leat_step *step, struct leat_batch *batch, int64_t row, int32_t column,
                   const void *rule, bool stops, const char *format, ...);

/* What an entry or rule says, or else the step. */
bool validate_stops(const struct validate *self, int32_t fails);

static inline bool validate_has(const uint8_t *bits, int64_t row) {
    return bits && bits[row >> 3] >> (row & 7) & 1;
}

/* -- column.c: single values ------------------------------------------------------------------- */

int column_open(struct leat_step *step, struct leat_bind *bind, struct column *column);
int column_start(struct leat_step *step, struct column *column);
int column_check(struct leat_step *step, struct leat_batch *batch, const struct column *column);
void column_close(struct leat_step *step, struct column *column);

/* -- pattern.c: PCRE2 -------------------------------------------------------------------------- */

/* NULL: it is told at the option, or there is no memory. */
struct pattern *pattern_new(struct leat_step *step, const struct leat_text *option);
void pattern_free(struct leat_step *step, struct pattern *pattern); /* NULL is allowed */

/* Whether the whole text matches; reason: why not, or NULL: the step has failed. */
bool pattern_matches(struct leat_step *step, struct pattern *pattern, struct leat_text text,
                     const char **reason);

/* -- unique.c ---------------------------------------------------------------------------------- */

int unique_open(struct leat_step *step, struct leat_bind *bind);

/* Tells of rows whose values stand in an earlier row; the others' are kept, where the row has passed
 * all else: failed has a bit for each row that has not. */
int unique_check(struct leat_step *step, struct leat_batch *batch, const uint8_t *failed);
void unique_close(struct leat_step *step);

/* -- agree.c: what all rows together must be ---------------------------------------------------- */

int agree_open(struct leat_step *step);
int agree_start(struct leat_step *step);

/* Adds the batch's rows to sums of their own, but for those that failed; rows whose measures cannot
 * be worked out are rejected. */
int agree_add(struct leat_step *step, struct leat_batch *batch, const uint8_t *failed);
int agree_keep(struct leat_step *step);    /* adds the batch's sums to those of all rows */
void agree_forget(struct leat_step *step); /* drops the batch's sums */
int agree_check(struct leat_step *step);
void agree_close(struct leat_step *step);

#endif
