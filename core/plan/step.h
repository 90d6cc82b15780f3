/* step: one use of a plugin in a plan, bound to the steps it reads.
 *
 * Columns have two numberings. A step's own: what its plugin calls them (leat/plugin.h,
 * leat_batch): for a row-wise transform the input's columns and then the new ones; for sources and
 * folds what open added. And the rows' that come out of it: `out`, chosen from its own by out_map.
 * A plugin's batches have the first, batches between steps the second. */
#ifndef LEAT_PLAN_STEP_H
#define LEAT_PLAN_STEP_H

#include "batch/batch.h"
#include "definition/definition.h"
#include "option/option.h"
#include "output/output.h"
#include "plan/file.h"
#include "plugin/plugin.h"
#include "plugin/watch.h"

/* How an input is read. */
enum input_use {
    INPUT_ROWS,  /* batch by batch: a transform's or a sink's */
    INPUT_WHOLE, /* all rows in a table, before the step starts */
};

struct input {
    enum input_use use;
    int32_t *from; /* step numbers; several: their rows follow one another */
    size_t from_count;
    struct schema schema;
    int32_t **maps;     /* for each of from: schema column i is that step's out column maps[f][i] */
    bool *reads;        /* by schema column: the step reads it; one that is not may not be read */
    bool *needed;       /* by schema column: the step reads it, or passes it to one who needs it */
    struct place place; /* where the definition names it */
};

/* What one of the step's own columns is. */
struct own_column {
    int32_t passed_input, passed_column; /* an input's column as it is; -1: a new one. A row-wise
                                            step's from a further input is put as a new one is */
    bool is_replaced;                    /* process puts a new one in the passed one's place */
    bool is_dropped;
    bool is_needed;            /* someone reads what comes out in it (sources: or it is declared) */
    const struct field *field; /* how a source's cells are read; NULL: no cells */
    int32_t *from;             /* new ones: the columns of input 0 that it is made of */
    size_t from_count;
};

struct step {
    int32_t number; /* its position in the plan */
    int32_t origin; /* its number among the origins of rows, for places */
    const char *id; /* or NULL */
    char *label;    /* for messages: "step 3 (aggregate)", "step 'by_phase' (percentage)" */
    const struct node *node;
    struct definition *definition; /* the one it stands in */
    const char *word;              /* the plugin's name, or NULL where none was named */
    enum role_kind kind;
    const struct plugin *plugin; /* NULL: not found or refused */
    const struct role *role;
    struct guest guest; /* the same, for those who watch its calls */

    struct option_set *options;
    void *state;
    struct handle *handle; /* open's and close's */
    struct held *held;     /* what it has of leat's; NULL: not counted */
    bool was_opened, was_closed;

    struct input *inputs;
    size_t input_count;
    bool follows; /* it reads the rows above or what `from` names, as input 0 */

    struct schema own;
    struct own_column *own_columns; /* own.count of them */
    int32_t own_room;
    struct schema out;
    int32_t *out_map;
    int32_t readers; /* how many inputs take its rows */

    struct file *files;            /* of all its PATH_IN options, in option order */
    struct leat_file *shown_files; /* what the plugin sees of them, one for one */
    size_t file_count;
    struct step_output *outputs; /* of its PATH_OUT options */
    size_t output_count;

    bool is_failed;   /* a problem of it or of a step it depends on was told: what depends on it is
                         not judged */
    bool is_unjudged; /* it depends on what could not be known; nothing was told */
};

struct step_output {
    const struct leat_text *field;
    char *path; /* absolute, or "-" */
    struct place place;
    struct output *open; /* while it is being written */
};

/* Whether it gives rows: it is no sink. */
static inline bool step_gives(const struct step *step) { return step->kind != ROLE_SINK; }

/* Whether places may speak of that number: it is the step's own, or one of its input files'. */
bool step_has_file(const struct step *step, int32_t number);

/* Whether a column of its own is private: then so is a row as a whole. */
bool step_has_private(const struct step *step);

/* Its input file of that number; NULL: it is none of them. */
static inline struct file *step_file(const struct step *step, int32_t number) {
    const int32_t first = step->file_count ? step->files[0].api.number : 0;
    return number >= first && (size_t)(number - first) < step->file_count
               ? &step->files[number - first]
               : NULL;
}

/* Whether the column is in the batch that the plugin is given: a row-wise step's of its rows. */
static inline bool step_passes(const struct step *step, int32_t own) {
    return step->role->common.rowwise && step->own_columns[own].passed_input == 0;
}

/* Closes it, which plan_free does otherwise: its plugin is not called after that. false: it did
 * something wrong, or left what it must give back; told. */
bool step_close(struct step *step, struct problems *problems);

/* The place of the word that names its plugin. */
struct place step_place(const struct step *step);

#endif
