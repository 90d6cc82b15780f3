/* option_parse: walks an option table and an object together. See option.h and set.h. */
#include "option/schema_json.h"
#include "option/set.h"

#include <string.h>

/* -- keys ------------------------------------------------------------------------------------ */

static bool is_reserved(const char *const *reserved, const char *key) {
    for (; reserved != NULL && *reserved != NULL; reserved++) {
        if (strcmp(*reserved, key) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_option(const struct option_table *table, const char *key) {
    for (size_t i = 0; i < table->count; i++) {
        if (strcmp(table->rows[i].name, key) == 0) {
            return true;
        }
    }
    return false;
}

static bool has_secret(const struct option_table *table) {
    for (size_t i = 0; i < table->count; i++) {
        if (table->rows[i].kind == LEAT_OPTION_SECRET) {
            return true;
        }
    }
    return false;
}

/* The table of the objects that an option takes, if it takes any. */
static const struct leat_options *inner_table(const struct leat_option *row) {
    switch ((enum leat_option_kind)row->kind) {
    case LEAT_OPTION_TABLE:
        return row->items;
    case LEAT_OPTION_FIELDS:
        return fields_table();
    case LEAT_OPTION_FIELD:
        return field_table_common();
    default:
        return NULL;
    }
}

/* A key that stands one level too high: the options whose objects take it. false: none does. */
static bool advise_further_in(struct option_set *set, struct problem *problem,
                              const struct option_table *table, const char *key) {
    struct string inside = {0};
    for (size_t i = 0; i < table->count; i++) {
        const struct leat_options *items = inner_table(&table->rows[i]);
        if (items != NULL && is_option(option_table_of(set, items), key)) {
            string_add_format(&inside, "%s'%s'", inside.size > 0 ? " or " : "",
                              table->rows[i].name);
        }
    }
    const bool found = inside.size > 0;
    if (found) {
        problem_advise(problem, "it belongs inside %s", inside.data);
    }
    string_free(&inside);
    return found;
}

/* A key that stands too low: the objects around this one. false: none takes it. */
static bool advise_further_out(struct problem *problem, const struct option_scope *scope,
                               const char *key) {
    for (const struct option_scope *inner = scope; inner->outer != NULL; inner = inner->outer) {
        if (is_option(inner->outer->table, key)) {
            problem_advise(problem, "it belongs outside '%s', beside it", inner->row->name);
            return true;
        }
    }
    return false;
}

static void tell_unknown(struct option_set *set, const struct option_scope *scope,
                         const char *const *reserved, const struct node *node) {
    const struct option_table *table = scope->table;
    size_t count = table->count;
    for (const char *const *name = reserved; name != NULL && *name != NULL; name++) {
        count++;
    }
    const char **names = memory_array(count + 1, sizeof *names);
    for (size_t i = 0; i < table->count; i++) {
        names[i] = table->rows[i].name;
    }
    for (size_t i = table->count; i < count; i++) {
        names[i] = reserved[i - table->count];
    }
    const bool is_default = node->document != set->node->document;
    if (has_secret(table)) { /* whose name may be misspelt here */
        node_hide(node);
    }
    const struct place place = is_default ? option_place(set, scope, node) : node_key_place(node);
    struct string shown = {0};
    string_add_quoted(&shown, node->key, strlen(node->key), 0);
    struct problem *problem = option_wrong(set, &place, "unknown key %s", shown.data);
    /* Of the reserved ones a near one is named, but none is listed among the options there are. */
    const char *nearest = text_nearest(node->key, names, count);
    if (!advise_further_in(set, problem, table, node->key) &&
        !advise_further_out(problem, scope, node->key)) {
        problem_suggest(problem, node->key, names, nearest != NULL ? count : table->count);
    }
    string_free(&shown);
    memory_free(names);
}

static void check_keys(struct option_set *set, const struct option_scope *scope,
                       const char *const *reserved) {
    const struct node *node = scope->node;
    if (node == NULL || node->kind != NODE_OBJECT) {
        return;
    }
    for (size_t i = 0; i < node->count; i++) {
        const char *key = node->items[i]->key;
        if (!is_option(scope->table, key) && !is_reserved(reserved, key) &&
            strcmp(key, "note") != 0) {
            tell_unknown(set, scope, reserved, node->items[i]);
        }
    }
}

/* -- lists and maps -------------------------------------------------------------------------- */

/* Whether a plain value can stand for an object of the table: one that the field it stands for may
 * take. */
static bool is_bare(const struct option_table *table, const struct node *node) {
    const struct leat_option *bare = table->bare;
    if (bare == NULL || node->kind == NODE_OBJECT) {
        return false;
    }
    if (bare->shape == LEAT_SHAPE_LIST || bare->kind == LEAT_OPTION_COLUMNS) {
        return node->kind == NODE_LIST || bare->flags & LEAT_ONE_OR_MANY;
    }
    switch ((enum leat_option_kind)bare->kind) {
    case LEAT_OPTION_INTEGER:
    case LEAT_OPTION_REAL:
        return node->kind == NODE_INTEGER || node->kind == NODE_REAL || node->kind == NODE_TEXT;
    case LEAT_OPTION_BOOLEAN:
        return node->kind == NODE_BOOLEAN || node->kind == NODE_TEXT;
    case LEAT_OPTION_VALUE:
        return node->kind != NODE_LIST;
    default:
        return node->kind == NODE_TEXT;
    }
}

static bool parse_item(struct option_set *set, const struct option_subject *subject, void *field) {
    const struct node *node = subject->node;
    if (subject->row->kind != LEAT_OPTION_TABLE) {
        return option_scalar(set, subject, field);
    }
    const struct leat_options *items = subject->row->items;
    if (node->kind != NODE_OBJECT && !is_bare(option_table_of(set, items), node)) {
        option_wrong_shape(set, subject, LEAT_SHAPE_ONE);
        return false;
    }
    const bool is_own = node->document == set->node->document && node->kind == NODE_OBJECT;
    const struct node *real = is_own ? node : subject->scope->real;
    option_parse_table(set, items, node, real, subject, NULL, field);
    return true;
}

/* LEAT_DISTINCT: no item twice, as they were read; columns, which are not bound yet, by their
 * names. */
static void check_distinct(struct option_set *set, const struct option_subject *subject,
                           const struct node *list, const char *items, size_t size, size_t number) {
    const uint32_t kind = subject->row->kind;
    const bool is_text = size == sizeof(struct leat_text) && kind != LEAT_OPTION_COLUMNS;
    const bool by_name = kind == LEAT_OPTION_COLUMN || kind == LEAT_OPTION_STEP;
    for (size_t i = 0; i < number; i++) {
        const void *a = items + i * size, *b = items + number * size;
        bool same;
        if (by_name) {
            same = list->items[i]->kind == NODE_TEXT && list->items[number]->kind == NODE_TEXT &&
                   strcmp(list->items[i]->text, list->items[number]->text) == 0;
        } else if (is_text) {
            const struct leat_text *x = a, *y = b;
            same = x->data != NULL && y->data != NULL && x->size == y->size &&
                   memcmp(x->data, y->data, x->size) == 0;
        } else {
            same = memcmp(a, b, size) == 0;
        }
        if (same) {
            const struct option_subject item = {subject->scope, subject->row, list->items[number],
                                                true};
            option_wrong_at(set, &item, "this stands twice in '%s'", subject->row->name);
            return;
        }
    }
}

static bool parse_list(struct option_set *set, const struct option_subject *subject,
                       struct leat_list *field) {
    const struct leat_option *row = subject->row;
    const struct node *node = subject->node;
    const bool is_list = node->kind == NODE_LIST;
    if (!is_list && !(row->flags & LEAT_ONE_OR_MANY && node->kind != NODE_NULL)) {
        option_wrong_shape(set, subject, LEAT_SHAPE_LIST);
        return false;
    }
    const size_t count = is_list ? node->count : 1, size = option_item_size(row);
    if (!option_in_bounds(set, subject, (int64_t)count, "item", "items")) {
        return false;
    }
    char *items = arena_alloc(set->arena, count * size);
    *field = (struct leat_list){.count = count, .items = items};
    for (size_t i = 0; i < count; i++) {
        const struct option_subject item = {subject->scope, row, is_list ? node->items[i] : node,
                                            is_list};
        option_blank(row, items + i * size);
        option_origin_add(set, items + i * size, &item, false);
        if (parse_item(set, &item, items + i * size) && row->flags & LEAT_DISTINCT && is_list) {
            check_distinct(set, subject, node, items, size, i);
        }
    }
    return true;
}

/* MEASURE in shape map alone: names of new columns, each with an aggregate, for one compiled
 * set. */
static bool wait_for_measures(struct option_set *set, const struct option_subject *subject,
                              void *field) {
    const struct node *node = subject->node;
    bool sound = true;
    for (size_t i = 0; i < node->count; i++) {
        const struct option_subject item = {subject->scope, subject->row, node->items[i], true};
        const struct place place = node_key_place(node->items[i]);
        sound &= option_column_name(set, subject, &place, node->items[i]->key,
                                    strlen(node->items[i]->key));
        if (node->items[i]->kind != NODE_TEXT) {
            option_wrong_shape(set, &item, LEAT_SHAPE_ONE);
            sound = false;
        }
    }
    if (sound) {
        struct option_pending *pending = OPTION_ADD(set->pending);
        pending->what = WAIT_MEASURES;
        pending->subject = *subject;
        pending->field = field;
    }
    return sound;
}

static bool parse_map(struct option_set *set, const struct option_subject *subject,
                      struct leat_map *field) {
    const struct leat_option *row = subject->row;
    const struct node *node = subject->node;
    const size_t count = node->count, size = option_item_size(row);
    char *items = arena_alloc(set->arena, count * size);
    struct leat_text *keys = arena_alloc(set->arena, count * sizeof *keys);
    *field = (struct leat_map){.count = count, .keys = keys, .items = items};
    if (row->flags & LEAT_KEYED_BY_COLUMN) {
        int32_t *columns = arena_alloc(set->arena, count * sizeof *columns);
        for (size_t i = 0; i < count; i++) {
            columns[i] = -1;
        }
        field->columns = columns;
        struct option_pending *pending = OPTION_ADD(set->pending);
        pending->what = WAIT_KEYS;
        pending->subject = *subject;
        pending->field = field;
    }
    for (size_t i = 0; i < count; i++) {
        const struct node *child = node->items[i];
        const struct option_subject item = {subject->scope, row, child, true};
        keys[i] = (struct leat_text){arena_copy(set->arena, child->key, strlen(child->key)),
                                     strlen(child->key)};
        option_blank(row, items + i * size);
        option_origin_add(set, &keys[i], &item, true);
        option_origin_add(set, items + i * size, &item, false);
        parse_item(set, &item, items + i * size);
    }
    return true;
}

/* -- rows ------------------------------------------------------------------------------------ */

static void parse_value(struct option_set *set, const struct option_subject *subject, void *field) {
    const struct leat_option *row = subject->row;
    if (row->shape == LEAT_SHAPE_MAP && subject->node->kind != NODE_OBJECT) {
        option_wrong_shape(set, subject, LEAT_SHAPE_MAP);
        return;
    }
    if (row->shape == LEAT_SHAPE_MAP &&
        !option_in_bounds(set, subject, (int64_t)subject->node->count, "entry", "entries")) {
        return;
    }
    if (row->kind == LEAT_OPTION_FIELDS || row->kind == LEAT_OPTION_FIELD) {
        option_read_fields(set, subject, field);
    } else if (row->kind == LEAT_OPTION_MEASURE) {
        wait_for_measures(set, subject, field);
    } else if (row->shape == LEAT_SHAPE_LIST) {
        parse_list(set, subject, field);
    } else if (row->shape == LEAT_SHAPE_MAP) {
        parse_map(set, subject, field);
    } else {
        parse_item(set, subject, field);
    }
}

/* What an option holds that is not there. */
static void parse_absent(struct option_set *set, const struct option_scope *scope,
                         const struct leat_option *row, void *field) {
    if (row->kind == LEAT_OPTION_STEP && row->shape == LEAT_SHAPE_ONE && scope->node != NULL) {
        *OPTION_ADD(set->steps) = (struct option_step){
            .node = scope->real,
            .field = field,
            .flags = row->flags,
            .over_name = row->name,
        };
    } else if (row->kind == LEAT_OPTION_TABLE && row->shape == LEAT_SHAPE_ONE) {
        const struct option_subject subject = {scope, row, NULL, false};
        option_parse_table(set, row->items, NULL, scope->real, &subject, NULL, field);
    }
}

static void tell_missing(struct option_set *set, const struct option_scope *scope,
                         const struct leat_option *row) {
    const bool is_inner = scope->node->key != NULL && scope->outer != NULL;
    struct place place = option_place(set, scope, NULL);
    struct problem *problem =
        is_inner ? option_wrong(set, &place, "'%s' is missing in '%s'", row->name, scope->node->key)
                 : option_wrong(set, &place, "'%s' is missing", row->name);
    if (row->help != NULL) {
        problem_advise(problem, "%s", row->help);
    }
}

static void parse_row(struct option_set *set, const struct option_scope *scope,
                      const struct leat_option *row) {
    const struct node *node = scope->node;
    void *field = scope->base + row->offset;
    if (node != NULL && node->kind != NODE_OBJECT) {
        node = row == scope->table->bare ? node
                                         : NULL; /* the plain value stands for this field alone */
    } else {
        node = node_get(node, row->name);
    }
    option_blank(row, field);
    if (node == NULL && row->fallback != NULL) {
        node = option_default_of(set, row->fallback);
    }
    const struct option_subject subject = {scope, row, node, false};
    option_origin_add(set, field, &subject, false);
    if (node != NULL) {
        parse_value(set, &subject, field);
        return;
    }
    parse_absent(set, scope, row, field);
    if (!(row->flags & LEAT_OPTIONAL) && scope->node != NULL && row->fallback == NULL) {
        tell_missing(set, scope, row);
    }
}

void option_parse_table(struct option_set *set, const struct leat_options *table,
                        const struct node *node, const struct node *real,
                        const struct option_subject *from, const char *const *reserved,
                        void *base) {
    struct option_scope *scope = arena_alloc(set->arena, sizeof *scope);
    *scope = (struct option_scope){
        .outer = from != NULL ? from->scope : NULL,
        .row = from != NULL ? from->row : NULL,
        .is_item = from != NULL && from->is_item,
        .table = option_table_of(set, table),
        .node = node,
        .real = real,
        .base = base,
    };
    check_keys(set, scope, reserved);
    for (size_t i = 0; i < scope->table->count; i++) {
        parse_row(set, scope, &scope->table->rows[i]);
    }
}

/* -- all ------------------------------------------------------------------------------------- */

/* Before anything is told: no message shows a line with a secret as it stands. One that is a
 * parameter may be seen. */
static void hide_secrets(const struct leat_options *table, const struct node *node);

static void hide_in_value(const struct leat_option *row, const struct node *node) {
    if (row->kind == LEAT_OPTION_SECRET) {
        const bool is_parameter = node->kind == NODE_TEXT && node->size > 3 &&
                                  strncmp(node->text, "${", 2) == 0 &&
                                  strchr(node->text, '}') == node->text + node->size - 1;
        if (!is_parameter) {
            node_hide(node);
        }
    } else if (row->kind == LEAT_OPTION_TABLE) {
        if (row->shape == LEAT_SHAPE_ONE || node->kind != NODE_LIST) {
            hide_secrets(row->items, node);
        }
        for (size_t i = 0; i < node->count && row->shape != LEAT_SHAPE_ONE; i++) {
            hide_secrets(row->items, node->items[i]);
        }
    }
}

static void hide_secrets(const struct leat_options *table, const struct node *node) {
    for (size_t i = 0; i < table->count; i++) {
        const struct leat_option row = option_row(table, i);
        /* What stands in an object's place may be the secret that should stand in it. */
        const bool is_value = row.flags & LEAT_BARE || row.kind == LEAT_OPTION_SECRET;
        const struct node *value = node->kind == NODE_OBJECT ? node_get(node, row.name)
                                   : is_value                ? node
                                                             : NULL;
        if (value != NULL) {
            hide_in_value(&row, value);
        }
    }
}

void options_hide_all(const struct node *node, const char *const *reserved) {
    for (size_t i = 0; i < node->count; i++) {
        if (!is_reserved(reserved, node->items[i]->key)) {
            node_hide(node->items[i]);
        }
    }
}

struct option_set *options_parse(const struct leat_options *table, const struct node *node,
                                 const char *const *reserved, void *state,
                                 const struct parameters *parameters, struct problems *problems) {
    static const struct leat_options none = {.size = sizeof none,
                                             .row_size = sizeof(struct leat_option)};
    struct option_set *set = option_set_new(node, parameters, problems);
    if (table != NULL) {
        hide_secrets(table, node);
    }
    option_parse_table(set, table != NULL ? table : &none, node, node, NULL, reserved, state);
    option_compile_fields(set);
    set->problems = NULL;
    return set;
}
