/* A `pipeline` step: another definition is loaded, and those of its steps that are wanted take the
 * step's place. */
#include <string.h>
#include <sys/stat.h>

#include "plan/parts.h"

static const char *const pipeline_keys[] = {"id", "note", "pipeline", "step", "set"};

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
            if (scope->ids[before] && scope_mentions(scope->nodes[i], scope->ids[before]))
                scope->is_wanted[before] = true;
        if (node_get(scope->nodes[i], "from") || node_get(steps->items[i], "source") ||
            node_get(steps->items[i], "pipeline"))
            continue;
        for (size_t before = i; before-- > 0;)
            if (!node_get(steps->items[before], "sink")) {
                scope->is_wanted[before] = true;
                break;
            }
    }
}

/* The number of the step whose rows a `pipeline` step takes: the one that is named, or the last that
 * gives any. -1: told. */
static int64_t find_wanted(const struct scope *inner, const struct node *name,
                           const struct node *pipeline, struct problems *problems) {
    const struct node *steps = inner->definition->steps;
    const char **ids = memory_array(steps->count + 1, sizeof *ids);
    size_t count = 0;
    int64_t wanted = -1, sink = -1;
    for (size_t i = 0; i < steps->count; i++) {
        bool gives = !node_get(steps->items[i], "sink");
        bool same = !name || (inner->ids[i] && strcmp(inner->ids[i], name->text) == 0);
        if (gives && inner->ids[i])
            ids[count++] = inner->ids[i];
        if (same)
            *(gives ? &wanted : &sink) = (int64_t)i;
    }
    const char *path = inner->definition->path;
    struct place place = node_place(name ? name : pipeline);
    if (wanted < 0 && !name)
        problem_add(problems, STATUS_USAGE, &place, "no step of %s gives rows", path);
    else if (wanted < 0 && sink >= 0)
        problem_add(problems, STATUS_USAGE, &place, "'%s' is a sink in %s: it gives no rows",
                    name->text, path);
    else if (wanted < 0)
        problem_suggest(
            problem_add(problems, STATUS_USAGE, &place, "%s has no step '%s'", path, name->text),
            name->text, ids, count);
    memory_free(ids);
    return wanted;
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
        size_t size, outside = SIZE_MAX;
        place = node_place(value);
        if (value->kind == NODE_TEXT) {
            if (!parameters_expand(&scope->definition->parameters, value, false, &outside, &text,
                                   &size, problems))
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
        settings[(*count)++] =
            (struct parameter_setting){.name = value->key,
                                       .value = text,
                                       .node = value,
                                       .folder = scope->definition->folder,
                                       .outside = outside < SIZE_MAX ? outside : strlen(text)};
    }
    return settings;
}

static void free_settings(struct parameter_setting *settings, size_t count) {
    for (size_t i = 0; i < count; i++)
        memory_free((char *)settings[i].value);
    memory_free(settings);
}

/* Whether the file is one of the definitions that are being taken in, by whatever name. */
static bool is_loop(const struct scope *scope, const char *path) {
    struct stat inner, outer;
    for (; scope && stat(path, &inner) == 0; scope = scope->outer)
        if (stat(scope->definition->path, &outer) == 0 && inner.st_dev == outer.st_dev &&
            inner.st_ino == outer.st_ino)
            return true;
    return false;
}

static void tell_unknown(const struct parameter_setting *setting, const struct definition *inner,
                         struct problems *problems) {
    const char **names = memory_array(inner->parameters.count + 1, sizeof *names);
    struct place place = node_key_place(setting->node);
    for (size_t i = 0; i < inner->parameters.count; i++)
        names[i] = inner->parameters.list[i].name;
    problem_suggest(problem_add(problems, STATUS_USAGE, &place, "%s declares no parameter '%s'",
                                inner->path, setting->name),
                    setting->name, names, inner->parameters.count);
    memory_free(names);
}

/* What is set may be a secret where there is nothing to say that it is none. */
static void hide_settings(const struct parameter_setting *settings, size_t count,
                          const struct definition *inner) {
    for (size_t i = 0; i < count; i++)
        if (!inner || !settings[i].is_used)
            node_hide(settings[i].node);
}

/* The path of the definition that a pipeline step names, as seen from here (memory_free). NULL:
 * told. */
static char *inner_path(struct plan *plan, const struct scope *scope, const struct node *pipeline) {
    struct place place = node_place(pipeline);
    const struct parameters *parameters = &scope->definition->parameters;
    const char *folder = scope->definition->folder;
    char *text, *path = NULL;
    size_t size, outside;
    if (!parameters_expand(parameters, pipeline, false, &outside, &text, &size, plan->problems))
        return NULL;
    if (size == 0) {
        problem_add(plan->problems, STATUS_USAGE, &place, "\"pipeline\" is an empty path");
    } else if (parameters_path_allowed(parameters, folder, pipeline, text, outside,
                                       plan->problems)) {
        char *absolute = path_absolute(folder, text);
        path = memory_copy(path_from_here(absolute));
        memory_free(absolute);
    }
    memory_free(text);
    if (path && is_loop(scope, path)) {
        problem_add(plan->problems, STATUS_USAGE, &place,
                    "this definition takes itself in, by way of %s", path);
        memory_free(path);
        path = NULL;
    }
    return path;
}

/* Loads the definition that a pipeline step names. NULL: told. */
static struct definition *load_inner(struct plan *plan, struct scope *scope,
                                     const struct node *node) {
    const struct node *pipeline = node_get(node, "pipeline");
    struct place place = node_place(pipeline);
    char *path = inner_path(plan, scope, pipeline);
    if (!path)
        return NULL;
    size_t count;
    struct parameter_setting *settings =
        read_settings(scope, node_get(node, "set"), &count, plan->problems);
    struct definition *inner = definition_load(
        path, &place, settings, count, scope->definition->parameters.allow_outside, plan->problems);
    for (size_t i = 0; inner && i < count; i++)
        if (!settings[i].is_used)
            tell_unknown(&settings[i], inner, plan->problems);
    hide_settings(settings, count, inner);
    free_settings(settings, count);
    memory_free(path);
    if (inner) {
        plan->definitions = memory_resize(plan->definitions,
                                          (plan->definition_count + 1) * sizeof *plan->definitions);
        plan->definitions[plan->definition_count++] = inner;
    }
    return inner;
}

static void check_keys(const struct node *node, struct problems *problems) {
    size_t count = sizeof pipeline_keys / sizeof *pipeline_keys;
    for (size_t i = 0; i < node->count; i++) {
        const char *key = node->items[i]->key;
        bool known = false;
        for (size_t k = 0; k < count && !known; k++)
            known = strcmp(key, pipeline_keys[k]) == 0;
        if (known)
            continue;
        struct place place = node_key_place(node->items[i]);
        problem_suggest(problem_add(problems, STATUS_USAGE, &place, "unknown key '%s'", key), key,
                        pipeline_keys, count);
    }
}

/* The steps whose rows lead to the given one, by number from `first` on. */
static bool *leading_to(const struct plan *plan, int32_t first, const struct step *given) {
    bool *leads = memory_array((size_t)(plan->count - first) + 1, sizeof *leads);
    leads[given->number - first] = true;
    for (int32_t i = plan->count; i-- > first;)
        for (size_t k = 0; leads[i - first] && k < plan->steps[i]->input_count; k++)
            for (size_t f = 0; f < plan->steps[i]->inputs[k].from_count; f++)
                leads[plan->steps[i]->inputs[k].from[f] - first] = true;
    return leads;
}

/* A text may be an id by chance: takes out of the plan the steps from `first` on that the given one
 * turned out not to depend on. */
static void drop_others(struct plan *plan, int32_t first, const struct step *given) {
    bool *leads = leading_to(plan, first, given);
    int32_t *numbers = memory_array((size_t)(plan->count - first) + 1, sizeof *numbers);
    int32_t count = first;
    for (int32_t i = first; i < plan->count; i++) {
        struct step *step = plan->steps[i];
        if (!leads[i - first]) {
            plan_drop_step(plan, step);
            continue;
        }
        for (size_t k = 0; k < step->input_count; k++)
            for (size_t f = 0; f < step->inputs[k].from_count; f++)
                step->inputs[k].from[f] = numbers[step->inputs[k].from[f] - first];
        step->number = numbers[i - first] = count;
        plan->steps[count++] = step;
    }
    plan->count = count;
    memory_free(numbers);
    memory_free(leads);
}

struct step *plan_add_pipeline(struct plan *plan, struct scope *scope, size_t index) {
    const struct node *node = scope->definition->steps->items[index];
    const struct node *name = node_get(node, "step");
    check_keys(node, plan->problems);
    if (name && name->kind != NODE_TEXT) {
        struct place place = node_place(name);
        problem_add(plan->problems, STATUS_USAGE, &place, "\"step\" must be the id of a step");
        return NULL;
    }
    struct definition *inner = load_inner(plan, scope, node);
    if (!inner)
        return NULL;
    struct scope inner_scope;
    int32_t first = plan->count;
    scope_begin(plan, &inner_scope, inner, scope);
    int64_t wanted = find_wanted(&inner_scope, name, node_get(node, "pipeline"), plan->problems);
    struct step *given = NULL;
    if (wanted >= 0) {
        scope_narrow(&inner_scope, (size_t)wanted);
        plan_add_steps(plan, &inner_scope);
        given = inner_scope.steps[wanted];
        if (given)
            drop_others(plan, first, given);
    }
    scope_end(&inner_scope);
    return given;
}
