/* rows: rows as text, a batch at a time: JSON and CSV, the same bytes from every sink that writes
 * them.
 *
 *     in open     says which columns, and how: struct rows_json or rows_csv
 *     in begin    rows_begin readies what a thread needs of its own, in end rows_end gives it back
 *     in encode or write
 *                 rows_json_add or rows_csv_add puts the rows of a batch behind part->text
 *     in write    rows_json_write or sink_file_add brings the text into the file, in order
 *
 * Many threads may add at once, each with its own part; nothing else of it changes then. The
 * functions that may fail have told why by leat_fail when they answer false. */
#ifndef LEAT_SHARED_ROWS_H
#define LEAT_SHARED_ROWS_H

#include "shared/bytes.h"

/* A thread's own; zeroed it may be ended. */
struct rows_part {
    struct leat_view *views; /* by place among the columns that are written */
    struct bytes text;
    int64_t rows;           /* that text has got so far */
    uint64_t formula_cells; /* texts so far that a spreadsheet would take for formulas */
};

bool rows_begin(struct leat_step *step, struct rows_part *part, int32_t columns);
void rows_end(struct leat_step *step, struct rows_part *part);

/* -- JSON --------------------------------------------------------------------------------------
 *
 * Numbers are exact and as short as can be; a null is null; dates and timestamps are texts in ISO
 * 8601. */

/* records: an array of objects, each on its own line; lines: an object a line, nothing round them;
 * columns: what a key needs for an object of arrays, which are the caller's own. */
enum rows_layout { ROWS_RECORDS, ROWS_COLUMNS, ROWS_LINES };

/* What stands under one key. */
struct rows_key {
    int32_t column;
    bool is_companion;   /* the column's symbols alone */
    struct bytes before; /* what stands before its value, or before its array */
};

/* Zeroed, with layout and has_symbols set, it may be opened. */
struct rows_json {
    int32_t layout;
    bool has_symbols; /* a symbol stands as text in place of the number; else null does */

    struct rows_key *keys;
    int32_t count;
    bool has_rows; /* written so far */
};

/* Room for so many keys, before the first; then the keys, in the order of the objects. */
bool rows_json_open(struct leat_step *step, struct rows_json *rows, int32_t keys);
bool rows_json_key(struct leat_step *step, struct rows_json *rows, int32_t column,
                   bool is_companion, struct leat_text name);

/* The batch's rows; part has a view for each key. Not for the layout columns. */
bool rows_json_add(struct leat_step *step, const struct rows_json *rows, struct rows_part *part,
                   struct leat_batch *batch);

/* One value; view is its column's. */
bool rows_json_value(struct leat_step *step, const struct rows_json *rows, struct bytes *bytes,
                     struct leat_batch *batch, const struct rows_key *key,
                     const struct leat_view *view, int64_t row);

/* Brings what was added of a batch into the file, with what stands before the first row; then, once
 * all is written, what stands after the last. */
bool rows_json_write(struct leat_step *step, struct rows_json *rows, struct sink_file *file,
                     struct leat_text text);
bool rows_json_finish(struct leat_step *step, struct rows_json *rows, struct sink_file *file);

void rows_json_close(struct leat_step *step, struct rows_json *rows);

/* -- CSV (RFC 4180) ----------------------------------------------------------------------------
 *
 * A null is the text for it, by default an empty field; an empty text is ""; fields are quoted only
 * where that is needed; a symbol is written as it is. */

struct rows_csv {
    char separator;
    bool is_crlf;           /* lines end in CR LF; else in LF */
    bool guards_formulas;   /* an apostrophe goes before texts that look like formulas */
    struct leat_text null;  /* the text for no value */
    const int32_t *columns; /* count of them; NULL: the input's first */
    int32_t count;
};

/* The line of the columns' names; formula_cells is counted up for names that look like formulas. */
bool rows_csv_heading(struct leat_step *step, const struct rows_csv *rows, struct leat_bind *bind,
                      int32_t input, struct bytes *bytes, uint64_t *formula_cells);

/* The batch's rows; part has a view for each column. */
bool rows_csv_add(struct leat_step *step, const struct rows_csv *rows, struct rows_part *part,
                  struct leat_batch *batch);

/* One field, and a line's end, for sinks that have words of their own for some values.
 * rows_csv_field: of a text; rows_csv_number: of a value that is there and no text. */
bool rows_csv_field(struct leat_step *step, const struct rows_csv *rows, struct bytes *bytes,
                    struct leat_text text, uint64_t *formula_cells);
bool rows_csv_number(struct leat_step *step, const struct rows_csv *rows, struct bytes *bytes,
                     const struct leat_view *view, int64_t row);
bool rows_csv_line_end(struct leat_step *step, const struct rows_csv *rows, struct bytes *bytes);

/* Warns of the texts in the file that look like formulas, if there are any. `then` ends the sentence:
 * what was done about them, and what the user may set. */
void rows_csv_tell_formulas(struct leat_step *step, struct leat_text path, uint64_t cells,
                            const char *then);

#endif
