/* schema: names and types of columns. See schema.h. */
#include "batch/schema.h"

#include <stdio.h>
#include <string.h>

/* -- types ----------------------------------------------------------------------------------- */

const char *const type_words[] = {"text",    "integer", "real",      "decimal",
                                  "boolean", "date",    "timestamp", NULL};

static const char *const arrow_formats[] = {"vu", "l", "g", "d", "b", "tdD", "tsu:"};

enum { KINDS = sizeof arrow_formats / sizeof *arrow_formats };

_Static_assert(sizeof type_words / sizeof *type_words == KINDS + 1,
               "each kind has a word and a format");

static bool is_kind(unsigned kind) { return kind >= LEAT_TEXT && kind <= KINDS; }

const char *type_name(struct leat_type type, char out[TYPE_NAME]) {
    if (type.kind == LEAT_DECIMAL) {
        snprintf(out, TYPE_NAME, "decimal(%u,%u)", type.precision, type.scale);
    } else {
        snprintf(out, TYPE_NAME, "%s",
                 is_kind(type.kind) ? type_words[type.kind - LEAT_TEXT] : "none");
    }
    return out;
}

const char *type_arrow(struct leat_type type, char out[TYPE_NAME]) {
    if (type.kind == LEAT_DECIMAL) {
        snprintf(out, TYPE_NAME, "d:%u,%u", type.precision, type.scale);
    } else {
        snprintf(out, TYPE_NAME, "%s",
                 is_kind(type.kind) ? arrow_formats[type.kind - LEAT_TEXT] : "n");
    }
    return out;
}

bool type_equal(struct leat_type a, struct leat_type b) {
    return a.kind == b.kind &&
           (a.kind != LEAT_DECIMAL || (a.precision == b.precision && a.scale == b.scale));
}

struct leat_type type_of(enum leat_kind kind) {
    return (struct leat_type){.kind = (uint8_t)kind};
}

struct leat_type type_decimal(int precision, int scale) {
    return (struct leat_type){
        .kind = LEAT_DECIMAL, .precision = (uint8_t)precision, .scale = (uint8_t)scale};
}

/* A text that is being read. */
struct cursor {
    const char *at, *end;
};

static void skip_spaces(struct cursor *cursor) {
    while (cursor->at < cursor->end && *cursor->at == ' ') {
        cursor->at++;
    }
}

static bool read_byte(struct cursor *cursor, char byte) {
    skip_spaces(cursor);
    if (cursor->at < cursor->end && *cursor->at == byte) {
        cursor->at++;
        return true;
    }
    return false;
}

/* A number of one or two digits; -1: there is none. */
static int read_number(struct cursor *cursor) {
    skip_spaces(cursor);
    int number = -1;
    for (int digits = 0;
         digits < 2 && cursor->at < cursor->end && *cursor->at >= '0' && *cursor->at <= '9';
         digits++) {
        number = (number < 0 ? 0 : number * 10) + (*cursor->at++ - '0');
    }
    return number;
}

/* What follows the word "decimal". */
static bool parse_decimal(struct cursor cursor, struct leat_type *out, const char **reason) {
    *reason =
        "a decimal says its digits, and how many of them stand after the point: decimal(10,2)";
    if (!read_byte(&cursor, '(')) {
        return false;
    }
    const int precision = read_number(&cursor);
    const int scale = read_byte(&cursor, ',') ? read_number(&cursor) : 0;
    if (precision < 0 || scale < 0 || !read_byte(&cursor, ')') || cursor.at != cursor.end) {
        return false;
    }
    if (precision < 1 || precision > 38) {
        *reason = "a decimal has 1 to 38 digits";
        return false;
    }
    if (scale > precision) {
        *reason = "a decimal has no more digits after the point than it has in all";
        return false;
    }
    *out = type_decimal(precision, scale);
    return true;
}

bool type_parse(const char *text, size_t size, struct leat_type *out, const char **reason) {
    for (int i = 0; i < KINDS; i++) {
        const size_t length = strlen(type_words[i]);
        if (size < length || memcmp(text, type_words[i], length) != 0) {
            continue;
        }
        if (i + LEAT_TEXT == LEAT_DECIMAL) {
            return parse_decimal((struct cursor){text + length, text + size}, out, reason);
        }
        if (size == length) {
            *out = type_of((enum leat_kind)(i + LEAT_TEXT));
            return true;
        }
    }
    *reason = "a type is text, integer, real, decimal(p,s), boolean, date or timestamp";
    return false;
}

/* -- schemas --------------------------------------------------------------------------------- */

struct schema_column *schema_add(struct schema *schema, const char *name, size_t size,
                                 struct leat_type type) {
    const size_t count = (size_t)schema->count;
    if ((count & (count - 1)) == 0) { /* full at each power of two */
        schema->columns =
            memory_resize(schema->columns, (count == 0 ? 1 : count * 2) * sizeof *schema->columns);
    }
    struct schema_column *column = &schema->columns[schema->count++];
    *column =
        (struct schema_column){.name = memory_copy_part(name, size), .type = type, .decimals = -1};
    return column;
}

static char *copy_or_null(const char *text) { return text == NULL ? NULL : memory_copy(text); }

size_t symbols_count(char *const *list) {
    size_t count = 0;
    while (list != NULL && list[count] != NULL) {
        count++;
    }
    return count;
}

size_t symbols_find(char *const *list, struct leat_text text) {
    size_t at = 0;
    while (list != NULL && list[at] != NULL &&
           (strlen(list[at]) != text.size || memcmp(list[at], text.data, text.size) != 0)) {
        at++;
    }
    return at;
}

void symbols_add(char ***list, char *const *more) {
    for (size_t i = 0; more != NULL && more[i] != NULL; i++) {
        const struct leat_text text = {more[i], strlen(more[i])};
        const size_t count = symbols_count(*list);
        if (symbols_find(*list, text) == count) {
            *list = memory_resize(*list, (count + 2) * sizeof **list);
            (*list)[count] = memory_copy(more[i]);
            (*list)[count + 1] = NULL;
        }
    }
}

void symbols_free(char ***list) {
    for (size_t i = 0; *list != NULL && (*list)[i] != NULL; i++) {
        memory_free((*list)[i]);
    }
    memory_free(*list);
    *list = NULL;
}

struct schema_column *schema_add_copy(struct schema *schema, const struct schema_column *column) {
    const struct schema_column from =
        *column; /* the column may stand in this schema, which is about to move */
    struct schema_column *into = schema_add(schema, from.name, strlen(from.name), from.type);
    into->is_private = from.is_private;
    into->is_declared = from.is_declared;
    into->has_totals = from.has_totals;
    into->decimals = from.decimals;
    into->unit = copy_or_null(from.unit);
    into->label = copy_or_null(from.label);
    into->key = copy_or_null(from.key);
    into->format = copy_or_null(from.format);
    symbols_add(&into->symbols, from.symbols);
    return into;
}

int32_t schema_find(const struct schema *schema, const char *name, size_t size) {
    for (int32_t i = 0; i < schema->count; i++) {
        const char *other = schema->columns[i].name;
        if (strncmp(other, name, size) == 0 && other[size] == '\0') {
            return i;
        }
    }
    return -1;
}

void schema_copy(struct schema *into, const struct schema *from) {
    for (int32_t i = 0; i < from->count; i++) {
        schema_add_copy(into, &from->columns[i]);
    }
    into->incomplete = from->incomplete;
}

void schema_free(struct schema *schema) {
    for (int32_t i = 0; i < schema->count; i++) {
        struct schema_column *column = &schema->columns[i];
        memory_free(column->name);
        memory_free(column->unit);
        memory_free(column->label);
        memory_free(column->key);
        memory_free(column->format);
        symbols_free(&column->symbols);
    }
    memory_free(schema->columns);
    *schema = (struct schema){0};
}

const char **schema_names(const struct schema *schema) {
    const char **names = memory_array((size_t)schema->count, sizeof *names);
    for (int32_t i = 0; i < schema->count; i++) {
        names[i] = schema->columns[i].name;
    }
    return names;
}
