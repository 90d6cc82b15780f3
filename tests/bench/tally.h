/* tally: what the yardsticks in C do with a row of inspections once their library has found its
 * three fields, so that they differ in the library alone: counts by phase and academic year, and
 * what per cent were good. */
#ifndef BENCH_TALLY_H
#define BENCH_TALLY_H

#include <stddef.h>

enum { TALLY_PHASE = 4, TALLY_DATE = 7, TALLY_GRADE = 8 }; /* the columns, from 0 */

void tally_add(const char *phase, size_t phase_size, const char *date, size_t date_size, int grade);
void tally_print(void);

#endif
