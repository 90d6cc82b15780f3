/* See interrupt.h. */
#include "interrupt.h"

#include <poll.h>

enum { LOOK_EVERY = 100 }; /* milliseconds */

atomic_int interrupt_signal;

/* DOOR_OPEN, DOOR_SHUT, or the signal that came through it: so that of a signal and a beginning
 * commit one is first. */
enum { DOOR_OPEN = 0, DOOR_SHUT = -1 };
static atomic_int door, late;

bool interrupt_take(int number) {
    int was = DOOR_OPEN;
    if (atomic_compare_exchange_strong(&door, &was, number)) {
        atomic_store(&interrupt_signal, number);
    } else if (was == DOOR_SHUT) {
        atomic_store(&late, number);
    }
    return was == DOOR_OPEN || was == DOOR_SHUT;
}

bool interrupt_shut(void) {
    int was = DOOR_OPEN;
    return atomic_compare_exchange_strong(&door, &was, DOOR_SHUT);
}

void interrupt_reopen(void) {
    int was = DOOR_SHUT;
    if (!atomic_compare_exchange_strong(&door, &was, DOOR_OPEN)) {
        return;
    }
    const int number = atomic_exchange(&late, 0);
    if (number != 0) {
        interrupt_take(number);
    }
}

bool interrupt_wait(int fd) {
    struct pollfd wanted = {.fd = fd, .events = POLLIN};
    while (!interrupt_signal) {
        /* Whatever else it tells, the read itself tells better. */
        if (poll(&wanted, 1, LOOK_EVERY) > 0) {
            return true;
        }
    }
    return false;
}
