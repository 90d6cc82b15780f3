/* watch: which plugin's code is running, on each thread, so that the one that ends the process can
 * be named.
 *
 * Before a plugin is called its thread writes into a slot of its own who is called; after the call
 * the slot is free again. The slots stand in memory that is shared with a child made by fork, and
 * hold texts, no pointers: so the parent of a run (command/isolate.c) reads in them what a child did
 * that is no more, and which call does not come back. A signal handler reads its own thread's. */
#ifndef LEAT_PLUGIN_WATCH_H
#define LEAT_PLUGIN_WATCH_H

#include <signal.h>

#include "base/problem.h"

/* Who may be called: a step's plugin, or one that is being loaded. The texts are lent. */
struct guest {
    uint64_t number;          /* no other has it */
    const char *label, *path; /* "step 3 (aggregate)"; the plugin's file */
    struct place place;       /* where the definition names it */
    bool is_own;              /* leat's own */
};

/* How a call ended the process. */
enum watch_end { WATCH_RUNNING, WATCH_CRASHED, WATCH_EXITED };

/* A call that has not come back. */
struct watched {
    char label[192], path[1024], file[1024], callback[24];
    int64_t line, column;
    bool is_own;
    volatile sig_atomic_t end; /* an enum watch_end */
};

/* Makes the slots: to be called once, before any thread or child is made. */
void watch_begin(void);

struct guest watch_guest(const char *label, const char *path, struct place place, bool is_own);

/* Around each call of a plugin, on its thread: watch_begin need not have been called. */
void watch_enter(const struct guest *guest, const char *callback);
void watch_leave(void);

/* The call that this thread is in, or NULL; async-signal-safe. */
struct watched *watch_mine(void);

/* The calls that threads are in: the first from slot *at on, *at then being the next slot; NULL: no
 * more. *serial differs from call to call. */
const struct watched *watch_next(size_t *at, uint64_t *serial);
enum { WATCH_SLOTS = 1100 }; /* more than there can be threads */

/* leat ends the process itself, plugins running or not; async-signal-safe. And whether it did. */
void watch_note_own_end(void);
bool watch_is_own_end(void);

/* A signal that ends a process, in words: "SIGSEGV, a pointer that leads nowhere";
 * async-signal-safe. */
const char *watch_signal_words(int number);

#endif
