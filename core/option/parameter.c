/* parameter: reads the declarations of parameters and the values they are given. See
 * parameter.h. */
#include "option/parameter.h"

#include <string.h>

#include "option/option.h"
#include "option/value.h"

/* -- declarations ---------------------------------------------------------------------------- */

struct declaration {
    struct leat_text kind, help;
    struct leat_value fallback;
};

static const struct leat_option rows[] = {
    {LEAT_OPTION(struct declaration, kind, TEXT, "kind"),
     .help = "a kind of column, \"path\" or \"secret\""},
    {LEAT_OPTION(struct declaration, fallback, VALUE, "default"), .flags = LEAT_OPTIONAL,
     .help = "the value where none is set; a path starts at the definition's folder"},
    {LEAT_OPTION(struct declaration, help, TEXT, "help"), .flags = LEAT_OPTIONAL,
     .help = "what it is for"},
};
static const struct leat_options table = LEAT_OPTIONS(struct declaration, rows);

static bool is_name(const char *name) {
    const size_t letters =
        strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
    return letters > 0 && name[letters] == '\0' && !(name[0] >= '0' && name[0] <= '9');
}

static bool read_kind(struct parameter *parameter, const struct leat_text *kind,
                      struct problems *problems) {
    const char *reason;
    parameter->is_path = strcmp(kind->data, "path") == 0;
    parameter->is_secret = strcmp(kind->data, "secret") == 0;
    if (parameter->is_path || parameter->is_secret) {
        parameter->type = type_of(LEAT_TEXT);
        return true;
    }
    if (type_parse(kind->data, kind->size, &parameter->type, &reason)) {
        return true;
    }
    const char *words[16] = {"path", "secret"};
    size_t count = 2;
    for (size_t i = 0; type_words[i] != NULL; i++) {
        words[count++] = type_words[i];
    }
    const struct place place = node_place(node_get(parameter->node, "kind"));
    struct string shown = {0};
    string_add_quoted(&shown, kind->data, kind->size, 0);
    struct problem *problem =
        problem_add(problems, STATUS_USAGE, &place, "%s is no kind", shown.data);
    const char *meant = expression_type_meant(kind->data, kind->size);
    if (strncmp(kind->data, "decimal", 7) == 0) {
        problem_advise(problem, "%s", reason);
    } else if (meant) {
        problem_advise(problem, "here it is %s", meant);
    } else {
        problem_suggest(problem, kind->data, words, count);
    }
    string_free(&shown);
    return false;
}

/* -- values ---------------------------------------------------------------------------------- */

/* Keeps a value that was read; text is what it was read from. */
static void keep(struct parameter *parameter, const struct leat_value *value, const char *folder) {
    struct string text = {0};
    value_format(value, &text);
    parameter->text = string_take(&text);
    if (parameter->is_path) {
        char *path = path_absolute(folder, parameter->text);
        memory_free(parameter->text);
        parameter->text = path;
    }
    parameter->value = *value;
    parameter->has_value = true;
    if (parameter->type.kind == LEAT_TEXT) {
        parameter->value.as.text = (struct leat_text){parameter->text, strlen(parameter->text)};
    }
}

static void wrong_default(const struct parameter *parameter, const struct node *node,
                          const char *reason, struct problems *problems) {
    const struct place place = node_place(node);
    if (*reason != '\0') {
        problem_add(problems, STATUS_USAGE, &place, "the default of '%s' %s", parameter->name,
                    reason);
        return;
    }
    struct problem *problem =
        problem_add(problems, STATUS_USAGE, &place, "the default of '%s' must be %s, not %s",
                    parameter->name, value_wants(parameter->type), node_kind_name(node->kind));
    if (node->kind == NODE_NULL) {
        problem_advise(problem, "leave it out: then a value must be set");
    } else if (node->kind == NODE_TEXT) {
        problem_advise(problem, "write it without quotes");
    }
}

/* From which byte on a default is the environment's: nothing else can stand in it. */
static size_t outside_of(const struct node *node) {
    struct problems problems = {0};
    size_t outside = 0, size;
    char *text;
    if (parameters_expand(NULL, node, true, &outside, &text, &size, &problems)) {
        memory_free(text);
    }
    problems_free(&problems);
    return outside;
}

static bool take_default(const struct parameters *parameters, struct parameter *parameter,
                         const struct leat_value *given, struct problems *problems) {
    const struct node *node = node_get(parameter->node, "default");
    struct leat_value value;
    char reason[VALUE_REASON] = "";
    bool done = false;
    if (node->kind == NODE_TEXT &&
        given->type.kind == LEAT_TEXT) { /* with its ${env:…} filled in */
        const enum leat_kind kind = (enum leat_kind)parameter->type.kind;
        const bool in_quotes = kind == LEAT_TEXT || kind == LEAT_DATE || kind == LEAT_TIMESTAMP;
        done = in_quotes && value_from_text(parameter->type, given->as.text.data,
                                            given->as.text.size, &value, reason);
    } else if (node->kind != NODE_NULL) {
        done = value_from_node(parameter->type, node, &value, reason);
    }
    if (done && parameter->is_path && value.as.text.size == 0) {
        memcpy(reason, "is empty", sizeof "is empty");
        done = false;
    }
    if (done && parameter->type.kind == LEAT_TEXT) {
        const size_t outside = outside_of(node);
        if (parameter->is_path && !parameters_path_allowed(parameters, parameters->folder, node,
                                                           value.as.text.data, outside, problems)) {
            return false;
        }
        parameter->is_outside = !parameter->is_path && outside < value.as.text.size;
    }
    if (done) {
        keep(parameter, &value, parameters->folder);
    } else {
        wrong_default(parameter, node, reason, problems);
    }
    return done;
}

static bool take_setting(const struct parameters *parameters, struct parameter *parameter,
                         const struct parameter_setting *setting, struct problems *problems) {
    const size_t size = strlen(setting->value);
    const bool by_command = setting->node == NULL;
    struct leat_value value;
    char reason[VALUE_REASON] = "";
    bool done = false;
    if (text_valid_prefix(setting->value, size) < size) {
        memcpy(reason, "is not UTF-8", sizeof "is not UTF-8");
    } else if (parameter->is_path && size == 0) {
        memcpy(reason, "is empty", sizeof "is empty");
    } else {
        done = value_from_text(parameter->type, setting->value, size, &value, reason);
    }
    if (done) {
        /* A path on the command line is the caller's own; a pipeline step's may be made of a text. */
        if (parameter->is_path && !by_command &&
            !parameters_path_allowed(parameters, setting->folder, setting->node, setting->value,
                                     setting->outside, problems)) {
            return false;
        }
        parameter->is_outside = !parameter->is_path && parameter->type.kind == LEAT_TEXT &&
                                (by_command || setting->outside < size);
        keep(parameter, &value, setting->folder);
        parameter->is_set = true;
        return true;
    }
    struct string shown = {0};
    if (parameter->is_secret) {
        string_add_text(&shown, "the value");
    } else {
        string_add_quoted(&shown, setting->value, size, 0);
    }
    if (setting->node != NULL) {
        const struct place place = node_place(setting->node);
        problem_add(problems, STATUS_USAGE, &place, "the parameter '%s': %s %s", parameter->name,
                    shown.data, reason);
    } else {
        problem_add(problems, STATUS_USAGE, NULL, "--set %s: %s %s", parameter->name, shown.data,
                    reason);
    }
    string_free(&shown);
    return false;
}

/* The last setting of the parameter's name, or NULL. */
static const struct parameter_setting *
find_setting(const struct parameter *parameter, struct parameter_setting *settings, size_t count) {
    const struct parameter_setting *setting = NULL;
    for (size_t i = 0; i < count; i++) {
        if (strcmp(settings[i].name, parameter->name) == 0) {
            settings[i].is_used = true;
            setting = &settings[i];
        }
    }
    return setting;
}

static bool take_value(const struct parameters *parameters, struct parameter *parameter,
                       const struct leat_value *fallback, const struct parameter_setting *setting,
                       struct problems *problems) {
    if (setting != NULL) {
        if (parameter->is_secret && setting->node != NULL) {
            node_hide(setting->node);
        }
        return take_setting(parameters, parameter, setting, problems);
    }
    if (fallback->type.kind != LEAT_NONE) {
        return take_default(parameters, parameter, fallback, problems);
    }
    const struct place place = node_key_place(parameter->node);
    struct problem *problem = problem_add(problems, STATUS_USAGE, &place,
                                          "the parameter '%s' has no value", parameter->name);
    problem_advise(problem, "set one, as by --set %s=…, or declare a \"default\"", parameter->name);
    return false;
}

/* -- reading --------------------------------------------------------------------------------- */

/* Hides a default that is a secret, or may be one as its kind or its own key is misspelt, before
 * anything is told. */
static void hide_default(const struct node *node) {
    const struct node *kind = node_get(node, "kind");
    const char *reason;
    struct leat_type type;
    const bool may_be_secret = kind != NULL && kind->kind == NODE_TEXT &&
                               strcmp(kind->text, "path") != 0 &&
                               !type_parse(kind->text, kind->size, &type, &reason);
    for (size_t i = 0; may_be_secret && i < node->count; i++) {
        const struct node *item = node->items[i];
        const bool is_parameter = item->kind == NODE_TEXT && strncmp(item->text, "${", 2) == 0;
        if (item != kind && strcmp(item->key, "help") != 0 && !is_parameter) {
            node_hide(item);
        }
    }
}

static bool read_declaration(const struct parameters *parameters, struct parameter *parameter,
                             const struct parameter_setting *setting, struct problems *problems) {
    struct declaration declaration = {0};
    hide_default(parameter->node);
    struct option_set *set =
        options_parse(&table, parameter->node, NULL, &declaration, NULL, problems);
    const bool is_kind =
        declaration.kind.data != NULL && read_kind(parameter, &declaration.kind, problems);
    bool sound = is_kind && !options_failed(set);
    parameter->help = declaration.help.data != NULL ? memory_copy(declaration.help.data) : NULL;
    const bool is_default_sound =
        declaration.fallback.type.kind != LEAT_NONE || node_get(parameter->node, "default") == NULL;
    if (is_kind && (setting != NULL || is_default_sound)) {
        sound &= take_value(parameters, parameter, &declaration.fallback, setting, problems);
    }
    options_free(set);
    return sound;
}

static bool read_one(const struct parameters *parameters, struct parameter *parameter,
                     const struct node *node, struct parameter_setting *settings, size_t count,
                     struct problems *problems) {
    bool sound = is_name(node->key);
    parameter->node = node;
    parameter->name = memory_copy(node->key);
    const struct parameter_setting *setting = find_setting(parameter, settings, count);
    if (!sound) {
        const struct place place = node_key_place(node);
        struct string shown = {0};
        string_add_quoted(&shown, node->key, strlen(node->key), 0);
        problem_add(problems, STATUS_USAGE, &place,
                    "%s cannot name a parameter: letters, digits and '_' can", shown.data);
        string_free(&shown);
    }
    if (node->kind == NODE_OBJECT) {
        return read_declaration(parameters, parameter, setting, problems) && sound;
    }
    const struct place place = node_place(node);
    struct problem *problem =
        problem_add(problems, STATUS_USAGE, &place, "the parameter '%s' must be an object, not %s",
                    node->key, node_kind_name(node->kind));
    problem_advise(problem, "{ \"kind\": …, \"default\": …, \"help\": … }");
    return false;
}

bool parameters_read(struct parameters *parameters, const struct node *node, const char *folder,
                     struct parameter_setting *settings, size_t setting_count,
                     struct problems *problems) {
    bool sound = true;
    parameters->folder = memory_copy(folder);
    if (node == NULL) {
        return true;
    }
    if (node->kind != NODE_OBJECT) {
        const struct place place = node_place(node);
        problem_add(problems, STATUS_USAGE, &place,
                    "'parameters' must be an object that maps names to declarations, not %s",
                    node_kind_name(node->kind));
        return false;
    }
    parameters->list = memory_array(node->count, sizeof *parameters->list);
    for (size_t i = 0; i < node->count; i++) {
        parameters->count = i + 1;
        sound &= read_one(parameters, &parameters->list[i], node->items[i], settings, setting_count,
                          problems);
    }
    return sound;
}

void parameters_free(struct parameters *parameters) {
    for (size_t i = 0; i < parameters->count; i++) {
        struct parameter *parameter = &parameters->list[i];
        memory_free(parameter->name);
        memory_free(parameter->help);
        memory_free(parameter->text);
    }
    memory_free(parameters->list);
    memory_free(parameters->folder);
    *parameters = (struct parameters){0};
}
