/* problem: what went wrong, where, and what to do about it.
 *
 * A problem is told once, with the place in the user's own file. Problems are collected, so that
 * one `check` shows all that can be found, and printed in the order of their places. */
#ifndef LEAT_BASE_PROBLEM_H
#define LEAT_BASE_PROBLEM_H

#include <stdio.h>

#include "text.h"

/* The exit status of the program, gravest last but for DONE. */
enum status {
    STATUS_DONE = 0,
    STATUS_DATA = 1,   /* the data failed: rejects over the limit, a test or an expectation */
    STATUS_USAGE = 2,  /* the command or the definition is wrong */
    STATUS_WORLD = 3,  /* the outside world failed: a file, the disk, memory, a lock */
    STATUS_PLUGIN = 4, /* a plugin broke its contract */
};

/* The graver of two: 4, then 3, 2, 1, 0. */
enum status status_worse(enum status a, enum status b);

/* Where in a file. line and column count from 1; 0: not known. column counts code points. length:
 * how many code points the wrong piece has (0: not known). source: the text of that line, for
 * showing it (NULL: not shown). */
struct place {
    const char *file;
    int64_t line, column, length;
    const char *source;
    size_t source_size;
};

struct problem {
    enum status status;
    char *file;   /* NULL: none */
    char *source; /* the line itself, or NULL */
    int64_t line, column, length;
    char *message; /* one sentence, no full stop at its end, no place */
    char *advice;  /* what to do, or NULL: "did you mean 'phase'?" */
};

/* Zeroed is empty and ready. Not for use by two threads at once. */
struct problems {
    struct problem *list;
    size_t count, capacity;
    size_t left_out; /* found but not kept: at most 100 are */
};

/* Adds a problem; place may be NULL. Everything is copied. The same message at the same place is
 * kept once. What is given is never NULL, and can be advised until the next problem is added. */
struct problem *problem_add(struct problems *problems, enum status status,
                            const struct place *place, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Sets the advice of a problem. */
void problem_advise(struct problem *problem, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Advice "did you mean '…'?" when a near name is there, otherwise, where the names are few, a list
 * of them. */
void problem_suggest(struct problem *problem, const char *wrong, const char *const *names,
                     size_t count);

/* Has the problems of the place's file and line show its source in place of what they showed. */
void problems_show(struct problems *problems, const struct place *place);

/* Moves all of from to the end of into. */
void problems_move(struct problems *into, struct problems *from);

/* The gravest status among them; STATUS_DONE when there are none. */
enum status problems_status(const struct problems *problems);

/* Prints all, by file, line and column:
 *
 *   pipelines/kpi14.json:14:36: no column 'fase' (did you mean 'phase'?)
 *     14 |     { "transform": "aggregate", "by": ["fase", "as_at"],
 *        |                                        ^^^^^^
 */
void problems_print(const struct problems *problems, FILE *out);

/* One problem as a single line, without the source line. A problem without a file begins "leat:
 * ". */
void problem_print_line(const struct problem *problem, FILE *out);

void problems_free(struct problems *problems);

#endif
