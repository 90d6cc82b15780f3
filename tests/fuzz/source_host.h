/* source_host: a runner for one source alone, in one thread, over one file in memory. What the source
 * gives is written down as text, so that two ways of reading the same file can be compared:
 *
 *     row 3 at 17: "Plymouth" - 'quoted'      line 3, byte 17: a value, a null, a quoted value
 *     reject 4 at 30: the row has 2 fields …
 *     failed: …
 *     log: …
 *
 * Rejects stand behind the rows; of a read that failed there are neither rows nor logs. */
#ifndef LEAT_TEST_SOURCE_HOST_H
#define LEAT_TEST_SOURCE_HOST_H

#include <leat/plugin.h>

struct source_text {
    char *data;
    size_t size, room;
};
void source_text_add(struct source_text *text, const char *data, size_t size);
void source_text_free(struct source_text *text);

/* Reads the file with the source. `options` fills the state's options before open; `settle` may
 * change what open set; either may be NULL. The answer is the caller's (source_text_free). */
struct source_text source_read(const struct leat_role *role, const char *file, size_t size,
                               void (*options)(void *state), void (*settle)(void *state));

#endif
