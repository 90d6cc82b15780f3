/* builder: a column made one value at a time; the other side of leat_builder.
 *
 * An error sticks: after it, what is added is dropped, and builder_finish says what it was. */
#ifndef LEAT_BATCH_BUILDER_H
#define LEAT_BATCH_BUILDER_H

#include "batch/column.h"
#include "batch/field.h"
#include "leat/plugin.h"

struct builder {
    struct leat_builder api;   /* first: what plugins see */
    const struct field *field; /* how builder_add_cell reads; NULL: as undeclared text */
    int32_t number;            /* of the column it is for; the caller's */
    void *batch;               /* the batch it is for; the caller's */
    char *failure;             /* why api.failed is set */

    /* Called for a cell that cannot be read, with the row's number; NULL: the cell is null and
     * nobody is told. */
    void (*reject)(void *context, struct builder *builder, int64_t row, struct leat_text cell,
                   const char *reason);
    void *context;

    struct column *column; /* being filled; NULL: there was no memory for it */
    struct buffer *text;   /* the buffer that long text goes to now; the column's */
    size_t text_room;
    int32_t text_number;
    int32_t
        piece_number;  /* what the piece of the last slices has in the column; -1: none was there */
    int64_t space_row; /* whose text was given as space: its view gets its prefix later; -1: none */
    void *scratch;     /* space given after a failure */
    struct builder *symbols; /* under way, or NULL */
    uint8_t *totals;         /* bits, or NULL */
    bool
        checks_utf8; /* text added by builder_add_text and builder_add_space is proved, at finish */
    bool has_unproved;      /* there is such text */
    bool is_taken, is_late; /* the column was taken, and something was added afterwards */
    const void *from;       /* the column of the view that was last proved to be a lent one; the
                               caller's */
};

/* A builder with room for about `rows` values at first. Never NULL (failures stick). host goes into
 * api. */
struct builder *builder_new(const struct leat_host *host, struct leat_type type, int64_t rows);

void builder_add_null(struct builder *builder);
void builder_add_symbol(struct builder *builder, struct leat_text symbol);
void builder_add_text(struct builder *builder, struct leat_text text);
void builder_add_texts(struct builder *builder, const struct leat_text *texts, size_t count);
char *builder_add_space(struct builder *builder, size_t size); /* never NULL */
void builder_add_fixed(struct builder *builder, int kind, const void *value);
void builder_add_cell(struct builder *builder, struct leat_text text, bool quoted);
void builder_add_from(struct builder *builder, const struct leat_view *view, int64_t row);
/* Fields of a piece, whose size says how far they may reach. Long texts point into it: it is then
 * held. is_proved: the fields are known to be UTF-8. */
void builder_add_slices(struct builder *builder, struct buffer *piece, bool is_proved,
                        const struct leat_slice *slices, size_t count);
void builder_bulk(struct builder *builder, const void *values, const uint8_t *valid, size_t count);

/* The finished column (the caller's), or NULL: *failure is then why, the caller's to free. After
 * builder_take the builder is still there, and notes in `is_late` that more was added to it;
 * builder_finish frees it. */
struct column *builder_take(struct builder *builder, char **failure);
struct column *builder_finish(struct builder *builder, char **failure);
void builder_free(struct builder *builder); /* unfinished; NULL is allowed */

#endif
