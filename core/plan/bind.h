/* bind: what a plugin's open says of the columns that come out; the other side of struct
 * leat_bind. */
#ifndef LEAT_PLAN_BIND_H
#define LEAT_PLAN_BIND_H

#include "plan/handle.h"

struct bind {
    struct leat_bind api; /* first */
    struct step *step;
    struct handle *handle;
    int32_t *order; /* own columns that were put first, in that order */
    size_t order_count;
};

/* Readies step->own for open: a row-wise transform starts with its input's columns, others with
 * none. */
void bind_begin(struct bind *bind, const struct leat_host *host, struct handle *handle);

/* After open: works out step->out and out_map. false: two columns of one name, or an earlier
 * mistake: told through the handle. */
bool bind_finish(struct bind *bind);

/* The calls of struct leat_host for open. */
int32_t host_columns(struct leat_bind *bind, int32_t input);
int32_t host_inputs(struct leat_bind *bind);
struct leat_text host_column_name(struct leat_bind *bind, int32_t input, int32_t column);
struct leat_type host_column_type(struct leat_bind *bind, int32_t input, int32_t column);
void host_column_hint(struct leat_bind *bind, int32_t input, int32_t column,
                      struct leat_hint *hint);
struct leat_text host_column_symbol(struct leat_bind *bind, int32_t input, int32_t column,
                                    size_t number);
int32_t host_find(struct leat_bind *bind, int32_t input, struct leat_text name);
void host_uses(struct leat_bind *bind, int32_t input, int32_t column);
int32_t host_out_pass(struct leat_bind *bind, int32_t input, int32_t column);
int32_t host_out_new(struct leat_bind *bind, struct leat_text name, struct leat_type type,
                     const int32_t *from, size_t count);
int32_t host_out_field(struct leat_bind *bind, struct leat_fields *fields, int32_t field,
                       struct leat_text name);
int32_t host_out_measure(struct leat_bind *bind, const struct leat_measures *measures,
                         size_t measure);
void host_out_replace(struct leat_bind *bind, int32_t column, struct leat_type type);
void host_out_rename(struct leat_bind *bind, int32_t column, struct leat_text name);
void host_out_drop(struct leat_bind *bind, int32_t column);
void host_out_order(struct leat_bind *bind, const int32_t *columns, size_t count);
void host_out_hint(struct leat_bind *bind, int32_t column, const struct leat_hint *hint);
void host_out_symbol(struct leat_bind *bind, int32_t column, struct leat_text symbol);
void host_out_symbols(struct leat_bind *bind, int32_t column, int32_t input, int32_t from);
void host_out_expression(struct leat_bind *bind, int32_t column,
                         const struct leat_expression *expression);

#endif
