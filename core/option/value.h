/* value: single values from JSON and from text, for options and parameters. Texts are lent. */
#ifndef LEAT_OPTION_VALUE_H
#define LEAT_OPTION_VALUE_H

#include "batch/schema.h"
#include "document/node.h"

/* What a value of the type looks like in JSON: "a whole number", "a date in quotes, such as
 * \"2015-09-01\"". */
const char *value_wants(struct leat_type type);

/* Why a value was not taken: a word for messages, "has more digits than …"; empty: it is of the
 * wrong kind. */
enum { VALUE_REASON = 160 };

/* A value of the type from a node as JSON has it. null is a null of the type. */
bool value_from_node(struct leat_type type, const struct node *node, struct leat_value *out,
                     char reason[VALUE_REASON]);

/* A value of JSON's own kind: text, integer, boolean; numbers with a point are decimals with every
 * digit kept, and reals beyond 38 digits; null is a null text. false: a list or an object. */
bool value_of_node(const struct node *node, struct leat_value *out);

/* A value of the type from text, as the command line has it: digits, true or false, ISO dates. */
bool value_from_text(struct leat_type type, const char *text, size_t size, struct leat_value *out,
                     char reason[VALUE_REASON]);

/* One that is there as another type; false: it does not fit, and reason says why (empty: the kinds
 * do not). */
bool value_convert(struct leat_type type, const struct leat_value *value, struct leat_value *out,
                   char reason[VALUE_REASON]);

/* The text of a value that is not null. Adds to out. */
void value_format(const struct leat_value *value, struct string *out);

#endif
