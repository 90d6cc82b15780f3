/* parameter: the values that a definition takes from outside: ${name} in texts and expressions.
 *
 *     "parameters": {
 *         "authority": { "kind": "integer", "default": 879, "help": "the local authority's code" }
 *     }
 *
 * Kinds: those of columns, and "path" and "secret". A path set on the command line starts at the
 * current folder, a default at the definition's. ${from:d mmmm yyyy} is a date by a pattern of
 * date.h. ${env:NAME} is an environment variable. $${ is a literal ${.
 *
 * A path that is written in the definition may lead anywhere, and so may one that is set as such: a
 * parameter of kind "path" says what it is for. A text that was set, or the environment's, may be
 * part of a path, but lead it no further than the folder that is written before it. */
#ifndef LEAT_OPTION_PARAMETER_H
#define LEAT_OPTION_PARAMETER_H

#include "base/path.h"
#include "document/node.h"
#include "expression/expression.h"

struct parameter {
    char *name, *help;
    bool is_path, is_secret,
        is_set;            /* is_set: by the command line or a pipeline step, not by default */
    bool has_value;        /* false: no default and not set */
    bool is_outside;       /* its text is not the definition's own: set, or the environment's */
    struct leat_type type; /* text for paths and secrets */
    struct leat_value value;
    char *text;              /* the value as ${name} gives it in a text; paths made absolute */
    const struct node *node; /* its declaration */
};

/* Zeroed is empty. */
struct parameters {
    struct parameter *list;
    size_t count;
    char *folder;       /* the definition's own */
    bool allow_outside; /* paths may lead anywhere: set before parameters_read */
};

/* A value from outside: --set name=value, or a pipeline step's "set". */
struct parameter_setting {
    const char *name, *value;
    const struct node *node; /* the pipeline step's value; NULL: the command line */
    const char *folder;      /* where a relative path starts */
    size_t outside;          /* a pipeline step's: from which byte on it is not the definition's */
    bool is_used;            /* set by parameters_read where the definition declares the name */
};

/* Reads the declarations (node: the object, or NULL) and applies the settings; problems are
 * added. */
bool parameters_read(struct parameters *parameters, const struct node *node, const char *folder,
                     struct parameter_setting *settings, size_t setting_count,
                     struct problems *problems);
void parameters_free(struct parameters *parameters);

/* The text of a node with ${…} filled in (memory_free); false: a problem was added. allow_secret: a
 * secret parameter may stand in it. *outside (or NULL): the first byte that was set or is the
 * environment's; *size where all is the definition's own. Where no ${ stands it is a copy. */
bool parameters_expand(const struct parameters *parameters, const struct node *text,
                       bool allow_secret, size_t *outside, char **out, size_t *size,
                       struct problems *problems);

/* Whether a path may be used that was expanded so, and starts at the folder; false: it is written as
 * on Windows, or leaves the folder that is written before what comes from outside, and a problem was
 * added at the node. */
bool parameters_path_allowed(const struct parameters *parameters, const char *folder,
                             const struct node *node, const char *path, size_t outside,
                             struct problems *problems);

/* The parameter that the text is, and nothing besides: "${name}". NULL: it is something else, or
 * there is none such. */
const struct parameter *parameters_whole(const struct parameters *parameters,
                                         const struct node *text);

/* All, as an expression's scope takes them: *count entries (memory_free), lent values. One whose
 * value is missing, which was told, is null; one whose declaration is wrong has no kind either. The
 * value of a secret is left out. */
struct expression_parameter *parameters_for_expressions(const struct parameters *parameters,
                                                        size_t *count);

#endif
