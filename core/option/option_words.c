/* option_words: how options, and what they want, are called in messages. See set.h. */
#include "option/set.h"

#include <inttypes.h>
#include <string.h>

/* What one value of a kind is called, and several; and the names that a definition's author knows
 * it by in help. */
static const struct words {
    const char *one, *many;
} kind_words[] = {
    [LEAT_OPTION_TEXT] = {"text", "texts"},
    [LEAT_OPTION_INTEGER] = {"a whole number", "whole numbers"},
    [LEAT_OPTION_REAL] = {"a number", "numbers"},
    [LEAT_OPTION_BOOLEAN] = {"true or false", "values true or false"},
    [LEAT_OPTION_CHOICE] = {"a word", "words"},
    [LEAT_OPTION_PATH_IN] = {"a path", "paths"},
    [LEAT_OPTION_PATH_OUT] = {"a path", "paths"},
    [LEAT_OPTION_SECRET] = {"text", "texts"},
    [LEAT_OPTION_COLUMN] = {"the name of a column", "names of columns"},
    [LEAT_OPTION_COLUMNS] = {"a list of names of columns", "lists of names of columns"},
    [LEAT_OPTION_NEW_COLUMN] = {"a name for a column", "names for columns"},
    [LEAT_OPTION_TYPE] = {"a kind", "kinds"},
    [LEAT_OPTION_VALUE] = {"text, a number, true, false or null", "plain values"},
    [LEAT_OPTION_EXPRESSION] = {"an SQL expression in quotes", "SQL expressions"},
    [LEAT_OPTION_MEASURE] = {"an SQL aggregate in quotes", "SQL aggregates"},
    [LEAT_OPTION_STEP] = {"the id of a step", "ids of steps"},
    [LEAT_OPTION_TABLE] = {"an object", "objects"},
    [LEAT_OPTION_FIELDS] = {"a kind or an object", "kinds"},
    [LEAT_OPTION_FIELD] = {"an object", "objects"},
};

static void add_choices(const struct leat_option *row, struct string *out) {
    for (size_t i = 0; row->choices[i] != NULL; i++) {
        string_add_text(out, i == 0 ? "" : row->choices[i + 1] != NULL ? ", " : " or ");
        string_add_json(out, row->choices[i], strlen(row->choices[i]));
    }
}

static void add_one(const struct leat_option *row, struct string *out) {
    const struct leat_options *items = row->kind == LEAT_OPTION_TABLE ? row->items : NULL;
    for (size_t i = 0; items != NULL && i < items->count; i++) {
        const struct leat_option inner = option_row(items, i);
        if (inner.flags & LEAT_BARE) {
            option_wants(&inner, inner.shape, out);
            string_add_text(out, " or an object");
            return;
        }
    }
    if (row->kind == LEAT_OPTION_CHOICE) {
        add_choices(row, out);
    } else {
        string_add_text(out, kind_words[row->kind].one);
    }
}

void option_wants(const struct leat_option *row, uint32_t shape, struct string *out) {
    if (shape == LEAT_SHAPE_ONE) {
        add_one(row, out);
    } else if (shape == LEAT_SHAPE_LIST) {
        string_add_format(out, "a list of %s", kind_words[row->kind].many);
    } else {
        string_add_format(out, "an object that maps %s to %s",
                          row->flags & LEAT_KEYED_BY_COLUMN ? "columns" : "names",
                          kind_words[row->kind].many);
    }
}

void option_kinds(uint32_t kinds, struct string *out) {
    size_t left = (size_t)__builtin_popcount(kinds);
    for (unsigned kind = LEAT_TEXT; type_words[kind - LEAT_TEXT] != NULL; kind++) {
        if (kinds & LEAT_KINDS(kind)) {
            left--;
            string_add_format(out, "%s%s", type_words[kind - LEAT_TEXT],
                              left > 1    ? ", "
                              : left == 1 ? " or "
                                          : "");
        }
    }
}

const char *option_label(struct option_set *set, const struct option_subject *subject) {
    const struct node *node = subject->node;
    const struct option_scope *scope = subject->scope;
    if (scope->row != NULL && scope->node == node && subject->row == scope->table->bare) {
        /* A plain value that stands for an object: its author knows the object's name alone. */
        const struct option_subject whole = {scope->outer, scope->row, node, scope->is_item};
        return option_label(set, &whole);
    }
    struct string label = {0};
    if (subject->is_item && node->key != NULL) {
        string_add_quoted(&label, node->key, strlen(node->key), 0);
        string_add_format(&label, " in '%s'", subject->row->name);
    } else {
        string_add_format(&label, subject->is_item ? "an item of '%s'" : "'%s'",
                          subject->row->name);
    }
    const char *copy = arena_copy(set->arena, label.data, label.size);
    string_free(&label);
    return copy;
}

/* What a value is, next to what it should be: for numbers the digits. */
static void add_found(const struct node *node, bool number_wanted, struct string *out) {
    if (number_wanted && (node->kind == NODE_REAL || node->kind == NODE_INTEGER)) {
        string_add_format(out, "%.*s", (int)(node->size < 40 ? node->size : 40), node->text);
    } else if (node->kind == NODE_BOOLEAN) {
        string_add_text(out, node->boolean ? "true" : "false");
    } else {
        string_add_text(out, node_kind_name(node->kind));
    }
}

/* Values that would do without their quotes, or with quotes. */
static void advise_shape(struct problem *problem, const struct option_subject *subject) {
    const struct node *node = subject->node;
    const uint32_t kind = subject->row->kind;
    const bool number = kind == LEAT_OPTION_INTEGER || kind == LEAT_OPTION_REAL;
    if (node->kind == NODE_TEXT && number && node->size > 0 &&
        strspn(node->text, "+-.0123456789") == node->size) {
        problem_advise(problem, "write it without quotes");
    } else if (node->kind == NODE_TEXT && kind == LEAT_OPTION_BOOLEAN) {
        problem_advise(problem, "write true or false, without quotes");
    } else if (node->kind == NODE_NULL) {
        problem_advise(problem, "leave it out instead");
    }
}

/* An object as it is written: the keys that must be there, or its first. */
static void add_object(const struct leat_options *table, struct string *out) {
    size_t count = 0;
    string_add_text(out, "{ ");
    for (size_t i = 0; i < table->count; i++) {
        const struct leat_option row = option_row(table, i);
        if (!(row.flags & LEAT_OPTIONAL) && row.fallback == NULL) {
            string_add_format(out, "%s\"%s\": …", count++ > 0 ? ", " : "", row.name);
        }
    }
    if (count == 0 && table->count > 0) {
        const struct leat_option row = option_row(table, 0);
        string_add_format(out, "\"%s\": …", row.name);
        count++;
    }
    string_add_text(out, count < table->count ? ", … }" : " }");
}

/* Whether each of an option's values is an object that no plain value may stand for. */
static bool is_object(const struct leat_option *row) {
    bool is = row->kind == LEAT_OPTION_TABLE;
    for (size_t i = 0; is && i < row->items->count; i++) {
        is = !(option_row(row->items, i).flags & LEAT_BARE);
    }
    return is;
}

/* One of an option's values as it is written. */
static void add_item(const struct leat_option *row, struct string *out) {
    if (is_object(row)) {
        add_object(row->items, out);
    } else {
        string_add_text(out, "…");
    }
}

/* A list, a map or an object as it is written; nothing for other values. */
static void add_example(const struct leat_option *row, uint32_t shape, struct string *out) {
    if (shape == LEAT_SHAPE_MAP) {
        string_add_format(out,
                          "{ \"%s\": ", row->flags & LEAT_KEYED_BY_COLUMN ? "a column" : "a name");
        add_item(row, out);
        string_add_text(out, ", … }");
    } else if (shape == LEAT_SHAPE_LIST && row->kind == LEAT_OPTION_COLUMNS) {
        string_add_text(out, "[ [ … ], … ]");
    } else if (shape == LEAT_SHAPE_LIST || row->kind == LEAT_OPTION_COLUMNS) {
        string_add_text(out, "[ ");
        add_item(row, out);
        string_add_text(out, ", … ]");
    } else if (is_object(row)) {
        add_object(row->items, out);
    }
}

void option_wrong_shape(struct option_set *set, const struct option_subject *subject,
                        uint32_t shape) {
    const uint32_t kind = subject->row->kind;
    const bool number =
        shape == LEAT_SHAPE_ONE && (kind == LEAT_OPTION_INTEGER || kind == LEAT_OPTION_REAL);
    struct string wants = {0}, found = {0}, example = {0};
    option_wants(subject->row, shape, &wants);
    add_found(subject->node, number, &found);
    struct problem *problem = option_wrong_at(set, subject, "%s must be %s, not %s",
                                              option_label(set, subject), wants.data, found.data);
    add_example(subject->row, shape, &example);
    if (example.size > 0 && subject->node->kind != NODE_NULL) {
        problem_advise(problem, "write it as %s", example.data);
    } else if (shape == LEAT_SHAPE_ONE || subject->node->kind == NODE_NULL) {
        advise_shape(problem, subject);
    }
    string_free(&example);
    string_free(&wants);
    string_free(&found);
}

bool option_in_bounds(struct option_set *set, const struct option_subject *subject, int64_t value,
                      const char *one, const char *many) {
    const struct leat_option *row = subject->row;
    const int64_t least = row->least, most = row->most;
    if ((least == 0 && most == 0) || (value >= least && value <= most)) {
        return true;
    }
    struct string bounds = {0}, found = {0};
    const bool no_least = one == NULL ? least == INT64_MIN : least <= 0;
    if (least == most) {
        string_add_format(&bounds, "%" PRId64, least);
    } else if (most == INT64_MAX) {
        string_add_format(&bounds, "at least %" PRId64, least);
    } else if (no_least) {
        string_add_format(&bounds, "at most %" PRId64, most);
    } else {
        string_add_format(&bounds, "%s%" PRId64 " to %" PRId64, one == NULL ? "from " : "", least,
                          most);
    }
    if (one != NULL) {
        const int64_t last = most == INT64_MAX ? least : most;
        string_add_format(&bounds, " %s", last == 1 ? one : many);
    }
    string_add_format(&found, "%" PRId64, value);
    const char *verb = one == NULL ? "must be" : "must have";
    option_wrong_at(set, subject, "%s %s %s, not %s", option_label(set, subject), verb, bounds.data,
                    found.data);
    string_free(&bounds);
    string_free(&found);
    return false;
}
