/* runs: a command run with a fault or a signal, and what it said. */
#ifndef LEAT_TESTS_FAULTS_RUNS_H
#define LEAT_TESTS_FAULTS_RUNS_H

#include "inject.h"

#include <stdbool.h>
#include <stdint.h>

/* The library (inject.c) and the command, whose words end with NULL; everything lies in `folder`. Its
 * standard output goes to folder/standard. */
void runs_begin(const char *library, char *const *command, const char *folder);

/* How many of a kind of call the last run made, and how many faults came. */
uint64_t runs_made(int call);
uint64_t runs_injected(void);

/* What the last run said on standard error, the beginning of it. */
char *runs_said(void);

/* All return the exit status, or SIGNALLED and the signal. */
enum { SIGNALLED = 1000 };
int run_clean(void);
int run_fault(int call, int fault, bool is_last, uint64_t at);
int run_signalled(double after, int signal_number); /* after so many seconds */

/* How long a run takes: the shortest of several, so that most signals come in time. */
double runs_measure(void);

#endif
