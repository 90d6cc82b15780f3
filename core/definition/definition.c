/* A definition file read and judged, as far as it can be without its plugins. See definition.h. */
#include "definition/definition.h"

#include <string.h>

const char *const step_keys[] = {"id",        "from", "note",     "like", "source",
                                 "transform", "sink", "pipeline", NULL};

static const char *const top_keys[] = {"leat",    "title", "note",   "parameters",
                                       "rejects", "steps", "$schema"};
static const char *const reject_keys[] = {"path", "limit", "note"};

static char *folder_of(const char *path) {
    char *whole = path_absolute(NULL, path), *folder = path_folder(whole);
    memory_free(whole);
    return folder;
}

static void check_keys(const struct node *object, const char *const *keys, size_t count,
                       struct problems *problems) {
    for (size_t i = 0; i < object->count; i++) {
        const char *key = object->items[i]->key;
        bool known = false;
        for (size_t k = 0; k < count && !known; k++)
            known = strcmp(keys[k], key) == 0;
        if (known)
            continue;
        struct place place = node_key_place(object->items[i]);
        struct problem *problem =
            problem_add(problems, STATUS_USAGE, &place, "unknown key '%s'", key);
        problem_suggest(problem, key, keys, count);
    }
}

/* A member of the kind wanted; a problem where it is of another or, when required, missing. */
static const struct node *member(const struct node *object, const char *key, enum node_kind kind,
                                 bool required, struct problems *problems) {
    const struct node *found = node_get(object, key);
    if (found && found->kind == kind)
        return found;
    struct place place = found ? node_place(found) : node_place(object);
    if (found)
        problem_add(problems, STATUS_USAGE, &place, "\"%s\" must be %s, and here is %s", key,
                    node_kind_name(kind), node_kind_name(found->kind));
    else if (required)
        problem_add(problems, STATUS_USAGE, &place, "the key \"%s\" is missing", key);
    return NULL;
}

static void check_version(const struct node *root, struct problems *problems) {
    const struct node *version = node_get(root, "leat");
    struct place place = version ? node_place(version) : node_place(root);
    if (!version)
        problem_advise(problem_add(problems, STATUS_USAGE, &place, "the key \"leat\" is missing"),
                       "begin the definition with \"leat\": %d, the version of its format",
                       DEFINITION_VERSION);
    else if (version->kind != NODE_INTEGER || version->integer != DEFINITION_VERSION)
        problem_advise(problem_add(problems, STATUS_USAGE, &place,
                                   "this leat reads definitions of version %d alone",
                                   DEFINITION_VERSION),
                       "write \"leat\": %d", DEFINITION_VERSION);
}

static void read_rejects(struct definition *definition, struct problems *problems) {
    const struct node *node = definition->rejects;
    definition->rejects_limit = -1;
    if (!node)
        return;
    check_keys(node, reject_keys, sizeof reject_keys / sizeof *reject_keys, problems);
    const struct node *path = member(node, "path", NODE_TEXT, true, problems);
    const struct node *limit = node_get(node, "limit");
    char *text;
    size_t size, outside;
    if (path &&
        parameters_expand(&definition->parameters, path, false, &outside, &text, &size, problems)) {
        struct place place = node_place(path);
        size_t length = strlen(text);
        bool known = length > 4 && (strcmp(text + length - 4, ".csv") == 0 ||
                                    (length > 5 && strcmp(text + length - 5, ".json") == 0));
        if (known && parameters_path_allowed(&definition->parameters, definition->folder, path,
                                             text, outside, problems))
            definition->rejects_path = path_absolute(definition->folder, text);
        else if (!known)
            problem_add(problems, STATUS_USAGE, &place,
                        "the path of the rejects must end in .csv or .json");
        memory_free(text);
    }
    if (limit && (limit->kind != NODE_INTEGER || limit->integer < 0)) {
        struct place place = node_place(limit);
        problem_add(problems, STATUS_USAGE, &place,
                    "\"limit\" must be a whole number, 0 or more: how many rows may be rejected");
    } else if (limit) {
        definition->rejects_limit = limit->integer;
    }
}

static bool read_top(struct definition *definition, struct parameter_setting *settings,
                     size_t count, struct problems *problems) {
    const struct node *root = document_root(definition->document);
    struct place place = node_place(root);
    if (root->kind != NODE_OBJECT) {
        problem_add(problems, STATUS_USAGE, &place,
                    "a definition is an object, { … }, and here is %s", node_kind_name(root->kind));
        return false;
    }
    check_version(root, problems);
    check_keys(root, top_keys, sizeof top_keys / sizeof *top_keys, problems);
    const struct node *title = member(root, "title", NODE_TEXT, false, problems);
    definition->title = title ? title->text : NULL;
    const struct node *declared = member(root, "parameters", NODE_OBJECT, false, problems);
    parameters_read(&definition->parameters, declared, definition->folder, settings, count,
                    problems);
    definition->rejects = member(root, "rejects", NODE_OBJECT, false, problems);
    read_rejects(definition, problems);
    definition->steps = member(root, "steps", NODE_LIST, true, problems);
    if (definition->steps && definition->steps->count == 0) {
        place = node_place(definition->steps);
        problem_add(problems, STATUS_USAGE, &place, "there are no steps");
    }
    return definition->steps != NULL;
}

struct definition *definition_load(const char *path, const struct place *named,
                                   struct parameter_setting *settings, size_t count,
                                   bool allow_outside, struct problems *problems) {
    struct document *document = document_load(path, named, problems);
    if (!document)
        return NULL;
    struct definition *definition = memory_alloc(sizeof *definition);
    definition->document = document;
    definition->path = memory_copy(path);
    definition->folder = folder_of(path);
    definition->parameters.allow_outside = allow_outside;
    if (read_top(definition, settings, count, problems))
        return definition;
    definition_free(definition);
    return NULL;
}

void definition_free(struct definition *definition) {
    if (!definition)
        return;
    parameters_free(&definition->parameters);
    document_free(definition->document);
    memory_free(definition->path);
    memory_free(definition->folder);
    memory_free(definition->rejects_path);
    memory_free(definition);
}
