/* set: what reading options has found, and what the files of core/option share; option.h says which
 * file does what. The rest of the core includes option.h. */
#ifndef LEAT_OPTION_SET_H
#define LEAT_OPTION_SET_H

#include "option/option.h"

/* A table at full size, whatever the size of the plugin's rows. */
struct option_table {
    const struct leat_options *given;
    struct leat_option *rows;
    size_t count;
    size_t item_size;
    const struct leat_option *bare; /* the field that a plain value stands for, or NULL */
    struct option_table *next;
};

/* One struct that is filled from one object. */
struct option_scope {
    const struct option_scope *outer; /* NULL: the step's own */
    const struct leat_option *row;    /* the outer's, that this is an object of; NULL: the step */
    bool is_item;                     /* of that option's list or map */
    const struct option_table *table;
    const struct node *node; /* the object, or the plain value that stands for it; NULL: absent */
    const struct node
        *real;  /* the nearest object of the definition itself, as `node` may be of a default */
    char *base; /* the struct */
};

/* A value and the option it is for. */
struct option_subject {
    const struct option_scope *scope;
    const struct leat_option *row;
    const struct node *node;
    bool is_item; /* of the option's list or map */
};

/* What waits for the schemas of the inputs. */
enum option_wait {
    WAIT_COLUMN,
    WAIT_COLUMNS,
    WAIT_KEYS,
    WAIT_EXPRESSION,
    WAIT_MEASURES,
    WAIT_VALUE
};
struct option_pending {
    enum option_wait what;
    struct option_subject subject;
    void *field;
    struct leat_text text; /* COLUMN: the name, VALUE: the text, parameters filled in */
};

/* Where a field was filled from. */
struct option_origin {
    const void *field;
    const struct node *node; /* NULL: absent; or of a default */
    const struct node *real;
    const char *name; /* the option's */
    bool is_key;      /* it is the node's key */
};

/* A declaration of fields, compiled when all of them are read. */
struct field_declaration;

/* A column that options name. */
struct option_use {
    int32_t input, column;
    bool replaced;
};

#define OPTION_LIST(type)                                                                          \
    struct {                                                                                       \
        type *list;                                                                                \
        size_t count, room;                                                                        \
    }

struct option_default {
    const char *text; /* the table's own */
    struct document *document;
};

struct option_set {
    struct arena *arena;
    const struct node *node;
    const struct parameters *parameters;
    struct problems *problems; /* the caller's, while it calls */
    bool failed;
    struct option_table *tables;
    OPTION_LIST(struct option_step) steps;
    OPTION_LIST(struct option_path) paths;
    OPTION_LIST(struct option_pending) pending;
    OPTION_LIST(struct option_origin) origins;
    OPTION_LIST(struct leat_text) secrets;
    OPTION_LIST(struct option_use) uses;
    OPTION_LIST(struct option_default) defaults;
    OPTION_LIST(struct leat_expression *) expressions;
    OPTION_LIST(struct leat_measures *) measures;
    OPTION_LIST(struct leat_fields *) fields;
    OPTION_LIST(struct field_declaration *) declarations;
    struct expression_parameter *scope_parameters;
    size_t scope_parameter_count;
};

/* Makes room in one of the lists above and adds a zeroed item; answers it. */
#define OPTION_ADD(from)                                                                           \
    (((from).list = option_room((from).list, (from).count, &(from).room, sizeof *(from).list)),    \
     &(from).list[(from).count++])
void *option_room(void *list, size_t count, size_t *room, size_t size);

/* -- option_set.c ---------------------------------------------------------------------------- */

struct option_set *option_set_new(const struct node *node, const struct parameters *parameters,
                                  struct problems *problems);
const struct option_table *option_table_of(struct option_set *set,
                                           const struct leat_options *given);
const struct node *option_default_of(struct option_set *set, const char *json);
void option_origin_add(struct option_set *set, const void *field,
                       const struct option_subject *subject, bool is_key);

/* A row of a table, at full size. */
struct leat_option option_row(const struct leat_options *table, size_t number);

/* Whether it names files to write, itself or in a table within it. */
bool option_writes(const struct leat_option *row);

/* The place of a node of the definition; for a default, of the object it is the default in. */
struct place option_place(const struct option_set *set, const struct option_scope *scope,
                          const struct node *node);

/* Adds a problem, and marks the set as failed. */
struct problem *option_wrong(struct option_set *set, const struct place *place, const char *format,
                             ...) __attribute__((format(printf, 3, 4)));
/* The same at a subject's node. */
struct problem *option_wrong_at(struct option_set *set, const struct option_subject *subject,
                                const char *format, ...) __attribute__((format(printf, 3, 4)));

/* -- option_words.c -------------------------------------------------------------------------- */

/* How a subject is called: "'by'", "an item of 'by'", "'phase' in 'values'". Memory of the set's
 * arena. */
const char *option_label(struct option_set *set, const struct option_subject *subject);
/* What an option wants: "a list of names of columns". Adds to out. */
void option_wants(const struct leat_option *row, uint32_t shape, struct string *out);
/* "integer, real or decimal". Adds to out. */
void option_kinds(uint32_t kinds, struct string *out);
/* "must be a list of …, not text". */
void option_wrong_shape(struct option_set *set, const struct option_subject *subject,
                        uint32_t shape);
/* Checks bounds: "'decimals' must be from 0 to 12, not 13". unit: what is counted, or NULL for a
 * number itself. */
bool option_in_bounds(struct option_set *set, const struct option_subject *subject, int64_t value,
                      const char *one, const char *many);

/* -- option_kind.c --------------------------------------------------------------------------- */

/* The bytes that one item of the kind takes. */
size_t option_item_size(const struct leat_option *row);
/* What an absent field holds where that is not all zeros. */
void option_blank(const struct leat_option *row, void *field);
/* Fills a field of any kind but TABLE, FIELD and FIELDS, or leaves it for options_bind. false:
 * told. */
bool option_scalar(struct option_set *set, const struct option_subject *subject, void *field);
/* A text with its parameters filled in, of the set's arena; false: told. is_secret: one may be
 * used. outside (or NULL): as parameters_expand has it. */
bool option_text(struct option_set *set, const struct option_subject *subject, bool is_secret,
                 struct leat_text *out, size_t *outside);
/* Whether a name can be a column's: not empty, no control characters. false: told. */
bool option_column_name(struct option_set *set, const struct option_subject *subject,
                        const struct place *place, const char *name, size_t size);

/* -- option_wait.c --------------------------------------------------------------------------- */

bool option_read_column(struct option_set *set, const struct option_subject *subject,
                        int32_t *field);
bool option_read_columns(struct option_set *set, const struct option_subject *subject,
                         struct leat_list *field);
bool option_read_expression(struct option_set *set, const struct option_subject *subject,
                            void *field);
bool option_read_step(struct option_set *set, const struct option_subject *subject, int32_t *field);
bool option_read_value(struct option_set *set, const struct option_subject *subject,
                       struct leat_value *field);

/* -- option_parse.c -------------------------------------------------------------------------- */

/* Fills the struct at base. node: the object; a plain value where the table has a bare field; NULL:
 * absent. from: the option that it is an object of; NULL: the step itself. */
void option_parse_table(struct option_set *set, const struct leat_options *table,
                        const struct node *node, const struct node *real,
                        const struct option_subject *from, const char *const *reserved, void *base);

/* -- field_table.c --------------------------------------------------------------------------- */

/* Reads FIELDS (an object of declarations) or FIELD (one without a kind); compiled by
 * option_compile_fields. */
void option_read_fields(struct option_set *set, const struct option_subject *subject, void *field);
void option_compile_fields(struct option_set *set);
void option_free_fields(struct leat_fields *fields);
/* The table of FIELD. */
const struct leat_options *field_table_common(void);

#endif
