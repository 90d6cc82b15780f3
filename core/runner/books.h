/* books: what became of each step's rows, counted where it happens and proved when all is over.
 *
 * Of the rows that a step takes, each leads to a row out, is filtered or is rejected. What is taken
 * is counted batch by batch, before the plugin sees it; what became of it is counted row by row,
 * from the lists that the plugin chose and the marks of those that it rejected; what goes on, as
 * the readers get it. So one is no copy of another, and a row that is lost or doubled between them
 * shows. Threads add to the same counts. */
#ifndef LEAT_RUNNER_BOOKS_H
#define LEAT_RUNNER_BOOKS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "runner/work.h"

typedef atomic_int_fast64_t row_count;

struct books {
    row_count taken; /* rows that it was handed; sources: that they found in their input */
    row_count used;  /* of those: led to a row out, were added to a fold, or written by a sink */
    row_count filtered;
    row_count rejected;
    row_count made;    /* folds, and transforms that gave rows at their end: rows they filled in */
    row_count kept;    /* of those: went on */
    row_count spoiled; /* of those: rejected */
    row_count due;     /* rows that should have come out, by what was chosen and rejected */
    row_count given;   /* rows that came out */
    row_count told;    /* folds and sinks: rows that were added or written, as they count them */
    atomic_bool tells; /* they do */
};

/* What a source found in its input; what a fold or a transform at its end filled in. */
void books_found(struct books *books, const struct settled *settled);
void books_made(struct books *books, const struct settled *settled);

/* What does not balance in one step's books, as a sentence about the step (memory_free); NULL: they
 * balance. *by_plugin: it is the plugin's own count that does not agree. */
char *books_wrong(const struct books *books, bool *by_plugin);

/* Rows rejected, whether it had taken or made them. */
int64_t books_rejected(const struct books *books);

#endif
