/* source_host: a runner for one source alone, in one thread, over one file in memory. What the source
 * gives is written down as text, so that two ways of reading the same file can be compared:
 *
 *     row 3 at 17: "8:Plymouth - '6:quoted    line 3, byte 17: a value, a null, a quoted value
 *     reject 4 at 30: 5:1,2,3 37:the row has 3 fields …
 *     log: …
 *     failed: …
 *
 * Before what stands in the file comes its length. Rejects stand behind the rows; of a read that
 * failed there are neither rows nor logs. */
#ifndef LEAT_TEST_SOURCE_HOST_H
#define LEAT_TEST_SOURCE_HOST_H

#include <leat/plugin.h>

struct source_text {
    char *data; /* with a NUL behind it; NULL: nothing was added yet */
    size_t size, room;
};
void source_text_add(struct source_text *text, const char *data, size_t size);
void source_text_free(struct source_text *text);

/* Reads the file with the source. `options` fills the state's options before open; `settle` may
 * change what open set; either may be NULL. The answer is the caller's (source_text_free). */
struct source_text source_read(const struct leat_role *role, const char *file, size_t size,
                               void (*options)(void *state), void (*settle)(void *state));

/* For the reads that follow: the columns that the definition declares, NULL behind the last.
 * NULL: none. */
void source_declare(const char *const *names);

/* What goes wrong in the next reads; 0: nothing does. */
struct source_trouble {
    uint64_t refuse_at; /* the runner refuses what it is asked for the n-th time, counted from 1: be
                         * it memory, room for a piece, bytes of the file, or a column or its
                         * places to be taken */
    uint64_t stop_at; /* the n-th leat_stopping says that the run is to stop, and those behind it */
};
void source_trouble(struct source_trouble trouble);

/* Of the last read. */
struct source_said {
    bool was_refused; /* the trouble came to pass */
    bool was_stopped;
    bool ended_well;
    size_t blocks; /* of memory that were not given back */
};
struct source_said source_said(void);

#endif
