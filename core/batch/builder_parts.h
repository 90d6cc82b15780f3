/* builder_parts: what the builder's own files share. Not for others. */
#ifndef LEAT_BATCH_BUILDER_PARTS_H
#define LEAT_BATCH_BUILDER_PARTS_H

#include "batch/builder.h"

/* Says why the builder fails, unless it has failed already. */
void builder_fail(struct builder *builder, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void builder_fail_memory(struct builder *builder);

/* Makes room for `more` values; false: the builder has failed, and nothing may be added. */
bool builder_reserve_slow(struct builder *builder, int64_t more);
static inline bool builder_reserve(struct builder *builder, int64_t more) {
    return more <= builder->api.room - builder->api.rows || builder_reserve_slow(builder, more);
}

/* Fails a builder that is not of this kind. */
bool builder_is_kind(struct builder *builder, int kind);

/* Adds `count` nulls. */
void builder_add_nulls(struct builder *builder, int64_t count);

/* Gives the text that was written into builder_add_space its prefix. */
void builder_settle_space(struct builder *builder);

/* How its cells are read. */
const struct field *builder_field(const struct builder *builder);

/* Fails a builder whose field is not of its column's type. */
bool builder_is_declared(struct builder *builder);

/* Refuses a cell that is not UTF-8, in the words that field.c has for it. */
bool builder_prove(struct builder *builder, struct leat_text cell);

/* Reads a cell that stands in a piece, which the column may then hold, or (NULL) anywhere. */
void builder_add_cell_of(struct builder *builder, struct leat_text cell, bool quoted,
                         struct buffer *piece);

/* Has the column hold the piece, once, as builder->piece_number; false: the builder has failed. */
bool builder_hold(struct builder *builder, struct buffer *piece);

#endif
