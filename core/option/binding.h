/* binding: what the files that bind options to schemas share. For core/option alone. */
#ifndef LEAT_OPTION_BINDING_H
#define LEAT_OPTION_BINDING_H

#include "option/set.h"

struct binding {
    struct option_set *set;
    const struct schema *const *inputs;
    size_t count;
    bool sound, unjudged;
};

/* -- option_bind.c --------------------------------------------------------------------------- */

/* The option of that name in a table or those around it; *at is the scope it is in. */
const struct leat_option *binding_option(const struct option_scope *scope, const char *name,
                                         const struct option_scope **at);

/* The number of the input that an option is over; -1: there is none to judge it by, and what is to
 * be told was told. */
int32_t binding_input(struct binding *binding, const struct option_subject *subject,
                      const char *over);

/* Notes that an option names a column. */
void binding_use(struct binding *binding, int32_t input, int32_t column, uint64_t flags);

/* Whether an option takes values of the type; what: how the thing of that type is called. false:
 * told. */
bool binding_takes(struct binding *binding, const struct option_subject *subject,
                   const struct place *place, const char *what, struct leat_type type);

struct problem *binding_wrong(struct binding *binding, const struct place *place,
                              const char *message);

/* -- option_bind_sql.c and option_bind_value.c ----------------------------------------------- */

void binding_expression(struct binding *binding, const struct option_pending *pending);
void binding_measures(struct binding *binding, const struct option_pending *pending);
void binding_value(struct binding *binding, const struct option_pending *pending);

#endif
