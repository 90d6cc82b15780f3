/* judge: whether a case's runs give what is expected, and what else they give. */
#ifndef CASES_JUDGE_H
#define CASES_JUDGE_H

#include <stdbool.h>

/* Runs the case and adds its lines: `ok golden/NAME`, or `not ok golden/NAME` and what is wrong, indented.
 * The lines are from malloc. */
char *judge_case(const char *name, bool *passed);

/* Takes what the case gives as expected, and tells. false: there is no such case. */
bool judge_accept(const char *name);

/* Whether the case is one for this build: for the thread sanitizer those alone in which something
 * runs; what is refused before has one thread. */
bool judge_wants(const char *name);

#endif
