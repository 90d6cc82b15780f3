/* See interrupt.h. */
#include "interrupt.h"

#include <poll.h>

enum { LOOK_EVERY = 100 }; /* milliseconds */

atomic_int interrupt_signal;

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
