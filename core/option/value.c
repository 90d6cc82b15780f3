/* value: single values from JSON and from text. See value.h. */
#include "option/value.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "base/decimal.h"
#include "base/number.h"
#include "base/real.h"

const char *value_wants(struct leat_type type) {
    switch ((enum leat_kind)type.kind) {
    case LEAT_INTEGER:
        return "a whole number";
    case LEAT_REAL:
    case LEAT_DECIMAL:
        return "a number";
    case LEAT_BOOLEAN:
        return "true or false";
    case LEAT_DATE:
        return "a date in quotes, such as \"2015-09-01\"";
    case LEAT_TIMESTAMP:
        return "a time in quotes, such as \"2015-09-01T09:30:00\"";
    case LEAT_TEXT:
    case LEAT_NONE:
        break;
    }
    return "text";
}

static int128 units_of(struct leat_decimal decimal) {
    return (int128)(((uint128)(uint64_t)decimal.high << 64) | decimal.low);
}

static struct leat_decimal decimal_of(int128 units) {
    return (struct leat_decimal){.low = (uint64_t)(uint128)units, .high = (int64_t)(units >> 64)};
}

/* -- numbers --------------------------------------------------------------------------------- */

static bool read_decimal(struct leat_type type, const char *text, size_t size, bool exponent,
                         struct leat_value *out, char reason[VALUE_REASON]) {
    int128 units;
    char name[TYPE_NAME];
    switch (decimal_parse(text, size, '.', exponent, type.precision, type.scale, &units)) {
    case DECIMAL_READ:
        out->as.decimal = decimal_of(units);
        return true;
    case DECIMAL_NO_NUMBER:
        snprintf(reason, VALUE_REASON, "is no number");
        break;
    case DECIMAL_TOO_LARGE:
        snprintf(reason, VALUE_REASON, "is too large for %s", type_name(type, name));
        break;
    case DECIMAL_INEXACT:
        snprintf(reason, VALUE_REASON, "has more digits after the point than %s",
                 type_name(type, name));
        break;
    }
    return false;
}

static bool read_integer(const char *text, size_t size, struct leat_value *out,
                         char reason[VALUE_REASON]) {
    int128 units;
    switch (decimal_parse(text, size, '.', false, DECIMAL_DIGITS, 0, &units)) {
    case DECIMAL_READ:
        if (units >= INT64_MIN && units <= INT64_MAX) {
            out->as.integer = (int64_t)units;
            return true;
        }
        /* fall through */
    case DECIMAL_TOO_LARGE:
        snprintf(reason, VALUE_REASON, "is too large for an integer");
        break;
    case DECIMAL_NO_NUMBER:
    case DECIMAL_INEXACT:
        snprintf(reason, VALUE_REASON, "is no whole number");
        break;
    }
    return false;
}

static bool read_real(const char *text, size_t size, struct leat_value *out,
                      char reason[VALUE_REASON]) {
    switch (real_parse(text, size, '.', &out->as.real)) {
    case REAL_READ:
        return true;
    case REAL_NO_NUMBER:
        snprintf(reason, VALUE_REASON, "is no number");
        break;
    case REAL_TOO_LARGE:
        snprintf(reason, VALUE_REASON, "is too large for a real");
        break;
    }
    return false;
}

/* A number of JSON with every digit kept, if a decimal can. */
static bool exact_decimal(const struct node *node, struct leat_value *out) {
    struct number number;
    if (!number_read(node->text, node->size, '.', true, &number)) {
        return false;
    }
    const int64_t fraction = (int64_t)number.fraction_size - number.exponent;
    const int scale = fraction < 0 ? 0 : fraction > DECIMAL_DIGITS ? -1 : (int)fraction;
    int128 units;
    if (scale < 0 || decimal_parse(node->text, node->size, '.', true, DECIMAL_DIGITS, scale,
                                   &units) != DECIMAL_READ) {
        return false;
    }
    const int digits = decimal_digits(units);
    out->type = type_decimal(digits > scale ? digits : scale, scale);
    out->as.decimal = decimal_of(units);
    return true;
}

/* -- values ---------------------------------------------------------------------------------- */

bool value_from_text(struct leat_type type, const char *text, size_t size, struct leat_value *out,
                     char reason[VALUE_REASON]) {
    const char *why = NULL;
    *out = (struct leat_value){.type = type};
    *reason = '\0';
    switch ((enum leat_kind)type.kind) {
    case LEAT_INTEGER:
        return read_integer(text, size, out, reason);
    case LEAT_REAL:
        return read_real(text, size, out, reason);
    case LEAT_DECIMAL:
        return read_decimal(type, text, size, false, out, reason);
    case LEAT_BOOLEAN:
        out->as.boolean = size == 4 && memcmp(text, "true", 4) == 0;
        if (out->as.boolean || (size == 5 && memcmp(text, "false", 5) == 0)) {
            return true;
        }
        why = "neither true nor false";
        break;
    case LEAT_DATE:
        if (date_parse_iso(text, size, &out->as.date, &why)) {
            return true;
        }
        break;
    case LEAT_TIMESTAMP:
        if (timestamp_parse_iso(text, size, &out->as.integer, &why)) {
            return true;
        }
        break;
    case LEAT_TEXT:
    case LEAT_NONE:
        out->as.text = (struct leat_text){text, size};
        return true;
    }
    snprintf(reason, VALUE_REASON, "is no %s: %s", type_words[type.kind - LEAT_TEXT], why);
    return false;
}

bool value_from_node(struct leat_type type, const struct node *node, struct leat_value *out,
                     char reason[VALUE_REASON]) {
    const bool number = node->kind == NODE_INTEGER || node->kind == NODE_REAL;
    *out = (struct leat_value){.type = type};
    *reason = '\0';
    if (node->kind == NODE_NULL) {
        out->is_null = 1;
        return true;
    }
    switch ((enum leat_kind)type.kind) {
    case LEAT_INTEGER:
        if (node->kind == NODE_REAL) {
            snprintf(reason, VALUE_REASON, "is no whole number");
        }
        out->as.integer = node->integer;
        return node->kind == NODE_INTEGER;
    case LEAT_REAL:
        out->as.real = node->real;
        return number;
    case LEAT_DECIMAL:
        return number && read_decimal(type, node->text, node->size, true, out, reason);
    case LEAT_BOOLEAN:
        out->as.boolean = node->boolean;
        return node->kind == NODE_BOOLEAN;
    case LEAT_TEXT:
    case LEAT_NONE:
    case LEAT_DATE:
    case LEAT_TIMESTAMP:
        break;
    }
    return node->kind == NODE_TEXT && value_from_text(type, node->text, node->size, out, reason);
}

bool value_of_node(const struct node *node, struct leat_value *out) {
    *out = (struct leat_value){.type = type_of(LEAT_TEXT)};
    switch (node->kind) {
    case NODE_NULL:
        out->is_null = 1;
        return true;
    case NODE_BOOLEAN:
        out->type = type_of(LEAT_BOOLEAN);
        out->as.boolean = node->boolean;
        return true;
    case NODE_INTEGER:
        out->type = type_of(LEAT_INTEGER);
        out->as.integer = node->integer;
        return true;
    case NODE_REAL:
        if (!exact_decimal(node, out)) {
            out->type = type_of(LEAT_REAL);
            out->as.real = node->real;
        }
        return true;
    case NODE_TEXT:
        out->as.text = (struct leat_text){node->text, node->size};
        return true;
    case NODE_LIST:
    case NODE_OBJECT:
        break;
    }
    return false;
}

/* Numbers become one another where nothing is lost, and a date the start of its day; other kinds
 * stay themselves. */
bool value_convert(struct leat_type type, const struct leat_value *value, struct leat_value *out,
                   char reason[VALUE_REASON]) {
    const enum leat_kind from = (enum leat_kind)value->type.kind, to = (enum leat_kind)type.kind;
    *reason = '\0';
    if (value->is_null || type_equal(value->type, type)) {
        *out = *value;
        out->type = type;
        return true;
    }
    const bool number = from == LEAT_INTEGER || from == LEAT_DECIMAL || from == LEAT_REAL;
    *out = (struct leat_value){.type = type};
    if (to == LEAT_TIMESTAMP && from == LEAT_DATE) {
        out->as.integer = value->as.date * INT64_C(86400000000);
        return true;
    }
    if (!number || (to != LEAT_REAL && to != LEAT_DECIMAL)) {
        return false;
    }
    struct string text = {0};
    value_format(value, &text);
    const bool done = to == LEAT_REAL ? read_real(text.data, text.size, out, reason)
                                      : read_decimal(type, text.data, text.size, true, out, reason);
    string_free(&text);
    return done;
}

void value_format(const struct leat_value *value, struct string *out) {
    char room[64]; /* more than DECIMAL_TEXT, REAL_TEXT and DATE_TEXT */
    _Static_assert(DECIMAL_TEXT <= sizeof room && REAL_TEXT <= sizeof room &&
                       DATE_TEXT <= sizeof room,
                   "fits");
    switch ((enum leat_kind)value->type.kind) {
    case LEAT_INTEGER:
        string_add_format(out, "%" PRId64, value->as.integer);
        break;
    case LEAT_REAL:
        string_add(out, room, real_format(value->as.real, room));
        break;
    case LEAT_DECIMAL:
        string_add(out, room,
                   decimal_format(units_of(value->as.decimal), value->type.scale, false, room));
        break;
    case LEAT_BOOLEAN:
        string_add_text(out, value->as.boolean ? "true" : "false");
        break;
    case LEAT_DATE:
        string_add(out, room, date_format(value->as.date, room));
        break;
    case LEAT_TIMESTAMP:
        string_add(out, room, timestamp_format(value->as.integer, room));
        break;
    case LEAT_TEXT:
    case LEAT_NONE:
        string_add(out, value->as.text.data != NULL ? value->as.text.data : "",
                   value->as.text.size);
        break;
    }
}
