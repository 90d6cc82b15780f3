/* lookup: what its files share.
 *
 *   lookup.c   options and open
 *   index.c    the other step's keys, at start
 *   process.c  rows */
#ifndef LEAT_LOOKUP_H
#define LEAT_LOOKUP_H

#include <leat/plugin.h>

#include "shared/key_table.h"

enum { KEYS_MOST = 100 };

struct pair {
    int32_t column;
    int32_t matches; /* -1: the column of the same name */
};

struct brought {
    int32_t column;
    struct leat_text as;
};

struct lookup {
    int32_t with;             /* the other step, as an input */
    struct leat_list on;      /* of struct pair */
    struct leat_list columns; /* of struct brought */
    int32_t missing, duplicate;

    int32_t *keys, *other_keys; /* on.count of each */
    const char **key_names;
    bool *is_private;
    int32_t *numbers, *other_numbers; /* the columns that are brought: ours, theirs */
    size_t brought;
    struct key_table table;
    uint32_t *rows; /* by key number the other step's row, or one of those below */
};

/* What one process works out of its batch. */
struct part {
    uint64_t *hashes;
    struct leat_pick *picks;
    uint32_t *kept;
    int64_t room;
};

enum missing { MISSING_FAIL, MISSING_NULL, MISSING_DROP };
enum duplicate { DUPLICATE_FAIL, DUPLICATE_NULL, DUPLICATE_DROP, DUPLICATE_FIRST, DUPLICATE_LAST };

/* In place of a row's number: rows with this key get nulls, or go. */
#define ROW_NULL (KEY_NONE - 1)
#define ROW_DROP (KEY_NONE - 2)

/* "urn = 100001, phase = 'Primary'", of a row of either side; columns: its keys there. */
enum { LOOKUP_KEY = 512 };
void lookup_show_key(struct leat_step *step, struct leat_batch *batch, const int32_t *columns,
                     int64_t row, char out[LOOKUP_KEY]);

/* A key with a null in it equals none. views: the key columns. */
void lookup_read_keys(struct leat_step *step, struct leat_batch *batch, const int32_t *columns,
                      struct leat_view *views);
bool lookup_has_null(const struct leat_view *views, size_t count, int64_t row);

int lookup_start(struct leat_step *step);
int lookup_process(struct leat_step *step, struct leat_batch *batch);
void lookup_end(struct leat_step *step);

#endif
