/* definition: one definition file, read as far as it can be read without its plugins.
 *
 *     { "leat": 1, "title": …, "parameters": {…}, "rejects": {…}, "steps": [ … ] } */
#ifndef LEAT_DEFINITION_DEFINITION_H
#define LEAT_DEFINITION_DEFINITION_H

#include "option/parameter.h"

enum { DEFINITION_VERSION = 1 };

struct definition {
    struct document *document;
    char *path;   /* as messages name it */
    char *folder; /* absolute: where its paths start */
    const char *title;
    struct parameters parameters;
    const struct node *steps;   /* a list, never NULL in a definition that was read */
    const struct node *rejects; /* an object, or NULL */
    char *rejects_path;         /* absolute or "-"; NULL: none */
    int64_t rejects_limit;      /* the most that are kept; -1: no limit */
};

/* Reads it and its parameters. NULL when nothing of it can be judged; problems are added either
 * way. named: where another definition names it, or NULL. settings: what the caller sets; those
 * declared are marked is_used. allow_outside: what is set may lead paths anywhere. */
struct definition *definition_load(const char *path, const struct place *named,
                                   struct parameter_setting *settings, size_t count,
                                   bool allow_outside, struct problems *problems);
void definition_free(struct definition *definition); /* NULL is allowed */

/* Keys that the plan itself reads on a step; NULL at the end. */
extern const char *const step_keys[];

#endif
