/* csv_records: the records of a file as libcsv finds them, one after the other.
 *
 *     struct csv_records records = {0};
 *     csv_records_open(&records, &options, file, size);
 *     while (csv_records_next(&records))
 *         ... records.cells, records.verdict ...
 *     csv_records_close(&records);
 *
 * csv_oracle.c says in what it is not libcsv alone. */
#ifndef LEAT_TEST_CSV_RECORDS_H
#define LEAT_TEST_CSV_RECORDS_H

#include "csv_check.h"

/* Of a record: whether it may become a row; FATAL: nothing is sure behind it. */
enum verdict { GOOD, REJECTED, FATAL };

struct cell {
    size_t at, size; /* in the record's values */
    bool is_null, is_quoted;
};

struct csv_records {
    const struct csv_state *options;
    struct csv_parser parser;
    struct source_text text; /* the file's, in UTF-8, without a byte order mark */
    size_t *places;          /* by byte of the text, and of its end: where that is in the file */
    bool is_guessed;         /* the encoding */
    bool is_unreadable;      /* the mark is another encoding's than the declared one */
    size_t at;
    int64_t line, blanks; /* blanks: empty lines so far */

    /* The record. */
    struct cell *cells;
    size_t count, room;
    struct source_text values;
    size_t start, end, field_start;
    int64_t first_line;
    bool is_over;
    enum verdict verdict;
};

void csv_records_open(struct csv_records *records, const struct csv_state *options,
                      const char *file, size_t size);

void csv_records_skip_line(struct csv_records *records);

/* The next record that is no blank line. False: there is none. */
bool csv_records_next(struct csv_records *records);

void csv_records_close(struct csv_records *records);

#endif
