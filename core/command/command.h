/* command: the program's commands, one file each; main.c reads the command line and calls one. */
#ifndef LEAT_COMMAND_COMMAND_H
#define LEAT_COMMAND_COMMAND_H

#include "plan/plan.h"

/* What stood on the command line. */
struct arguments {
    const char **words; /* after the command: definitions, names */
    size_t word_count;
    struct parameter_setting *settings;
    size_t setting_count;
    char *out_folder; /* absolute, or NULL */
    int32_t threads;  /* 0: as many as there are processors */
    bool check_batches;
    const char *step; /* --step */
    int64_t rows;     /* --rows */
    struct plugins *plugins;
};

int command_run(struct arguments *arguments);
int command_check(struct arguments *arguments);
int command_preview(struct arguments *arguments);
int command_plugins(struct arguments *arguments);
int command_schema(struct arguments *arguments);

/* Prints and frees the problems; answers their gravest status. As JSON lines with --log json. */
enum status tell_problems(struct problems *problems);

/* Whether each --set name is declared by one of the definitions; tells those that are not. */
bool settings_known(struct arguments *arguments);

/* A plan of the definition for these arguments. */
struct plan *make_plan(struct arguments *arguments, const char *path, struct problems *problems);

#endif
