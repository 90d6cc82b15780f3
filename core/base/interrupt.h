/* interrupt: a signal asked the program to stop; whoever takes long looks at it. */
#ifndef LEAT_BASE_INTERRUPT_H
#define LEAT_BASE_INTERRUPT_H

#include <signal.h>
#include <stdbool.h>

/* Set by the signal handler: 0, or the signal. */
extern volatile sig_atomic_t interrupt_signal;

/* Waits until a read of the descriptor would not block. false: interrupted meanwhile. A signal
 * reaches just one thread, so the wait itself looks for it. */
bool interrupt_wait(int fd);

#endif
