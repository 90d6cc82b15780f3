/* batch: rows in columns, with what goes along hidden beside them: each row's place.
 *
 *   schema.c            names and types of columns
 *   column.c            one column, counted and never changed once shared; text_view.h: a text in it
 *   gather.c            rows picked from columns; compact.c: texts in buffers of their own;
 *                       buffer_set.h: the buffers that a result holds; bits.h: bitmaps
 *   field.c             a text of a source becomes a value as its column is declared;
 *                       field_number.c, and field_explain*.c for what is wrong with one
 *   builder.c           a column made one value at a time; builder_text.c, builder_cell.c: texts of
 *                       sources, read by field.c
 *   batch.c, places.c   columns together, and where their rows came from
 *   pack.c, pack_gather.c  rows each in one place, for keeping many
 *   spool.c             batches on disk and back
 *   key.c               rows compared, ordered and hashed
 *   check.c             columns of plugins proved
 *   import.c            other layouts of Arrow become columns (column_import in check.h);
 *                       import_fixed.c, import_text.c, import_layout.c
 *
 * The files of one part share a header, builder_parts.h and the like, that is for them alone.
 * A new kind of value is one of enum leat_kind in leat/read.h: what it then needs is wherever
 * LEAT_TIMESTAMP stands.
 *
 * A batch is a counted set of columns. Editing makes changes to this handle alone; columns are
 * shared. Whoever makes or shares a batch releases it, and the last to do so frees it. Not for use
 * by two threads at once, except batch_share and batch_release of a batch that nobody edits. */
#ifndef LEAT_BATCH_BATCH_H
#define LEAT_BATCH_BATCH_H

#include "batch/column.h"
#include "batch/pack.h"
#include "batch/schema.h"
#include "leat/plugin.h"

/* Where rows came from: a set made by a source for one batch and shared by all that descends from
 * it. */
struct places {
    atomic_size_t holders;
    int32_t
        origin; /* a number in the run's table of origins: a file, or a step that made rows anew */
    int32_t *origins; /* one a row instead, or NULL */
    int64_t line;     /* of the first row, each next one line (or row) further … */
    int64_t *lines;   /* … or one a row, or NULL */
    int64_t *bytes;   /* one a row, or NULL: unknown */
    int64_t rows;
};

/* Rows that follow one another from `line` on, held once; a source may then hang arrays of
 * memory_try on it. Never NULL. */
struct places *places_new(int32_t origin, int64_t line, int64_t rows);
struct places *places_share(struct places *places);
void places_release(struct places *places); /* NULL is allowed */

struct row_place {
    int32_t origin;     /* -1: unknown */
    int64_t line, byte; /* byte -1: unknown */
};

struct batch {
    struct leat_batch api; /* first: what plugins see */
    atomic_size_t holders;
    struct column **columns; /* count of them, each held; NULL: none there yet */
    int32_t count, room;
    struct ArrowArray array; /* what api.array points to, brought up to date by batch_arrow */
    struct ArrowArray **children;
    struct places *places; /* or NULL: unknown */
    uint32_t *place_rows;  /* row i stands at place_rows[i] of places; NULL: at i. Counted: set by
                            * batch_take and its kin alone */
    struct pack *pack;     /* its rows instead of columns, or NULL: batch_pack */
    void *owner;           /* the runner's; NULL in every new handle */
    int64_t counted;       /* the runner's: what it counted this handle for; 0 in every new one */
    struct column *
        *fillers; /* what stands in array for slots that are NULL, or NULL; count of them */
    const void *validity[1]; /* of array */
};

/* An empty batch of count column slots (all NULL). Never NULL. */
struct batch *batch_new(const struct leat_host *host, int32_t count);
struct batch *batch_share(struct batch *batch);
void batch_release(struct batch *batch); /* NULL is allowed */

/* Another handle on the same columns, rows and places, for a branch that edits. Never NULL. */
struct batch *batch_branch(const struct batch *batch);

/* Sets a column slot, the batch growing where it has none of that number; takes the caller's hold.
 * NULL empties it. The number of rows stays as it is. */
void batch_set(struct batch *batch, int32_t number, struct column *column);

/* Keeps the listed rows (column_take on every column there, and places), each below api.rows.
 * false: no memory, and the batch is as it was. */
bool batch_take(struct batch *batch, const uint32_t *rows, size_t count);

/* Takes out the rows whose bit is set in `dropped`; same otherwise. */
bool batch_drop_rows(struct batch *batch, const uint8_t *dropped);

/* The columns at numbers[0 … count-1] as a new batch, rows and places kept. A slot is NULL where it
 * is NULL in the old, and where its number is -1. */
struct batch *batch_choose(const struct batch *batch, const int32_t *numbers, int32_t count);

/* One batch of all rows of several with the same columns, the schema's (of fewer slots, those
 * missing are empty ones). Where some have nothing in a slot it is null; where none has, it stays
 * empty. NULL: no memory. */
struct batch *batch_concat(struct batch *const *batches, size_t count, const struct schema *schema);

/* All columns compacted, and places where rows were dropped; NULL: no memory. */
struct batch *batch_compact(const struct batch *batch);

/* Packs all its columns, whose slots are then empty; pack_gather alone reads them. Rows and places
 * are kept. false: no memory, and the batch is as it was. */
bool batch_pack(struct batch *batch);

struct row_place batch_place(const struct batch *batch, int64_t row);

/* Places of picked rows of several batches, for gather. NULL: none of them has places, or there is
 * no memory; *failed says which. */
struct places *places_gather(struct batch *const *batches, const struct leat_pick *picks,
                             size_t count, bool *failed);

/* Brings api.array up to date: every slot a child; empty slots become absent columns of the
 * schema's type. false: no memory. */
bool batch_arrow(struct batch *batch, const struct schema *schema);

/* Bytes that it keeps in memory; a buffer that several of its columns hold counts once. */
size_t batch_bytes(const struct batch *batch);

#endif
