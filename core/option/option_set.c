/* option_set: what reading options has found. See option.h and set.h. */
#include "option/set.h"

#include <string.h>

void *option_room(void *list, size_t count, size_t *room, size_t size) {
    if (count == *room) {
        *room = *room == 0 ? 4 : 2 * *room;
        list = memory_resize(list, *room * size);
    }
    memset((char *)list + count * size, 0, size);
    return list;
}

struct option_set *option_set_new(const struct node *node, const struct parameters *parameters,
                                  struct problems *problems) {
    struct option_set *set = memory_alloc(sizeof *set);
    set->arena = arena_new();
    set->node = node;
    set->parameters = parameters;
    set->problems = problems;
    return set;
}

void options_free(struct option_set *set) {
    if (set == NULL) {
        return;
    }
    for (size_t i = 0; i < set->expressions.count; i++) {
        expression_free(set->expressions.list[i]);
    }
    for (size_t i = 0; i < set->measures.count; i++) {
        measures_free(set->measures.list[i]);
    }
    for (size_t i = 0; i < set->fields.count; i++) {
        option_free_fields(set->fields.list[i]);
    }
    for (size_t i = 0; i < set->paths.count; i++) {
        memory_free(set->paths.list[i].resolved);
    }
    for (size_t i = 0; i < set->defaults.count; i++) {
        document_free(set->defaults.list[i].document);
    }
    void *const blocks[] = {set->steps.list,        set->paths.list,    set->pending.list,
                            set->origins.list,      set->uses.list,     set->defaults.list,
                            set->expressions.list,  set->measures.list, set->fields.list,
                            set->declarations.list, set->secrets.list,  set->scope_parameters};
    for (size_t i = 0; i < sizeof blocks / sizeof blocks[0]; i++) {
        memory_free(blocks[i]);
    }
    arena_free(set->arena);
    memory_free(set);
}

/* -- tables and defaults --------------------------------------------------------------------- */

struct leat_option option_row(const struct leat_options *table, size_t number) {
    struct leat_option row = {0};
    const char *given = (const char *)table->rows + number * table->row_size;
    memcpy(&row, given, table->row_size < sizeof row ? table->row_size : sizeof row);
    return row;
}

bool option_writes(const struct leat_option *row) {
    if (row->kind != LEAT_OPTION_TABLE) {
        return row->kind == LEAT_OPTION_PATH_OUT;
    }
    for (size_t i = 0; i < row->items->count; i++) {
        const struct leat_option inner = option_row(row->items, i);
        if (option_writes(&inner)) {
            return true;
        }
    }
    return false;
}

bool options_have(const struct leat_options *table, const char *name, bool *writes) {
    for (size_t i = 0; table != NULL && i < table->count; i++) {
        const struct leat_option row = option_row(table, i);
        if (strcmp(row.name, name) == 0) {
            *writes = option_writes(&row);
            return true;
        }
    }
    return false;
}

const struct option_table *option_table_of(struct option_set *set,
                                           const struct leat_options *given) {
    for (struct option_table *table = set->tables; table != NULL; table = table->next) {
        if (table->given == given) {
            return table;
        }
    }
    struct option_table *table = arena_alloc(set->arena, sizeof *table);
    table->given = given;
    table->count = given->count;
    table->item_size = given->item_size;
    table->rows = arena_alloc(set->arena, given->count * sizeof *table->rows);
    table->next = set->tables;
    set->tables = table;
    for (size_t i = 0; i < given->count; i++) {
        table->rows[i] = option_row(given, i);
        if (table->rows[i].flags & LEAT_BARE) {
            table->bare = &table->rows[i];
        }
    }
    return table;
}

const struct node *option_default_of(struct option_set *set, const char *json) {
    for (size_t i = 0; i < set->defaults.count; i++) {
        if (set->defaults.list[i].text == json) {
            return document_root(set->defaults.list[i].document);
        }
    }
    struct document *document = document_parse("default", json, strlen(json), set->problems);
    if (document == NULL) { /* options_vet refuses such a table */
        set->failed = true;
        return NULL;
    }
    *OPTION_ADD(set->defaults) = (struct option_default){.text = json, .document = document};
    return document_root(document);
}

/* -- places and problems --------------------------------------------------------------------- */

/* An object, shown by its opening bracket. */
static struct place object_place(const struct node *node) {
    struct place place = node_place(node);
    if (node->kind == NODE_OBJECT || node->kind == NODE_LIST) {
        place.length = 1;
    }
    return place;
}

struct place option_place(const struct option_set *set, const struct option_scope *scope,
                          const struct node *node) {
    if (node != NULL && node->document == set->node->document) {
        return node_place(node);
    }
    return object_place(scope != NULL ? scope->real : set->node);
}

static struct problem *add_wrong(struct option_set *set, const struct place *place,
                                 const char *format, va_list list) {
    char *message = memory_format_list(format, list);
    struct problem *problem = problem_add(set->problems, STATUS_USAGE, place, "%s", message);
    memory_free(message);
    set->failed = true;
    return problem;
}

struct problem *option_wrong(struct option_set *set, const struct place *place, const char *format,
                             ...) {
    va_list list;
    va_start(list, format);
    struct problem *problem = add_wrong(set, place, format, list);
    va_end(list);
    return problem;
}

struct problem *option_wrong_at(struct option_set *set, const struct option_subject *subject,
                                const char *format, ...) {
    const struct place place = option_place(set, subject->scope, subject->node);
    va_list list;
    va_start(list, format);
    struct problem *problem = add_wrong(set, &place, format, list);
    va_end(list);
    return problem;
}

/* -- what was found -------------------------------------------------------------------------- */

void option_origin_add(struct option_set *set, const void *field,
                       const struct option_subject *subject, bool is_key) {
    *OPTION_ADD(set->origins) = (struct option_origin){
        .field = field,
        .node = subject->node,
        .real = subject->scope->real,
        .name = subject->row->name,
        .is_key = is_key,
    };
}

/* A struct begins where its first field does: the field, which was found later, is meant. */
static const struct option_origin *find_origin(const struct option_set *set, const void *field) {
    for (size_t i = set->origins.count; i > 0; i--) {
        if (set->origins.list[i - 1].field == field) {
            return &set->origins.list[i - 1];
        }
    }
    return NULL;
}

/* Where a declared column is declared, or, for its name's text, named. false: it is none. */
static bool find_declaration(const struct option_set *set, const void *field, struct place *place) {
    for (size_t i = 0; i < set->fields.count; i++) {
        const struct leat_fields *fields = set->fields.list[i];
        for (int32_t k = 0; k < fields->count; k++) {
            if (&fields->list[k] == field || fields->list[k].name == field) {
                *place = fields->list[k].name == field ? node_key_place(fields->nodes[k])
                                                       : node_place(fields->nodes[k]);
                return true;
            }
        }
    }
    return false;
}

struct place options_place(const struct option_set *set, const void *field) {
    const struct option_origin *origin = find_origin(set, field);
    if (origin == NULL) {
        struct place place;
        return find_declaration(set, field, &place) ? place : object_place(set->node);
    }
    if (origin->node == NULL || origin->node->document != set->node->document) {
        return object_place(origin->real);
    }
    return origin->is_key ? node_key_place(origin->node) : node_place(origin->node);
}

const char *options_name(const struct option_set *set, const void *field) {
    const struct option_origin *origin = find_origin(set, field);
    return origin != NULL ? origin->name : NULL;
}

struct option_step *options_steps(struct option_set *set, size_t *count) {
    *count = set->steps.count;
    return set->steps.list;
}

struct option_path *options_paths(struct option_set *set, size_t *count) {
    *count = set->paths.count;
    return set->paths.list;
}

bool options_failed(const struct option_set *set) { return set->failed; }

void options_mask(const struct option_set *set, char *message) {
    for (size_t i = 0; set != NULL && i < set->secrets.count; i++) {
        const struct leat_text secret = set->secrets.list[i];
        for (char *at = message; secret.size >= 4 && (at = strstr(at, secret.data)) != NULL;) {
            memset(at, '*', secret.size);
        }
    }
}

void options_columns(const struct option_set *set,
                     void (*visit)(void *context, int32_t input, int32_t column, bool replaced),
                     void *context) {
    for (size_t i = 0; i < set->uses.count; i++) {
        const struct option_use *use = &set->uses.list[i];
        visit(context, use->input, use->column, use->replaced);
    }
}
