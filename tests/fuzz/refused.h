/* refused: a source that is refused what it asks of the runner, or told to stop, at every moment of
 * reading a file, one after the other (source_host.h). Whatever it is refused, the read ends as
 * failed, with nothing kept; told to stop, it ends without a word of failure. */
#ifndef LEAT_TEST_REFUSED_H
#define LEAT_TEST_REFUSED_H

#include "source_host.h"

struct refused_case {
    const char *name;
    const char *const *declared; /* or NULL */
    const char *file;
    size_t size; /* 0: the text's */
    /* What the read tells in the end, of all that is not a row: the first reject or failure, as
     * source_host.h writes it; NULL: nothing. */
    const char *tells;
};

/* Prints `ok` or `not ok SOURCE/NAME`; false: it was not. */
bool refused_check(const char *source, const struct leat_role *role, const struct refused_case *of,
                   void (*options)(void *state), void (*settle)(void *state));

#endif
