/* command: the program's commands, one file each; main.c reads the command line and calls one. */
#ifndef LEAT_COMMAND_COMMAND_H
#define LEAT_COMMAND_COMMAND_H

#include "plan/correction.h"

/* A definition of the command line, read once: it may come through a pipe. */
struct loaded {
    struct definition *definition; /* NULL: it could not be read, or a plan has it */
    struct problems problems;      /* told when its turn comes */
};

/* What stood on the command line. */
struct arguments {
    const char **words; /* after the command: definitions, names */
    size_t word_count;
    struct parameter_setting *settings;
    size_t setting_count;
    char *out_folder; /* absolute, or NULL */
    int32_t threads;  /* 0: as many as there are processors */
    bool check_batches, allow_outside, isolate;
    int time_limit;       /* seconds for a plugin that is not leat's own */
    const char *step;     /* --step */
    int64_t rows;         /* --rows, or 0 */
    const char **rejects; /* --rejects */
    size_t reject_count;
    struct plugins *plugins;
    struct loaded *loaded;   /* by word */
    struct written *written; /* by the definitions planned so far */
    size_t written_count;
};

enum { TIME_LIMIT = 60 };

/* The gravest status of the definitions before the one that is run: what the process ends with when
 * memory does once all of its outputs are in their places, for that is no failure any more. */
extern enum status status_before;

int command_run(struct arguments *arguments);
int command_replay(struct arguments *arguments);
int command_check(struct arguments *arguments);
int command_preview(struct arguments *arguments);
int command_plugins(struct arguments *arguments);
int command_functions(struct arguments *arguments);
int command_schema(struct arguments *arguments);

/* Prints and frees the problems; answers their gravest status. As JSON lines with --log json. */
enum status tell_problems(struct problems *problems);

/* signals.c: catches those that ask to stop, and those that end the process at a plugin's hand, of
 * which a child of isolate says nothing itself. */
#define CRASH_ADVICE "a leat built with `make SAN=address` says in which line it was"
void signals_begin(void);
void signals_in_child(void);
void signals_end(void); /* before main ends, as exit is a plugin's doing otherwise */

/* isolate.c: makes a child, which goes on with the command, while the parent waits for its end and
 * names the plugin that it died of. Answers -1 in the child, and in the parent the exit status. */
int isolate(int seconds);

/* Reads the definitions. false: a --set name is declared by none of them, which was told. */
bool definitions_load(struct arguments *arguments);
void definitions_free(struct arguments *arguments);

/* A plan of one of the definitions, for these arguments; once for each, in their order. */
struct plan *make_plan(struct arguments *arguments, size_t number, bool is_preview,
                       struct problems *problems);

/* Runs it, with the corrections (NULL: none) in its files; tells how that went. before: the gravest
 * status of the definitions before it. */
enum status run_definition(struct arguments *arguments, size_t number,
                           struct corrections *corrections, enum status before);

#endif
