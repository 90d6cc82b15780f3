/* match: rows of another step with the same keys as the rows above: what join and lookup share.
 *
 *   match.c        the options, the keys and the columns that are brought: in open
 *   match_index.c  the other step's keys, once, at start; after that all threads only read */
#ifndef LEAT_SHARED_MATCH_H
#define LEAT_SHARED_MATCH_H

#include "shared/key_rows.h"
#include "shared/show.h"

/* A part of the step's state, zeroed before open. */
struct match {
    int32_t with;             /* the other step, as an input */
    struct leat_list on;      /* of pairs of key columns */
    struct leat_list columns; /* of columns that are brought; empty: all but the keys */

    int32_t *keys, *other_keys; /* on.count of each */
    const char **key_names;
    bool *is_private;
    int32_t *numbers, *other_numbers; /* the columns that are brought: ours, theirs */
    size_t brought;
    struct leat_index *index; /* of the other step's keys */
    size_t key_count;
    uint64_t *starts; /* by key number: where its rows begin in `rows`; and one more */
    uint32_t *rows;   /* the other step's rows, key by key, each key's in their order */
};

/* The rows of option tables that fill it; field: the struct match in the state. */
extern const struct leat_options match_pairs, match_brought;
enum { MATCH_KEYS_MOST = 100 };
#define MATCH_OPTIONS(state, field)                                                                \
    {LEAT_OPTION(state, field.with, STEP, "with"), .flags = LEAT_WHOLE,                            \
     .help = "the other step, whose rows are matched"},                                            \
        {LEAT_OPTION_LIST(state, field.on, TABLE, "on"),                                           \
         .flags = LEAT_ONE_OR_MANY,                                                                \
         .least = 1,                                                                               \
         .most = MATCH_KEYS_MOST,                                                                  \
         .items = &match_pairs,                                                                    \
         .help = "the key columns, each by its name or, where the names differ, as {\"column\": "  \
                 "..., \"matches\": ...}"},                                                        \
    {                                                                                              \
        LEAT_OPTION_LIST(state, field.columns, TABLE, "columns"),                                  \
            .flags = LEAT_OPTIONAL | LEAT_ONE_OR_MANY, .least = 1, .most = INT64_MAX,              \
            .items = &match_brought,                                                               \
            .help = "the other step's columns to bring, each by its name or as {\"column\": ..., " \
                    "\"as\": ...}; without it all but the keys"                                    \
    }

/* In open: finds the keys; then says which columns come out. */
int match_open_keys(struct leat_step *step, struct leat_bind *bind, struct match *match);
int match_open_columns(struct leat_step *step, struct leat_bind *bind, struct match *match);

int match_start(struct leat_step *step, struct match *match);
void match_close(struct leat_step *step, struct match *match);

/* The number of each row's key, in part->numbers; KEY_NONE: the other step has no row with it. A key
 * with a null in it equals none. */
int match_find(struct leat_step *step, const struct match *match, struct key_rows *part,
               struct leat_batch *batch);

/* How many rows of the other step have the key. */
static inline uint64_t match_count(const struct match *match, uint32_t number) {
    return number == KEY_NONE ? 0 : match->starts[number + 1] - match->starts[number];
}

/* One of them, from 0: its row number there. */
static inline uint32_t match_row(const struct match *match, uint32_t number, uint64_t at) {
    return match->rows[match->starts[number] + at];
}

/* Brings the columns: picks (batch 0, or LEAT_NOWHERE) of the other step's rows, one for each row of
 * the batch. */
int match_bring(struct leat_step *step, const struct match *match, struct leat_batch *batch,
                const struct leat_pick *picks, size_t count);

/* "urn = 100001, phase = 'Primary'", of a row of either side; columns: its keys there. */
void match_show_key(struct leat_step *step, const struct match *match, struct leat_batch *batch,
                    const int32_t *columns, int64_t row, char out[SHOW_LIST]);

#endif
