/* state: what a step that reads CSV files has, and which file does what:
 *
 *   source.c    the option table, and the step's life
 *   headings.c  a file's heading line becomes names; match.c: names become columns
 *   cut.c       files become pieces, each a run of whole records
 *   decode.c    a piece becomes batches: its rows are found, and its columns handed on
 *   record.c    the record that a rejected row was
 *   records.c   the rows that are out of the ordinary, and what is said of those that are wrong
 *   blocks.h    where the structure of regular text is, many bytes at a time
 *   scanner.c   bytes become records, byte by byte; fault.c says what is wrong with one
 *   fields.c    such a record becomes fields, by libcsv */
#ifndef LEAT_PLUGINS_CSV_STATE_H
#define LEAT_PLUGINS_CSV_STATE_H

#include <csv.h>

#include "blocks.h"
#include "scanner.h"
#include "shared/key_table.h"

enum ragged { RAGGED_REJECT, RAGGED_PAD, RAGGED_CUT, RAGGED_FIT };
enum repeated { REPEATED_ERROR, REPEATED_NUMBER };
enum empty { EMPTY_ERROR, EMPTY_NAME, EMPTY_DROP };

/* Names, each once and with a number of its user's. Zeroed is empty and ready. */
struct name_table {
    struct key_table keys;
    uint32_t *numbers; /* by key */
    size_t room;
};

/* The names of a file's columns, in the order of the file. */
struct headings {
    struct leat_text *names; /* NUL-terminated; empty: the column is left out */
    size_t count, room;
    struct name_table columns;
    int64_t line, last_line; /* where they stand */
    bool has_dropped;
};

/* What one thread reads records with, byte by byte. */
struct reader {
    struct scanner scanner;
    struct csv_parser parser;
    bool has_parser;
};

/* What holds for all pieces of a file; made by cut, and not changed afterwards. */
struct layout {
    struct stream kind; /* the file's text, as stream_lend wants it */
    size_t field_count;
    int32_t *column_of; /* by field: its column; -1: it is left out */
    size_t *field_of;   /* by column */
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
    struct dialect dialect;
    const struct blocks *blocks;
    size_t piece_size;        /* bytes; a record that is longer has a longer piece */
    struct headings promised; /* the columns that open told of, in their order */
    bool *needed;             /* by column */

    /* The file that open or cut is at. */
    struct reader reader;
    size_t file;             /* its position in files */
    struct layout **layouts; /* by file; NULL: not come to yet */

    /* Where cut is in it. */
    int64_t line, byte; /* of the next piece's first byte; byte -1: unknown */
    int64_t blanks;     /* wholly empty lines passed over */
    bool is_over;       /* all of it has been read */
    bool is_after_cr;   /* an LF now belongs to the line end before it */
    bool is_first;      /* no piece of the file was handed out */
};

/* A piece's own: what cut tells decode, and how far decode is. */
struct own {
    struct layout *layout;
    bool is_irregular; /* its records are for the scanner alone */
    bool is_first;     /* of its file */
    bool is_long;      /* it is a single record, too long to be kept whole: long_record */
    struct record long_record;
    struct blocks_found found; /* where it is not irregular; the masks are the thread's */

    bool is_begun;
    size_t mark_count;  /* not irregular: in the thread's marks, but for the first */
    bool is_even;       /* each row has its fields, and nothing else has to be looked at */
    bool has_row;       /* a record was seen, good or not */
    size_t row;         /* is_even: the next row */
    size_t mark;        /* not irregular: the mark before the next row's first field */
    size_t at;          /* else the next record's first byte */
    int64_t line, byte; /* of the next record; byte -1: unknown */
};

/* A thread's part. */
struct part {
    struct reader reader;
    uint64_t *masks; /* of the piece that was cut last: see blocks.h */
    uint32_t *marks; /* where its delimiters and line ends are: see decode.c */
    size_t mask_room, mark_room;

    /* The rows of the next batch, found one by one; field_count slices each. */
    struct leat_slice *slices;
    size_t slice_room;
    size_t rows;
    int64_t *lines, *bytes; /* by row of the batch */
    size_t place_room;
};

/* Readies a reader; the scanner's stream is the caller's. LEAT_OK or LEAT_FAILED. */
int reader_start(struct leat_step *step, const struct csv_state *self, struct reader *reader);
void reader_end(struct leat_step *step, struct reader *reader); /* its stream too */

/* Opens files[file] in self->reader and passes over the lines that are not wanted; limit as for
 * stream_open. */
int source_open_file(struct leat_step *step, struct csv_state *self, size_t file, int64_t limit);

/* Gives each field of a faultless record to `take`, in order; its text is NULL where it is empty
 * and stands in no quotes. */
int fields_split(struct leat_step *step, struct reader *reader, const struct record *record,
                 void (*take)(void *text, size_t size, void *context), void *context);

/* Reads the names of the open file's columns: its headings, or, where it has none, names that are
 * made for its first record's fields (which is then used up). LEAT_OK; LEAT_END: the file has no
 * record at all; LEAT_FAILED. */
int headings_read(struct leat_step *step, struct csv_state *self, struct headings *headings);
void headings_free(struct leat_step *step, struct headings *headings);

/* The number of the column of that name, or -1. */
int32_t headings_find(const struct headings *headings, struct leat_text name);

/* Takes out the columns that are left out. LEAT_OK or LEAT_FAILED: no memory. */
int headings_pack(struct leat_step *step, struct headings *headings);

/* Tells the runner of the first file's columns; the scanner stands behind its headings. */
int match_declare(struct leat_step *step, struct leat_bind *bind, struct csv_state *self,
                  struct headings *headings);

/* Finds the promised columns among a file's headings: *column_of, by field (leat_free); NULL: do
 * not tell. A column that is missing, or one too many, fails. */
int match_file(struct leat_step *step, struct csv_state *self, const struct headings *headings,
               int32_t **column_of);

int csv_cut(struct leat_step *step, struct leat_piece *piece);
int csv_decode(struct leat_step *step, struct leat_piece *piece, struct leat_batch *batch);
size_t csv_record(struct leat_step *step, int32_t file, const char *bytes, size_t size,
                  bool is_last);
int csv_recode(struct leat_step *step, int32_t file, bool into_file, const char *from, size_t size,
               char *into, size_t room, size_t *got);
void layout_free(struct leat_step *step, struct layout *layout); /* or NULL */

/* The most rows that the part's slices may become before they are a batch. */
size_t rows_most(const struct layout *layout);

/* Room for the places of so many rows. LEAT_OK or LEAT_FAILED. */
int place_room(struct leat_step *step, struct part *part, size_t rows);

/* Room for one more row: its place and field_count slices; NULL: there is no memory (told). */
struct leat_slice *row_room(struct leat_step *step, struct part *part, const struct layout *layout);

/* Reads records of the piece from own->at on, byte by byte, up to `end` or until the batch is full,
 * and adds the good ones to the part's rows. LEAT_OK; LEAT_FAILED; LEAT_STOPPED. */
int records_read(struct leat_step *step, struct leat_piece *piece, size_t end);

/* Says what is wrong with a record that has a fault: its row is rejected, or (LEAT_FAILED) the run
 * ends, where nothing is sure behind it. */
int records_tell(struct leat_step *step, const struct scanner *scanner,
                 const struct record *record);

/* Says what is wrong with a record, as a clause: "field 3 goes on after its closing quote …". */
enum { FAULT_TEXT = 640 };
void fault_describe(const struct scanner *scanner, const struct record *record,
                    char text[FAULT_TEXT]);

/* Whether reading cannot go on after such a record. */
bool fault_is_final(const struct scanner *scanner, const struct record *record);

#endif
