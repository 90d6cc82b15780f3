/* answer: the true answers to what the bench asks, reckoned from the rows themselves and not
 * from any file. */
#ifndef BENCH_ANSWER_H
#define BENCH_ANSWER_H

#include <stdbool.h>
#include <stdint.h>

/* Prints the answer on standard output; false, and a word on standard error, where the question
 * is none of that kind. */
bool answer_print(const char *question, const char *kind, uint64_t rows, uint64_t keys);

#endif
