/* csv_check: what the check of the csv source is made of.
 *
 *   csv.c            an input's options and file, read in every way
 *   csv_oracle.c     what libcsv by itself reads of it, and where the two differ on purpose
 *   csv_records.c    the records that libcsv finds
 *   generated_csv.c  inputs made at random */
#ifndef LEAT_TEST_CSV_CHECK_H
#define LEAT_TEST_CSV_CHECK_H

#include "source_host.h"
#include "sources/csv/state.h"

/* The options that an input's first byte stands for. */
struct csv_state csv_check_options(unsigned char bits);

/* The character of a delimiter or quote; 0: none. */
char csv_check_character(struct leat_text option);

enum csv_compared {
    CSV_IN_FULL, /* every row, reject and empty line is as libcsv has it */
    CSV_IN_PART, /* both say that it cannot be read, and up to there the rejects are the same */
    CSV_DIFFERENT,
    CSV_COMPARED
};

/* Holds what the source read of a file against what libcsv reads of it. *want: what it should have
 * been (source_text_free). */
enum csv_compared csv_oracle_compare(const struct csv_state *options, const char *file, size_t size,
                                     const struct source_text *read, struct source_text *want);

/* What was compared so far. */
struct csv_check_counts {
    uint64_t files[CSV_COMPARED], rows, rejects;
};
extern struct csv_check_counts csv_check_counts;

#endif
