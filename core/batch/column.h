/* column: one column of a batch: immutable once shared, counted, in leat's profile of Arrow.
 *
 * A column's values stand in an ArrowArray, so that a batch's children are the columns themselves.
 * Text is `vu`: views of 16 bytes into counted buffers, so that rows are picked, and columns passed
 * on, without copying text. The companions (symbols, totals) hang on the column, so that all that
 * keeps, renames, picks or shares a column keeps them.
 *
 * Life: made with count 1 by one thread, filled, then shared. column_share and column_release from
 * any thread. */
#ifndef LEAT_BATCH_COLUMN_H
#define LEAT_BATCH_COLUMN_H

#include <stdatomic.h>

#include "base/memory.h"
#include "batch/text_view.h"
#include "leat/arrow.h"
#include "leat/read.h"

/* A counted buffer that text views point into: a piece of input, or text that was built. */
struct buffer {
    atomic_size_t holders;
    char *data;
    size_t size;                            /* bytes in use, at most BUFFER_MOST */
    void (*dispose)(struct buffer *buffer); /* called when nobody holds it; NULL: memory_free of
                                               data, then of it */
    void *owner;                            /* for dispose */
};
enum { BUFFER_MOST = INT32_MAX }; /* views hold offsets of 31 bits */
struct buffer *buffer_try(
    size_t size); /* with room for size bytes, size set to 0; NULL: no memory, or too large */
struct buffer *buffer_share(struct buffer *buffer);
void buffer_release(struct buffer *buffer); /* NULL is allowed */

struct column {
    struct ArrowArray array; /* first: a batch's Arrow children point here. offset 0; release stays
                                NULL-safe: the runner's arrays are released by column_release alone,
                                so a consumer must not call it */
    atomic_size_t holders;
    struct leat_type type;
    bool is_absent;          /* not needed and not made: reads as null throughout */
    uint8_t *valid;          /* = array.buffers[0]; NULL: no nulls */
    void *values;            /* = array.buffers[1] */
    struct buffer **buffers; /* text: what array.buffers[2 …] point into, held */
    size_t buffer_count, buffer_room;
    const void **pointers;  /* array.buffers itself */
    int64_t *sizes;         /* text: the buffers' sizes, the last of array.buffers */
    struct column *symbols; /* text, null where there is none; or NULL */
    uint8_t *totals;        /* bits; or NULL */
    struct column *base;    /* whose values, bitmap and buffers these are, held; NULL: its own */
    const void *few[3];     /* where pointers points while no buffer is held */
};

/* The most rows of a column: rows are numbered by uint32_t. COLUMN_SLACK: what buffers have beyond
 * their end. */
#define COLUMN_ROWS UINT32_MAX
enum { COLUMN_SLACK = 64 };

/* The bytes that rows values of a type take. */
size_t column_size(struct leat_type type, int64_t rows);

/* A column of rows values, all valid, contents not set (text: all empty), to be filled by its
 * maker; NULL: no memory. Buffers are 64-byte aligned with at least 64 bytes of slack after their
 * end, so that vector code may run over. */
struct column *column_try(struct leat_type type, int64_t rows);

/* The same, texts not set either: for a maker who sets every one. */
struct column *column_try_unset(struct leat_type type, int64_t rows);

/* Gives it a bitmap, all ones (if it has none); false: no memory. Then bits may be cleared with
 * column_set_null. */
bool column_try_valid(struct column *column);
static inline void column_set_null(struct column *column, int64_t row) {
    column->valid[row >> 3] &= (uint8_t) ~(1u << (row & 7));
}

/* After filling: counts the nulls (dropping a bitmap without any, and companions that say nothing)
 * and completes the ArrowArray. Called once by the maker. */
void column_finish(struct column *column);

/* All null; absent ones are cheap and marked. NULL: no memory. */
struct column *column_try_null(struct leat_type type, int64_t rows);
struct column *column_try_absent(struct leat_type type, int64_t rows);

/* rows times the same value. A value without a kind is a null text. */
struct column *column_try_constant(const struct leat_value *value, int64_t rows);

struct column *column_share(struct column *column);
void column_release(struct column *column); /* NULL is allowed */

static inline int64_t column_rows(const struct column *column) { return column->array.length; }

/* Counted anew from the bitmap; array.null_count has it once the column is finished. */
int64_t column_nulls(const struct column *column);

/* How leat/read.h reads it. */
struct leat_view column_view(const struct column *column);

/* Text being filled by its maker: holds a buffer (takes one count of its own) and answers its
 * number, -1: no memory; then sets views. Numbers go up from 0; a buffer held twice has two. Text
 * of up to 12 bytes is copied into the view and needs no buffer. */
int32_t column_try_hold(struct column *column, struct buffer *buffer);
static inline void column_set_text(struct column *column, int64_t row, int32_t number,
                                   const char *data, size_t offset, size_t size) {
    text_view_set(column->values, (size_t)row, text_view_of(data, size, number, offset));
}

/* The listed rows, in that order, repeats allowed; with companions; buffers shared. NULL: no
 * memory. */
struct column *column_take(const struct column *column, const uint32_t *rows, size_t count);

/* Picked rows of several columns of one type (picks' batch is the position in columns; LEAT_NOWHERE
 * gives null). At least one column. The work grows with the picks, not with the columns. */
struct column *column_gather(const struct column *const *columns, size_t columns_count,
                             const struct leat_pick *picks, size_t count);

/* The rows of several columns of one type (at least one column) one after the other. */
struct column *column_concat(const struct column *const *columns, size_t count);

/* A copy whose text stands in buffers of its own, each byte once; for keeping when the piece shall
 * go. */
struct column *column_compact(const struct column *column);

/* Bytes that this column alone keeps, and those of buffers it holds a share of. */
size_t column_bytes(const struct column *column);

/* The column with other totals (its own copy of the struct; values and symbols shared). The bits
 * are copied; NULL: none. NULL: no memory. */
struct column *column_with_totals(const struct column *column, const uint8_t *totals);

#endif
