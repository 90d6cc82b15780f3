/* option_kind: one value of each kind, from a node into its field. See set.h. */
#include "option/set.h"

#include <string.h>

#include "option/value.h"

size_t option_item_size(const struct leat_option *row) {
    switch ((enum leat_option_kind)row->kind) {
    case LEAT_OPTION_INTEGER:
        return sizeof(int64_t);
    case LEAT_OPTION_REAL:
        return sizeof(double);
    case LEAT_OPTION_BOOLEAN:
        return sizeof(bool);
    case LEAT_OPTION_CHOICE:
    case LEAT_OPTION_COLUMN:
    case LEAT_OPTION_STEP:
        return sizeof(int32_t);
    case LEAT_OPTION_COLUMNS:
        return sizeof(struct leat_list);
    case LEAT_OPTION_TYPE:
        return sizeof(struct leat_type);
    case LEAT_OPTION_VALUE:
        return sizeof(struct leat_value);
    case LEAT_OPTION_EXPRESSION:
    case LEAT_OPTION_MEASURE:
    case LEAT_OPTION_FIELDS:
    case LEAT_OPTION_FIELD:
        return sizeof(void *);
    case LEAT_OPTION_TABLE:
        return row->items->item_size;
    case LEAT_OPTION_TEXT:
    case LEAT_OPTION_PATH_IN:
    case LEAT_OPTION_PATH_OUT:
    case LEAT_OPTION_SECRET:
    case LEAT_OPTION_NEW_COLUMN:
        break;
    }
    return sizeof(struct leat_text);
}

void option_blank(const struct leat_option *row, void *field) {
    if (row->kind == LEAT_OPTION_COLUMN || row->kind == LEAT_OPTION_STEP) {
        *(int32_t *)field = -1;
    }
}

/* -- texts ----------------------------------------------------------------------------------- */

bool option_text(struct option_set *set, const struct option_subject *subject, bool is_secret,
                 struct leat_text *out, size_t *outside) {
    const struct node *node = subject->node;
    char *text;
    size_t size;
    if (node->kind != NODE_TEXT) {
        option_wrong_shape(set, subject, LEAT_SHAPE_ONE);
        return false;
    }
    if (!parameters_expand(set->parameters, node, is_secret, outside, &text, &size,
                           set->problems)) {
        set->failed = true;
        return false;
    }
    *out = (struct leat_text){arena_copy(set->arena, text, size), size};
    memory_free(text);
    return true;
}

bool option_column_name(struct option_set *set, const struct option_subject *subject,
                        const struct place *place, const char *name, size_t size) {
    if (size == 0) {
        option_wrong(set, place, "a column in '%s' has an empty name", subject->row->name);
        return false;
    }
    for (size_t at = 0; at < size;) {
        const uint32_t code = text_decode(name, size, &at);
        if (code < 0x20 || (code >= 0x7F && code < 0xA0)) {
            option_wrong(set, place,
                         "the name of a column has no control characters, and this one has U+%04X",
                         code);
            return false;
        }
    }
    return true;
}

static bool read_text(struct option_set *set, const struct option_subject *subject,
                      struct leat_text *field, size_t *outside) {
    const struct leat_option *row = subject->row;
    const struct place place = option_place(set, subject->scope, subject->node);
    struct leat_text text;
    if (!option_text(set, subject, row->kind == LEAT_OPTION_SECRET, &text, outside)) {
        return false;
    }
    if (row->kind == LEAT_OPTION_NEW_COLUMN &&
        !option_column_name(set, subject, &place, text.data, text.size)) {
        return false;
    }
    if (row->shape == LEAT_SHAPE_ONE && row->kind != LEAT_OPTION_SECRET &&
        !option_in_bounds(set, subject, (int64_t)text_length(text.data, text.size), "character",
                          "characters")) {
        return false;
    }
    if (row->kind == LEAT_OPTION_SECRET) {
        *OPTION_ADD(set->secrets) = text;
    }
    *field = text;
    return true;
}

static bool read_path(struct option_set *set, const struct option_subject *subject,
                      struct leat_text *field) {
    const struct node *node = subject->node;
    const bool is_default = node->document != set->node->document;
    size_t outside = 0;
    if (!read_text(set, subject, field, &outside)) {
        return false;
    }
    if (field->size == 0) {
        option_wrong_at(set, subject, "%s is an empty path", option_label(set, subject));
        return false;
    }
    if (subject->row->kind == LEAT_OPTION_PATH_OUT && path_names_folder(field->data)) {
        problem_advise(option_wrong_at(set, subject, "%s names a folder, and a file is written",
                                       option_label(set, subject)),
                       "name a file in it");
        return false;
    }
    if (set->parameters != NULL &&
        !parameters_path_allowed(set->parameters, set->parameters->folder, node, field->data,
                                 outside, set->problems)) {
        set->failed = true;
        return false;
    }
    *OPTION_ADD(set->paths) = (struct option_path){
        .field = field,
        .node = is_default ? subject->scope->real : node,
        .is_output = subject->row->kind == LEAT_OPTION_PATH_OUT,
        .resolved =
            path_absolute(set->parameters != NULL ? set->parameters->folder : NULL, field->data),
    };
    return true;
}

static bool read_choice(struct option_set *set, const struct option_subject *subject,
                        int32_t *field) {
    const char *const *choices = subject->row->choices;
    struct leat_text text;
    if (!option_text(set, subject, false, &text, NULL)) {
        return false;
    }
    size_t count = 0;
    for (; choices[count] != NULL; count++) {
        if (strcmp(choices[count], text.data) == 0) {
            *field = (int32_t)count;
            return true;
        }
    }
    struct string shown = {0};
    string_add_quoted(&shown, text.data, text.size, 0);
    struct problem *problem =
        option_wrong_at(set, subject, "%s cannot be %s", option_label(set, subject), shown.data);
    problem_suggest(problem, text.data, choices, count);
    string_free(&shown);
    return false;
}

static bool read_type(struct option_set *set, const struct option_subject *subject,
                      struct leat_type *field) {
    const char *reason;
    struct leat_text text;
    if (!option_text(set, subject, false, &text, NULL)) {
        return false;
    }
    if (type_parse(text.data, text.size, field, &reason)) {
        return true;
    }
    struct string shown = {0};
    size_t count = 0;
    while (type_words[count] != NULL) {
        count++;
    }
    string_add_quoted(&shown, text.data, text.size, 0);
    struct problem *problem = option_wrong_at(set, subject, "%s is no kind", shown.data);
    const char *meant = expression_type_meant(text.data, text.size);
    const char *nearest = text_nearest(text.data, type_words, count);
    if (meant != NULL && strncmp(text.data, "decimal", strlen("decimal")) != 0) {
        problem_advise(problem, "here it is %s", meant);
    } else if (nearest == NULL || strcmp(nearest, "decimal") == 0) {
        problem_advise(problem, "%s", reason);
    } else {
        problem_advise(problem, "did you mean '%s'?", nearest);
    }
    string_free(&shown);
    return false;
}

/* -- numbers --------------------------------------------------------------------------------- */

static void wrong_parameter(struct option_set *set, const struct option_subject *subject,
                            const struct parameter *parameter) {
    char name[TYPE_NAME];
    struct string wants = {0};
    option_wants(subject->row, LEAT_SHAPE_ONE, &wants);
    option_wrong_at(set, subject, "%s must be %s, and the parameter '%s' is %s",
                    option_label(set, subject), wants.data, parameter->name,
                    type_name(parameter->type, name));
    string_free(&wants);
}

/* The value of an option that is no text, of the type that it wants: as JSON has it, or a
 * parameter's. */
static bool read_typed(struct option_set *set, const struct option_subject *subject,
                       struct leat_type type, struct leat_value *out) {
    char reason[VALUE_REASON];
    const struct node *node = subject->node;
    const struct parameter *parameter = parameters_whole(set->parameters, node);
    if (parameter != NULL) {
        if (!parameter->has_value) { /* told when the parameters were read */
            set->failed = true;
            return false;
        }
        if (!parameter->is_secret && value_convert(type, &parameter->value, out, reason) &&
            !out->is_null) {
            return true;
        }
        wrong_parameter(set, subject, parameter);
        return false;
    }
    if (node->kind != NODE_NULL && value_from_node(type, node, out, reason)) {
        return true;
    }
    if (node->kind == NODE_TEXT && strstr(node->text, "${") != NULL) {
        struct leat_text text;
        if (option_text(set, subject, false, &text,
                        NULL)) { /* an unknown parameter is told there */
            struct problem *problem =
                option_wrong_at(set, subject, "%s must be %s, not text", option_label(set, subject),
                                value_wants(type));
            problem_advise(problem,
                           "a parameter that stands alone, as \"${name}\", keeps its kind");
        }
        return false;
    }
    option_wrong_shape(set, subject, LEAT_SHAPE_ONE);
    return false;
}

static bool read_integer(struct option_set *set, const struct option_subject *subject,
                         int64_t *field) {
    struct leat_value value;
    if (!read_typed(set, subject, type_of(LEAT_INTEGER), &value)) {
        return false;
    }
    *field = value.as.integer;
    return subject->is_item || option_in_bounds(set, subject, value.as.integer, NULL, NULL);
}

static bool read_real(struct option_set *set, const struct option_subject *subject, double *field) {
    const struct leat_option *row = subject->row;
    struct leat_value value;
    if (!read_typed(set, subject, type_of(LEAT_REAL), &value)) {
        return false;
    }
    *field = value.as.real;
    const bool has_bounds = !subject->is_item && (row->least != 0 || row->most != 0);
    if (!has_bounds || (*field >= (double)row->least && *field <= (double)row->most)) {
        return true;
    }
    struct string found = {0};
    value_format(&value, &found);
    if (row->most == INT64_MAX) {
        option_wrong_at(set, subject, "%s must be at least %lld, not %s",
                        option_label(set, subject), (long long)row->least, found.data);
    } else if (row->least == INT64_MIN) {
        option_wrong_at(set, subject, "%s must be at most %lld, not %s", option_label(set, subject),
                        (long long)row->most, found.data);
    } else {
        option_wrong_at(set, subject, "%s must be from %lld to %lld, not %s",
                        option_label(set, subject), (long long)row->least, (long long)row->most,
                        found.data);
    }
    string_free(&found);
    return false;
}

/* -- any kind ------------------------------------------------------------------------------ */

bool option_scalar(struct option_set *set, const struct option_subject *subject, void *field) {
    struct leat_value value;
    switch ((enum leat_option_kind)subject->row->kind) {
    case LEAT_OPTION_TEXT:
    case LEAT_OPTION_SECRET:
    case LEAT_OPTION_NEW_COLUMN:
        return read_text(set, subject, field, NULL);
    case LEAT_OPTION_PATH_IN:
    case LEAT_OPTION_PATH_OUT:
        return read_path(set, subject, field);
    case LEAT_OPTION_INTEGER:
        return read_integer(set, subject, field);
    case LEAT_OPTION_REAL:
        return read_real(set, subject, field);
    case LEAT_OPTION_BOOLEAN:
        if (!read_typed(set, subject, type_of(LEAT_BOOLEAN), &value)) {
            return false;
        }
        *(bool *)field = value.as.boolean != 0;
        return true;
    case LEAT_OPTION_CHOICE:
        return read_choice(set, subject, field);
    case LEAT_OPTION_COLUMN:
        return option_read_column(set, subject, field);
    case LEAT_OPTION_COLUMNS:
        return option_read_columns(set, subject, field);
    case LEAT_OPTION_TYPE:
        return read_type(set, subject, field);
    case LEAT_OPTION_VALUE:
        return option_read_value(set, subject, field);
    case LEAT_OPTION_EXPRESSION:
        return option_read_expression(set, subject, field);
    case LEAT_OPTION_STEP:
        return option_read_step(set, subject, field);
    case LEAT_OPTION_MEASURE:
    case LEAT_OPTION_TABLE:
    case LEAT_OPTION_FIELDS:
    case LEAT_OPTION_FIELD:
        break;
    }
    return false;
}
