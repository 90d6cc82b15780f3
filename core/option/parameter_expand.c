/* parameter_expand: ${name} in texts, and parameters for expressions. See parameter.h. */
#include "option/parameter.h"

#include "base/date.h"

#include <stdlib.h>
#include <string.h>

/* -- texts ----------------------------------------------------------------------------------- */

struct expansion {
    const struct parameters *parameters; /* NULL: none */
    const struct node *node;
    bool allow_secret, is_outside;
    size_t outside; /* the first byte of out from outside, where is_outside */
    struct string out;
    struct problems *problems;
};

/* Adds text; is_outside: it is not the definition's own. */
static void add_value(struct expansion *expansion, const char *text, bool is_outside) {
    if (is_outside && !expansion->is_outside && *text != '\0') {
        expansion->is_outside = true;
        expansion->outside = expansion->out.size;
    }
    string_add_text(&expansion->out, text);
}

static const struct parameter *find(const struct parameters *parameters, const char *name,
                                    size_t size) {
    for (size_t i = 0; parameters != NULL && i < parameters->count; i++) {
        const struct parameter *parameter = &parameters->list[i];
        if (strncmp(parameter->name, name, size) == 0 && parameter->name[size] == '\0') {
            return parameter;
        }
    }
    return NULL;
}

static void tell_unknown(struct expansion *expansion, const struct place *place, const char *name,
                         size_t size) {
    const struct parameters *parameters = expansion->parameters;
    const size_t count = parameters != NULL ? parameters->count : 0;
    const char **names = memory_array(count, sizeof *names);
    for (size_t i = 0; i < count; i++) {
        names[i] = parameters->list[i].name;
    }
    char *copy = memory_copy_part(name, size);
    struct string shown = {0};
    string_add_quoted(&shown, name, size, 0);
    struct problem *problem =
        problem_add(expansion->problems, STATUS_USAGE, place, "no parameter %s", shown.data);
    problem_suggest(problem, copy, names, count);
    if (problem->advice == NULL) {
        problem_advise(problem, "a literal ${ is written $${");
    }
    string_free(&shown);
    memory_free(copy);
    memory_free(names);
}

static bool add_environment(struct expansion *expansion, const struct place *place,
                            const char *name, size_t size) {
    char *copy = memory_copy_part(name, size);
    const char *value = getenv(copy);
    struct string shown = {0};
    string_add_quoted(&shown, name, size, 0);
    if (value == NULL) {
        problem_add(expansion->problems, STATUS_USAGE, place, "there is no environment variable %s",
                    shown.data);
    } else if (text_valid_prefix(value, strlen(value)) < strlen(value)) {
        problem_add(expansion->problems, STATUS_USAGE, place,
                    "the environment variable %s is not UTF-8", shown.data);
        value = NULL;
    } else {
        add_value(expansion, value, true);
    }
    string_free(&shown);
    memory_free(copy);
    return value != NULL;
}

/* A date as people write it: ${from:d mmmm yyyy}. place: of the pattern. */
static bool add_date(struct expansion *expansion, const struct place *place,
                     const struct parameter *parameter, const char *text, size_t size) {
    struct date_pattern pattern;
    struct civil civil;
    const char *reason;
    char written[DATE_WRITTEN];
    switch (parameter->type.kind) {
    case LEAT_DATE:
        date_civil(parameter->value.as.date, &civil);
        break;
    case LEAT_TIMESTAMP:
        timestamp_civil(parameter->value.as.integer, &civil);
        break;
    default:
        problem_add(expansion->problems, STATUS_USAGE, place,
                    "a pattern after ':' is for dates, and the parameter '%s' is none",
                    parameter->name);
        return false;
    }
    if (!date_pattern_compile(text, size, &pattern, &reason)) {
        struct problem *problem =
            problem_add(expansion->problems, STATUS_USAGE, place, "%s", reason);
        problem_advise(problem, "a pattern is written as in ${from:d mmmm yyyy}");
        return false;
    }
    string_add(&expansion->out, written, date_write(&pattern, &civil, written));
    return true;
}

/* What stands between the braces, `size` bytes at `at` of the text. */
static bool add_parameter(struct expansion *expansion, size_t at, size_t size) {
    const char *name = expansion->node->text + at;
    const struct place place = node_text_place(expansion->node, at - 2, size + 3);
    if (size > 4 && memcmp(name, "env:", 4) == 0) {
        return add_environment(expansion, &place, name + 4, size - 4);
    }
    const char *colon = memchr(name, ':', size);
    const size_t length = colon != NULL ? (size_t)(colon - name) : size;
    const struct parameter *parameter = find(expansion->parameters, name, length);
    if (parameter == NULL) {
        tell_unknown(expansion, &place, name, length);
        return false;
    }
    if (!parameter->has_value) {
        return false; /* told when the parameters were read */
    }
    if (parameter->is_secret && !expansion->allow_secret) {
        problem_add(expansion->problems, STATUS_USAGE, &place,
                    "the parameter '%s' is a secret, which may not stand here", parameter->name);
        return false;
    }
    if (colon != NULL) {
        const struct place pattern =
            node_text_place(expansion->node, at + length + 1, size - length - 1);
        return add_date(expansion, &pattern, parameter, colon + 1, size - length - 1);
    }
    add_value(expansion, parameter->text, parameter->is_outside);
    return true;
}

bool parameters_expand(const struct parameters *parameters, const struct node *text,
                       bool allow_secret, size_t *outside, char **out, size_t *size,
                       struct problems *problems) {
    struct expansion expansion = {
        .parameters = parameters, .node = text, .allow_secret = allow_secret, .problems = problems};
    bool sound = true;
    for (size_t at = 0; at < text->size;) {
        const char *rest = text->text + at;
        if (strncmp(rest, "$${", 3) == 0) {
            string_add_text(&expansion.out, "${");
            at += 3;
        } else if (strncmp(rest, "${", 2) == 0) {
            const char *end = strchr(rest, '}');
            if (end == NULL) {
                const struct place place = node_text_place(text, at, 2);
                struct problem *problem =
                    problem_add(problems, STATUS_USAGE, &place, "this '${' has no '}'");
                problem_advise(problem, "a literal ${ is written $${");
                sound = false;
                break;
            }
            const size_t length = (size_t)(end - rest) - 2;
            sound &= add_parameter(&expansion, at + 2, length);
            at += length + 3;
        } else {
            const size_t length = 1 + strcspn(rest + 1, "$");
            string_add(&expansion.out, rest, length);
            at += length;
        }
    }
    if (!sound) {
        string_free(&expansion.out);
        return false;
    }
    *size = expansion.out.size;
    if (outside != NULL) {
        *outside = expansion.is_outside ? expansion.outside : *size;
    }
    *out = string_take(&expansion.out);
    return true;
}

/* C:\data\schools.csv, \\server\data: here each would be the name of one odd file. */
static bool is_of_windows(const char *path) {
    const bool has_drive = (*path | ' ') >= 'a' && (*path | ' ') <= 'z' && path[1] == ':';
    return strncmp(path, "\\\\", 2) == 0 || (has_drive && path[2] == '\\');
}

bool parameters_path_allowed(const struct parameters *parameters, const char *folder,
                             const struct node *node, const char *path, size_t outside,
                             struct problems *problems) {
    const bool is_odd = is_of_windows(path);
    if (!is_odd && (parameters->allow_outside || !path_leaves(folder, path, outside))) {
        return true;
    }
    const struct place place = node_place(node);
    struct string shown = {0};
    string_add_quoted(&shown, path, strlen(path), 0);
    if (is_odd) {
        problem_advise(
            problem_add(problems, STATUS_USAGE, &place, "%s is a path of Windows", shown.data),
            "write it with /, from the definition's folder on");
        string_free(&shown);
        return false;
    }
    struct problem *problem = problem_add(
        problems, STATUS_USAGE, &place,
        "what was set, or is in the environment, leads %s out of its folder", shown.data);
    problem_advise(problem, "declare a parameter of kind \"path\", or allow it by --allow-outside");
    string_free(&shown);
    return false;
}

const struct parameter *parameters_whole(const struct parameters *parameters,
                                         const struct node *text) {
    if (text->kind != NODE_TEXT || text->size < 4 || strncmp(text->text, "${", 2) != 0) {
        return NULL;
    }
    const char *end = strchr(text->text, '}');
    return end == text->text + text->size - 1 ? find(parameters, text->text + 2, text->size - 3)
                                              : NULL;
}

/* -- expressions ----------------------------------------------------------------------------- */

struct expression_parameter *parameters_for_expressions(const struct parameters *parameters,
                                                        size_t *count) {
    struct expression_parameter *list = memory_array(parameters->count, sizeof *list);
    *count = 0;
    for (size_t i = 0; i < parameters->count; i++) {
        const struct parameter *parameter = &parameters->list[i];
        struct leat_value value = parameter->value;
        if (!parameter->has_value ||
            parameter->is_secret) { /* that it is missing was told once, and is enough */
            value = (struct leat_value){.type = parameter->type, .is_null = 1};
        }
        list[(*count)++] =
            (struct expression_parameter){.name = parameter->name,
                                          .value = value,
                                          .is_unknown = parameter->type.kind == LEAT_NONE,
                                          .is_secret = parameter->is_secret};
    }
    return list;
}
