/* correction: the rejects of a run, whose records somebody has corrected, brought to the files that
 * they came from.
 *
 *   correction_read.c  a file of rejects, CSV or JSON as the run wrote it, becomes corrections
 *   correction.c       each is found in its file, and put in the record's place (patch.h)
 *
 * The record must still stand where it stood, as its mark says; else nothing is sure. A later file
 * of rejects goes before an earlier one: it is what a replay with the earlier one left. */
#ifndef LEAT_PLAN_CORRECTION_H
#define LEAT_PLAN_CORRECTION_H

#include "plan/plan.h"

struct correction {
    char *file; /* as the rejects name it */
    int64_t line, byte;
    char *mark, *record;
    const char *from; /* the file of rejects, and the line in it: for messages */
    int64_t from_line;
    size_t number; /* of the file of rejects, and then in the order read: */
    size_t order;
    bool may_be_guarded; /* the record is as a cell of the rejects has it (record_wants_guard) */
    bool is_found;       /* in a file of the plan */
};

struct corrections {
    struct correction *list;
    size_t count, room;
    const char **paths; /* the files of rejects; path_count of them */
    size_t path_count;
    int64_t without_record; /* rows of the rejects that have none that could be corrected */
    int64_t unchanged, changed;
};

/* Adds what a file of rejects holds. false: a problem was added. */
bool corrections_read(struct corrections *corrections, const char *path, struct problems *problems);

/* Has the plan's files read with the corrections in their places. false: problems were added, one
 * for each that finds its place no more. */
bool corrections_apply(struct corrections *corrections, struct plan *plan,
                       struct problems *problems);

void corrections_free(struct corrections *corrections);

/* A record of a file as rejects show it, in UTF-8: U+FFFD stands for each byte that is none of a
 * text (memory_free). NULL: its encoding cannot be read. */
char *record_shown(struct step *step, const struct file *file, const char *record, size_t size);

/* Whether a text has an apostrophe before it as a cell of the rejects: one that a spreadsheet would
 * take for a formula, as the csv sink has it (shared/rows_csv.c), and so one that then looks like
 * that. */
bool record_wants_guard(const char *text);

/* The longest record that rejects keep, in UTF-16 units: no cell of a spreadsheet has more. */
enum { RECORD_MOST = 32767 };

#endif
