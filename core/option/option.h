/* option: from option tables and a definition to a step's state, in two floors.
 *
 *   options_parse  checks keys, shapes and kinds, and fills all that needs no schema.
 *   options_bind   once the inputs' schemas are known: columns, expressions, measures, values over
 *                  columns.
 *
 * Where it is done:
 *
 *   option_vet.c     a plugin's table proved, before anything is read by it
 *   option_parse.c   walks a table and an object together: keys, shapes, defaults
 *   option_kind.c    one value of each kind; value.c: single values of columns' kinds;
 *                    option_wait.c: those that wait for the schemas of the inputs
 *   option_bind.c    columns, once the inputs are known; option_bind_sql.c expressions and measures,
 *                    option_bind_value.c values
 *   option_set.c     what was found (set.h): kept, asked for, freed
 *   option_words.c   how options and what they want are called in messages
 *   field_table.c    the columns that a source declares, read by a table of the core's own
 *   parameter.c      the parameters of a definition; parameter_expand.c: ${name} in its texts
 *   option_help.c    tables for people; schema_json.c: for editors
 *
 * A new kind of option is one of enum leat_option_kind in leat/plugin.h; the compiler then names the
 * switches over kinds that lack it, and option_words.c, option_vet.c and option_parse.c have tables
 * and rules for it.
 *
 * What leat/plugin.h leaves open: a VALUE in a table inside a map that is keyed by column may be
 * `over` that map, and is then of the kind of its entry's column. Where a map keyed by column has
 * columns as its items, `over` is theirs, and the keys are of input 0: {"urn":
 * "unique_reference_number"} matches the rows above with a table's. "note" is allowed in every
 * nested object.
 *
 * Every mistake is a problem at its line and column; one mistake hides no other. The core's own
 * declarations (a source's fields, the reserved keys) are read by the same tables, so that help and
 * JSON Schema come from one place. */
#ifndef LEAT_OPTION_OPTION_H
#define LEAT_OPTION_OPTION_H

#include "batch/field.h"
#include "expression/measure.h"
#include "leat/plugin.h"
#include "option/parameter.h"

/* The public leat_fields. */
struct leat_fields {
    struct field *list; /* in the order of the definition */
    int32_t count;
    const struct node **nodes; /* each one's declaration */
};
int32_t fields_find(const struct leat_fields *fields, const char *name, size_t size); /* -1: none */

/* A step that an option names. */
struct option_step {
    const char *name;        /* NULL: absent, which stands for the rows above (LEAT_STREAM alone) */
    const struct node *node; /* the name's; or where it is absent, the object it is absent from */
    int32_t *field;          /* to be set to the input's number */
    uint64_t flags;          /* LEAT_WHOLE or LEAT_STREAM */
    const char *over_name;   /* the option's key, for options that are `over` it */
};

/* A path that an option names. */
struct option_path {
    const struct leat_text *field;
    const struct node *node;
    bool is_output;
    char *resolved; /* absolute, or "-"; patterns not expanded */
};

/* What reading one step's options has found. */
struct option_set;

/* A table's own soundness: sizes, kinds, flags, required handles; NULL, or what is wrong with it
 * (memory_free). */
char *options_vet(const struct leat_options *table);

/* Whether the table (NULL: none) has an option of that name; *writes: it names files to write,
 * itself or in a table within it. */
bool options_have(const struct leat_options *table, const char *name, bool *writes);

/* Fills state (zeroed, of the step) from the object `node`, but for the keys in `reserved`
 * (NULL-terminated). table may be NULL: no options at all. The set lives until options_free and
 * keeps all that state's fields point to. Never NULL; whether it failed is in problems (and
 * options_failed). */
struct option_set *options_parse(const struct leat_options *table, const struct node *node,
                                 const char *const *reserved, void *state,
                                 const struct parameters *parameters, struct problems *problems);

/* What was found: *count entries, the set's. */
struct option_step *options_steps(struct option_set *set, size_t *count);
struct option_path *options_paths(struct option_set *set, size_t *count);

/* Binds columns and the rest; inputs[i] is the schema of input number i. Call it once the fields of
 * options_steps are set. false: problems were added, or *unjudged is set: names that an incomplete
 * schema may have. */
bool options_bind(struct option_set *set, const struct schema *const *inputs, size_t count,
                  struct problems *problems, bool *unjudged);

bool options_failed(const struct option_set *set);

/* Puts asterisks over each secret of the step that a message of its plugin repeats. Those of less
 * than four bytes are left, as they would be found in words. */
void options_mask(const struct option_set *set, char *message);

/* Has no message show the values of a step whose plugin is not there to say which of them are
 * secrets; those of the reserved keys are none. */
void options_hide_all(const struct node *node, const char *const *reserved);

/* The columns that its options name, of any input; and those flagged LEAT_REPLACED; a call each. */
void options_columns(const struct option_set *set,
                     void (*visit)(void *context, int32_t input, int32_t column, bool replaced),
                     void *context);

/* The place of what a field was filled from, or of an expression or a declared column, by its own
 * address; of the whole step where the address is not known or the option was absent. */
struct place options_place(const struct option_set *set, const void *field);
const char *options_name(const struct option_set *set,
                         const void *field); /* its key; NULL: not known */

void options_free(struct option_set *set); /* NULL is allowed */

#endif
