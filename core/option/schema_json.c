/* schema_json: option tables as JSON Schema, for editors. See schema_json.h.
 *
 * The schema is as strict as options_parse where JSON Schema can say it, and never stricter: what
 * depends on the rows, or on a parameter, is left to `leat check`. */
#include "option/schema_json.h"

#include <inttypes.h>
#include <string.h>

#include "option/parameter.h"
#include "option/set.h"

/* A text that is a parameter, or has one in it. */
#define PARAMETER "{\"type\": \"string\", \"pattern\": \"^\\\\$\\\\{[^}]*\\\\}$\"}"
#define WITH_PARAMETER "{\"type\": \"string\", \"pattern\": \"\\\\$\\\\{\"}"

static void add_object(const struct leat_options *table, struct string *out);

/* -- single values --------------------------------------------------------------------------- */

static void add_bound(const char *name, int64_t bound, struct string *out) {
    string_add_format(out, ", \"%s\": %" PRId64, name, bound);
}

/* The option's bounds, under the names they have for what they bound. */
static void add_bounds(const struct leat_option *row, const char *least, const char *most,
                       struct string *out) {
    if (row->least == 0 && row->most == 0) {
        return;
    }
    if (row->least != INT64_MIN) {
        add_bound(least, row->least, out);
    }
    if (row->most != INT64_MAX) {
        add_bound(most, row->most, out);
    }
}

/* A number, or a parameter that has one. */
static void add_number(const struct leat_option *row, const char *type, bool bounds,
                       struct string *out) {
    string_add_format(out, "\"anyOf\": [{\"type\": \"%s\"", type);
    if (bounds) {
        add_bounds(row, "minimum", "maximum", out);
    }
    string_add_text(out, "}, " PARAMETER "]");
}

static void add_text(const struct leat_option *row, bool bounds, struct string *out) {
    if (!bounds || (row->least == 0 && row->most == 0)) {
        string_add_text(out, "\"type\": \"string\"");
        return;
    }
    string_add_text(out, "\"anyOf\": [{\"type\": \"string\"");
    add_bounds(row, "minLength", "maxLength", out);
    string_add_text(out, "}, " WITH_PARAMETER "]");
}

static void add_words(const char *const *words, struct string *out) {
    string_add_text(out, "{\"enum\": [");
    for (size_t i = 0; words[i] != NULL; i++) {
        string_add_text(out, i == 0 ? "" : ", ");
        string_add_json(out, words[i], strlen(words[i]));
    }
    string_add_text(out, "]}");
}

static void add_type(struct string *out) {
    static const char *const words[] = {"text", "integer",   "real", "boolean",
                                        "date", "timestamp", NULL};
    string_add_text(out, "\"anyOf\": [");
    add_words(words, out);
    string_add_text(
        out,
        ", {\"type\": \"string\", \"pattern\": \"^decimal *\\\\( *[0-9]+ *(, *[0-9]+ *)?\\\\)$\"}, " WITH_PARAMETER
        "]");
}

static void add_columns(const struct leat_option *row, bool bounds, struct string *out) {
    const bool one = (row->flags & LEAT_ONE_OR_MANY) != 0;
    string_add_format(
        out,
        "\"anyOf\": [{%s}, {\"type\": \"array\", \"items\": {\"type\": \"string\"}, \"uniqueItems\": true",
        one ? "\"type\": \"string\"" : "\"const\": \"*\"");
    if (bounds && row->least <= 1) { /* "*" alone stands for any number of columns */
        add_bounds(row, "minItems", "maxItems", out);
    }
    string_add_text(out, "}]");
}

static const struct leat_option *find_bare(const struct leat_options *table,
                                           struct leat_option *room) {
    for (size_t i = 0; i < table->count; i++) {
        *room = option_row(table, i);
        if (room->flags & LEAT_BARE) {
            return room;
        }
    }
    return NULL;
}

static void add_shape(const struct leat_option *row, struct string *out);

/* An object of the table; or a plain value that stands for one. */
static void add_table(const struct leat_options *table, struct string *out) {
    struct leat_option room;
    const struct leat_option *bare = find_bare(table, &room);
    if (bare != NULL) {
        string_add_text(out, "\"anyOf\": [{");
        add_shape(bare, out);
        string_add_text(out, "}, {");
    }
    add_object(table, out);
    if (bare != NULL) {
        string_add_text(out, "}]");
    }
}

/* The members of the schema of one value, without braces. bounds: they are its own, not its
 * list's. */
static void add_one(const struct leat_option *row, bool bounds, struct string *out) {
    switch ((enum leat_option_kind)row->kind) {
    case LEAT_OPTION_TEXT:
    case LEAT_OPTION_NEW_COLUMN:
    case LEAT_OPTION_PATH_IN:
    case LEAT_OPTION_PATH_OUT:
        add_text(row, bounds, out);
        break;
    case LEAT_OPTION_SECRET:
    case LEAT_OPTION_COLUMN:
    case LEAT_OPTION_EXPRESSION:
    case LEAT_OPTION_MEASURE:
    case LEAT_OPTION_STEP:
        string_add_text(out, "\"type\": \"string\"");
        break;
    case LEAT_OPTION_INTEGER:
        add_number(row, "integer", bounds, out);
        break;
    case LEAT_OPTION_REAL:
        add_number(row, "number", bounds, out);
        break;
    case LEAT_OPTION_BOOLEAN:
        add_number(row, "boolean", false, out);
        break;
    case LEAT_OPTION_CHOICE:
        string_add_text(out, "\"anyOf\": [");
        add_words(row->choices, out);
        string_add_text(out, ", " WITH_PARAMETER "]");
        break;
    case LEAT_OPTION_COLUMNS:
        add_columns(row, bounds, out);
        break;
    case LEAT_OPTION_TYPE:
        add_type(out);
        break;
    case LEAT_OPTION_VALUE:
        string_add_text(out, "\"type\": [\"string\", \"number\", \"boolean\", \"null\"]");
        break;
    case LEAT_OPTION_TABLE:
        add_table(row->items, out);
        break;
    case LEAT_OPTION_FIELDS:
        add_table(fields_table(), out);
        break;
    case LEAT_OPTION_FIELD:
        add_object(field_table_common(), out);
        break;
    }
}

/* -- options --------------------------------------------------------------------------------- */

/* The members of the schema of an option's value, without braces. */
static void add_shape(const struct leat_option *row, struct string *out) {
    if (row->shape == LEAT_SHAPE_ONE) {
        add_one(row, true, out);
    } else if (row->shape == LEAT_SHAPE_MAP) {
        string_add_text(out, "\"type\": \"object\", \"additionalProperties\": {");
        add_one(row, false, out);
        string_add_text(out, "}");
        add_bounds(row, "minProperties", "maxProperties", out);
    } else {
        const bool one = (row->flags & LEAT_ONE_OR_MANY) != 0;
        if (one) {
            string_add_text(out, "\"anyOf\": [{");
            add_one(row, false, out);
            string_add_text(out, "}, {");
        }
        string_add_text(out, "\"type\": \"array\", \"items\": {");
        add_one(row, false, out);
        string_add_text(out, "}");
        add_bounds(row, "minItems", "maxItems", out);
        string_add_text(out, row->flags & LEAT_DISTINCT ? ", \"uniqueItems\": true" : "");
        string_add_text(out, one ? "}]" : "");
    }
}

static void add_option(const struct leat_option *row, struct string *out) {
    string_add_json(out, row->name, strlen(row->name));
    string_add_text(out, ": {");
    if (row->help != NULL) {
        string_add_text(out, "\"description\": ");
        string_add_json(out, row->help, strlen(row->help));
        string_add_text(out, ", ");
    }
    if (row->fallback != NULL) {
        string_add_format(out, "\"default\": %s, ", row->fallback);
    }
    add_shape(row, out);
    string_add_text(out, "}");
}

static bool is_required(const struct leat_option *row) {
    return row->fallback == NULL && !(row->flags & LEAT_OPTIONAL);
}

/* "required": all that are; or of a step's own, those that it can take over, or cannot. */
enum required { REQUIRED_ALL, REQUIRED_TAKEN, REQUIRED_OWN };
static void add_required(const struct leat_options *table, enum required which,
                         struct string *out) {
    bool first = true;
    string_add_text(out, "\"required\": [");
    for (size_t i = 0; i < table->count; i++) {
        const struct leat_option row = option_row(table, i);
        const bool is_wanted =
            which == REQUIRED_ALL || option_writes(&row) == (which == REQUIRED_OWN);
        if (is_required(&row) && is_wanted) {
            string_add_text(out, first ? "" : ", ");
            string_add_json(out, row.name, strlen(row.name));
            first = false;
        }
    }
    string_add_text(out, "]");
}

static void add_members(const struct leat_options *table, bool takes_note, struct string *out) {
    bool has_note = false;
    string_add_text(out, "\"properties\": {");
    for (size_t i = 0; i < table->count; i++) {
        const struct leat_option row = option_row(table, i);
        has_note |= strcmp(row.name, "note") == 0;
        string_add_text(out, i == 0 ? "" : ", ");
        add_option(&row, out);
    }
    if (takes_note && !has_note) {
        string_add_format(out, "%s\"note\": true", table->count > 0 ? ", " : "");
    }
    string_add_text(out, "}");
}

static void add_object(const struct leat_options *table, struct string *out) {
    string_add_text(out, "\"type\": \"object\", \"additionalProperties\": false, ");
    add_members(table, true, out);
    string_add_text(out, ", ");
    add_required(table, REQUIRED_ALL, out);
}

void options_schema_json(const struct leat_options *table, struct string *out) {
    static const struct leat_options none = {.size = sizeof none,
                                             .row_size = sizeof(struct leat_option)};
    table = table != NULL ? table : &none;
    add_members(table, false, out);
    string_add_text(out, ", ");
    add_required(table, REQUIRED_OWN, out);
    string_add_text(out, ", \"anyOf\": [{\"required\": [\"like\"]}, {");
    add_required(table, REQUIRED_TAKEN, out);
    string_add_text(out, "}]");
}
