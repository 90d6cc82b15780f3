/* schema_json: JSON Schema (2020-12) of option tables, for editors; and their help, for people. */
#ifndef LEAT_OPTION_SCHEMA_JSON_H
#define LEAT_OPTION_SCHEMA_JSON_H

#include "option/option.h"

/* Adds the schema of a step with the table's options to out: its members, without the braces, each
 * property with its type, limits, default and description; nested tables in place. What a step can
 * take over is required of those without "like" alone. table NULL: no options. */
void options_schema_json(const struct leat_options *table, struct string *out);

/* Prints the options as `leat plugins NAME` shows them: key, kind, default, limits, help; nested
 * ones indented. table NULL: no options. */
void options_help(const struct leat_options *table, FILE *out);

/* The table of one declared field ("columns": {"urn": "integer"}), which is the core's own. */
const struct leat_options *fields_table(void);

#endif
