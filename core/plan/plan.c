/* See plan.h. This file walks a definition's steps, and those of the definitions it takes in by
 * `pipeline`. */
#include <stdlib.h>
#include <string.h>

#include "plan/parts.h"

static const char *const pipeline_keys[] = {"id", "note", "pipeline", "step", "set"};

int32_t plan_add_origin(struct plan *plan, const char *name, bool is_file) {
    plan->origins =
        memory_resize(plan->origins, ((size_t)plan->origin_count + 1) * sizeof *plan->origins);
    plan->origins[plan->origin_count] = (struct origin){.name = name, .is_file = is_file};
    return plan->origin_count++;
}

static const char *text_of(const struct node *node) {
    return node && node->kind == NODE_TEXT ? node->text : NULL;
}

/* Takes down the ids; a second use of one is a problem. */
static void scope_begin(struct scope *scope, struct definition *definition,
                        const struct scope *outer, struct problems *problems) {
    size_t count = definition->steps->count;
    *scope = (struct scope){.definition = definition, .outer = outer};
    scope->ids = memory_array(count + 1, sizeof *scope->ids);
    scope->steps = memory_array(count + 1, sizeof *scope->steps);
    scope->is_wanted = memory_array(count + 1, sizeof *scope->is_wanted);
    for (size_t i = 0; i < count; i++) {
        const struct node *id = node_get(definition->steps->items[i], "id");
        struct place place = id ? node_place(id) : (struct place){0};
        scope->is_wanted[i] = true;
        if (id && (id->kind != NODE_TEXT || id->size == 0)) {
            problem_add(problems, STATUS_USAGE, &place, "an id must be a text that is not empty");
            continue;
        }
        scope->ids[i] = text_of(id);
        for (size_t before = 0; id && before < i; before++)
            if (scope->ids[before] && strcmp(scope->ids[before], id->text) == 0)
                problem_add(problems, STATUS_USAGE, &place, "the id '%s' is used twice", id->text);
    }
}

static void scope_end(struct scope *scope) {
    memory_free(scope->ids);
    memory_free(scope->steps);
    memory_free(scope->is_wanted);
}

/* Whether any text within the node is the id. */
static bool mentions(const struct node *node, const char *id) {
    if (node->kind == NODE_TEXT)
        return strcmp(node->text, id) == 0;
    for (size_t i = 0; i < node->count; i++)
        if (mentions(node->items[i], id))
            return true;
    return false;
}

void scope_count_mentions(struct scope *scope, const struct node *node) {
    if (scope->last)
        scope->last->readers++;
    for (size_t i = 0; i < scope->definition->steps->count; i++)
        if (scope->steps[i] && scope->ids[i] && mentions(node, scope->ids[i]))
            scope->steps[i]->readers++;
}

/* Leaves only the steps that `wanted` may depend on. Which options name steps is known to plugins
 * alone, so any text that is an id counts as a mention. */
static void scope_narrow(struct scope *scope, size_t wanted) {
    const struct node *steps = scope->definition->steps;
    for (size_t i = 0; i < steps->count; i++)
        scope->is_wanted[i] = i == wanted;
    for (size_t i = wanted + 1; i-- > 0;) {
        if (!scope->is_wanted[i])
            continue;
        for (size_t before = 0; before < i; before++)
            if (scope->ids[before] && mentions(steps->items[i], scope->ids[before]))
                scope->is_wanted[before] = true;
        if (node_get(steps->items[i], "from") || node_get(steps->items[i], "source") ||
            node_get(steps->items[i], "pipeline"))
            continue;
        for (size_t before = i; before-- > 0;)
            if (!node_get(steps->items[before], "sink")) {
                scope->is_wanted[before] = true;
                break;
            }
    }
}

static void add_steps(struct plan *plan, struct scope *scope);

/* The number of the step whose rows a `pipeline` step takes. -1: told. */
static int64_t find_wanted(const struct scope *inner, const struct node *name,
                           const struct node *pipeline, struct problems *problems) {
    const struct node *steps = inner->definition->steps;
    for (size_t i = steps->count; i-- > 0;) {
        bool gives = !node_get(steps->items[i], "sink");
        if (name ? inner->ids[i] && strcmp(inner->ids[i], name->text) == 0 : gives)
            return (int64_t)i;
    }
    struct place place = name ? node_place(name) : node_place(pipeline);
    const char **ids = memory_array(steps->count + 1, sizeof *ids);
    size_t count = 0;
    for (size_t i = 0; i < steps->count; i++)
        if (inner->ids[i])
            ids[count++] = inner->ids[i];
    struct problem *problem = problem_add(problems, STATUS_USAGE, &place, "%s has no step '%s'",
                                          inner->definition->path, name ? name->text : "");
    if (name)
        problem_suggest(problem, name->text, ids, count);
    memory_free(ids);
    return -1;
}

/* The settings of a pipeline step: its "set", each value's text filled in from the outer
 * parameters. */
static struct parameter_setting *read_settings(struct scope *scope, const struct node *set,
                                               size_t *count, struct problems *problems) {
    *count = 0;
    if (!set)
        return NULL;
    struct place place = node_place(set);
    if (set->kind != NODE_OBJECT) {
        problem_add(problems, STATUS_USAGE, &place,
                    "\"set\" must be an object: parameter names and their values");
        return NULL;
    }
    struct parameter_setting *settings = memory_array(set->count + 1, sizeof *settings);
    for (size_t i = 0; i < set->count; i++) {
        const struct node *value = set->items[i];
        char *text = NULL;
        size_t size;
        place = node_place(value);
        if (value->kind == NODE_TEXT) {
            if (!parameters_expand(&scope->definition->parameters, value, false, NULL, &text, &size,
                                   problems))
                continue;
        } else if (value->kind == NODE_INTEGER || value->kind == NODE_REAL) {
            text = memory_copy(value->text);
        } else if (value->kind == NODE_BOOLEAN) {
            text = memory_copy(value->boolean ? "true" : "false");
        } else {
            problem_add(problems, STATUS_USAGE, &place,
                        "a parameter's value is a text, a number, true or false");
            continue;
        }
        settings[(*count)++] = (struct parameter_setting){
            .name = value->key, .value = text, .node = value, .folder = scope->definition->folder};
    }
    return settings;
}

static void free_settings(struct parameter_setting *settings, size_t count) {
    for (size_t i = 0; i < count; i++)
        memory_free((char *)settings[i].value);
    memory_free(settings);
}

static bool is_loop(const struct scope *scope, const char *absolute) {
    for (; scope; scope = scope->outer) {
        char *own = definition_path("/", scope->definition->folder);
        const char *slash = strrchr(scope->definition->path, '/');
        char *path = memory_format("%s/%s", own, slash ? slash + 1 : scope->definition->path);
        bool same = strcmp(path, absolute) == 0;
        memory_free(path);
        memory_free(own);
        if (same)
            return true;
    }
    return false;
}

/* Loads the definition that a pipeline step names. NULL: told. */
static struct definition *load_inner(struct plan *plan, struct scope *scope,
                                     const struct node *node) {
    const struct node *pipeline = node_get(node, "pipeline");
    struct place place = node_place(pipeline);
    char *text;
    size_t size;
    if (pipeline->kind != NODE_TEXT) {
        problem_add(plan->problems, STATUS_USAGE, &place,
                    "\"pipeline\" must be the path of a definition");
        return NULL;
    }
    if (!parameters_expand(&scope->definition->parameters, pipeline, false, NULL, &text, &size,
                           plan->problems))
        return NULL;
    char *path = definition_path(scope->definition->folder, text);
    memory_free(text);
    if (is_loop(scope, path)) {
        problem_add(plan->problems, STATUS_USAGE, &place,
                    "this definition takes itself in, by way of %s", path);
        memory_free(path);
        return NULL;
    }
    size_t count;
    struct parameter_setting *settings =
        read_settings(scope, node_get(node, "set"), &count, plan->problems);
    struct definition *inner = definition_load(path, settings, count, plan->problems);
    for (size_t i = 0; inner && i < count; i++) {
        if (settings[i].is_used)
            continue;
        place = node_key_place(settings[i].node);
        problem_add(plan->problems, STATUS_USAGE, &place, "%s declares no parameter '%s'", path,
                    settings[i].name);
    }
    free_settings(settings, count);
    memory_free(path);
    if (inner) {
        plan->definitions = memory_resize(plan->definitions,
                                          (plan->definition_count + 1) * sizeof *plan->definitions);
        plan->definitions[plan->definition_count++] = inner;
    }
    return inner;
}

/* Adds what a `pipeline` step takes in; the step that gives its rows, or NULL. */
static struct step *add_pipeline(struct plan *plan, struct scope *scope, size_t index) {
    const struct node *node = scope->definition->steps->items[index];
    for (size_t i = 0; i < node->count; i++) {
        bool known = false;
        for (size_t k = 0; k < sizeof pipeline_keys / sizeof *pipeline_keys && !known; k++)
            known = strcmp(node->items[i]->key, pipeline_keys[k]) == 0;
        if (known)
            continue;
        struct place place = node_key_place(node->items[i]);
        problem_suggest(problem_add(plan->problems, STATUS_USAGE, &place, "unknown key '%s'",
                                    node->items[i]->key),
                        node->items[i]->key, pipeline_keys,
                        sizeof pipeline_keys / sizeof *pipeline_keys);
    }
    const struct node *name = node_get(node, "step");
    if (name && name->kind != NODE_TEXT) {
        struct place place = node_place(name);
        problem_add(plan->problems, STATUS_USAGE, &place, "\"step\" must be the id of a step");
        return NULL;
    }
    struct definition *inner = load_inner(plan, scope, node);
    if (!inner)
        return NULL;
    struct scope inner_scope;
    scope_begin(&inner_scope, inner, scope, plan->problems);
    int64_t wanted = find_wanted(&inner_scope, name, node_get(node, "pipeline"), plan->problems);
    struct step *given = NULL;
    if (wanted >= 0) {
        scope_narrow(&inner_scope, (size_t)wanted);
        add_steps(plan, &inner_scope);
        given = inner_scope.steps[wanted];
    }
    scope_end(&inner_scope);
    return given;
}

/* None of the four words is there: perhaps one is misspelt. */
static void tell_no_role(const struct node *node, const char *const *words,
                         struct problems *problems) {
    struct place place = node_place(node);
    for (size_t i = 0; i < node->count; i++) {
        const char *near = text_nearest(node->items[i]->key, words, 4);
        if (!near)
            continue;
        place = node_key_place(node->items[i]);
        problem_advise(
            problem_add(problems, STATUS_USAGE, &place, "unknown key '%s'", node->items[i]->key),
            "did you mean '%s'?", near);
        return;
    }
    problem_advise(
        problem_add(problems, STATUS_USAGE, &place, "this step does not say what it is"),
        "give it \"source\", \"transform\" or \"sink\" with the name of a plugin, or \"pipeline\"");
}

/* Which of the four a step is; false: told. */
static bool read_role(const struct node *node, bool *is_pipeline, enum role_kind *kind,
                      struct problems *problems) {
    static const char *const words[] = {"source", "transform", "sink", "pipeline"};
    const struct node *found = NULL;
    struct place place = node_place(node);
    if (node->kind != NODE_OBJECT) {
        problem_add(problems, STATUS_USAGE, &place,
                    "a step must be an object, { … }, and here is %s", node_kind_name(node->kind));
        return false;
    }
    for (size_t i = 0; i < 4; i++) {
        const struct node *member = node_get(node, words[i]);
        if (!member)
            continue;
        place = node_key_place(member);
        if (found) {
            problem_add(problems, STATUS_USAGE, &place,
                        "a step has one role, and this one says \"%s\" and \"%s\"", found->key,
                        member->key);
            return false;
        }
        if (member->kind != NODE_TEXT) {
            place = node_place(member);
            problem_add(problems, STATUS_USAGE, &place,
                        "\"%s\" must be the name of a plugin, a text", words[i]);
            return false;
        }
        found = member;
        *is_pipeline = i == 3;
        *kind = (enum role_kind)(i % 3);
    }
    if (!found)
        tell_no_role(node, words, problems);
    return found != NULL;
}

static void add_steps(struct plan *plan, struct scope *scope) {
    const struct node *steps = scope->definition->steps;
    for (size_t i = 0; i < steps->count; i++) {
        bool is_pipeline;
        enum role_kind kind;
        if (!scope->is_wanted[i])
            continue;
        if (!read_role(steps->items[i], &is_pipeline, &kind, plan->problems)) {
            scope_count_mentions(scope, steps->items[i]);
            scope->last = NULL;
            scope->last_is_lost = true;
            continue;
        }
        struct step *step =
            is_pipeline ? add_pipeline(plan, scope, i) : plan_add_step(plan, scope, i, kind);
        if (step && !step_gives(step))
            continue;
        scope->steps[i] = step;
        scope->last = step;
        scope->last_is_lost = !step;
    }
}

/* Whether every step could be made, and nothing is wrong with any. */
static bool is_sound(const struct plan *plan) {
    bool sound = plan->count > 0;
    for (int32_t i = 0; i < plan->count; i++)
        sound &= !plan->steps[i]->is_failed;
    return sound && problems_status(plan->problems) == STATUS_DONE;
}

struct plan *plan_make(const struct plan_request *request, struct problems *problems) {
    struct plan *plan = memory_alloc(sizeof *plan);
    plan->request = *request;
    plan->problems = problems;
    struct definition *definition =
        definition_load(request->path, request->settings, request->setting_count, problems);
    if (!definition)
        return plan;
    plan->definitions = memory_alloc(sizeof *plan->definitions);
    plan->definitions[plan->definition_count++] = definition;
    struct scope scope;
    scope_begin(&scope, definition, NULL, problems);
    add_steps(plan, &scope);
    scope_end(&scope);
    if (definition->rejects_path)
        plan->rejects_path = plan_output_path(plan, definition->rejects_path);
    plan_crosscheck(plan);
    if (is_sound(plan))
        plan_find_needed(plan);
    return plan;
}
