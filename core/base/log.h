/* log: remarks on standard error, as lines for people or as JSON lines for machines. */
#ifndef LEAT_BASE_LOG_H
#define LEAT_BASE_LOG_H

#include <stdbool.h>
#include <stddef.h>

/* How much is told on standard error: -1 with -q, 1 with -v. And whether as JSON lines. */
extern int log_level;
extern bool log_json;

/* level: an enum leat_level. step: the label of the one that speaks; NULL: leat itself. */
void log_line(int level, const char *step, const char *message, size_t size);

#endif
