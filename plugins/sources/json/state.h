/* state: what a step that reads JSON has, and which file does what:
 *
 *   source.c    the option table, and the step's life
 *   learn.c     the first rows tell of the columns
 *   cut.c       files become pieces, each a run of whole rows
 *   decode.c    a piece becomes batches: its rows are walked through, one by one
 *   cells.c     the cells that were found become columns
 *   record.c    the record that a rejected row was
 *   rows.c      the rows that the walk declines, and what is said of those that are wrong
 *   scans.h     where a piece can be cut, and the walk, many bytes at a time
 *   shape.c     what rows have looked like, for the walk; loose.c: and keys that it does not know
 *   reader.c    text becomes rows, one at a time: document.c, lines.c; judge.c has jansson say
 *               whether one is JSON
 *   columns.c   such a row becomes cells; value.c reads its text */
#ifndef LEAT_PLUGINS_JSON_STATE_H
#define LEAT_PLUGINS_JSON_STATE_H

#include <stdatomic.h>

#include "reader.h"
#include "scans.h"

enum format { FORMAT_AUTO, FORMAT_LINES, FORMAT_ARRAY };

/* What all threads have seen; the last of them to end tells of it. */
struct tally {
    atomic_size_t begun, ended;    /* threads */
    atomic_size_t pieces;          /* decoded to their end */
    atomic_int_least64_t rows;     /* read, good or not */
    atomic_int_least64_t replaced; /* characters that no text can hold */
};

struct json_state {
    struct leat_text path;
    struct leat_fields *fields, *cells;
    int32_t format; /* enum format */
    struct leat_text rows, encoding;
    int64_t max_row;

    const struct leat_file *files;
    size_t file_count;
    struct columns columns; /* they change no more once open is done */
    bool is_declared;       /* the definition says which columns; else the first rows do */
    bool *was_warned;       /* by declared column */
    const struct scans *scans;
    size_t piece_size; /* bytes; a row that is longer has a longer piece */

    uint32_t *slots;     /* by column: its slot of a row's slices; 0: it is not needed */
    int32_t *column_of;  /* by slot */
    size_t slot_count;   /* with slot 0 */
    bool has_overlaps;   /* a column that is needed is part of another one's object */
    struct tally *tally; /* written by all threads */
    atomic_bool *seen;   /* by column: a row has it */

    /* The file that open or cut is at: what of it is not rows of an array is read by the reader,
     * and its line and column are those of the first byte not handed out. */
    struct reader reader;
    size_t file;          /* its position in files */
    struct stream *kinds; /* by file: its text, as stream_lend wants it */
    int64_t *blanks;      /* by file: empty lines passed over */
    bool is_in_rows;      /* of an array, which are cut */
    bool is_done;         /* nothing of the file is left to be cut */
    int64_t byte;         /* where that is in the file; -1: unknown */
    bool is_read;         /* all of it has been read */
    size_t pieces;        /* handed out */
    bool is_over;         /* so are all files */
};

/* A piece's own: what cut tells decode, and how far decode is. */
struct own {
    const struct stream *kind;
    bool is_lines;
    bool is_last;   /* the file ends with it, though its array does not */
    bool is_row;    /* it is a single row, which was judged already: row */
    struct row row; /* its text is the piece */

    bool is_begun;
    size_t at;      /* the next byte */
    enum spot spot; /* what stands there, in an array */
    int64_t line;   /* of that byte */

    /* A place at or before it, whose column and byte are known; byte -1: unknown. */
    size_t placed;
    int64_t column, byte;
};

/* A cell that does not stand in the piece. */
struct aside {
    uint32_t slot, row;
    size_t start, size; /* in part->text */
};

/* A thread's part. */
struct part {
    struct reader reader;    /* of rows that the walk declines */
    struct taken taken;      /* their cells */
    struct shapes shapes[2]; /* of documents, and of lines */
    struct walk walk;
    struct loose loose;

    /* The rows that were found and are not in the builders yet: slot s of row r is
     * slices[s * stride + r]. */
    struct leat_slice *slices;
    size_t stride, waiting, most;
    struct fix *fixes; /* of one row */
    struct aside *asides;
    size_t aside_count, aside_room;
    struct bytes text;

    struct leat_builder **builders; /* by slot, while a batch has rows */
    bool has_builders;
    size_t rows;                                            /* of the batch */
    int64_t lines[LEAT_BATCH_ROWS], bytes[LEAT_BATCH_ROWS]; /* by row of the batch */
    int64_t replaced, rows_read;
    size_t pieces;
};

/* How many rows tell of the columns. */
enum { LEARN_ROWS = 1000 };

/* Whether each line of files[file] is a row. */
bool source_is_lines(const struct json_state *self, size_t file);

/* Opens files[file] in self->reader; limit as for stream_open. */
int source_open_file(struct leat_step *step, struct json_state *self, size_t file, int64_t limit);

/* Reads the first rows: the columns, where none are declared, or which of the declared ones are
 * there. */
int learn_columns(struct leat_step *step, struct json_state *self);

int json_cut(struct leat_step *step, struct leat_piece *piece);
int json_decode(struct leat_step *step, struct leat_piece *piece, struct leat_batch *batch);
size_t json_record(struct leat_step *step, int32_t file, const char *bytes, size_t size,
                   bool is_last);

/* Room for the cells of rows. LEAT_OK or LEAT_FAILED. */
int cells_begin(struct leat_step *step);
void cells_end(struct leat_step *step);

/* The next row's slices, all null. */
static inline struct leat_slice *cells_row(const struct part *part) {
    return part->slices + part->waiting;
}
void cells_clear(struct part *part, size_t slots); /* makes them null again */

/* Fills the next row with what was taken apart of a row of the piece. */
void cells_take(struct leat_step *step, const struct leat_piece *piece);

/* Takes the next row, whose fixes are made, and which stands there. LEAT_OK or LEAT_FAILED. */
int cells_add(struct leat_step *step, struct leat_piece *piece, struct leat_batch *batch,
              int64_t line, int64_t byte);

/* Brings rows into the builders, and these (cells_put) into the batch. LEAT_OK or LEAT_FAILED. */
int cells_flush(struct leat_step *step, struct leat_piece *piece, struct leat_batch *batch);
int cells_put(struct leat_step *step, struct leat_piece *piece, struct leat_batch *batch);

/* Reads the row at own->at by jansson: adds it, or says what is wrong. LEAT_OK; LEAT_END: there is
 * none; LEAT_FAILED; LEAT_STOPPED. */
int rows_read_one(struct leat_step *step, struct leat_piece *piece, struct leat_batch *batch);

/* The same with the row that a piece is. */
int rows_take_judged(struct leat_step *step, struct leat_piece *piece, struct leat_batch *batch);

/* Finds the column and the byte of text[to]. It must be done before text is written to there. */
void own_place(struct own *own, const char *text, size_t to);

#endif
