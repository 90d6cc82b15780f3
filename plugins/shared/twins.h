/* twins: the rows of a sheet once more, as JSON or CSV beside the file that people open, so that a
 * program can read what the sheet shows.
 *
 * A twin holds all columns of its sheet's step, under their names; numbers as they are, not as they
 * are shown. Its bytes are those of the sinks json and csv. A sink has them by one option,
 *
 *     {LEAT_OPTION_LIST(struct state, twin_list, TABLE, "twins"), .flags = LEAT_OPTIONAL,
 *      .most = TWINS_MOST, .items = &twins_options, .help = TWINS_HELP},
 *
 * and by calling twins_open in open, twins_start in start, twins_write in write, before or after
 * its own part of it, twins_finish in finish and twins_close in close. The functions that may fail
 * have told why by leat_fail when they answer false. */
#ifndef LEAT_SHARED_TWINS_H
#define LEAT_SHARED_TWINS_H

#include "shared/rows.h"

/* -- One twin: some columns of one input, in one file ------------------------------------------ */

enum twin_kind { TWIN_JSON, TWIN_CSV };

/* Zeroed, it may be closed. */
struct twin {
    const struct leat_text *path; /* the PATH_OUT option's field in the state; NULL: no twin */
    int32_t kind, input;
    struct rows_json json;
    struct rows_csv csv;
    struct rows_part part;
    struct sink_file file;
};

/* In open. path: the field of the PATH_OUT option. columns: count of them, by their numbers, which
 * must last until close; NULL: all of the input. has_symbols: in JSON a symbol stands as text, else
 * as null; CSV has it always. */
bool twin_open(struct leat_step *step, struct leat_bind *bind, struct twin *twin,
               const struct leat_text *path, enum twin_kind kind, int32_t input,
               const int32_t *columns, int32_t count, bool has_symbols);

bool twin_start(struct leat_step *step, struct twin *twin);
bool twin_write(struct leat_step *step, struct twin *twin, struct leat_batch *batch);
bool twin_finish(struct leat_step *step, struct twin *twin);
void twin_close(struct leat_step *step, struct twin *twin);

/* -- The option twins: a list, each of a sheet ------------------------------------------------- */

extern const struct leat_options twins_options;
enum { TWINS_MOST = 255 };
#define TWINS_HELP                                                                                 \
    "files beside this one with the same rows, for programs: each of one sheet, as JSON or CSV"

/* A sheet that may have one. */
struct twins_sheet {
    struct leat_text name;
    int32_t input;
};

/* Zeroed, it may be closed. */
struct twins {
    struct twin *list; /* one a file */
    size_t count;
};

bool twins_open(struct leat_step *step, struct leat_bind *bind, struct twins *twins,
                const struct leat_list *options, const struct twins_sheet *sheets, size_t count);
bool twins_start(struct leat_step *step, struct twins *twins);

/* Writes the batch into those of this input. */
bool twins_write(struct leat_step *step, struct twins *twins, int32_t input,
                 struct leat_batch *batch);
bool twins_finish(struct leat_step *step, struct twins *twins);
void twins_close(struct leat_step *step, struct twins *twins);

#endif
