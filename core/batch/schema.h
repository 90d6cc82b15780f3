/* schema: the names and types of columns, and what is known of showing them. */
#ifndef LEAT_BATCH_SCHEMA_H
#define LEAT_BATCH_SCHEMA_H

#include "base/text.h"
#include "leat/read.h"

struct schema_column {
    char *name; /* UTF-8, not empty, unique in its schema */
    struct leat_type type;
    bool is_private;  /* its values are not shown in messages */
    bool has_totals;  /* some of its values may be marked as totals */
    bool is_declared; /* a source's column that the definition declares: always made and checked */
    int32_t decimals; /* digits after the point to show; -1: as they are */
    char *unit, *label; /* or NULL */
    char *key;          /* the value that a pivot made it of, or NULL */
    char *format;       /* a number format for sheets, or NULL */
    char **symbols;     /* the symbols its cells may carry, in order of precedence; NULL-terminated
                           list, or NULL */
};

/* Zeroed is empty and ready. */
struct schema {
    struct schema_column *columns;
    int32_t count;
    bool incomplete; /* more columns may be there than are known (an input file is missing): an
                        unknown name is not judged */
};

/* Adds a column (name copied); answers it, zeroed but for name, type and decimals -1; valid until
 * the next add. */
struct schema_column *schema_add(struct schema *schema, const char *name, size_t size,
                                 struct leat_type type);
struct schema_column *schema_add_copy(struct schema *schema, const struct schema_column *column);
int32_t schema_find(const struct schema *schema, const char *name, size_t size); /* -1: none */
void schema_copy(struct schema *into, const struct schema *from);                /* into is empty */
void schema_free(struct schema *schema);

/* The names, for suggestions: an array of count pointers (memory_free), the names lent. */
const char **schema_names(const struct schema *schema);

/* Lists of symbols: NULL-terminated, or NULL for an empty one. find: the text's position, or the
 * count where it is not there; add: those that the list has not, copied, behind its own. */
size_t symbols_count(char *const *list);
size_t symbols_find(char *const *list, struct leat_text text);
void symbols_add(char ***list, char *const *more);
void symbols_free(char ***list);

/* "text", "decimal(10,2)" … out has room for TYPE_NAME bytes, NUL added. */
enum { TYPE_NAME = 24 };
const char *type_name(struct leat_type type, char out[TYPE_NAME]);

/* Reads such a name; false: no type. "decimal" without digits is an error, and *reason (static
 * text) says so. */
bool type_parse(const char *text, size_t size, struct leat_type *out, const char **reason);
bool type_equal(struct leat_type a, struct leat_type b);
struct leat_type type_of(enum leat_kind kind); /* of a kind that is no decimal */
struct leat_type type_decimal(int precision, int scale);

/* The words for kinds, in the order of enum leat_kind from LEAT_TEXT, NULL at the end; and Arrow's
 * format of a type ("vu", "d:10,2"; out has room for TYPE_NAME bytes). */
extern const char *const type_words[];
const char *type_arrow(struct leat_type type, char out[TYPE_NAME]);

#endif
