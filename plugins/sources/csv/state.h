/* state: what a step that reads CSV files has, and which file does what:
 *
 *   source.c    the option table, and the step's life
 *   headings.c  a file's heading line becomes names; match.c: names become columns
 *   rows.c      records become batches
 *   scanner.c   bytes become records; fault.c says what is wrong with one
 *   fields.c    a record becomes fields, by libcsv */
#ifndef LEAT_PLUGINS_CSV_STATE_H
#define LEAT_PLUGINS_CSV_STATE_H

#include <csv.h>

#include "scanner.h"

enum ragged { RAGGED_REJECT, RAGGED_PAD, RAGGED_CUT, RAGGED_FIT };
enum repeated { REPEATED_ERROR, REPEATED_NUMBER };
enum empty { EMPTY_ERROR, EMPTY_NAME, EMPTY_DROP };

/* The names of a file's columns, in the order of the file. */
struct headings {
    struct leat_text *names; /* NUL-terminated; empty: the column is left out */
    size_t count, room;
    int64_t line, last_line; /* where they stand */
    bool has_dropped;
};

struct csv_state {
    struct leat_text path;
    struct leat_fields *columns, *cells;
    struct leat_text delimiter, quote, encoding;
    bool has_header, tidies_headings, skips_spaces;
    int64_t skip_lines, max_field;
    int32_t ragged, repeated_headings, empty_headings; /* enum ragged, repeated, empty */

    const struct leat_file *files;
    size_t file_count;
    struct csv_parser parser;
    bool has_parser;
    struct headings promised; /* the columns that open told of, in their order */
    bool *needed;             /* by column */

    /* The file being read. */
    struct scanner scanner;
    size_t file; /* its position in files */
    size_t field_count;
    int32_t *column_of; /* by field: its column; -1: it is left out */
    bool has_dropped, is_first_row;

    /* The batch being filled. */
    struct leat_builder **builders; /* by column; NULL: not needed */
    int64_t *lines, *bytes;         /* by row */
};

/* Opens files[file] in self->scanner and passes over the lines that are not wanted; limit as for
 * stream_open. */
int source_open_file(struct leat_step *step, struct csv_state *self, size_t file, int64_t limit);

/* Gives each field of a faultless record to `take`, in order; its text is NULL where it is empty
 * and stands in no quotes. */
int fields_split(struct leat_step *step, struct csv_state *self, const struct record *record,
                 void (*take)(void *text, size_t size, void *context), void *context);

/* Reads the names of the open file's columns: its headings, or, where it has none, names that are
 * made for its first record's fields (which is then used up). LEAT_OK; LEAT_END: the file has no
 * record at all; LEAT_FAILED. */
int headings_read(struct leat_step *step, struct csv_state *self, struct headings *headings);
void headings_free(struct leat_step *step, struct headings *headings);

/* The heading of that name, or -1; `guess` is looked at first. */
int32_t headings_find(const struct headings *headings, struct leat_text name, size_t guess);

/* Tells the runner of the first file's columns; the scanner stands behind its headings. */
int match_declare(struct leat_step *step, struct leat_bind *bind, struct csv_state *self,
                  struct headings *headings);

/* Finds the promised columns among a file's headings: *column_of, by field (leat_free); NULL: do
 * not tell. A column that is missing, or one too many, fails. */
int match_file(struct leat_step *step, struct csv_state *self, const struct headings *headings,
               int32_t **column_of);

/* Fills the batch. */
int rows_next(struct leat_step *step, struct leat_batch *batch);

/* Says what is wrong with a record, as a clause: "field 3 goes on after its closing quote …". */
enum { FAULT_TEXT = 640 };
void fault_describe(const struct csv_state *self, const struct record *record,
                    char text[FAULT_TEXT]);

/* Whether reading cannot go on after such a record. */
bool fault_is_final(const struct csv_state *self, const struct record *record);

#endif
