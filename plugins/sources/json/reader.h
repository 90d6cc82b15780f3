/* reader: the rows of a JSON file, one after another, as text: the elements of an array, wherever
 * in the document it stands, or the lines of JSON Lines. Only one row is ever held.
 *
 * It reads what is new or out of the ordinary: the first rows, which tell of the columns; what stands
 * round the rows; and those rows that the walk (scans.h) declines. */
#ifndef LEAT_PLUGINS_JSON_READER_H
#define LEAT_PLUGINS_JSON_READER_H

#include "judge.h"
#include "shared/stream.h"

/* Where in a document the stream stands. */
enum spot { AT_VALUE, AT_FIRST_KEY, AT_KEY, AFTER_MEMBER, AT_FIRST_ROW, AT_ROW, AFTER_ROW, AT_END };

/* The most names in a path to the rows. */
enum { READER_PATH_MOST = 32 };

struct reader {
    struct stream stream;
    bool is_lines;
    struct leat_text path; /* to the rows, "data.items"; empty: the document is the rows */
    size_t max_row;
    int64_t line, column; /* of the stream's first byte */
    int64_t blanks;       /* lines: empty ones passed over */
    size_t pending;       /* bytes of the last row that are still to be taken */
    bool is_cut;          /* the stream's limit was reached, not its end */

    enum spot spot;
    size_t depth;                         /* of the objects entered on the way to the rows */
    size_t matched[READER_PATH_MOST + 1]; /* bytes of the path that were found, by depth */
    bool was_found;

    /* Why LEAT_FAILED was answered, where the file is at fault; else the runner has been told. */
    bool is_wrong;
    int64_t wrong_line, wrong_column;
    char wrong[512];
};

/* Valid until the next row is asked for. */
struct row {
    struct leat_text text;      /* data NULL: it was too long */
    int64_t line, column, byte; /* where it begins */
    bool is_bad;                /* a reject: `verdict` has the reason, and the place in the file */
    struct verdict verdict;
};

/* Starts on a file; the stream is opened, with at most `limit` bytes (-1: all). */
int reader_open(struct leat_step *step, struct reader *reader, const struct leat_file *file,
                const struct leat_text *encoding, int64_t limit);

/* LEAT_OK; LEAT_END; LEAT_STOPPED; LEAT_FAILED, see is_wrong. */
int reader_next(struct leat_step *step, struct reader *reader, struct row *row);

/* Reads a document up to the next row outside an array of rows (LEAT_OK), or to where the first row
 * of an array may stand (LEAT_MORE), whose rows are then the caller's: it takes them off the stream,
 * and calls reader_end_rows behind the array's end. Else as reader_next. */
int reader_seek(struct leat_step *step, struct reader *reader, struct row *row);
void reader_end_rows(struct reader *reader);

/* Tells the runner what is_wrong stands for. Answers LEAT_FAILED. */
int reader_fail(struct leat_step *step, const struct reader *reader);

/* Makes it read text that a stream lends, from line and column on. */
void reader_lend(struct reader *reader, struct stream stream, int64_t line, int64_t column);

void reader_close(struct leat_step *step, struct reader *reader);

/* For document.c and lines.c, which have the two ways of reading. */
int reader_wrong(struct reader *reader, int64_t line, int64_t column, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
void reader_take(struct reader *reader,
                 size_t size); /* off the stream, lines and columns counted */
int reader_more(struct leat_step *step, struct reader *reader);
int reader_judge(struct leat_step *step, struct reader *reader, size_t size, struct row *row);
const char *reader_advice(const struct reader *reader, const struct verdict *verdict);
/* is_seeking: it stops before an array's first row, with LEAT_MORE. */
int document_next(struct leat_step *step, struct reader *reader, struct row *row, bool is_seeking);
int lines_next(struct leat_step *step, struct reader *reader, struct row *row);

#endif
