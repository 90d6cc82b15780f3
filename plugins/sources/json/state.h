/* state: what a step that reads JSON has, and which file does what:
 *
 *   source.c    the option table, and the step's life
 *   learn.c     the first rows tell of the columns
 *   rows.c      rows become batches
 *   reader.c    a file becomes rows, one at a time: document.c, lines.c; judge.c has jansson say
 *               whether one is JSON
 *   columns.c   a row becomes cells; value.c reads its text */
#ifndef LEAT_PLUGINS_JSON_STATE_H
#define LEAT_PLUGINS_JSON_STATE_H

#include "columns.h"
#include "reader.h"

enum format { FORMAT_AUTO, FORMAT_LINES, FORMAT_ARRAY };

struct json_state {
    struct leat_text path;
    struct leat_fields *fields, *cells;
    int32_t format; /* enum format */
    struct leat_text rows, encoding;
    int64_t max_row;

    const struct leat_file *files;
    size_t file_count;
    struct columns columns;
    bool is_declared; /* the definition says which columns; else the first rows do */
    bool *was_warned; /* by declared column */

    struct reader reader;
    size_t file; /* the position in files of the one being read */
    int64_t rows_read;

    /* The batch being filled. */
    struct leat_builder **builders; /* by column; NULL: not needed */
    int64_t *lines, *bytes;         /* by row */
    struct bytes scratch;           /* for strings with escapes */
};

/* How many rows tell of the columns. */
enum { LEARN_ROWS = 1000 };

/* Opens files[file] in self->reader; limit as for stream_open. */
int source_open_file(struct leat_step *step, struct json_state *self, size_t file, int64_t limit);

/* Reads the first rows: the columns, where none are declared, or which of the declared ones are
 * there. */
int learn_columns(struct leat_step *step, struct json_state *self);

/* Fills the batch. */
int rows_next(struct leat_step *step, struct leat_batch *batch);

#endif
