/* held: what a plugin from elsewhere has taken of leat and not given back: memory, batches, runs,
 * indexes. So what is given back twice, or was never taken, is told at the call itself, before it
 * damages memory; and what is left after close is told before the outputs are put in their places.
 * leat's own plugins are not counted: the sanitizers do that in the tests. */
#ifndef LEAT_PLAN_HELD_H
#define LEAT_PLAN_HELD_H

#include "plan/handle.h"

enum held_kind { HELD_BLOCK, HELD_BATCH, HELD_RUN, HELD_INDEX, HELD_KINDS };

/* Of one step; any thread. NULL, for leat's own: nothing is noted, and all may be given back. */
struct held;
struct held *held_new(void);
void held_free(struct held *held);

/* The step has taken it; NULL, which means that there was no memory, is none. */
void held_note(struct leat_step *step, enum held_kind kind, const void *what);

/* The step gives it back, by the call of that name; NULL may always be given. false: it has none
 * such, which was told. */
bool held_take(struct leat_step *step, enum held_kind kind, const void *what, const char *call);

/* Tells what the step still has; false: something. */
bool held_is_empty(const struct step *step, struct problems *problems);

#endif
