/* interrupt: a signal asked the program to stop; whoever takes long looks at it. */
#ifndef LEAT_BASE_INTERRUPT_H
#define LEAT_BASE_INTERRUPT_H

#include <stdatomic.h>
#include <stdbool.h>

/* Set by the signal handler: 0, or the signal. Atomic, since all threads look at it; and without a
 * lock, which a signal handler must not wait for. */
extern atomic_int interrupt_signal;
_Static_assert(ATOMIC_INT_LOCK_FREE == 2, "a signal handler sets it");

/* For the signal handler. false: the program was asked already, and is to end at once. */
bool interrupt_take(int number);

/* From here on signals come too late: outputs are being put in their places. false: one came
 * before, and what was to be done is not to be done. */
bool interrupt_shut(void);

/* Signals count again, and one that came too late counts now. */
void interrupt_reopen(void);

/* Waits until a read of the descriptor would not block. false: interrupted meanwhile. A signal
 * reaches just one thread, so the wait itself looks for it. */
bool interrupt_wait(int fd);

#endif
