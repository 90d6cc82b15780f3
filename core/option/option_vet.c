/* option_vet: proves a plugin's option table before anything is read by it. See option.h.
 *
 * Whatever stands in a table that passes, options_parse and options_bind neither read nor write
 * beyond the struct, and every option can be told, shown and defaulted. */
#include "option/set.h"

#include <stdalign.h>
#include <string.h>

enum { DEPTH_MOST = 8, ROWS_MOST = 1000, CHOICES_MOST = 1000, SIZE_MOST = 4096 };

/* A row must have what is in every version: its name, kind, shape, flags and place. */
#define ROW_LEAST offsetof(struct leat_option, fallback)

#define KNOWN_FLAGS                                                                                \
    (LEAT_OPTIONAL | LEAT_ONE_OR_MANY | LEAT_BARE | LEAT_KEYED_BY_COLUMN | LEAT_WHOLE |            \
     LEAT_STREAM | LEAT_REPLACED | LEAT_DISTINCT | LEAT_UNREAD)
#define MUST_UNDERSTAND (~(uint64_t)UINT32_MAX)

/* A table and those around it. */
struct level {
    const struct level *outer;
    const struct leat_options *table;
    int depth;
    const char *path;  /* "sheets.", before the names of its options; "" for the outermost */
    const char *where; /* " of 'sheets'", after what a table is called; "" for the outermost */
};

/* A row that is looked at. */
struct vetted {
    const struct level *level;
    struct leat_option row;
    size_t number;
};

static char *wrong(const struct vetted *vetted, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
static char *wrong(const struct vetted *vetted, const char *format, ...) {
    va_list list;
    va_start(list, format);
    char *reason = memory_format_list(format, list);
    va_end(list);
    char *message =
        memory_format("its option '%s%s' %s", vetted->level->path, vetted->row.name, reason);
    memory_free(reason);
    return message;
}

static bool is_utf8(const char *text) {
    return text_valid_prefix(text, strlen(text)) == strlen(text);
}

/* -- names ----------------------------------------------------------------------------------- */

static char *vet_name(const struct vetted *vetted) {
    static const char *const reserved[] = {"id",     "from",      "note", "like",
                                           "source", "transform", "sink", "pipeline"};
    const char *name = vetted->row.name;
    if (name == NULL || name[0] < 'a' || name[0] > 'z' ||
        name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_")] != '\0') {
        return memory_format(
            "its option number %zu%s has no sound name (lower-case words joined by '_')",
            vetted->number + 1, vetted->level->where);
    }
    for (size_t i = 0; vetted->level->depth == 0 && i < sizeof reserved / sizeof reserved[0]; i++) {
        if (strcmp(name, reserved[i]) == 0) {
            return wrong(vetted, "has a name that is reserved on every step");
        }
    }
    for (size_t i = 0; i < vetted->number; i++) {
        const struct leat_option other = option_row(vetted->level->table, i);
        if (strcmp(other.name, name) == 0) {
            return wrong(vetted, "stands twice in its table");
        }
    }
    if (vetted->row.help != NULL && !is_utf8(vetted->row.help)) {
        return wrong(vetted, "has a help that is not UTF-8");
    }
    return NULL;
}

/* -- kind, shape and flags ------------------------------------------------------------------- */

static char *vet_shape(const struct vetted *vetted) {
    const struct leat_option *row = &vetted->row;
    if (row->kind < LEAT_OPTION_TEXT || row->kind > LEAT_OPTION_FIELD) {
        return wrong(vetted,
                     "is of a kind (%u) that this leat does not know; a newer leat is needed",
                     (unsigned)row->kind);
    }
    if (row->flags & MUST_UNDERSTAND & ~KNOWN_FLAGS) {
        return wrong(vetted,
                     "has flags (%#llx) that this leat does not know; a newer leat is needed",
                     (unsigned long long)row->flags);
    }
    if (row->shape > LEAT_SHAPE_MAP) {
        return wrong(vetted,
                     "is of a shape (%u) that this leat does not know; a newer leat is needed",
                     (unsigned)row->shape);
    }
    const bool map_alone = row->kind == LEAT_OPTION_MEASURE || row->kind == LEAT_OPTION_FIELDS;
    if (map_alone && row->shape != LEAT_SHAPE_MAP) {
        return wrong(vetted, "must be in shape map");
    }
    if (row->kind == LEAT_OPTION_FIELD && row->shape != LEAT_SHAPE_ONE) {
        return wrong(vetted, "must be in shape one");
    }
    return row->reserved != 0 ? wrong(vetted, "has a reserved field that is not 0") : NULL;
}

static char *vet_flags(const struct vetted *vetted) {
    const struct leat_option *row = &vetted->row;
    const uint64_t flags = row->flags, step = flags & (LEAT_WHOLE | LEAT_STREAM);
    const bool is_list = row->shape == LEAT_SHAPE_LIST, is_map = row->shape == LEAT_SHAPE_MAP;
    const bool is_columns = row->kind == LEAT_OPTION_COLUMNS,
               is_column = row->kind == LEAT_OPTION_COLUMN;
    const bool is_plain = row->kind == LEAT_OPTION_INTEGER || row->kind == LEAT_OPTION_REAL ||
                          row->kind == LEAT_OPTION_BOOLEAN || row->kind == LEAT_OPTION_CHOICE;
    if (flags & LEAT_OPTIONAL && is_plain && row->shape == LEAT_SHAPE_ONE) {
        return wrong(
            vetted,
            "cannot be optional: it holds a number, a boolean or a choice; give it a fallback");
    }
    if (flags & LEAT_ONE_OR_MANY && !is_list && !is_columns) {
        return wrong(vetted, "is one or many, but no list");
    }
    if (flags & LEAT_KEYED_BY_COLUMN &&
        (!is_map || row->kind == LEAT_OPTION_MEASURE || row->kind == LEAT_OPTION_FIELDS)) {
        return wrong(vetted, "is keyed by column, but no map");
    }
    if (flags & LEAT_REPLACED && !is_column && !is_columns) {
        return wrong(vetted, "is replaced, but names no column");
    }
    if (flags & LEAT_UNREAD && !is_column && !is_columns && !(flags & LEAT_KEYED_BY_COLUMN)) {
        return wrong(vetted, "is unread, but names no column");
    }
    if (flags & LEAT_DISTINCT && !is_list) {
        return wrong(vetted, "is distinct, but no list");
    }
    if (row->kind == LEAT_OPTION_STEP ? step != LEAT_WHOLE && step != LEAT_STREAM : step != 0) {
        return wrong(vetted, row->kind == LEAT_OPTION_STEP
                                 ? "must be either LEAT_WHOLE or LEAT_STREAM"
                                 : "is LEAT_WHOLE or LEAT_STREAM, but names no step");
    }
    const bool bare_fits =
        !is_map && row->kind != LEAT_OPTION_TABLE && row->kind != LEAT_OPTION_FIELD;
    for (size_t i = 0; flags & LEAT_BARE && i < vetted->level->table->count; i++) {
        if (!bare_fits ||
            (i != vetted->number && option_row(vetted->level->table, i).flags & LEAT_BARE)) {
            return wrong(vetted, bare_fits ? "is bare, and so is another of its table"
                                           : "cannot be bare: it takes objects");
        }
    }
    return NULL;
}

/* -- the field ------------------------------------------------------------------------------- */

static size_t field_size(const struct leat_option *row) {
    const bool is_handle = row->kind == LEAT_OPTION_MEASURE || row->kind == LEAT_OPTION_FIELDS;
    if (row->shape == LEAT_SHAPE_ONE || is_handle) {
        return option_item_size(row);
    }
    return row->shape == LEAT_SHAPE_LIST ? sizeof(struct leat_list) : sizeof(struct leat_map);
}

static size_t table_alignment(const struct leat_options *table);

/* What the field's address must be a multiple of. */
static size_t field_alignment(const struct leat_option *row) {
    if (row->shape != LEAT_SHAPE_ONE) {
        return alignof(void *);
    }
    switch ((enum leat_option_kind)row->kind) {
    case LEAT_OPTION_BOOLEAN:
    case LEAT_OPTION_TYPE:
        return 1;
    case LEAT_OPTION_CHOICE:
    case LEAT_OPTION_COLUMN:
    case LEAT_OPTION_STEP:
        return alignof(int32_t);
    case LEAT_OPTION_TABLE:
        return table_alignment(row->items);
    default:
        return alignof(void *);
    }
}

/* The strictest of its fields; nested tables are looked at before those around them. */
static size_t table_alignment(const struct leat_options *table) {
    size_t most = 1;
    for (size_t i = 0; i < table->count; i++) {
        const struct leat_option row = option_row(table, i);
        const size_t alignment = field_alignment(&row);
        most = alignment > most ? alignment : most;
    }
    return most;
}

static char *vet_field(const struct vetted *vetted) {
    const struct leat_option *row = &vetted->row;
    const struct leat_options *table = vetted->level->table;
    const size_t size = field_size(row);
    if (size > table->item_size || row->offset > table->item_size - size) {
        return wrong(vetted, "fills bytes %zu to %zu of a struct of %zu", row->offset,
                     row->offset + size, table->item_size);
    }
    if (row->offset % field_alignment(row) != 0 || table->item_size % field_alignment(row) != 0) {
        return wrong(
            vetted, "fills a field at offset %zu of a struct of %zu bytes, which no such field has",
            row->offset, table->item_size);
    }
    for (size_t i = 0; i < vetted->number; i++) {
        const struct leat_option other = option_row(table, i);
        if (row->offset < other.offset + field_size(&other) && other.offset < row->offset + size) {
            return wrong(vetted, "fills the same field as '%s'", other.name);
        }
    }
    return NULL;
}

/* -- limits and choices ---------------------------------------------------------------------- */

static char *vet_choices(const struct vetted *vetted) {
    const char *const *choices = vetted->row.choices;
    if (vetted->row.kind != LEAT_OPTION_CHOICE) {
        return choices != NULL ? wrong(vetted, "has choices, but is of no kind choice") : NULL;
    }
    if (choices == NULL || choices[0] == NULL) {
        return wrong(vetted, "has no choices");
    }
    for (size_t i = 0; choices[i] != NULL; i++) {
        if (i == CHOICES_MOST || choices[i][0] == '\0' || !is_utf8(choices[i])) {
            return wrong(vetted, "has choices that are not sound");
        }
        for (size_t j = 0; j < i; j++) {
            if (strcmp(choices[i], choices[j]) == 0) {
                return wrong(vetted, "has the choice '%s' twice", choices[i]);
            }
        }
    }
    return NULL;
}

static char *vet_limits(const struct vetted *vetted) {
    const struct leat_option *row = &vetted->row;
    const bool many = row->shape != LEAT_SHAPE_ONE || row->kind == LEAT_OPTION_COLUMNS;
    const bool number = row->kind == LEAT_OPTION_INTEGER || row->kind == LEAT_OPTION_REAL;
    const bool text = row->kind == LEAT_OPTION_TEXT || row->kind == LEAT_OPTION_NEW_COLUMN ||
                      row->kind == LEAT_OPTION_PATH_IN || row->kind == LEAT_OPTION_PATH_OUT;
    if (row->least > row->most) {
        return wrong(vetted, "has a least that is more than its most");
    }
    if ((row->least != 0 || row->most != 0) && !many && !number && !text) {
        return wrong(vetted, "has bounds, and nothing that they could be of");
    }
    if (row->least < 0 && (many || text)) {
        return wrong(vetted, "has bounds below 0");
    }
    const bool takes_kinds = row->kind == LEAT_OPTION_COLUMN || row->kind == LEAT_OPTION_COLUMNS ||
                             row->kind == LEAT_OPTION_EXPRESSION;
    const uint32_t all = (LEAT_KINDS(LEAT_TIMESTAMP) << 1) - LEAT_KINDS(LEAT_TEXT);
    if (row->kinds != 0 && !takes_kinds) {
        return wrong(vetted, "takes kinds, but is no column or expression");
    }
    return row->kinds & ~all
               ? wrong(vetted, "takes kinds that this leat does not know; a newer leat is needed")
               : NULL;
}

/* -- over ------------------------------------------------------------------------------------ */

static bool fits_over(const struct leat_option *row, const struct leat_option *over,
                      bool is_outer) {
    const bool over_one = over->shape == LEAT_SHAPE_ONE;
    if (row->kind == LEAT_OPTION_FIELDS) {
        return over->kind == LEAT_OPTION_FIELD;
    }
    if (row->kind == LEAT_OPTION_VALUE && !(row->flags & LEAT_KEYED_BY_COLUMN)) {
        const bool is_key = is_outer && over->shape == LEAT_SHAPE_MAP &&
                            over->kind == LEAT_OPTION_TABLE && over->flags & LEAT_KEYED_BY_COLUMN;
        return is_key || (over_one && (over->kind == LEAT_OPTION_COLUMN ||
                                       over->kind == LEAT_OPTION_EXPRESSION));
    }
    return over_one && over->kind == LEAT_OPTION_STEP;
}

static char *vet_over(const struct vetted *vetted) {
    const struct leat_option *row = &vetted->row;
    const bool can = row->kind == LEAT_OPTION_COLUMN || row->kind == LEAT_OPTION_COLUMNS ||
                     row->kind == LEAT_OPTION_EXPRESSION || row->kind == LEAT_OPTION_MEASURE ||
                     row->kind == LEAT_OPTION_VALUE || row->kind == LEAT_OPTION_FIELDS ||
                     row->flags & LEAT_KEYED_BY_COLUMN;
    if (row->over == NULL) {
        return NULL;
    }
    if (!can) {
        return wrong(vetted, "is over '%s', but nothing in it can be", row->over);
    }
    for (const struct level *level = vetted->level; level != NULL; level = level->outer) {
        for (size_t i = 0; i < level->table->count; i++) {
            const struct leat_option other = option_row(level->table, i);
            if (other.name != NULL && strcmp(other.name, row->over) == 0) {
                return fits_over(row, &other, level != vetted->level)
                           ? NULL
                           : wrong(vetted,
                                   "is over '%s', which is not of a kind that it can be over",
                                   row->over);
            }
        }
    }
    return wrong(vetted, "is over '%s', which is no option of its table or one around it",
                 row->over);
}

/* -- defaults -------------------------------------------------------------------------------- */

/* Reads the default as a definition would be read; NULL, or what is wrong with it. */
static char *try_default(const struct leat_options *table, void *state) {
    struct problems problems = {0};
    char *reason = NULL;
    struct document *document = document_parse("default", "{}", 2, &problems);
    if (document != NULL) { /* else there is no memory, and the problem says so */
        options_free(options_parse(table, document_root(document), NULL, state, NULL, &problems));
    }
    if (problems.count > 0) {
        reason = memory_copy(problems.list[0].message);
    }
    document_free(document);
    problems_free(&problems);
    return reason;
}

static char *vet_fallback(const struct vetted *vetted) {
    const struct leat_option *row = &vetted->row;
    if (row->fallback == NULL) {
        return NULL;
    }
    if (!is_utf8(row->fallback) || strstr(row->fallback, "${") != NULL) {
        return wrong(vetted, "has a fallback that is not UTF-8, or has a parameter in it");
    }
    struct leat_option alone = *row;
    alone.offset = 0;
    const size_t size = field_size(row);
    const struct leat_options table = {sizeof table, sizeof alone, &alone, 1, size};
    void *state = memory_alloc(size);
    char *reason = try_default(&table, state), *message = NULL;
    if (reason != NULL) {
        message = wrong(vetted, "has a fallback that cannot be: %s", reason);
    }
    memory_free(reason);
    memory_free(state);
    return message;
}

/* -- tables ---------------------------------------------------------------------------------- */

static char *vet_table(const struct level *level);

static char *vet_items(const struct vetted *vetted) {
    const struct leat_option *row = &vetted->row;
    if (row->kind != LEAT_OPTION_TABLE) {
        return row->items != NULL ? wrong(vetted, "has items, but is of no kind table") : NULL;
    }
    if (row->items == NULL) {
        return wrong(vetted, "is a table, and has no items");
    }
    if (vetted->level->depth + 1 == DEPTH_MOST) {
        return wrong(vetted, "is nested more than %d deep", DEPTH_MOST);
    }
    char *path = memory_format("%s%s.", vetted->level->path, row->name);
    char *where = memory_format(" of '%s%s'", vetted->level->path, row->name);
    const struct level level = {.outer = vetted->level,
                                .table = row->items,
                                .depth = vetted->level->depth + 1,
                                .path = path,
                                .where = where};
    char *message = vet_table(&level);
    memory_free(path);
    memory_free(where);
    return message;
}

static char *vet_header(const struct level *level) {
    const struct leat_options *table = level->table;
    const char *where = level->where;
    if (table->size < sizeof *table || table->size > SIZE_MOST) {
        return memory_format("its option table%s says that it has %zu bytes; it should have %zu",
                             where, table->size, sizeof *table);
    }
    if (table->row_size < ROW_LEAST || table->row_size > SIZE_MOST ||
        table->row_size % alignof(struct leat_option) != 0) {
        return memory_format("its option table%s has rows of %zu bytes; they should have %zu",
                             where, table->row_size, sizeof(struct leat_option));
    }
    if (table->count > ROWS_MOST || (table->count > 0 && table->rows == NULL)) {
        return memory_format("its option table%s has %zu rows%s", where, table->count,
                             table->rows == NULL ? ", and none is there" : ", too many");
    }
    if (table->item_size > INT32_MAX) {
        return memory_format("its option table%s is for a struct of %zu bytes", where,
                             table->item_size);
    }
    return NULL;
}

static char *vet_row(const struct vetted *vetted) {
    static char *(*const checks[])(const struct vetted *) = {vet_name,   vet_shape, vet_flags,
                                                             vet_items,  vet_field, vet_choices,
                                                             vet_limits, vet_over,  vet_fallback};
    char *message = NULL;
    for (size_t i = 0; message == NULL && i < sizeof checks / sizeof checks[0]; i++) {
        message = checks[i](vetted);
    }
    return message;
}

static char *vet_table(const struct level *level) {
    char *message = vet_header(level);
    for (size_t i = 0; message == NULL && i < level->table->count; i++) {
        const struct vetted vetted = {
            .level = level, .row = option_row(level->table, i), .number = i};
        message = vet_row(&vetted);
    }
    return message;
}

char *options_vet(const struct leat_options *table) {
    const struct level level = {.table = table, .path = "", .where = ""};
    return vet_table(&level);
}
