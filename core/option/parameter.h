/* parameter: the values that a definition takes from outside: ${name} in texts and expressions.
 *
 *     "parameters": {
 *         "authority": { "kind": "integer", "default": 879, "help": "the local authority's code" }
 *     }
 *
 * Kinds: those of columns, and "path" and "secret". A path set on the command line starts at the
 * current folder, a default at the definition's. ${from:d mmmm yyyy} is a date by a pattern of
 * date.h. ${env:NAME} is an environment variable. $${ is a
 * literal ${. */
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
    struct leat_type type; /* text for paths and secrets */
    struct leat_value value;
    char *text;              /* the value as ${name} gives it in a text; paths made absolute */
    const struct node *node; /* its declaration */
};

/* Zeroed is empty. */
struct parameters {
    struct parameter *list;
    size_t count;
    char *folder; /* the definition's own */
};

/* A value from outside: --set name=value, or a pipeline step's "set". */
struct parameter_setting {
    const char *name, *value;
    const struct node *node; /* the pipeline step's value; NULL: the command line */
    const char *folder;      /* where a relative path starts */
    bool is_used;            /* set by parameters_read where the definition declares the name */
};

/* Reads the declarations (node: the object, or NULL) and applies the settings; problems are
 * added. */
bool parameters_read(struct parameters *parameters, const struct node *node, const char *folder,
                     struct parameter_setting *settings, size_t setting_count,
                     struct problems *problems);
void parameters_free(struct parameters *parameters);

/* The text of a node with ${…} filled in (memory_free); false: a problem was added. secret: an
 * ${env:} or secret parameter is allowed and *is_secret tells that one was used. Where no ${ stands
 * it is a copy. */
bool parameters_expand(const struct parameters *parameters, const struct node *text,
                       bool allow_secret, bool *is_secret, char **out, size_t *size,
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
